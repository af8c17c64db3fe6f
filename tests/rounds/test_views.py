"""A round as staff and societies meet it: wishes in a plain form, a look before every act, and why."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.people.rules import RoleName
from activity_center.rooms.models import Booking
from activity_center.rounds.models import Allocation, Round, Slot, Wish
from activity_center.societies.models import Society
from tests.factories import make_card, make_person, make_room, make_term, sign_in
from tests.rounds.scenes import MONDAY, Scene, a_round, a_society, accept, ask, leader_of, publish

TIMES = {"weekdays": ["1", "3"], "hours": "9:00-11:00, 14:00-16:00"}


@pytest.fixture
def admin(session: Session, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_person(session, "主任", RoleName.ADMIN))
    return client


def seen_in(text: str) -> str:
    return text.split('name="seen" value="')[1].split('"')[0]


def open_now(session: Session, scene: Scene, hours: int = 24) -> None:
    """Let a round's wishes end so many hours from now, and its term be ahead."""
    row, at = session.get_one(Round, scene.row.id), clock.now()
    row.opens_at, row.closes_at = at - timedelta(days=9), at + timedelta(hours=hours)
    row.term.first_on = at.date() + timedelta(days=7)
    row.term.last_on = row.term.first_on + timedelta(days=27)
    session.flush()


@pytest.fixture
def scene(session: Session) -> Scene:
    scene = a_round(session)
    open_now(session, scene)
    return scene


def count(session: Session, model: Any) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_members_have_no_business_at_the_desk_and_strangers_sign_in_first(session: Session, client: FlaskClient, scene):
    assert client.get("/me/rounds").status_code == 302
    sign_in(client, make_person(session))
    society = a_society(session, "合唱团")
    assert client.get(f"/desk/rounds/{scene.row.id}").status_code == 403
    assert client.get(f"/rounds/{scene.row.id}/societies/{society.id}").status_code == 403
    assert "您没有担任社团职务" in client.get("/me/rounds").text


def test_staff_add_a_society_whose_leader_becomes_an_officer(session: Session, admin: FlaskClient):
    member = make_person(session, "李会长")
    make_card(session, member, "30000001")
    typed = {"name": "合唱团", "kind": "music", "login": "30000001"}
    assert admin.post("/desk/societies", data=typed).status_code == 303
    assert admin.post("/desk/societies", data=typed).status_code == 409
    assert admin.post("/desk/societies", data=typed | {"name": "舞蹈队", "login": "没有"}).status_code == 409
    session.expire_all()
    assert RoleName.OFFICER in member.role_names
    shown = admin.get("/desk/societies").text
    assert "合唱团" in shown
    assert "李会长" in shown
    assert "舞蹈队" not in shown
    society_id = session.scalar(select(Society.id))
    office = {"login": "30000001", "post": "deputy", "from_on": "2026-01-01", "until_on": "2025-01-01"}
    assert admin.post(f"/desk/societies/{society_id}", data=office).status_code == 409
    assert admin.post(f"/desk/societies/{society_id}", data=office | {"until_on": ""}).status_code == 303


def test_the_list_of_societies_is_for_everybody_and_names_nobody(session: Session, client: FlaskClient):
    a_society(session, "合唱团")
    shown = client.get("/societies").text
    assert "合唱团" in shown
    assert "会长" not in shown


def test_staff_open_a_round_and_choose_what_is_on_offer(session: Session, admin: FlaskClient):
    term, room = make_term(session), make_room(session)
    typed = {
        "name": "秋季场地",
        "term_id": str(term.id),
        "opens_at": "2026-08-01T09:00",
        "closes_at": "2026-08-20T09:00",
    }
    assert "还没有场地分配" in admin.get("/desk/rounds").text
    assert admin.post("/desk/rounds/new", data=typed | {"closes_at": "2026-07-20T09:00"}).status_code == 409
    answer = admin.post("/desk/rounds/new", data=typed)
    times = answer.location
    assert admin.post(times, data=TIMES).status_code == 422
    assert admin.post(times, data=TIMES | {"room_ids": [str(room.id)], "hours": "11:00-9:00"}).status_code == 422
    assert admin.post(times, data=TIMES | {"room_ids": [str(room.id)]}).status_code == 303
    assert count(session, Slot) == 4
    slot_id = session.scalar(select(Slot.id).order_by(Slot.id))
    assert admin.post(f"/desk/rounds/slots/{slot_id}/off").status_code == 303
    assert count(session, Slot) == 3


