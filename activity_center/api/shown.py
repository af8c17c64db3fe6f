"""Sections as a caller sees them: what pages show, and what only programs are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from activity_center.api import auth
from activity_center.courses import service as courses
from activity_center.courses.models import Section
from activity_center.courses.rules import FeePer, Mode, SectionStatus
from activity_center.db import zone
from activity_center.enrolment import facts, listing
from activity_center.enrolment.facts import Learner
from activity_center.enrolment.listing import Listed
from activity_center.enrolment.queries import Seat
from activity_center.enrolment.rules import SectionFacts
from activity_center.errors import NotThere
from activity_center.people import service as people
from activity_center.people.rules import RoleName
from activity_center.sentences import Said, say
from activity_center.terms.rules import Admission, WindowState, admission

# What may change by itself, and what is no fault of the reader: a section fits them all the same.
_FITS_ALL_THE_SAME = frozenset({"window_none", "window_before", "window_closed", "walk_in"})


@dataclass(frozen=True)
class Fee:
    """What a section costs."""

    amount: Decimal
    currency: str
    per: FeePer


@dataclass(frozen=True)
class Shown:
    """One section with its seats, its days, and what it is to the caller."""

    listed: Listed
    known: SectionFacts
    window: Admission

    @property
    def id(self) -> int:
        return self.listed.section.id

    @property
    def section(self) -> Section:
        return self.listed.section

    @property
    def first_on(self) -> date | None:
        """Return the first day: its own, else that of its term."""
        return self.known.starts_on

    @property
    def last_on(self) -> date | None:
        """Return the last day: its own or that of its last meeting, whichever is later, else that of its term."""
        spans = self.known.spans
        met_on = spans[-1].ends_at.astimezone(zone()).date() if spans else None
        return max(filter(None, (self.section.last_on, met_on)), default=self.known.ends_on)

    @property
    def count_meetings(self) -> int:
        return len(self.known.spans)

    @property
    def taken(self) -> int:
        return self.listed.counts.taken

    @property
    def waiting(self) -> int:
        return self.listed.counts.waiting

    @property
    def fee(self) -> Fee | None:
        section = self.section
        if section.fee_amount is None:
            return None
        return Fee(section.fee_amount, section.fee_currency, section.fee_per)

    @property
    def enrolment(self) -> Seat | None:
        return self.listed.seat

    @property
    def refusals(self) -> list[Said]:
        return [say(reason) for reason in self.listed.reasons]

    @property
    def fits(self) -> bool:
        """Say whether nothing stands against it but the time of enrolment."""
        return all(reason.code in _FITS_ALL_THE_SAME for reason in self.listed.reasons)


def shown(session: Session, rows: Sequence[Listed], me: int | None, at: datetime) -> list[Shown]:
    """Return sections as the caller sees them, in a constant number of queries."""
    known = facts.sections(session, [row.section.id for row in rows])
    learner = _learner(session, me, {section.term_id for section in known.values()})
    return [_shown(row, known[row.section.id], learner, at) for row in rows]


def _learner(session: Session, me: int | None, term_ids: set[int | None]) -> Learner | None:
    """Return the caller as a learner, None for strangers and for staff who are no members."""
    if me is None or RoleName.MEMBER not in people.person(session, me).role_names:
        return None
    return facts.people(session, [me], term_ids)[me]


def _shown(row: Listed, known: SectionFacts, learner: Learner | None, at: datetime) -> Shown:
    if known.mode is Mode.WALK_IN:
        return Shown(row, known, Admission(WindowState.NONE))
    person = learner.facts(known) if learner else None
    windows = (w for w in known.windows if person is None or w.is_for(person.category, person.is_returning))
    return Shown(row, known, admission(windows, at))


def one(session: Session, section_id: int, me: int | None, at: datetime) -> Shown:
    """Return one section, with another one named wherever that is the remedy; drafts are for staff."""
    section = courses.section(session, section_id)
    if section.status is SectionStatus.DRAFT and not auth.may(session, me, "plan_courses"):
        raise NotThere
    return shown(session, [listing.one(session, section, me, at)], me, at)[0]
