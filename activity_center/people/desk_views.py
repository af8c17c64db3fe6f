"""The register of people at the desk: find, add, change, roles, and an end."""

from dataclasses import replace
from typing import Any

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.db import db
from activity_center.errors import NotYours
from activity_center.people import cards, forms, service
from activity_center.people.blueprint import bp
from activity_center.people.caller_views import DESK, acting_for
from activity_center.people.rules import Standing, may_serve
from activity_center.people.secrets import Vault
from activity_center.people.service import PersonDraft
from activity_center.web import by, carried_out, needs, page, paging


def vault() -> Vault:
    """Return what opens identity numbers here."""
    return Vault(current_app.config["SECRET_KEY"])


def served(person_id: int) -> Any:
    """Return the person whom somebody at the desk is about to change; staff are changed by administrators only."""
    person = service.person(db.session(), person_id)
    if not may_serve(current_user.roles, person.role_names):
        raise NotYours
    return person


def back_to(person_id: int, message: str) -> ResponseReturnValue:
    """Say what was done and show the person again."""
    flash(message)
    return redirect(f"/desk/people/{person_id}")


@bp.get("/desk/people")
@needs(DESK)
def register() -> ResponseReturnValue:
    """Find people, and show the applicants who wait."""
    asked, text = paging(), request.args.get("q", "")
    standing = {s.value: s for s in Standing}.get(request.args.get("standing", ""))
    people, total = service.register(db.session(), text, standing, offset=asked.offset, limit=asked.size)
    shown = {"people": people, "q": text, "standing": standing, "card": cards.working_card}
    applicants = service.count_applicants(db.session())
    return page("people/register.html", paging=replace(asked, total=total), applicants=applicants, **shown)


@bp.route("/desk/people/new", methods=["GET", "POST"])
@needs(DESK)
def new() -> ResponseReturnValue:
    """Put somebody on the register."""
    form = forms.NewPersonForm()
    if carried_out(form, lambda s: service.add_person(s, PersonDraft(**form.typed), at=clock.now(), by=by())):
        return back_to(form.result.id, _("%(name)s is on the register.", name=form.result.name))
    return page("people/new.html", form)


@bp.route("/desk/people/<int:person_id>/edit", methods=["GET", "POST"])
@needs(DESK)
def edit(person_id: int) -> ResponseReturnValue:
    """Change what the register says."""
    subject = served(person_id)
    form, at = forms.PersonForm(obj=subject), clock.now()
    if carried_out(form, lambda s: service.change_person(s, person_id, at=at, by=acting_for(person_id), **form.typed)):
        return back_to(person_id, _("The details are saved."))
    return page("people/edit.html", form, person=subject)


@bp.route("/desk/people/<int:person_id>/roles", methods=["GET", "POST"])
@needs("keep_centre")
def roles(person_id: int) -> ResponseReturnValue:
    """Say what somebody is to the centre."""
    subject = served(person_id)
    form = forms.RolesForm(data={"roles": subject.role_names, "staff_name": subject.staff_name})
    chosen, name = form.roles.data or [], form.staff_name.data or ""
    if carried_out(form, lambda s: service.set_roles(s, person_id, chosen, name, at=clock.now(), by=by())):
        return back_to(person_id, _("The roles are saved."))
    return page("people/roles.html", form, person=subject)


@bp.route("/desk/people/<int:person_id>/end", methods=["GET", "POST"])
@needs(DESK)
def end(person_id: int) -> ResponseReturnValue:
    """Let somebody leave."""
    subject = served(person_id)
    form = forms.EndForm()
    reason, who = form.reason.data or "", acting_for(person_id)
    if carried_out(form, lambda s: service.end_standing(s, person_id, reason, at=clock.now(), by=who)):
        return back_to(person_id, _("%(name)s has left. Card and sign-in do not work any more.", name=subject.name))
    return page("people/end.html", form, person=subject)
