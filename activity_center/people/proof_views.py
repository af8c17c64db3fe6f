"""What proves who somebody is, at the desk: cards, first PINs, identity numbers; and who may act for them."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.people import access, cards, door, forms, proxies, service
from activity_center.people.blueprint import bp
from activity_center.people.caller_views import DESK, acting_for
from activity_center.people.desk_views import back_to, served, vault
from activity_center.web import carried_out, needs, page


@bp.post("/desk/people/<int:person_id>/confirm")
@needs(DESK)
def confirm(person_id: int) -> ResponseReturnValue:
    """Confirm an applicant: a member with a card and a first PIN, on one slip."""
    subject = served(person_id)
    with transaction() as session:
        service.confirm(session, person_id, at=clock.now(), by=acting_for(person_id))
        if not cards.working_card(subject):
            cards.issue_card(session, person_id, at=clock.now(), by=acting_for(person_id))
    return _slip(person_id)


@bp.post("/desk/people/<int:person_id>/pin")
@needs(DESK)
def pin(person_id: int) -> ResponseReturnValue:
    """Set a first PIN and show the slip, this once."""
    served(person_id)
    return _slip(person_id)


def _slip(person_id: int) -> ResponseReturnValue:
    secret = door.first_secret(person_id, at=clock.now(), by=acting_for(person_id))
    person = service.person(db.session(), person_id)
    return page("people/slip.html", person=person, card=cards.working_card(person), secret=secret)


@bp.route("/desk/people/<int:person_id>/card", methods=["GET", "POST"])
@needs(DESK)
def card(person_id: int) -> ResponseReturnValue:
    """Give a card; the one before is dead at once."""
    subject = served(person_id)
    form = forms.CardForm()
    number = form.number.data or ""
    if carried_out(form, lambda s: cards.issue_card(s, person_id, number, at=clock.now(), by=acting_for(person_id))):
        return back_to(person_id, _("Card %(number)s works from now on.", number=form.result.number))
    return page("people/card.html", form, person=subject, card=cards.working_card(subject))


@bp.post("/desk/people/<int:person_id>/card/lost")
@needs(DESK)
def card_lost(person_id: int) -> ResponseReturnValue:
    """Make a lost card dead."""
    served(person_id)
    with transaction() as session:
        cards.report_lost(session, person_id, at=clock.now(), by=acting_for(person_id))
    return back_to(person_id, _("The lost card does not work any more."))


@bp.route("/desk/people/<int:person_id>/id-number", methods=["GET", "POST"])
@needs("reveal_id_number")
def id_number(person_id: int) -> ResponseReturnValue:
    """Write down an identity number."""
    subject = served(person_id)
    form = forms.IdNumberForm()
    if carried_out(form, lambda s: _keep_id_number(s, person_id, form.number.data or "")):
        return back_to(person_id, _("The identity number is kept, encrypted."))
    return page("people/id_number.html", form, person=subject)


def _keep_id_number(session: Session, person_id: int, number: str) -> Any:
    sealed = vault().seal(number)
    return access.keep_id_number(session, person_id, sealed, number, at=clock.now(), by=acting_for(person_id))


@bp.post("/desk/people/by-id-number")
@needs(DESK)
def by_id_number() -> ResponseReturnValue:
    """Find whose identity number this is; a POST, because addresses are written into logs."""
    person = service.by_id_index(db.session(), vault().index(request.form.get("number", "")))
    if person:
        return redirect(f"/desk/people/{person.id}")
    flash(_("Nobody on the register has this identity number."), "warning")
    return redirect(url_for("people.register"))


@bp.route("/desk/people/<int:person_id>/proxies", methods=["GET", "POST"])
@needs(DESK)
def proxy(person_id: int) -> ResponseReturnValue:
    """Let somebody act for a person."""
    subject = served(person_id)
    form = forms.ProxyForm()
    if carried_out(form, lambda s: _grant(s, person_id, form)):
        return back_to(person_id, _("The proxy is granted."))
    return page("people/proxy.html", form, person=subject)


def _grant(session: Session, person_id: int, form: forms.ProxyForm) -> Any:
    to = access.one_called(session, form.login.data or "")
    return proxies.grant(session, person_id, to.id, form.relation.data or "", at=clock.now(), by=acting_for(person_id))


@bp.post("/desk/people/<int:person_id>/proxies/<int:proxy_id>/end")
@needs(DESK)
def end_proxy(person_id: int, proxy_id: int) -> ResponseReturnValue:
    """End a leave to act for somebody."""
    served(person_id)
    with transaction() as session:
        proxies.end(session, person_id, proxy_id, at=clock.now(), by=acting_for(person_id))
    return back_to(person_id, _("The proxy has ended."))
