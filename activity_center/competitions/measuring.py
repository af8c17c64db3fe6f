"""Events ranked by what is measured: tries summed up, or the best of them; and how a value is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from unicodedata import normalize

from activity_center.societies.rules import ranked


class Tally(Enum):
    """What of several tries counts."""

    SUM = "sum"
    BEST = "best"


class Quantity(Enum):
    """What is measured, and how it is written: a TIME as 32:15.4, all others as numbers."""

    POINTS = "points"
    CHIPS = "chips"
    TIME = "time"
    METRES = "metres"


@dataclass(frozen=True)
class Tallied:
    """What one entry has come to: its rank, what counts, and the round of the try that does, None for a sum."""

    rank: int
    total: Decimal
    best: int | None = None


def tallied(
    tries: Mapping[int, Mapping[int, Decimal]], tally: Tally = Tally.SUM, *, is_least_best: bool = False
) -> dict[int, Tallied]:
    """Return what everybody who has a try has come to, from the values by entry and round.

    The sum ranks, and then the best single try, the second best and so on; or the best try ranks, and then the others
    in their order. Where the least sum is best, whoever has fewer tries comes after all who have more of them.
    """
    sign = 1 if is_least_best else -1
    keys: dict[int, tuple[Decimal, ...]] = {}
    for entry, mine in tries.items():
        if mine:
            ordered = sorted(sign * value for value in mine.values())
            missing = Decimal(-len(mine)) if is_least_best else Decimal()
            first = (missing, sum(ordered, Decimal())) if tally is Tally.SUM else ()
            keys[entry] = (*first, *ordered, *[Decimal(10**12)] * (_most(tries) - len(ordered)))
    found = {}
    for entry, rank in ranked(keys).items():
        mine = tries[entry]
        best = min(mine, key=lambda round: (sign * mine[round], round))
        total = sum(mine.values(), Decimal()) if tally is Tally.SUM else mine[best]
        found[entry] = Tallied(rank, total, best if tally is Tally.BEST else None)
    return found


def _most(tries: Mapping[int, Mapping[int, Decimal]]) -> int:
    return max(map(len, tries.values()), default=0)


_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,5}):([0-5]?\d(?:\.\d{1,3})?)")
_NUMBER = re.compile(r"-?\d{1,8}(?:\.\d{1,3})?")


def parsed(text: str, quantity: Quantity = Quantity.POINTS) -> Decimal | None:
    """Read a value as people write it, full-width signs too; None where it is none. A time comes back in seconds."""
    plain = normalize("NFKC", text).strip()
    match = _TIME.fullmatch(plain) if quantity is Quantity.TIME else None
    if match:
        return Decimal(match[1] or 0) * 3600 + Decimal(match[2]) * 60 + Decimal(match[3])
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def written(value: Decimal | None, quantity: Quantity = Quantity.POINTS) -> str:
    """Return a value as people write it, without needless zeros; "" for none."""
    if value is None:
        return ""
    if quantity is Quantity.TIME and value >= 0:
        minutes, seconds = divmod(value, 60)
        whole, _, part = f"{seconds:06.3f}".partition(".")
        rest = part.rstrip("0")
        return f"{int(minutes)}:{whole}" + (f".{rest}" if rest else "")
    return f"{value:.3f}".rstrip("0").rstrip(".")
