"""How many meetings somebody has missed, and what follows at how many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from activity_center.attendance.rules import Count


class Run(Enum):
    """How absences are counted: in a row, or all of them."""

    CONSECUTIVE = "consecutive"
    TOTAL = "total"


class Proposal(Enum):
    """What is proposed to staff: to warn, or to give the place to somebody else. Neither happens by itself."""

    WARN = "warn"
    FREE_SEAT = "free_seat"


@dataclass(frozen=True)
class Threshold:
    """At so many absences, counted so, this is proposed."""

    run: Run
    count: int
    proposal: Proposal


# Six weeks in a row without leave (连续六周旷课) end an enrolment by the published rules of one university; the
# warning at half of that is ours. That three absences would end one was found at no university for older people.
DEFAULTS = (
    Threshold(Run.CONSECUTIVE, 3, Proposal.WARN),
    Threshold(Run.CONSECUTIVE, 6, Proposal.FREE_SEAT),
)


@dataclass(frozen=True)
class Absences:
    """The meetings somebody missed without leave, by number in order of time: all of them, and those in a row."""

    missed: tuple[int, ...] = ()
    in_a_row: tuple[int, ...] = ()

    def counted(self, run: Run) -> tuple[int, ...]:
        """Return the meetings that count for this way of counting."""
        return self.in_a_row if run is Run.CONSECUTIVE else self.missed


def absences(counts: Iterable[tuple[int, Count]]) -> Absences:
    """Count the meetings of one enrolment, (meeting, what it counts as) in order of time.

    Coming ends a row. A leave neither adds to it nor ends it, and neither does a meeting of which nobody has said
    how it was: it may have been missed as well as attended.
    """
    missed: list[int] = []
    row: list[int] = []
    for meeting_id, count in counts:
        if count is Count.THERE:
            row = []
        elif count is Count.MISSED:
            missed.append(meeting_id)
            row.append(meeting_id)
    return Absences(tuple(missed), tuple(row))


def reached(known: Absences, thresholds: Iterable[Threshold]) -> list[tuple[Threshold, int]]:
    """Return the thresholds that are reached, each with the meeting at which it was.

    While a row grows that meeting stays the same, so one row leads to one proposal of each kind.
    """
    counted = ((threshold, known.counted(threshold.run)) for threshold in thresholds)
    return [(one, missed[one.count - 1]) for one, missed in counted if len(missed) >= one.count]


def next_up(known: Absences, thresholds: Sequence[Threshold]) -> Threshold | None:
    """Return what comes next for somebody: the threshold that is fewest absences away."""
    ahead = [one for one in thresholds if one.count > len(known.counted(one.run))]
    return min(ahead, key=lambda one: (one.count - len(known.counted(one.run)), one.count), default=None)


def is_at_risk(known: Absences, thresholds: Sequence[Threshold]) -> bool:
    """Say whether somebody is one absence from what follows, or has reached something already."""
    if not known.missed:
        return False
    return any(len(known.counted(one.run)) >= max(1, one.count - 1) for one in thresholds)
