"""What is in the way of holding rooms, equipment and persons for a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center.errors import Reason
from activity_center.people.models import Person
from activity_center.rooms.models import (
    Booking,
    BookingEquipment,
    BookingPerson,
    BookingRoom,
    Equipment,
    Room,
    RoomClosure,
    RoomPart,
)
from activity_center.rooms.rules import Span, is_open, most_at_once, overlapping


@dataclass(frozen=True)
class Hold:
    """Rooms, persons and equipment to hold together for a time.

    With `booking_id` that booking moves here, else a new one is made. `equipment` are pairs of an id and how many.
    Rooms and equipment are held `setup` minutes longer before and `cleanup` minutes after. `more` are further columns
    of the booking.
    """

    title: str
    span: Span
    room_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    booking_id: int | None = None
    equipment: tuple[tuple[int, int], ...] = ()
    setup: int = 0
    cleanup: int = 0
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def wide(self) -> Span:
        """Return the time for which rooms and equipment are held, with setting up and clearing away."""
        return self.span.widened(self.setup, self.cleanup)


def parts_of(session: Session, room_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the parts of those of these rooms that have any."""
    found = defaultdict(set)
    rows = select(RoomPart.whole_id, RoomPart.part_id).where(RoomPart.whole_id.in_(room_ids))
    for whole_id, part_id in session.execute(rows) if room_ids else ():
        found[whole_id].add(part_id)
    return found


def obstacles(
    session: Session,
    holds: Sequence[Hold],
    *,
    zone: ZoneInfo,
    without: Collection[int] = (),
    tells_private: bool = True,
) -> list[list[Reason]]:
    """Return for each wish everything that is in its way; empty lists mean that all can be held together.

    Where two of the wishes are in each other's way, the later one is told. Bookings that move and those in `without`
    are in nobody's way. Who may not know what is private is told the time and not the title.
    """
    reasons: list[list[Reason]] = [[] for _ in holds]
    if not holds:
        return reasons
    gone = {*without, *(hold.booking_id for hold in holds if hold.booking_id)}
    asked = {id for hold in holds for id in hold.room_ids}
    parts = parts_of(session, asked)
    rooms = _rooms(session, asked.union(*parts.values()))
    names = _names(session, {id for hold in holds for id in hold.person_ids})
    for n, hold in enumerate(holds):
        reasons[n] += [reason for id in hold.room_ids if (reason := shut(rooms[id], hold.span, zone))]
    for n, reason in _closed_meanwhile(session, holds, rooms, parts):
        reasons[n].append(reason)
    for n, id, other in _clashes(session, _ROOMS, holds, gone, parts):
        # A clash in three parts of a hall is one reason.
        reason = _taken("room", rooms[id].name, other, tells_private)
        reasons[n] += [] if _is_told(reasons[n], reason) else [reason]
    for n, id, other in _clashes(session, _PERSONS, holds, gone):
        reasons[n].append(_taken("person", names[id], other, tells_private))
    for n, reason in _lacking(session, holds, gone):
        reasons[n].append(reason)
    return reasons


def _is_told(reasons: Sequence[Reason], reason: Reason) -> bool:
    rest = {name: fact for name, fact in reason.facts.items() if name != "room"}
    return any(told.code == reason.code and rest.items() <= told.facts.items() for told in reasons)


def _rooms(session: Session, ids: Collection[int]) -> dict[int, Room]:
    wanted = select(Room).where(Room.id.in_(ids)).options(selectinload(Room.openings))
    return {room.id: room for room in session.scalars(wanted)}


