"""Knockouts: seeds apart, byes for the best, and who meets whom in every round, also of a double elimination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def size_for(number: int) -> int:
    """Return the size of the draw for so many entries: the next power of two."""
    return 1 << max(0, number - 1).bit_length()


def seed_lines(size: int) -> list[int]:
    """Return which seed stands on each line, from the top: 1 and 2 can meet in the final, 1 to 4 in the semifinals.

    The sum of both seeds of a first-round match is always size + 1, so byes fall to the best seeds.
    """
    lines = [1]
    while len(lines) < size:
        lines = [seed for line in lines for seed in (line, 2 * len(lines) + 1 - line)]
    return lines


@dataclass(frozen=True)
class Slot:
    """Where a side of a match comes from: an entry, nobody (a bye), or the winner or loser of an earlier match."""

    entry: int | None = None
    winner_of: int | None = None
    loser_of: int | None = None

    @property
    def is_bye(self) -> bool:
        """Say whether nobody will ever stand here."""
        return self == Slot()


@dataclass(frozen=True)
class Tie:
    """One match of a knockout; `number` counts from 1 in order of play. Rounds of the losers' side are negative.

    The final of a double elimination is played again if the winners' side loses it: both sides come from it.
    """

    number: int
    round: int
    one: Slot
    two: Slot

    @property
    def is_second_final(self) -> bool:
        """Say whether it is played only if the winners' side has lost the final before it."""
        return self.one.loser_of is not None and self.one.loser_of == self.two.winner_of


def single(entries: Sequence[int], *, has_third_place: bool = False) -> list[Tie]:
    """Return the matches of a single elimination; `entries` are in order of seed or lot.

    With a number that is no power of two the best have byes: their tie is not made, they wait in the second round.
    """
    slots = _first_line(entries)
    ties: list[Tie] = []
    round = 1
    while len(slots) > 1:
        if len(slots) == 2 and has_third_place and ties:
            ties.append(Tie(len(ties) + 1, round, *(Slot(loser_of=slot.winner_of) for slot in slots)))
        slots = _played(ties, round, slots)
        round += 1
    return [tie for tie in ties if not (tie.one.is_bye or tie.two.is_bye)]


def _first_line(entries: Sequence[int]) -> list[Slot]:
    by_seed = dict(enumerate(entries, 1))
    return [Slot(by_seed.get(seed)) for seed in seed_lines(size_for(len(entries)))]


def _played(ties: list[Tie], round: int, slots: Sequence[Slot]) -> list[Slot]:
    """Add one round of matches between neighbours, and return where the next round comes from."""
    following = []
    for one, two in zip(slots[::2], slots[1::2], strict=True):
        if one.is_bye or two.is_bye:
            following.append(two if one.is_bye else one)
            continue
        ties.append(Tie(len(ties) + 1, round, one, two))
        following.append(Slot(winner_of=len(ties)))
    return following


def double(entries: Sequence[int]) -> list[Tie]:
    """Return the matches of a double elimination: out after two defeats.

    Losers of each round of the winners' side drop into the losers' side, in turned order so that they meet again as
    late as can be. The last two matches are the final and, only if the winners' side loses it, a second one.
    """
    ties: list[Tie] = []
    upper = _first_line(entries)
    round, lower_round = 1, -1
    lower: list[Slot] = []
    while len(upper) > 1:
        before = len(ties)
        winners = _played(ties, round, upper)
        dropped = _dropped(winners, ties[before:])
        if round == 1:
            lower = dropped
        else:
            turned = dropped[::-1] if round % 2 == 0 else dropped
            lower = _played(ties, lower_round, [slot for pair in zip(lower, turned, strict=True) for slot in pair])
            lower_round -= 1
        if len(lower) > 1:
            lower = _played(ties, lower_round, lower)
            lower_round -= 1
        upper, round = winners, round + 1
    if lower and not lower[0].is_bye:
        ties.append(Tie(len(ties) + 1, round, upper[0], lower[0]))
        ties.append(Tie(len(ties) + 1, round + 1, Slot(loser_of=len(ties)), Slot(winner_of=len(ties))))
    return ties


def _dropped(winners: Sequence[Slot], made: Sequence[Tie]) -> list[Slot]:
    """Return who drops out of each match of a round; where one side had a bye, nobody does."""
    numbers = {tie.number for tie in made}
    return [Slot(loser_of=slot.winner_of) if slot.winner_of in numbers else Slot() for slot in winners]


def filled(ties: Sequence[Tie], winners: Mapping[int, int]) -> dict[int, tuple[int | None, int | None]]:
    """Return who stands on both sides of each match by its number, as far as it is known from `winners` so far."""
    sides: dict[int, tuple[int | None, int | None]] = {}
    for tie in ties:
        sides[tie.number] = (_stands(tie.one, sides, winners), _stands(tie.two, sides, winners))
    return sides


def _stands(slot: Slot, sides: Mapping[int, tuple[int | None, int | None]], winners: Mapping[int, int]) -> int | None:
    if slot.winner_of is not None:
        return winners.get(slot.winner_of)
    if slot.loser_of is None:
        return slot.entry
    winner = winners.get(slot.loser_of)
    both = sides[slot.loser_of]
    return None if winner is None else next((one for one in both if one != winner), None)
