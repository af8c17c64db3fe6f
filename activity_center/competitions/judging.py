"""What judges make of works they see without names: fair sums of their marks, how far they agree, and comparisons.

Nothing here knows who made a work. A judge leaves out the works of those close to them; the others judge these.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import combinations
from math import log
from statistics import fmean, pstdev

# The marks of every judge by work; a work that a judge has left out is not there.
Marks = Mapping[int, Mapping[int, Fraction]]


class Method(Enum):
    """How marks become one number for each work.

    MEAN of all; TRIMMED without the highest and the lowest, from four marks on; NORMALISED first makes strict and
    mild judges alike; NORMALISED_TRIMMED does both; PLACES adds up the place at which each judge has the work.
    """

    MEAN = "mean"
    TRIMMED = "trimmed"
    NORMALISED = "normalised"
    NORMALISED_TRIMMED = "normalised_trimmed"
    PLACES = "places"


@dataclass(frozen=True)
class Judged:
    """One work: the number it is ranked by, the greater the better, and what of each judge went into it.

    `counted` are the marks as they were counted, by judge; `dropped` are judges whose mark was left out of this sum.
    """

    work: int
    value: float
    counted: Mapping[int, float]
    dropped: frozenset[int] = frozenset()


def judged(marks: Marks, method: Method) -> list[Judged]:
    """Return all works that anybody has marked, the best first; equal ones in order of their numbers."""
    by_work: dict[int, dict[int, float]] = defaultdict(dict)
    for judge, theirs in _prepared(marks, method).items():
        for work, mark in theirs.items():
            by_work[work][judge] = mark
    found = [_summed(work, counted, method) for work, counted in by_work.items()]
    return sorted(found, key=lambda one: (-one.value, one.work))


def _prepared(marks: Marks, method: Method) -> dict[int, dict[int, float]]:
    plain = {judge: {work: float(mark) for work, mark in theirs.items()} for judge, theirs in marks.items() if theirs}
    if method in (Method.NORMALISED, Method.NORMALISED_TRIMMED):
        return _normalised(plain)
    if method is Method.PLACES:
        # The number of works is common to all, so that a work which one judge left out is not better for it.
        most = len({work for theirs in plain.values() for work in theirs})
        return {
            judge: {work: most + 1 - place for work, place in places(theirs).items()} for judge, theirs in plain.items()
        }
    return plain


def _normalised(marks: Mapping[int, Mapping[int, float]]) -> dict[int, dict[int, float]]:
    """Give every judge the mean and the spread that all marks have together.

    A judge who gives the same mark to all says nothing about them, and counts with the common mean.
    """
    every = [mark for theirs in marks.values() for mark in theirs.values()]
    mean, spread = fmean(every) if every else 0.0, pstdev(every) if every else 0.0
    return {judge: _shifted(theirs, mean, spread) for judge, theirs in marks.items()}


def _shifted(theirs: Mapping[int, float], mean: float, spread: float) -> dict[int, float]:
    own, width = fmean(theirs.values()), pstdev(theirs.values())
    return {work: mean + (mark - own) / width * spread if width else mean for work, mark in theirs.items()}


LEAST_TO_TRIM = 4


def _summed(work: int, counted: Mapping[int, float], method: Method) -> Judged:
    dropped: frozenset[int] = frozenset()
    if method in (Method.TRIMMED, Method.NORMALISED_TRIMMED) and len(counted) >= LEAST_TO_TRIM:
        ordered = sorted(counted, key=lambda judge: (counted[judge], judge))
        dropped = frozenset({ordered[0], ordered[-1]})
    kept = [mark for judge, mark in counted.items() if judge not in dropped]
    # Rounded where computers differ in the last digit: two works that are equal must stay equal.
    return Judged(work, round(fmean(kept), 9), dict(counted), dropped)


def places(marks: Mapping[int, float]) -> dict[int, float]:
    """Return the place of each work for one judge, from 1; equal marks share the mean of their places."""
    ordered = sorted(marks.values(), reverse=True)
    return {work: ordered.index(mark) + (ordered.count(mark) + 1) / 2 for work, mark in marks.items()}


def agreement(marks: Marks) -> float | None:
    """Return how far judges agree, from 0 to 1 (Kendall's coefficient of concordance W), None with fewer than two.

    Computed from the mean rank correlation of all pairs of judges over the works that both have marked, as
    W = (1 + (m - 1) r) / m for m judges (Kendall and Babington Smith 1939); with ties and gaps it is an estimate.
    """
    found = [r for one, two in combinations(marks.values(), 2) if (r := _correlation(one, two)) is not None]
    if not found:
        return None
    judges = sum(bool(theirs) for theirs in marks.values())
    return min(1.0, max(0.0, (1 + (judges - 1) * fmean(found)) / judges))


def _correlation(one: Mapping[int, Fraction], two: Mapping[int, Fraction]) -> float | None:
    """Return Spearman's rank correlation over common works, None where one of both makes no difference between them."""
    common = one.keys() & two.keys()
    first, second = (places({work: float(theirs[work]) for work in common}) for theirs in (one, two))
    spreads = [pstdev(ranks.values()) if ranks else 0.0 for ranks in (first, second)]
    if len(common) < 2 or not all(spreads):
        return None
    means = [fmean(ranks.values()) for ranks in (first, second)]
    together = fmean((first[work] - means[0]) * (second[work] - means[1]) for work in common)
    return together / (spreads[0] * spreads[1])


# Comparing two works at a time, which is easier for eyes than numbers.

STEPS = 200


def strengths(works: Iterable[int], wins: Sequence[tuple[int, int]]) -> dict[int, float]:
    """Return the strength of each work from comparisons (better, worse), as logarithms with a mean of 0.

    The model of Bradley and Terry (1952) by the iteration of Hunter (2004). Each work has also won and lost half a
    comparison against an average one, so that a work that won everything, or was never compared, stays finite.
    """
    everybody = sorted(works)
    won: dict[int, float] = dict.fromkeys(everybody, 0.5)
    met: dict[int, list[int]] = {work: [] for work in everybody}
    for better, worse in wins:
        won[better] += 1
        met[better].append(worse)
        met[worse].append(better)
    now = dict.fromkeys(everybody, 1.0)
    for _ in range(STEPS):
        now = {w: won[w] / (1 / (now[w] + 1) + sum(1 / (now[w] + now[o]) for o in met[w])) for w in everybody}
    logs = {work: log(strength) for work, strength in now.items()}
    mean = fmean(logs.values()) if logs else 0.0
    return {work: round(strength - mean, 9) for work, strength in logs.items()}


def next_pair(
    works: Iterable[int],
    wins: Sequence[tuple[int, int]],
    mine: Iterable[tuple[int, int]] = (),
    lot: Callable[[int], int] = int,
) -> tuple[int, int] | None:
    """Return which two works a judge should compare next, None when they have compared all.

    Those that were seen least come first, and of them the two that are closest so far; `lot` decides the rest.
    """
    everybody = sorted(works)
    seen = dict.fromkeys(everybody, 0)
    for pair in wins:
        for work in pair:
            seen[work] += 1
    strength = strengths(everybody, wins)
    done = {frozenset(pair) for pair in mine}
    open_ones = [pair for pair in combinations(everybody, 2) if frozenset(pair) not in done]
    return min(
        open_ones,
        key=lambda p: (
            min(seen[p[0]], seen[p[1]]),
            seen[p[0]] + seen[p[1]],
            abs(strength[p[0]] - strength[p[1]]),
            lot(p[0]),
            p,
        ),
        default=None,
    )
