"""Staff plan courses on pages: drafts, dates shown before they are written, and the offer."""

from datetime import UTC, date, datetime, time
from itertools import count

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.courses.models import Course, Department, Meeting, Section, SectionTime
from activity_center.courses.rules import HolidayRule, MeetingStatus, SectionStatus
from activity_center.people.rules import RoleName
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.factories import make_course, make_meeting, make_person, make_room, make_section, make_term, sign_in


@pytest.fixture
def desk(session: Session, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    return client


numbers = count(1)


def future_term(session: Session, **values):
    return make_term(session, f"term {next(numbers)}", first_on=date(2030, 9, 2), last_on=date(2030, 12, 22), **values)


def draft(session: Session, **values) -> Section:
    return make_section(session, status=SectionStatus.DRAFT, term=future_term(session), **values)


def typed(section: Section | None = None, **changes) -> dict[str, str]:
    plain = {
        "holiday_rule": "make_up",
        "mode": "first_come",
        "fee_per": "term",
        "fee_currency": "CNY",
        "times-0-weekday": "1",
        "times-0-starts": "8:30",
        "times-0-ends": "10:00",
        "times-0-place": "一楼大厅",
    }
    known = {"course_id": str(section.course_id), "term_id": str(section.term_id or "")} if section else {}
    return plain | known | changes


def test_a_department_and_a_course_are_added(session: Session, desk):
    assert desk.post("/desk/departments/new", data={"name": "书画系"}).status_code == 303
    department_id = session.scalar(select(Department.id))
    answer = desk.post("/desk/courses/new", data={"name": "书法", "department_id": str(department_id)})
    assert session.scalar(select(Course.pinyin)) == "shufa sf"
    assert answer.location.startswith("/desk/sections/new?course=")


def test_a_name_that_is_taken_is_refused_on_the_form_and_stays_typed(session: Session, desk):
    make_course(session, "书法")
    answer = desk.post("/desk/courses/new", data={"name": "书法", "department_id": ""})
    assert answer.status_code == 409
    assert "已经有一个叫" in answer.text
    assert 'value="书法"' in answer.text


def test_a_draft_may_be_saved_with_a_course_alone(session: Session, desk):
    course = make_course(session)
    blank = {"course_id": str(course.id), "holiday_rule": "make_up", "mode": "first_come", "fee_per": "term"}
    answer = desk.post("/desk/sections/new", data=blank | {"step": "save"})
    section = session.scalars(select(Section)).one()
    assert answer.location == f"/desk/sections/{section.id}/dates"
    assert (section.status, section.times, section.fee_currency) == (SectionStatus.DRAFT, [], "CNY")


def test_looking_at_the_dates_writes_nothing(session: Session, desk):
    section = draft(session)
    answer = desk.post(f"/desk/sections/{section.id}/edit", data=typed(section, capacity="30", step="look"))
    assert answer.status_code == 200
    assert "9月2日" in answer.text
    assert session.scalar(select(func.count(Meeting.id))) == 0


def test_more_rows_keep_what_was_typed(session: Session, desk):
    section = draft(session)
    answer = desk.post(f"/desk/sections/{section.id}/edit", data=typed(section, label="3班", step="more"))
    assert 'name="times-4-starts"' in answer.text
    assert 'value="3班"' in answer.text
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"times-0-starts": "25:00"}, "请按 8:30 的样子填写时间"),
        ({"times-0-ends": "8:00"}, "结束时间早于开始时间"),
        ({"excluded_on": "2030-02-31"}, "请按 2026-10-19"),
        ({"course_id": ""}, "请选择课程"),
    ],
)
def test_what_is_out_of_shape_is_said_and_not_saved(session: Session, desk, changes, said):
    section = draft(session)
    answer = desk.post(f"/desk/sections/{section.id}/edit", data=typed(section, step="save", **changes))
    assert answer.status_code == 422
    assert said in answer.text


