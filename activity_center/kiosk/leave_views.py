"""Asking for leave at a kiosk: the next classes, and a button beside each."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.db import db, transaction, zone
from activity_center.kiosk import lines
from activity_center.kiosk.blueprint import bp, by, me, screen, shown
from activity_center.kiosk.rules import Level
from activity_center.kiosk.slips import Slip, public_code
from activity_center.leave import lines as leave_lines
from activity_center.leave import reading, service
from activity_center.leave.forms import kind_of
from activity_center.leave.rules import AskedAs
from activity_center.web import row_number

# As many as fit without scrolling on the smallest screen with the largest text.
ON_PAGE = 3


@bp.get("/kiosk/on-leave")
@shown(Level.PIN)
def ask_for_leave() -> Any:
    """Show the next classes, each with two buttons to ask for leave."""
    coming = reading.coming(db.session(), me(), clock.now(), ON_PAGE)
    return screen("leave.html", coming=coming, line=lines.dated, excuse=leave_lines.excuse)


@bp.post("/kiosk/on-leave")
@shown(Level.PIN)
def on_leave() -> Any:
    """Put the visitor on leave for one meeting."""
    meeting_id, kind = request.form.get("meeting", 0, row_number), kind_of(request.form.get("kind", ""))
    with transaction() as session:
        service.ask_for_meeting(session, me(), meeting_id, kind, AskedAs.SELF, at=clock.now(), by=by(), zone=zone())
    return redirect(url_for("kiosk.leave_asked", meeting_id=meeting_id), 303)


@bp.get("/kiosk/meetings/<int:meeting_id>/on-leave")
@shown(Level.CARD)
def leave_asked(meeting_id: int) -> Any:
    """Say how it stands, and offer it on paper."""
    row = courses.meeting(db.session(), meeting_id)
    is_on_leave = (meeting_id, me()) in service.covered(db.session(), [me()], [meeting_id])
    heading, sentence = lines.what_leave(is_on_leave)
    code = public_code(url_for("enrolment.section", section_id=row.section_id))
    slip = Slip(heading, [lines.dated(row)], code, _("The class on your phone"))
    return screen("done.html", heading=heading, sentence=sentence, line=slip.lines[0], slip=slip)
