"""What an instructor sees: what they teach next, and who comes."""

from datetime import datetime, timedelta

from flask import render_template

from activity_center import clock
from activity_center.attendance import absence_lines, absences, answers, register
from activity_center.attendance.rules import opens_at
from activity_center.courses.rules import MeetingStatus
from activity_center.db import db, zone
from activity_center.enrolment.rules import SEATED
from activity_center.roster import lines, reading
from activity_center.roster.blueprint import TEACH, bp
from activity_center.roster.reading import Held
from activity_center.web import my_id, needs

DAYS_AHEAD = 28


@bp.get("/teach")
@needs(TEACH)
def teach() -> str:
    """Show what somebody teaches today and next, and their sections."""
    session, at, me = db.session(), clock.now(), my_id() or 0
    midnight = at.astimezone(zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    # A class that began before midnight is on until it ends.
    since = min(midnight, at - timedelta(hours=3))
    taught = reading.taught(session, me, since, midnight + timedelta(days=DAYS_AHEAD))
    meetings = [held for held in taught if held.meeting.ends_at > midnight]
    tomorrow, after = midnight + timedelta(days=1), midnight + timedelta(days=2)
    sections, now = reading.taught_sections(session, me), _current(meetings, at)
    ids = {section.id for section in sections} | {held.meeting.section_id for held in meetings}
    return render_template(
        "roster/teach.html",
        now=now,
        today=[held for held in meetings if held.meeting.starts_at < tomorrow and held is not now],
        at=at,
        came=register.tallies(session, [held.meeting.id for held in meetings]),
        opens_at=opens_at,
        tomorrow=[held for held in meetings if tomorrow <= held.meeting.starts_at < after],
        next=[held for held in meetings if held.meeting.starts_at >= after],
        day=midnight.date(),
        sections=sections,
        waiting=reading.waiting(session, ids),
        monitors=reading.monitors(session, ids, midnight.date()),
        soon=_soon(meetings, after),
        spoken=answers.words_of_teach(),
        lines=lines,
    )


def _soon(meetings: list[Held], until: datetime) -> list[int]:
    """Return the meetings whose registers a device keeps, in case there is no network then."""
    rows = [held.meeting for held in meetings]
    return [row.id for row in rows if row.starts_at < until and row.status is MeetingStatus.SCHEDULED]


def _current(meetings: list[Held], at: datetime) -> Held | None:
    """Return the meeting whose register is open and not over; of several the one that begins nearest to now."""
    rows = [held for held in meetings if opens_at(held.meeting.starts_at) <= at < held.meeting.ends_at]
    on = [held for held in rows if held.meeting.status is MeetingStatus.SCHEDULED]
    return min(on, key=lambda held: abs(held.meeting.starts_at - at), default=None)


@bp.get("/teach/sections/<int:section_id>")
@needs(TEACH)
def taught_section(section_id: int) -> str:
    """Show who comes to a section one teaches: names, and nothing else of them."""
    session, at = db.session(), clock.now()
    section = reading.taught_section(session, section_id, my_id() or 0)
    seated = [line for line in reading.roster(session, section) if line.seat.status in SEATED]
    meetings = reading.meetings(session, section_id)
    open_ones = [meeting for meeting in meetings if opens_at(meeting.starts_at) <= at]
    return render_template(
        "roster/taught.html",
        section=section,
        at_risk=absences.at_risk(session, section_id, at),
        absence_lines=absence_lines,
        roster=seated,
        meetings=[meeting for meeting in meetings if meeting.ends_at > at],
        held=open_ones[::-1],
        came=register.tallies(session, [meeting.id for meeting in open_ones]),
        monitors=reading.monitors(session, [section_id], at.astimezone(zone()).date()).get(section_id, []),
        lines=lines,
    )
