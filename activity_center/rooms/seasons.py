"""Opening hours that hold in one season of every year, instead of those of the whole year."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import locked
from activity_center.errors import Reason, Refused
from activity_center.rooms.models import Opening, Room
from activity_center.rooms.register import opening_of
from activity_center.rooms.rules import OpenHours, Season, seasons_meet


def seasons_of(room: Room) -> list[Season]:
    """Return the seasons in which a room has hours of its own, in the order of the year."""
    return sorted({hours.season for hours in room.hours if hours.season})


def keep_season(
    session: Session,
    room_id: int,
    season: Season,
    hours: Sequence[OpenHours],
    *,
    instead_of: Season | None = None,
    at: datetime,
    by: Actor,
) -> Room:
    """Let a room have these hours in a season, and no others then; bookings that are there stay.

    `instead_of` is the season that is changed. Refused without any hours, and where another season has one of its days.
    """
    room = locked(session, Room, room_id)
    if not hours:
        raise Refused(Reason("season_without_hours"))
    others = [other for other in seasons_of(room) if other != instead_of]
    if met := next((other for other in others if seasons_meet(season, other)), None):
        raise Refused(Reason("seasons_meet", {"season_from": met[0], "season_to": met[1]}))
    fresh = [opening_of(replace(one, season=season)) for one in hours]
    room.openings = [*_without(room, instead_of), *fresh]
    session.flush()
    audit.record(session, by, at, "keep_season", "room", room_id, season=list(season))
    return room


def drop_season(session: Session, room_id: int, season: Season, *, at: datetime, by: Actor) -> Room:
    """Let the hours of the whole year hold in a season again; dropping it twice changes nothing."""
    room = locked(session, Room, room_id)
    room.openings = _without(room, season)
    session.flush()
    audit.record(session, by, at, "drop_season", "room", room_id, season=list(season))
    return room


def _without(room: Room, season: Season | None) -> list[Opening]:
    return [opening for opening in room.openings if season is None or opening.hours.season != season]
