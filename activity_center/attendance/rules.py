"""Who was there: when one can sign in, whose mark is taken, and which of several marks stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from activity_center.enrolment.rules import Status
from activity_center.errors import Reason

OPENS_BEFORE = timedelta(minutes=60)
LATE_AFTER = timedelta(minutes=10)
# How many days after a meeting its register closes by itself, where the term does not say otherwise.
REGISTER_DAYS = 7


class Mark(Enum):
    """How somebody was at a meeting; no mark at all means that nobody has said so yet."""

    PRESENT = "present"
    LATE = "late"
    LEAVE = "leave"
    ABSENT = "absent"


# Who was in the room. LEAVE is in neither set: an excused absence is no absence.
THERE = frozenset({Mark.PRESENT, Mark.LATE})
MISSED = frozenset({Mark.ABSENT})


class Count(Enum):
    """What a meeting counts as for somebody: OPEN where nobody has said how it was."""

    THERE = "there"
    LEAVE = "leave"
    MISSED = "missed"
    OPEN = "open"


def counts_as(mark: Mark | None, *, is_on_leave: bool = False, is_made_up: bool = False) -> Count:
    """Return what a meeting counts as: for absences, for rates and for certificates alike.

    Who made it up elsewhere was there. A leave never counts as an absence, whatever was marked beside it: the
    instructor who marks somebody as absent may not have heard of the leave yet.
    """
    if is_made_up or mark in THERE:
        return Count.THERE
    if is_on_leave or mark is Mark.LEAVE:
        return Count.LEAVE
    return Count.MISSED if mark in MISSED else Count.OPEN


def effective(mark: Mark | None, *, is_on_leave: bool) -> Mark | None:
    """Return what a register shows: the mark that stands, without one the leave; a cleared mark is none."""
    return Mark.LEAVE if mark is None and is_on_leave else mark


class Fate(Enum):
    """What became of a mark that was sent: it stands, somebody was there already, a later one stands, or never kept."""

    SAVED = "saved"
    KNOWN = "known"
    OLDER = "older"
    REFUSED = "refused"


@dataclass(frozen=True)
class MarkFacts:
    """One mark in the history of one person at one meeting; `mark` None clears. Its maker chose the `uid`."""

    uid: str
    mark: Mark | None
    marked_at: datetime
    is_sign_in: bool = False


def standing(marks: Iterable[MarkFacts]) -> MarkFacts | None:
    """Return the mark that stands among all that were ever made, whatever order they arrived in.

    The later one stands, of two made at the same moment the one with the greater uid. Signing in says that one has
    come, which cannot be said twice: it changes nothing for somebody who is marked as there already, so that the
    time of coming stays the first.
    """
    stands = None
    for mark in sorted(marks, key=lambda mark: (mark.marked_at, mark.uid)):
        if not (mark.is_sign_in and stands and stands.mark in THERE):
            stands = mark
    return stands


def fate(uid: str, marks: Sequence[MarkFacts]) -> Fate:
    """Return what became of one mark among all that were made of a person at a meeting."""
    stands = standing(marks)
    if stands is None or stands.uid == uid:
        return Fate.SAVED
    sent = next(mark for mark in marks if mark.uid == uid)
    return Fate.KNOWN if sent.is_sign_in and stands.mark in THERE else Fate.OLDER


def corrected(claimed_at: datetime, sent_at: datetime | None, received_at: datetime) -> datetime:
    """Return when a mark was made: as its device says, put right by how far its clock was off at sending.

    Never later than receipt: a clock that runs ahead must not win against marks that are still to be made.
    """
    offset = received_at - sent_at if sent_at else timedelta()
    return min(claimed_at + offset, received_at)


@dataclass(frozen=True)
class Closed:
    """A time in which a register is closed; `by_hand` unless it closed by itself."""

    closed_at: datetime
    reopened_at: datetime | None = None
    by_hand: bool = True

    def holds(self, at: datetime) -> bool:
        """Say whether a mark made at this moment is too late. One made at the very moment of closing is not."""
        return self.closed_at < at and (self.reopened_at is None or at < self.reopened_at)


def closed_times(ends_at: datetime, days: int | None, known: Iterable[Closed]) -> tuple[Closed, ...]:
    """Return when a register is closed, from what people did: it also closes by itself, `days` after the meeting.

    Once opened again it stays open for as many days again. What is worked out here depends on those rows and on no
    round of a worker, so that a mark is judged the same whenever it arrives.
    """
    times = sorted(known, key=lambda closed: closed.closed_at)
    if times and times[-1].reopened_at is None:
        return tuple(times)
    since = times[-1].reopened_at if times else None
    by_itself = (since or ends_at) + timedelta(days=REGISTER_DAYS if days is None else days)
    return (*times, Closed(by_itself, by_hand=False))


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting as the rules see it. At a `walk_in` section anybody may come, within its capacity if it has one.

    `closed` are the times in which its register is closed (closed_times).
    """

    id: int
    section_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    is_on: bool = True
    is_walk_in: bool = False
    capacity: int | None = None
    closed: tuple[Closed, ...] = ()

    @property
    def opens_at(self) -> datetime:
        """Return from when one can sign in, and from when the register is open."""
        return opens_at(self.starts_at)

    def closed_by(self, at: datetime) -> Closed | None:
        """Return the closing that stands in the way of a mark made at this moment, if there is one."""
        return next((closed for closed in self.closed if closed.holds(at)), None)

    def closed_reasons(self, at: datetime) -> list[Reason]:
        """Return that the register was closed when a mark was made; an empty list means it was open."""
        closed = self.closed_by(at)
        return [Reason("register_closed", self.told() | {"since": closed.closed_at.isoformat()})] if closed else []

    def told(self) -> dict[str, str]:
        """Return what every refusal says of the meeting."""
        return {"title": self.title, "starts_at": self.starts_at.isoformat()}


