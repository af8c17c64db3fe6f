"""What pages and the kiosk read about who was where."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center.attendance import keeping
from activity_center.attendance.keeping import Place
from activity_center.attendance.models import Attendance, MakeUp
from activity_center.attendance.rules import OPENS_BEFORE, THERE, Mark, opens_at, sign_in_refusals
from activity_center.attendance.service import barred
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode, SectionStatus
from activity_center.db import found
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Reason
from activity_center.leave.service import covered
from activity_center.rooms.models import Room


@dataclass(frozen=True)
class Due:
    """A meeting for which somebody can sign in now, or has: then `mark` says so. `free` seats only at a walk-in
    section that counts them; `reasons` are those the act would give. Who is on leave may come all the same.
    """

    meeting: Meeting
    mark: Mark | None = None
    marked_at: datetime | None = None
    free: int | None = None
    reasons: Sequence[Reason] = ()
    is_on_leave: bool = False

    @property
    def is_there(self) -> bool:
        """Say whether they have signed in, or are marked as there."""
        return self.mark in THERE

    @property
    def opens_at(self) -> datetime:
        """Return from when one can sign in."""
        return opens_at(self.meeting.starts_at)


_LOADED = (
    joinedload(Meeting.room).joinedload(Room.site),
    joinedload(Meeting.instructor),
    joinedload(Meeting.section).joinedload(Section.course),
    joinedload(Meeting.section).joinedload(Section.instructor),
    joinedload(Meeting.section).joinedload(Section.site),
)


def due_for(session: Session, person_id: int, at: datetime) -> list[Due]:
    """Return the meetings of a person's own sections, and those at which they make up, that are open for signing in
    now, in order of time.
    """
    making_up = select(MakeUp.instead_id).where(MakeUp.person_id == person_id, MakeUp.ended_at.is_(None))
    mine = _open_now(at).where(
        Meeting.id.in_(making_up)
        | Section.id.in_(
            select(Enrolment.section_id).where(Enrolment.person_id == person_id, Enrolment.status == Status.ENROLLED)
        ),
        Section.mode != Mode.WALK_IN,
    )
    meetings = session.scalars(mine).all()
    stands = standing_of(session, person_id, [meeting.id for meeting in meetings])
    away = covered(session, [person_id], [meeting.id for meeting in meetings])
    return [
        Due(meeting, *stands.get(meeting.id, (None, None)), is_on_leave=(meeting.id, person_id) in away)
        for meeting in meetings
    ]


def one_for(session: Session, person_id: int, meeting_id: int, at: datetime) -> Due:
    """Return one meeting as somebody sees it who wants to sign in, with the reasons the act would give `at` then."""
    meeting: Meeting = found(session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(*_LOADED)))
    stands = standing_of(session, person_id, [meeting_id]).get(meeting_id, (None, None))
    is_there = stands[0] in THERE
    return Due(meeting, *stands, reasons=[] if is_there else sign_in_refusals_for(session, person_id, meeting_id, at))


def walk_ins_for(session: Session, person_id: int, at: datetime) -> list[Due]:
    """Return the meetings without enrolment that are open now, with their free places and what bars this person."""
    wanted = _open_now(at).where(Section.mode == Mode.WALK_IN, Section.status == SectionStatus.OPEN)
    meetings = session.scalars(wanted).all()
    known = keeping.meetings(session, [meeting.id for meeting in meetings])
    come = keeping.count_there(session, known)
    stands = standing_of(session, person_id, known)
    bars = barred(session, list(known.values()), [person_id])
    return [
        Due(
            meeting,
            *stands.get(meeting.id, (None, None)),
            free=_free(meeting.section.capacity, come.get(meeting.id, 0)),
            reasons=[]
            if stands.get(meeting.id, (None,))[0] in THERE
            else sign_in_refusals(
                known[meeting.id], at, (), bars.get(Place(meeting.id, person_id), ()), come.get(meeting.id, 0)
            ),
        )
        for meeting in meetings
    ]


def _free(capacity: int | None, come: int) -> int | None:
    return None if capacity is None else max(0, capacity - come)


def _open_now(at: datetime) -> Any:
    return (
        select(Meeting)
        .join(Section, Section.id == Meeting.section_id)
        .where(
            Meeting.status == MeetingStatus.SCHEDULED,
            Meeting.starts_at <= at + OPENS_BEFORE,
            Meeting.ends_at > at,
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .options(*_LOADED)
    )


def standing_of(
    session: Session, person_id: int, meeting_ids: Collection[int]
) -> dict[int, tuple[Mark | None, datetime]]:
    """Return how a person stands at these meetings, with the time of it; nothing where nobody has said so."""
    rows = session.execute(
        select(Attendance.meeting_id, Attendance.mark, Attendance.marked_at).where(
            Attendance.person_id == person_id, Attendance.meeting_id.in_(meeting_ids)
        )
    )
    return {meeting_id: (mark, marked_at) for meeting_id, mark, marked_at in rows}


def sign_in_refusals_for(session: Session, person_id: int, meeting_id: int, at: datetime) -> list[Reason]:
    """Return why a person cannot sign in for a meeting now, as the act would say it."""
    meeting = found(keeping.meetings(session, [meeting_id]).get(meeting_id))
    enrolments = keeping.enrolments(session, [meeting.section_id], [person_id])
    bars = barred(session, [meeting], [person_id]) if meeting.is_walk_in else {}
    others = len(keeping.there(session, [meeting_id])[meeting_id] - {person_id})
    return sign_in_refusals(
        meeting,
        at,
        enrolments.get((meeting.section_id, person_id), ()),
        bars.get(Place(meeting_id, person_id), ()),
        others,
    )
