"""What people see and change about themselves."""

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.people import access, door, proxies, service
from activity_center.people.blueprint import bp
from activity_center.people.cards import working_card
from activity_center.people.forms import DetailsForm, SecretForm
from activity_center.people.signed_in_views import come_in
from activity_center.web import by, carried_out, heard, my_id, needs, next_url, page


@bp.route("/me/details", methods=["GET", "POST"])
@needs()
def details() -> ResponseReturnValue:
    """Show what the register says about oneself, and change what is one's own to change."""
    person = service.person(db.session(), my_id() or 0)
    form = DetailsForm(obj=person)
    form.language.data = form.language.data or str(get_locale())
    changes = {name: value for name, value in form.data.items() if name != "csrf_token"}
    if carried_out(form, lambda s: service.change_person(s, person.id, at=clock.now(), by=by(), **changes)):
        session["language"] = changes["language"]
        flash(_("Your details are saved."))
        return redirect(url_for("people.details"))
    shown = {"person": person, "card": working_card(person), "proxies": proxies.proxies_of(db.session(), person.id)}
    return page("people/details.html", form, **shown)


@bp.route("/me/secret", methods=["GET", "POST"])
@needs()
def secret() -> ResponseReturnValue:
    """Change one's PIN or password; with a first one this comes before everything else."""
    form, at = SecretForm(), clock.now()
    old, new = form.old.data or "", form.new.data or ""
    if heard(form, lambda: door.change_secret(my_id() or 0, old, new, at=at, by=by())):
        come_in(form.result.id, form.result.serial)
        flash(_("Your new PIN holds from now on. Everywhere else you are signed out."))
        return redirect(next_url(url_for("people.details")))
    return page("people/secret.html", form, is_first=current_user.must_change_secret)


@bp.post("/me/sign-out-everywhere")
@needs()
def sign_out_everywhere() -> ResponseReturnValue:
    """End every other sign-in of oneself, and stay signed in here."""
    with transaction() as write:
        person = access.sign_out_everywhere(write, my_id() or 0, at=clock.now(), by=by())
    come_in(person.id, person.serial)
    flash(_("You are signed out everywhere but here."))
    return redirect(url_for("people.details"))
