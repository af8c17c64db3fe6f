"""What pages, programs and calendars ask about bookings; what changes them is in bookings.py and series.py."""

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center.db import found
from activity_center.errors import NotYours, Reason
from activity_center.people.rules import RoleName
from activity_center.rooms import bookings, elsewhere, stock
from activity_center.rooms.bookings import Asker, Wish, hold_of
from activity_center.rooms.models import Booking, BookingRoom, Equipment, Room, RoomPart
from activity_center.rooms.obstacles import obstacles
from activity_center.rooms.recurrence import Occurrence
from activity_center.rooms.rules import Allowance, BookingStatus, Span, allowance

ON = frozenset({BookingStatus.HELD, BookingStatus.REQUESTED})


def held_in(session: Session, room_id: int, starts_at: datetime, ends_at: datetime) -> list[Booking]:
    """Return what holds a room at some moment of a time, classes as well, in order of time."""
    there = select(BookingRoom.booking_id).where(
        BookingRoom.room_id == room_id, BookingRoom.starts_at < ends_at, BookingRoom.ends_at > starts_at
    )
    wanted = select(Booking).where(Booking.id.in_(there)).order_by(Booking.starts_at, Booking.id)
    return list(session.scalars(wanted))


def asked_for(session: Session, room_id: int, starts_at: datetime, ends_at: datetime, asker: Asker) -> list[Booking]:
    """Return what is asked for in a room and not approved yet: everything to staff, to others what they asked for."""
    asked = select(Booking).where(Booking.status == BookingStatus.REQUESTED)
    mine = asked if asker.is_staff else asked.where(Booking.owner_id == asker.person_id)
    during = mine.where(Booking.starts_at < ends_at, Booking.ends_at > starts_at)
    return [row for row in session.scalars(during) if room_id in row.wanted.get("rooms", ())]


def of_owner_between(session: Session, person_id: int, starts_at: datetime, ends_at: datetime) -> list[Booking]:
    """Return what somebody has booked or asked for in a time; what was cancelled or refused is left out."""
    mine = select(Booking).where(Booking.owner_id == person_id, Booking.status.in_(ON))
    during = mine.where(Booking.starts_at < ends_at, Booking.ends_at > starts_at)
    return list(session.scalars(during.order_by(Booking.starts_at, Booking.id)))


def made_between(session: Session, starts_at: datetime, ends_at: datetime, room_id: int | None) -> list[Booking]:
    """Return the bookings that people made for a time, in whatever state; of one room only where one is named."""
    made = select(Booking).where(
        Booking.planned_on.is_not(None), Booking.starts_at < ends_at, Booking.ends_at > starts_at
    )
    rows = session.scalars(made.order_by(Booking.starts_at, Booking.id).options(selectinload(Booking.owner)))
    return [row for row in rows if room_id is None or room_id in row.wanted.get("rooms", ())]


def rooms_of(session: Session, rows: Collection[Booking]) -> dict[int, list[Room]]:
    """Return for each booking the rooms it holds, or would hold, in the order in which they were named."""
    ids = {id for row in rows for id in row.wanted.get("rooms", ())}
    known = select(Room).where(Room.id.in_(ids)).options(selectinload(Room.site))
    rooms = {room.id: room for room in session.scalars(known)} if ids else {}
    return {row.id: [rooms[id] for id in row.wanted.get("rooms", ()) if id in rooms] for row in rows}


def equipment_of(session: Session, site_id: int) -> list[Equipment]:
    """Return what a site lends with its rooms, by name."""
    return [thing for thing in stock.things_of(session, site_id) if thing.count]


def lent_to(session: Session, row: Booking) -> list[tuple[str, int]]:
    """Return what a booking takes of the site's equipment, or would take: names and how many."""
    counts = dict(row.wanted.get("equipment", ()))
    lent = select(Equipment).where(Equipment.id.in_(counts)).order_by(Equipment.name)
    things = session.scalars(lent) if counts else ()
    return [(thing.name, counts[thing.id]) for thing in things]


def parts_and_wholes(session: Session, room_id: int) -> tuple[list[Room], list[Room]]:
    """Return the rooms into which a room divides, and those of which it is a part."""
    parts = select(Room).join(RoomPart, RoomPart.part_id == Room.id).where(RoomPart.whole_id == room_id)
    wholes = select(Room).join(RoomPart, RoomPart.whole_id == Room.id).where(RoomPart.part_id == room_id)
    return list(session.scalars(parts.order_by(Room.name))), list(session.scalars(wholes.order_by(Room.name)))


def rules_in(session: Session, room: Room) -> dict[RoleName, Allowance]:
    """Return what each role may book in a room by itself."""
    return bookings.rules_of(session, [room])[room]


def allowance_in(session: Session, room: Room, asker: Asker) -> Allowance | None:
    """Return what somebody may book by themselves in a room, None for nothing."""
    return allowance(rules_in(session, room), asker.roles)


def bookable(session: Session, asker: Asker) -> set[int]:
    """Return the rooms in which somebody may book by themselves."""
    rooms = list(session.scalars(select(Room).where(Room.is_open)))
    return {room.id for room, rules in bookings.rules_of(session, rooms).items() if allowance(rules, asker.roles)}


def seen(session: Session, booking_id: int, asker: Asker) -> Booking:
    """Return a booking to whom it concerns: its owner and staff; that of a class is shown by its class."""
    row = bookings.booking(session, booking_id)
    if asker.is_staff or (row.owner_id is not None and row.owner_id == asker.person_id):
        return row
    raise NotYours


def alternatives(
    session: Session, wish: Wish, occurrence: Occurrence, asker: Asker, *, at: datetime, zone: ZoneInfo
) -> list[tuple[Room, Span]]:
    """Return other rooms at the same time, then the same room at other times of the day; rooms one may not book aside.

    There are none for several rooms at once: that another one is free would not mend it.
    """
    if len(wish.room_ids) != 1:
        return []
    hold = wish.hold(occurrence)
    mine = bookable(session, asker)
    others = [room for room in elsewhere.rooms(session, hold, wish.attendees or 0, zone) if room.id in mine]
    here: Room = found(session.get(Room, wish.room_ids[0]))
    later = elsewhere.spans(session, hold, at, zone)
    return [*((room, occurrence.span) for room in others), *((here, span) for span in later)]


def in_the_way(session: Session, asked: Sequence[Booking], zone: ZoneInfo) -> dict[int, list[Reason]]:
    """Return for each booking that waits for approval what is in its way now, with earlier ones of these as well."""
    told = obstacles(session, [hold_of(booking) for booking in asked], zone=zone)
    return {booking.id: reasons for booking, reasons in zip(asked, told, strict=True)}


def following(session: Session, row: Booking, whole: bool = False) -> list[Booking]:
    """Return the bookings of a series from one on, or all of it, that are on; of a single one itself."""
    if row.series_id is None:
        return [row]
    mine = select(Booking).where(Booking.series_id == row.series_id, Booking.status.in_(ON))
    since = mine if whole else mine.where(Booking.starts_at >= row.starts_at)
    return list(session.scalars(since.order_by(Booking.starts_at)))
