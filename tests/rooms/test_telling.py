"""Who booked a room hears what somebody else made of it: once for each act, with the old and the new times."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.notices.sentences import tell
from activity_center.people.rules import RoleName
from activity_center.rooms import bookings, series
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.models import RoomRule
from activity_center.rooms.recurrence import Pattern, Rhythm
from activity_center.rooms.rules import Span
from tests.factories import make_person, make_room

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
MONDAY = date(2026, 9, 7)
STAFF, CLERK = Asker(None, frozenset({RoleName.DESK})), Actor(None, "web")
WHO = {"at": NOW, "by": CLERK, "zone": ZONE}


@pytest.fixture
def officer(session: Session) -> Asker:
    session.add(RoomRule(role=RoleName.OFFICER, needs_approval=False))
    return Asker(make_person(session, "周社长", RoleName.OFFICER).id, frozenset({RoleName.OFFICER}))


@pytest.fixture
def room(session: Session):
    return make_room(session, "302")


def wish(room, weeks: int = 1, starts: time = time(9), ends: time = time(11)) -> Wish:
    rhythm = Rhythm.WEEKLY if weeks > 1 else Rhythm.ONCE
    return Wish(
        "书画", Pattern(starts, ends, MONDAY, MONDAY + timedelta(weeks=weeks - 1), rhythm, weekdays=(1,)), (room.id,)
    )


def span(on: date, starts: int, ends: int) -> Span:
    return Span(*(datetime(on.year, on.month, on.day, hour, tzinfo=ZONE) for hour in (starts, ends)))


def told(session: Session, app: Flask) -> list[str]:
    """The notices there are, in the words of whoever reads them."""
    notices = session.scalars(select(Notice).order_by(Notice.id))
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        return [tell(notice.kind, notice.facts, None).sentence for notice in notices]


def test_a_move_by_staff_is_told_with_the_old_and_the_new_time_and_room(session: Session, app, room, officer: Asker):
    [id] = bookings.book(session, wish(room), officer, **WHO)
    other = make_room(session, "303", site=room.site)
    bookings.move(session, id, span(date(2026, 9, 8), 14, 16), STAFF, room_ids=[other.id], **WHO)
    [said] = told(session, app)
    assert "9月7日 周一 9:00–11:00（302）" in said
    assert "9月8日 周二 14:00–16:00（303）" in said


def test_who_does_it_themselves_is_not_told(session: Session, app, room, officer: Asker):
    ids = bookings.book(session, wish(room, 3), officer, **WHO)
    me = WHO | {"by": Actor(officer.person_id, "web")}
    bookings.move(session, ids[0], span(date(2026, 9, 8), 14, 16), officer, **me)
    bookings.cancel(session, ids[1:], officer, at=NOW, by=me["by"])
    bookings.restore(session, ids[1], officer, **me)
    bookings.add(session, bookings.booking(session, ids[0]).series_id or 0, date(2026, 9, 9), officer, **me)
    assert told(session, app) == []


def test_a_whole_series_that_is_cancelled_is_one_notice_with_its_first_days(
    session: Session, app, room, officer: Asker
):
    ids = bookings.book(session, wish(room, 8), officer, **WHO)
    bookings.cancel(session, ids, STAFF, "检修", at=NOW, by=CLERK)
    [said] = told(session, app)
    assert said.count("9:00–11:00") == 5
    assert "另外 3 天" in said
    assert "检修" in said
    bookings.cancel(session, ids, STAFF, at=NOW, by=CLERK)
    assert len(told(session, app)) == 1


def test_an_approval_and_a_refusal_of_many_days_are_one_notice_each(session: Session, app, room, officer: Asker):
    session.scalars(select(RoomRule)).one().needs_approval = True
    ids = bookings.book(session, wish(room, 4), officer, **WHO)
    bookings.approve(session, ids[:2], **WHO)
    bookings.refuse(session, ids[2:], "另有安排", at=NOW, by=CLERK)
    approved, refused = told(session, app)
    assert [date in approved for date in ("9月7日", "9月14日", "9月21日")] == [True, True, False]
    assert [date in refused for date in ("9月14日", "9月21日", "9月28日", "另有安排")] == [False, True, True, True]


def test_an_edit_of_a_series_is_one_notice_that_says_what_moves_comes_and_goes(
    session: Session, app, room, officer: Asker
):
    ids = bookings.book(session, wish(room, 3), officer, **WHO)
    row = bookings.booking(session, ids[0]).series
    assert row
    afternoon = wish(room, 2, time(14), time(16))
    series.change(session, row.id, afternoon, None, STAFF, **WHO)
    [said] = told(session, app)
    assert "9月7日 周一 9:00–11:00（302）改为9月7日 周一 14:00–16:00（302）" in said
    assert "9月21日 周一 9:00–11:00（302）取消" in said
    longer = replace(afternoon, pattern=replace(afternoon.pattern, last_on=date(2026, 9, 28)))
    series.change(session, row.id, longer, date(2026, 9, 14), STAFF, **WHO)
    added = told(session, app)[1]
    assert "9月28日 周一 14:00–16:00（302）增加" in added
    assert "9月7日" not in added


def test_one_more_day_and_a_day_that_holds_again_are_told(session: Session, app, room, officer: Asker):
    ids = bookings.book(session, wish(room, 2), officer, **WHO)
    bookings.cancel(session, ids[:1], STAFF, at=NOW, by=CLERK)
    bookings.restore(session, ids[0], STAFF, **WHO)
    bookings.add(session, bookings.booking(session, ids[0]).series_id or 0, date(2026, 9, 9), STAFF, **WHO)
    _cancelled, restored, added = told(session, app)
    assert "9月7日" in restored
    assert "9月9日 周三 9:00–11:00（302）增加" in added


def test_what_has_passed_or_grown_too_large_meanwhile_is_not_approved(session: Session, room, officer: Asker):
    session.scalars(select(RoomRule)).one().needs_approval = True
    asked = replace(wish(room, 2), attendees=25)
    first, second = bookings.book(session, asked, officer, **WHO)
    room.seats = 20
    session.flush()
    after_the_first = WHO | {"at": datetime(2026, 9, 8, tzinfo=UTC)}
    for id, code in ((first, "booking_in_past"), (second, "room_too_small")):
        with pytest.raises(Refused) as refused:
            bookings.approve(session, [id], **after_the_first)
        assert code in [reason.code for reason in refused.value.reasons]
