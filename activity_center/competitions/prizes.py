"""Who gets which prize: by place, or by a share of those who took part, as Chinese regulations have both."""

import re
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


_LINE = re.compile(r"(?P<name>.*[^\s\d])\s*(?<!\d)(?P<number>\d{1,3})\s*(?P<percent>[%\uff05]?)")


def parsed(text: str) -> list[Prize] | None:
    """Read prizes from lines as "First prize 5%" or "First prize 2"; None where a line is no prize."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        number = int(match["number"]) if match else 0
        if match is None or number < 1 or len(match["name"]) > 40 or (match["percent"] and number > 100):
            return None
        percent = bool(match["percent"])
        found.append(Prize(match["name"], None if percent else number, number if percent else None))
    return found


def text_of(prizes: Sequence[Prize]) -> str:
    """Return prizes as `parsed` reads them."""
    return "\n".join(f"{one.name} {one.places if one.percent is None else f'{one.percent}%'}" for one in prizes)


def ranks(values: Sequence[float]) -> list[int]:
    """Return the rank of each value, the greatest first; equal ones share the best rank of theirs."""
    ordered = sorted(values, reverse=True)
    return [1 + ordered.index(value) for value in values]
