"""Staff plan a term: the table, one section's place, last term's copy, and a proposal that is looked at first."""

from datetime import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.courses import service as courses
from activity_center.courses.models import Section
from activity_center.courses.rules import WeeklyTime
from activity_center.people.rules import RoleName
from tests.factories import make_person, make_section, sign_in
from tests.planning.terms import a_draft, a_room, at_nine, autumn, spring


@pytest.fixture
def desk(session: Session, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_person(session, "排课员", RoleName.ADMIN))
    return client


def times_of(session: Session, section_id: int) -> tuple[WeeklyTime, ...]:
    session.expire_all()
    return courses.draft_of(session.get_one(Section, section_id)).times


def seen_in(text: str) -> str:
    return text.split('name="seen" value="')[1].split('"')[0]


def test_members_have_no_business_here(session: Session, client: FlaskClient):
    sign_in(client, make_person(session))
    assert client.get("/desk/planning").status_code == 403


def test_without_a_term_the_page_says_what_comes_first(desk):
    assert "请先添加学期" in desk.get("/desk/planning").text


def test_clashes_empty_rooms_and_the_unplaced_are_said_in_words(session: Session, desk):
    new, room = spring(session), a_room(session)
    a_room(session, "302")
    for _ in range(2):
        a_draft(session, new, at_nine(room))
    a_draft(session, new, at_nine(None))
    shown = desk.get("/desk/planning").text
    assert "有 2 个每周时间互相冲突" in shown
    assert "也要用301" in shown
    assert "整周空着" in shown
    assert "还没排好的（1）" in shown


def test_a_draft_is_moved_by_a_small_form(session: Session, desk):
    new, room = spring(session), a_room(session)
    id = a_draft(session, new, at_nine(room)).id
    typed = {"weekday": "3", "starts": "10:00", "ends": "11:30", "room_id": str(room.id)}
    assert desk.post(f"/desk/planning/sections/{id}?n=1", data=typed).status_code == 303
    assert times_of(session, id) == (WeeklyTime(3, time(10), time(11, 30), room.id),)


def test_one_more_time_a_week_is_added_after_the_last(session: Session, desk):
    new, room = spring(session), a_room(session)
    id = a_draft(session, new, at_nine(room)).id
    typed = {"weekday": "3", "starts": "10:00", "ends": "11:30", "room_id": str(room.id)}
    desk.post(f"/desk/planning/sections/{id}?n=2", data=typed)
    assert [weekly.weekday for weekly in times_of(session, id)] == [1, 3]
    assert desk.get(f"/desk/planning/sections/{id}?n=4").status_code == 404


def test_what_ends_before_it_begins_is_out_of_shape(session: Session, desk):
    new, room = spring(session), a_room(session)
    id = a_draft(session, new, at_nine(room)).id
    typed = {"weekday": "3", "starts": "10:00", "ends": "9:30", "room_id": str(room.id)}
    assert desk.post(f"/desk/planning/sections/{id}", data=typed).status_code == 422


def test_an_offered_section_is_changed_where_its_people_are_seen(session: Session, desk):
    id = make_section(session, term=spring(session)).id
    assert desk.get(f"/desk/planning/sections/{id}").location == f"/desk/sections/{id}/edit"


def test_a_term_is_copied_after_a_look_and_not_twice(session: Session, desk):
    old, new = autumn(session), spring(session)
    section = make_section(session, term=old)
    ids = {"term": new.id, "source": old.id}
    assert "将成为草稿" in desk.get("/desk/planning/copy", query_string=ids).text
    for _ in range(2):
        desk.post("/desk/planning/copy", query_string={"term": new.id}, data=ids | {"sections": [section.id]})
    made = select(func.count()).select_from(Section).where(Section.term_id == new.id)
    assert session.scalar(made) == 1
    assert "已经有了" in desk.get("/desk/planning/copy", query_string=ids).text


def test_a_proposal_is_looked_at_and_then_written(session: Session, desk):
    new, room = spring(session), a_room(session)
    id, term = a_draft(session, new).id, {"term": new.id}
    shown = desk.get("/desk/planning/proposal", query_string=term).text
    assert times_of(session, id) == ()
    assert "301" in shown
    done = desk.post("/desk/planning/proposal", query_string=term, data={"seen": seen_in(shown)})
    assert done.status_code == 303
    assert [weekly.room_id for weekly in times_of(session, id)] == [room.id]


def test_a_proposal_that_has_changed_meanwhile_is_shown_again(session: Session, desk):
    new, room = spring(session), a_room(session)
    id, term = a_draft(session, new).id, {"term": new.id}
    shown = desk.get("/desk/planning/proposal", query_string=term).text
    a_draft(session, new, at_nine(room), at_nine(room, 2), at_nine(room, 3), at_nine(room, 4), at_nine(room, 5))
    again = desk.post("/desk/planning/proposal", query_string=term, data={"seen": seen_in(shown)})
    assert again.status_code == 409
    assert times_of(session, id) == ()
    assert seen_in(again.text) != seen_in(shown)


def test_what_cannot_be_placed_is_said_with_the_reason(session: Session, desk):
    new = spring(session)
    a_room(session, seats=10)
    a_draft(session, new, capacity=40)
    assert "可用的场地都没有 40 座，最大的有 10 座" in desk.get(f"/desk/planning/proposal?term={new.id}").text
