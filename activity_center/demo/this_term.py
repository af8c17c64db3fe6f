"""The term that runs in the demo centre: classes that meet today, so that people can sign in and be marked."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.rules import HolidayRule, WeeklyTime
from activity_center.courses.service import SectionDraft
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.service import Ask
from activity_center.terms import service as terms
from activity_center.terms.service import TermDraft, WindowDraft

_WEEKS = timedelta(weeks=12)
_BEFORE = timedelta(days=20)
_PLACE = "一楼大厅"
_EVERY_DAY = ((time(9), time(10, 30)), (time(14, 30), time(16)))
_LEARNERS, _OTHERS = 24, 9


def run(
    session: Session,
    course_ids: tuple[int, int],
    teacher_id: int,
    members: Sequence[int],
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> list[int]:
    """Add a term that began twelve weeks ago, with a class that meets at this very hour, one of every day, and one
    parallel to the first in which others are, so that what is missed can be made up for.

    The first is the teacher's. The first members are in the first two. Return the sections.
    """
    now = at.astimezone(zone)
    monday = now.date() - timedelta(days=now.weekday())
    draft = TermDraft("本学期（进行中）", monday - _WEEKS, monday + timedelta(weeks=4, days=-1), seats_per_person=None)
    term = terms.add_term(session, draft, at=at, by=by)
    opened = datetime.combine(draft.first_on, time(9), zone) - _BEFORE
    window = WindowDraft("全体学员", opened, opened + timedelta(days=14))
    terms.add_window(session, term.id, window, at=at, by=by)
    every_day = [WeeklyTime(day, *hours, None, _PLACE) for day in range(1, 8) for hours in _EVERY_DAY]
    # Whoever loads the demo late at night still finds a class that ends before midnight.
    hour = min(now.hour, 21)
    this_hour = [WeeklyTime(now.isoweekday(), time(hour), time(hour + 2), None, "书画教室一")]
    # Who is in the class of this hour may not have the time for the other, which is asked for after it.
    next_day = [WeeklyTime(now.isoweekday() % 7 + 1, time(10, 40), time(12, 10), None, "书画教室二")]
    first, others = members[:_LEARNERS], members[_LEARNERS : _LEARNERS + _OTHERS]
    plans = (
        (course_ids[0], "进行中", this_hour, teacher_id, first),
        (course_ids[1], "天天练", every_day, None, first),
        (course_ids[0], "平行班", next_day, None, others),
    )
    drafts = [
        SectionDraft(
            course_id,
            term_id=term.id,
            instructor_id=instructor_id,
            label=f"（{label}）",
            capacity=30,
            first_on=draft.first_on,
            last_on=draft.last_on,
            holiday_rule=HolidayRule.HELD,
            is_sample=True,
            times=tuple(times),
        )
        for course_id, label, times, instructor_id, _ in plans
    ]
    ids = [courses.draft_section(session, one, at=at, by=by).id for one in drafts]
    courses.publish_many(session, ids, at=at, by=by, zone=zone)
    asked_at = opened + timedelta(days=1)
    learners = [(section, id) for section, plan in zip(ids, plans, strict=True) for id in plan[-1]]
    asks = [Ask(id, section, Actor(id, "web"), asked_at) for section, id in learners]
    enrolment.request_seats(session, asks, asked_at)
    return ids
