"""What stands in calendars of rooms that people have booked; what is booked for a class stands there as the class."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, String, and_, cast, or_, select
from sqlalchemy.orm import Session

from activity_center.feeds import rules
from activity_center.feeds.calendar import Event
from activity_center.feeds.rules import Part, State
from activity_center.rooms.models import Booking, BookingRoom, Room, Site
from activity_center.rooms.rules import BookingStatus
from activity_center.societies.models import Event as Gathering

_BOOKINGS: Select[*tuple[Any, ...]] = (
    select(
        Booking.id,
        Booking.title,
        Booking.is_public,
        Booking.starts_at,
        Booking.ends_at,
        Booking.status,
        Booking.sequence,
        Booking.changed_at,
        Booking.wanted,
    )
    .where(Booking.planned_on.is_not(None))
    .order_by(Booking.starts_at, Booking.id)
)
# The rooms that a booking has left are named in `wanted` only where there are any.
_HAS_LEFT = cast(Booking.wanted, String).contains('"left"')
_OVER = (BookingStatus.CANCELLED, BookingStatus.REFUSED)


def in_room(session: Session, room_id: int, since: datetime) -> list[Event]:
    """Return what is booked in a room from a moment on, and as CANCELLED what was and has left it."""
    recent = _BOOKINGS.where(Booking.starts_at >= since)
    held = recent.join(BookingRoom, BookingRoom.booking_id == Booking.id).where(BookingRoom.room_id == room_id)
    here = list(session.execute(held))
    there = {row.id for row in here}
    left = [row for row in session.execute(recent.where(_HAS_LEFT)) if room_id in row.wanted["left"]]
    gone = [row for row in left if row.id not in there]
    places = _places(session, [*here, *gone])
    confirmed = [_event(row, places, Part.ONLOOKER, State.CONFIRMED) for row in here]
    return confirmed + [_event(row, places, Part.ONLOOKER, State.CANCELLED) for row in gone]


def of_owner(session: Session, person_id: int, known_since: datetime, since: datetime) -> list[Event]:
    """Return what somebody has booked or asked for from a moment on.

    What was over before any phone could know it is left out.
    """
    told = or_(Booking.status.not_in(_OVER), Booking.changed_at >= known_since)
    # What is booked for an event stands there as the event.
    own = and_(Booking.owner_id == person_id, Booking.id.not_in(select(Gathering.booking_id)))
    mine = _BOOKINGS.where(and_(own, Booking.starts_at >= since, told))
    rows = list(session.execute(mine))
    places = _places(session, rows)
    return [_event(row, places, Part.BOOKED, rules.state_of_booking(row.status)) for row in rows]


def _places(session: Session, rows: Iterable[Row[Any]]) -> dict[int, str]:
    """Return where these bookings are, in words."""
    wanted = {row.id: row.wanted.get("rooms", []) for row in rows}
    ids = {id for named in wanted.values() for id in named}
    known = select(Room.id, Room.name, Site.name, Site.address).join(Site).where(Room.id.in_(ids))
    rooms = {
        id: (name, f"{site}, {address}" if address else site) for id, name, site, address in session.execute(known)
    }
    return {id: _place([rooms[one] for one in named if one in rooms]) for id, named in wanted.items()}


def _place(rooms: list[tuple[str, str]]) -> str:
    sites = dict.fromkeys(site for _room, site in rooms)
    return ", ".join([*(name for name, _site in rooms), *sites])


def _event(row: Row[Any], places: dict[int, str], part: Part, state: State) -> Event:
    is_told = row.is_public or part is Part.BOOKED
    return Event(
        meeting_id=None,
        section_id=None,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=state,
        part=part,
        sequence=row.sequence,
        changed_at=row.changed_at or row.starts_at,
        title=row.title if is_told else "",
        place=places[row.id],
        category="",
        booking_id=row.id,
    )