def opens_at(starts_at: datetime) -> datetime:
    """Return from when one can sign in for a meeting that starts then."""
    return starts_at - OPENS_BEFORE


def sign_in_mark(starts_at: datetime, at: datetime) -> Mark:
    """Return what signing in `at` this moment says: present, or late after ten minutes."""
    return Mark.LATE if at > starts_at + LATE_AFTER else Mark.PRESENT


def nearest(meetings: Iterable[MeetingFacts], at: datetime) -> MeetingFacts | None:
    """Return the meeting that somebody means who only shows a card: among the open ones that whose start is nearest."""
    due = [meeting for meeting in meetings if meeting.is_on and meeting.opens_at <= at < meeting.ends_at]
    return min(due, key=lambda meeting: (abs(meeting.starts_at - at), meeting.starts_at, meeting.id), default=None)


@dataclass(frozen=True)
class EnrolmentFacts:
    """An enrolment as the register sees it; `changed_at` is when it came into its status, `asked_at` when it began.

    With `meeting_id` it is a seat for that one meeting only, of somebody who makes up there for one of their own.
    """

    id: int
    status: Status
    changed_at: datetime
    meeting_id: int | None = None
    asked_at: datetime | None = None

    def is_enrolled(self, meeting: MeetingFacts, at: datetime) -> bool:
        """Say whether it has a seat, or had one `at` that moment or when the meeting began, whichever was first.

        Who leaves a section later was there all the same, and a mark that travelled slowly is judged as of its time:
        who has come, or come back, since then had no seat yet. An enrolment that has ended does not say whether it
        had a seat; it is believed to.
        """
        if self.meeting_id is not None:
            return self.meeting_id == meeting.id
        if self.status is Status.ENROLLED:
            return self.changed_at <= at
        return self._has_ended_after(meeting, at)

    def _has_ended_after(self, meeting: MeetingFacts, at: datetime) -> bool:
        return self._had_begun(at) and self.status in _ENDED and self.changed_at > min(at, meeting.starts_at)

    def _had_begun(self, at: datetime) -> bool:
        return self.asked_at is None or self.asked_at <= at

    def may_sit_in(self, meeting: MeetingFacts, at: datetime) -> bool:
        """Say whether an instructor may mark them: those enrolled, and those who wait and sit in, or did `at` then."""
        waited = self.status in _NEAR or (self.status is Status.ENROLLED and self.asked_at is not None)
        return (waited and self._had_begun(at)) or self.is_enrolled(meeting, at)


