"""Tables where scores rank: how many there are, who sits where at first, and whom one meets in later rounds.

Tables are dealt out as cards are, from the order that the lots gave: the first goes to table 1, the second to table 2
and so on, each to the next free seat. So anybody who has the order can seat everybody again by hand.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import permutations

# How bad it is to sit with somebody of one's own unit, where that is avoided, against having sat together before.
_OF_ONE_UNIT = 1000

# How often each has sat with each.
Met = Mapping[int, Mapping[int, int]]


def sizes(count: int, seats: int) -> list[int]:
    """Return how many sit at each table, the larger tables first: as equal as can be, and nowhere one person alone.

    There are as few tables as hold everybody, so 13 at tables of four are 4, 3, 3 and 3. Only where tables of two would
    leave one person over is one table larger than asked for: 5 in twos are 3 and 2. Nobody, or one alone, has no table.
    """
    tables = min(-(-count // seats), count // 2)
    return [count // tables + (n < count % tables) for n in range(tables)] if tables else []


def seated(ordered: Sequence[int], seats: int) -> list[list[int]]:
    """Return who sits at each table, in the order of the seats, when everybody is dealt out."""
    tables = len(sizes(len(ordered), seats))
    return [list(ordered[n::tables]) for n in range(tables)]


def rounds_of(
    ordered: Sequence[int],
    seats: int,
    rounds: int,
    units: Mapping[int, str] | None = None,
    seeded: Collection[int] = (),
) -> list[list[list[int]]]:
    """Return the tables of each round; with `units`, with as few of one unit at a table as exchanges bring about.

    In each round the second seats of all tables move one table on, the third seats two and so on, and at each table
    everybody moves one seat on. Where people would meet again, or meet their unit, they change places one by one with
    the first person at another table with whom that lessens it; at first who is seeded stays. It follows from the
    order alone, so a round more changes nothing in those before it.
    """
    found: list[list[list[int]]] = []
    met: dict[int, Counter[int]] = defaultdict(Counter)
    for number in range(rounds):
        tables = _moved_on(seated(ordered, seats), number)
        _exchange(tables, met, units or {}, () if number else seeded)
        for one, other in (pair for table in tables for pair in permutations(table, 2)):
            met[one][other] += 1
        found.append([_turned(table, number) for table in tables])
    return found


def _moved_on(tables: Sequence[Sequence[int]], number: int) -> list[list[int]]:
    """Return the tables with each seat moved on by its number of tables, as often as there were rounds."""
    made: list[list[int]] = [[] for _ in tables]
    for seat in range(max(map(len, tables), default=0)):
        row = [table[seat] for table in tables if seat < len(table)]
        for n in range(len(row)):
            made[n].append(row[(n - seat * number) % len(row)])
    return made


def _turned(table: Sequence[int], number: int) -> list[int]:
    """Return a table with everybody so many seats on, so that nobody always begins."""
    return [table[(seat - number) % len(table)] for seat in range(len(table))]


def _exchange(tables: list[list[int]], met: Met, units: Mapping[int, str], seeded: Collection[int]) -> None:
    is_better = True
    # Each exchange lessens what all tables cost together, so this comes to an end.
    while is_better:
        is_better = False
        for n, table in enumerate(tables):
            for seat, one in enumerate(table):
                if one not in seeded and _exchanged(tables, n, seat, met, units, seeded):
                    is_better = True


def _exchanged(
    tables: list[list[int]],
    n: int,
    seat: int,
    met: Met,
    units: Mapping[int, str],
    seeded: Collection[int],
) -> bool:
    """Let one person change places with another at another table, if that is better for both."""
    table, one = tables[n], tables[n][seat]
    now = _cost(one, table, met, units)
    if not now:
        return False
    for other in tables:
        for place, instead in enumerate(other if other is not table else ()):
            if instead in seeded:
                continue
            before = now + _cost(instead, other, met, units)
            table[seat], other[place] = instead, one
            if _cost(instead, table, met, units) + _cost(one, other, met, units) < before:
                return True
            table[seat], other[place] = one, instead
    return False


def _cost(one: int, table: Sequence[int], met: Met, units: Mapping[int, str]) -> int:
    mine, known, cost = units.get(one), met.get(one, {}), 0
    for other in table:
        if other != one:
            cost += known.get(other, 0) ** 2
            if mine and units.get(other) == mine:
                cost += _OF_ONE_UNIT
    return cost


def missing(chips: Sequence[Decimal], each: int) -> Decimal:
    """Return how many chips a table lacks when everybody began with so many; below 0 there are too many of them."""
    return len(chips) * each - sum(chips, Decimal())
