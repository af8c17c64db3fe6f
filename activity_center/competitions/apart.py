"""Those of one unit do not meet at once, where the regulations ask for that."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, combinations

from activity_center.competitions.drawing import group_count, snake
from activity_center.competitions.kinds import Format
from activity_center.competitions.knockout import seed_lines, size_for


def first_meetings(format: Format, count: int, groups: int | None = None) -> list[list[int]]:
    """Return the places of the order, from 0, that meet first: in the same group, or in the first round."""
    if format is Format.GROUPS_KNOCKOUT:
        return snake(range(count), group_count(count, groups))
    if format in (Format.SINGLE_ELIMINATION, Format.DOUBLE_ELIMINATION):
        lines = [seed - 1 for seed in seed_lines(size_for(count))]
        pairs = zip(lines[::2], lines[1::2], strict=True) if count > 1 else ()
        return [[one, two] for one, two in pairs if max(one, two) < count]
    return []


def kept_apart(
    ordered: Sequence[int], units: Mapping[int, str], meetings: Sequence[Sequence[int]], seeded: Collection[int] = ()
) -> list[int]:
    """Return the order with as few of one unit meeting first as exchanges of two can bring about.

    Whoever would meet an earlier one of their unit changes places with the next one behind, or else before, where that
    lessens such meetings. Who is seeded stays. The same order comes of the same lots, so anybody can do it again.
    """
    order, seeded = list(ordered), set(seeded)
    meeting_of = {place: places for places in meetings for place in places}
    # Each exchange lessens such meetings, so this comes to an end.
    while any(_moved(order, place, units, meeting_of, seeded) for place in sorted(meeting_of)):
        pass
    return order


def _moved(
    order: list[int],
    place: int,
    units: Mapping[int, str],
    meeting_of: Mapping[int, Sequence[int]],
    seeded: Collection[int],
) -> bool:
    unit = units.get(order[place], "")
    earlier = (units.get(order[one], "") for one in meeting_of[place] if one < place)
    if not unit or order[place] in seeded or unit not in earlier:
        return False
    for other in chain(range(place + 1, len(order)), range(place - 1, -1, -1)):
        touched = {id(meeting): meeting for at in (place, other) if (meeting := meeting_of.get(at))}.values()
        before = sum(_clashes(order, meeting, units) for meeting in touched)
        if order[other] in seeded:
            continue
        order[place], order[other] = order[other], order[place]
        if sum(_clashes(order, meeting, units) for meeting in touched) < before:
            return True
        order[place], order[other] = order[other], order[place]
    return False


def _clashes(order: Sequence[int], meeting: Sequence[int], units: Mapping[int, str]) -> int:
    counted = Counter(units.get(order[place], "") for place in meeting)
    return sum(count * (count - 1) // 2 for unit, count in counted.items() if unit)


def pairs_apart(units: Mapping[int, str]) -> frozenset[tuple[int, int]]:
    """Return all pairs of one unit; who plays for none is kept from nobody."""
    by_unit: dict[str, list[int]] = {}
    for entry, unit in units.items():
        by_unit.setdefault(unit, []).append(entry)
    return frozenset(pair for unit, theirs in by_unit.items() if unit for pair in combinations(sorted(theirs), 2))
