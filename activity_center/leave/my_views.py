"""One's own leaves."""

from typing import Any

from flask import redirect, request, url_for

from activity_center import clock
from activity_center.db import db
from activity_center.errors import NotYours
from activity_center.leave import monitors, reading
from activity_center.leave.blueprint import bp
from activity_center.leave.forms import kind_of
from activity_center.leave.rules import AskedAs
from activity_center.leave.shared_views import ask, ask_for_meeting, form_for, say_asked, shown, take_back, today
from activity_center.web import by, carried_out, my_id, needs, page


def _me() -> int:
    return my_id() or 0


@bp.route("/me/leave", methods=["GET", "POST"])
@needs()
def mine() -> Any:
    """Show what one comes to next and one's leaves, and ask for days."""
    form = form_for(_me())
    if carried_out(form, lambda s: ask(s, _me(), form, AskedAs.SELF, by())):
        say_asked()
        return redirect(url_for("leave.mine"), 303)
    classes = monitors.sections_of(db.session(), _me(), today())
    return page("leave/mine.html", form, classes=classes, **shown(_me(), clock.now()))


@bp.post("/me/leave/meetings/<int:meeting_id>")
@needs()
def for_meeting(meeting_id: int) -> Any:
    """Ask for leave for one meeting, by one tap."""
    ask_for_meeting(_me(), meeting_id, kind_of(request.form.get("kind", "")), AskedAs.SELF, by())
    return redirect(url_for("leave.mine"), 303)


@bp.post("/me/leave/<int:leave_id>/take-back")
@needs()
def take_back_mine(leave_id: int) -> Any:
    """Take back a leave of one's own."""
    if reading.leave(db.session(), leave_id).person_id != _me():
        raise NotYours
    take_back(leave_id, by())
    return redirect(url_for("leave.mine"), 303)
