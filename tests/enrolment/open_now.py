"""A term that is open today, whatever the date: views ask the clock themselves."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.courses.models import Section, SectionTime
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Person
from activity_center.terms.models import Term
from tests import factories
from tests.enrolment.scenes import ZONE, a_person

NOW = clock.now()
TODAY = NOW.astimezone(ZONE).date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())


def term_now(session: Session, *, opens: int = -1, closes: int = 1, **given: Any) -> Term:
    """Make a term that began this week, whose enrolment opens and closes so many days from now."""
    days: dict[str, Any] = {"first_on": MONDAY, "last_on": MONDAY + timedelta(weeks=16)}
    term = factories.make_term(session, **days | given)
    hours = {"opens_at": NOW + timedelta(days=opens), "closes_at": NOW + timedelta(days=closes)}
    factories.make_window(session, term, **hours)
    return term


def class_now(
    session: Session,
    term: Term | None,
    name: str = "书法",
    *,
    weekday: int = 2,
    starts: time = time(8, 30),
    weeks: int = 3,
    first_week: int = 1,
    course: dict[str, Any] | None = None,
    **given: Any,
) -> Section:
    """Make a section that meets once a week for ninety minutes, from next week on or from a later one."""
    ends = (datetime.combine(TODAY, starts) + timedelta(minutes=90)).time()
    weekly = [SectionTime(weekday=weekday, starts=starts, ends=ends, place="302 教室")]
    taught = factories.make_course(session, name, **course or {})
    section = factories.make_section(session, term=term, course=taught, times=weekly, **given)
    for week in range(first_week, first_week + weeks):
        begins = datetime.combine(meeting_day(weekday, week), starts, ZONE)
        factories.make_meeting(session, section, begins, place="302 教室")
    return section


def meeting_day(weekday: int, week: int = 1) -> date:
    """Return a weekday so many weeks from this one."""
    return MONDAY + timedelta(days=weekday - 1, weeks=week)


def enrolled(
    session: Session, section: Section, person: Person | None = None, status: Status = Status.ENROLLED, **given: Any
) -> Enrolment:
    """Put somebody into a section as they stand, without asking."""
    row = Enrolment(
        section=section, person=person or a_person(session), status=status, requested_at=NOW, changed_at=NOW, **given
    )
    session.add(row)
    session.flush()
    return row


def filled(session: Session, section: Section, waiting: int = 0) -> None:
    """Fill a section with strangers, and let some more wait."""
    for place in range((section.capacity or 0) + waiting):
        enrolled(session, section, status=Status.ENROLLED if place < (section.capacity or 0) else Status.WAITING)
