"""Who gets which prize: by place, or by a share of those who took part, as Chinese regulations have both."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Prize:
    """A prize for the next `places`, or for the next `percent` of all who took part; exactly one of both is given."""

    name: str
    places: int | None = None
    percent: int | None = None


def awarded(ranks: Sequence[tuple[int, int]], prizes: Sequence[Prize]) -> dict[int, str]:
    """Return the prize of each entry from (rank, entry) of all who took part; who gets none is left out.

    Prizes follow each other from the top. A share is counted up to the next whole place, so that 5 % of ten is one.
    Who shares a rank shares the prize: the border moves down, and those who follow get what is left of the next.
    """
    found: dict[int, str] = {}
    bound, share = Fraction(), Fraction()
    ordered = sorted(ranks)
    for prize in prizes:
        if prize.percent is not None:
            share += Fraction(prize.percent, 100) * len(ordered)
            bound = max(bound, share)
        else:
            bound += prize.places or 0
            share = max(share, bound)
        for rank, entry in ordered:
            if entry not in found and rank <= -(-bound // 1):
                found[entry] = prize.name
    return found
