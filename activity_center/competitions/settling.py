"""The one way in which a place that is free moves on.

Every act that may free a place ends with `settle`, and so does the periodic round; doing it twice changes nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import SYSTEM, Actor
from activity_center.competitions import service
from activity_center.competitions.kinds import LIVE, CompetitionStatus, EntryStatus
from activity_center.competitions.models import Category, Competition, Entry, EntryMember
from activity_center.db import found, lock, zone
from activity_center.enrolment.rules import free_seats
from activity_center.errors import NotThere
from activity_center.notices import service as notices
from activity_center.terms import service as terms
from activity_center.terms.rules import deadline

OFFER_WORKING_DAYS = 2


def locked_category(session: Session, category_id: int) -> Category:
    """Lock the competition of a category, and return the category as it is now."""
    competition_id = session.scalar(select(Category.competition_id).where(Category.id == category_id))
    if competition_id is None:
        raise NotThere
    lock(session, Competition, [competition_id])
    session.get(Competition, competition_id, populate_existing=True)
    return found(session.get(Category, category_id, populate_existing=True))


def turn(session: Session, entry: Entry, status: EntryStatus, at: datetime, by: Actor, note: str = "") -> None:
    """Let an entry be in another status; with the last of its live ones its people may enter anew."""
    entry.status, entry.changed_at = status, at
    if status not in LIVE:
        session.execute(update(EntryMember).where(EntryMember.entry_id == entry.id).values(is_live=False))
    session.flush()
    audit.record(session, by, at, f"entry_{status.value}", "entry", entry.id, None, note=note)


def settle(session: Session, category_id: int, at: datetime) -> None:
    """Let expired offers lapse, and offer every free place to the first who wait; doing it twice changes nothing."""
    category = locked_category(session, category_id)
    live = _live(session, category_id)
    for entry in live:
        if entry.status is EntryStatus.OFFERED and entry.offer_expires_at and entry.offer_expires_at <= at:
            turn(session, entry, EntryStatus.LAPSED, at, SYSTEM)
            _tell(session, entry, "place_lapsed", at)
    is_over = category.competition.status not in (CompetitionStatus.OPEN, CompetitionStatus.CLOSED)
    if category.drawn_at or is_over:
        return
    waiting = [entry for entry in live if entry.status is EntryStatus.WAITING]
    taken = service.places(session, [category_id])[category_id].taken
    free = len(waiting) if category.capacity is None else free_seats(category.capacity, taken)
    for entry in waiting[:free]:
        today = at.astimezone(zone()).date()
        days = terms.calendar(session, today, today + timedelta(days=60))
        until = deadline(at, OFFER_WORKING_DAYS, days, zone())
        entry.offer_expires_at = until
        turn(session, entry, EntryStatus.OFFERED, at, SYSTEM)
        _tell(session, entry, "place_offered", at, expires_at=until.isoformat())


def end_waiting(session: Session, category_id: int, at: datetime) -> None:
    """End waiting and open offers where a category is drawn: nobody can come in any more."""
    for entry in _live(session, category_id):
        if entry.status is not EntryStatus.ENTERED:
            turn(session, entry, EntryStatus.LAPSED, at, SYSTEM)
            _tell(session, entry, "place_lapsed", at)


def _live(session: Session, category_id: int) -> list[Entry]:
    theirs = select(Entry).where(Entry.category_id == category_id, Entry.status.in_(LIVE)).order_by(Entry.id)
    return list(session.scalars(theirs.options(selectinload(Entry.members))))


def _tell(session: Session, entry: Entry, kind: str, at: datetime, **more: str) -> None:
    told = {"title": entry.competition.name, **more}
    notices.post(session, [member.person_id for member in entry.members], kind, told, at=at)


def categories_due(session: Session, at: datetime) -> list[int]:
    """Return the categories with an offer that has run out, or with a place free while somebody waits."""
    pending = select(Entry.category_id).where(Entry.status.in_([EntryStatus.WAITING, EntryStatus.OFFERED])).distinct()
    expired = select(Entry.category_id).where(Entry.status == EntryStatus.OFFERED, Entry.offer_expires_at <= at)
    over = set(session.scalars(expired))
    rows = list(session.scalars(select(Category).where(Category.id.in_(pending)).order_by(Category.id)))
    counts = service.places(session, [row.id for row in rows])
    return [row.id for row in rows if row.id in over or _has_room(row, counts[row.id])]


def _has_room(category: Category, counted: service.Places) -> bool:
    return counted.waiting > 0 and (category.capacity is None or free_seats(category.capacity, counted.taken) > 0)
