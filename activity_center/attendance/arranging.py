"""Arranging a meeting that makes up for one of somebody's own: what is possible, agreeing, and taking it back.

Locks: the person, the sections, then the meetings of both, under which everything is read again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.attendance import keeping, queries
from activity_center.attendance.making_up import Chairs, SwapFacts, end_refusals, make_up_refusals
from activity_center.attendance.models import Attendance, MakeUp
from activity_center.attendance.rules import THERE, Mark, MeetingFacts, Part, part
from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus
from activity_center.db import found, lock
from activity_center.enrolment import facts
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import SEATED, Commitment
from activity_center.errors import NotThere, Refused
from activity_center.leave.service import covered
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.rooms.rules import Span, first_overlap

Pair = tuple[int, int]  # missed, instead


def agree(session: Session, person_id: int, missed_id: int, instead_id: int, *, at: datetime, by: Actor) -> MakeUp:
    """Let somebody come to a meeting of a parallel section instead of one of theirs; refused with every reason.

    It stands at once. Agreeing again on the same changes nothing; what was agreed on with a meeting that has been
    cancelled since makes way.
    """
    _lock(session, person_id, [missed_id, instead_id])
    standing = _standing(session, person_id, missed_id)
    if standing and standing.instead_id == instead_id:
        return standing
    swap = found(swaps_of(session, person_id, [(missed_id, instead_id)], at).get((missed_id, instead_id)))
    if reasons := make_up_refusals(swap, at):
        raise Refused(*reasons)
    if standing:
        standing.ended_at = at
        session.flush()
    row = MakeUp(person_id=person_id, missed_id=missed_id, instead_id=instead_id, agreed_at=at, via=by.via)
    row.agreed_by_id = by.person_id
    session.add(row)
    session.flush()
    _write(session, row, swap.missed, swap.instead, "make_up_agreed", at, by)
    return row


def end(session: Session, make_up_id: int, *, at: datetime, by: Actor) -> MakeUp:
    """Take back an arrangement; refused once the meeting has begun. Taking it back again changes nothing."""
    row: MakeUp = found(session.get(MakeUp, make_up_id))
    _lock(session, row.person_id, [row.missed_id, row.instead_id])
    session.refresh(row)
    known = keeping.meetings(session, [row.missed_id, row.instead_id])
    if row.ended_at is None:
        if reasons := end_refusals(known[row.instead_id], at):
            raise Refused(*reasons)
        row.ended_at = at
        session.flush()
        _write(session, row, known[row.missed_id], known[row.instead_id], "make_up_ended", at, by)
    return row


def make_up(session: Session, make_up_id: int) -> MakeUp:
    """Return one arrangement."""
    return found(session.get(MakeUp, make_up_id))


def _lock(session: Session, person_id: int, meeting_ids: Collection[int]) -> None:
    lock(session, Person, [person_id])
    lock(session, Section, session.scalars(select(Meeting.section_id).where(Meeting.id.in_(meeting_ids))))
    if lock(session, Meeting, meeting_ids) != set(meeting_ids):
        raise NotThere


def _standing(session: Session, person_id: int, missed_id: int) -> MakeUp | None:
    mine = select(MakeUp).where(MakeUp.person_id == person_id, MakeUp.missed_id == missed_id, MakeUp.ended_at.is_(None))
    return session.scalar(mine.execution_options(populate_existing=True))


def _write(
    session: Session, row: MakeUp, missed: MeetingFacts, instead: MeetingFacts, kind: str, at: datetime, by: Actor
) -> None:
    """Write down what was done, and tell the person if somebody else did it."""
    told = {
        "title": instead.title,
        "starts_at": instead.starts_at.isoformat(),
        "was_at": missed.starts_at.isoformat(),
    }
    audit.record(session, by, at, kind, "meeting", instead.id, row.person_id, missed_id=missed.id, **told)
    if by.person_id != row.person_id:
        notices.post(session, [row.person_id], kind, told, at=at, section_id=instead.section_id)


# What is possible.


def swaps_of(session: Session, person_id: int, pairs: Collection[Pair], at: datetime) -> dict[Pair, SwapFacts]:
    """Return each of these pairs of meetings as the rules see it, in a constant number of queries."""
    meetings = keeping.meetings(session, {id for pair in pairs for id in pair})
    sections = {meeting.section_id for meeting in meetings.values()}
    taught = {row.id: row for row in session.execute(_TAUGHT.where(Section.id.in_(sections)))}
    asked = keeping.enrolments(session, sections, [person_id])
    stands = queries.standing_of(session, person_id, [missed for missed, _ in pairs])
    chairs = _chairs(session, [meetings[id] for id in {instead for _, instead in pairs} if id in meetings])
    agreed, others = _agreed(session, person_id), _others(session, person_id, at)
    found = {}
    for pair in pairs:
        missed, instead = (meetings.get(id) for id in pair)
        if missed is None or instead is None:
            continue
        here, there = taught[missed.section_id], taught[instead.section_id]
        mine = asked.get((instead.section_id, person_id), ())
        found[pair] = SwapFacts(
            missed,
            instead,
            is_expected=part(asked.get((missed.section_id, person_id), ()), missed) is Part.EXPECTED,
            was_there=stands.get(missed.id, (None,))[0] in THERE,
            is_parallel=here.id != there.id and here[1:] == there[1:],
            has_own_seat=any(one.status in SEATED and one.meeting_id is None for one in mine),
            chairs=chairs[instead.id],
            agreed_at=agreed.get(missed.id),
            other=_clash(others, missed, instead),
        )
    return found


_TAUGHT = select(Section.id, Section.course_id, Section.term_id)


def _agreed(session: Session, person_id: int) -> dict[int, datetime]:
    """Return when each meeting is made up for that is already, by a meeting that does take place."""
    rows = session.execute(
        select(MakeUp.missed_id, Meeting.starts_at)
        .join(Meeting, Meeting.id == MakeUp.instead_id)
        .where(MakeUp.person_id == person_id, MakeUp.ended_at.is_(None), Meeting.status == MeetingStatus.SCHEDULED)
    )
    return dict(rows.all())


def _others(session: Session, person_id: int, at: datetime) -> list[Commitment]:
    """Return what somebody has already: classes, what they teach or lead, and where they make up."""
    held, booked = facts.held(session, [person_id])[person_id], facts.booked(session, [person_id], at)[person_id]
    mine = select(MakeUp.instead_id).where(MakeUp.person_id == person_id, MakeUp.ended_at.is_(None))
    making_up = keeping.meetings(session, session.scalars(mine).all()).values()
    extra = [Commitment(one.title, (Span(one.starts_at, one.ends_at),)) for one in making_up if one.is_on]
    return [*facts.commitments(held), *booked, *extra]


def _clash(others: Iterable[Commitment], missed: MeetingFacts, instead: MeetingFacts) -> str:
    """Return what somebody has at the time of the other meeting; the missed one itself is in nobody's way."""
    own, wanted = Span(missed.starts_at, missed.ends_at), [Span(instead.starts_at, instead.ends_at)]
    for other in others:
        spans = [span for span in other.spans if other.section_id != missed.section_id or span != own]
        if first_overlap(spans, wanted):
            return other.title
    return ""


