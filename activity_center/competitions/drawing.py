"""Lots that anybody can draw again, and the matches that follow from the order they give.

Whoever is seeded stands first, by seed; all others stand in the order of SHA-256 of "text:number", where the text is
named only after the list of entries has been published with its own SHA-256.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from activity_center.competitions import berger, knockout
from activity_center.competitions.kinds import Format, StageKind
from activity_center.competitions.knockout import Slot, seed_lines, size_for
from activity_center.societies.rules import lot

# Number of an entry and its seed, None for one that is drawn.
Listed = tuple[int, int | None]


def list_text(listed: Iterable[Listed]) -> str:
    """Return the list of entries as it is published: a line for each, its number and its seed or "-"."""
    return "".join(f"{number} {seed or '-'}\n" for number, seed in sorted(listed))


def digest(listed: Iterable[Listed]) -> str:
    """Return the SHA-256 of the list as it is published."""
    return sha256(list_text(listed).encode()).hexdigest()


def order(listed: Iterable[Listed], text: str) -> list[int]:
    """Return the numbers in the order of seeds and then of lots; equal seeds are drawn among each other."""
    drawn = sorted((seed or 10**9, lot(text, number), number) for number, seed in listed)
    return [number for _seed, _lot, number in drawn]


def snake(ordered: Sequence[int], groups: int) -> list[list[int]]:
    """Return groups of as equal strength and size as can be: A B C, C B A, A B C ..."""
    found: list[list[int]] = [[] for _ in range(groups)]
    for place, one in enumerate(ordered):
        turn, column = divmod(place, groups)
        found[column if turn % 2 == 0 else groups - 1 - column].append(one)
    return found


def group_count(count: int, groups: int | None) -> int:
    """Return into how many groups so many entries go: as many as wanted, but at least two in each."""
    return min(groups or 1, max(1, count // 2))


@dataclass(frozen=True)
class Planned:
    """One match that is to be made; of a bye side two is empty."""

    number: int
    round: int
    one: Slot
    two: Slot


@dataclass(frozen=True)
class StagePlan:
    """One stage that is to be made: its entries in order, and its matches."""

    kind: StageKind
    entries: tuple[int, ...]
    matches: tuple[Planned, ...]
    group: str = ""


def stages(
    format: Format, ordered: Sequence[int], *, groups: int | None = None, has_third_place: bool = False
) -> list[StagePlan]:
    """Return the stages that a draw makes; a knockout after groups and the rounds of a Swiss are paired later."""
    if format is Format.GROUPS_KNOCKOUT:
        parts = snake(ordered, group_count(len(ordered), groups))
        return [round_robin(part, group=chr(ord("A") + n)) for n, part in enumerate(parts)]
    if format in (Format.ROUND_ROBIN, Format.DOUBLE_ROUND_ROBIN):
        return [round_robin(ordered, is_double=format is Format.DOUBLE_ROUND_ROBIN)]
    if format is Format.SINGLE_ELIMINATION:
        return [single(ordered, has_third_place=has_third_place)]
    if format is Format.DOUBLE_ELIMINATION:
        return [StagePlan(StageKind.DOUBLE_ELIMINATION, tuple(ordered), _ties(knockout.double(ordered)))]
    if format is Format.SWISS:
        return [StagePlan(StageKind.SWISS, tuple(ordered), ())]
    if format is Format.RANK_BY_SCORE:
        return [StagePlan(StageKind.SCORES, tuple(ordered), ())]
    raise ValueError(f"{format} is not drawn here")


def round_robin(ordered: Sequence[int], *, group: str = "", is_double: bool = False) -> StagePlan:
    """Return a round robin; a bye is no match, so whoever rests simply has none in that round."""
    rounds = berger.of_entries(ordered, is_double=is_double)
    pairs = [(n, one, two) for n, pairs in enumerate(rounds, 1) for one, two in pairs if two is not None]
    matches = tuple(Planned(k, n, Slot(one), Slot(two)) for k, (n, one, two) in enumerate(pairs, 1))
    return StagePlan(StageKind.ROUND_ROBIN, tuple(ordered), matches, group)


def single(ordered: Sequence[int], *, has_third_place: bool = False) -> StagePlan:
    """Return a knockout of entries in the order of their seeds."""
    ties = knockout.single(ordered, has_third_place=has_third_place)
    return StagePlan(StageKind.SINGLE_ELIMINATION, tuple(ordered), _ties(ties))


def _ties(ties: Sequence[knockout.Tie]) -> tuple[Planned, ...]:
    return tuple(Planned(tie.number, tie.round, tie.one, tie.two) for tie in ties)


def knockout_order(groups: Sequence[Sequence[int]], advancing: int) -> list[int]:
    """Return who goes on from groups, in the order of seeds: winners first, then the seconds, and so on.

    Of each group the later ones are put where they meet those of their own group as late as can be: with two from
    each, and groups of an even number, not before the final.
    """
    tiers = [[group[rank] for group in groups if rank < len(group)] for rank in range(advancing)]
    group_of = {entry: n for n, group in enumerate(groups) for entry in group}
    lines = seed_lines(size_for(sum(map(len, tiers))))
    seeds: dict[int, int] = {}
    first = 1
    for tier in tiers:
        free = list(range(first, first + len(tier)))
        first += len(tier)
        # The seconds of the best groups get the last seeds of their tier, as a cross between two groups has it.
        for entry in tier if not seeds else tier[::-1]:
            own = [seed for seed, other in seeds.items() if group_of[other] == group_of[entry]]
            best = max(free, key=lambda seed: (_latest(lines, seed, own), -seed))
            seeds[best] = entry
            free.remove(best)
    return [seeds[seed] for seed in sorted(seeds)]


def _latest(lines: Sequence[int], seed: int, others: Sequence[int]) -> int:
    """Return the first round in which a seed could meet one of the others."""
    line = lines.index(seed)
    return min(((line ^ lines.index(other)).bit_length() for other in others), default=0)
