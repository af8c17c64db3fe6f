"""Who is first, second, third: entries ranked by an ordered list of criteria, and what decided each place."""

from collections.abc import Sequence
from dataclasses import dataclass

from activity_center.competitions.tie_breaks import Criterion, Setting, Worked, worked


@dataclass(frozen=True)
class Place:
    """One line of the standings. Who cannot be told apart by any criterion shares a `rank`.

    `values` are by criterion in their order, None where a criterion was not needed or does not apply to the tied;
    `decided_by` is what set this entry below the one before it, None for the first and where they share the place.
    """

    rank: int
    entry: int
    values: tuple[Worked | None, ...]
    decided_by: Criterion | None = None


def standings(setting: Setting, criteria: Sequence[Criterion]) -> list[Place]:
    """Return all entries in order of rank, of those that share one in order of their numbers.

    Each criterion divides only those whom all before it left equal. The direct encounter is asked anew among those
    that are still equal after it has divided them (FIDE C.07, 6.3); where not all have met it divides nobody.
    """
    known: dict[int, list[Worked | None]] = {entry: [] for entry in setting.record}
    groups = [(sorted(setting.record), None)]
    for criterion in criteria:
        groups = [part for group, by in groups for part in _divided(setting, criterion, group, by, known)]
    places: list[Place] = []
    for group, by in groups:
        rank = len(places) + 1
        for position, entry in enumerate(group):
            places.append(Place(rank, entry, tuple(known[entry]), by if position == 0 else None))
    return places


_Group = tuple[list[int], Criterion | None]


def _divided(
    setting: Setting,
    criterion: Criterion,
    group: list[int],
    by: Criterion | None,
    known: dict[int, list[Worked | None]],
) -> list[_Group]:
    """Divide one group of equals by a criterion, and note the value that each of them has."""
    if len(group) == 1 and criterion in (Criterion.HEAD_TO_HEAD, Criterion.LOTS):
        known[group[0]].append(None)
        return [(group, by)]
    found = {entry: worked(setting, criterion, entry, group) for entry in group}
    for entry in group:
        known[entry].append(found[entry])
    parts = _parts(found, group)
    again = criterion is Criterion.HEAD_TO_HEAD and len(parts) > 1
    divided: list[_Group] = []
    for number, part in enumerate(parts):
        inner = _apart(setting, part) if again and len(part) > 1 else [part]
        divided += [(one, criterion if number or turn else by) for turn, one in enumerate(inner)]
    return divided


def _parts(found: dict[int, Worked], group: Sequence[int]) -> list[list[int]]:
    """Return the group in parts of equal value, the best first; a value of None leaves everybody together."""
    values = {entry: found[entry].value for entry in group}
    if None in values.values():
        return [list(group)]
    ordered = sorted({value for value in values.values() if value is not None}, reverse=True)
    return [[entry for entry in group if values[entry] == value] for value in ordered]


def _apart(setting: Setting, group: list[int]) -> list[list[int]]:
    """Ask for the direct encounter among fewer people, as long as it divides them."""
    parts = _parts({entry: worked(setting, Criterion.HEAD_TO_HEAD, entry, group) for entry in group}, group)
    return [group] if len(parts) == 1 else [inner for part in parts for inner in _apart(setting, part)]
