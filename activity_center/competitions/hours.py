"""The hours at which somebody has to be at a competition where no match says so: it has none, or they referee."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from activity_center.competitions.kinds import PLACED, Format
from activity_center.competitions.models import Competition, Entry, EntryMember, PlayingTime, Referee
from activity_center.competitions.service import PUBLIC
from activity_center.rooms.models import Booking, Room

WITHOUT_MATCHES = (Format.RANK_BY_SCORE, Format.JUDGED)
EVERY = (
    select(PlayingTime)
    .join(Booking, Booking.id == PlayingTime.booking_id)
    .join(Competition, Competition.id == PlayingTime.competition_id)
    .where(Competition.status.in_(PUBLIC))
    .options(
        joinedload(PlayingTime.booking),
        joinedload(PlayingTime.room).joinedload(Room.site),
        joinedload(PlayingTime.competition).joinedload(Competition.society),
    )
)


def of_person(person_id: int) -> Select[PlayingTime]:
    """Select the hours at which somebody has to be there, of all competitions that are public."""
    mine = select(Entry.competition_id).join(EntryMember, EntryMember.entry_id == Entry.id)
    entered = mine.where(EntryMember.person_id == person_id, Entry.status.in_(PLACED))
    refereed = select(Referee.competition_id).where(Referee.person_id == person_id)
    goes = and_(Competition.format.in_(WITHOUT_MATCHES), Competition.id.in_(entered))
    return EVERY.where(or_(goes, Competition.id.in_(refereed)))


def between(session: Session, person_id: int, since: datetime, until: datetime) -> list[PlayingTime]:
    """Return those that are not over at a moment and begin before another, in order of time."""
    rows = of_person(person_id).where(Booking.ends_at > since, Booking.starts_at < until)
    return list(session.scalars(rows.order_by(Booking.starts_at, PlayingTime.id)))


def entries(session: Session, person_id: int, competition_ids: Collection[int]) -> dict[int, list[Entry]]:
    """Return as whom somebody takes part, by competition; where they only referee there is nothing."""
    mine = select(Entry).join(EntryMember, EntryMember.entry_id == Entry.id).where(EntryMember.person_id == person_id)
    placed = mine.where(Entry.competition_id.in_(competition_ids), Entry.status.in_(PLACED)).order_by(Entry.id)
    found: dict[int, list[Entry]] = {}
    for row in session.scalars(placed) if competition_ids else ():
        found.setdefault(row.competition_id, []).append(row)
    return found