def test_a_leader_adds_moves_and_removes_wishes_with_plain_buttons(session: Session, client: FlaskClient, scene):
    society = a_society(session, "合唱团")
    sign_in(client, leader_of(session, society))
    url = f"/rounds/{scene.row.id}/societies/{society.id}"
    assert url in client.get("/me/rounds").text
    facts = {"attendees": "30", "need": "1", "note": "", "when": "", "room_id": ""}

    def press(act: str, **more: str) -> int:
        return client.post(url, data=facts | {"act": act} | more).status_code

    def order() -> list[int]:
        session.expire_all()
        return list(session.scalars(select(Wish.weekday).order_by(Wish.rank)))

    assert press("add") == 422
    assert press("add", when="1 09:00 11:00") == 303
    assert press("add", when="1 09:00 11:00") == 409
    assert press("add", when="2 09:00 11:00", room_id=str(scene.rooms[0].id)) == 303
    assert press("up-2") == 303
    assert order() == [2, 1]
    assert press("up-x") == 303
    assert press("down-99999999999") == 303
    assert press("remove-1") == 303
    assert order() == [1]
    assert press("save", attendees="0") == 422
    assert "1.</b> 周一 9:00–11:00 · 任何场地" in client.get(url).text


def test_when_the_round_is_closed_the_form_is_gone_but_for_staff(session: Session, client: FlaskClient, scene):
    society = a_society(session, "合唱团")
    open_now(session, scene, hours=-1)
    url = f"/rounds/{scene.row.id}/societies/{society.id}"
    sign_in(client, leader_of(session, society))
    assert "志愿已收齐" in client.get(url).text
    typed = {"attendees": "30", "need": "1", "when": "", "room_id": "", "act": "save"}
    assert client.post(url, data=typed).status_code == 409
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    assert client.post(url, data=typed).status_code == 303


def asked(session: Session, scene: Scene, *names: str) -> list[Any]:
    """Let societies ask for Monday at the scene's own time, and then bring the round to the present."""
    return [ask(session, scene.row, a_society(session, name), MONDAY) for name in names]


def test_staff_look_at_the_proposal_accept_adjust_and_publish_it(session: Session, admin: FlaskClient):
    scene = a_round(session)
    first, second = asked(session, scene, "合唱团", "太极拳")
    open_now(session, scene, hours=-1)
    base = f"/desk/rounds/{scene.row.id}"
    shown = admin.get(f"{base}/proposal").text
    assert "签号决定" in shown
    assert admin.post(f"{base}/proposal", data={"seen": "别的"}).status_code == 409
    assert admin.post(f"{base}/proposal", data={"seen": seen_in(shown)}).status_code == 303
    [one] = session.scalars(select(Allocation))
    loser, slot = (second if one.application_id == first.id else first), str(one.slot_id)
    give = {"act": "give", "slot": slot, "application": str(loser.id)}
    assert admin.post(f"{base}/adjust", data=give).status_code == 409
    assert admin.post(f"{base}/adjust", data={"act": "take", "slot": slot}).status_code == 303
    assert admin.post(f"{base}/adjust", data=give).status_code == 303
    assert "工作人员保留" in admin.get(f"{base}/adjust").text
    assert admin.post(f"{base}/adjust", data={"act": "let-go", "slot": slot}).status_code == 303
    assert admin.post(f"{base}/adjust", data={"act": "keep", "slot": slot}).status_code == 303
    shown = admin.get(f"{base}/publish").text
    assert count(session, Booking) == 0
    assert admin.post(f"{base}/publish", data={"seen": seen_in(shown)}).status_code == 303
    assert count(session, Booking) == 4
    assert "已发布" in admin.get(f"{base}/publish").text
    assert admin.get(base).status_code == 200


def test_the_desk_plans_a_round_but_an_administrator_publishes_it(session: Session, client: FlaskClient, scene):
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    assert client.get(f"/desk/rounds/{scene.row.id}/proposal").status_code == 200
    assert client.get(f"/desk/rounds/{scene.row.id}/publish").status_code == 403


def test_a_leader_reads_what_became_of_each_wish_and_why(session: Session, client: FlaskClient):
    scene = a_round(session)
    for application in asked(session, scene, "合唱团", "太极拳"):
        application.note = "谢谢"
    accept(session, scene.row)
    publish(session, scene.row)
    [given] = session.scalars(select(Allocation))
    for application in scene.row.applications:
        sign_in(client, application.leader)
        shown = client.get(f"/rounds/{scene.row.id}/societies/{application.society_id}").text
        assert ("已满足" in shown) is (application.id == given.application_id)
        assert ("没有分到" in shown) is (application.id != given.application_id)
        whole = client.get(f"/rounds/{scene.row.id}").text
        assert scene.row.seed in whole
        assert "前两轮每周得到的小时数" in whole
    assert "/me/rounds" in client.get("/me").text
    assert "秋季场地" in client.get("/me/notices").text
