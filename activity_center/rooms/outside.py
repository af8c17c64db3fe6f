"""Later bookings that the present hours, seats and things would not allow any more: staff move them by hand."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.errors import Reason
from activity_center.rooms.bookings import hold_of
from activity_center.rooms.models import Booking, BookingEquipment, BookingRoom, Room
from activity_center.rooms.obstacles import obstacles, shut
from activity_center.rooms.rules import Span


@dataclass(frozen=True)
class Outside:
    """A booking that stays, although what is entered now would refuse it, and why."""

    booking: Booking
    reasons: Collection[Reason]

    @property
    def has_page(self) -> bool:
        """Say whether somebody made it by themselves; that of a class or of an event is changed there."""
        return self.booking.planned_on is not None


def of_room(session: Session, room: Room, *, at: datetime, zone: ZoneInfo) -> list[Outside]:
    """Return what is booked in a room from now on and lies outside its hours or above its seats, in order of time."""
    mine = select(Booking).join(BookingRoom).where(BookingRoom.room_id == room.id, BookingRoom.whole_id.is_(None))
    later = session.scalars(mine.where(Booking.starts_at > at).order_by(Booking.starts_at, Booking.id))
    told = [Outside(booking, _reasons(room, booking, zone)) for booking in later]
    return [one for one in told if one.reasons]


def _reasons(room: Room, booking: Booking, zone: ZoneInfo) -> list[Reason]:
    closed = shut(room, Span(booking.starts_at, booking.ends_at), zone)
    found = [closed] if closed else []
    if room.seats is not None and (booking.attendees or 0) > room.seats:
        facts = {"room": room.name, "seats": room.seats, "attendees": booking.attendees}
        found.append(Reason("room_too_small", facts))
    return found


def of_equipment(session: Session, equipment_id: int, *, at: datetime, zone: ZoneInfo) -> list[Outside]:
    """Return what takes more of a thing from now on than there is; who booked first keeps it."""
    mine = select(Booking).join(BookingEquipment).where(BookingEquipment.equipment_id == equipment_id)
    later = list(session.scalars(mine.where(Booking.starts_at > at).order_by(Booking.id)))
    wanted = [replace(hold_of(booking), room_ids=(), person_ids=()) for booking in later]
    only = [replace(hold, equipment=tuple(e for e in hold.equipment if e[0] == equipment_id)) for hold in wanted]
    found = obstacles(session, only, zone=zone)
    outside = [Outside(booking, reasons) for booking, reasons in zip(later, found, strict=True) if reasons]
    return sorted(outside, key=lambda one: one.booking.starts_at)
