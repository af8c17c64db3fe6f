"""Making up for a meeting in a parallel section: for oneself, and by the desk for somebody."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.attendance import arranging, lines, missing
from activity_center.attendance.blueprint import bp
from activity_center.audit import Actor
from activity_center.db import db
from activity_center.errors import NotThere, Refused
from activity_center.people import service as people
from activity_center.people.caller_views import acting_for
from activity_center.web import Form, by, carried_out, my_id, needs, page, row_number

SERVE = "serve_people"


@bp.get("/me/make-ups")
@needs()
def make_ups() -> Any:
    """Show what one missed and could make up for, and what is arranged."""
    return _list(my_id() or 0, url_for("attendance.make_ups"))


@bp.route("/me/make-ups/<int:meeting_id>", methods=["GET", "POST"])
@needs()
def choose_make_up(meeting_id: int) -> Any:
    """Choose where to make up for a meeting."""
    return _choose(my_id() or 0, meeting_id, url_for("attendance.make_ups"), by())


@bp.post("/me/make-ups/<int:make_up_id>/take-back")
@needs()
def take_back_make_up(make_up_id: int) -> Any:
    """Take back what one has arranged."""
    return _take_back(my_id() or 0, make_up_id, url_for("attendance.make_ups"), by())


@bp.get("/desk/people/<int:person_id>/make-ups")
@needs(SERVE)
def make_ups_of(person_id: int) -> Any:
    """Show the same of somebody who asks at the desk."""
    person = people.person(db.session(), person_id)
    return _list(person_id, url_for("attendance.make_ups_of", person_id=person_id), person)


@bp.route("/desk/people/<int:person_id>/make-ups/<int:meeting_id>", methods=["GET", "POST"])
@needs(SERVE)
def choose_make_up_for(person_id: int, meeting_id: int) -> Any:
    """Choose for somebody where to make up for a meeting."""
    person, back = people.person(db.session(), person_id), url_for("attendance.make_ups_of", person_id=person_id)
    return _choose(person_id, meeting_id, back, acting_for(person_id), person)


@bp.post("/desk/people/<int:person_id>/make-ups/<int:make_up_id>/take-back")
@needs(SERVE)
def take_back_make_up_for(person_id: int, make_up_id: int) -> Any:
    """Take back an arrangement for somebody who says so."""
    person, back = people.person(db.session(), person_id), url_for("attendance.make_ups_of", person_id=person_id)
    return _take_back(person_id, make_up_id, back, acting_for(person_id), person)


def _list(person_id: int, back: str, person: Any = None, form: Form | None = None) -> Any:
    session, at = db.session(), clock.now()
    arranged, missed = missing.arranged(session, person_id, at), missing.missed(session, person_id, at)
    return _page("attendance/make_ups.html", form or Form(), back, person, arranged=arranged, missed=missed)


def _choose(person_id: int, meeting_id: int, back: str, actor: Actor, person: Any = None) -> Any:
    """Show where a meeting could be made up for, and arrange it by one press."""
    form, at, instead_id = Form(), clock.now(), request.form.get("instead", 0, row_number)
    if carried_out(form, lambda s: arranging.agree(s, person_id, meeting_id, instead_id, at=at, by=actor).id):
        flash(_("It is arranged: you are expected there. Your own class counts as attended once you were there."))
        return redirect(back, 303)
    found = missing.missed(db.session(), person_id, at, meeting_id)
    if form.reasons and not found:
        raise Refused(*form.reasons)
    if not found:
        return redirect(back, 303)
    return _page("attendance/make_up.html", form, back, person, missed=found[0])


def _take_back(person_id: int, make_up_id: int, back: str, actor: Actor, person: Any = None) -> Any:
    form = Form()
    if arranging.make_up(db.session(), make_up_id).person_id != person_id:
        raise NotThere
    if carried_out(form, lambda s: arranging.end(s, make_up_id, at=clock.now(), by=actor).id):
        flash(_("It is taken back: nobody expects you there any more."))
        return redirect(back, 303)
    return _list(person_id, back, person, form)


def _page(template: str, form: Form, back: str, person: Any, **context: Any) -> Any:
    return page(template, form, back=back, person=person, lines=lines, **context)
