"""Somebody from a parallel class at the door: the instructor arranges the make-up and marks them by one press."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.attendance import at_the_door, lines, register
from activity_center.attendance.blueprint import bp, refuse_others
from activity_center.db import db
from activity_center.web import Form, by, carried_out, needs, page, row_number


@bp.route("/teach/meetings/<int:meeting_id>/make-up-here", methods=["GET", "POST"])
@needs()
def make_up_here(meeting_id: int) -> Any:
    """Look for somebody from a parallel class, and let them make up here for what they missed."""
    refuse_others(meeting_id)
    form, at = Form(), clock.now()
    person_id, missed_id = (request.form.get(name, 0, row_number) for name in ("person", "missed"))
    if carried_out(form, lambda s: at_the_door.welcome(s, meeting_id, person_id, missed_id, at=at, by=by())):
        flash(_("It is arranged: they make up here, and are marked as here."))
        return redirect(url_for("attendance.keep_register", meeting_id=meeting_id, _anchor=f"p{person_id}"), 303)
    known, q = register.register(db.session(), meeting_id, at), request.values.get("q", "").strip()[:80]
    context: dict[str, Any] = {
        "register": known,
        "q": q,
        "is_open": at_the_door.is_open(known, at),
        "has_parallel": at_the_door.has_parallel(db.session(), known.meeting.section),
        "found": at_the_door.looked_for(db.session(), meeting_id, q, at),
    }
    return page("attendance/make_up_here.html", form, at=at, lines=lines, **context)
