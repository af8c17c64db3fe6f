"""Meetings one by one at the desk: what can be done with each, and doing it."""

from typing import Any

from flask import url_for

from activity_center import clock
from activity_center.attendance.rules import opens_at
from activity_center.courses import service as courses
from activity_center.db import db
from activity_center.roster import lines, reading
from activity_center.roster.blueprint import PLAN, bp
from activity_center.roster.change_views import Flow, change, times_of
from activity_center.roster.forms import FORMS
from activity_center.roster.rules import Act
from activity_center.roster.service import Target
from activity_center.web import needs, page


@bp.get("/desk/sections/<int:section_id>/meetings")
@needs(PLAN)
def meetings(section_id: int) -> Any:
    """Show every meeting of a section with what can be done with it."""
    row = courses.section(db.session(), section_id)
    rows = reading.meetings(db.session(), section_id)
    return page("roster/meetings.html", section=row, meetings=rows, at=clock.now(), opens_at=opens_at, lines=lines)


@bp.route("/desk/sections/<int:section_id>/meetings/add", methods=["GET", "POST"])
@needs(PLAN)
def add_meeting(section_id: int) -> Any:
    """Add a meeting to a section."""
    return change(_flow(Act.ADD, Target(section_id)), FORMS[Act.ADD]())


@bp.route("/desk/meetings/<int:meeting_id>/<any(move, cancel, restore, substitute):act>", methods=["GET", "POST"])
@needs(PLAN)
def change_meeting(meeting_id: int, act: str) -> Any:
    """Move, cancel or put back a meeting, or give it another room or instructor."""
    meeting = courses.meeting(db.session(), meeting_id)
    flow = _flow(Act(act), Target(meeting.section_id, meeting_id))
    return change(flow, FORMS[flow.act](data=times_of(meeting)))


def _flow(act: Act, target: Target) -> Flow:
    return Flow(act, target, url_for("roster.meetings", section_id=target.section_id))
