"""What everybody sees of walk-in tables, what the desk does, and what a visitor taps at the kiosk."""

import re
from threading import Event

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.people.rules import RoleName
from activity_center.tables import reading, service, setup
from activity_center.tables.models import Turn
from activity_center.tables.rules import TurnStatus, Way
from activity_center.tables.setup import SetupDraft
from activity_center.worker import settle_tables
from tests.factories import make_person, make_room, sign_in
from tests.kiosk import scenes as kiosks
from tests.kiosk.scenes import Screen
from tests.tables.scenes import BY


@pytest.fixture
def walk():
    return {"at": clock.now(), "by": BY}


@pytest.fixture
def room(session, walk):
    room = make_room(session, "台球室")
    setup.set_up(session, room.id, SetupDraft([("1 号台", 2)], guests=1), **walk)
    return room


@pytest.fixture
def desk(session, client):
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    return client


@pytest.fixture
def screen(app, session, room):
    return Screen(app, kiosks.make_kiosk(session, site=room.site)[1])


def turns(session):
    return [(turn.person.name, turn.status.value) for turn in session.scalars(select(Turn).order_by(Turn.id))]


def test_everybody_sees_how_the_tables_stand_and_no_name(session, client, room, walk):
    service.take(session, room.id, make_person(session, "王秀英").id, **walk)
    service.join(session, room.id, make_person(session, "张建国").id, **walk)
    for address in ("/tables", f"/rooms/{room.id}/tables"):
        shown = client.get(address).text
        assert "没有空台，1 位在等" in shown
        assert "王秀英" not in shown
        assert "张建国" not in shown


def test_somebody_signed_in_sees_their_own_number(session, client, room, walk):
    mine = make_person(session, "张建国")
    service.take(session, room.id, make_person(session).id, **walk)
    service.join(session, room.id, mine.id, **walk)
    sign_in(client, mine)
    assert "您的排队号是 2 号" in client.get(f"/rooms/{room.id}/tables").text


def test_a_room_without_tables_says_so(session, client):
    assert "没有随到随玩的球台棋桌" in client.get(f"/rooms/{make_room(session).id}/tables").text


def test_the_desk_serves_somebody_without_a_phone(session, desk, room):
    wang, zhang = make_person(session, "王秀英", card="20100001"), make_person(session, "张建国", card="20100002")
    found = desk.get(f"/desk/rooms/{room.id}/tables?q=20100001").text
    assert "王秀英" in found
    [table_id] = re.findall(r'name="table_id" value="(\d+)"', found)
    desk.post(f"/desk/rooms/{room.id}/tables", data={"person_id": wang.id, "table_id": table_id})
    desk.post(f"/desk/rooms/{room.id}/tables", data={"person_id": zhang.id, "join": 1})
    assert turns(session) == [("王秀英", "playing"), ("张建国", "waiting")]
    shown = desk.get("/desk/tables").text
    assert "王秀英" in shown
    assert "2 张建国" in shown


def test_the_desk_does_every_act_of_a_turn(session, desk, room, walk):
    wang, zhang = make_person(session, "王秀英"), make_person(session, "张建国")
    turn = service.join(session, room.id, wang.id, **walk)
    for data in ({"act": "start"}, {"act": "extend", "number": 1}, {"act": "bring", "number": 1}):
        assert desk.post(f"/desk/turns/{turn.id}", data=data).status_code == 302
    session.refresh(turn)
    assert (turn.status, turn.extensions, turn.guests) == (TurnStatus.PLAYING, 1, 1)
    assert "转给张建国" in desk.get(f"/desk/rooms/{room.id}/tables?turn={turn.id}&q=张建国").text
    desk.post(f"/desk/turns/{turn.id}", data={"act": "hand_over", "number": zhang.id})
    heir = session.scalar(select(Turn).where(Turn.person_id == zhang.id))
    assert "张建国" in desk.get(f"/desk/turns/{heir.id}/end").text
    desk.post(f"/desk/turns/{heir.id}/end")
    session.expire_all()
    assert turns(session) == [("王秀英", "done"), ("张建国", "done")]


def test_an_act_that_is_refused_says_why(session, desk, room, walk):
    service.take(session, room.id, make_person(session).id, **walk)
    answer = desk.post(f"/desk/rooms/{room.id}/tables", data={"person_id": make_person(session).id})
    assert answer.status_code == 409
    assert "没有空台" in answer.text


