"""The demo centre: whole, open today whatever today is, and never loaded over anybody real."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center import create_app
from activity_center.centre import Centre
from activity_center.courses.models import Course, Department, Meeting, Section
from activity_center.courses.rules import Mode, SectionStatus
from activity_center.db import Base, db, transaction
from activity_center.demo import samples, service
from activity_center.enrolment import queries
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Refused
from activity_center.people import secrets
from activity_center.people.models import Card, Person
from activity_center.rooms.models import BookingPerson, BookingRoom, Room, Site
from activity_center.rooms.rules import Span
from activity_center.settings import settings
from activity_center.terms.models import Term
from tests.databases import empty_database
from tests.exchange.importing import AT, PUBLISHED
from tests.factories import make_person

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def loaded(database: str) -> Iterator[Flask]:
    """A database of this file's own with the demo in it: loaded once, for tests that only read."""
    with empty_database(database) as url:
        app = create_app({**settings({"DATABASE_URL": url, "SECRET_KEY": "only for tests"}), "TESTING": True})
        with app.app_context():
            db.create_all()
            with transaction() as session:
                assert service.load(session, at=AT, zone=SHANGHAI)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def demo(loaded: Flask) -> Iterator[Session]:
    with loaded.app_context():
        yield db.session()
        db.session.remove()


def count(session: Session, model: type[Base], *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def card(session: Session, number: int) -> int:
    return session.scalars(select(Card.person_id).filter_by(number=str(number))).one()


def section(session: Session, name: str, level: str = "") -> Section:
    first = select(Section).join(Course).where(Course.name == name, Course.level == level, Section.status == "open")
    return session.scalars(first.order_by(Section.id).limit(1)).one()


def statuses(session: Session, section: Section) -> dict[str, int]:
    rows = session.scalars(select(Enrolment.status).filter_by(section_id=section.id))
    return dict(Counter(status.value for status in rows))


def test_it_is_as_large_as_promised(demo: Session):
    assert count(demo, Card) == 2000
    assert {card(demo, 10_000_001), card(demo, 10_002_000)} <= set(demo.scalars(select(Person.id)))
    # Twenty rooms for classes, a hall that divides in two, and two rooms with tables.
    assert (count(demo, Site), count(demo, Room)) == (2, 20 + 3 + 2)
    assert count(demo, Section, Section.is_sample, Section.status == SectionStatus.OPEN) == 120 + 4
    assert count(demo, Section, ~Section.is_sample) == 13
    assert count(demo, Person, ~Person.is_sample) == 0
    assert count(demo, Meeting) > 120 * 16


def test_everybody_can_sign_in(demo: Session):
    hashes = set(demo.scalars(select(Person.secret_hash).join(Card)))
    assert len(hashes) == 1
    assert secrets.matches(hashes.pop(), "246810")
    staff = {name: kept for name, kept in demo.execute(select(Person.staff_name, Person.secret_hash)) if name}
    assert set(staff) == {"admin", "desk", "teacher", "officer"}
    assert all(secrets.matches(kept, "demo-pass-2026") for kept in staff.values())


def test_its_courses_are_those_of_the_catalogues():
    published = "\n".join(path.read_text("utf-8") for path in PUBLISHED.iterdir()).replace("錦", "锦")
    assert [course.name for course in samples.courses() if course.name not in published] == []


def test_nobody_and_no_room_is_in_two_places(demo: Session):
    for held, key in ((BookingRoom, BookingRoom.room_id), (BookingPerson, BookingPerson.person_id)):
        spans: dict[int, list[Span]] = {}
        for id, starts_at, ends_at in demo.execute(select(key, held.starts_at, held.ends_at)):
            spans.setdefault(id, []).append(Span(starts_at, ends_at))
        assert spans
        for mine in spans.values():
            mine.sort()
            assert not any(a.overlaps(b) for a, b in pairwise(mine))


def test_a_class_meets_today_and_people_are_in_it(demo: Session):
    today = select(Meeting).where(Meeting.starts_at <= AT, Meeting.ends_at > AT).join(Section).where(Section.is_sample)
    running = [meeting for meeting in demo.scalars(today) if meeting.section.instructor]
    assert [meeting.section.instructor.staff_name for meeting in running] == ["teacher"]
    first = card(demo, 10_000_001)
    for meeting in running:
        enrolled = select(Enrolment.status).filter_by(section_id=meeting.section_id, person_id=first)
        assert demo.scalars(enrolled).all() == [Status.ENROLLED]


def test_the_sections_with_a_story(demo: Session):
    assert statuses(demo, section(demo, "书法", "初级")) == {"enrolled": 29}
    assert statuses(demo, section(demo, "书法", "入门")) == {"enrolled": 30, "waiting": 4}
    assert statuses(demo, section(demo, "八段锦")) == {"enrolled": 24}
    assert statuses(demo, section(demo, "钢琴", "入门")) == {"applied": 40}
    assert statuses(demo, section(demo, "古筝", "入门")) == {"enrolled": 19, "withdrawn": 1, "offered": 1, "waiting": 1}
    assert section(demo, "广场舞").mode is Mode.WALK_IN
    assert section(demo, "民族舞", "初级").max_age_new == 70


def test_no_section_has_too_many(demo: Session):
    taken = (
        select(Enrolment.section_id, func.count().label("n"))
        .where(Enrolment.status.in_([Status.ENROLLED, Status.OFFERED]))
        .group_by(Enrolment.section_id)
        .subquery()
    )
    full = select(Section.id).join(taken, taken.c.section_id == Section.id).where(taken.c.n > Section.capacity)
    assert demo.scalars(full).all() == []
    assert count(demo, Enrolment) > 1000


def test_the_first_member_has_a_timetable_and_may_still_enrol(demo: Session):
    first, at = card(demo, 10_000_001), AT
    begins = at + timedelta(days=27)
    attended = queries.meetings_of(demo, first, begins, at + timedelta(days=365))
    assert Counter(status for _, status in attended) == {Status.ENROLLED: 32, Status.WAITING: 16}
    nearly_full = section(demo, "书法", "初级")
    assert enrolment.refusals_for(demo, first, [nearly_full.id], at) == {nearly_full.id: []}


def test_the_teacher_has_several_classes(demo: Session):
    teacher = demo.scalars(select(Person.id).filter_by(staff_name="teacher")).one()
    assert count(demo, Section, Section.instructor_id == teacher) >= 4


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "today", [datetime(2026, 12, 30, 16, 30, tzinfo=UTC), datetime(2028, 2, 29, 1, 0, tzinfo=UTC)], ids=str
)
def test_enrolment_is_open_whatever_the_date(session: Session, today: datetime):
    service.load(session, at=today, zone=SHANGHAI)
    term = session.scalars(select(Term).order_by(Term.first_on.desc()).limit(1)).one()
    assert term.first_on > today.date() + timedelta(days=14)
    assert term.first_on.isoweekday() == 1
    free, calligraphy = card(session, 10_000_150), section(session, "书法", "初级")
    assert enrolment.refusals_for(session, free, [calligraphy.id], today) == {calligraphy.id: []}
    returning, _, everybody = sorted(term.windows, key=lambda w: w.opens_at)
    assert returning.closes_at < today < everybody.closes_at
    assert everybody.opens_at < today - timedelta(hours=24)


