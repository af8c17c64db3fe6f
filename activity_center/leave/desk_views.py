"""Leaves that the desk enters for somebody, who is often on the telephone."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, zone
from activity_center.errors import NotThere
from activity_center.leave import lines, reading, service
from activity_center.leave.blueprint import bp
from activity_center.leave.forms import RefusalForm, kind_of
from activity_center.leave.rules import AskedAs
from activity_center.leave.shared_views import ask, ask_for_meeting, form_for, say_asked, shown, take_back
from activity_center.people import service as people
from activity_center.people.caller_views import acting_for
from activity_center.web import by, carried_out, needs, page

SERVE = "serve_people"


def _back(person_id: int) -> Any:
    return redirect(url_for("leave.of_person", person_id=person_id), 303)


@bp.route("/desk/people/<int:person_id>/leave", methods=["GET", "POST"])
@needs(SERVE)
def of_person(person_id: int) -> Any:
    """Show what somebody comes to next and their leaves, and enter days, also such that have passed."""
    person, form = people.person(db.session(), person_id), form_for(person_id)
    if carried_out(form, lambda s: ask(s, person_id, form, AskedAs.DESK, acting_for(person_id))):
        say_asked()
        return _back(person_id)
    return page("leave/person.html", form, person=person, **shown(person_id, clock.now()))


@bp.post("/desk/people/<int:person_id>/leave/meetings/<int:meeting_id>")
@needs(SERVE)
def for_persons_meeting(person_id: int, meeting_id: int) -> Any:
    """Enter leave for one meeting."""
    kind = kind_of(request.form.get("kind", ""))
    ask_for_meeting(person_id, meeting_id, kind, AskedAs.DESK, acting_for(person_id))
    return _back(person_id)


@bp.post("/desk/people/<int:person_id>/leave/<int:leave_id>/take-back")
@needs(SERVE)
def take_back_for(person_id: int, leave_id: int) -> Any:
    """Take back a leave for somebody who says so."""
    if reading.leave(db.session(), leave_id).person_id != person_id:
        raise NotThere
    take_back(leave_id, acting_for(person_id))
    return _back(person_id)


@bp.route("/desk/leaves/<int:leave_id>/refuse", methods=["GET", "POST"])
@needs(SERVE)
def refuse(leave_id: int) -> Any:
    """Refuse a leave afterwards, with a reason."""
    leave, form = reading.leave(db.session(), leave_id), RefusalForm()
    person_id, note = leave.person_id, form.note.data or ""
    who: dict[str, Any] = {"at": clock.now(), "by": by(), "zone": zone()}
    if carried_out(form, lambda s: service.refuse(s, leave_id, note, **who).id):
        flash(_("The leave is not accepted, and the person is told."))
        return _back(person_id)
    return page("leave/refuse.html", form, leave=leave, lines=lines)