def test_a_section_is_drafted_looked_at_and_offered(session: Session, desk):
    room, teacher = make_room(session, "302"), make_person(session, "王老师", RoleName.INSTRUCTOR)
    section = draft(session)
    data = typed(section, capacity="30", instructor_id=str(teacher.id), step="save") | {
        "times-0-place": "",
        "times-0-room_id": str(room.id),
    }
    assert desk.post(f"/desk/sections/{section.id}/edit", data=data).status_code == 303
    assert "302" in desk.get(f"/desk/sections/{section.id}/dates").text
    assert desk.post(f"/desk/sections/{section.id}/publish").status_code == 303
    session.refresh(section)
    assert (section.status, section.revision) == (SectionStatus.OPEN, 1)
    assert session.scalar(select(func.count(Meeting.id))) == 16


def test_a_taken_room_is_shown_beside_each_date_and_refused(session: Session, desk):
    room = make_room(session, "302")

    def weekly() -> list[SectionTime]:
        return [SectionTime(weekday=1, starts=time(8, 30), ends=time(10), room_id=room.id)]

    first, second = draft(session, times=weekly(), weeks=2), draft(session, times=weekly(), weeks=2)
    desk.post(f"/desk/sections/{first.id}/publish")
    shown = desk.get(f"/desk/sections/{second.id}/dates").text
    assert shown.count("302已被“书法”占用") == 2
    answer = desk.post(f"/desk/sections/{second.id}/publish")
    assert answer.status_code == 409
    session.refresh(second)
    assert second.status is SectionStatus.DRAFT


def test_saving_keeps_what_the_form_does_not_show(session: Session, desk):
    section = draft(session, code="W-7", fee_words="面议", is_sample=True, holiday_rule=HolidayRule.HELD)
    desk.post(f"/desk/sections/{section.id}/edit", data=typed(section, holiday_rule="held", step="save"))
    session.refresh(section)
    assert (section.code, section.fee_words, section.is_sample) == ("W-7", "面议", True)


def test_drafts_say_in_the_list_what_they_lack(session: Session, desk):
    draft(session, capacity=None)
    assert "还没有名额数" in desk.get("/desk/sections?status=draft").text
    assert "还没有名额数" not in desk.get("/desk/sections?status=open").text


def test_the_list_is_searched_by_initials(session: Session, desk):
    make_section(session)
    assert "书法" in desk.get("/desk/sections?q=sf").text
    assert "没有找到" in desk.get("/desk/sections?q=hc").text


def test_a_day_shows_what_is_scheduled_although_it_is_closed(session: Session, desk):
    section = make_section(session)
    make_meeting(session, section, datetime(2030, 10, 1, 0, 30, tzinfo=UTC))
    make_meeting(session, section, datetime(2030, 10, 1, 6, tzinfo=UTC), status=MeetingStatus.CANCELLED)
    session.add(Closure(on=date(2030, 10, 1), kind=ClosureKind.HOLIDAY, name="国庆节"))
    shown = desk.get("/desk/days/2030-10-01").text
    assert "国庆节" in shown
    assert "这一天排了 1 次课" in shown
    assert f"/desk/sections/{section.id}/dates" in shown


@pytest.mark.parametrize("day", ["2030-02-31", "today"])
def test_a_day_that_is_none_is_not_there(session: Session, desk, day: str):
    assert desk.get(f"/desk/days/{day}").status_code == 404


PAGES = ["/desk/courses", "/desk/sections", "/desk/sections/new", "/desk/courses/new", "/desk/departments/new"]


@pytest.mark.parametrize("page", PAGES)
def test_only_staff_see_the_pages_of_planning(session: Session, client: FlaskClient, page: str):
    assert client.get(page).status_code == 302
    sign_in(client, make_person(session, "学员"))
    assert client.get(page).status_code == 403
    sign_in(client, make_person(session, "管理员", RoleName.ADMIN))
    assert client.get(page).status_code == 200
