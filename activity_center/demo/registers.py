"""The registers of the demo centre: who came in the last weeks, and a term that is over, with certificates."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.attendance import keeping
from activity_center.attendance.keeping import Made, Place
from activity_center.attendance.rules import Mark
from activity_center.audit import Actor
from activity_center.certificates import service as certificates
from activity_center.courses import service as courses
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import HolidayRule, WeeklyTime
from activity_center.courses.service import SectionDraft
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.enrolment.service import Ask
from activity_center.insight import service as insight
from activity_center.terms import service as terms
from activity_center.terms.models import Term
from activity_center.terms.service import TermDraft, WindowDraft

_BATCH = 25
_WEEKS = 12
_LEARNERS = 18


def keep_all(session: Session, at: datetime, by: Actor) -> None:
    """Keep the registers of all classes that have met, but for one of twenty that somebody forgot."""
    meetings = session.execute(
        select(Meeting.id, Meeting.section_id, Meeting.ends_at).where(Meeting.ends_at < at).order_by(Meeting.starts_at)
    ).all()
    people: dict[int, list[int]] = {}
    for section_id in {row.section_id for row in meetings}:
        theirs = select(Enrolment.person_id).where(
            Enrolment.section_id == section_id, Enrolment.status == Status.ENROLLED
        )
        people[section_id] = list(session.scalars(theirs.order_by(Enrolment.id)))
    kept = [row for n, row in enumerate(meetings) if n % 20 != 11]
    for begin in range(0, len(kept), _BATCH):
        made = [
            Made(str(uuid5(NAMESPACE_OID, f"demo {row.id} {id}")), Place(row.id, id), _mark(n, row.id), row.ends_at)
            for row in kept[begin : begin + _BATCH]
            for n, id in enumerate(people[row.section_id])
        ]
        keeping.keep(session, made, at=at, by=by)


def _mark(learner: int, meeting: int) -> Mark:
    """Return how somebody was at a meeting: most come nearly always, one of nine comes half the time."""
    if learner % 9 == 8 and meeting % 2:
        return Mark.ABSENT
    return {0: Mark.ABSENT, 1: Mark.LATE, 2: Mark.LEAVE}.get((learner * 7 + meeting * 3) % 23, Mark.PRESENT)


def add_finished_term(
    session: Session,
    course_id: int,
    teacher_id: int,
    members: Sequence[int],
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> int:
    """Add a term that is over with a class of the teacher's, and return the class; the first members were in it."""
    today = at.astimezone(zone).date()
    first_on = today - timedelta(days=today.weekday()) - timedelta(weeks=40)
    draft = TermDraft("上学期（已结束）", first_on, first_on + timedelta(weeks=_WEEKS, days=-1), seats_per_person=None)
    term: Term = terms.add_term(session, draft, at=at, by=by)
    opened = datetime.combine(first_on, time(9), zone) - timedelta(days=20)
    terms.add_window(session, term.id, WindowDraft("全体学员", opened, opened + timedelta(days=14)), at=at, by=by)
    section = SectionDraft(
        course_id,
        term_id=term.id,
        instructor_id=teacher_id,
        label="（上学期）",
        capacity=30,
        first_on=draft.first_on,
        last_on=draft.last_on,
        holiday_rule=HolidayRule.HELD,
        is_sample=True,
        times=(WeeklyTime(3, time(9), time(10, 30), None, "书画教室一"),),
    )
    section_id = courses.draft_section(session, section, at=at, by=by).id
    courses.publish_many(session, [section_id], at=at, by=by, zone=zone)
    asked_at = opened + timedelta(days=1)
    asks = [Ask(id, section_id, Actor(id, "web"), asked_at) for id in members[:_LEARNERS]]
    enrolment.request_seats(session, asks, asked_at)
    return section_id


def issue(session: Session, section_id: int, desk_id: int, zone: ZoneInfo) -> None:
    """Issue certificates of a class that is over to all who completed it but the last, and revoke one of them."""
    last = session.scalars(
        select(Meeting.ends_at).where(Meeting.section_id == section_id).order_by(Meeting.ends_at.desc()).limit(1)
    ).one()
    by, at = Actor(desk_id, "web"), last + timedelta(days=3)
    section = session.get_one(Section, section_id)
    teacher = Actor(section.instructor_id, "web")
    everybody = [row.learner.person_id for row in insight.completion(session, section_id, at).rows]
    insight.say_work_done(session, section_id, everybody[:-2], at=last, by=teacher)
    able = [row.learner.person_id for row in insight.completion(session, section_id, at).rows if row.completes]
    made = certificates.issue(session, section_id, able[:-1], at=at, by=by, zone=zone)
    certificates.revoke(session, made[-1].id, "姓名有误，已另发（样例）", at=at + timedelta(days=2), by=by)
