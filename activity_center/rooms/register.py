"""The register of sites and rooms, and what is on in them; bookings are in service.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.rooms.models import Booking, BookingRoom, Opening, Room, Site
from activity_center.rooms.rules import OpenHours


@dataclass(frozen=True)
class RoomDraft:
    """What staff type about a room; without hours it is open all day. Hours of seasons are kept by seasons.py."""

    site_id: int
    name: str
    seats: int | None = None
    is_open: bool = True
    hours: Sequence[OpenHours] = ()


def find_or_add_site(session: Session, name: str, *, at: datetime, by: Actor) -> Site:
    """Return the site of this name, adding it where there is none."""
    known = session.scalar(select(Site).where(Site.name == name))
    return known or add_site(session, name, "", at=at, by=by)


def add_site(session: Session, name: str, address: str, *, at: datetime, by: Actor) -> Site:
    """Add a site; refused where the name is taken."""
    return _write_site(session, Site(), name, address, "add_site", at, by)


def change_site(session: Session, site_id: int, name: str, address: str, *, at: datetime, by: Actor) -> Site:
    """Give a site another name or address, which public calendars show at once."""
    site = locked(session, Site, site_id)
    before = (site.name, site.address)
    _write_site(session, site, name, address, "change_site", at, by)
    if (site.name, site.address) != before:
        calendar_changed(session)
    return site


def _write_site(session: Session, site: Site, name: str, address: str, act: str, at: datetime, by: Actor) -> Site:
    namesake = session.scalar(select(Site.id).where(Site.name == name))
    if namesake not in (None, site.id):
        raise Refused(Reason("name_taken", {"name": name}))
    site.name, site.address = name, address
    session.add(site)
    session.flush()
    audit.record(session, by, at, act, "site", site.id, name=name)
    return site


def add_room(session: Session, draft: RoomDraft, *, at: datetime, by: Actor) -> Room:
    """Add a room to a site; refused where the site has one of that name."""
    return _write_room(session, Room(), draft, "add_room", at, by)


def change_room(session: Session, room_id: int, draft: RoomDraft, *, at: datetime, by: Actor) -> Room:
    """Change a room, its hours or whether it can be booked at all; bookings that are there stay.

    Public calendars show a new name or site at once.
    """
    room = locked(session, Room, room_id)
    before = (room.name, room.site_id)
    _write_room(session, room, draft, "change_room", at, by)
    if (room.name, room.site_id) != before:
        calendar_changed(session)
    return room


def _write_room(session: Session, room: Room, draft: RoomDraft, act: str, at: datetime, by: Actor) -> Room:
    namesake = session.scalar(select(Room.id).where(Room.site_id == draft.site_id, Room.name == draft.name))
    if namesake not in (None, room.id):
        raise Refused(Reason("name_taken", {"name": draft.name}))
    room.site_id, room.name, room.seats, room.is_open = draft.site_id, draft.name, draft.seats, draft.is_open
    of_seasons = [opening for opening in room.openings if opening.season_from]
    room.openings = [*of_seasons, *map(opening_of, draft.hours)]
    session.add(room)
    session.flush()
    audit.record(session, by, at, act, "room", room.id, name=draft.name, is_open=draft.is_open)
    return room


def opening_of(hours: OpenHours) -> Opening:
    """Return opening hours as a row of a room."""
    first, last = hours.season or (None, None)
    return Opening(weekday=hours.weekday, opens=hours.opens, closes=hours.closes, season_from=first, season_to=last)


def sites(session: Session) -> list[Site]:
    """Return all sites with their rooms and hours, by name."""
    with_rooms = selectinload(Site.rooms).selectinload(Room.openings)
    return list(session.scalars(select(Site).order_by(Site.name).options(with_rooms)))


def site(session: Session, site_id: int) -> Site:
    """Return one site."""
    return found(session.get(Site, site_id))


def room(session: Session, room_id: int) -> Room:
    """Return one room with its site and hours."""
    return found(session.get(Room, room_id, options=[selectinload(Room.openings), selectinload(Room.site)]))


def bookings_of(session: Session, room_id: int, at: datetime, limit: int = 200) -> list[Booking]:
    """Return what will be on in a room from now on, in order of time."""
    mine = select(Booking).join(BookingRoom).where(BookingRoom.room_id == room_id, BookingRoom.ends_at > at)
    return list(session.scalars(mine.order_by(Booking.starts_at).limit(limit)))
