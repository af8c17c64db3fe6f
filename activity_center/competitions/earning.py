"""What places earn over a season, and who leads it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from activity_center.societies.rules import ranked


@dataclass(frozen=True)
class Table:
    """What the first, second ... place earns, and `least` for taking part; of each person `best_of` results count."""

    points: tuple[int, ...]
    least: int = 0
    best_of: int | None = None

    def earned(self, place: int) -> int:
        """Return what a place earns."""
        return self.points[place - 1] if place <= len(self.points) else self.least


@dataclass(frozen=True)
class Earned:
    """What one contest gave somebody: their place in it, what it earned, and whether that is among the best."""

    contest: int
    place: int
    points: int
    counts: bool = True


@dataclass(frozen=True)
class Leader:
    """One line of a season; who is equal in points and in every place shares a rank."""

    rank: int
    who: int
    total: int
    results: tuple[Earned, ...]


def season(placed: Mapping[int, Sequence[tuple[int, int]]], table: Table) -> list[Leader]:
    """Return everybody of a season by points, from the (place, who) of each contest.

    Equals are divided by who has more first places, then second places and so on, over all results that count.
    """
    by_who: dict[int, list[Earned]] = {}
    for contest in sorted(placed):
        for place, who in placed[contest]:
            by_who.setdefault(who, []).append(Earned(contest, place, table.earned(place)))
    counted = {who: _best(earned, table.best_of) for who, earned in by_who.items()}
    keys = {who: _key(earned) for who, earned in counted.items()}
    ranks = ranked(keys)
    ordered = sorted(counted, key=lambda who: keys[who])
    return [Leader(ranks[who], who, -int(keys[who][0]), tuple(counted[who])) for who in ordered]


def _best(earned: Sequence[Earned], best_of: int | None) -> list[Earned]:
    """Say of each result whether it counts: the best ones do, of equal ones those with the better place."""
    ranked = sorted(earned, key=lambda one: (-one.points, one.place, one.contest))
    counting = set(ranked[: best_of or len(ranked)])
    return [Earned(one.contest, one.place, one.points, one in counting) for one in earned]


def _key(earned: Sequence[Earned]) -> tuple[float, ...]:
    counting = [one for one in earned if one.counts]
    # Places in order, then nothing: more first places come first, and of these more second places.
    return -sum(one.points for one in counting), *sorted(one.place for one in counting), inf


def parsed_points(text: str) -> list[int] | None:
    """Read points as people type them, "10 8 6 5"; None where one is no number, or a later place would earn more."""
    words = re.split(r"[\s,\uff0c\u3001]+", text.strip())
    if not all(word.isdecimal() and len(word) <= 5 for word in words):
        return None
    points = [int(word) for word in words]
    return points if points == sorted(points, reverse=True) else None
