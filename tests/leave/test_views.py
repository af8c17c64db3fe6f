"""Pages about leave in a browser without a screen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.audit import Actor
from activity_center.leave import monitors
from activity_center.leave.models import Leave
from activity_center.leave.rules import AskedAs
from activity_center.notices.models import Notice
from activity_center.people.models import Proxy
from activity_center.people.rules import RoleName
from tests.enrolment.scenes import ZONE, a_person, a_section, an_enrolment
from tests.factories import make_meeting, make_person, sign_in

NOW = clock.now()
TODAY = NOW.astimezone(ZONE).date()
DAY = timedelta(days=1)


@pytest.fixture
def meeting(session):
    """Return a meeting of the day after tomorrow, with an instructor."""
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR)
    return make_meeting(session, a_section(session, instructor=teacher), NOW + 2 * DAY)


@pytest.fixture
def li(session, meeting):
    return an_enrolment(session, meeting.section, a_person(session, name="李秀英")).person


@pytest.fixture
def monitor(session, meeting):
    person = an_enrolment(session, meeting.section, a_person(session, name="王建国")).person
    monitors.appoint(session, meeting.section_id, person.id, on=TODAY, at=NOW, by=Actor())
    return person


def leaves(session):
    session.expire_all()
    return session.scalars(select(Leave).order_by(Leave.id)).all()


def days(first, last, section_id=0, kind="sick", **more):
    return {"first_on": first, "last_on": last, "section_id": section_id, "kind": kind, **more}


def test_two_taps_ask_for_the_next_class_and_one_takes_it_back(session, client, meeting, li):
    sign_in(client, li)
    assert "/me/leave" in client.get("/me").text
    assert f"/me/leave/meetings/{meeting.id}" in client.get("/me/leave").text
    client.post(f"/me/leave/meetings/{meeting.id}", data={"kind": "personal"})
    [leave] = leaves(session)
    assert (leave.person_id, leave.section_id, leave.kind.value) == (li.id, meeting.section_id, "personal")
    shown = client.get("/me/leave").text
    assert "事假" in shown
    client.post(f"/me/leave/{leave.id}/take-back", data={})
    assert leaves(session)[0].taken_back_at
    assert "已销假" in client.get("/me/leave").text


def test_weeks_are_asked_for_at_once_and_what_is_refused_stays_typed(session, client, meeting, li):
    sign_in(client, li)
    answer = client.post("/me/leave", data=days(TODAY, TODAY - DAY, note="住院"))
    assert (answer.status_code, "住院" in answer.text) == (409, True)
    assert client.post("/me/leave", data=days("", TODAY)).status_code == 422
    assert client.post("/me/leave", data=days("1066-10-14", TODAY)).status_code == 422
    client.post("/me/leave", data=days(TODAY, TODAY + 28 * DAY, note="住院"))
    assert [leave.note for leave in leaves(session)] == ["住院"]


def test_nobody_touches_the_leave_of_others(session, client, meeting, li, monitor):
    sign_in(client, li)
    client.post(f"/me/leave/meetings/{meeting.id}", data={"kind": "sick"})
    [leave] = leaves(session)
    sign_in(client, monitor)
    assert client.post(f"/me/leave/{leave.id}/take-back", data={}).status_code == 403
    address = f"/sections/{meeting.section_id}/leave"
    assert client.post(f"{address}/{leave.id}/take-back", data={}).status_code == 403
    other = an_enrolment(session, a_section(session)).section_id
    assert client.get(f"/sections/{other}/leave").status_code == 403
    assert client.get(f"/desk/people/{li.id}/leave").status_code == 403
    sign_in(client, li)
    assert client.get(address).status_code == 403
    assert client.get(f"/sections/{meeting.section_id}/monitors").status_code == 403
    assert leaves(session)[0].taken_back_at is None


def test_who_may_act_for_somebody_asks_for_them_and_nobody_else_does(session, client, meeting, li):
    daughter = a_person(session, name="王芳")
    sign_in(client, daughter)
    address, taken = f"/me/leave/meetings/{meeting.id}?person={li.id}", {"kind": "sick"}
    assert client.post(address, data=taken).status_code == 403
    session.add(Proxy(person_id=li.id, proxy_id=daughter.id, granted_at=NOW - DAY))
    assert client.post(address, data=taken).status_code == 303
    [leave] = leaves(session)
    assert (leave.person_id, leave.asked_by_id, leave.asked_as) == (li.id, daughter.id, AskedAs.PROXY)
    assert "为李秀英请假" in client.get(f"/me/leave?person={li.id}").text
    assert "王芳代为请假" in client.get(f"/me/leave?person={li.id}").text
    assert [notice.kind for notice in session.scalars(select(Notice))] == ["leave_for_you"]
    client.post(f"/me/leave/{leave.id}/take-back?person={li.id}", data={})
    assert leaves(session)[0].taken_back_at


def test_a_monitor_asks_for_members_of_the_class_only(session, client, meeting, li, monitor):
    sign_in(client, monitor)
    address = f"/sections/{meeting.section_id}/leave"
    assert address in client.get("/me/leave").text
    on = meeting.starts_at.astimezone(ZONE).date()
    client.post(address, data=days(on, on, meeting.section_id, person_id=li.id))
    [leave] = leaves(session)
    assert (leave.person_id, leave.asked_by_id, leave.asked_as) == (li.id, monitor.id, AskedAs.MONITOR)
    stranger = a_person(session)
    assert client.post(address, data=days(on, on, meeting.section_id, person_id=stranger.id)).status_code == 422
    assert client.post(address, data=days(on, on, 0, person_id=li.id)).status_code == 422
    client.post(f"{address}/{leave.id}/take-back", data={})
    assert leaves(session)[0].taken_back_at


def test_the_desk_enters_what_has_passed_and_may_refuse_it_later(session, client, meeting, li):
    past = make_meeting(session, meeting.section, NOW - 10 * DAY)
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    address = f"/desk/people/{li.id}/leave"
    assert address in client.get(f"/desk/people/{li.id}").text
    client.post(address, data=days(TODAY - 14 * DAY, TODAY))
    register = client.get(f"/teach/meetings/{past.id}/people/{li.id}").text
    assert "服务台孙丽萍登记" in register
    [leave] = leaves(session)
    assert client.get(f"/desk/leaves/{leave.id}/refuse").status_code == 200
    client.post(f"/desk/leaves/{leave.id}/refuse", data={"note": "没有住院"})
    assert "未认可：没有住院" in client.get(address).text
    client.post(f"{address}/meetings/{meeting.id}", data={"kind": "sick"})
    client.post(f"{address}/{leaves(session)[1].id}/take-back", data={})
    assert leaves(session)[1].taken_back_at


def test_an_instructor_appoints_a_monitor_and_ends_the_office(session, client, meeting, li):
    sign_in(client, meeting.section.instructor)
    address = f"/sections/{meeting.section_id}/monitors"
    assert "本班还没有班长" in client.get(address).text
    client.post(address, data={"person_id": li.id})
    [office] = monitors.of_section(session, meeting.section_id)
    assert office.person_id == li.id
    client.post(f"{address}/{office.id}/end", data={})
    session.expire_all()
    assert monitors.of_section(session, meeting.section_id)[0].to_on == TODAY
