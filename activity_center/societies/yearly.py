"""A society's year and what it is worth: reviews, plans, the yearly roll, and the ranking that shows its sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from activity_center.errors import Reason
from activity_center.societies.rules import ranked

BRANDS = 10


class Outcome(Enum):
    """What staff decide about a year."""

    PASSED = "passed"
    CONDITIONS = "conditions"
    FAILED = "failed"


class PlanStatus(Enum):
    """Where the plan of a term is: written, with staff, approved, or sent back with a reason."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    APPROVED = "approved"
    RETURNED = "returned"


class Criterion(Enum):
    """What counts in the ranking, and in which unit it is counted."""

    EVENTS = "events"  # events held
    VISITS = "visits"  # everybody, each time they were there
    NEWCOMERS = "newcomers"  # who joined in the year
    LOYALTY = "loyalty"  # percent of the members who stayed
    REVIEW = "review"  # 2 passed, 1 with conditions, 0 failed or not decided


@dataclass(frozen=True)
class Weight:
    """So many points for so many units, and at most so many points."""

    points: int
    per: int
    most: int

    def worth(self, amount: int) -> int:
        """Return the points for an amount, rounded down: never below 0, never above the most."""
        return min(self.most, max(0, amount * self.points // self.per))


# What counts where staff have said nothing else; no rule of any authority gives numbers, these are our own.
WEIGHTS: Mapping[Criterion, Weight] = {
    Criterion.EVENTS: Weight(2, 1, 40),
    Criterion.VISITS: Weight(1, 10, 20),
    Criterion.NEWCOMERS: Weight(1, 1, 10),
    Criterion.LOYALTY: Weight(1, 10, 10),
    Criterion.REVIEW: Weight(10, 1, 20),
}
_REVIEW = {Outcome.PASSED: 2, Outcome.CONDITIONS: 1, Outcome.FAILED: 0}


def amounts(
    *, events: int, visits: int, joined: int, members: int, left: int, outcome: Outcome | None
) -> dict[Criterion, int]:
    """Return what a society's year comes to in each criterion."""
    known = members + left
    return {
        Criterion.EVENTS: events,
        Criterion.VISITS: visits,
        Criterion.NEWCOMERS: joined,
        Criterion.LOYALTY: members * 100 // known if known else 0,
        Criterion.REVIEW: _REVIEW[outcome] if outcome else 0,
    }


@dataclass(frozen=True)
class Scored:
    """A society in the ranking: what it did, the points for it, and its place; equal points share a place."""

    society_id: int
    name: str
    amounts: Mapping[Criterion, int]
    points: Mapping[Criterion, int]
    place: int

    @property
    def total(self) -> int:
        """Return all points."""
        return sum(self.points.values())


def ranking(
    years: Iterable[tuple[int, str, Mapping[Criterion, int]]], weights: Mapping[Criterion, Weight]
) -> list[Scored]:
    """Return societies (number, name, amounts) in the order of their points, those with equal points by name."""
    worth = [(id, name, found, {one: weights[one].worth(found[one]) for one in Criterion}) for id, name, found in years]
    places = ranked({n: -sum(points.values()) for n, (*_facts, points) in enumerate(worth)})
    scored = [Scored(*facts, places[n]) for n, facts in enumerate(worth)]
    return sorted(scored, key=lambda one: (one.place, one.name))


def is_renewed(renewed_for: int | None, joined_on: date, year: int) -> bool:
    """Say whether a member is on the roll of a year: they said so for it, or joined in it."""
    return joined_on.year >= year or (renewed_for is not None and renewed_for >= year)


def handing_in_reasons(status: PlanStatus, aims: str, items: int) -> list[Reason]:
    """Return why the plan of a term cannot be handed in."""
    if status is PlanStatus.APPROVED:
        return [Reason("plan_approved")]
    return [] if items or aims.strip() else [Reason("plan_empty")]


def cash_reasons(fen: int, on: date, today: date) -> list[Reason]:
    """Return why a line cannot be written into the cash book: nothing, or a day that has not come."""
    found = [] if fen else [Reason("cash_nothing")]
    return found + ([Reason("cash_ahead")] if on > today else [])
