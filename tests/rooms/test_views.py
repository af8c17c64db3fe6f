"""Everybody sees what is on, administrators keep the rooms."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.people.rules import RoleName
from activity_center.rooms import service
from activity_center.rooms.models import Opening, Room, Site
from tests.factories import make_person, make_room, sign_in

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def admin(session: Session, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_person(session, "管理员", RoleName.ADMIN))
    return client


def test_a_visitor_sees_what_is_on_today_and_no_names_of_people(session: Session, client: FlaskClient):
    room, teacher = make_room(session, "302"), make_person(session, "王老师")
    noon = clock.now().astimezone(ZONE).replace(hour=12, minute=0)
    for title, day in (("书法", 0), ("国画", 1)):
        span = (noon + timedelta(days=day), noon + timedelta(days=day, hours=1))
        service.book(session, title, *span, room_ids=[room.id], person_ids=[teacher.id], zone=ZONE)
    shown = client.get("/rooms").text
    assert "书法" in shown
    assert "12:00–13:00" in shown
    assert "国画" not in shown
    assert "王老师" not in shown


def test_a_site_and_a_room_with_hours_are_added(session: Session, admin):
    admin.post("/desk/sites/new", data={"name": "东校区", "address": "人民路 1 号"})
    site_id = session.scalar(select(Site.id))
    room = {"site_id": str(site_id), "name": "302", "seats": "40", "is_open": "y", "on_1": "8:30-12:00，14:00—17:00"}
    assert admin.post(f"/desk/sites/{site_id}/rooms/new", data=room).status_code == 302
    opens = session.execute(select(Opening.weekday, Opening.opens, Opening.closes).order_by(Opening.opens)).all()
    assert opens == [(1, time(8, 30), time(12)), (1, time(14), time(17))]
    assert "周一 8:30–12:00" in admin.get("/desk/rooms").text


@pytest.mark.parametrize("hours", ["8:30", "12:00-8:00", "morning", "25:00-26:00"])
def test_hours_out_of_shape_are_said_beside_the_day(session: Session, admin, hours: str):
    room = make_room(session)
    answer = admin.post(
        f"/desk/rooms/{room.id}/edit", data={"site_id": str(room.site_id), "name": "302", "on_3": hours}
    )
    assert answer.status_code == 422
    assert "周三：请按 8:30-12:00" in answer.text
    assert f'value="{hours}"' in answer.text


def test_a_room_is_closed_and_what_is_booked_is_shown(session: Session, admin):
    room = make_room(session, "302", hours=[(1, time(8), time(17))])
    today = clock.now().astimezone(ZONE).replace(hour=9, minute=0)
    monday = today + timedelta(days=7 - today.weekday())
    service.book(session, "书法", monday, monday + timedelta(hours=1), room_ids=[room.id], zone=ZONE)
    shown = admin.get(f"/desk/rooms/{room.id}/edit").text
    assert "书法" in shown
    assert 'value="8:00-17:00"' in shown
    admin.post(f"/desk/rooms/{room.id}/edit", data={"site_id": str(room.site_id), "name": "302", "on_1": "8:00-17:00"})
    assert session.scalar(select(Room.is_open)) is False
    assert "302" in admin.get("/rooms").text


def test_a_room_of_the_same_name_at_one_site_is_refused(session: Session, admin):
    room = make_room(session, "302")
    answer = admin.post(f"/desk/sites/{room.site_id}/rooms/new", data={"site_id": str(room.site_id), "name": "302"})
    assert answer.status_code == 409


def test_desk_staff_read_but_do_not_keep(session: Session, client: FlaskClient):
    room = make_room(session)
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    assert client.get("/desk/rooms").status_code == 200
    for page in ("/desk/sites/new", f"/desk/rooms/{room.id}/edit", f"/desk/sites/{room.site_id}/rooms/new"):
        assert client.get(page).status_code == 403
