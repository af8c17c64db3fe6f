"""How often somebody came, and whether that completes a class."""

from collections.abc import Iterable
from dataclasses import dataclass

from activity_center.attendance.rules import THERE, Count, Mark, counts_as
from activity_center.errors import Reason

# Completion asks for an attendance of at least 70 % and for handed-in work at Jingdezhen's university for older
# people, and for 60 % at another; a term's own rule says otherwise.
LEAST_PERCENT = 70


@dataclass(frozen=True)
class Seen:
    """How somebody was at one meeting whose register was kept."""

    mark: Mark | None
    is_on_leave: bool = False
    is_made_up: bool = False

    @property
    def count(self) -> Count:
        """Return what it counts as."""
        return counts_as(self.mark, is_on_leave=self.is_on_leave, is_made_up=self.is_made_up)


@dataclass(frozen=True)
class Tally:
    """How often somebody, or a whole class, was there. `late` and `made_up` are among those who were there."""

    there: int = 0
    leave: int = 0
    absent: int = 0
    unmarked: int = 0
    late: int = 0
    made_up: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        # Written out, for a report adds ten thousand of them.
        return Tally(
            self.there + other.there,
            self.leave + other.leave,
            self.absent + other.absent,
            self.unmarked + other.unmarked,
            self.late + other.late,
            self.made_up + other.made_up,
        )

    def __mul__(self, number: int) -> "Tally":
        """Return it so many times."""
        return Tally(*(number * getattr(self, name) for name in self.__dataclass_fields__))

    @property
    def held(self) -> int:
        """Return at how many meetings they were expected."""
        return self.there + self.leave + self.absent + self.unmarked

    @property
    def due(self) -> int:
        """Return how many meetings the rate is of: leave takes nothing away and adds nothing."""
        return self.held - self.leave

    @property
    def percent(self) -> int | None:
        """Return the attendance in whole percent, rounded down so that 69.9 is not 70; None while nothing counts."""
        return 100 * self.there // self.due if self.due else None


def tally(seen: Iterable[Seen]) -> Tally:
    """Count meetings."""
    return sum((_one(one) for one in seen), Tally())


def _one(seen: Seen) -> Tally:
    match seen.count:
        case Count.THERE:
            return Tally(there=1, late=int(seen.mark is Mark.LATE), made_up=int(seen.mark not in THERE))
        case Count.LEAVE:
            return Tally(leave=1)
        case Count.MISSED:
            return Tally(absent=1)
    return Tally(unmarked=1)


@dataclass(frozen=True)
class CompletionFacts:
    """What a term asks of whoever completes a class in it."""

    least_percent: int = LEAST_PERCENT
    work_needed: bool = True


def lacking(tally: Tally, rule: CompletionFacts, *, has_work: bool) -> list[Reason]:
    """Return what somebody lacks to complete a class as things stand; an empty list means they complete it.

    Meetings on leave count neither for nor against, but at least half of all must have been attended: a leave over a
    whole term makes no certificate. A meeting for which nobody said how it was counts as not attended.
    """
    reasons = []
    if not tally.held:
        return [Reason("completion_nothing_held")]
    if 100 * tally.there < rule.least_percent * tally.due or not tally.due:
        told = {"there": tally.there, "due": tally.due, "percent": tally.percent or 0, "least": rule.least_percent}
        reasons.append(Reason("completion_rate", told))
    elif 2 * tally.there < tally.held:
        reasons.append(Reason("completion_half", {"there": tally.there, "held": tally.held}))
    if rule.work_needed and not has_work:
        reasons.append(Reason("completion_work"))
    return reasons


def still_to_attend(tally: Tally, rule: CompletionFacts, coming: int) -> int | None:
    """Return how many of the `coming` meetings one must still attend to complete, None where all would not do.

    Found by trying, for there are two conditions and at most some dozen meetings.
    """
    for more in range(coming + 1):
        then = tally + Tally(there=more, absent=coming - more)
        if not lacking(then, rule, has_work=True):
            return more
    return None
