"""Halls that divide: which rooms are parts of which, also for what is booked in them already."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.db import found
from activity_center.errors import Reason, Refused
from activity_center.rooms import service
from activity_center.rooms.booking_reading import parts_and_wholes
from activity_center.rooms.bookings import hold_of
from activity_center.rooms.models import Booking, BookingRoom, Room, RoomPart
from activity_center.rooms.obstacles import obstacles


def divide(
    session: Session, room_id: int, part_ids: Collection[int], *, at: datetime, by: Actor, zone: ZoneInfo
) -> Room:
    """Let a room divide into these others of its site, none for no division; who books it holds them all.

    What is booked in the whole from now on holds the new parts as well. Refused where one of them is taken by somebody
    else then, and where a part is divided itself.
    """
    room: Room = found(session.get(Room, room_id))
    before = {part.id for part in parts_and_wholes(session, room_id)[0]}
    service.lock_holders(session, {room_id, *before, *part_ids}, ())
    _refuse_chains(session, room, set(part_ids))
    later = _booked_later(session, room_id, at)
    _let_go(session, room_id, later)
    session.execute(delete(RoomPart).where(RoomPart.whole_id == room_id))
    session.add_all([RoomPart(whole_id=room_id, part_id=part_id) for part_id in sorted(set(part_ids))])
    session.flush()
    _refuse_taken(session, later, zone)
    service.hold_parts(session, room_id, [hold_of(booking) for booking in later])
    calendar_changed(session)
    audit.record(session, by, at, "divide_room", "room", room_id, parts=sorted(part_ids))
    return room


def _refuse_chains(session: Session, room: Room, part_ids: set[int]) -> None:
    """A part is a whole room of the same site: it is not divided, and the room is no part, where it has parts."""
    here = set(session.scalars(select(Room.id).where(Room.site_id == room.site_id)))
    inside = set(session.scalars(select(RoomPart.whole_id).where(RoomPart.whole_id.in_(part_ids))))
    outside = session.scalar(select(RoomPart.id).where(RoomPart.part_id == room.id).limit(1)) if part_ids else None
    if inside or outside or room.id in part_ids or not part_ids <= here:
        raise Refused(Reason("room_divides_twice", {"room": room.name}))


def _booked_later(session: Session, room_id: int, at: datetime) -> list[Booking]:
    mine = select(Booking).join(BookingRoom).where(BookingRoom.room_id == room_id, BookingRoom.whole_id.is_(None))
    return list(session.scalars(mine.where(BookingRoom.ends_at > at).order_by(Booking.id)))


def _let_go(session: Session, room_id: int, later: Collection[Booking]) -> None:
    ids = [booking.id for booking in later]
    session.execute(delete(BookingRoom).where(BookingRoom.whole_id == room_id, BookingRoom.booking_id.in_(ids)))


def _refuse_taken(session: Session, later: Collection[Booking], zone: ZoneInfo) -> None:
    in_the_way = obstacles(session, [hold_of(booking) for booking in later], zone=zone)
    taken = [reason for reasons in in_the_way for reason in reasons if reason.code == "room_taken"]
    if taken:
        raise Refused(*taken)
