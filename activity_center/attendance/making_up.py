"""Making up in a parallel section: who may come to which meeting instead of which."""

from dataclasses import dataclass
from datetime import datetime

from activity_center.attendance.rules import MeetingFacts
from activity_center.errors import Reason


@dataclass(frozen=True)
class Chairs:
    """The chairs of one meeting: `taken` by the section's own, of whom some are `away` that day, and by `guests`."""

    capacity: int | None
    taken: int = 0
    away: int = 0
    guests: int = 0

    @property
    def free(self) -> int | None:
        """Return how many are free for those who make up there; None where nobody counts them."""
        return None if self.capacity is None else max(0, self.capacity - self.taken + self.away - self.guests)


@dataclass(frozen=True)
class SwapFacts:
    """One meeting that somebody missed or will miss, another one, and what they are to both.

    `is_parallel` says that both are of the same course and term, of two sections. `agreed_at` is the beginning of the
    meeting that makes up for the missed one already; `other` is what they have at the time of the new one.
    """

    missed: MeetingFacts
    instead: MeetingFacts
    is_expected: bool = True
    was_there: bool = False
    is_parallel: bool = True
    has_own_seat: bool = False
    chairs: Chairs = Chairs(None)
    agreed_at: datetime | None = None
    other: str = ""


def make_up_refusals(swap: SwapFacts, at: datetime) -> list[Reason]:
    """Return why somebody cannot come to a meeting instead of one of theirs; an empty list means they can.

    One meeting is made up for once, in a parallel section, where a chair is free that day: its own who are on leave
    or make up elsewhere leave theirs. It can be arranged until the other meeting is over, which ends with the term.
    """
    missed, instead = swap.missed, swap.instead
    if not missed.is_on:
        return [Reason("make_up_not_held", missed.told())]
    if not swap.is_expected:
        return [Reason("make_up_not_yours", missed.told())]
    if swap.was_there:
        return [Reason("make_up_was_there", missed.told())]
    if not swap.is_parallel or instead.is_walk_in:
        return [Reason("make_up_not_parallel", instead.told())]
    if swap.has_own_seat:
        return [Reason("make_up_own_seat", instead.told())]
    if swap.agreed_at:
        return [Reason("make_up_agreed", missed.told() | {"made_up_at": swap.agreed_at.isoformat()})]
    if not instead.is_on:
        return [Reason("make_up_cancelled", instead.told())]
    if at >= instead.ends_at:
        return [Reason("make_up_over", instead.told())]
    full = [Reason("make_up_full", instead.told())] if swap.chairs.free == 0 else []
    return full + ([Reason("make_up_clash", instead.told() | {"other": swap.other})] if swap.other else [])


def end_refusals(instead: MeetingFacts, at: datetime) -> list[Reason]:
    """Return why an arrangement cannot be taken back: the meeting has begun, and it does take place."""
    return [Reason("make_up_begun", instead.told())] if instead.is_on and at >= instead.starts_at else []
