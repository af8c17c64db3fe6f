"""Round robins by the tables of Johann Berger, which chess calls the Crenshaw-Berger system (FIDE C.05, annex 1).

Everybody meets everybody once in as few rounds as can be, and first moves are shared as evenly as can be. A plain
rotation does not share them when the number is odd.
"""

from collections.abc import Sequence

Pair = tuple[int, int]


def table(number: int) -> list[list[Pair]]:
    """Return the rounds for entries 1 to `number`, each pair as (moves first, moves second); 0 stands for a bye.

    With an odd number one entry rests in each round, and the pair says on which side it would have sat.
    """
    if number < 2:
        return []
    seats = number + number % 2
    last = 0 if number % 2 else seats
    return [[_named(pair, seats, last) for pair in _round(seats, turn)] for turn in range(1, seats)]


def _round(seats: int, turn: int) -> list[Pair]:
    """Return one round for an even number of seats.

    The last seat meets each in the order in which halves of the table follow each other, and sits in turn on either
    side; the others meet whoever makes the same sum with them, counted round the table.
    """
    others = seats - 1
    first = ((turn - 1) * (seats // 2)) % others + 1
    pairs = [(first, seats) if turn % 2 else (seats, first)]
    for step in range(1, seats // 2):
        pairs.append(((first + step - 1) % others + 1, (first - step - 1) % others + 1))
    return pairs


def _named(pair: Pair, seats: int, last: int) -> Pair:
    return tuple(last if seat == seats else seat for seat in pair)  # type: ignore[return-value]


def double(number: int) -> list[list[Pair]]:
    """Return a table in which everybody meets everybody twice, the second time with sides changed.

    The last two rounds of the first half change places, so that nobody has the same side three times on end.
    """
    first = table(number)
    turned = [*first[:-2], *reversed(first[-2:])] if len(first) > 1 else first
    return turned + [[(two, one) for one, two in pairs] for pairs in first]


def of_entries(entries: Sequence[int], *, is_double: bool = False) -> list[list[tuple[int, int | None]]]:
    """Return the rounds of a round robin of these entries, in the order of their lots; None stands for a bye.

    The entry that has a bye is named first.
    """
    rounds = double(len(entries)) if is_double else table(len(entries))
    seats: list[int | None] = [None, *entries]
    return [[_with_bye_last(seats[one], seats[two]) for one, two in pairs] for pairs in rounds]


def _with_bye_last(one: int | None, two: int | None) -> tuple[int, int | None]:
    if one is None:
        assert two is not None
        return two, None
    return one, two
