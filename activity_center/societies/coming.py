"""Coming to an event: somebody says by themselves that they are there, by card or by the code on the door.

Officers have their list besides, in places.py. Whoever says it first, the time of it stays.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import locked, zone
from activity_center.errors import Reason, Refused
from activity_center.societies import membership, places, seats
from activity_center.societies.models import Event, Presence
from activity_center.societies.rules import Status, may_take_part, sign_in_reasons
from activity_center.societies.seats import EVENTS


def sign_in(session: Session, event_id: int, person_id: int, came_at: datetime, *, at: datetime, by: Actor) -> Presence:
    """Write down that somebody came to an event at a moment of their own; refused with every reason.

    Who is on the list already stays there as they are, so that saying it twice changes nothing.
    """
    event = locked(session, Event, event_id)
    mine = select(Presence).where(Presence.event_id == event_id, Presence.person_id == person_id)
    if there := session.scalar(mine):
        return there
    if reasons := refusals(session, event, person_id, came_at):
        raise Refused(*reasons)
    row = Presence(event_id=event_id, person_id=person_id, came_at=came_at)
    session.add(row)
    session.flush()
    audit.record(session, by, at, "came", "event", event_id, person_id, came_at=came_at.isoformat())
    return row


def refusals(session: Session, event: Event, person_id: int, at: datetime) -> list[Reason]:
    """Return why somebody cannot say at a moment that they are at an event."""
    return sign_in_reasons(
        event.title,
        is_on=event.is_on,
        opens_at=places.opens_at(event),
        ends_at=event.ends_at,
        is_expected=_is_expected(session, event, person_id, at),
        at=at,
    )


def _is_expected(session: Session, event: Event, person_id: int, at: datetime) -> bool:
    """Say whether an event expects somebody: they have a place, or it needs none and is for them, or they lead it."""
    if membership.is_officer(session, event.society_id, person_id, at.astimezone(zone()).date()):
        return True
    if event.takes_places:
        place = seats.live(session, EVENTS, event.id, person_id)
        return place is not None and place.status is Status.ENROLLED
    return may_take_part(event.audience, membership.is_member(session, event.society_id, person_id))


def came_at(session: Session, event_ids: Collection[int], person_id: int) -> dict[int, datetime]:
    """Return since when somebody is on the lists of these events; nothing for those on which they are not."""
    mine = select(Presence.event_id, Presence.came_at).where(
        Presence.event_id.in_(event_ids), Presence.person_id == person_id
    )
    return {row[0]: row[1] for row in session.execute(mine)}
