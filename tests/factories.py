"""Rows for tests: functions with defaults that every test may override. They flush; the test commits if it must."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from activity_center.courses.models import Course, Meeting, Section, SectionTime
from activity_center.courses.rules import SectionStatus
from activity_center.people import pinyin, secrets
from activity_center.people.models import Card, Person, Role
from activity_center.people.rules import RoleName
from activity_center.rooms.models import Opening, Room, Site
from activity_center.terms.models import Term, Window

LONG_AGO = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PIN = "246810"

_numbers = count(20_000_001)


@cache
def hashed(secret: str) -> str:
    """Hash each secret once in a test run; hashing is slow on purpose."""
    return secrets.hashed(secret)


def make_person(
    session: Session,
    name: str = "李秀英",
    *roles: RoleName,
    secret: str | None = None,
    card: str | None = None,
    **values: Any,
) -> Person:
    """Make somebody: a member unless `roles` are named; without a secret, which makes it fast, nor a card."""
    person = Person(
        name=name,
        pinyin=pinyin.index(name, is_person=True),
        secret_hash=hashed(secret) if secret else None,
        **{"created_at": LONG_AGO} | values,
    )
    person.roles = [Role(name=role) for role in roles or (RoleName.MEMBER,)]
    session.add(person)
    session.flush()
    if card:
        make_card(session, person, card)
    return person


def make_card(session: Session, person: Person, number: str | None = None, **values: Any) -> Card:
    """Give somebody a card with this number, or one that nobody has."""
    card = Card(person=person, number=number or str(next(_numbers)), **{"issued_at": LONG_AGO} | values)
    session.add(card)
    session.flush()
    return card


def sign_in(client: FlaskClient, person: Person) -> None:
    """Let a client be signed in as somebody, without the door and its slow comparison."""
    with client.session_transaction() as cookies:
        cookies["_user_id"] = f"{person.id}.{person.serial}"
        cookies["_fresh"] = True


def make_term(session: Session, name: str = "2026 秋季学期", **values: Any) -> Term:
    """Make the autumn term of 2026, seven weeks of which are before the first of November."""
    days = {"first_on": date(2026, 9, 7), "last_on": date(2026, 12, 27)}
    return _add(session, Term(name=name, **days | values))


def make_window(session: Session, term: Term, **values: Any) -> Window:
    """Make a window that is open for everybody through all of 2026."""
    whole_year = {
        "name": "全体学员",
        "opens_at": datetime(2026, 1, 1, tzinfo=UTC),
        "closes_at": datetime(2027, 1, 1, tzinfo=UTC),
    }
    return _add(session, Window(term_id=term.id, **whole_year | values))


def make_room(session: Session, name: str | None = None, *, hours: Any = (), **values: Any) -> Room:
    """Make a room with 30 seats at a site of its own; `hours` are (weekday, opens, closes), none means always open."""
    number = next(_numbers)
    site = values.pop("site", None) or Site(name=f"场馆 {number}")
    openings = [Opening(weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in hours]
    return _add(session, Room(name=name or f"教室 {number}", site=site, openings=openings, **{"seats": 30} | values))


def make_course(session: Session, name: str = "书法", **values: Any) -> Course:
    """Make a course without a department."""
    return _add(session, Course(name=name, pinyin=pinyin.index(name), **values))


def make_section(session: Session, *, times: Any = None, **values: Any) -> Section:
    """Make an open section of 30 seats in a term of its own; without a schedule, see make_meeting.

    `times` are SectionTime rows; unless some are given it meets on Mondays from 8:30 to 10:00 at a place in words.
    """
    course = values.pop("course", None) or make_course(session)
    term = values.pop("term") if "term" in values else make_term(session, f"学期 {next(_numbers)}")
    weekly = [SectionTime(weekday=1, starts=time(8, 30), ends=time(10), place="一楼大厅")] if times is None else times
    offered = {"status": SectionStatus.OPEN, "capacity": 30}
    return _add(session, Section(course=course, term=term, times=weekly, **offered | values))


def make_meeting(session: Session, section: Section, starts_at: datetime | None = None, **values: Any) -> Meeting:
    """Make a meeting of ninety minutes, without a room or a booking, on Monday 7 September 2026 at 8:30."""
    starts_at = starts_at or datetime(2026, 9, 7, 0, 30, tzinfo=UTC)
    facts = {"ends_at": starts_at + timedelta(minutes=90), "planned_at": starts_at, "changed_at": LONG_AGO}
    return _add(session, Meeting(section=section, starts_at=starts_at, **facts | values))


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