def test_an_administrator_sets_up_a_room(session, client, walk):
    sign_in(client, make_person(session, "管理员", RoleName.ADMIN))
    room = make_room(session, "棋牌室")
    typed = {"tables": "象棋 1: 4\n围棋 2：2\n", "way": "rotation", "turn_minutes": 40, "hold_minutes": 5}
    typed |= {"extension_minutes": 30, "extensions": 0, "guests": 0, "categories": ["veteran_cadre"]}
    address = f"/desk/rooms/{room.id}/tables/setup"
    assert client.post(address, data=typed).status_code == 302
    assert "象棋 1: 4" in client.get(address).text
    state = reading.state_of(session, room.id, walk["at"])
    assert [(place.table.name, place.table.seats) for place in state.places] == [("象棋 1", 4), ("围棋 2", 2)]
    assert state.rule.way is Way.ROTATION
    assert client.post(address, data=typed | {"tables": "一台: 2\n一台: 4"}).status_code == 422


def test_only_staff_serve_and_only_administrators_set_up(session, client, room):
    sign_in(client, make_person(session))
    assert client.get("/desk/tables").status_code == 403
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    assert client.get(f"/desk/rooms/{room.id}/tables/setup").status_code == 403


def test_a_visitor_takes_a_table_plays_longer_and_ends(session, screen, room):
    kiosks.make_member(session)
    screen.card("20100001")
    assert "1 张台，空 1 张" in screen.get("/kiosk/tables")
    table_id = re.search(r'name="table_id" value="(\d+)"', screen.get(f"/kiosk/rooms/{room.id}/tables"))[1]
    screen.post(f"/kiosk/rooms/{room.id}/tables", table_id=table_id)
    assert screen.heading == "“1 号台”归您用了"
    turn = screen.path
    screen.post(turn, act="extend", number=1)
    screen.post(turn, act="bring", number=1)
    assert "带 1 位客人" in screen.said
    screen.get(f"{turn}/end")
    screen.post(f"{turn}/end")
    assert screen.heading == "您这一轮已经结束"
    session.expire_all()
    assert turns(session) == [("王秀英", "done")]


def test_a_visitor_takes_a_number_is_called_and_begins(session, screen, room, walk):
    first = service.take(session, room.id, make_person(session, "李秀英").id, **walk)
    kiosks.make_member(session)
    screen.card("20100001")
    screen.get(f"/kiosk/rooms/{room.id}/tables")
    screen.post(f"/kiosk/rooms/{room.id}/tables")
    assert screen.heading == "您的排队号是 2 号"
    turn = screen.path
    service.end(session, first.id, at=clock.now(), by=BY)
    session.commit()
    assert "为您留到" in screen.get(turn)
    screen.post(turn, act="start")
    assert screen.heading == "“1 号台”归您用了"
    assert "“1 号台”归您用了" in screen.get("/kiosk/me")


def test_a_kiosk_asks_for_a_card_before_it_gives_a_table(session, screen, room):
    screen.get(f"/kiosk/rooms/{room.id}/tables")
    screen.send(f"/kiosk/rooms/{room.id}/tables", {"table_id": 1})
    assert screen.path == "/kiosk"
    assert turns(session) == []


def test_nobody_ends_the_turn_of_somebody_else_at_a_kiosk(session, screen, room, walk):
    other = service.take(session, room.id, make_person(session, "李秀英").id, **walk)
    kiosks.make_member(session)
    screen.card("20100001")
    screen.get(f"/kiosk/rooms/{room.id}/tables")
    screen.post(f"/kiosk/turns/{other.id}/end")
    assert screen.status == 404
    session.expire_all()
    assert turns(session) == [("李秀英", "playing")]


def test_the_worker_lets_the_next_have_a_table_that_was_kept_in_vain(session, room, walk):
    late = service.join(session, room.id, make_person(session, "王秀英").id, **walk)
    service.join(session, room.id, make_person(session, "张建国").id, **walk)
    late.until = walk["at"]
    session.commit()
    settle_tables(Event())
    session.expire_all()
    assert turns(session) == [("王秀英", "lapsed"), ("张建国", "called")]
