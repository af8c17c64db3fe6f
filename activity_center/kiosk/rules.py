"""What a screen in a hall may show and for how long, and what its pad does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from activity_center.people.rules import TextSize, masked_phone, normal_phone
from activity_center.people.surnames import COMPOUND

# What the page counts, in seconds: how long nobody has to touch it before it asks, and how long it then waits.
IDLE, WARN = 60, 30
# A visit that nobody has touched for so long is over, whatever the page did. It is more than the page's own time.
VISIT_LASTS = timedelta(seconds=120)
CODE_DIGITS = 8
CODE_LASTS = timedelta(minutes=10)
# How often it is written down that a visit was touched, and that a kiosk was seen.
TOUCHED_EVERY = timedelta(seconds=10)
SEEN_EVERY = timedelta(minutes=1)


class Level(Enum):
    """What somebody at a kiosk has shown: nothing, their card, or their PIN."""

    NONE = "none"
    CARD = "card"
    PIN = "pin"


class Paper(Enum):
    """What a kiosk prints on: a roll 58 or 80 mm wide, sheets, or nothing at all."""

    ROLL_58 = "58"
    ROLL_80 = "80"
    A4 = "a4"
    NONE = "none"


def is_over(seen_at: datetime, at: datetime) -> bool:
    """Say whether a visit that was last touched then is over."""
    return at - seen_at > VISIT_LASTS


def is_at_work(seen_at: datetime | None, at: datetime) -> bool:
    """Say whether a kiosk has been heard of lately: its welcome page asks for itself every minute or so."""
    return seen_at is not None and at - seen_at < timedelta(minutes=10)


def masked_name(name: str) -> str:
    """Return a name for a screen that others can read: the surname and two stars, 王** or 欧阳**, J** for John."""
    surname = name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]
    return f"{surname}**"


def masked_login(typed: str) -> str:
    """Return the number somebody has typed, with its middle hidden, so that they see that it is theirs."""
    digits = normal_phone(typed)
    return masked_phone(digits) if len(digits) >= 11 else f"{digits[:-4]}****" if len(digits) > 4 else "****"


def is_id_number(number: str) -> bool:
    """Say whether a reader has read a resident identity card and not one of our own: 18 places, the last maybe X."""
    return bool(re.fullmatch(r"\d{17}[\dXx]", number))


LONGEST = 20


def pressed(typed: str, key: str) -> str:
    """Return what stands in a field after a key of the pad: a digit, or "back" for the last one to go."""
    if key == "back":
        return typed[:-1]
    return (typed + key)[:LONGEST] if re.fullmatch(r"\d", key) else typed


_SIZES = [TextSize.STANDARD, TextSize.LARGE, TextSize.HUGE]


def larger(size: TextSize) -> TextSize:
    """Return the next size of text; after the largest comes the standard one again."""
    return _SIZES[(_SIZES.index(size) + 1) % len(_SIZES)]


@dataclass(frozen=True)
class Ballot:
    """A ballot while it is filled in: the names on it, how many may be chosen, and which are; a number is a place
    in the list, from 1."""

    names: tuple[str, ...]
    seats: int
    chosen: tuple[int, ...] = ()

    def with_chosen(self, numbers: Iterable[int]) -> "Ballot":
        """Return the ballot with these numbers, as many as are on it and may be chosen."""
        there = sorted({number for number in numbers if 1 <= number <= len(self.names)})
        return replace(self, chosen=tuple(there[: self.seats]))

    @property
    def left(self) -> int:
        """Return how many may still be chosen; never more than there are names."""
        return min(self.seats, len(self.names)) - len(self.chosen)

    def may_tick(self, number: int) -> bool:
        """Say whether a name can be chosen; where there is one seat, another name takes the place of the first."""
        return number not in self.chosen and (self.left > 0 or self.seats == 1)

    def ticked(self, number: int) -> "Ballot":
        """Return the ballot with a name chosen, or taken back where it was; a full one stays as it is."""
        if number in self.chosen:
            return self.with_chosen(one for one in self.chosen if one != number)
        if not self.may_tick(number):
            return self
        return self.with_chosen([number] if self.seats == 1 else [*self.chosen, number])

    @property
    def chosen_names(self) -> list[tuple[int, str]]:
        """Return the numbers and names that are chosen."""
        return [(number, self.names[number - 1]) for number in self.chosen]
