"""Booking by browser: looked at first, then done; changed one by one or as a series; approved at the desk."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.people.rules import RoleName
from activity_center.rooms.models import Booking, BookingRoom, Equipment, RoomRule
from activity_center.rooms.rules import BookingStatus
from tests.clients import Visitor
from tests.factories import make_person, make_room, sign_in

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = clock.now().astimezone(ZONE).date()
MONDAY = TODAY + timedelta(days=14 - TODAY.weekday())
ONCE = {"title": "支部学习", "on": MONDAY, "starts": "9:00", "ends": "11:00", "rhythm": "once"}
WEEKLY = ONCE | {"rhythm": "weekly", "every": 1, "until": MONDAY + timedelta(weeks=2)}


def looked(client: FlaskClient, url: str, **typed: Any) -> str:
    answer = client.get(url, query_string={"look": 1, "is_public": "y", **typed})
    assert answer.status_code == 200
    return answer.text


def booked(client: FlaskClient, room: Any, **typed: Any) -> list[int]:
    """Book as the page's button does, and return the days of the booking in order."""
    answer = client.post(f"/rooms/{room.id}/book", data={"is_public": "y", **ONCE, **typed})
    assert answer.status_code == 302, re.findall(r'class="why">(.*?)<', answer.text)
    page = client.get(answer.location)
    assert page.status_code == 200
    first = int(answer.location.rsplit("/", 1)[1])
    return sorted({first, *map(int, re.findall(r'href="/bookings/(\d+)"', page.text))})


def links(text: str, words: str) -> list[str]:
    return [unescape(url) for url in re.findall(rf'href="([^"]+)">[^<]*{words}', text)]


def whys(text: str) -> list[str]:
    return re.findall(r'class="why">(.*?)<', text)


def row(session: Session, id: int) -> Booking:
    return session.get_one(Booking, id)


def starts(session: Session, ids: list[int]) -> list[str]:
    return [f"{row(session, id).starts_at.astimezone(ZONE):%m-%d %H:%M}" for id in ids]


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


@pytest.fixture
def desk(session: Session, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_person(session, "前台", RoleName.DESK))
    return client


@pytest.fixture
def officer(session: Session, app) -> FlaskClient:
    session.add(RoomRule(role=RoleName.OFFICER, ahead_days=90, longest_minutes=240))
    browser = Visitor(app)
    sign_in(browser, make_person(session, "周社长", RoleName.OFFICER))
    return browser


def test_a_look_writes_nothing_and_the_button_books_it(session: Session, desk: FlaskClient):
    room = make_room(session, "302")
    text = looked(desk, f"/rooms/{room.id}/book", **ONCE)
    assert "都空着：1 天" in text
    assert session.scalars(select(Booking)).all() == []
    [id] = booked(desk, room)
    assert (row(session, id).status, starts(session, [id])) == (BookingStatus.HELD, [f"{MONDAY:%m-%d} 09:00"])
    assert "支部学习" in desk.get("/bookings").text


def test_what_is_in_the_way_is_named_with_other_rooms_and_times_one_click_away(session: Session, desk: FlaskClient):
    room = make_room(session, "302")
    other = make_room(session, "303", site=room.site)
    booked(desk, room, title="年会")
    text = looked(desk, f"/rooms/{room.id}/book", **ONCE)
    assert "年会" in whys(text)[0]
    assert 'value="支部学习"' in text
    [elsewhere], later = links(text, "303"), links(text, "11:00–13:00")
    for url in (elsewhere, later[0]):
        assert "都空着：1 天" in desk.get(url).text
    assert f"/rooms/{other.id}/book" in elsewhere


def test_a_series_is_booked_without_the_day_that_is_taken(session: Session, desk: FlaskClient):
    room = make_room(session)
    booked(desk, room, on=day(7), title="年会")
    text = looked(desk, f"/rooms/{room.id}/book", **WEEKLY)
    [without] = links(text, "这一天不订")
    assert "都空着：2 天" in desk.get(without).text
    ids = booked(desk, room, **WEEKLY, leave_out=day(7))
    assert starts(session, ids) == [f"{day(0):%m-%d} 09:00", f"{day(14):%m-%d} 09:00"]


