"""What is on, where and when, as plain rows: the day and the week of a site, of a room and of a person.

A week of five hundred rooms with ten thousand bookings is a handful of statements and no object of the ORM.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from activity_center import many
from activity_center.db import found
from activity_center.people.models import Person
from activity_center.rooms.bookings import Asker
from activity_center.rooms.layout import Entry, RoomLine, Row, days, grid, whole
from activity_center.rooms.models import Booking, BookingPerson, BookingRoom, Room, RoomClosure, Site
from activity_center.rooms.rules import Span

# To read two more moments of each of ten thousand bookings takes a third of the time of their week.
_BUFFERS = (Booking.setup_minutes, Booking.cleanup_minutes)
ANYBODY = Asker(None, frozenset())
# Which rooms are asked for, as a condition on a column of their numbers.
Where = Callable[[Any], ColumnElement[bool]]


class SiteLine(NamedTuple):
    """A site that has rooms."""

    id: int
    name: str


def sites(session: Session) -> list[SiteLine]:
    """Return the sites that have rooms, the one with the most first."""
    with_rooms = select(Site.id, Site.name).join(Room, Room.site_id == Site.id).group_by(Site.id, Site.name)
    with_rooms = with_rooms.order_by(func.count().desc(), Site.name)
    return [SiteLine(*row) for row in many.rows(session, with_rooms)]


def rooms_of(session: Session, site_id: int) -> list[RoomLine]:
    """Return the rooms of a site, by name."""
    mine = select(Room.id, Room.name, Room.seats, Room.is_open).where(Room.site_id == site_id)
    return [RoomLine(*row) for row in many.rows(session, mine.order_by(Room.name))]


def person_name(session: Session, person_id: int) -> str:
    """Return somebody's name."""
    return found(session.scalar(select(Person.name).where(Person.id == person_id)))


def everywhere(session: Session, span: Span, asker: Asker) -> list[Entry]:
    """Return what is on in any room, and when it is closed, in order of time; so do the others here."""
    return _entries(session, lambda _column: true(), span, asker)


def on_site(session: Session, site_id: int, span: Span, asker: Asker) -> list[Entry]:
    """Return what is on in the rooms of a site, in order of time; what takes a whole hall, in each part of it too."""
    return _entries(session, _here(site_id), span, asker)


def listed_on_site(session: Session, site_id: int, span: Span, asker: Asker) -> list[Entry]:
    """Return what is on in the rooms of a site, in order of time, each only in the rooms it was booked for."""
    return _entries(session, _here(site_id), span, asker, BookingRoom.whole_id.is_(None))


def _here(site_id: int) -> Where:
    return lambda column: column.in_(select(Room.id).where(Room.site_id == site_id))


def in_room(session: Session, room_id: int, span: Span, asker: Asker) -> list[Entry]:
    """Return what is on in one room, in order of time."""
    return _entries(session, lambda column: column == room_id, span, asker)


def of_person(session: Session, person_id: int, span: Span) -> list[Entry]:
    """Return what somebody's time is held for, with the names of the rooms, for whoever may know all of it."""
    held = many.rows(session, _held(BookingPerson, span, Booking.id).where(BookingPerson.person_id == person_id))
    where = (
        select(BookingRoom.booking_id, Room.name)
        .join(Room, Room.id == BookingRoom.room_id)
        .where(many.among(BookingRoom.booking_id, "ids"), BookingRoom.whole_id.is_(None))
        .order_by(Room.name)
    )
    names = defaultdict(list)
    for booking_id, name in many.rows(session, where, ids=[row[0] for row in held]):
        names[booking_id].append(name)
    return [Entry(None, *row[1:], *row[2:], where=" · ".join(names[row[0]])) for row in held]


def _held(model: Any, span: Span, *key: Any) -> Any:
    shown = (Booking.title, Booking.starts_at, Booking.ends_at)
    return (
        select(*key, *shown)
        .select_from(model)
        .join(Booking, Booking.id == model.booking_id)
        .where(model.starts_at < span.ends_at, model.ends_at > span.starts_at)
        .order_by(Booking.starts_at, Booking.id)
    )


def _entries(session: Session, where: Where, span: Span, asker: Asker, *more: ColumnElement[bool]) -> list[Entry]:
    key = (BookingRoom.room_id, Booking.id, Booking.is_public, Booking.owner_id, *_BUFFERS)
    rows = many.rows(session, _held(BookingRoom, span, *key).where(where(BookingRoom.room_id), *more))
    mine = _mine(session, span, asker)
    held = [
        Entry(
            room_id,
            title if is_public or asker.is_staff or _is_his(asker, owner, id, mine) else None,
            *moments,
            *(Span(*moments).widened(before, after) if before or after else moments),
        )
        for room_id, id, is_public, owner, before, after, title, *moments in rows
    ]
    closed = _closed(session, where, span)
    return sorted([*held, *closed], key=lambda entry: entry.starts_at) if closed else held


def _closed(session: Session, where: Where, span: Span) -> list[Entry]:
    during = (
        select(RoomClosure.room_id, RoomClosure.starts_at, RoomClosure.ends_at, RoomClosure.why)
        .where(where(RoomClosure.room_id), RoomClosure.starts_at < span.ends_at, RoomClosure.ends_at > span.starts_at)
        .order_by(RoomClosure.starts_at, RoomClosure.id)
    )
    return [Entry.closing(row[0], Span(*row[1:3]), row[3]) for row in many.rows(session, during)]


def gathered(entries: Sequence[Entry], names: Mapping[int, str]) -> list[Entry]:
    """Return what is on with the names of the rooms; rooms that are closed together are one entry.

    `where` is empty where every room of `names` is closed.
    """
    together = defaultdict(list)
    for entry in entries:
        key = (entry.starts_at, entry.ends_at, entry.closed) if entry.is_closing else entry
        together[key].append(entry)
    return [_gathered(alike, names) for alike in together.values()]


def _gathered(alike: Sequence[Entry], names: Mapping[int, str]) -> Entry:
    rooms = sorted({names[entry.room_id] for entry in alike if entry.room_id in names})
    is_all = alike[0].is_closing and len(rooms) == len(names)
    return alike[0]._replace(where="" if is_all else " · ".join(rooms))


def _is_his(asker: Asker, owner_id: int | None, booking_id: int, mine: set[int]) -> bool:
    return asker.person_id is not None and (owner_id == asker.person_id or booking_id in mine)


def _mine(session: Session, span: Span, asker: Asker) -> set[int]:
    """Return the bookings that hold the time of whoever asks: what they take part in is no secret to them."""
    if asker.person_id is None or asker.is_staff:
        return set()
    taking_part = select(BookingPerson.booking_id).where(
        BookingPerson.person_id == asker.person_id,
        BookingPerson.starts_at < span.ends_at,
        BookingPerson.ends_at > span.starts_at,
    )
    return {id for (id,) in many.rows(session, taking_part)}


def week_of_site(
    session: Session, site_id: int, first_on: date, asker: Asker, zone: ZoneInfo, rooms: Sequence[RoomLine] = ()
) -> list[Row]:
    """Return a week of these rooms of a site, or of all of them, in four statements at most."""
    columns = days(first_on, 7, zone)
    entries = on_site(session, site_id, whole(columns), asker)
    return grid(rooms or rooms_of(session, site_id), entries, columns, zone)
