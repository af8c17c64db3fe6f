"""A term to rush for: sections that do not clash, and people who may all enrol."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from activity_center.centre import Centre
from activity_center.courses.models import Course, Meeting, Section, SectionTime
from activity_center.courses.rules import MeetingStatus, SectionStatus
from activity_center.people import secrets
from activity_center.people.models import Card, Person, Role
from activity_center.people.rules import Category, Channel, Contrast, RoleName, Sex, Standing, TextSize
from activity_center.terms.models import Term, Window

PIN = "246810"
FIRST_CARD = 10_000_001
# Of each section.
MEETINGS = 16


@dataclass(frozen=True)
class Rush:
    """Who asks for what: card numbers, and the ids of people and sections in the same order."""

    cards: list[str]
    person_ids: list[int]
    section_ids: list[int]


def open_term(session: Session, people: int, sections: int, seats: int, at: datetime) -> Rush:
    """Write a term whose enrolment is open, with sections of 16 meetings at times of their own."""
    first_on = at.date() + timedelta(days=30)
    session.add(Centre(name="bench", is_demo=True))
    term = Term(name="bench", first_on=first_on, last_on=first_on + timedelta(weeks=MEETINGS))
    session.add(term)
    session.flush()
    opens, closes = at - timedelta(days=1), at + timedelta(days=30)
    session.add(Window(term_id=term.id, name="all", opens_at=opens, closes_at=closes))
    section_ids = [_section(session, term, n, seats, at) for n in range(sections)]
    cards = [str(FIRST_CARD + n) for n in range(people)]
    return Rush(cards, add_people(session, cards, at), section_ids)


def _section(session: Session, term: Term, n: int, seats: int, at: datetime) -> int:
    """Add section number n; up to 7 x 28 sections have times that do not touch each other."""
    course = Course(name=f"course {n}")
    section = Section(course=course, term=term, capacity=seats, status=SectionStatus.OPEN)
    weekday, quarter = n % 7 + 1, n // 7
    starts = (datetime.combine(date(2000, 1, 1), time(8)) + timedelta(minutes=30 * (quarter % 28))).time()
    ends = (datetime.combine(date(2000, 1, 1), starts) + timedelta(minutes=30)).time()
    section.times = [SectionTime(weekday=weekday, starts=starts, ends=ends, place="hall")]
    session.add(section)
    session.flush()
    first = datetime.combine(term.first_on + timedelta(days=weekday), starts, UTC)
    session.execute(
        insert(Meeting), [_meeting(section.id, first + timedelta(weeks=week), at) for week in range(MEETINGS)]
    )
    return section.id


def _meeting(section_id: int, starts_at: datetime, at: datetime) -> dict[str, object]:
    return {
        "section_id": section_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "planned_at": starts_at,
        "status": MeetingStatus.SCHEDULED,
        "changed_at": at,
    }


def add_people(session: Session, cards: Sequence[str], at: datetime) -> list[int]:
    """Add one member for each card number, all with the same PIN, and return their ids in order."""
    everybody = {
        "sex": Sex.FEMALE,
        "birth_on": date(1958, 5, 1),
        "category": Category.RETIRED_CADRE,
        "channel": Channel.PHONE,
        "text_size": TextSize.STANDARD,
        "contrast": Contrast.NORMAL,
        "standing": Standing.ACTIVE,
        "secret_hash": secrets.hashed(PIN),
        "must_change_secret": False,
        "serial": 0,
        "created_at": at,
    }
    rows = [everybody | {"name": f"person {card}"} for card in cards]
    ids = list(session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))
    session.execute(insert(Role), [{"person_id": id, "name": RoleName.MEMBER} for id in ids])
    numbered = [{"person_id": id, "number": card, "issued_at": at} for id, card in zip(ids, cards, strict=True)]
    session.execute(insert(Card), numbered)
    return ids