def test_a_click_too_late_is_refused_with_everything_typed_still_there(session: Session, desk: FlaskClient):
    room = make_room(session)
    booked(desk, room, title="年会")
    answer = desk.post(f"/rooms/{room.id}/book", data={**ONCE, "title": "读书会"})
    assert answer.status_code == 409
    assert 'value="读书会"' in answer.text
    assert "年会" in whys(answer.text)[0]


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"on": "soon"}, {"starts": "25:00"}, {"until": ""}, {"until": "2020-01-01"}, {"every": 99}]
)
def test_what_is_out_of_shape_is_said_beside_its_field(session: Session, desk: FlaskClient, wrong: dict):
    room = make_room(session)
    answer = desk.get(f"/rooms/{room.id}/book", query_string={"look": 1, **WEEKLY, **wrong})
    assert answer.status_code == 422
    assert f'id="{next(iter(wrong))}-error"' in answer.text


def test_equipment_and_further_rooms_are_held_as_well(session: Session, desk: FlaskClient):
    room = make_room(session, "302")
    other = make_room(session, "303", site=room.site)
    easels = Equipment(site=room.site, name="画架", count=5)
    session.add(easels)
    session.flush()
    count = f"equipment_{easels.id}"
    [id] = booked(desk, room, **{count: 4}, rooms=[other.id], setup=30)
    assert {held.room_id for held in row(session, id).holds_rooms} == {room.id, other.id}
    assert "画架 × 4" in desk.get(f"/bookings/{id}").text
    free = make_room(session, "304", site=room.site)
    assert "画架" in whys(looked(desk, f"/rooms/{free.id}/book", **ONCE, **{count: 2}))[0]


def test_an_officer_cannot_be_in_two_places_at_once(session: Session, officer: FlaskClient):
    session.scalars(select(RoomRule)).one().needs_approval = False
    room, other = make_room(session), make_room(session)
    booked(officer, room, is_there="y")
    assert "周社长" in whys(looked(officer, f"/rooms/{other.id}/book", **ONCE, is_there="y"))[0]


def test_a_member_reads_why_not_and_a_stranger_signs_in_first(session: Session, client: FlaskClient):
    room = make_room(session, "302")
    assert client.get(f"/rooms/{room.id}/book").status_code == 302
    sign_in(client, make_person(session))
    answer = client.get(f"/rooms/{room.id}/book")
    assert len(whys(answer.text)) == 1
    assert 'name="title"' not in answer.text
    assert client.post(f"/rooms/{room.id}/book", data=ONCE).status_code == 409


def test_the_desk_approves_a_series_in_one_go_and_a_taken_room_is_said(
    session: Session, desk: FlaskClient, officer: FlaskClient
):
    room = make_room(session)
    ids = booked(officer, room, **WEEKLY)
    assert {row(session, id).status for id in ids} == {BookingStatus.REQUESTED}
    late = booked(officer, room, on=day(7), title="书画笔会")
    assert "支部学习" in desk.get("/desk/bookings").text
    assert desk.post("/desk/bookings", data={"booking": ids}).status_code == 302
    assert {row(session, id).status for id in ids} == {BookingStatus.HELD}
    answer = desk.post("/desk/bookings", data={"booking": late})
    assert answer.status_code == 409
    assert "支部学习" in whys(answer.text)[0]
    desk.post(f"/desk/bookings/{late[0]}/refuse", data={"note": "同一时间已有安排"})
    assert row(session, late[0]).status is BookingStatus.REFUSED
    assert officer.get("/desk/bookings").status_code == 403


def test_one_day_is_moved_cancelled_put_back_and_added(session: Session, desk: FlaskClient):
    room = make_room(session, "302")
    other = make_room(session, "303", site=room.site)
    first, second, third = booked(desk, room, **WEEKLY)
    hours = {"on": day(8), "starts": "14:00", "ends": "16:00"}
    assert desk.post(f"/bookings/{second}/move", data={**hours, "rooms": other.id}).status_code == 302
    assert starts(session, [second]) == [f"{day(8):%m-%d} 14:00"]
    assert session.scalars(select(BookingRoom.room_id).filter_by(booking_id=second)).all() == [other.id]
    desk.post(f"/bookings/{third}/cancel", data={"scope": "one"})
    assert row(session, third).status is BookingStatus.CANCELLED
    desk.post(f"/bookings/{third}/restore")
    assert row(session, third).status is BookingStatus.HELD
    assert desk.post(f"/bookings/{first}/add", data={"on": day(9)}).status_code == 302
    assert len(row(session, first).series.bookings) == 4
    desk.post(f"/bookings/{second}/cancel", data={"scope": "following"})
    assert [b.status.value for b in row(session, first).series.bookings] == ["held", *["cancelled"] * 3]


