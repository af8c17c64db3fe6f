"""One's own leaves, and those of people for whom one may act."""

from typing import Any

from flask import redirect, request, url_for

from activity_center import clock
from activity_center.db import db
from activity_center.enrolment.blueprint import other, whose
from activity_center.errors import NotYours
from activity_center.leave import monitors, reading
from activity_center.leave.blueprint import bp
from activity_center.leave.forms import kind_of
from activity_center.leave.rules import AskedAs
from activity_center.leave.shared_views import ask, ask_for_meeting, form_for, say_asked, shown, take_back, today
from activity_center.people import service as people
from activity_center.web import by, carried_out, needs, page


@bp.route("/me/leave", methods=["GET", "POST"])
@needs()
def mine() -> Any:
    """Show what somebody comes to next and their leaves, and ask for days."""
    person_id = whose()
    form = form_for(person_id)
    if carried_out(form, lambda s: ask(s, person_id, form, _asked_as(person_id), by())):
        say_asked()
        return _back(person_id)
    classes = monitors.sections_of(db.session(), person_id, today()) if not other(person_id) else []
    owner, context = people.person(db.session(), person_id), shown(person_id, clock.now())
    return page("leave/mine.html", form, classes=classes, owner=owner, person=other(person_id), **context)


@bp.post("/me/leave/meetings/<int:meeting_id>")
@needs()
def for_meeting(meeting_id: int) -> Any:
    """Ask for leave for one meeting, by one tap."""
    ask_for_meeting(whose(), meeting_id, kind_of(request.form.get("kind", "")), _asked_as(whose()), by())
    return _back(whose())


@bp.post("/me/leave/<int:leave_id>/take-back")
@needs()
def take_back_mine(leave_id: int) -> Any:
    """Take back a leave of one's own, or of somebody for whom one may act."""
    if reading.leave(db.session(), leave_id).person_id != whose():
        raise NotYours
    take_back(leave_id, by())
    return _back(whose())


def _asked_as(person_id: int) -> AskedAs:
    return AskedAs.PROXY if other(person_id) else AskedAs.SELF


def _back(person_id: int) -> Any:
    return redirect(url_for("leave.mine", person=other(person_id)), 303)
