"""The seat rule, and who may have a seat.

A seat is taken by an enrolment or kept by an open offer. A newcomer gets a seat only if more seats are free
than people wait. Whenever a seat may have become free, expired offers lapse and the head of the waitlist is
offered it. Nothing else exists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from activity_center.courses.rules import Mode, SectionStatus
from activity_center.errors import Reason
from activity_center.people.rules import Category, Sex, age_on
from activity_center.rooms.rules import Span, first_overlap
from activity_center.terms.rules import WindowFacts, WindowState, admission


class Status(Enum):
    APPLIED = "applied"
    WAITING = "waiting"
    OFFERED = "offered"
    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    LAPSED = "lapsed"
    NOT_DRAWN = "not_drawn"
    REMOVED = "removed"
    CANCELLED = "cancelled"


SEATED = frozenset({Status.OFFERED, Status.ENROLLED})
LIVE = SEATED | {Status.APPLIED, Status.WAITING}

# What staff may set aside for one person, with their name and a note in the audit. A clash is a fact, and nothing
# makes a seat where there is none.
WAIVABLE = frozenset(
    {
        "window_none",
        "window_before",
        "window_closed",
        "category_not_admitted",
        "birth_date_missing",
        "sex_missing",
        "too_young",
        "too_old",
        "too_old_new",
        "limit_reached",
    }
)


def free_seats(capacity: int, taken: int) -> int:
    """Return how many seats nobody holds; never below zero, also where the capacity was lowered."""
    return max(0, capacity - taken)


def newcomer_status(mode: Mode, capacity: int, taken: int, waiting: int) -> Status:
    """Return what asking leads to: a seat only if more seats are free than people wait, else the waitlist."""
    if mode is Mode.DRAW:
        return Status.APPLIED
    return Status.ENROLLED if free_seats(capacity, taken) > waiting else Status.WAITING


@dataclass(frozen=True)
class PersonFacts:
    """A person as the rules see them; `is_returning` means they studied here before the term."""

    is_active: bool
    sex: Sex | None
    birth_on: date | None
    category: Category | None
    is_returning: bool


@dataclass(frozen=True)
class SectionFacts:
    """A section as the rules see it; `spans` are its meetings that still take place, `starts_on` its first day."""

    id: int
    title: str
    status: SectionStatus
    mode: Mode
    capacity: int | None
    term_id: int | None
    seats_per_person: int | None
    starts_on: date | None
    ends_on: date | None
    windows: tuple[WindowFacts, ...]
    categories: frozenset[Category]
    min_age: Mapping[Sex, int]
    max_age: int | None
    max_age_new: int | None
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Commitment:
    """A seat a person holds, or time they are booked for (no section and no term: teaching, say).

    It counts for the limit of its term unless an offer is open that would replace it.
    """

    title: str
    spans: tuple[Span, ...]
    section_id: int | None = None
    term_id: int | None = None
    counts: bool = True


def refusals(
    person: PersonFacts,
    section: SectionFacts,
    held: Iterable[Commitment],
    today: date,
    at: datetime,
) -> list[Reason]:
    """Return every reason why this person cannot ask for this section `at` this moment; an empty list means yes.

    `held` is what takes their time and counts for their limit: seats enrolled and offered, and time they are
    booked for. Waiting and applying count for neither. Ages are those on the section's first day. A full section is
    no reason: one may wait for it.
    """
    barred = _section_reasons(section, today)
    return barred or [
        *_window_reasons(person, section, at),
        *eligibility_reasons(person, section),
        *standing_reasons(section, held),
    ]


def _section_reasons(section: SectionFacts, today: date) -> list[Reason]:
    """Return why nobody can ask for it, in which case nothing else is worth saying."""
    if section.status is SectionStatus.CANCELLED:
        return [Reason("section_cancelled", {"title": section.title})]
    if section.status is SectionStatus.DRAFT:
        return [Reason("section_draft", {"title": section.title})]
    if section.mode is Mode.WALK_IN:
        return [Reason("walk_in", {"title": section.title})]
    if section.ends_on and is_over(section, today):
        return [Reason("section_over", {"title": section.title, "ended_on": section.ends_on.isoformat()})]
    return []


def is_over(section: SectionFacts, today: date) -> bool:
    """Say whether the section's last day has passed."""
    return section.ends_on is not None and section.ends_on < today


def is_offered(section: SectionFacts, today: date) -> bool:
    """Say whether seats of this section are given out at all."""
    return section.status is SectionStatus.OPEN and not is_over(section, today)


def _window_reasons(person: PersonFacts, section: SectionFacts, at: datetime) -> list[Reason]:
    mine = [w for w in section.windows if w.is_for(person.category, person.is_returning)]
    decided = admission(mine, at)
    if decided.state is WindowState.OPEN:
        return []
    if decided.window is None:
        return [Reason("window_none")]
    if decided.state is WindowState.BEFORE:
        return [Reason("window_before", {"opens_at": decided.window.opens_at.isoformat()})]
    return [Reason("window_closed", {"closes_at": decided.window.closes_at.isoformat()})]


def eligibility_reasons(person: PersonFacts, section: SectionFacts) -> list[Reason]:
    """Return what about the person does not fit the section: standing, category, age."""
    found = [] if person.is_active else [Reason("person_not_active")]
    if section.categories and person.category not in section.categories:
        allowed = sorted(category.value for category in section.categories)
        found.append(Reason("category_not_admitted", {"categories": allowed}))
    return found + _age_reasons(person, section)


def _age_reasons(person: PersonFacts, section: SectionFacts) -> list[Reason]:
    caps = [section.max_age] + ([] if person.is_returning else [section.max_age_new])
    if (not section.min_age and not any(caps)) or section.starts_on is None:
        return []
    if person.birth_on is None:
        return [Reason("birth_date_missing")]
    if len(set(section.min_age.values())) > 1 and person.sex is None:
        return [Reason("sex_missing")]
    age = age_on(person.birth_on, section.starts_on)
    least = section.min_age.get(person.sex) if person.sex else max(section.min_age.values(), default=None)
    if least is not None and age < least:
        return [Reason("too_young", {"age": age, "limit": least})]
    if section.max_age is not None and age > section.max_age:
        return [Reason("too_old", {"age": age, "limit": section.max_age})]
    if section.max_age_new is not None and age > section.max_age_new and not person.is_returning:
        return [Reason("too_old_new", {"age": age, "limit": section.max_age_new})]
    return []


def standing_reasons(section: SectionFacts, held: Iterable[Commitment]) -> list[Reason]:
    """Return what the person's other commitments say: the limit of the term, and clashes of time.

    These are looked at again when a freed seat is handed on.
    """
    others = [c for c in held if c.section_id != section.id]
    found: list[Reason] = []
    if section.seats_per_person is not None:
        mine = [c for c in others if c.counts and c.term_id is not None and c.term_id == section.term_id]
        if len(mine) >= section.seats_per_person:
            found.append(
                Reason("limit_reached", {"limit": section.seats_per_person, "titles": [c.title for c in mine]})
            )
    return found + [reason for c in others if (reason := _clash(section, c))]


def _clash(section: SectionFacts, other: Commitment) -> Reason | None:
    span = first_overlap(section.spans, other.spans)
    if span is None:
        return None
    facts = {
        "title": other.title,
        "starts_at": span.starts_at.isoformat(),
        "ends_at": span.ends_at.isoformat(),
    }
    return Reason("clash", facts | ({"section_id": other.section_id} if other.section_id else {}))
