"""Teams: what single results make for a unit, and what each board of a team has earned."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from activity_center.societies.rules import ranked


@dataclass(frozen=True)
class Single:
    """What one player of a unit has earned, and the place they have."""

    entry: int
    unit: str
    points: Fraction
    rank: int


@dataclass(frozen=True)
class UnitLine:
    """One unit: the sum of those that count, and who they are; equal units share a rank."""

    rank: int
    unit: str
    total: Fraction
    counted: tuple[Single, ...]
    others: tuple[Single, ...] = ()


def by_units(singles: Iterable[Single], best: int) -> list[UnitLine]:
    """Return all units by the points of their `best` players; without a unit one counts for none.

    Equals are divided by the sum of the places of those who count, the smaller the better, then by the best of them.
    A unit with fewer players is ranked by those it has.
    """
    of_unit: dict[str, list[Single]] = defaultdict(list)
    for one in singles:
        if one.unit:
            of_unit[one.unit].append(one)
    parts = {unit: _split(mine, best) for unit, mine in of_unit.items()}
    keys = {unit: _key(counted) for unit, (counted, _others) in parts.items()}
    ranks = ranked(keys)
    lines = [UnitLine(ranks[unit], unit, -keys[unit][0], *parts[unit]) for unit in parts]
    return sorted(lines, key=lambda line: (line.rank, line.unit))


def _split(mine: Sequence[Single], best: int) -> tuple[tuple[Single, ...], tuple[Single, ...]]:
    ranked = sorted(mine, key=lambda one: (-one.points, one.rank, one.entry))
    return tuple(ranked[:best]), tuple(ranked[best:])


def _key(counted: Sequence[Single]) -> tuple[Fraction, int, int]:
    total = sum((one.points for one in counted), Fraction())
    return -total, sum(one.rank for one in counted), min(one.rank for one in counted)


@dataclass(frozen=True)
class Sat:
    """One game at one board: who sat there, at which board from 1, and what it earned."""

    person: int
    board: int
    earned: Fraction
    is_played: bool = True


@dataclass(frozen=True)
class BoardLine:
    """What one person has earned at one board, in so many games; equal ones share a rank."""

    rank: int
    person: int
    board: int
    games: int
    points: Fraction


def by_boards(sat: Iterable[Sat]) -> dict[int, list[BoardLine]]:
    """Return of each board who sat there, by points, of equals who needed fewer games first."""
    sums: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for one in sat:
        sums[one.board, one.person].append(one.earned)
    found: dict[int, list[BoardLine]] = {}
    for board in sorted({board for board, _person in sums}):
        keys = {person: (-sum(mine), len(mine)) for (at, person), mine in sums.items() if at == board}
        ranks = ranked(keys)
        lines = [BoardLine(ranks[person], person, board, mine[1], Fraction(-mine[0])) for person, mine in keys.items()]
        found[board] = sorted(lines, key=lambda line: (line.rank, line.person))
    return found
