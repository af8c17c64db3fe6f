"""Certificates of contests: for those who have a place in a category, one for each person of a pair or a team.

Locks: the centre, as for all certificates, then the competition, so that no place changes meanwhile.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center.audit import Actor
from activity_center.centre import Centre, the_centre
from activity_center.certificates import service
from activity_center.certificates.models import Certificate
from activity_center.certificates.service import New
from activity_center.competitions import finals
from activity_center.competitions import service as competitions
from activity_center.competitions.finals import Placing
from activity_center.competitions.kinds import EntryKind
from activity_center.competitions.models import Category, Competition, Entry, EntryMember
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.people.models import Person


def issue(
    session: Session, category_id: int, entry_ids: Collection[int], *, at: datetime, by: Actor, zone: ZoneInfo
) -> list[Certificate]:
    """Issue certificates to everybody of these entries, by place, and tell them.

    Refused before the competition is over, and where an entry has no place. Who has one that stands gets no second.
    """
    centre = locked(session, Centre, found(the_centre(session)).id)
    category = competitions.category(session, category_id)
    competition = locked(session, Competition, category.competition_id)
    if competition.status not in finals.OVER:
        raise Refused(Reason("contest_not_over", {"title": competition.name}))
    placed = {one.entry.id: one for one in finals.placings(session, category)}
    if set(entry_ids) - placed.keys():
        raise Refused(*_lost(session, set(entry_ids) - placed.keys()))
    have = {(row.entry_id, row.person_id) for row in standing_in(session, category_id)}
    wanted = [one for one in placed.values() if one.entry.id in entry_ids]
    new = [
        New(person.id, _facts(centre, category, one, person), entry_id=one.entry.id)
        for one in wanted
        for person in _people(session, one.entry)
        if (one.entry.id, person.id) not in have
    ]
    return service.write(session, new, "certificate_of_contest", at=at, by=by, zone=zone)


def _lost(session: Session, ids: Collection[int]) -> list[Reason]:
    names = session.scalars(select(Entry.name).where(Entry.id.in_(ids)).order_by(Entry.id)).all()
    return [Reason("place_has_changed", {"name": name}) for name in names or [""]]


def _people(session: Session, entry: Entry) -> Sequence[Person]:
    theirs = select(Person).join(EntryMember, EntryMember.person_id == Person.id)
    return session.scalars(theirs.where(EntryMember.entry_id == entry.id).order_by(EntryMember.board)).all()


def _facts(centre: Centre, category: Category, placing: Placing, person: Person) -> dict[str, Any]:
    """Return what is printed: plain values that survive JSON."""
    competition = category.competition
    return {
        "centre": centre.name,
        "name": person.name,
        "title": competition.name,
        "term": "",
        "category": category.name,
        "place": placing.place,
        "prize": placing.prize,
        "team": placing.entry.name if competition.entry_kind is not EntryKind.PERSON else "",
        "first_on": competition.starts_on.isoformat(),
        "last_on": competition.ends_on.isoformat(),
    }


def in_category(session: Session, category_id: int) -> Sequence[Certificate]:
    """Return all certificates of a category, also revoked ones, in the order of their numbers."""
    mine = select(Certificate).join(Entry, Entry.id == Certificate.entry_id).where(Entry.category_id == category_id)
    loaded = mine.options(joinedload(Certificate.entry), joinedload(Certificate.person))
    return session.scalars(loaded.order_by(Certificate.year, Certificate.serial)).all()


def standing_in(session: Session, category_id: int) -> list[Certificate]:
    """Return the certificates of a category that stand, in the order of their numbers."""
    return [row for row in in_category(session, category_id) if row.revoked_at is None]
