"""Registers on paper: what is printed, what keying in changes, and spreadsheets."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from activity_center.attendance.models import Attendance, Marking
from activity_center.attendance.rules import Mark
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from tests.factories import make_course, make_person, sign_in
from tests.insight.scenes import A, P, a_class, mark


@pytest.fixture
def past(monkeypatch, at):
    """Let the pages be asked for the day after the classes of the scenes have met for the first time."""
    monkeypatch.setattr("activity_center.clock.now", lambda: at + timedelta(days=8))


@pytest.fixture
def over(monkeypatch, at):
    """Let the pages be asked for in December 2026, when the classes of the scenes are over."""
    monkeypatch.setattr("activity_center.clock.now", lambda: at.replace(month=12))


@pytest.fixture
def desk(session, client):
    person = make_person(session, "孙丽萍", RoleName.DESK)
    sign_in(client, person)
    return person


def marks(session, meeting):
    session.expire_all()
    rows = session.execute(select(Attendance.person_id, Attendance.mark).where(Attendance.meeting_id == meeting.id))
    return dict(rows.all())


def address(section):
    return f"/teach/meetings/{section.meetings[0].id}/from-paper"


def shown(page):
    """Return the hidden fields with which a page asks to save."""
    return dict(re.findall(r'type="hidden" name="((?:mark|was)-\d+)" value="(\w*)"', page))


def test_a_register_has_everybody_with_their_number_and_the_coming_meetings(session, client, desk):
    section, people = a_class(session, 3, 2)
    page = client.get(f"/teach/sections/{section.id}/paper-register").text
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    assert (rows.count("<tr>"), rows.count('<th scope="row"')) == (35, len(people))
    assert page.count("李秀英") == len(people)


def test_only_who_keeps_the_registers_prints_and_keys_them_in(session, client, past):
    section, _ = a_class(session, 1)
    sign_in(client, make_person(session, "别的老师", RoleName.INSTRUCTOR))
    for url in (f"/teach/sections/{section.id}/paper-register", f"/teach/sections/{section.id}/register.xlsx"):
        assert client.get(url).status_code == 403
    assert client.get(address(section)).status_code == 403
    assert client.post(address(section), data={"step": "look", "present": "1"}).status_code == 403


def test_keying_in_shows_what_changes_and_saves_only_then(session, client, desk, past):
    section, people = a_class(session, 1, 4)
    mark(session, section, people[0], [P])
    looked = client.post(address(section), data={"step": "look", "present": "1-2", "late": "4", "absent": "3"})
    assert "3 条点名" in looked.text
    assert marks(session, section.meetings[0]) == {people[0]: Mark.PRESENT}
    saved = client.post(address(section), data={"step": "save"} | shown(looked.text))
    assert saved.status_code == 303
    assert marks(session, section.meetings[0]) == dict(
        zip(people, [Mark.PRESENT, Mark.PRESENT, Mark.ABSENT, Mark.LATE], strict=True)
    )
    kept = session.scalars(select(Marking).where(Marking.via == "paper")).all()
    assert {(one.person_id, one.actor_id) for one in kept} == {(id, desk.id) for id in people[1:]}
    assert "录自纸质点名册" in client.get(f"/teach/meetings/{section.meetings[0].id}/history").text
    again = client.post(address(section), data={"step": "look", "present": "1-2", "late": "4", "absent": "3"})
    assert "没有需要改的" in again.text


def test_saving_twice_writes_nothing_twice(session, client, desk, past):
    section, _ = a_class(session, 1, 2)
    fields = {"step": "save"} | shown(client.post(address(section), data={"step": "look", "present": "1-2"}).text)
    client.post(address(section), data=fields)
    client.post(address(section), data=fields)
    assert len(session.scalars(select(Marking)).all()) == 2


def test_all_the_rest_were_present(session, client, desk, past):
    section, people = a_class(session, 1, 3)
    looked = client.post(address(section), data={"step": "look", "rest": "y", "absent": "2"})
    client.post(address(section), data={"step": "save"} | shown(looked.text))
    assert list(marks(session, section.meetings[0]).values()).count(Mark.PRESENT) == 2
    assert marks(session, section.meetings[0])[people[1]] is Mark.ABSENT


def test_ticks_do_as_well_as_numbers(session, client, desk, past):
    section, people = a_class(session, 1, 2)
    looked = client.post(address(section), data={"step": "look", f"mark-{people[1]}": "leave"})
    client.post(address(section), data={"step": "save"} | shown(looked.text))
    assert marks(session, section.meetings[0]) == {people[1]: Mark.LEAVE}


def test_paper_printed_before_somebody_left_still_keys_right(session, client, desk, past):
    section, people = a_class(session, 1, 3)
    session.scalars(select(Enrolment).where(Enrolment.person_id == people[0])).one().status = Status.WITHDRAWN
    looked = client.post(address(section), data={"step": "look", "present": "2", "late": "3"})
    client.post(address(section), data={"step": "save"} | shown(looked.text))
    assert marks(session, section.meetings[0]) == {people[1]: Mark.PRESENT, people[2]: Mark.LATE}


def test_what_somebody_else_marked_meanwhile_is_not_overwritten_unseen(session, client, desk, past):
    section, people = a_class(session, 1, 2)
    fields = {"step": "save"} | shown(client.post(address(section), data={"step": "look", "present": "1-2"}).text)
    mark(session, section, people[0], [A])
    answer = client.post(address(section), data=fields)
    assert answer.status_code == 409
    assert "有人给同样的人点了名" in answer.text
    assert marks(session, section.meetings[0]) == {people[0]: Mark.ABSENT}


@pytest.mark.parametrize(
    ("typed", "said", "status"),
    [
        ({"present": "9"}, "点名册上没有 9 号", 409),
        ({"present": "1", "late": "1"}, "1 号填在了两个不同的栏里", 409),
        ({"present": "张三"}, "请填名字前面的号", 422),
    ],
)
def test_wrong_numbers_change_nothing(session, client, desk, past, typed, said, status):
    section, _ = a_class(session, 1, 2)
    answer = client.post(address(section), data={"step": "look"} | typed)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert marks(session, section.meetings[0]) == {}


def workbook(answer):
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return load_workbook(BytesIO(answer.data))


def test_a_spreadsheet_has_the_register_and_no_formula(session, client, desk, over):
    section, people = a_class(session, 3, 2, course=make_course(session, "=HYPERLINK(1)"))
    session.get_one(Person, people[0]).name = "=1+1"
    mark(session, section, people[0], [P, A])
    book = workbook(client.get(f"/teach/sections/{section.id}/register.xlsx"))
    grid = book.worksheets[0]
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert grid["A1"].value == "=HYPERLINK(1)"
    head = [cell.value for cell in grid[3]]
    row = dict(zip(head, [cell.value for cell in grid[4]], strict=True))
    assert (row["姓名"], row["到课"], row["缺课"], row["到课率（%）"]) == ("=1+1", 1, 1, 50)
    assert [cell.value for cell in grid[4]][2:5] == ["到课", "缺课", "没有点名"]
    assert book.sheetnames == ["点名", "课次"]


def test_the_report_of_a_term_is_a_spreadsheet_too(session, client, desk, over):
    section, people = a_class(session, 3, 2)
    mark(session, section, people[0], [P, A])
    book = workbook(client.get(f"/desk/attendance.xlsx?term={section.term_id}"))
    line = dict(
        zip([cell.value for cell in book.worksheets[0][2]], [cell.value for cell in book.worksheets[0][3]], strict=True)
    )
    assert (line["学员"], line["课次"], line["已点名"], line["到课"], line["未点名"]) == (2, 3, 2, 1, 2)
    assert book.worksheets[1].max_row == 5
