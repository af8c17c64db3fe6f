"""What is mine: enrolments and timetable."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from webargs.flaskparser import abort

from activity_center import clock
from activity_center.api import auth
from activity_center.api.blueprint import bp, described
from activity_center.api.paging import cut
from activity_center.api.schemas import (
    Enrolment,
    Paging,
    TimetableAsked,
    TimetableRow,
    TimetableStatus,
    page_of,
)
from activity_center.courses.models import Meeting
from activity_center.db import db, zone
from activity_center.enrolment import queries
from activity_center.enrolment.rules import Status
from activity_center.rooms import booking_reading
from activity_center.rooms.models import Booking, Room

TAGS = ["me"]
_LONGEST = timedelta(days=366)


@bp.get("/me/enrolments", tags=TAGS)
@described(401)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Enrolment))
def enrolments(paging: dict[str, Any]) -> Any:
    """List everything I have ever asked for, the newest first."""
    session = db.session()
    mine = queries.seats_of(session, auth.me(session, clock.now()))
    return cut([seat for _enrolment, seat in mine], paging)


@bp.get("/me/timetable", tags=TAGS)
@described(401)
@bp.arguments(TimetableAsked, location="query")
@bp.response(200, page_of(TimetableRow))
def timetable(asked: dict[str, Any]) -> Any:
    """List the meetings I attend, am offered, wait for or teach, in order of time; cancelled ones are among them.

    So are the rooms that I have booked or asked for; each has its number in `booking` and no section.

    `from` and `to` are days, both included, or moments. Without them it is four weeks from today; at most 366 days.
    """
    session, at = db.session(), clock.now()
    me = auth.me(session, at)
    starts_at, ends_at = between(asked["from_"], asked["to"], at)
    rows = [_row(meeting, status) for meeting, status in queries.meetings_of(session, me, starts_at, ends_at)]
    booked = booking_reading.of_owner_between(session, me, starts_at, ends_at)
    rooms = booking_reading.rooms_of(session, booked)
    rows += [_booked(row, rooms[row.id]) for row in booked]
    return cut(sorted(rows, key=lambda row: row["starts_at"]), asked)


def between(first: date | datetime | None, last: date | datetime | None, at: datetime) -> tuple[datetime, datetime]:
    """Return the first and the last moment of the days that are asked for."""
    first = first or at.astimezone(zone()).date()
    starts_at = _moment(first)
    ends_at = _moment(last, days=1) if last else starts_at + timedelta(weeks=4)
    if not timedelta(0) <= ends_at - starts_at <= _LONGEST + timedelta(days=1):
        abort(422, messages={"to": [_("Not before `from`, and at most 366 days after it.")]})
    return starts_at, ends_at


def _moment(value: date | datetime, days: int = 0) -> datetime:
    """Return a moment as it is, and a day as its beginning, or that of the day after."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value + timedelta(days=days), time(), zone())


def _row(meeting: Meeting, status: Status | None) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "booking": None,
        "section_id": meeting.section_id,
        "title": meeting.section.title,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "room": meeting.room,
        "place": meeting.place,
        "status": TimetableStatus(meeting.status.value),
        "enrolment_status": status,
    }


def _booked(row: Booking, rooms: Sequence[Room]) -> dict[str, Any]:
    """Return a booking as a row of a timetable; what it holds besides its first room is said in words."""
    return {
        "id": row.id,
        # Meetings have numbers of their own, and a cursor must tell both apart.
        "cursor": -row.id,
        "booking": row.id,
        "section_id": None,
        "title": row.title,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "room": rooms[0] if rooms else None,
        "place": _(", ").join(room.name for room in rooms) if len(rooms) > 1 else "",
        "status": TimetableStatus(row.status.value),
        "enrolment_status": None,
    }