def test_loading_it_again_changes_nothing(demo: Session):
    before = count(demo, Person)
    assert not service.load(demo, at=AT, zone=SHANGHAI)
    assert count(demo, Person) == before


def test_it_is_never_loaded_over_anybody(session: Session, at: datetime):
    make_person(session, "李秀英")
    for act in (lambda: service.load(session, at=at, zone=SHANGHAI), lambda: service.clear(session)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reasons[0].code == "not_a_demo"
    assert count(session, Person) == 1


def test_a_real_centre_is_never_made_a_demo(session: Session, at: datetime):
    session.add(Centre(name="老年大学"))
    session.flush()
    with pytest.raises(Refused):
        service.load(session, at=at, zone=SHANGHAI)


def test_starting_over_leaves_nothing_and_nobody_real_goes_with_it(session: Session, at: datetime):
    service.load(session, at=at, zone=SHANGHAI)
    with session.begin_nested() as visit:
        make_person(session, "李秀英")
        with pytest.raises(Refused):
            service.clear(session)
        visit.rollback()
    service.clear(session)
    tables = Base.metadata.sorted_tables
    assert [table.name for table in tables if session.execute(select(table).limit(1)).first()] == []
    assert service.load(session, at=at, zone=SHANGHAI)


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_twice_the_size_has_twice_the_people_and_sections(session: Session, at: datetime):
    service.load(session, at=at, zone=SHANGHAI, scale=2)
    assert count(session, Card) == 4000
    assert count(session, Section, Section.is_sample, Section.status == SectionStatus.OPEN) == 240 + 4
    assert card(session, 10_004_000)
    assert count(session, Department, Department.name.in_(samples.DEPARTMENTS)) == 10
