"""Days ahead without activity, and which societies could fill them, where and when."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.calendar import rules
from activity_center.calendar.free_rooms import Rooms, rooms_on, span_at
from activity_center.calendar.rules import Idea, Quiet
from activity_center.calendar.service import on_days
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from activity_center.planning.rules import RoomFacts
from activity_center.rooms import bookings
from activity_center.rooms.models import Booking, BookingRoom, Room
from activity_center.rooms.rules import BookingStatus, allowance, breaches
from activity_center.societies import seats
from activity_center.societies import service as societies
from activity_center.societies.models import Event, Society
from activity_center.societies.rules import SocietyKind
from activity_center.terms.rules import days_between

DAYS_AHEAD = 28
_OFFICER = frozenset({RoleName.OFFICER})
_MOVING = (SocietyKind.DANCE, SocietyKind.SPORT)
_ON = (BookingStatus.HELD, BookingStatus.REQUESTED)


@dataclass(frozen=True)
class Silent:
    """An approved society as it stands: its last event, its next one, how many it has, and who leads it."""

    row: Society
    last_on: date | None
    next_on: date | None
    people: int
    officers: Sequence[Person]


@dataclass(frozen=True)
class EmptyDay:
    """A day on which the centre is open and nothing is planned, with who could fill it."""

    on: date
    classes: int
    ideas: Sequence[Idea]


@dataclass(frozen=True)
class DaysAhead:
    """The next four weeks: which days lack something, and which societies had nothing for how long."""

    empty: Sequence[EmptyDay]
    count: int
    silent: Sequence[Silent]
    societies: Mapping[int, Society]
    rooms: Mapping[int, RoomFacts]


def days_ahead(
    session: Session, at: datetime, zone: ZoneInfo, weeks: int, only: Collection[int] | None = None
) -> DaysAhead:
    """Return the days without activity in the next four weeks and who could fill them.

    Asked are the approved societies that had no event in the last `weeks` weeks and have somebody who speaks for
    them; rooms are those that the rules of rooms let them book. `only` are the societies that the reader speaks for.
    """
    today = at.astimezone(zone).date()
    days = list(days_between(today + timedelta(days=1), today + timedelta(days=DAYS_AHEAD)))
    there, rooms = on_days(session, days, today=today, zone=zone), rooms_on(session, days, zone)
    empty = rules.without(days, there.active(), rooms.is_open_on)
    known = _societies(session, at, zone, only)
    quiet = _quiet(session, known, rooms.facts)
    since = today - timedelta(weeks=weeks)
    order = {one.id: n for n, one in enumerate(rules.silent_first(quiet, date.max))}
    silent = rules.silent_first(quiet, since)
    able = {one.row.id for one in known if one.officers}
    # Who leads a society is shown what it could do, however busy it is.
    asked = [one for one in (silent if only is None else quiet) if one.id in able]
    may_use = _Allowed(session, rooms, {one.id: one.people for one in quiet}, at).may_use
    free = {day: rooms.free(day, rules.GOOD_HOURS, at) for day in empty}
    found = rules.by_day(rules.ideas(empty, asked, free, may_use))
    ids = {one.id for one in silent}
    listed = sorted((one for one in known if one.row.id in ids), key=lambda one: order[one.row.id])
    lines = [EmptyDay(day, there.classes[day], found.get(day, ())) for day in empty]
    open_days = [day for day in days if rooms.is_open_on(day)]
    return DaysAhead(lines, len(open_days), listed, {one.row.id: one.row for one in known}, rooms.facts)


class _Allowed:
    """What the rules of rooms let a society book, remembered for a page."""

    def __init__(self, session: Session, rooms: Rooms, people: Mapping[int, int], at: datetime) -> None:
        rows = list(session.scalars(select(Room)))
        kept = bookings.rules_of(session, rows)
        self._rules = {room.id: allowance(kept[room], _OFFICER) for room in rows}
        self._rooms, self._people, self._at = rooms, people, at

    def may_use(self, society_id: int, room_id: int, on: date) -> bool:
        span = span_at(on, rules.GOOD_HOURS[0], self._rooms.zone)
        name, people = self._rooms.facts[room_id].name, self._people[society_id] or None
        return not breaches(self._rules[room_id], name, span, self._at, people)


def _societies(session: Session, at: datetime, zone: ZoneInfo, only: Collection[int] | None) -> list[Silent]:
    rows = [row for row in societies.societies(session, only_approved=True) if only is None or row.id in only]
    ids = [row.id for row in rows]
    gathered = select(Event.society_id).join(Booking, Booking.id == Event.booking_id).group_by(Event.society_id)
    theirs = gathered.where(Event.society_id.in_(ids), Booking.status.in_(_ON))
    past = theirs.add_columns(func.max(Booking.starts_at)).where(Booking.starts_at <= at)
    coming = theirs.add_columns(func.min(Booking.starts_at)).where(Booking.starts_at > at)
    last, following = (_days(session, wanted, zone) for wanted in (past, coming))
    counts = seats.counts(session, seats.SOCIETIES, ids)
    officers = societies.officers(session, ids, at.astimezone(zone).date())
    return [
        Silent(row, last.get(row.id), following.get(row.id), counts[row.id].taken, officers[row.id]) for row in rows
    ]


def _days(session: Session, wanted: Any, zone: ZoneInfo) -> dict[int, date]:
    rows: Any = session.execute(wanted)
    return {id: moment.astimezone(zone).date() for id, moment in rows}


def _quiet(session: Session, known: Sequence[Silent], rooms: Mapping[int, RoomFacts]) -> list[Quiet]:
    """Return these societies as the rules see them: rooms they used suit them best, then rooms called like them."""
    used = _rooms_used(session, [one.row.id for one in known])
    found = []
    for one in known:
        called = [room.id for room in rooms.values() if rules.alike(one.row.name, room.name)]
        suiting = tuple(dict.fromkeys([*used.get(one.row.id, ()), *called]))
        found.append(Quiet(one.row.id, one.people, one.last_on, suiting, one.row.kind in _MOVING))
    return found


def _rooms_used(session: Session, society_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the rooms in which the events of each society were, the most usual first."""
    wanted = (
        select(Event.society_id, BookingRoom.room_id)
        .join(BookingRoom, BookingRoom.booking_id == Event.booking_id)
        .where(Event.society_id.in_(society_ids), BookingRoom.whole_id.is_(None))
        .group_by(Event.society_id, BookingRoom.room_id)
        .order_by(func.count().desc(), BookingRoom.room_id)
    )
    used: dict[int, list[int]] = defaultdict(list)
    for society_id, room_id in session.execute(wanted):
        used[society_id or 0].append(room_id)
    return used
