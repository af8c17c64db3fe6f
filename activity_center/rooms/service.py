"""Who holds which room and whose time: the only place where a booking is made, moved or released.

The batch is the primitive: a term of meetings is held by a handful of statements, and one booking is a batch of one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.util import identity_key

from activity_center.db import found, lock
from activity_center.errors import Reason, Refused
from activity_center.people.models import Person
from activity_center.rooms.models import Booking, BookingPerson, BookingRoom, Room
from activity_center.rooms.rules import BookingStatus, OpenHours, Span, is_open, overlapping


@dataclass(frozen=True)
class Hold:
    """Rooms and persons to hold together for a time; with `booking_id` that booking moves here, else a new one."""

    title: str
    span: Span
    room_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    booking_id: int | None = None


def book(
    session: Session,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    room_ids: Iterable[int] = (),
    person_ids: Iterable[int] = (),
    zone: ZoneInfo,
) -> Booking:
    """Hold rooms and persons together; refused with every reason that names what is in the way."""
    hold = Hold(title, Span(starts_at, ends_at), tuple(room_ids), tuple(person_ids))
    return found(session.get(Booking, hold_all(session, [hold], zone=zone)[0]))


def move(
    session: Session,
    booking_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    room_ids: Iterable[int] = (),
    person_ids: Iterable[int] = (),
    zone: ZoneInfo,
) -> Booking:
    """Let a booking hold other rooms, persons or another time instead; one that was released holds again.

    What it held before is in nobody's way; where the new is refused the old stays.
    """
    booking: Booking = found(session.get(Booking, booking_id))
    hold = Hold(booking.title, Span(starts_at, ends_at), tuple(room_ids), tuple(person_ids), booking_id)
    return found(session.get(Booking, hold_all(session, [hold], zone=zone)[0]))


def release(session: Session, booking_ids: Collection[int]) -> None:
    """Let bookings hold nothing any more; releasing again changes nothing."""
    _let_go(session, booking_ids)
    _forget(session, booking_ids)
    session.execute(update(Booking).where(Booking.id.in_(booking_ids)).values(status=BookingStatus.CANCELLED))


def lock_holders(session: Session, room_ids: Iterable[int | None], person_ids: Iterable[int | None]) -> None:
    """Lock whose time and which rooms an act will concern, persons first; for acts that go on to lock higher floors.

    None stands for nobody and nowhere.
    """
    lock(session, Person, [id for id in person_ids if id is not None])
    lock(session, Room, [id for id in room_ids if id is not None])


def hold_all(session: Session, holds: Sequence[Hold], *, zone: ZoneInfo) -> list[int]:
    """Make or move all these bookings and return their ids in the same order, or refuse with all reasons."""
    rooms = {id for hold in holds for id in hold.room_ids}
    persons = {id for hold in holds for id in hold.person_ids}
    lock_holders(session, rooms, persons)
    reasons = [reason for found in obstacles(session, holds, zone=zone) for reason in found]
    if reasons:
        raise Refused(*reasons)
    try:
        return _write(session, holds)
    except IntegrityError as error:
        # Nobody passes the locks above; should somebody write past them, the database itself still says no.
        if "ex_booking_" not in str(error.orig):
            raise
        raise Refused(Reason("taken_meanwhile")) from error


def _write(session: Session, holds: Sequence[Hold]) -> list[int]:
    moving = [hold for hold in holds if hold.booking_id]
    _let_go(session, [hold.booking_id for hold in moving if hold.booking_id])
    if moving:
        session.execute(update(Booking), [{"id": hold.booking_id, **_columns(hold)} for hold in moving])
        _forget(session, [hold.booking_id for hold in moving if hold.booking_id])
    fresh = [hold for hold in holds if not hold.booking_id]
    made = _insert(session, fresh) if fresh else {}
    ids = [hold.booking_id or made[hold.title, hold.span].pop() for hold in holds]
    _hold(
        session,
        BookingRoom,
        "room_id",
        [(id, h, room) for id, h in zip(ids, holds, strict=True) for room in h.room_ids],
    )
    _hold(
        session,
        BookingPerson,
        "person_id",
        [(id, h, person) for id, h in zip(ids, holds, strict=True) for person in h.person_ids],
    )
    return ids


def _forget(session: Session, booking_ids: Iterable[int]) -> None:
    """Let objects be read again: a statement over many rows does not tell those that are loaded."""
    for id in booking_ids:
        if booking := session.identity_map.get(identity_key(Booking, id)):
            session.expire(booking)


def _columns(hold: Hold) -> dict[str, Any]:
    span = {"starts_at": hold.span.starts_at, "ends_at": hold.span.ends_at}
    return {"title": hold.title, "status": BookingStatus.HELD, **span}


def _insert(session: Session, holds: Sequence[Hold]) -> dict[tuple[str, Span], list[int]]:
    """Insert bookings in one statement and return their ids by what they are for.

    The database returns rows in no order; rows that are alike may stand for each other.
    """
    returning = insert(Booking).returning(Booking.id, Booking.title, Booking.starts_at, Booking.ends_at)
    made = defaultdict(list)
    for id, title, starts_at, ends_at in session.execute(returning, [_columns(hold) for hold in holds]):
        made[title, Span(starts_at, ends_at)].append(id)
    return made


def _hold(session: Session, model: Any, column: str, held: Sequence[tuple[int, Hold, int]]) -> None:
    rows = [
        {"booking_id": id, column: what, "starts_at": hold.span.starts_at, "ends_at": hold.span.ends_at}
        for id, hold, what in held
    ]
    if rows:
        session.execute(insert(model), rows)


def _let_go(session: Session, booking_ids: Collection[int]) -> None:
    for model in (BookingRoom, BookingPerson):
        if booking_ids:
            session.execute(delete(model).where(model.booking_id.in_(booking_ids)))


def obstacles(
    session: Session, holds: Sequence[Hold], *, zone: ZoneInfo, without: Collection[int] = ()
) -> list[list[Reason]]:
    """Return for each wish everything that is in its way; empty lists mean that all can be held together.

    Where two of the wishes are in each other's way, the later one is told. Bookings that move and those in `without`
    are in nobody's way.
    """
    reasons: list[list[Reason]] = [[] for _ in holds]
    if not holds:
        return reasons
    gone = {*without, *(hold.booking_id for hold in holds if hold.booking_id)}
    rooms = _rooms(session, {id for hold in holds for id in hold.room_ids})
    names = _names(session, {id for hold in holds for id in hold.person_ids})
    for n, hold in enumerate(holds):
        reasons[n] += [reason for id in hold.room_ids if (reason := _shut(rooms[id], hold.span, zone))]
    for n, id, other in _clashes(session, BookingRoom, holds, gone):
        reasons[n].append(Reason("room_taken", {"room": rooms[id].name, **_facts(other)}))
    for n, id, other in _clashes(session, BookingPerson, holds, gone):
        reasons[n].append(Reason("person_taken", {"person": names[id], **_facts(other)}))
    return reasons


def _rooms(session: Session, ids: Collection[int]) -> dict[int, Room]:
    wanted = select(Room).where(Room.id.in_(ids)).options(selectinload(Room.openings))
    return {room.id: room for room in session.scalars(wanted)}


def _names(session: Session, ids: Collection[int]) -> dict[int, str]:
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def _shut(room: Room, span: Span, zone: ZoneInfo) -> Reason | None:
    """Return why the room itself does not allow this time."""
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    hours = [OpenHours(o.weekday, o.opens, o.closes) for o in room.openings]
    facts = {"room": room.name, "starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
    if not room.is_open:
        return Reason("room_closed", facts)
    same_day = starts.date() == ends.date()
    if hours and not (same_day and is_open(hours, starts.isoweekday(), starts.time(), ends.time())):
        return Reason("room_not_open_then", facts)
    return None


def _facts(other: Hold) -> dict[str, str]:
    starts_at, ends_at = other.span.starts_at, other.span.ends_at
    return {"title": other.title, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}


def _clashes(
    session: Session, model: Any, holds: Sequence[Hold], gone: Collection[int]
) -> Iterable[tuple[int, int, Hold]]:
    """Yield (number of the wish, what both want, the other) for each room or person that two would hold at once."""
    column = model.room_id if model is BookingRoom else model.person_id
    wishes: dict[int, list[tuple[Span, tuple[int | None, Hold]]]] = defaultdict(list)
    for n, hold in enumerate(holds):
        for id in hold.room_ids if model is BookingRoom else hold.person_ids:
            wishes[id].append((hold.span, (n, hold)))
    for id, title, starts_at, ends_at in _held(session, model, column, wishes, holds, gone):
        span = Span(starts_at, ends_at)
        wishes[id].append((span, (None, Hold(title, span))))
    for id, entries in wishes.items():
        for (first, earlier), (second, later) in overlapping(entries):
            if second is not None:
                yield second, id, earlier
            elif first is not None:
                yield first, id, later


def _held(
    session: Session, model: Any, column: Any, ids: Collection[int], holds: Sequence[Hold], gone: Collection[int]
) -> Iterable[Any]:
    first = min(hold.span.starts_at for hold in holds)
    last = max(hold.span.ends_at for hold in holds)
    rows = session.execute(
        select(column, Booking.title, model.starts_at, model.ends_at, model.booking_id)
        .join(Booking, Booking.id == model.booking_id)
        .where(column.in_(ids), model.starts_at < last, model.ends_at > first)
    )
    return [row[:4] for row in rows if row[4] not in gone]