class Part(Enum):
    """What somebody is to a meeting: EXPECTED holds a seat, JOINED_LATER did not yet when it took place, LEFT does
    not any more, MAKE_UP comes instead of to a meeting of their own section, WAITING may sit in, GUEST has come
    without any of this.
    """

    EXPECTED = "expected"
    JOINED_LATER = "joined_later"
    LEFT = "left"
    MAKE_UP = "make_up"
    WAITING = "waiting"
    GUEST = "guest"


def part(enrolments: Iterable[EnrolmentFacts], meeting: MeetingFacts) -> Part:
    """Return what somebody is to a meeting, by all they ever asked for in its section."""
    asked = list(enrolments)
    by_status = {enrolment.status: enrolment for enrolment in asked if enrolment.meeting_id is None}
    if seat := by_status.get(Status.ENROLLED):
        return Part.EXPECTED if seat.changed_at < meeting.ends_at else Part.JOINED_LATER
    if any(enrolment.meeting_id == meeting.id for enrolment in asked):
        return Part.MAKE_UP
    if not _NEAR.isdisjoint(by_status):
        return Part.WAITING
    return Part.LEFT if not _ENDED.isdisjoint(by_status) else Part.GUEST


_ENDED = frozenset({Status.WITHDRAWN, Status.REMOVED, Status.CANCELLED})
_NEAR = frozenset({Status.WAITING, Status.OFFERED})


def sign_in_refusals(
    meeting: MeetingFacts,
    at: datetime,
    enrolments: Iterable[EnrolmentFacts] = (),
    barred: Sequence[Reason] = (),
    others_there: int = 0,
) -> list[Reason]:
    """Return why somebody cannot sign in for a meeting `at` this moment; an empty list means they can.

    It opens an hour before the meeting and ends with it. `barred` and `others_there` count at a walk-in section only:
    what about the person does not fit it, and how many others have come.
    """
    if not meeting.is_on:
        return [Reason("sign_in_cancelled", meeting.told())]
    if at < meeting.opens_at:
        return [Reason("sign_in_too_early", meeting.told() | {"opens_at": meeting.opens_at.isoformat()})]
    if at >= meeting.ends_at:
        return [Reason("sign_in_over", meeting.told())]
    if closed := meeting.closed_reasons(at):
        return closed
    if not meeting.is_walk_in:
        is_enrolled = any(enrolment.is_enrolled(meeting, at) for enrolment in enrolments)
        return [] if is_enrolled else [Reason("sign_in_not_enrolled", meeting.told())]
    is_full = meeting.capacity is not None and others_there >= meeting.capacity
    full = [Reason("sign_in_full", meeting.told() | {"capacity": meeting.capacity})] if is_full else []
    return [*barred, *full]


def mark_refusals(
    meeting: MeetingFacts, at: datetime, enrolments: Iterable[EnrolmentFacts], *, is_known: bool = True
) -> list[Reason]:
    """Return why a mark made `at` this moment by an instructor or staff is not taken; an empty list means it is.

    The register opens an hour before the meeting. Closing it stops marks that were made later, by the time at which
    they were made: one that was made before and has travelled since is taken.
    """
    if not meeting.is_on:
        return [Reason("meeting_cancelled", meeting.told())]
    if at < meeting.opens_at:
        return [Reason("register_not_open", meeting.told() | {"opens_at": meeting.opens_at.isoformat()})]
    if closed := meeting.closed_reasons(at):
        return closed
    if meeting.is_walk_in:
        return [] if is_known else [Reason("person_unknown")]
    may_come = any(enrolment.may_sit_in(meeting, at) for enrolment in enrolments)
    return [] if may_come else [Reason("not_on_register", meeting.told())]
