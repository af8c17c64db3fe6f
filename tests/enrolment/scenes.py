"""People who fit, terms that are open, and sections with dated meetings: what enrolment is tested on."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.courses.models import Section
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Person
from activity_center.people.rules import Category, Sex
from activity_center.terms.models import Term
from tests import factories
from tests.factories import make_meeting, make_window

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 9, 7, 10, tzinfo=ZONE)

_numbers = count(1)


def a_person(session: Session, **given: Any) -> Person:
    """Make a retired cadre of 66."""
    fits: dict[str, Any] = {"sex": Sex.FEMALE, "birth_on": date(1960, 3, 15), "category": Category.RETIRED_CADRE}
    return factories.make_person(session, **fits | given)


def a_term(session: Session, *, is_open: bool = True, **given: Any) -> Term:
    """Make the autumn term of 2026, open to everybody unless `is_open` is false."""
    days = {"first_on": date(2026, 9, 14), "last_on": date(2027, 1, 1)}
    term = factories.make_term(session, f"2026 年秋季学期 {next(_numbers)}", **days | given)
    if is_open:
        make_window(session, term)
    return term


def a_section(
    session: Session,
    term: Term | None = None,
    *,
    weekday: int = 1,
    starts: time = time(8, 30),
    minutes: int = 90,
    weeks: int = 0,
    **given: Any,
) -> Section:
    """Make an open section of 30 seats that meets weekly, with as many dated meetings as `weeks`."""
    term = term or a_term(session)
    section = factories.make_section(session, term=term, times=None if weekday == 1 else [], **given)
    for week in range(weeks):
        day = term.first_on + timedelta(days=weekday - 1 + 7 * week)
        begins = datetime.combine(day, starts, ZONE).astimezone(UTC)
        make_meeting(session, section, begins, ends_at=begins + timedelta(minutes=minutes))
    return section


def an_enrolment(
    session: Session,
    section: Section,
    person: Person | None = None,
    status: Status = Status.ENROLLED,
    *,
    since: datetime = AT,
) -> Enrolment:
    """Make an enrolment as it stands, without asking."""
    person = person or a_person(session)
    enrolment = Enrolment(section=section, person=person, status=status, requested_at=since, changed_at=since)
    session.add(enrolment)
    session.flush()
    return enrolment