def test_a_move_into_somebody_else_is_refused_with_ways_out(session: Session, desk: FlaskClient):
    room = make_room(session, "302")
    [id] = booked(desk, room)
    booked(desk, room, starts="14:00", ends="16:00", title="年会")
    hours = {"on": MONDAY, "starts": "14:00", "ends": "16:00", "rooms": room.id}
    answer = desk.post(f"/bookings/{id}/move", data=hours)
    assert (answer.status_code, "年会" in whys(answer.text)[0]) == (409, True)
    again = desk.get(links(answer.text, "16:00–18:00")[0])
    assert 'value="16:00"' in again.text


def test_an_edit_of_the_series_is_shown_as_a_difference_and_then_done(session: Session, desk: FlaskClient):
    ids = booked(desk, make_room(session, "302"), **WEEKLY)
    url = f"/bookings/{ids[1]}/series"
    form = desk.get(url, query_string={"scope": "following"}).text
    assert f'value="{day(7)}"' in form
    change = WEEKLY | {"on": day(7), "starts": "15:00", "ends": "16:30", "until": day(21), "scope": "following"}
    text = looked(desk, url, **change)
    assert "将有变化：3 天" in text
    assert starts(session, ids) == [f"{day(n):%m-%d} 09:00" for n in (0, 7, 14)]
    room_id = row(session, ids[0]).wanted["rooms"]
    assert desk.post(url, data={**change, "rooms": room_id, "is_public": "y"}).status_code == 302
    assert starts(session, ids) == [f"{day(0):%m-%d} 09:00", f"{day(7):%m-%d} 15:00", f"{day(14):%m-%d} 15:00"]
    later = row(session, ids[1]).series
    assert (row(session, ids[0]).series_id == later.id, len(later.bookings)) == (False, 3)


def test_an_edit_that_changes_nothing_says_so(session: Session, desk: FlaskClient):
    room = make_room(session)
    ids = booked(desk, room, **WEEKLY)
    text = looked(desk, f"/bookings/{ids[0]}/series", **WEEKLY, rooms=room.id, scope="all")
    assert "没有变化" in text


def test_nobody_opens_or_changes_the_booking_of_somebody_else(
    session: Session, desk: FlaskClient, officer: FlaskClient
):
    [id] = booked(desk, make_room(session))
    for page in ("", "/move", "/cancel", "/add", "/series"):
        assert officer.get(f"/bookings/{id}{page}").status_code == 403
    assert officer.post(f"/bookings/{id}/cancel", data={"scope": "one"}).status_code == 403
    assert officer.post(f"/bookings/{id}/restore").status_code == 403
    assert row(session, id).status is BookingStatus.HELD


def test_the_desk_finds_bookings_by_day_and_room(session: Session, desk: FlaskClient):
    room, other = make_room(session), make_room(session)
    booked(desk, room, title="年会")
    booked(desk, other, title="读书会")
    day_only = desk.get("/desk/bookings", query_string={"on": MONDAY}).text
    assert "年会" in day_only
    assert "读书会" in day_only
    text = desk.get("/desk/bookings", query_string={"on": MONDAY, "room": room.id}).text
    assert "年会" in text
    assert "读书会" not in text


def test_what_one_has_booked_stands_in_one_s_timetable(session: Session, desk: FlaskClient):
    booked(desk, make_room(session, "302"))
    text = desk.get("/me/timetable", query_string={"week": MONDAY}).text
    assert "支部学习" in text
    assert "302" in text


def test_over_midnight_it_ends_on_the_day_after(session: Session, desk: FlaskClient):
    [id] = booked(desk, make_room(session), starts="22:00", ends="1:00")
    ends_at = row(session, id).ends_at.astimezone(ZONE)
    assert ends_at == datetime(day(1).year, day(1).month, day(1).day, 1, tzinfo=ZONE)
