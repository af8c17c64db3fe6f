"""Pages about attendance: who sees which, and what they say."""

import pytest
from sqlalchemy import select

from activity_center.insight.models import CompletionRule, Work
from activity_center.leave.models import Monitor
from activity_center.people.rules import RoleName
from tests.factories import make_person, sign_in
from tests.insight.scenes import A, E, P, a_class, mark


@pytest.fixture
def past(monkeypatch, at):
    """Let the pages be asked for in December 2026, when the classes of the scenes have met."""
    monkeypatch.setattr("activity_center.clock.now", lambda: at.replace(month=12))


@pytest.fixture
def taught(session, client):
    """A class whose instructor is signed in."""
    section, people = a_class(session, 4, 2)
    teacher = make_person(session, "沈墨林", RoleName.INSTRUCTOR)
    section.instructor_id = teacher.id
    mark(session, section, people[0], [P, P, E, A])
    mark(session, section, people[1], [P, P, P, P])
    sign_in(client, teacher)
    return section, people


def test_somebody_sees_how_often_they_came(session, client, past, taught):
    section, people = taught
    sign_in(client, session.get_one(type(section.instructor), people[0]))
    page = client.get("/me/attendance").text
    assert "到课率 66%" in page
    assert "应到 3 次，到了 2 次" in page
    assert "到课 2、请假 1、缺课 1" in page
    assert "结业需要 70%" in page
    assert client.get(f"/desk/people/{people[1]}/attendance").status_code == 403
    assert client.get(f"/teach/sections/{section.id}/attendance").status_code == 403


def test_an_instructor_sees_the_class_and_no_other(session, client, past, taught):
    section, _ = taught
    page = client.get(f"/teach/sections/{section.id}/attendance").text
    assert "到课率 85%" in page
    assert "4 次课里点了 4 次名" in page
    other, _ = a_class(session, 1)
    assert client.get(f"/teach/sections/{other.id}/attendance").status_code == 403
    assert client.get(f"/teach/sections/{other.id}/work").status_code == 403


def test_the_monitor_sees_the_class_but_changes_nothing(session, client, past, taught):
    section, people = taught
    monitor = make_person(session, "班长")
    session.add(Monitor(section_id=section.id, person_id=monitor.id, from_on=section.meetings[0].starts_at.date()))
    sign_in(client, monitor)
    page = client.get(f"/teach/sections/{section.id}/attendance").text
    assert "到课率 85%" in page
    assert "register" not in page.split("<main")[1].split("</main>")[0]
    assert client.post(f"/teach/sections/{section.id}/work", data={"done": people}).status_code == 403


def test_an_instructor_ticks_whose_work_is_done(session, client, past, taught):
    section, people = taught
    client.post(f"/teach/sections/{section.id}/work", data={"done": people})
    assert session.scalars(select(Work.person_id).order_by(Work.person_id)).all() == sorted(people)
    assert "可以结业" in client.get(f"/teach/sections/{section.id}/attendance").text
    client.post(f"/teach/sections/{section.id}/work", data={"done": people[1:]})
    assert session.scalars(select(Work.person_id)).all() == people[1:]


def test_staff_see_all_classes_of_a_term(session, client, past, taught):
    section, _ = taught
    a_class(session, 2, 1, term=section.term, weekday=4)
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    page = client.get(f"/desk/attendance?term={section.term_id}").text
    assert "有 2 次课没有点名" in page
    assert "到课率 85%" in page
    assert client.get("/desk/attendance?term=999999&department=7").status_code == 200


def test_an_empty_centre_has_an_empty_report(session, client):
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    assert "这个学期没有班" in client.get("/desk/attendance").text
    assert client.get("/desk/attendance.xlsx").status_code == 404


def test_an_administrator_says_what_completing_takes(session, client, past, taught):
    section, people = taught
    sign_in(client, make_person(session, "周文静", RoleName.ADMIN))
    address = f"/desk/terms/{section.term_id}/completion"
    assert 'value="70"' in client.get(address).text
    assert client.post(address, data={"least_percent": "101"}).status_code == 422
    assert client.post(address, data={"least_percent": "60"}).status_code == 303
    rule = session.scalars(select(CompletionRule)).one()
    assert (rule.least_percent, rule.work_needed) == (60, False)
    assert "到课率 60% 以上" in client.get(f"/desk/people/{people[0]}/attendance").text
