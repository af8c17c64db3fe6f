"""What is on, as everybody may see it: a site's day and week, a room's, a person's, the sheet, the panel, the board."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from activity_center import clock
from activity_center.people.rules import RoleName
from activity_center.rooms import boards, service
from activity_center.rooms.boards import ANYBODY
from activity_center.rooms.bookings import Asker
from activity_center.rooms.layout import Entry, days, grid, hours_within, on_days, out_of_hours, parts, scenes, whole
from activity_center.rooms.models import Booking, BookingRoom, Room, RoomClosure, RoomPart, Site
from activity_center.rooms.obstacles import Hold
from activity_center.rooms.rules import OpenHours, Span
from tests.factories import make_person, make_room, sign_in
from tests.statements import counted

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 9, 7)


def wall(hour, minute=0, day=0):
    """A moment of the week of 7 September 2026, by the clock on the wall."""
    return datetime(2026, 9, 7, hour, minute, tzinfo=ZONE) + timedelta(days=day)


def an_entry(starts, ends, before=0, after=0, title="书法"):
    wide = Span(starts, ends).widened(before, after)
    return Entry(1, title, starts, ends, *wide)


def booked(session, room, title, starts, ends, *person_ids, **more):
    hold = Hold(title, Span(starts, ends), (room.id,), person_ids, setup=more.pop("setup", 0), more=more)
    [id] = service.hold_all(session, [hold], zone=ZONE)
    return id


# Laying out


def test_what_lasts_over_midnight_stands_in_both_days():
    spans = days(MONDAY, 7, ZONE)
    long = an_entry(wall(22), wall(2, day=1))
    assert [len(on) for on in on_days([long], spans)] == [1, 1, 0, 0, 0, 0, 0]


def test_what_ends_at_midnight_is_over_the_next_day_and_what_came_before_the_week_is_left_out():
    spans = days(MONDAY, 7, ZONE)
    early, late = an_entry(wall(8, day=-1), wall(10, day=-1)), an_entry(wall(22), wall(0, day=1))
    assert [len(on) for on in on_days([early, late], spans)] == [1, 0, 0, 0, 0, 0, 0]


def test_a_day_of_summer_time_is_as_long_as_it_is():
    berlin = ZoneInfo("Europe/Berlin")
    [sunday] = days(date(2026, 3, 29), 1, berlin)
    assert sunday.ends_at - sunday.starts_at == timedelta(hours=23)
    assert whole(parts(date(2026, 3, 29), berlin)) == sunday


def test_the_grid_has_a_row_for_each_room_and_the_hours_of_what_is_on():
    rooms = [boards.RoomLine(1, "301", 30, True), boards.RoomLine(2, "302", 30, True)]
    rows = grid(rooms, [an_entry(wall(8, 30), wall(10))], parts(MONDAY, ZONE), ZONE)
    assert [[item.time for item in cell] for cell in rows[0].cells] == [["8:30–10:00"], [], []]
    assert rows[1].cells == [[], [], []]


def test_beside_a_door_each_change_begins_another_scene():
    [day] = days(MONDAY, 1, ZONE)
    entries = [an_entry(wall(8), wall(9)), an_entry(wall(14), wall(15), before=30, title="太极拳")]
    told = [(s.from_.hour, s.now and s.now.title, s.is_held, s.free_until) for s in _local(scenes(entries, day))]
    assert told == [
        (0, None, False, wall(8)),
        (8, "书法", True, wall(13, 30)),
        (9, None, False, wall(13, 30)),
        (13, None, True, None),
        (14, "太极拳", True, None),
        (15, None, False, None),
    ]


def _local(found):
    return [scene._replace(from_=scene.from_.astimezone(ZONE)) for scene in found]


def test_scenes_follow_each_other_from_midnight_to_midnight():
    [day] = days(MONDAY, 1, ZONE)
    found = scenes([an_entry(wall(8), wall(9)), an_entry(wall(9), wall(10)), an_entry(wall(22), wall(2, day=1))], day)
    assert [scene.until for scene in found[:-1]] == [scene.from_ for scene in found[1:]]
    assert (found[0].from_, found[-1].until) == day


def test_a_closed_room_is_closed_beside_the_door_whatever_stayed_booked():
    [day] = days(MONDAY, 1, ZONE)
    closed = Entry.closing(1, Span(wall(14), wall(18, day=2)), "检修")
    entries = [an_entry(wall(8), wall(9)), closed, an_entry(wall(15), wall(16))]
    told = [(s.from_.hour, s.now and (s.now.title or s.now.closed), s.free_until) for s in _local(scenes(entries, day))]
    assert told[1:3] == [(8, "书法", wall(14)), (9, None, wall(14))]
    assert {what for hour, what, _free in told if hour >= 14} == {"检修"}


def test_outside_of_its_hours_a_room_is_not_free_but_what_is_booked_then_takes_place():
    spans = days(MONDAY, 2, ZONE)
    opening = [OpenHours(1, time(8), time(12)), OpenHours(1, time(14), time(17)), OpenHours(2, time(9), time(17))]
    closed = out_of_hours(opening, spans, ZONE)
    assert [(entry.starts_at, entry.ends_at) for entry in closed] == [
        (wall(0), wall(8)),
        (wall(12), wall(14)),
        (wall(17), wall(9, day=1)),
        (wall(17, day=1), wall(0, day=2)),
    ]
    entries = [an_entry(wall(18), wall(19), before=30), *closed]
    told = [(s.from_.hour, s.now and s.now.closed, s.free_until) for s in _local(scenes(entries, spans[0]))]
    assert told == [
        (0, "", wall(12)),
        (8, None, wall(12)),
        (12, "", wall(17)),
        (14, None, wall(17)),
        (17, "", wall(17, 30)),
        (17, None, None),
        (18, None, None),
        (19, "", None),
    ]
    assert out_of_hours([], spans, ZONE) == []


def test_of_a_closed_time_a_day_shows_its_own_hours():
    monday, tuesday = days(MONDAY, 2, ZONE)
    closed = Entry.closing(1, Span(wall(14), wall(18, day=1)), "检修")
    assert [hours_within(closed, day, ZONE) for day in (monday, tuesday)] == ["14:00–24:00", "0:00–18:00"]


# Closed rooms


def closed_room(session, room, starts, ends, why="检修"):
    session.add(RoomClosure(room_id=room.id, starts_at=starts, ends_at=ends, why=why))
    session.flush()


def test_a_closed_room_is_closed_on_every_page_with_the_reason_and_until_when(session, client):
    room, other = make_room(session, "302"), make_room(session, "901")
    closed_room(session, room, wall(14), wall(18, day=2))
    day, week = "on=2026-09-07", "from=2026-09-07"
    for page in (f"day?{day}", f"week?{week}", f"{room.id}/week?{week}", f"{room.id}/door?{day}"):
        shown = client.get(f"/rooms/{page}").text
        assert "关闭" in shown
        assert "检修，到 2026年9月9日 周三 18:00" in shown or "检修，到 9月9日 周三 18:00" in shown
    assert "检修" not in client.get(f"/rooms/{other.id}/week?{week}").text
    assert "检修" not in client.get(f"/rooms/{room.id}/week?from=2026-09-14").text


def test_panel_board_and_list_say_closed_and_not_free(session, client):
    room, now = make_room(session, "302"), clock.now()
    other = make_room(session, "303", site=room.site)
    closed_room(session, room, now - timedelta(minutes=1), now + timedelta(days=3))
    panel = client.get(f"/rooms/{room.id}/panel").text
    assert "关闭：检修" in panel
    assert "今天接下来都空闲" not in panel
    board = client.get("/rooms/board").text
    assert "检修" in board
    assert '<b class="screen-where">302</b>' in board
    assert "检修" in client.get("/rooms").text
    closed_room(session, other, now - timedelta(minutes=1), now + timedelta(days=3))
    every = session.scalars(select(RoomClosure)).all()
    every[1].starts_at, every[1].ends_at = every[0].starts_at, every[0].ends_at
    board = client.get("/rooms/board").text
    assert board.count("检修") == len(days(MONDAY, 2, ZONE))
    assert "全部场地" in board


# Who may know


def test_what_is_private_is_named_to_staff_to_the_owner_and_to_who_takes_part_only(session):
    room, owner, player, other = make_room(session), *(make_person(session) for _ in range(3))
    booked(session, room, "家庭聚会", wall(8), wall(9), player.id, owner_id=owner.id, is_public=False)

    def titles(person, *roles):
        asker = Asker(person.id, frozenset(roles)) if person else ANYBODY
        return [entry.title for entry in boards.in_room(session, room.id, days(MONDAY, 1, ZONE)[0], asker)]

    assert titles(None) == titles(other, RoleName.MEMBER) == [None]
    assert titles(owner) == titles(player) == titles(other, RoleName.DESK) == ["家庭聚会"]


def test_a_private_booking_is_taken_on_every_page_for_strangers(session, client):
    room = make_room(session, "302")
    booked(session, room, "家庭聚会", wall(8), wall(9), is_public=False)
    for page in ("/rooms/day?on=2026-09-07", "/rooms/week?from=2026-09-07", f"/rooms/{room.id}/week?from=2026-09-07"):
        shown = client.get(page).text
        assert "8:00–9:00" in shown
        assert "已占用" in shown
        assert "家庭聚会" not in shown
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    assert "家庭聚会" in client.get("/rooms/week?from=2026-09-07").text


@pytest.mark.parametrize("page", ["door?on=2026-09-07", "door?week=1&on=2026-09-09"])
def test_a_sheet_names_nothing_private_even_when_staff_print_it(session, client, page):
    room = make_room(session, "302")
    booked(session, room, "家庭聚会", wall(8), wall(9), is_public=False)
    booked(session, room, "书法", wall(10), wall(11))
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    shown = client.get(f"/rooms/{room.id}/{page}").text
    assert "书法" in shown
    assert "8:00–9:00" in shown
    assert "家庭聚会" not in shown


def test_panel_and_board_name_nothing_private_even_to_staff(session, client):
    room, now = make_room(session, "302"), clock.now()
    booked(session, room, "家庭聚会", now - timedelta(minutes=1), now + timedelta(minutes=1), is_public=False)
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    for page in (f"/rooms/{room.id}/panel", "/rooms/board"):
        shown = client.get(page).text
        assert "已占用" in shown
        assert "家庭聚会" not in shown
        assert "服务台</" not in shown


def test_the_list_of_rooms_names_a_private_booking_to_its_owner_and_staff_only(session, client):
    room, owner, now = make_room(session, "302"), make_person(session, "李秀英"), clock.now()
    span = (now - timedelta(minutes=1), now + timedelta(minutes=1))
    booked(session, room, "家庭聚会", *span, owner_id=owner.id, is_public=False)
    for person in (None, make_person(session, "王芳")):
        if person:
            sign_in(client, person)
        shown = client.get("/rooms").text
        assert "已占用" in shown
        assert "家庭聚会" not in shown
    for person in (owner, make_person(session, "服务台", RoleName.DESK)):
        sign_in(client, person)
        assert "家庭聚会" in client.get("/rooms").text


# Pages


def test_the_day_of_a_site_turns_to_the_days_beside_it_and_stays_at_the_site(session, client):
    here, there = make_room(session, "101"), make_room(session, "901")
    booked(session, there, "太极拳", wall(14), wall(15))
    shown = client.get(f"/rooms/day?site={there.site_id}&on=2026-09-07").text
    assert "太极拳" in shown
    assert f'href="/rooms/day?site={there.site_id}&amp;on=2026-09-06"' in shown
    assert f'href="/rooms/day?site={there.site_id}&amp;on=2026-09-08"' in shown
    assert "太极拳" not in client.get(f"/rooms/day?site={here.site_id}&on=2026-09-07").text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "tomorrow", "2026-02-30", ""])
def test_a_day_that_is_none_is_today(session, client, day):
    room = make_room(session)
    for page in ("/rooms/day?on=", "/rooms/week?from=", f"/rooms/{room.id}/week?from=", f"/rooms/{room.id}/door?on="):
        assert client.get(page + day).status_code == 200


def test_a_site_that_is_none_is_not_there_and_without_rooms_the_pages_say_so(session, client):
    for page in ("/rooms/day", "/rooms/week"):
        assert "还没有" in client.get(page).text
    assert client.get("/rooms/board").status_code == 200
    make_room(session)
    assert client.get("/rooms/day?site=999").status_code == 404


def test_a_long_list_of_rooms_has_pages_and_can_be_shown_as_a_whole(session, client):
    site = Site(name="本部")
    for n in range(51):
        make_room(session, f"教室 {n:03}", site=site)
    first = client.get("/rooms/week").text
    assert "教室 049" in first
    assert "教室 050" not in first
    assert "教室 050" in client.get("/rooms/week?page=2").text
    assert "教室 050" in client.get("/rooms/week?all=1").text


def test_a_hall_taken_as_a_whole_is_taken_in_its_parts_and_stands_once_on_the_board(session, client):
    hall, now = make_room(session, "大厅"), clock.now()
    half = make_room(session, "东半厅", site=hall.site)
    session.add(RoomPart(whole_id=hall.id, part_id=half.id))
    session.flush()
    booked(session, hall, "联欢会", now - timedelta(minutes=1), now + timedelta(minutes=1))
    assert "联欢会" in client.get(f"/rooms/{half.id}/panel").text
    board = client.get("/rooms/board").text
    assert "联欢会" in board
    assert "东半厅" not in board


def test_the_week_of_an_instructor_is_for_staff_and_the_instructor(session, client):
    room, teacher = make_room(session, "302"), make_person(session, "王老师", RoleName.INSTRUCTOR)
    booked(session, room, "书法", wall(8), wall(9), teacher.id)
    page = f"/instructors/{teacher.id}/week?from=2026-09-07"
    assert client.get(page).status_code == 302
    sign_in(client, make_person(session, "李秀英"))
    assert client.get(page).status_code == 403
    for person in (teacher, make_person(session, "服务台", RoleName.DESK)):
        sign_in(client, person)
        shown = client.get(page).text
        assert "书法" in shown
        assert "302" in shown
    assert client.get("/instructors/99999/week").status_code == 404


# A large house


def a_large_week(session, rooms, bookings):
    """One site with so many rooms, and so many bookings spread over a week."""
    site = Site(name="本部")
    session.add(site)
    session.flush()
    returning = insert(Room).returning(Room.id)
    ids = session.scalars(returning, [{"site_id": site.id, "name": f"{n:03}", "is_open": True} for n in range(rooms)])
    room_ids = sorted(ids)
    spans = [wall(8) + timedelta(days=n // rooms % 7, hours=2 * (n // rooms // 7)) for n in range(bookings)]
    held = [{"title": f"课 {n}", "starts_at": s, "ends_at": s + timedelta(hours=1)} for n, s in enumerate(spans)]
    made = sorted(session.scalars(insert(Booking).returning(Booking.id), held))
    rows = [
        {"booking_id": id, "room_id": room_ids[n % rooms], "starts_at": h["starts_at"], "ends_at": h["ends_at"]}
        for n, (id, h) in enumerate(zip(made, held, strict=True))
    ]
    session.execute(insert(BookingRoom), rows)
    return site.id


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, RoleName.MEMBER, RoleName.DESK])
def test_a_week_of_five_hundred_rooms_and_ten_thousand_bookings_takes_ten_statements_at_most(session, client, role):
    site_id = a_large_week(session, 500, 10_000)
    if role:
        sign_in(client, make_person(session, "李秀英", role))
    session.commit()
    with counted(session) as sent:
        shown = client.get(f"/rooms/week?site={site_id}&from=2026-09-07&all=1").text
    assert len(sent) <= 10
    assert shown.count("课 ") == 10_000


def test_a_week_takes_as_many_statements_for_three_rooms_as_for_thirty(session):
    counts = []
    for rooms in (3, 30):
        session.rollback()
        site_id = a_large_week(session, rooms, rooms * 10)
        with counted(session) as sent:
            boards.week_of_site(session, site_id, MONDAY, Asker(1, frozenset()), ZONE)
        counts.append(len(sent))
    assert counts == [4, 4]


def test_moments_are_given_back_in_utc_whatever_the_wall_says(session):
    room = make_room(session)
    booked(session, room, "书法", wall(8), wall(9), setup=15)
    [entry] = boards.in_room(session, room.id, days(MONDAY, 1, ZONE)[0], ANYBODY)
    assert entry.starts_at == datetime(2026, 9, 7, 0, 0, tzinfo=UTC)
    assert entry.held_from == wall(7, 45)
