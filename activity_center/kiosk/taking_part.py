"""What somebody takes part in, as the pages of a kiosk look it up: places in societies, events and contests."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.competitions import entries
from activity_center.competitions.kinds import EntryStatus
from activity_center.competitions.models import Entry, EntryMember
from activity_center.enrolment.rules import Status
from activity_center.societies import events, membership, places, seats
from activity_center.societies.models import EventPlace, Membership


def entries_by_category(session: Session, person_id: int | None) -> dict[int, tuple[Any, int | None]]:
    """Return what somebody takes part in or waits for by category, with their place in the queue while they wait."""
    rows = entries.of_person(session, person_id) if person_id else []
    return {row.category_id: (row, place_in_queue(session, row)) for row in rows if row.status in entries.LIVE}


def place_in_queue(session: Session, entry: Entry) -> int | None:
    """Return the place of an entry on the waitlist of its category, from 1; None for one that does not wait."""
    if entry.status is not EntryStatus.WAITING:
        return None
    ahead = (Entry.category_id == entry.category_id, Entry.status == EntryStatus.WAITING, Entry.id <= entry.id)
    return session.scalar(select(func.count()).where(*ahead))


def count_offers(session: Session, person_id: int | None) -> int:
    """Return how many places are kept for somebody in societies, events and contests."""
    if person_id is None:
        return 0
    theirs = (
        select(func.count()).where(row.person_id == person_id, row.status == Status.OFFERED)
        for row in (Membership, EventPlace)
    )
    mine = select(EntryMember.entry_id).where(EntryMember.person_id == person_id, EntryMember.is_live)
    offered = select(func.count()).where(Entry.id.in_(mine), Entry.status == EntryStatus.OFFERED)
    return sum(session.scalar(one) or 0 for one in (*theirs, offered))


def everything(session: Session, person_id: int, at: datetime) -> list[tuple[Any, int | None, list[Any]]]:
    """Return somebody's places in societies, events that are not over and contests, those offered first.

    Each comes with the place in the queue while one waits, and for an event with its rooms.
    """
    gathered = places.of_person(session, person_id, at)
    rooms = events.rooms_of(session, [one.event for one in gathered])
    found = [(one, seats.position(session, seats.EVENTS, one), rooms[one.event_id]) for one in gathered]
    found += [(row, position, []) for row, position in entries_by_category(session, person_id).values()]
    joined = membership.of_person(session, person_id)
    found += [(one, seats.position(session, seats.SOCIETIES, one), []) for one in joined]
    return sorted(found, key=lambda one: one[0].status.value != "offered")
