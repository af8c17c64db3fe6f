"""A judged show: what may be handed in, whom a judge is not asked about, and what marks and comparisons come to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction

from activity_center.competitions.judging import Judged, Marks, Method, judged, strengths
from activity_center.competitions.kinds import CompetitionStatus, EntryStatus
from activity_center.competitions.prizes import Prize, awarded, ranks
from activity_center.errors import Reason


class Judging(Enum):
    """How works become ranked: by marks, in a way of judging.Method, by comparisons in pairs, or not at all."""

    MEAN = "mean"
    TRIMMED = "trimmed"
    NORMALISED = "normalised"
    NORMALISED_TRIMMED = "normalised_trimmed"
    PLACES = "places"
    PAIRS = "pairs"
    EXHIBIT = "exhibit"


class ExhibitStatus(Enum):
    """HANDED_IN waits for the first look of staff; what is RETURNED may be handed in again as another one."""

    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


# What counts towards how many somebody may hand in.
KEPT = frozenset({ExhibitStatus.HANDED_IN, ExhibitStatus.ACCEPTED})


class Closeness(Enum):
    """Why a judge is not asked about a work."""

    DECLARED = "declared"
    OWN = "own"
    UNIT = "unit"
    SOCIETY = "society"
    TEACHER = "teacher"
    OTHER = "other"


MOST_POINTS = 100


@dataclass(frozen=True)
class ShowFacts:
    """How far a show is: before its judging has begun works are handed in, after it is closed marks stay."""

    status: CompetitionStatus
    entry: EntryStatus
    most_works: int
    closes_at: datetime | None = None
    has_begun: bool = False


def handing_in_refusals(
    facts: ShowFacts, *, handed_in: int, has_photo: bool, at: datetime, by_staff: bool
) -> list[Reason]:
    """Return why somebody cannot hand in one more work; staff may do so until the judging begins."""
    found = []
    if facts.entry is not EntryStatus.ENTERED:
        found.append(Reason("exhibit_without_place"))
    is_late = facts.status is not CompetitionStatus.OPEN or (facts.closes_at is not None and at >= facts.closes_at)
    if facts.has_begun or (is_late and not by_staff):
        found.append(Reason("exhibits_closed"))
    if handed_in >= facts.most_works:
        found.append(Reason("exhibits_enough", {"limit": facts.most_works}))
    return found if has_photo else [*found, Reason("exhibit_needs_photo")]


def beginning_refusals(
    judging: Judging, status: CompetitionStatus, *, waiting: int, accepted: int, judges: int
) -> list[Reason]:
    """Return why the judging cannot begin: entries are open, works are not looked at, too few works or judges."""
    found = []
    if status not in (CompetitionStatus.CLOSED, CompetitionStatus.RUNNING):
        found.append(Reason("judging_before_closing"))
    if waiting:
        found.append(Reason("exhibits_unreviewed", {"n": waiting}))
    if accepted < (1 if judging is Judging.EXHIBIT else 2):
        found.append(Reason("exhibits_too_few"))
    if judging is not Judging.EXHIBIT and not judges:
        found.append(Reason("judges_missing"))
    return found


# Judge and work.
Pair = tuple[int, int]


def open_works(works: Iterable[int], done: Collection[int], close: Collection[int]) -> list[int]:
    """Return which works a judge has still to mark: not those of people close to them."""
    return [work for work in works if work not in done and work not in close]


def standing_marks(
    given: Iterable[tuple[int, int, Fraction]],
    *,
    judges: Collection[int],
    works: Collection[int],
    close: Collection[Pair],
) -> dict[int, dict[int, Fraction]]:
    """Return the marks that count from all that were given, in order of time, as (judge, work, mark).

    The last one of a judge for a work counts; none for a work whose maker is close to the judge, and none of a judge
    who has been dismissed or of a work that has been taken away.
    """
    found: dict[int, dict[int, Fraction]] = {}
    for judge, work, mark in given:
        if judge in judges and work in works and (judge, work) not in close:
            found.setdefault(judge, {})[work] = mark
    return found


def standing_wins(
    given: Iterable[tuple[int, int, int]], *, judges: Collection[int], works: Collection[int], close: Collection[Pair]
) -> dict[int, list[tuple[int, int]]]:
    """Return the comparisons (better, worse) that count by judge, from all in order of time; as for marks."""
    found: dict[int, dict[frozenset[int], tuple[int, int]]] = {}
    for judge, better, worse in given:
        both = {better, worse}
        if judge in judges and both <= set(works) and not any((judge, work) in close for work in both):
            found.setdefault(judge, {})[frozenset(both)] = (better, worse)
    return {judge: list(theirs.values()) for judge, theirs in found.items()}


@dataclass(frozen=True)
class Ranked:
    """One work in the result. Rank and value are None where it was only exhibited, or where nobody judged it."""

    work: int
    rank: int | None = None
    value: float | None = None
    prize: str = ""
    judged: Judged | None = None
    won: int = 0
    lost: int = 0


def ranked(
    judging: Judging,
    works: Collection[int],
    marks: Marks,
    wins: Mapping[int, Sequence[tuple[int, int]]],
    prizes: Sequence[Prize],
) -> list[Ranked]:
    """Return all works, the best first; those without a rank come last, in order of their numbers.

    Equal works share a rank, and with it a prize. Shares are counted of all works in the show.
    """
    if judging is Judging.EXHIBIT:
        return [Ranked(work) for work in sorted(works)]
    found = _compared(works, wins) if judging is Judging.PAIRS else _marked(marks, Method(judging.value))
    order = ranks([one.value or 0.0 for one in found])
    unjudged = sorted(set(works) - {one.work for one in found})
    of_all = [(rank, one.work) for rank, one in zip(order, found, strict=True)]
    last = len(found) + 1
    won = awarded([*of_all, *((last, work) for work in unjudged)], prizes)
    lines = [
        Ranked(one.work, rank, one.value, won.get(one.work, ""), one.judged, one.won, one.lost)
        for rank, one in zip(order, found, strict=True)
    ]
    return sorted(lines, key=lambda one: (one.rank or 0, one.work)) + [Ranked(work) for work in unjudged]


def _marked(marks: Marks, method: Method) -> list[Ranked]:
    return [Ranked(one.work, None, one.value, "", one) for one in judged(marks, method)]


def _compared(works: Collection[int], wins: Mapping[int, Sequence[tuple[int, int]]]) -> list[Ranked]:
    every = [pair for _judge, theirs in sorted(wins.items()) for pair in sorted(theirs)]
    seen = {work for pair in every for work in pair}
    strength = strengths(works, every)
    return [
        Ranked(
            work,
            None,
            strength[work],
            won=sum(better == work for better, _ in every),
            lost=sum(worse == work for _, worse in every),
        )
        for work in sorted(seen)
    ]
