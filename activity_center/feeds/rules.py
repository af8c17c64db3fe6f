"""What a calendar shows of a meeting: in which state, in which version, and for how long."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.rules import Status
from activity_center.rooms.rules import BookingStatus

DAYS_CANCELLED_SHOWN = 90
DAYS_PUBLIC_SHOWN = 366


class Part(Enum):
    """What a meeting is to the reader of the calendar."""

    ONLOOKER = "onlooker"
    TEACHES = "teaches"
    REPLACED = "replaced"  # somebody else teaches it for them
    ENROLLED = "enrolled"
    OFFERED = "offered"
    WAITING = "waiting"
    BOOKED = "booked"  # they have booked the room for it
    LEFT = "left"  # they had a place in it or on its waitlist, and have none any more


class State(Enum):
    """STATUS of a VEVENT (RFC 5545, 3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


_PARTS = {
    Status.ENROLLED: Part.ENROLLED,
    Status.OFFERED: Part.OFFERED,
    Status.WAITING: Part.WAITING,
    Status.WITHDRAWN: Part.LEFT,
    Status.DECLINED: Part.LEFT,
    Status.LAPSED: Part.LEFT,
    Status.REMOVED: Part.LEFT,
    Status.CANCELLED: Part.LEFT,
}
# An application for a draw stands in no calendar, and neither does its failure.
_UNSEEN = frozenset({Status.APPLIED, Status.NOT_DRAWN})


def part_of(history: Sequence[Status], is_theirs: bool = False, teaches: bool = False) -> Part | None:
    """Return what a meeting is to a person, or None: nothing.

    `history` are the statuses of their enrolments in its section, oldest first; who left and applied again for a
    draw has still left. `is_theirs` says that the section has them as its instructor, `teaches` that this meeting has.
    """
    if teaches:
        return Part.TEACHES
    if is_theirs:
        return Part.REPLACED
    seen = [status for status in history if status not in _UNSEEN]
    return _PARTS[seen[-1]] if seen else None


def state_of(status: MeetingStatus, part: Part) -> State:
    """Return how firmly a meeting stands in the reader's calendar."""
    if status is MeetingStatus.CANCELLED or part in (Part.LEFT, Part.REPLACED):
        return State.CANCELLED
    return State.TENTATIVE if part in (Part.WAITING, Part.OFFERED) else State.CONFIRMED


_BOOKINGS = {BookingStatus.HELD: State.CONFIRMED, BookingStatus.REQUESTED: State.TENTATIVE}


def state_of_booking(status: BookingStatus) -> State:
    """Return how firmly a booking stands in a calendar; what was asked for is tentative until staff approve it."""
    return _BOOKINGS.get(status, State.CANCELLED)


_STEPS = {Status.APPLIED: 0, Status.WAITING: 1, Status.OFFERED: 2, Status.ENROLLED: 3}
_ENDED = 4


def steps(history: Sequence[Status]) -> int:
    """Return how far a person's enrolments in one section have come; it never falls.

    One enrolment only moves forward (applied, waiting, offered, enrolled, ended), and a new one begins when the
    one before has ended. Added to the sequence of the meeting, which never falls either, it gives a SEQUENCE that
    grows when the event of the same UID turns from TENTATIVE to CONFIRMED, whoever moved the meeting meanwhile.
    """
    return _ENDED * max(0, len(history) - 1) + sum(_STEPS.get(status, _ENDED) for status in history[-1:])


def is_still_shown(on: date, today: date) -> bool:
    """Say whether a cancelled meeting of that day is in a calendar today: for 90 days more, then no longer."""
    return today <= on + timedelta(days=DAYS_CANCELLED_SHOWN)


def public_since(today: date, zone: ZoneInfo) -> datetime:
    """Return from which moment on public calendars show meetings: a year back is enough for anybody's phone."""
    return datetime.combine(today - timedelta(days=DAYS_PUBLIC_SHOWN), time(), zone).astimezone(UTC)