def _names(session: Session, ids: Collection[int]) -> dict[int, str]:
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def shut(room: Room, span: Span, zone: ZoneInfo) -> Reason | None:
    """Return why the room itself does not allow this time."""
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    hours = room.hours
    facts = {"room": room.name, "starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
    if not room.is_open:
        return Reason("room_closed", facts)
    same_day = starts.date() == ends.date()
    if hours and not (same_day and is_open(hours, starts.date(), starts.time(), ends.time())):
        return Reason("room_not_open_then", facts)
    return None


def _closed_meanwhile(
    session: Session, holds: Sequence[Hold], rooms: Mapping[int, Room], parts: Mapping[int, Collection[int]]
) -> Iterable[tuple[int, Reason]]:
    """Yield the wishes for rooms that are closed at that time: one reason for each closure of each room asked for."""
    if not rooms:
        return
    first, last = _around(holds)
    during = select(RoomClosure).where(RoomClosure.room_id.in_(rooms))
    rows = list(session.scalars(during.where(RoomClosure.starts_at < last, RoomClosure.ends_at > first)))
    for n, hold in enumerate(holds) if rows else ():
        for id in hold.room_ids:
            mine = [row for row in rows if row.room_id == id or row.room_id in parts.get(id, ())]
            hit = {Span(row.starts_at, row.ends_at): row.why for row in mine}
            for span, why in hit.items():
                if span.overlaps(hold.wide):
                    facts = {"starts_at": span.starts_at.isoformat(), "ends_at": span.ends_at.isoformat()}
                    yield n, Reason("room_shut", {"room": rooms[id].name, "why": why, **facts})


def _taken(what: str, name: str, other: Hold, tells_private: bool) -> Reason:
    facts = {what: name, "starts_at": other.span.starts_at.isoformat(), "ends_at": other.span.ends_at.isoformat()}
    if other.more.get("is_public", True) or tells_private:
        return Reason(f"{what}_taken", facts | {"title": other.title})
    return Reason(f"{what}_taken_privately", facts)


@dataclass(frozen=True)
class _Kind:
    """Rooms or persons, as what two bookings may both want: the rows that hold them, their column, and the time."""

    model: Any
    column: Any
    span: Callable[[Hold], Span]
    ids: Callable[[Hold], tuple[int, ...]]


_ROOMS = _Kind(BookingRoom, BookingRoom.room_id, lambda hold: hold.wide, lambda hold: hold.room_ids)
_PERSONS = _Kind(BookingPerson, BookingPerson.person_id, lambda hold: hold.span, lambda hold: hold.person_ids)


def _clashes(
    session: Session,
    kind: _Kind,
    holds: Sequence[Hold],
    gone: Collection[int],
    parts: Mapping[int, Collection[int]] = MappingProxyType({}),
) -> Iterable[tuple[int, int, Hold]]:
    """Yield (number of the wish, what both want, the other) for each room or person that two would hold at once."""
    wishes: dict[int, list[tuple[Span, tuple[int | None, Hold]]]] = defaultdict(list)
    for n, hold in enumerate(holds):
        for id in {part for asked in kind.ids(hold) for part in (asked, *parts.get(asked, ()))}:
            wishes[id].append((kind.span(hold), (n, hold)))
    for id, title, is_public, starts_at, ends_at in _held(session, kind, wishes, holds, gone):
        span = Span(starts_at, ends_at)
        wishes[id].append((span, (None, Hold(title, span, more={"is_public": is_public}))))
    for id, entries in wishes.items():
        for (first, earlier), (second, later) in overlapping(entries):
            if second is not None:
                yield second, id, earlier
            elif first is not None:
                yield first, id, later


def _held(
    session: Session, kind: _Kind, ids: Collection[int], holds: Sequence[Hold], gone: Collection[int]
) -> Iterable[Any]:
    if not ids:
        return []
    model = kind.model
    first, last = _around(holds)
    rows = session.execute(
        select(kind.column, Booking.title, Booking.is_public, model.starts_at, model.ends_at, model.booking_id)
        .join(Booking, Booking.id == model.booking_id)
        .where(kind.column.in_(ids), model.starts_at < last, model.ends_at > first)
    )
    return [row[:5] for row in rows if row[5] not in gone]


def _around(holds: Sequence[Hold]) -> tuple[datetime, datetime]:
    return min(hold.wide.starts_at for hold in holds), max(hold.wide.ends_at for hold in holds)


def _lacking(session: Session, holds: Sequence[Hold], gone: Collection[int]) -> Iterable[tuple[int, Reason]]:
    """Yield the wishes for which there is too little equipment, with how many there are left at the worst moment."""
    asked = {id for hold in holds for id, _count in hold.equipment}
    if not asked:
        return
    first, last = _around(holds)
    held: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    rows = session.execute(
        select(
            BookingEquipment.equipment_id,
            BookingEquipment.starts_at,
            BookingEquipment.ends_at,
            BookingEquipment.count,
            BookingEquipment.booking_id,
        ).where(
            BookingEquipment.equipment_id.in_(asked),
            BookingEquipment.starts_at < last,
            BookingEquipment.ends_at > first,
        )
    )
    for id, starts_at, ends_at, count, booking_id in rows:
        if booking_id not in gone:
            held[id].append((Span(starts_at, ends_at), count))
    have = {row.id: row for row in session.scalars(select(Equipment).where(Equipment.id.in_(asked)))}
    for n, hold in enumerate(holds):
        for id, count in hold.equipment:
            left = max(0, have[id].count - most_at_once(held[id], within=hold.wide))
            if count > left:
                facts = {"equipment": have[id].name, "wanted": count, "left": left}
                yield n, Reason("equipment_lacking", facts)
            # The wishes after it find it held.
            held[id].append((hold.wide, count))
