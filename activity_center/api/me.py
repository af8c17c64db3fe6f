"""What is mine: enrolments and timetable."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from webargs.flaskparser import abort

from activity_center import clock
from activity_center.agenda import service as agenda
from activity_center.agenda.service import Thing, What
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
from activity_center.db import db, zone
from activity_center.enrolment import queries

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

    So are those at which I make up for another, the rooms that I have booked or asked for, events, matches that I play,
    and the hours of competitions that have none or in which I referee. What is no meeting has its number in `booking`,
    `event`, `match` or `contest`, and no section.

    `from` and `to` are days, both included, or moments. Without them it is four weeks from today; at most 366 days.
    """
    session, at = db.session(), clock.now()
    me = auth.me(session, at)
    starts_at, ends_at = between(asked["from_"], asked["to"], at)
    return cut([_row(thing) for thing in agenda.things(session, me, starts_at, ends_at)], asked)


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


# Each kind has numbers of its own, and a cursor must tell them apart: those of meetings are as they are.
_KINDS = (What.BOOKING, What.EVENT, What.MATCH, What.CONTEST)


def _row(thing: Thing) -> dict[str, Any]:
    """Return a thing as a row of a timetable; what it holds besides its first room is said in words."""
    row, what = thing.row, thing.what
    common = {
        "id": row.id,
        "starts_at": thing.starts_at,
        "ends_at": thing.ends_at,
        "section_id": None,
        "enrolment_status": thing.status,
        **{one.value: row.id if one is what else None for one in _KINDS},
    }
    if what is What.MEETING:
        known = {"section_id": row.section_id, "title": row.section.title, "room": row.room, "place": row.place}
        return common | known | {"status": TimetableStatus(row.status.value)}
    names = _(", ").join(room.name for room in thing.rooms) if len(thing.rooms) > 1 else ""
    room = thing.rooms[0] if thing.rooms else None
    title, place, status = _told(thing, names)
    number = -len(_KINDS) * row.id - _KINDS.index(what)
    return common | {"cursor": number, "title": title, "room": room, "place": place, "status": status}


def _told(thing: Thing, names: str) -> tuple[str, str, TimetableStatus]:
    row = thing.row
    if thing.what is What.MATCH:
        return row.stage.category.competition.name, names, TimetableStatus.HELD
    if thing.what is What.CONTEST:
        return row.competition.name, names, TimetableStatus.HELD
    booking = row.booking if thing.what is What.EVENT else row
    status = TimetableStatus(booking.status.value) if booking.is_on else TimetableStatus.CANCELLED
    return row.title, names or getattr(row, "place", ""), status
