"""Rooms that people have booked, in the calendars of those rooms and of whoever booked them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.centre import Centre
from activity_center.feeds import bookings as feed
from activity_center.feeds import service
from activity_center.feeds.calendar import calendar_text
from activity_center.people.rules import RoleName
from activity_center.rooms import bookings, series
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.models import RoomRule
from activity_center.rooms.recurrence import Pattern, Rhythm
from activity_center.rooms.rules import Span
from tests.factories import make_person, make_room
from tests.feeds.samples import reader

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = clock.now()
DAY = NOW.astimezone(SHANGHAI).date() + timedelta(days=7)
WHO = {"at": NOW, "by": SYSTEM, "zone": SHANGHAI}


def wish(*rooms: Any, weeks: int = 1, **more: Any) -> Wish:
    rhythm = Rhythm.WEEKLY if weeks > 1 else Rhythm.ONCE
    last_on = DAY + timedelta(weeks=weeks - 1)
    pattern = Pattern(time(9), time(11), DAY, last_on, rhythm, weekdays=(DAY.isoweekday(),), keeps_holidays=False)
    return Wish("支部学习", pattern, tuple(room.id for room in rooms), **more)


def events(client: FlaskClient, path: str) -> list[Any]:
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.text).walk("VEVENT"))


def told(event: Any) -> tuple[str, str, int]:
    return str(event["STATUS"]), str(event["SUMMARY"]), int(event["SEQUENCE"])


@pytest.fixture(autouse=True)
def centre(session: Session) -> None:
    session.add(Centre(name="市老干部活动中心"))
    session.flush()


@pytest.fixture
def desk(session: Session) -> Asker:
    return Asker(make_person(session, "前台", RoleName.DESK).id, frozenset({RoleName.DESK}))


def address(session: Session, asker: Asker) -> str:
    assert asker.person_id
    return f"/feeds/{service.renew_address(session, asker.person_id, at=NOW, by=SYSTEM).token}.ics"


def test_a_booking_keeps_its_uid_through_everything_that_happens_to_it(session: Session, client, desk: Asker):
    room = make_room(session, "302")
    [id] = bookings.book(session, wish(room), desk, **WHO)
    mine, public = address(session, desk), f"/feeds/rooms/{room.id}.ics"
    seen = []
    afternoon = Span(*(datetime.combine(DAY, time(hour), SHANGHAI) for hour in (14, 16)))
    acts = (
        lambda: None,
        lambda: bookings.move(session, id, afternoon, desk, **WHO),
        lambda: bookings.cancel(session, [id], desk, at=NOW, by=SYSTEM),
        lambda: bookings.restore(session, id, desk, **WHO),
    )
    for act in acts:
        act()
        [one], [other] = events(client, mine), events(client, public)
        assert (one["UID"], told(one)) == (other["UID"], told(other))
        seen.append((str(one["UID"]), *told(one)))
    assert len({uid for uid, *_ in seen}) == 1
    assert [status for _uid, status, *_ in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [sequence for *_, sequence in seen] == [0, 1, 2, 3]
    assert seen[2][2] == "[Cancelled] 支部学习"


def test_a_booking_that_leaves_a_room_is_cancelled_in_its_calendar(session: Session, client, desk: Asker):
    room, other = make_room(session), make_room(session)
    [id] = bookings.book(session, wish(room), desk, **WHO)
    span = Span(*(datetime.combine(DAY, time(hour), SHANGHAI) for hour in (9, 11)))
    bookings.move(session, id, span, desk, room_ids=[other.id], **WHO)
    [old], [new] = (events(client, f"/feeds/rooms/{one.id}.ics") for one in (room, other))
    assert (old["STATUS"], new["STATUS"], old["UID"] == new["UID"]) == ("CANCELLED", "CONFIRMED", True)


def test_strangers_never_read_what_is_private_or_was_never_approved(session: Session, client):
    session.add(RoomRule(role=RoleName.OFFICER))
    room = make_room(session)
    officer = Asker(make_person(session, "周社长", RoleName.OFFICER).id, frozenset({RoleName.OFFICER}))
    [id] = bookings.book(session, wish(room, is_public=False), officer, **WHO)
    mine, public = address(session, officer), f"/feeds/rooms/{room.id}.ics"
    assert [told(one)[:2] for one in events(client, mine)] == [("TENTATIVE", "[Not approved yet] 支部学习")]
    assert events(client, public) == []
    bookings.approve(session, [id], **WHO)
    assert [told(one)[:2] for one in events(client, mine)] == [("CONFIRMED", "支部学习")]
    assert [told(one)[:2] for one in events(client, public)] == [("CONFIRMED", "Taken")]
    [other] = bookings.book(session, wish(make_room(session)), officer, **WHO)
    bookings.cancel(session, [other], officer, at=NOW, by=SYSTEM)
    assert len(events(client, public)) == 1


def test_an_edit_of_a_series_reaches_calendars_also_where_nothing_is_held_any_more(session: Session, client, desk):
    session.add(RoomRule(role=RoleName.OFFICER))
    room = make_room(session)
    officer = Asker(make_person(session, "周社长", RoleName.OFFICER).id, frozenset({RoleName.OFFICER}))
    ids = bookings.book(session, wish(room, weeks=3), officer, **WHO)
    bookings.approve(session, ids, **WHO)
    path = f"/feeds/rooms/{room.id}.ics"
    assert {str(one["STATUS"]) for one in events(client, path)} == {"CONFIRMED"}
    row = bookings.booking(session, ids[0]).series
    assert row is not None
    series.change(session, row.id, wish(room, weeks=2), None, officer, **WHO)
    assert [str(one["STATUS"]) for one in events(client, path)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_each_day_of_a_series_keeps_its_uid_through_edits_of_the_series_and_of_itself(session: Session, client, desk):
    room = make_room(session)
    ids = bookings.book(session, wish(room, weeks=4), desk, **WHO)
    path = f"/feeds/rooms/{room.id}.ics"

    def uids() -> list[str]:
        return sorted(str(one["UID"]) for one in events(client, path) if one["STATUS"] == "CONFIRMED")

    before = uids()
    row = bookings.booking(session, ids[0]).series
    assert row is not None
    there = wish(room, weeks=4)
    afternoon = replace(there, pattern=replace(there.pattern, starts=time(14), ends=time(16)))
    series.change(session, row.id, afternoon, DAY + timedelta(weeks=2), desk, **WHO)
    assert uids() == before
    bookings.cancel(session, ids[1:3], desk, at=NOW, by=SYSTEM)
    assert len(uids()) == 2
    for id in ids[1:3]:
        bookings.restore(session, id, desk, **WHO)
    assert uids() == before
    extra = bookings.add(session, row.id, DAY + timedelta(days=1), desk, **WHO)
    assert (len(uids()), set(before) < set(uids())) == (5, True)
    bookings.cancel(session, [extra.id], desk, at=NOW, by=SYSTEM)
    assert uids() == before
    assert len({str(one["UID"]) for one in events(client, path)}) == 5


def test_a_series_stays_at_its_wall_time_when_the_clocks_change(session: Session, desk: Asker):
    room = make_room(session)
    at = datetime(2026, 10, 1, tzinfo=UTC)
    first_on, last_on = date(2026, 10, 15), date(2027, 4, 8)
    pattern = Pattern(time(22), time(1), first_on, last_on, Rhythm.WEEKLY, weekdays=(4,))
    ids = bookings.book(session, Wish("守岁", pattern, (room.id,)), desk, at=at, by=SYSTEM, zone=BERLIN)
    shown = feed.in_room(session, room.id, at)
    text = calendar_text("302", shown, reader(zone=BERLIN), 2026)
    found = list(Calendar.from_ical(text).walk("VEVENT"))
    assert len(found) == len(ids) == 26
    assert {one["DTSTART"].dt.time() for one in found} == {time(22)}
    assert {one["DTEND"].dt.time() for one in found} == {time(1)}
    assert {one["DTSTART"].dt.utcoffset() for one in found} == {timedelta(hours=1), timedelta(hours=2)}
