"""Who is on leave at which meeting: for many people and meetings at once, in one query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activity_center.courses.models import Meeting
from activity_center.leave.models import Leave
from activity_center.leave.rules import AFTERWARDS, AskedAs, Kind
from activity_center.many import among, one_of, rows
from activity_center.people.models import Person

Place = tuple[int, int]  # meeting, person

# What rules.LeaveFacts.covers says, for the database; tests/leave/test_covering.py compares the two.
_COVERS = (
    or_(Leave.section_id.is_(None), Leave.section_id == Meeting.section_id),
    Meeting.starts_at >= Leave.starts_at,
    Meeting.starts_at < Leave.ends_at,
    or_(one_of(Leave.asked_as, AFTERWARDS), Leave.asked_at < Meeting.ends_at),
    or_(Leave.taken_back_at.is_(None), Meeting.ends_at <= Leave.taken_back_at),
    Leave.refused_at.is_(None),
    among(Leave.person_id, "person_ids"),
    among(Meeting.id, "meeting_ids"),
)
_COVERED = select(Meeting.id, Leave.person_id).where(*_COVERS).distinct()
_EXPLAINED = (
    select(Meeting.id, Leave.person_id, Leave.kind, Leave.note, Leave.asked_as, Leave.asked_at, Person.name)
    .outerjoin(Person, Person.id == Leave.asked_by_id)
    .where(*_COVERS)
    .order_by(Leave.asked_at.desc(), Leave.id.desc())
)


def covered(session: Session, person_ids: Collection[int], meeting_ids: Collection[int]) -> set[Place]:
    """Return which of these people are on leave at which of these meetings, as (meeting, person), in one query."""
    if not (person_ids and meeting_ids):
        return set()
    found = rows(session, _COVERED, person_ids=person_ids, meeting_ids=meeting_ids)
    return {(meeting_id, person_id) for meeting_id, person_id in found}


@dataclass(frozen=True)
class Excuse:
    """Why somebody is on leave at a meeting, and who said so."""

    kind: Kind
    note: str
    asked_as: AskedAs
    asked_at: datetime
    asked_by: str = ""


def excuses(session: Session, person_ids: Collection[int], meeting_ids: Collection[int]) -> Mapping[Place, Excuse]:
    """Return the same with the leave that was asked for first, as far as instructors must know it."""
    found: dict[Place, Excuse] = {}
    if person_ids and meeting_ids:
        asked: Any = rows(session, _EXPLAINED, person_ids=person_ids, meeting_ids=meeting_ids)
        for meeting_id, person_id, kind, note, asked_as, asked_at, name in asked:
            found[meeting_id, person_id] = Excuse(kind, note, asked_as, asked_at, name or "")
    return found
