"""Which place a knockout gives to whoever is out of it, and which matches nobody has to play."""

from collections.abc import Collection, Mapping, Sequence

from activity_center.competitions.knockout import Tie, filled
from activity_center.societies.rules import ranked

# Later than any round: the final, and the match for the third place just before it.
_LAST = 10**6


def places(entries: Collection[int], ties: Sequence[Tie], winners: Mapping[int, int]) -> dict[int, int]:
    """Return the place of everybody who is out, or has won; those beaten equally late share one.

    In a double elimination one is out after the second defeat. Whoever is still in has no place yet.
    """
    keys = _keys(ties, winners) if ties else dict.fromkeys(entries, (_LAST, 3))
    still_in = len(set(entries) - keys.keys())
    latest_first = {entry: (-late, -better) for entry, (late, better) in keys.items()}
    return {entry: still_in + rank for entry, rank in ranked(latest_first).items()}


def overall(stages: Sequence[Sequence[tuple[int | None, int]]]) -> list[tuple[int, int]]:
    """Return (place, entry) of everybody in a category from the (rank, entry) of its parts that were one after another.

    The last part comes first: who has gone on from groups is placed before all who have not, and these by their rank
    in their group; the thirds of all groups share a place. Whoever has no rank yet is left out.
    """
    found: list[tuple[int, int]] = []
    for part in reversed(stages):
        known = {entry for _place, entry in found}
        left = {entry: rank for rank, entry in part if rank is not None and entry not in known}
        behind = len(known)
        found += [(behind + place, entry) for entry, place in ranked(left).items()]
    return sorted(found)


def _keys(ties: Sequence[Tie], winners: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Return how late everybody went out; greater is better."""
    sides = filled(ties, winners)
    needed = [tie for tie in ties if not is_needless(tie, ties, winners)]
    goes_on = {slot.loser_of for tie in needed for slot in (tie.one, tie.two)}
    keys: dict[int, tuple[int, int]] = {}
    for tie in needed:
        winner = winners.get(tie.number)
        if winner is None:
            continue
        loser = next((one for one in sides[tie.number] if one != winner), None)
        if tie is needed[-1]:
            keys[winner] = (_LAST, 3)
        elif _is_for_third(tie):
            keys[winner] = (_LAST, 1)
        if loser is not None and tie.number not in goes_on:
            keys[loser] = (_LAST, 2) if tie is needed[-1] else (_LAST, 0) if _is_for_third(tie) else (abs(tie.round), 0)
    return keys


def _is_for_third(tie: Tie) -> bool:
    return tie.round > 0 and tie.one.loser_of is not None and tie.two.loser_of is not None


def is_needless(tie: Tie, ties: Sequence[Tie], winners: Mapping[int, int]) -> bool:
    """Say whether a match is a second final that nobody has to play: the winners' side has won the first."""
    before = tie.two.winner_of
    if not tie.is_second_final or before is None or before not in winners:
        return False
    return winners[before] == filled(ties, winners)[before][0]
