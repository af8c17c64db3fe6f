"""What somebody missed or will miss, and where they could make up for it: for pages."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center.attendance import keeping, queries, register
from activity_center.attendance.arranging import Pair, swaps_of
from activity_center.attendance.making_up import SwapFacts, end_refusals, make_up_refusals
from activity_center.attendance.models import Attendance, MakeUp
from activity_center.attendance.rules import THERE, Mark
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode, SectionStatus
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Reason
from activity_center.leave.service import covered
from activity_center.rooms.models import Room

# How far ahead one may say that one will miss a meeting, how far back one may still make up for one, both within the
# term; and how many times are shown to choose from.
_AHEAD, _BACK, _MOST = timedelta(days=28), timedelta(days=120), 6

_MEETING_LOADED = (
    joinedload(Meeting.room).joinedload(Room.site),
    joinedload(Meeting.section).joinedload(Section.course),
    joinedload(Meeting.section).joinedload(Section.instructor),
    joinedload(Meeting.instructor),
)


@dataclass(frozen=True)
class Option:
    """A meeting to which somebody could come instead, with the chairs that are free."""

    meeting: Meeting
    free: int | None


@dataclass(frozen=True)
class Missed:
    """A meeting that somebody missed or may miss, and where they could make up for it, the nearest first.

    `reasons` say why not where there is no such meeting.
    """

    meeting: Meeting
    mark: Mark | None
    is_past: bool
    options: Sequence[Option] = ()
    reasons: Sequence[Reason] = ()


@dataclass
class _Parallel:
    """The meetings still to come of the sections beside those of somebody, by course and term."""

    meetings: dict[tuple[int, int | None], list[Meeting]] = field(default_factory=lambda: defaultdict(list))

    def beside(self, section: Section) -> list[Meeting]:
        """Return those of the other sections of the same course and term."""
        return [one for one in self.meetings[section.course_id, section.term_id] if one.section_id != section.id]


def missed(session: Session, person_id: int, at: datetime, meeting_id: int | None = None) -> list[Missed]:
    """Return the meetings that somebody missed or will have in the coming weeks and for which there are parallel
    sections, those that have passed first, the latest of them before; without what is arranged already, and without
    those of which nobody has said who was there, except where one meeting is named.

    A constant number of queries, however many they are.
    """
    own = meetings_of(session, person_id, at, meeting_id)
    beside = _parallel(session, own, at)
    stands = queries.standing_of(session, person_id, [meeting.id for meeting in own])
    pairs = [(meeting.id, other.id) for meeting in own for other in beside.beside(meeting.section)]
    swaps = swaps_of(session, person_id, pairs, at)
    rows = [
        _missed(meeting, beside.beside(meeting.section), swaps, stands.get(meeting.id, (None,))[0], at)
        for meeting in own
        if beside.beside(meeting.section)
    ]
    quiet = set() if meeting_id else unsaid(session, person_id, [row.meeting.id for row in rows if row.is_past])
    wanted = [row for row in rows if row.mark not in THERE and not _is_arranged(row) and row.meeting.id not in quiet]
    return sorted(wanted, key=lambda row: (not row.is_past, abs(row.meeting.starts_at - at)))


def unsaid(session: Session, person_id: int, meeting_ids: Collection[int]) -> set[int]:
    """Return those of these meetings of which nobody has said who was there, nor that this person was on leave."""
    on_leave = {meeting_id for meeting_id, _ in covered(session, [person_id], meeting_ids)}
    return set(meeting_ids) - register.tallies(session, meeting_ids).keys() - on_leave


def _is_arranged(row: Missed) -> bool:
    return any(reason.code == "make_up_agreed" for reason in row.reasons)


def meetings_of(
    session: Session, person_id: int, at: datetime, meeting_id: int | None = None, beside: Section | None = None
) -> Sequence[Meeting]:
    """Return the meetings of somebody's own sections that may be made up for: all of the weeks around this moment, one
    of them, or only those of sections that are parallel to the one `beside`.
    """
    mine = (
        select(Meeting)
        .join(Section, Section.id == Meeting.section_id)
        .join(Enrolment, Enrolment.section_id == Section.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.status == Status.ENROLLED,
            Enrolment.changed_at < Meeting.ends_at,
            Section.status == SectionStatus.OPEN,
            Section.mode != Mode.WALK_IN,
            Meeting.status == MeetingStatus.SCHEDULED,
            Meeting.starts_at.between(at - _BACK, at + _AHEAD),
        )
        .options(*_MEETING_LOADED)
    )
    if meeting_id:
        mine = mine.where(Meeting.id == meeting_id)
    if beside:
        same = Section.course_id == beside.course_id, Section.term_id.is_not_distinct_from(beside.term_id)
        mine = mine.where(*same, Section.id != beside.id)
    return session.scalars(mine).unique().all()


def _parallel(session: Session, own: Sequence[Meeting], at: datetime) -> _Parallel:
    found, courses = _Parallel(), {meeting.section.course_id for meeting in own}
    coming = (
        select(Meeting)
        .join(Section, Section.id == Meeting.section_id)
        .where(
            Section.course_id.in_(courses),
            Section.status == SectionStatus.OPEN,
            Section.mode != Mode.WALK_IN,
            Meeting.status == MeetingStatus.SCHEDULED,
            Meeting.ends_at > at,
        )
        .options(*_MEETING_LOADED)
    )
    for meeting in session.scalars(coming.order_by(Meeting.starts_at, Meeting.id)):
        found.meetings[meeting.section.course_id, meeting.section.term_id].append(meeting)
    return found


def _missed(
    meeting: Meeting, beside: Sequence[Meeting], swaps: dict[Pair, SwapFacts], mark: Mark | None, at: datetime
) -> Missed:
    near = sorted(beside, key=lambda other: (abs(other.starts_at - meeting.starts_at), other.id))
    judged = [(other, swaps[meeting.id, other.id]) for other in near]
    refused = [(other, swap, make_up_refusals(swap, at)) for other, swap in judged]
    options = [Option(other, swap.chairs.free) for other, swap, reasons in refused if not reasons]
    why = [] if options else next((reasons for _, _, reasons in refused if reasons), [])
    return Missed(meeting, mark, meeting.starts_at <= at, options[:_MOST], why)


@dataclass(frozen=True)
class Arranged:
    """An arrangement that stands: `was_there` once they came; `can_end` as long as it can be taken back."""

    make_up: MakeUp
    was_there: bool
    can_end: bool


def arranged(session: Session, person_id: int, at: datetime) -> list[Arranged]:
    """Return what somebody has arranged, the latest meeting first."""
    mine = (
        select(MakeUp, Attendance.mark)
        .join(Meeting, Meeting.id == MakeUp.instead_id)
        .outerjoin(
            Attendance, (Attendance.meeting_id == MakeUp.instead_id) & (Attendance.person_id == MakeUp.person_id)
        )
        .where(MakeUp.person_id == person_id, MakeUp.ended_at.is_(None), Meeting.starts_at > at - _BACK)
        .order_by(Meeting.starts_at.desc(), MakeUp.id)
        .options(
            joinedload(MakeUp.instead).options(*_MEETING_LOADED),
            joinedload(MakeUp.missed).joinedload(Meeting.section).joinedload(Section.course),
        )
    )
    rows = session.execute(mine).all()
    known = keeping.meetings(session, [row.instead_id for row, _ in rows])
    return [Arranged(row, mark in THERE, not end_refusals(known[row.instead_id], at)) for row, mark in rows]
