"""The pages of societies and events: an officer runs a season by pages alone, and nobody else can."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.people.rules import RoleName
from activity_center.rooms.models import RoomRule
from activity_center.societies import events, founding, membership
from activity_center.societies.models import Event, EventPlace, Membership, Society
from activity_center.societies.rules import SocietyStatus, Status
from tests.clients import Visitor
from tests.factories import make_person, make_room, sign_in
from tests.societies.scenes import a_society, an_event, an_officer


@pytest.fixture
def scene(app, session):
    """A society with its officer and a member, each in a browser of their own, and a room officers may book."""
    society, room = a_society(session), make_room(session, "301")
    session.add(RoomRule(role=RoleName.OFFICER, needs_approval=False))
    officer, member, stranger = an_officer(session, society), make_person(session, "甲"), make_person(session, "乙")
    membership.join(session, society.id, member.id, at=clock.now(), by=SYSTEM)
    session.commit()
    browsers = [Visitor(app) for _ in range(3)]
    for browser, person in zip(browsers, (officer, member, stranger), strict=True):
        sign_in(browser, person)
    return society.id, room.id, *browsers


def planned(**more):
    on = clock.now().date() + timedelta(days=7)
    typed = {"title": "春游", "kind": "trip", "audience": "public", "on": on.isoformat(), "starts": "9:00"}
    return typed | {"ends": "11:00", "rhythm": "once", "place": "公园", "takes_places": "y", "capacity": "1"} | more


def test_a_member_joins_shows_the_number_and_leaves(session, scene):
    society_id, _room, _officer, _member, stranger = scene
    here = f"/societies/{society_id}"
    assert "加入这个社团" in stranger.get(here).text
    assert stranger.post(here, data={"shows_phone": "y"}).status_code == 303
    session.rollback()
    mine = session.scalars(select(Membership).order_by(Membership.id.desc())).first()
    assert (mine.status, mine.shows_phone) == (Status.ENROLLED, True)
    assert stranger.post(f"/memberships/{mine.id}/phone").status_code == 303
    assert "是的，退出" in stranger.get(f"/memberships/{mine.id}/leave").text
    assert stranger.post(f"/memberships/{mine.id}/leave").status_code == 303
    assert "加入这个社团" in stranger.get(here).text


def test_officers_see_the_members_and_nobody_else_does(scene):
    society_id, _room, officer, member, _stranger = scene
    assert "未公开" in officer.get(f"/societies/{society_id}/members").text
    for address in ("members", "write", "lead", "events/new"):
        assert officer.get(f"/societies/{society_id}/{address}").status_code == 200
        assert member.get(f"/societies/{society_id}/{address}").status_code == 403
    assert officer.post(f"/societies/{society_id}/write", data={"text": "周五改在二楼"}).status_code == 303
    assert "周五改在二楼" in member.get("/me/notices").text


def test_an_event_is_planned_signed_up_for_and_handed_on(session, scene):
    society_id, _room, officer, member, stranger = scene
    answer = officer.post(f"/societies/{society_id}/events/new", data=planned())
    here = answer.location
    ready = {"is_fit": "y", "emergency_name": "女儿", "emergency_phone": "13800000000"}
    assert member.post(here, data={}).status_code == 409
    assert member.post(here, data=ready).status_code == 303
    assert stranger.post(here, data=ready).status_code == 303
    assert "候补" in stranger.get(here).text
    session.rollback()
    first, second = session.scalars(select(EventPlace).order_by(EventPlace.id))
    assert stranger.post(f"/places/{first.id}/give-up").status_code == 403
    assert member.post(f"/places/{first.id}/give-up").status_code == 303
    assert f"/places/{second.id}/accept" in stranger.get("/me/societies").text
    assert stranger.post(f"/places/{second.id}/accept").status_code == 303
    assert "女儿" in officer.get(f"{here}/list").text
    assert member.get(f"{here}/list").status_code == 403
    assert officer.post(f"{here}/cancel", data={"note": "下雨"}).status_code == 303
    assert "下雨" in stranger.get(here).text


def test_a_weekly_rehearsal_books_its_room_and_leaves_out_what_is_taken(session, scene):
    society_id, room_id, officer, *_others = scene
    on = clock.now().date() + timedelta(days=7)
    weekly = planned(kind="rehearsal", room_id=str(room_id), rhythm="weekly", place="", capacity="")
    weekly |= {"until": (on + timedelta(days=21)).isoformat()}
    here = f"/societies/{society_id}/events/new"
    assert officer.post(here, data=planned(room_id=str(room_id), place="")).status_code == 303
    refused = officer.post(here, data=weekly)
    assert (refused.status_code, "301" in refused.text) == (409, True)
    assert officer.post(here, data=weekly | {"skips": "y"}).status_code == 303
    assert officer.post(here, data=planned(place="")).status_code == 422
    session.rollback()
    assert len(events.of_society(session, society_id)) == 4
    row = session.scalars(select(Event).order_by(Event.id.desc())).first()
    moved = {"on": (on + timedelta(days=30)).isoformat(), "starts": "14:00", "ends": "15:00", "room_id": ""}
    assert officer.post(f"/events/{row.id}/move", data=moved).status_code == 303
    typed = planned(title="排练", kind="rehearsal")
    assert officer.post(f"/events/{row.id}/edit", data=typed).status_code == 303
    session.rollback()
    assert (row.title, row.starts_at.date()) == ("排练", on + timedelta(days=30))


def test_the_list_is_ticked_and_the_summary_written(session, scene, monkeypatch):
    society_id, _room, officer, member, _stranger = scene
    event = an_event(session, session.get(Society, society_id), title="讲座", takes_places=False, capacity=None)
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: event_end)
    event_end = event.ends_at
    people = membership.member_ids(session, society_id)
    here = f"/events/{event.id}"
    session.commit()
    assert officer.post(f"{here}/list", data={"came": [str(id) for id in people]}).status_code == 303
    assert officer.post(f"{here}/summary", data={"summary": "很好", "guests": "3"}).status_code == 303
    assert "到场 4 人" in member.get(here).text
    assert "很好" in officer.get(here).text
    assert "很好" in officer.get(f"/societies/{society_id}/review").text
    assert member.get(f"/societies/{society_id}/review").status_code == 403
    assert officer.get(f"/societies/{society_id}/review?year=99999").status_code == 200


def test_a_society_is_founded_and_approved_by_pages(app, session, scene):
    _id, _room, _officer, member, stranger = scene
    charter = {"name": "诗词社", "kind": "arts", "about": "读诗", "charter": "第一条", "branch": "", "capacity": ""}
    answer = member.post("/societies/new", data=charter)
    here = answer.location
    assert "正在筹建" in stranger.get(here).text
    assert stranger.post(f"{here}/confirm").status_code == 303
    desk = Visitor(app)
    sign_in(desk, make_person(session, "前台", RoleName.DESK))
    number = int(here.rsplit("/", 1)[1])
    assert desk.post(f"/desk/societies/{number}/approve").status_code == 409
    app.config["SOCIETY_FOUNDERS"] = 2
    try:
        assert desk.post(f"/desk/societies/{number}/approve").status_code == 303
    finally:
        app.config["SOCIETY_FOUNDERS"] = 10
    assert desk.post(f"/desk/societies/{number}/suspended", data={"note": "换届"}).status_code == 303
    assert "换届" in desk.get(f"/desk/societies/{number}").text
    session.rollback()
    assert session.get(Society, number).status is SocietyStatus.SUSPENDED
    assert founding.history(session, number)[0].facts["note"] == "换届"
