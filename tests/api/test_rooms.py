"""Rooms for programs: which there are, what is on in them, and booking one."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from activity_center.people.rules import RoleName
from activity_center.rooms.models import Booking, RoomRule
from tests.api.scenes import MONDAY, NOW, ZONE, Program, codes, program_of, staff
from tests.factories import make_person, make_room


def times(starts: int = 9, ends: int = 11, on=MONDAY) -> dict[str, str]:
    moments = (datetime.combine(on, time(hour), ZONE).isoformat() for hour in (starts, ends))
    return dict(zip(("starts_at", "ends_at"), moments, strict=True))


def path(room) -> str:
    return f"/rooms/{room.id}/bookings"


@pytest.fixture
def desk(app, session: Session) -> Program:
    return program_of(app, session, staff(session))


def test_anybody_lists_rooms_with_their_sites(app, session: Session):
    room = make_room(session, "302", seats=40)
    told = {"id": room.id, "name": "302", "site": {"id": room.site.id, "name": room.site.name}}
    session.commit()
    assert Program(app).get("/rooms").get_json()["items"] == [{**told, "seats": 40, "is_open": True}]


def test_a_room_is_booked_and_stands_in_its_list(app, session: Session, desk: Program):
    room = make_room(session, "302")
    answer = desk.post(path(room), {"title": "支部学习", **times()})
    booked = answer.get_json()
    assert answer.status_code == 201
    named = {"id": room.id, "name": "302"}
    assert booked == {"id": booked["id"], "room": named, "title": "支部学习", **times(), "status": "held"}
    asked = {"from": MONDAY.isoformat(), "to": MONDAY.isoformat()}
    assert Program(app).get(path(room), **asked).get_json()["items"] == [booked]


def test_what_is_in_the_way_is_named_with_another_room_and_another_time(session: Session, desk: Program):
    room = make_room(session, "302")
    other = make_room(session, "303", site=room.site)
    desk.post(path(room), {"title": "支部学习", **times()})
    answer = desk.post(path(room), {"title": "读书会", **times(10, 12)})
    assert (answer.status_code, answer.mimetype, codes(answer)) == (409, "application/problem+json", ["room_taken"])
    assert "支部学习" in answer.get_json()["reasons"][0]["message"]
    alternatives = answer.get_json()["alternatives"]
    assert {"room": {"id": other.id, "name": "303"}, **times(10, 12)} in alternatives
    assert {"room": {"id": room.id, "name": "302"}, **times(11, 13)} in alternatives
    for free in alternatives:
        body = {"title": "读书会", "starts_at": free["starts_at"], "ends_at": free["ends_at"]}
        assert desk.post(f"/rooms/{free['room']['id']}/bookings", body).status_code == 201
        break


def test_the_same_key_books_once(session: Session, desk: Program):
    room = make_room(session)
    first, again = (desk.post(path(room), {"title": "支部学习", **times()}, key="k1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()


def test_a_member_without_a_rule_may_not_and_an_officer_s_request_waits(app, session: Session):
    room = make_room(session)
    member = program_of(app, session, make_person(session))
    answer = member.post(path(room), {"title": "聚会", **times()})
    assert (answer.status_code, codes(answer)) == (409, ["room_not_for_you"])
    session.add(RoomRule(role=RoleName.OFFICER))
    officer = program_of(app, session, make_person(session, "周社长", RoleName.OFFICER))
    answer = officer.post(path(room), {"title": "活动", **times()})
    assert (answer.status_code, answer.get_json()["status"]) == (201, "requested")
    assert Program(app).get(path(room)).get_json()["items"] == []


def test_what_waits_for_approval_is_listed_to_who_asked_and_to_staff_only(app, session: Session, desk: Program):
    session.add(RoomRule(role=RoleName.OFFICER))
    room, other = make_room(session), make_room(session)
    asking, another = (program_of(app, session, make_person(session, "周社长", RoleName.OFFICER)) for _ in range(2))
    late = desk.post(path(room), {"title": "支部学习", **times(14, 15)}).get_json()["id"]
    asked = asking.post(path(room), {"title": "活动", **times()}).get_json()["id"]
    asking.post(path(other), {"title": "别处", **times()})

    def listed(program: Program) -> list[tuple[int, str]]:
        return [(row["id"], row["status"]) for row in program.get(path(room)).get_json()["items"]]

    assert listed(asking) == listed(desk) == [(asked, "requested"), (late, "held")]
    assert listed(another) == listed(Program(app)) == [(late, "held")]


def test_a_room_for_groups_is_booked_by_who_says_how_many_come(app, session: Session):
    session.add(RoomRule(role=RoleName.OFFICER, needs_approval=False, least_people=5))
    room = make_room(session)
    officer = program_of(app, session, make_person(session, "周社长", RoleName.OFFICER))
    silent = officer.post(path(room), {"title": "活动", **times()})
    assert (silent.status_code, codes(silent)) == (409, ["room_crowd_unsaid"])
    assert officer.post(path(room), {"title": "活动", "attendees": 0, **times()}).status_code == 422
    assert officer.post(path(room), {"title": "活动", "attendees": 8, **times()}).status_code == 201


def test_whoever_books_for_themselves_is_not_elsewhere_meanwhile(app, session: Session):
    session.add(RoomRule(role=RoleName.OFFICER, needs_approval=False))
    officer = program_of(app, session, make_person(session, "周社长", RoleName.OFFICER))
    rooms = [make_room(session), make_room(session)]
    first, second = (officer.post(path(room), {"title": "活动", **times()}) for room in rooms)
    assert first.status_code == 201
    assert (second.status_code, codes(second), second.get_json()["alternatives"] == []) == (
        409,
        ["person_taken"],
        False,
    )


def test_a_time_that_is_none_is_out_of_shape(session: Session, desk: Program):
    room = make_room(session)
    for wrong in (times(11, 9), times(9, 9), {**times(), "ends_at": (NOW + timedelta(days=40)).isoformat()}):
        answer = desk.post(path(room), {"title": "支部学习", **wrong})
        assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "ends_at")
    assert desk.post(path(room), {"title": " ", **times()}).status_code == 422
    assert desk.post("/rooms/999999/bookings", {"title": "支部学习", **times()}).status_code == 404


def test_strangers_read_when_a_room_is_taken_and_not_what_is_private(app, session: Session, desk: Program):
    room = make_room(session)
    id = desk.post(path(room), {"title": "人事谈话", **times()}).get_json()["id"]
    session.get_one(Booking, id).is_public = False
    session.commit()
    [told] = Program(app).get(path(room)).get_json()["items"]
    assert told["title"] == ""
    assert desk.get(path(room)).get_json()["items"][0]["title"] == "人事谈话"
    assert Program(app).post(path(room), {"title": "聚会", **times()}).status_code == 401
