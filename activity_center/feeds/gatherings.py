"""What stands in calendars of events: the public ones of a society or of all, and those that are somebody's."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activity_center.enrolment.rules import LIVE, Status
from activity_center.feeds import rules
from activity_center.feeds.calendar import Event
from activity_center.feeds.rules import Part, State
from activity_center.rooms.models import Booking
from activity_center.societies import events
from activity_center.societies.models import Event as Gathering
from activity_center.societies.models import EventPlace, Membership, Office
from activity_center.societies.rules import Audience


def public(session: Session, since: datetime, society_id: int | None = None) -> list[Event]:
    """Return the events for everybody from a moment on, of one society or of all."""
    wanted = _GATHERINGS.where(Gathering.audience == Audience.PUBLIC, Booking.starts_at >= since)
    mine = wanted.where(Gathering.society_id == society_id) if society_id else wanted
    return _shown(session, [(row, Part.ONLOOKER, None) for row in session.scalars(mine)])


_GATHERINGS = (
    select(Gathering).join(Booking, Booking.id == Gathering.booking_id).order_by(Booking.starts_at, Gathering.id)
)


def of_person(session: Session, person_id: int, known_since: datetime, since: datetime) -> list[Event]:
    """Return the events in which somebody has, had or waits for a place, and those of their societies without places.

    What they left before any phone could know it is left out.
    """
    asked = select(EventPlace).where(EventPlace.person_id == person_id).order_by(EventPlace.id)
    told = asked.where(or_(EventPlace.status.in_(LIVE), EventPlace.changed_at >= known_since))
    places = {place.event_id: place for place in session.scalars(told)}
    joined = select(Membership.society_id).where(
        Membership.person_id == person_id, Membership.status == Status.ENROLLED
    )
    # Whoever was elected holds a post until a day.
    goes_on = or_(Office.until_on.is_(None), Office.until_on >= since.date())
    led = select(Office.society_id).where(Office.person_id == person_id, goes_on)
    theirs = Gathering.society_id.in_(joined) & Gathering.takes_places.is_(False)
    mine = or_(Gathering.id.in_(places), theirs, Gathering.society_id.in_(led))
    rows = session.scalars(_GATHERINGS.where(mine, Booking.starts_at >= since))
    return _shown(session, [(row, _part(places.get(row.id)), places.get(row.id)) for row in rows])


def _part(place: Any) -> Part:
    # Who leads or just comes is there like somebody with a place.
    return (rules.part_of([place.status]) or Part.LEFT) if place else Part.ENROLLED


def _shown(session: Session, rows: Sequence[tuple[Any, Part, Any]]) -> list[Event]:
    rooms = events.rooms_of(session, [row for row, _part, _place in rows])
    return [_event(row, part, place, rooms[row.id]) for row, part, place in rows]


def _event(row: Any, part: Part, place: Any, rooms: Iterable[Any]) -> Event:
    booking, there = row.booking, list(rooms)
    names = [*(room.name for room in there), *dict.fromkeys(room.site.name for room in there)]
    moments = [booking.changed_at or row.created_at, *([place.changed_at] if place else [])]
    return Event(
        meeting_id=None,
        section_id=None,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        state=_state(booking, part),
        part=part,
        sequence=booking.sequence + (rules.steps([place.status]) if place else 0),
        changed_at=max(moments),
        title=row.title,
        place=", ".join(names) or row.outside,
        category=row.society.name if row.society else "",
        answer_by=place.offer_expires_at if place else None,
        event_id=row.id,
    )


def _state(booking: Any, part: Part) -> State:
    stands = rules.state_of_booking(booking.status)
    if stands is State.CANCELLED or part is Part.LEFT:
        return State.CANCELLED
    return State.TENTATIVE if part in (Part.WAITING, Part.OFFERED) else stands
