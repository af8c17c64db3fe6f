"""Bookings that people make: one or many days, with what else they need, approved, changed and put back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.errors import NotYours, Refused
from activity_center.notices.models import Notice
from activity_center.people.rules import RoleName
from activity_center.rooms import bookings, elsewhere, series, service
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.models import Booking, BookingRoom, Equipment, RoomPart, RoomRule
from activity_center.rooms.recurrence import Pattern, Rhythm, span_on
from activity_center.rooms.rules import BookingStatus, Span
from activity_center.rooms.series import Fate
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.factories import make_person, make_room

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
MONDAY = date(2026, 9, 7)
STAFF = Asker(None, frozenset({RoleName.DESK}))
CLERK = Actor(None, "web")
WHO = {"at": NOW, "by": CLERK, "zone": ZONE}


def wish(*rooms, first_on=MONDAY, weeks=1, starts=time(9), ends=time(11), **more) -> Wish:
    last_on = first_on + timedelta(days=7 * (weeks - 1))
    rhythm = Rhythm.WEEKLY if weeks > 1 else Rhythm.ONCE
    pattern = Pattern(starts, ends, first_on, last_on, rhythm, weekdays=(first_on.isoweekday(),))
    return Wish(more.pop("title", "支部学习"), pattern, tuple(room.id for room in rooms), **more)


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def held(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(BookingRoom)).one()


def get(session: Session, id: int) -> Booking:
    return bookings.booking(session, id)


def span(on: date, starts: int, ends: int) -> Span:
    return Span(*(datetime(on.year, on.month, on.day, hour, tzinfo=ZONE) for hour in (starts, ends)))


@pytest.fixture
def officer(session: Session) -> Asker:
    session.add(RoomRule(role=RoleName.OFFICER, notice_hours=24, ahead_days=60, longest_minutes=240))
    person = make_person(session, "周社长", RoleName.OFFICER)
    return Asker(person.id, frozenset({RoleName.OFFICER}))


def test_staff_book_a_room_for_every_monday_at_once(session: Session):
    ids = bookings.book(session, wish(make_room(session), weeks=4), STAFF, **WHO)
    assert [get(session, id).planned_on for id in ids] == [MONDAY + timedelta(days=7 * n) for n in range(4)]
    assert held(session) == 4


def test_a_day_that_is_taken_refuses_all_unless_it_is_left_out(session: Session):
    room = make_room(session)
    third = MONDAY + timedelta(days=14)
    bookings.book(session, wish(room, first_on=third, title="年会"), STAFF, **WHO)
    with pytest.raises(Refused) as refused:
        bookings.book(session, wish(room, weeks=4), STAFF, **WHO)
    assert codes(refused) == ["room_taken"]
    ids = bookings.book(session, wish(room, weeks=4), STAFF, leave_out={third}, **WHO)
    assert len(ids) == 3


def test_setting_up_and_clearing_away_keep_others_out_but_not_the_persons(session: Session):
    room, other, helper = make_room(session), make_room(session), make_person(session)
    bookings.book(session, wish(room, person_ids=(helper.id,), setup=30, cleanup=30), STAFF, **WHO)
    with pytest.raises(Refused) as refused:
        bookings.book(session, wish(room, starts=time(11), ends=time(12)), STAFF, **WHO)
    assert codes(refused) == ["room_taken"]
    bookings.book(session, wish(other, starts=time(11), ends=time(12), person_ids=(helper.id,)), STAFF, **WHO)
    bookings.book(session, wish(room, starts=time(11, 30), ends=time(12)), STAFF, **WHO)


def test_a_hall_that_divides_is_taken_by_its_parts_and_they_by_it(session: Session):
    hall = make_room(session, "大厅")
    east, west = (make_room(session, name, site=hall.site) for name in ("东厅", "西厅"))
    session.add_all([RoomPart(whole_id=hall.id, part_id=part.id) for part in (east, west)])
    bookings.book(session, wish(east), STAFF, **WHO)
    bookings.book(session, wish(west), STAFF, **WHO)
    with pytest.raises(Refused) as refused:
        bookings.book(session, wish(hall), STAFF, **WHO)
    assert codes(refused) == ["room_taken"]
    bookings.book(session, wish(hall, starts=time(14), ends=time(16)), STAFF, **WHO)
    with pytest.raises(Refused):
        bookings.book(session, wish(west, starts=time(15), ends=time(17)), STAFF, **WHO)


def test_equipment_is_lent_as_often_as_there_is_of_it(session: Session):
    rooms = [make_room(session) for _ in range(3)]
    easels = Equipment(site=rooms[0].site, name="画架", count=10)
    session.add(easels)
    session.flush()
    bookings.book(session, wish(rooms[0], equipment=((easels.id, 6),)), STAFF, **WHO)
    with pytest.raises(Refused) as refused:
        bookings.book(session, wish(rooms[1], equipment=((easels.id, 5),)), STAFF, **WHO)
    [reason] = refused.value.reasons
    assert (reason.code, reason.facts["left"]) == ("equipment_lacking", 4)
    bookings.book(session, wish(rooms[1], equipment=((easels.id, 4),)), STAFF, **WHO)
    bookings.book(session, wish(rooms[2], starts=time(11), ends=time(12), equipment=((easels.id, 10),)), STAFF, **WHO)


def test_more_people_than_seats_and_a_day_gone_by_are_refused(session: Session):
    with pytest.raises(Refused) as refused:
        bookings.book(session, wish(make_room(session), attendees=31, first_on=date(2026, 8, 3)), STAFF, **WHO)
    assert set(codes(refused)) == {"room_too_small", "booking_in_past"}


def test_an_officer_asks_and_nothing_is_held_until_staff_approve(session: Session, officer: Asker):
    room = make_room(session)
    [id] = bookings.book(session, wish(room), officer, **WHO)
    assert (get(session, id).status, held(session)) == (BookingStatus.REQUESTED, 0)
    bookings.approve(session, [id], **WHO)
    assert (get(session, id).status, held(session)) == (BookingStatus.HELD, 1)
    assert session.scalars(select(Notice.kind)).all() == ["booking_approved"]


def test_approval_looks_again_and_two_who_asked_for_one_room_do_not_both_get_it(session: Session, officer: Asker):
    room = make_room(session)
    [first], [second] = (bookings.book(session, wish(room), officer, **WHO) for _ in range(2))
    bookings.approve(session, [second], **WHO)
    with pytest.raises(Refused) as refused:
        bookings.approve(session, [first], **WHO)
    assert codes(refused) == ["room_taken"]
    bookings.refuse(session, [first], "同一时间已有安排", at=NOW, by=CLERK)
    assert get(session, first).status is BookingStatus.REFUSED


def test_an_officer_keeps_to_the_limits_of_the_role_and_a_member_may_not_book(session: Session, officer: Asker):
    room = make_room(session)
    too_much = wish(room, first_on=date(2026, 12, 7), starts=time(8), ends=time(17))
    with pytest.raises(Refused) as refused:
        bookings.book(session, too_much, officer, **WHO)
    assert codes(refused) == ["room_too_far_ahead", "room_too_long"]
    with pytest.raises(Refused) as refused:
        bookings.book(session, wish(room), Asker(officer.person_id, frozenset({RoleName.MEMBER})), **WHO)
    assert codes(refused) == ["room_not_for_you"]


def test_a_room_s_own_rule_goes_before_the_one_for_all_rooms(session: Session, officer: Asker):
    room = make_room(session)
    session.add(RoomRule(room_id=room.id, role=RoleName.OFFICER, needs_approval=False))
    bookings.book(session, wish(room, first_on=date(2026, 12, 7), starts=time(8), ends=time(17)), officer, **WHO)
    assert held(session) == 1


def test_what_is_private_is_told_to_staff_only(session: Session, officer: Asker):
    room = make_room(session)
    bookings.book(session, wish(room, title="人事谈话", is_public=False), STAFF, **WHO)
    [told] = bookings.look(session, wish(room), officer, at=NOW, zone=ZONE).reasons
    assert (told.code, "title" in told.facts) == ("room_taken_privately", False)
    [told] = bookings.look(session, wish(room), STAFF, at=NOW, zone=ZONE).reasons
    assert told.facts["title"] == "人事谈话"


def test_a_day_can_be_cancelled_moved_put_back_and_added(session: Session):
    room = make_room(session)
    first, second, third = bookings.book(session, wish(room, weeks=3), STAFF, **WHO)
    bookings.cancel(session, [second], STAFF, "检修", at=NOW, by=CLERK)
    assert (get(session, second).status, held(session)) == (BookingStatus.CANCELLED, 2)
    bookings.restore(session, second, STAFF, **WHO)
    assert (get(session, second).status, held(session)) == (BookingStatus.HELD, 3)
    bookings.move(session, third, span(date(2026, 9, 22), 14, 16), STAFF, **WHO)
    moved = get(session, third)
    assert (moved.starts_at, moved.by_hand, moved.sequence) == (datetime(2026, 9, 22, 6, tzinfo=UTC), True, 1)
    row = get(session, first).series
    added = bookings.add(session, row.id, date(2026, 9, 24), STAFF, **WHO)
    assert added.starts_at.astimezone(ZONE).time() == time(9)
    with pytest.raises(Refused) as refused:
        bookings.add(session, row.id, date(2026, 9, 24), STAFF, **WHO)
    assert codes(refused) == ["booking_day_there"]


def test_a_cancelled_day_is_not_put_back_where_somebody_else_is_by_now(session: Session):
    room = make_room(session)
    [id] = bookings.book(session, wish(room), STAFF, **WHO)
    bookings.cancel(session, [id], STAFF, at=NOW, by=CLERK)
    bookings.book(session, wish(room), STAFF, **WHO)
    with pytest.raises(Refused) as refused:
        bookings.restore(session, id, STAFF, **WHO)
    assert codes(refused) == ["room_taken"]
    assert held(session) == 1


def test_nobody_changes_the_booking_of_somebody_else_nor_that_of_a_class(session: Session, officer: Asker):
    room = make_room(session)
    [id] = bookings.book(session, wish(room), STAFF, **WHO)
    with pytest.raises(NotYours):
        bookings.cancel(session, [id], officer, at=NOW, by=CLERK)
    of_class = service.book(session, "书法", *span(MONDAY, 14, 16), room_ids=[room.id], zone=ZONE)
    with pytest.raises(NotYours):
        bookings.move(session, of_class.id, span(MONDAY, 16, 17), STAFF, **WHO)


def test_a_series_of_a_term_leaves_its_holidays_out_and_comes_on_the_make_up_workday(session: Session):
    holidays = [Closure(name="国庆节", on=date(2026, 10, day), kind=ClosureKind.HOLIDAY) for day in range(1, 8)]
    made_up = Closure(name="国庆节调休", on=date(2026, 10, 10), kind=ClosureKind.WORKDAY, follows_weekday=4)
    session.add_all([*holidays, made_up])
    session.flush()
    thursdays = wish(make_room(session), first_on=date(2026, 9, 3), weeks=18)
    ids = bookings.book(session, thursdays, STAFF, **WHO)
    days = [get(session, id).starts_at.astimezone(ZONE) for id in ids]
    assert [day.date() for day in days[3:7]] == [date(2026, 9, 24), *(date(2026, 10, n) for n in (8, 10, 15))]
    assert (len(days), days[-1].date()) == (18, date(2026, 12, 31))
    assert {day.time() for day in days} == {time(9)}


def test_in_a_zone_with_summer_time_each_day_keeps_its_wall_time_cancelled_put_back_moved_and_added(session: Session):
    berlin, who = ZoneInfo("Europe/Berlin"), WHO | {"zone": ZoneInfo("Europe/Berlin")}
    sundays = wish(make_room(session), first_on=date(2026, 10, 18), weeks=24, starts=time(22), ends=time(1))
    ids = bookings.book(session, sundays, STAFF, **who)

    def hours(id: int) -> tuple[str, str]:
        row = get(session, id)
        starts, ends = (f"{moment.astimezone(berlin):%y-%m-%d %H:%M}" for moment in (row.starts_at, row.ends_at))
        return starts, ends

    changes = ids[1]  # 25 October, when the clocks are put back; the year ends with ids[10]
    assert hours(changes) == ("26-10-25 22:00", "26-10-26 01:00")
    assert hours(ids[10])[1] == "26-12-28 01:00"
    assert {hours(id)[0][-5:] for id in ids} == {"22:00"}
    bookings.cancel(session, [changes], STAFF, at=NOW, by=CLERK)
    bookings.restore(session, changes, STAFF, **who)
    assert hours(changes) == ("26-10-25 22:00", "26-10-26 01:00")
    night = span_on(date(2027, 3, 27), time(23), time(4), berlin)
    bookings.move(session, ids[-1], night, STAFF, **who)
    assert hours(ids[-1]) == ("27-03-27 23:00", "27-03-28 04:00")
    assert night.ends_at - night.starts_at == timedelta(hours=4)
    series_id = get(session, ids[0]).series_id or 0
    added = bookings.add(session, series_id, date(2027, 3, 30), STAFF, **who)
    assert hours(added.id) == ("27-03-30 22:00", "27-03-31 01:00")


def test_a_series_edited_over_the_change_of_the_clocks_keeps_its_rows_and_its_new_wall_time(session: Session):
    berlin, who = ZoneInfo("Europe/Berlin"), WHO | {"zone": ZoneInfo("Europe/Berlin")}
    asked = wish(make_room(session), first_on=date(2026, 10, 12), weeks=4)
    ids = bookings.book(session, asked, STAFF, **who)
    series.change(session, get(session, ids[0]).series_id, later(asked, 4, starts=time(8)), None, STAFF, **who)
    starts = [get(session, id).starts_at for id in ids]
    assert {moment.astimezone(berlin).time() for moment in starts} == {time(8)}
    assert [moment.hour for moment in starts] == [6, 6, 7, 7]


def later(found: Wish, weeks: int, **changes) -> Wish:
    last_on = found.pattern.first_on + timedelta(days=7 * (weeks - 1))
    return replace(found, pattern=replace(found.pattern, last_on=last_on, **changes))


def test_an_edit_of_all_is_shown_as_a_difference_and_keeps_the_rows(session: Session):
    room = make_room(session)
    asked = wish(room, weeks=3)
    ids = bookings.book(session, asked, STAFF, **WHO)
    row = get(session, ids[0]).series
    longer = later(asked, 4, starts=time(10), ends=time(12))
    edit = series.look(session, row.id, longer, None, STAFF, at=NOW, zone=ZONE)
    assert [change.fate for change in edit.changes] == [Fate.CHANGED] * 3 + [Fate.NEW]
    assert held(session) == 3
    series.change(session, row.id, longer, None, STAFF, **WHO)
    assert [b.id for b in row.bookings[:3]] == ids
    assert {b.starts_at.astimezone(ZONE).time() for b in row.bookings} == {time(10)}
    assert [b.sequence for b in row.bookings] == [1, 1, 1, 0]


def test_this_and_following_become_a_series_of_their_own(session: Session):
    room, other = make_room(session), make_room(session)
    asked = wish(room, weeks=4)
    ids = bookings.book(session, asked, STAFF, **WHO)
    row = get(session, ids[0]).series
    elsewhere_then = replace(later(asked, 4), room_ids=(other.id,))
    target = series.change(session, row.id, elsewhere_then, date(2026, 9, 21), STAFF, **WHO)
    assert target.id != row.id
    assert ([b.id for b in row.bookings], [b.id for b in target.bookings]) == (ids[:2], ids[2:])
    assert {b.wanted["rooms"][0] for b in target.bookings} == {other.id}


def test_an_edit_leaves_alone_what_was_changed_by_hand_and_what_has_begun(session: Session):
    room = make_room(session)
    asked = wish(room, weeks=3)
    first, second, third = bookings.book(session, asked, STAFF, **WHO)
    bookings.move(session, second, span(date(2026, 9, 15), 9, 11), STAFF, **WHO)
    row = get(session, first).series
    after_the_first = datetime(2026, 9, 8, tzinfo=UTC)
    series.change(
        session, row.id, later(asked, 3, starts=time(15), ends=time(16)), None, STAFF, **WHO | {"at": after_the_first}
    )
    hours = [get(session, id).starts_at.astimezone(ZONE).hour for id in (first, second, third)]
    assert hours == [9, 9, 15]


def test_an_edit_that_would_hit_somebody_else_s_booking_changes_nothing(session: Session):
    room = make_room(session)
    asked = wish(room, weeks=2)
    ids = bookings.book(session, asked, STAFF, **WHO)
    bookings.book(session, wish(room, first_on=date(2026, 9, 14), starts=time(14), ends=time(15)), STAFF, **WHO)
    with pytest.raises(Refused) as refused:
        series.change(
            session, get(session, ids[0]).series_id, later(asked, 2, starts=time(14), ends=time(16)), None, STAFF, **WHO
        )
    assert codes(refused) == ["room_taken"]
    assert {get(session, id).starts_at.astimezone(ZONE).hour for id in ids} == {9}


def test_a_shorter_series_lets_its_last_days_go(session: Session):
    asked = wish(make_room(session), weeks=3)
    ids = bookings.book(session, asked, STAFF, **WHO)
    series.change(session, get(session, ids[0]).series_id, later(asked, 2), None, STAFF, **WHO)
    assert [get(session, id).status for id in ids] == [BookingStatus.HELD] * 2 + [BookingStatus.CANCELLED]
    assert held(session) == 2


def test_another_room_and_another_time_are_offered_with_room_for_clearing_away(session: Session):
    taken, free = make_room(session, "301"), make_room(session, "302")
    bookings.book(session, wish(taken, starts=time(8), ends=time(12)), STAFF, **WHO)
    found = bookings.look(session, wish(taken, setup=30), STAFF, at=NOW, zone=ZONE).looks[0]
    hold = wish(taken, setup=30).hold(found.occurrence)
    assert [room.name for room in elsewhere.rooms(session, hold, 20, ZONE)] == [free.name]
    assert elsewhere.spans(session, hold, NOW, ZONE)[0].starts_at.astimezone(ZONE).time() == time(12, 30)
