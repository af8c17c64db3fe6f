"""Last term's sections as drafts of a new one: looked at first, and never twice."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.models import Section
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import Filters, SectionDraft
from activity_center.db import locked
from activity_center.errors import Reason, Refused
from activity_center.terms import service as terms
from activity_center.terms.models import Term

_TAUGHT = frozenset({SectionStatus.DRAFT, SectionStatus.OPEN})
_EVERY = frozenset(SectionStatus)


@dataclass(frozen=True)
class Copied:
    """A section of the old term, and whether the new one has it already."""

    section: Section
    is_there: bool


def look(session: Session, from_id: int, to_id: int) -> list[Copied]:
    """Return the old term's sections in the order of the catalogue, each with whether it is in the new one.

    It is there where the new term has a section of the same course and label, whatever became of it; of two that are
    called alike, two are needed. So what staff moved, renumbered in time or called off does not come again.
    """
    there = Counter(map(_called, _of(session, to_id, _EVERY)))
    found = []
    for section in _of(session, from_id, _TAUGHT):
        there[_called(section)] -= 1
        found.append(Copied(section, there[_called(section)] >= 0))
    return found


def _of(session: Session, term_id: int, statuses: frozenset[SectionStatus]) -> Sequence[Section]:
    return courses.catalogue(session, Filters(term_id=term_id, statuses=statuses)).sections


def _called(section: Section) -> tuple[int, str]:
    return section.course_id, section.label


def copy(
    session: Session, from_id: int, to_id: int, section_ids: Collection[int], *, at: datetime, by: Actor
) -> list[int]:
    """Make drafts in a term of those sections of another that it has not yet, and return their ids.

    Kept are course, instructor, places, weekly times, rooms, fee, limits and way of admitting; days of its own move
    along with the term. A number of a programme and the day of a draw belong to the old section. Refused where both
    terms are the same.
    """
    if from_id == to_id:
        raise Refused(Reason("plan_same_term"))
    # Whoever copies into a term waits for who is copying into it: two at once would not see each other's.
    new = locked(session, Term, to_id)
    old = terms.term(session, from_id)
    lacking = [one.section for one in look(session, from_id, to_id) if not one.is_there]
    drafts = [_draft(section, old, new) for section in lacking if section.id in section_ids]
    ids = [courses.draft_section(session, draft, at=at, by=by).id for draft in drafts]
    audit.record(session, by, at, "copy_term", "term", to_id, source=from_id, sections=len(ids))
    return ids


def _draft(section: Section, old: Term, new: Term) -> SectionDraft:
    draft = courses.draft_of(section)
    return replace(
        draft,
        term_id=new.id,
        code=None,
        draw_at=None,
        excluded_on=(),
        first_on=_moved(draft.first_on, old, new),
        last_on=_moved(draft.last_on, old, new),
    )


def _moved(day: date | None, old: Term, new: Term) -> date | None:
    """Return a day as far into the new term as it was into the old one; one that is not within it is left to it."""
    if day is None:
        return None
    # By whole weeks, so that a Tuesday stays one.
    moved = day + timedelta(weeks=round((new.first_on - old.first_on).days / 7))
    return moved if new.first_on <= moved <= new.last_on else None