def _chairs(session: Session, meetings: Collection[MeetingFacts]) -> dict[int, Chairs]:
    """Return the chairs of each meeting, counted as they are now."""
    ids = [meeting.id for meeting in meetings]
    seated: dict[int, set[int]] = defaultdict(set)
    rows = select(Enrolment.section_id, Enrolment.person_id).where(
        Enrolment.section_id.in_({meeting.section_id for meeting in meetings}), Enrolment.status.in_(SEATED)
    )
    for section_id, person_id in session.execute(rows):
        seated[section_id].add(person_id)
    gone, guests = _gone(session, ids, set().union(*seated.values())), _count_guests(session, ids)
    return {
        meeting.id: Chairs(
            meeting.capacity,
            len(seated[meeting.section_id]),
            len(gone[meeting.id] & seated[meeting.section_id]),
            guests.get(meeting.id, 0),
        )
        for meeting in meetings
    }


def _gone(session: Session, ids: Collection[int], people: Collection[int]) -> dict[int, set[int]]:
    """Return who leaves a chair free at each meeting: on leave, or making up elsewhere, and not there all the same."""
    gone: dict[int, set[int]] = defaultdict(set)
    for meeting_id, person_id in covered(session, people, ids):
        gone[meeting_id].add(person_id)
    elsewhere = select(MakeUp.missed_id, MakeUp.person_id).where(MakeUp.missed_id.in_(ids), MakeUp.ended_at.is_(None))
    for meeting_id, person_id in session.execute(elsewhere):
        gone[meeting_id].add(person_id)
    marked = select(Attendance.meeting_id, Attendance.person_id, Attendance.mark).where(Attendance.meeting_id.in_(ids))
    for meeting_id, person_id, mark in session.execute(marked):
        if mark is Mark.LEAVE:
            gone[meeting_id].add(person_id)
        elif mark in THERE:
            gone[meeting_id].discard(person_id)
    return gone


def _count_guests(session: Session, ids: Collection[int]) -> dict[int, int]:
    rows = session.execute(
        select(MakeUp.instead_id, func.count())
        .where(MakeUp.instead_id.in_(ids), MakeUp.ended_at.is_(None))
        .group_by(MakeUp.instead_id)
    )
    return dict(rows.all())
