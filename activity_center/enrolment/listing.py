"""What pages show of sections: each with its seats, and with what it is to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from activity_center.courses import service as courses
from activity_center.courses.models import Section
from activity_center.courses.rules import Mode, SectionStatus
from activity_center.courses.service import Filters
from activity_center.db import zone
from activity_center.enrolment import facts, service
from activity_center.enrolment.facts import Counts
from activity_center.enrolment.queries import Seat, live_by_section
from activity_center.enrolment.rules import SectionFacts, Status, newcomer_status
from activity_center.errors import Reason
from activity_center.terms import service as terms
from activity_center.terms.rules import WindowState, admission


@dataclass(frozen=True)
class Listed:
    """A section as a page shows it.

    `seat` is the live enrolment of the reader, `reasons` are why they cannot ask now, exactly those that the act
    would give. `is_open` says whether asking leads anywhere: for a visitor, whether enrolment is open for anybody.
    """

    section: Section
    counts: Counts
    seat: Seat | None = None
    reasons: Sequence[Reason] = ()
    is_open: bool = False

    @property
    def leads_to(self) -> Status:
        """Return what asking now would lead to."""
        capacity = self.section.capacity or 0
        return newcomer_status(self.section.mode, capacity, self.counts.taken, self.counts.waiting)

    @property
    def places_left(self) -> int:
        """Return the places a newcomer may have: those that are free and that nobody waits for."""
        return max(0, (self.section.capacity or 0) - self.counts.taken - self.counts.waiting)


def listed(
    session: Session,
    sections: Sequence[Section],
    person_id: int | None,
    at: datetime,
    replaces_id: int | None = None,
) -> list[Listed]:
    """Return sections as the reader sees them, in a constant number of queries; `person_id` is None for a visitor."""
    ids = [section.id for section in sections]
    counts = facts.counts(session, ids, at)
    if person_id is None:
        return [
            Listed(section, counts[section.id], is_open=is_open) for section, is_open in _open(session, sections, at)
        ]
    mine = live_by_section(session, person_id)
    reasons = service.refusals_for(session, person_id, [id for id in ids if id not in mine], at, replaces_id)
    return [
        Listed(
            section,
            counts[section.id],
            mine.get(section.id),
            reasons.get(section.id, ()),
            reasons.get(section.id) == [],
        )
        for section in sections
    ]


def _open(session: Session, sections: Sequence[Section], at: datetime) -> list[tuple[Section, bool]]:
    """Say of each section whether it is offered and enrolment is open for anybody."""
    windows = terms.windows_of(session, {section.term_id for section in sections if section.term_id})
    return [
        (
            section,
            section.status is SectionStatus.OPEN
            and section.mode is not Mode.WALK_IN
            and admission(windows.get(section.term_id or 0, ()), at).state is WindowState.OPEN,
        )
        for section in sections
    ]


@dataclass(frozen=True)
class Exchange:
    """A seat that somebody could give up for the section they want."""

    enrolment_id: int
    title: str


_MENDED_BY_SWAP = frozenset({"clash", "limit_reached"})


def narrowed(
    session: Session, ids: Sequence[int], person_id: int | None, at: datetime, *, fits: bool, left: bool
) -> list[int]:
    """Leave out what is at the same hour as something the person holds, and what has no place left, where asked for."""
    if fits and person_id is not None:
        reasons = service.refusals_for(session, person_id, ids, at)
        ids = [id for id in ids if not any(reason.code == "clash" for reason in reasons[id])]
    if left:
        counts, known = facts.counts(session, ids, at), facts.sections(session, ids)
        ids = [id for id in ids if _has_places(known[id], counts[id])]
    return list(ids)


def _has_places(section: SectionFacts, counts: Counts) -> bool:
    """Say whether one may hope for a place without waiting."""
    leads_to = newcomer_status(section.mode, section.capacity or 0, counts.taken, counts.waiting)
    return section.mode is Mode.WALK_IN or leads_to is not Status.WAITING


def exchanges(session: Session, shown: Listed, person_id: int | None, at: datetime) -> list[Exchange]:
    """Return the seats of a person any one of which, given up, would let them ask for this section."""
    codes = {reason.code for reason in shown.reasons}
    if person_id is None or not codes or codes - _MENDED_BY_SWAP:
        return []
    id = shown.section.id
    return [
        Exchange(seat.enrolment_id, seat.commitment.title)
        for seat in facts.held(session, [person_id])[person_id]
        if not service.refusals_for(session, person_id, [id], at, replaces_id=seat.enrolment_id)[id]
    ]


def one(
    session: Session, section: Section, person_id: int | None, at: datetime, replaces_id: int | None = None
) -> Listed:
    """Return one section as the reader sees it, with another class named wherever that is the remedy.

    `replaces_id` is the enrolment they would give up for it.
    """
    shown = listed(session, [section], person_id, at, replaces_id)[0]
    if person_id is None or not shown.reasons:
        return shown
    reasons = service.with_alternatives(session, person_id, section.id, shown.reasons, at)
    return Listed(section, shown.counts, shown.seat, reasons, is_open=False)


_MOST = 40


def open_to(session: Session, seat: Seat, old: Section, q: str, at: datetime) -> list[Listed]:
    """Return the sections that somebody could have for this seat now: the same course first, then its department."""
    today = at.astimezone(zone()).date()
    filters = Filters(term_id=old.term_id, without_term=old.term_id is None, q=q, not_over_on=today)
    found = courses.sections(session, courses.section_ids(session, filters))
    rows = listed(session, found, seat.person_id, at, seat.id)
    near = [row for row in rows if row.is_open]
    near.sort(key=lambda row: (row.section.course_id != old.course_id, not _same_department(row.section, old)))
    return near[:_MOST]


def _same_department(section: Section, other: Section) -> bool:
    return section.course.department_id == other.course.department_id
