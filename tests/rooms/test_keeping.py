"""What staff enter about rooms: seasons, rules by role, parts of a hall, things to lend; and what it leaves outside."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.errors import Refused
from activity_center.people.rules import RoleName
from activity_center.rooms import service
from activity_center.rooms.models import Booking, BookingRoom, Equipment, Opening, RoomPart, RoomRule
from activity_center.rooms.obstacles import Hold
from activity_center.rooms.rules import Allowance, BookingStatus, Span, breaches
from tests.factories import make_person, make_room, sign_in

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = clock.now().astimezone(ZONE).date()
MONDAY = TODAY + timedelta(days=14 - TODAY.weekday())


@pytest.fixture
def admin(session: Session, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_person(session, "管理员", RoleName.ADMIN))
    return client


# Seasons


def with_a_summer(session: Session):
    room = make_room(session, "302", hours=[(1, time(8), time(17))])
    summer = Opening(weekday=1, opens=time(7), closes=time(11), season_from="06-01", season_to="09-30")
    room.openings.append(summer)
    session.flush()
    return room


def test_editing_a_room_keeps_its_seasons(session: Session, admin: FlaskClient):
    room = with_a_summer(session)
    typed = {"site_id": room.site_id, "name": "302", "is_open": "y", "on_1": "8:00-17:00"}
    assert 'value="8:00-17:00"' in admin.get(f"/desk/rooms/{room.id}/edit").text
    assert admin.post(f"/desk/rooms/{room.id}/edit", data=typed).status_code == 302
    kept = session.execute(select(Opening.opens, Opening.season_from).order_by(Opening.opens)).all()
    assert kept == [(time(7), "06-01"), (time(8), None)]


WINTER = {"first": "11-1", "last": "3-31", "on_1": "8:30-11:30, 13:30-16:30", "on_2": "8:30-11:30"}


def test_a_season_is_added_changed_and_taken_away(session: Session, admin: FlaskClient):
    room = with_a_summer(session)
    assert admin.post(f"/desk/rooms/{room.id}/season", data=WINTER).status_code == 302
    assert seasons(session) == {("06-01", "09-30"), ("11-01", "03-31"), (None, None)}
    page = f"/desk/rooms/{room.id}/season?first=11-01&last=03-31"
    assert 'value="8:30-11:30, 13:30-16:30"' in admin.get(page).text
    assert admin.post(page, data=WINTER | {"last": "2-29"}).status_code == 302
    assert seasons(session) == {("06-01", "09-30"), ("11-01", "02-29"), (None, None)}
    admin.post(f"/desk/rooms/{room.id}/season/drop", data={"first": "11-01", "last": "02-29"})
    assert seasons(session) == {("06-01", "09-30"), (None, None)}
    assert admin.get(page).status_code == 404


def seasons(session: Session) -> set:
    return set(session.execute(select(Opening.season_from, Opening.season_to)).all())


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"first": "13-1"}, 422), ({"last": "soon"}, 422), ({"first": "9-1"}, 409), ({"on_1": "", "on_2": ""}, 409)],
)
def test_a_season_that_is_none_or_meets_another_is_refused(session: Session, admin: FlaskClient, wrong, status):
    room = with_a_summer(session)
    answer = admin.post(f"/desk/rooms/{room.id}/season", data=WINTER | wrong)
    assert answer.status_code == status
    assert seasons(session) == {("06-01", "09-30"), (None, None)}


def test_the_page_of_a_room_says_its_hours_and_who_may_book_in_plain_words(session: Session, client: FlaskClient):
    room = with_a_summer(session)
    spans = ((time(8), time(12)), (time(14), time(17)))
    room.openings += [Opening(weekday=2, opens=opens, closes=closes) for opens, closes in spans]
    session.add(RoomRule(role=RoleName.MEMBER, notice_hours=2, ahead_days=14, longest_minutes=120))
    session.add(RoomRule(role=RoleName.OFFICER, longest_minutes=90, most_people=40, needs_approval=False))
    shown = client.get(f"/rooms/{room.id}/week").text
    for said in (
        "每年6月1日至9月30日",
        "其余日子",
        "周二 8:00–12:00、14:00–17:00（中间 12:00–14:00 不开放）",
        "周三至周日 不开放",
        "学员可以预订：提前 2 小时至 14 天，每次最长 2 小时，须经服务台批准。",
        "社团负责人可以预订：提前多久都可以，每次最长 90 分钟，最多 40 人，不必批准。",
    ):
        assert said in shown


# What lies outside afterwards


def booked(session: Session, room, starts: int, ends: int, day: date = MONDAY, **more) -> int:
    span = Span(*(datetime(day.year, day.month, day.day, hour, tzinfo=ZONE) for hour in (starts, ends)))
    title, setup = more.pop("title", "支部学习"), more.pop("setup", 0)
    hold = Hold(title, span, (room.id,), setup=setup, more={"planned_on": day} | more)
    return service.hold_all(session, [hold], zone=ZONE)[0]


def test_who_shortens_the_hours_is_told_which_later_bookings_lie_outside(session: Session, admin: FlaskClient):
    room = make_room(session, "302", hours=[(1, time(8), time(17))])
    early, late = booked(session, room, 9, 11), booked(session, room, 15, 17)
    typed = {"site_id": room.site_id, "name": "302", "is_open": "y", "on_1": "8:00-12:00"}
    shown = admin.post(f"/desk/rooms/{room.id}/edit", data=typed, follow_redirects=True).text
    assert "有 1 个以后的预订" in shown
    assert f'href="/bookings/{late}"' in shown
    assert f'href="/bookings/{early}"' not in shown
    assert session.get_one(Booking, late).status is BookingStatus.HELD


def test_who_takes_seats_away_or_closes_a_room_is_told_so_as_well(session: Session, admin: FlaskClient):
    room = make_room(session, "302", seats=50)
    booked(session, room, 9, 11, attendees=40)
    booked(session, room, 14, 15, attendees=20)
    typed = {"site_id": room.site_id, "name": "302", "seats": 30, "is_open": "y"}
    assert "有 1 个以后的预订" in admin.post(f"/desk/rooms/{room.id}/edit", data=typed, follow_redirects=True).text
    typed.pop("is_open")
    assert "有 2 个以后的预订" in admin.post(f"/desk/rooms/{room.id}/edit", data=typed, follow_redirects=True).text


# Who may book


def test_a_rule_is_added_once_changed_and_taken_away(session: Session, admin: FlaskClient):
    room = make_room(session, "302")
    typed = {"role": "member", "room_id": room.id, "notice_hours": 2, "ahead_days": 14, "longest_minutes": 120}
    for where in (room.id, 0):
        assert admin.post("/desk/room-rules/new", data=typed | {"room_id": where}).status_code == 302
        assert admin.post("/desk/room-rules/new", data=typed | {"room_id": where}).status_code == 409
    own = session.scalars(select(RoomRule).where(RoomRule.room_id == room.id)).one()
    assert own.allowance == Allowance(timedelta(hours=2), timedelta(days=14), timedelta(hours=2), False)
    assert 'value="120"' in admin.get(f"/desk/room-rules/{own.id}").text
    empty = dict.fromkeys(("notice_hours", "ahead_days", "longest_minutes"), "")
    admin.post(f"/desk/room-rules/{own.id}", data=typed | empty | {"needs_approval": "y"})
    session.refresh(own)
    assert own.allowance == Allowance()
    assert "学员" in admin.get("/desk/room-rules").text
    admin.post(f"/desk/room-rules/{own.id}/drop")
    assert session.scalars(select(RoomRule.room_id)).all() == [None]


@pytest.mark.parametrize("wrong", [{"ahead_days": 0}, {"longest_minutes": "x"}, {"least_people": 5, "most_people": 4}])
def test_a_rule_out_of_shape_is_said_beside_its_field(session: Session, admin: FlaskClient, wrong: dict):
    assert admin.post("/desk/room-rules/new", data={"role": "member", "room_id": 0} | wrong).status_code == 422
    assert session.scalars(select(RoomRule)).all() == []


def test_a_group_of_the_wrong_size_may_not_book_and_cannot_keep_silent_about_it(session: Session):
    at = datetime(2026, 9, 1, tzinfo=ZONE)
    allowed = Allowance(least=5, most=20)
    hour = Span(at + timedelta(days=1), at + timedelta(days=1, hours=1))

    def codes(attendees: int | None) -> list[str]:
        return [reason.code for reason in breaches(allowed, "302", hour, at, attendees)]

    assert (codes(None), codes(4), codes(21)) == (["room_crowd_unsaid"], ["room_crowd_small"], ["room_crowd_large"])
    assert codes(5) == codes(20) == []


def test_the_form_asks_first_how_many_people_come_where_the_room_is_for_groups(session: Session, client: FlaskClient):
    room = make_room(session)
    limit = RoomRule(role=RoleName.MEMBER, most_people=20)
    session.add(limit)
    sign_in(client, make_person(session))

    def is_first() -> bool:
        shown = client.get(f"/rooms/{room.id}/book").text
        assert shown.count('name="attendees"') == 1
        return shown.index('name="attendees"') < shown.index('<details class="more"')

    assert is_first()
    limit.most_people = None
    assert not is_first()


def test_desk_staff_read_the_rules_and_do_not_keep_them(session: Session, client: FlaskClient):
    room = make_room(session)
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    assert client.get("/desk/room-rules").status_code == 200
    for page in ("/desk/room-rules/new", f"/desk/rooms/{room.id}/season", f"/desk/sites/{room.site_id}/equipment"):
        assert client.get(page).status_code == 403


# Halls that divide


def a_hall(session: Session):
    hall = make_room(session, "大厅")
    return hall, *(make_room(session, name, site=hall.site) for name in ("东厅", "西厅"))


def divided(admin: FlaskClient, hall, *parts):
    return admin.post(f"/desk/rooms/{hall.id}/parts", data={"parts": [part.id for part in parts], "save": "1"})


def test_a_division_holds_for_what_is_booked_already(session: Session, admin: FlaskClient):
    hall, east, west = a_hall(session)
    id = booked(session, hall, 9, 11, setup=30)
    assert divided(admin, hall, east, west).status_code == 302
    held = select(BookingRoom.room_id, BookingRoom.whole_id).where(BookingRoom.booking_id == id)
    assert set(session.execute(held).all()) == {(hall.id, None), (east.id, hall.id), (west.id, hall.id)}
    with pytest.raises(Refused):
        booked(session, west, 10, 12)
    divided(admin, hall, east)
    assert booked(session, west, 10, 12)
    with pytest.raises(Refused):
        booked(session, east, 10, 12)


def test_a_division_that_would_double_a_booking_is_refused_and_nothing_changes(session: Session, admin: FlaskClient):
    hall, east, west = a_hall(session)
    booked(session, hall, 9, 11)
    booked(session, west, 10, 12, title="合唱")
    answer = divided(admin, hall, east, west)
    assert answer.status_code == 409
    assert "合唱" in answer.text
    assert session.scalars(select(RoomPart)).all() == []
    assert divided(admin, hall, east).status_code == 302


def test_no_part_divides_itself(session: Session, admin: FlaskClient):
    hall, east, west = a_hall(session)
    divided(admin, hall, east)
    assert divided(admin, east, west).status_code == 409
    assert divided(admin, west, hall).status_code == 409
    assert divided(admin, hall).status_code == 302
    assert divided(admin, east, west).status_code == 302


def test_a_hall_booked_together_with_its_part_by_name_is_held_once(session: Session, admin: FlaskClient):
    hall, east, west = a_hall(session)
    divided(admin, hall, east, west)
    span = Span(*(datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, tzinfo=ZONE) for hour in (9, 11)))
    [id] = service.hold_all(session, [Hold("年会", span, (hall.id, east.id))], zone=ZONE)
    held = session.scalars(select(BookingRoom.room_id).where(BookingRoom.booking_id == id)).all()
    assert sorted(held) == sorted([hall.id, east.id, west.id])


# What is lent


def test_things_are_added_and_who_takes_some_away_is_told_who_wants_more(session: Session, admin: FlaskClient):
    rooms = [make_room(session) for _ in range(2)]
    page = f"/desk/sites/{rooms[0].site_id}/equipment"
    assert admin.post(page, data={"name": "画架", "count": 10}).status_code == 302
    assert admin.post(page, data={"name": "画架", "count": 5}).status_code == 409
    easels = session.scalars(select(Equipment)).one()
    hour = Span(*(datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, tzinfo=ZONE) for hour in (9, 11)))
    first, second = (
        service.hold_all(
            session,
            [Hold("写生", hour, (room.id,), equipment=((easels.id, 5),), more={"planned_on": MONDAY})],
            zone=ZONE,
        )[0]
        for room in rooms
    )
    shown = admin.post(f"/desk/equipment/{easels.id}", data={"name": "画架", "count": 9}, follow_redirects=True).text
    assert f'href="/bookings/{second}"' in shown
    assert f'href="/bookings/{first}"' not in shown
    assert "画架" in admin.get(page).text
