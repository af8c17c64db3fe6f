"""Who holds which room and whose time: the only place where a booking is made, moved or released.

The batch is the primitive: a term of meetings is held by a handful of statements, and one booking is a batch of one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from activity_center.db import found, lock
from activity_center.errors import Reason, Refused
from activity_center.people.models import Person
from activity_center.rooms.models import Booking, BookingEquipment, BookingPerson, BookingRoom, Equipment, Room
from activity_center.rooms.obstacles import Hold as Hold
from activity_center.rooms.obstacles import obstacles as obstacles
from activity_center.rooms.obstacles import parts_of
from activity_center.rooms.rules import BookingStatus, Span


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

    None stands for nobody and nowhere. With a room its parts are locked.
    """
    rooms = {id for id in room_ids if id is not None}
    lock(session, Person, [id for id in person_ids if id is not None])
    lock(session, Room, rooms.union(*parts_of(session, rooms).values()))


def hold_all(session: Session, holds: Sequence[Hold], *, zone: ZoneInfo) -> list[int]:
    """Make or move all these bookings and return their ids in the same order, or refuse with all reasons."""
    rooms = {id for hold in holds for id in hold.room_ids}
    persons = {id for hold in holds for id in hold.person_ids}
    lock_holders(session, rooms, persons)
    lock(session, Equipment, {id for hold in holds for id, _count in hold.equipment})
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


def _write(session: Session, holds: Sequence[Hold], is_held: bool = True) -> list[int]:
    moving = _remembering(session, [hold for hold in holds if hold.booking_id])
    _let_go(session, [hold.booking_id for hold in moving if hold.booking_id])
    if moving:
        session.execute(update(Booking), [{"id": hold.booking_id, **_columns(hold)} for hold in moving])
        _forget(session, [hold.booking_id for hold in moving if hold.booking_id])
    fresh = [hold for hold in holds if not hold.booking_id]
    made = _insert(session, fresh) if fresh else {}
    ids = [hold.booking_id or made[hold.title, hold.span].pop() for hold in holds]
    if is_held:
        _hold(session, list(zip(ids, holds, strict=True)))
    return ids


def _remembering(session: Session, moving: Sequence[Hold]) -> list[Hold]:
    """Return holds that keep in `wanted` which rooms their bookings have left: whose calendars must hear of it."""
    ids = [hold.booking_id for hold in moving]
    if not ids:
        return []
    kept = dict(session.execute(select(Booking.id, Booking.wanted).where(Booking.id.in_(ids))).all())
    left = defaultdict(set, {id: set(wanted.get("left", ())) for id, wanted in kept.items()})
    held = select(BookingRoom.booking_id, BookingRoom.room_id).where(BookingRoom.booking_id.in_(ids))
    for id, room_id in session.execute(held):
        left[id].add(room_id)
    return [replace(h, more={**h.more, "wanted": _wanted(h, left[h.booking_id or 0])}) for h in moving]


def _wanted(hold: Hold, left: Collection[int] = ()) -> dict[str, Any]:
    """Return what a hold asks for as plain values; `left` is there only where there is something in it."""
    wanted = {"rooms": list(hold.room_ids), "persons": list(hold.person_ids), "equipment": list(hold.equipment)}
    return wanted | ({"left": sorted(left)} if left else {})


def _hold(session: Session, pairs: Sequence[tuple[int, Hold]]) -> None:
    parts = parts_of(session, {id for _booking, hold in pairs for id in hold.room_ids})
    _insert_all(session, BookingRoom, [row for id, hold in pairs for row in _room_rows(id, hold, parts)])
    _insert_all(session, BookingPerson, [row for id, hold in pairs for row in _person_rows(id, hold)])
    _insert_all(session, BookingEquipment, [row for id, hold in pairs for row in _equipment_rows(id, hold)])


def hold_parts(session: Session, room_id: int, holds: Sequence[Hold]) -> None:
    """Let bookings that hold a room hold the parts it has now; callers have looked that nothing is in the way."""
    parts = parts_of(session, [room_id])
    rows = [row for hold in holds for row in _room_rows(hold.booking_id or 0, hold, parts)]
    _insert_all(session, BookingRoom, [row for row in rows if row["whole_id"] == room_id])
    _forget(session, [hold.booking_id for hold in holds if hold.booking_id])


def _room_rows(booking_id: int, hold: Hold, parts: Mapping[int, Collection[int]]) -> Iterable[dict[str, Any]]:
    span = {"booking_id": booking_id, "starts_at": hold.wide.starts_at, "ends_at": hold.wide.ends_at}
    for id in hold.room_ids:
        yield {"room_id": id, "whole_id": None, **span}
        # A part that is asked for by name as well is held once.
        inside = [part for part in parts.get(id, ()) if part not in hold.room_ids]
        yield from ({"room_id": part, "whole_id": id, **span} for part in inside)


def _person_rows(booking_id: int, hold: Hold) -> Iterable[dict[str, Any]]:
    span = {"booking_id": booking_id, "starts_at": hold.span.starts_at, "ends_at": hold.span.ends_at}
    return ({"person_id": id, **span} for id in hold.person_ids)


def _equipment_rows(booking_id: int, hold: Hold) -> Iterable[dict[str, Any]]:
    span = {"booking_id": booking_id, "starts_at": hold.wide.starts_at, "ends_at": hold.wide.ends_at}
    return ({"equipment_id": id, "count": count, **span} for id, count in hold.equipment)


def _insert_all(session: Session, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def wish_all(session: Session, holds: Sequence[Hold], status: BookingStatus) -> list[int]:
    """Write down bookings that hold nothing, and let those that held something go; return their ids in order."""
    assert status is not BookingStatus.HELD, "what holds goes through hold_all"
    return _write(session, [replace(h, more={**h.more, "status": status}) for h in holds], is_held=False)


def _forget(session: Session, booking_ids: Iterable[int]) -> None:
    """Let objects be read again: a statement over many rows does not tell those that are loaded."""
    for id in booking_ids:
        if booking := session.identity_map.get(identity_key(Booking, id)):
            session.expire(booking)


def _columns(hold: Hold) -> dict[str, Any]:
    return {
        "title": hold.title,
        "status": BookingStatus.HELD,
        "starts_at": hold.span.starts_at,
        "ends_at": hold.span.ends_at,
        "setup_minutes": hold.setup,
        "cleanup_minutes": hold.cleanup,
        "wanted": _wanted(hold),
        **hold.more,
    }


def _insert(session: Session, holds: Sequence[Hold]) -> dict[tuple[str, Span], list[int]]:
    """Insert bookings in one statement and return their ids by what they are for.

    The database returns rows in no order; rows that are alike may stand for each other.
    """
    returning = insert(Booking).returning(Booking.id, Booking.title, Booking.starts_at, Booking.ends_at)
    made = defaultdict(list)
    for id, title, starts_at, ends_at in session.execute(returning, [_columns(hold) for hold in holds]):
        made[title, Span(starts_at, ends_at)].append(id)
    return made


def _let_go(session: Session, booking_ids: Collection[int]) -> None:
    for model in (BookingRoom, BookingPerson, BookingEquipment):
        if booking_ids:
            session.execute(delete(model).where(model.booking_id.in_(booking_ids)))
