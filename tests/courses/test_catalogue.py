"""The catalogue finds what somebody looks for, in an order that stays."""

from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from activity_center.courses import service
from activity_center.courses.models import Department, Section, SectionTime
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import Filters
from activity_center.people.rules import RoleName
from tests.factories import make_course, make_meeting, make_person, make_section, make_term
from tests.statements import counted


def weekly(weekday: int | None, starts: time | None = time(8, 30)) -> list[SectionTime]:
    return [SectionTime(weekday=weekday, starts=starts, place="大厅")]


def section(session: Session, name: str = "书法", *, times=None, **values) -> Section:
    course = make_course(session, name, **{k: values.pop(k) for k in ("department_id", "level") if k in values})
    return make_section(session, course=course, times=weekly(1) if times is None else times, **values)


def found(session: Session, **filters) -> list[str]:
    return [row.title for row in service.catalogue(session, Filters(**filters)).sections]


@pytest.fixture
def painting(session: Session) -> Department:
    department = Department(name="书画系")
    session.add(department)
    session.flush()
    return department


@pytest.mark.parametrize("q", ["sf", "书", "SHUFA", "书画系", "王", "wls", "sf 王老师", "W7"])
def test_a_section_is_found_by_characters_and_by_initials(session: Session, painting, q: str):
    teacher = make_person(session, "王老师", RoleName.INSTRUCTOR)
    section(session, "书法", department_id=painting.id, instructor_id=teacher.id, code="W7")
    section(session, "合唱")
    assert found(session, q=q) == ["书法"]


@pytest.mark.parametrize("q", ["hc 书法", "%", "_"])
def test_every_word_must_be_met_and_signs_are_only_signs(session: Session, q: str):
    section(session, "书法")
    section(session, "合唱")
    assert found(session, q=q) == []


def test_a_number_alone_finds_the_section_that_the_printed_catalogue_calls_so(session: Session):
    other_term = make_term(session, "明年")
    wanted = section(session, "书法", term=other_term)
    section(session, f"太极拳 {wanted.id} 式")
    assert found(session, q=f" {wanted.id} ", term_id=make_term(session).id) == ["书法"]
    assert found(session, q=f"太极 {wanted.id}") == [f"太极拳 {wanted.id} 式"]


def test_a_number_that_no_section_has_is_part_of_a_name(session: Session):
    taught = section(session, "太极拳")
    taught.course.name = f"太极拳 {taught.id + 24} 式"
    section(session, "不开的班", status=SectionStatus.CANCELLED)
    assert found(session, q=str(taught.id + 24)) == [taught.title]
    assert found(session, q="9" * 30) == []


def test_the_order_is_weekday_start_title(session: Session):
    section(session, "d", times=weekly(2, time(8)))
    section(session, "c", times=weekly(1, time(9)))
    section(session, "b", times=weekly(1, time(8)))
    section(session, "a", times=weekly(1, time(8)) + weekly(5))
    assert found(session) == ["a", "b", "c", "d"]


def test_drafts_are_for_staff_and_those_without_a_time_come_last(session: Session):
    section(session, "draft", times=[], status=SectionStatus.DRAFT, term=None)
    section(session, "half", times=weekly(None, None), status=SectionStatus.DRAFT)
    section(session, "open", times=weekly(7))
    assert found(session) == ["open"]
    staff = service.catalogue(session, Filters().with_drafts())
    assert ([row.title for row in staff.sections], staff.total) == (["open", "draft", "half"], 3)


def test_filters_by_weekday_department_and_term(session: Session, painting):
    term = make_term(session)
    section(session, "周三", times=weekly(3), term=term)
    section(session, "国画", department_id=painting.id)
    assert found(session, weekdays=frozenset({2, 3})) == ["周三"]
    assert found(session, department_ids=frozenset({painting.id})) == ["国画"]
    assert found(session, term_id=term.id) == ["周三"]


def test_what_is_over_is_left_out_by_its_own_days_or_those_of_its_term(session: Session):
    past = make_term(session, first_on=date(2026, 2, 1), last_on=date(2026, 6, 30))
    section(session, "old", term=past)
    section(session, "longer", term=past, last_on=date(2026, 9, 7))
    section(session, "undated", term=None)
    assert found(session, not_over_on=date(2026, 9, 7)) == ["longer", "undated"]


def test_pages_follow_each_other_without_a_gap_or_a_repetition(session: Session):
    titles = [section(session, f"{n:02}", times=weekly(n % 3 + 1)).title for n in range(10)]
    pages, after = [], None
    while True:
        page = service.catalogue(session, Filters(), limit=3, after=after)
        pages += [row.title for row in page.sections]
        after = page.next
        if after is None:
            break
    assert sorted(pages) == titles
    assert pages == found(session)
    assert page.total == 10


def test_a_page_goes_on_where_it_ended_also_when_that_section_is_gone(session: Session):
    rows = [section(session, f"{n}") for n in range(4)]
    first = service.catalogue(session, Filters(), limit=2)
    rows[1].status = SectionStatus.CANCELLED
    session.flush()
    assert [row.title for row in service.catalogue(session, Filters(), after=first.next).sections] == ["2", "3"]


def test_departments_are_counted_whichever_is_ticked(session: Session, painting):
    music = Department(name="音乐系")
    session.add(music)
    session.flush()
    for name, department in (("a", painting), ("b", painting), ("c", music)):
        section(session, name, department_id=department.id)
    counts = service.departments_with_counts(session, Filters(department_ids=frozenset({music.id})))
    assert {department.name: number for department, number in counts} == {"书画系": 2, "音乐系": 1}


def test_the_number_of_queries_does_not_grow_with_the_catalogue(session: Session, painting):
    for n in range(40):
        teacher = make_person(session, f"老师{n}")
        section(session, f"{n}", department_id=painting.id, instructor_id=teacher.id)
    session.expunge_all()
    with counted(session) as sent:
        for row in service.catalogue(session, Filters()).sections:
            assert all([row.title, row.course.department, row.term, row.instructor, row.times])
    assert len(sent) <= 4


def test_meetings_are_counted_for_many_sections_at_once(session: Session):
    full, bare = section(session, "full"), section(session, "bare")
    make_meeting(session, full)
    assert service.count_meetings(session, [full.id, bare.id]) == {full.id: 1, bare.id: 0}
