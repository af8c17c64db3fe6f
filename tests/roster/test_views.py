"""The desk and the instructors' pages in a browser without a screen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.audit import Audit
from activity_center.courses.models import Meeting
from activity_center.courses.rules import MeetingStatus, SectionStatus
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.formats import local
from activity_center.notices.models import Notice
from activity_center.people.rules import RoleName
from tests.factories import make_person, make_room, sign_in
from tests.roster.scenes import (
    HOUR,
    NOW,
    SOON,
    a_meeting,
    a_person,
    a_planned_section,
    a_section,
    a_term,
    an_enrolment,
    staff,
)


@pytest.fixture
def section(session):
    return a_planned_section(session, capacity=2)


@pytest.fixture
def meeting(session, section):
    return a_meeting(session, section)


@pytest.fixture
def member(session, section):
    return an_enrolment(session, section, a_person(session, name="李秀英", phone="13800001111"))


@pytest.fixture
def desk(session, client):
    sign_in(client, staff(session))
    return client


def desk_pages(section, meeting, enrolment):
    changes = [f"/desk/meetings/{meeting.id}/{act}" for act in ("move", "cancel", "restore", "substitute")]
    of_section = [
        "",
        "/print",
        "/history",
        "/enrol",
        f"/enrol/{enrolment.person_id}",
        "/cancel",
        "/meetings",
        "/meetings/add",
    ]
    of_enrolment = ["", "/end", "/move", f"/move/{section.id}"]
    return [
        "/desk/waitlists",
        *changes,
        *(f"/desk/sections/{section.id}{page}" for page in of_section),
        *(f"/desk/enrolments/{enrolment.id}{page}" for page in of_enrolment),
    ]


def test_staff_see_every_page(desk, section, meeting, member):
    for path in desk_pages(section, meeting, member):
        assert desk.get(path).status_code == 200, path


def test_a_draft_without_a_time_or_a_place_has_its_pages_too(session, desk):
    draft = a_section(session, None, status=SectionStatus.DRAFT, capacity=None, weekday=2)
    draft.term = None
    for page in ("", "/print", "/history", "/enrol", "/cancel", "/meetings"):
        assert desk.get(f"/desk/sections/{draft.id}{page}").status_code == 200, page
    assert "/capacity" not in desk.get(f"/desk/sections/{draft.id}").text


def test_a_member_sees_none_of_them_and_a_visitor_is_asked_to_sign_in(session, client, section, meeting, member):
    paths = [*desk_pages(section, meeting, member), "/teach", f"/teach/sections/{section.id}"]
    for path in paths:
        response = client.get(path)
        assert (response.status_code, "/sign-in" in response.location) == (302, True), path
    sign_in(client, member.person)
    for path in paths:
        assert client.get(path).status_code == 403, path


def test_no_post_of_the_desk_is_for_members(session, client, section, meeting, member):
    sign_in(client, member.person)
    for path in (
        f"/desk/sections/{section.id}/capacity",
        f"/desk/sections/{section.id}/enrol/{member.person_id}",
        f"/desk/sections/{section.id}/cancel",
        f"/desk/sections/{section.id}/meetings/add",
        f"/desk/meetings/{meeting.id}/cancel",
        f"/desk/enrolments/{member.id}/end",
        f"/desk/enrolments/{member.id}/accept",
        f"/desk/enrolments/{member.id}/decline",
        f"/desk/enrolments/{member.id}/move/{section.id}",
    ):
        assert client.post(path, data={"note": "x", "capacity": 0}).status_code == 403, path


def test_the_roster_and_its_sheet_show_who_comes(session, desk, section, member):
    an_enrolment(session, section, a_person(session, name="周等待"), Status.WAITING)
    roster = desk.get(f"/desk/sections/{section.id}").text
    assert "李秀英" in roster
    assert "13800001111" in roster
    assert "周等待" in roster
    sheet = desk.get(f"/desk/sections/{section.id}/print").text
    assert "李秀英" in sheet
    assert "13800001111" not in sheet
    assert "周等待" not in sheet


def test_a_capacity_out_of_shape_keeps_what_was_typed(desk, section, member):
    response = desk.post(f"/desk/sections/{section.id}/capacity", data={"capacity": "-7"})
    assert response.status_code == 422
    assert 'value="-7"' in response.text
    assert desk.post(f"/desk/sections/{section.id}/capacity", data={"capacity": "9"}).status_code == 303
    assert section.capacity == 9


def test_an_exception_is_made_with_a_note_only(session, desk):
    section = a_section(session, a_term(session, is_open=False))
    person = a_person(session)
    path = f"/desk/sections/{section.id}/enrol/{person.id}"
    assert 'value="window_none"' in desk.get(path).text
    assert desk.post(path).status_code == 409
    assert desk.post(path, data={"waive": "window_none"}).status_code == 422
    refused = desk.post(path, data={"waive": "clash", "note": "请通融"})
    assert refused.status_code == 409
    assert 'value="请通融"' in refused.text
    assert desk.post(path, data={"waive": "window_none", "note": "住院"}).status_code == 303
    row = session.scalars(select(Audit).where(Audit.act == "request_seat")).one()
    assert (row.facts["waived"], row.facts["note"], row.via) == (["window_none"], "住院", "web")


def test_somebody_is_found_by_card_telephone_name_and_initials(session, desk, section, member):
    for q in ("13800001111", "李秀英", "lxy"):
        assert (
            f"/enrol/{member.person_id}" in desk.get(f"/desk/sections/{section.id}/enrol", query_string={"q": q}).text
        )


def test_taking_off_needs_a_reason_and_happens_once(session, desk, member):
    path = f"/desk/enrolments/{member.id}/end"
    missing = desk.post(path, data={"whose": "staff", "note": ""})
    assert missing.status_code == 422
    for _ in range(2):
        assert desk.post(path, data={"whose": "staff", "note": "重复报名"}).status_code == 303
    session.expire_all()
    assert member.status is Status.REMOVED
    assert session.scalars(select(Notice.kind)).all() == ["removed_by_staff"]


def test_moving_shows_first_and_then_moves(session, desk, section, member):
    other = a_planned_section(session, "国画", term=section.term)
    assert "国画" in desk.get(f"/desk/enrolments/{member.id}/move", query_string={"q": "国画"}).text
    path = f"/desk/enrolments/{member.id}/move/{other.id}"
    assert desk.post(path, data={"note": ""}).status_code == 422
    assert desk.post(path, data={"note": "换班"}).status_code == 303
    live = select(Enrolment.section_id).where(Enrolment.status == Status.ENROLLED)
    assert session.scalars(live).all() == [other.id]


def test_an_offer_is_accepted_by_telephone(session, desk, section, member):
    member.status, member.offer_expires_at = Status.OFFERED, NOW + HOUR
    assert desk.post(f"/desk/enrolments/{member.id}/accept").status_code == 303
    session.expire_all()
    assert member.status is Status.ENROLLED


def typed(starts_at, **more):
    at = local(starts_at)
    return {"on": at.date().isoformat(), "starts": f"{at:%H:%M}", "ends": f"{at + HOUR:%H:%M}", "room_id": "", **more}


def test_a_meeting_is_moved_only_after_it_was_looked_at(session, desk, section, meeting, member):
    path, data = f"/desk/meetings/{meeting.id}/move", typed(SOON + 2 * HOUR)
    shown = desk.post(path, data=data)
    assert shown.status_code == 200
    assert "李秀英" in shown.text
    session.expire_all()
    assert meeting.starts_at == SOON
    seen = meeting.sequence
    for _ in range(2):
        assert desk.post(path, data={**data, "step": "do", "seen": seen}).status_code == 303
    session.expire_all()
    assert meeting.starts_at == SOON + 2 * HOUR
    assert meeting.sequence == seen + 1
    told = session.execute(select(Notice.person_id, Notice.kind)).all()
    assert sorted(told) == sorted([(member.person_id, "meeting_moved"), (section.instructor_id, "meeting_moved")])


def test_a_stale_preview_is_refused_and_shown_anew(session, desk, meeting, member):
    path, seen = f"/desk/meetings/{meeting.id}/cancel", meeting.sequence
    meeting.sequence += 1
    response = desk.post(path, data={"note": "停电", "step": "do", "seen": seen})
    assert response.status_code == 409
    assert f'name="seen" value="{seen + 1}"' in response.text
    session.expire_all()
    assert meeting.status is MeetingStatus.SCHEDULED
    assert session.scalars(select(Notice)).all() == []


def test_what_is_in_the_way_is_shown_with_what_is_free(session, desk, meeting):
    taken = make_room(session, "201")
    a_meeting(session, a_planned_section(session, "国画"), room=taken)
    free = make_room(session, "202", site=taken.site)
    response = desk.post(
        f"/desk/meetings/{meeting.id}/substitute", data={"room_id": taken.id, "place": "", "instructor_id": ""}
    )
    assert response.status_code == 409
    assert "国画" in response.text
    assert f'name="room_id" value="{free.id}"' in response.text
    assert 'value="do"' not in response.text


@pytest.mark.parametrize(
    ("wrong", "kept"),
    [({"on": "2026-02-31"}, "2026-02-31"), ({"starts": "25:00"}, "25:00"), ({"ends": "06:00"}, "06:00")],
)
def test_a_time_out_of_shape_keeps_what_was_typed(desk, meeting, wrong, kept):
    response = desk.post(f"/desk/meetings/{meeting.id}/move", data={**typed(SOON), **wrong})
    assert response.status_code == 422
    assert f'value="{kept}"' in response.text


def test_what_was_typed_comes_back_to_be_typed_differently(desk, meeting):
    response = desk.post(f"/desk/meetings/{meeting.id}/move", data={**typed(SOON + 5 * HOUR), "step": "edit"})
    assert response.status_code == 200
    assert f'value="{local(SOON + 5 * HOUR):%H:%M}"' in response.text


def test_a_meeting_is_cancelled_put_back_and_added(session, desk, section, meeting):
    desk.post(f"/desk/meetings/{meeting.id}/cancel", data={"note": "停电", "step": "do", "seen": meeting.sequence})
    session.expire_all()
    assert meeting.status is MeetingStatus.CANCELLED
    assert desk.post(f"/desk/meetings/{meeting.id}/restore").status_code == 200
    desk.post(f"/desk/meetings/{meeting.id}/restore", data={"step": "do", "seen": meeting.sequence})
    session.expire_all()
    assert meeting.status is MeetingStatus.SCHEDULED
    add = f"/desk/sections/{section.id}/meetings/add"
    nowhere = desk.post(add, data=typed(SOON + timedelta(days=1)))
    assert nowhere.status_code == 422
    data = typed(SOON + timedelta(days=1), place="公园", step="do", seen=section.revision)
    assert desk.post(add, data=data).status_code == 303
    assert session.scalars(select(Meeting.place).order_by(Meeting.starts_at)).all() == ["", "公园"]


def test_a_class_is_cancelled_after_it_was_said_who_is_told(session, desk, section, member):
    path = f"/desk/sections/{section.id}/cancel"
    assert "李秀英" in desk.get(path).text
    assert desk.post(path, data={"note": ""}).status_code == 422
    for _ in range(2):
        assert desk.post(path, data={"note": "人数不足"}).status_code in (302, 303)
    session.expire_all()
    assert section.status is SectionStatus.CANCELLED
    assert len(session.scalars(select(Notice)).all()) == 2


def test_the_history_says_who_for_whom_what_and_from_where(desk, section, member):
    desk.post(f"/desk/sections/{section.id}/capacity", data={"capacity": "7"})
    desk.post(f"/desk/enrolments/{member.id}/end", data={"whose": "own", "note": "搬家了"})
    text = desk.get(f"/desk/sections/{section.id}/history").text
    for what in ("赵前台", "李秀英", "搬家了", "127.0.0.1"):
        assert what in text, what


def test_an_instructor_sees_names_and_no_telephones_of_their_own_sections_only(
    session, client, section, meeting, member
):
    sign_in(client, section.instructor)
    assert f"/teach/sections/{section.id}" in client.get("/teach").text
    text = client.get(f"/teach/sections/{section.id}").text
    assert "李秀英" in text
    assert "13800001111" not in text
    assert client.get(f"/teach/sections/{a_planned_section(session).id}").status_code == 403
    assert client.get("/desk").status_code == 403


def test_a_substitute_sees_the_section(session, client, section, meeting, member):
    meeting.instructor = make_person(session, "钱代课", RoleName.INSTRUCTOR)
    sign_in(client, meeting.instructor)
    assert "李秀英" in client.get(f"/teach/sections/{section.id}").text
