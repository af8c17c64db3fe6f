"""The calendar of the centre: it agrees with the feed, is read in few queries, and knows what is missing."""

from collections import Counter
from datetime import date, time, timedelta
from typing import Any

import pytest

from activity_center.calendar import quiet_days, quiet_months, rules, service
from activity_center.competitions import service as competitions
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.courses.rules import MeetingStatus
from activity_center.feeds import service as feeds
from activity_center.feeds.rules import State
from activity_center.people.rules import RoleName
from activity_center.rooms import service as rooms
from activity_center.rooms.models import RoomRule
from activity_center.societies import events
from activity_center.societies.rules import Audience
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.competitions.scenes import WHO as STAFF
from tests.competitions.scenes import make_category
from tests.factories import make_meeting, make_room, make_section
from tests.societies.scenes import AT, TODAY, WHO, ZONE, a_society, a_wish, an_event, an_officer, hour
from tests.statements import counted


def month(session, on=TODAY):
    days = [day for week in rules.weeks(rules.month_of(on)) for day in week]
    return service.on_days(session, days, today=TODAY, zone=ZONE)


def on(days):
    return TODAY + timedelta(days=days)


def some_life(session):
    """Two classes a week apart, one of them cancelled once, and events of every sort."""
    section = make_section(session)
    for n in range(3):
        make_meeting(session, section, hour(time(9), on(7 * n)))
    make_meeting(session, section, hour(time(9), on(1)), status=MeetingStatus.CANCELLED)
    society = a_society(session)
    an_event(session, society, a_wish(on(2)))
    an_event(session, society, a_wish(on(3)), audience=Audience.MEMBERS)
    gone = an_event(session, society, a_wish(on(4)))
    events.cancel(session, gone.id, "下雨", with_following=False, **WHO)
    return society


def test_what_stands_on_each_day_is_what_the_feed_of_the_centre_says(session):
    some_life(session)
    there = month(session)
    fed = feeds.public_events(session, feeds.Scope(), TODAY, ZONE, "zh")

    def days(wanted):
        return Counter(one.starts_at.astimezone(ZONE).date() for one in fed if wanted(one))

    assert there.classes == days(lambda one: one.meeting_id and one.state is not State.CANCELLED)
    public = [row for rows in there.events.values() for row in rows if row.audience is Audience.PUBLIC]
    assert sorted(row.id for row in public) == sorted(one.event_id for one in fed if one.event_id)
    off = {one.event_id for one in fed if one.event_id and one.state is State.CANCELLED}
    assert {row.id for row in public if not row.is_on} == off != set()


def test_an_event_over_midnight_stands_on_both_days_and_one_that_ends_at_midnight_on_one(session):
    long = an_event(session, wish=a_wish(on(2)))
    long.booking.ends_at = hour(time(10), on(3))
    short = an_event(session, wish=a_wish(on(5)))
    short.booking.ends_at = hour(time(0), on(6))
    session.flush()
    there = month(session)
    assert [day for day, rows in sorted(there.events.items()) for _row in rows] == [on(2), on(3), on(5)]


def test_a_contest_counts_as_activity_unless_it_is_a_draft_or_cancelled_and_classes_do_not(session):
    make_meeting(session, make_section(session), hour(time(9), on(2)))
    assert month(session).active() == set()
    category = make_category(session, starts_on=on(1), ends_on=on(2))
    assert month(session).active() == {on(1), on(2)}
    competitions.move_on(session, category.competition_id, CompetitionStatus.CANCELLED, **STAFF)
    assert month(session).active() == set()


def a_house(session, **rule: Any):
    """A room that is open on weekdays from eight to five, which officers may book."""
    hours = [(weekday, time(8), time(17)) for weekday in range(1, 6)]
    room = make_room(session, "301 合唱室", hours=hours)
    session.add(RoomRule(role=RoleName.OFFICER, **{"needs_approval": False} | rule))
    session.flush()
    return room


def ahead(session, only=None, weeks=4):
    return quiet_days.days_ahead(session, AT, ZONE, weeks, only)


def test_days_without_activity_are_open_days_and_say_who_could_fill_them_where_and_when(session):
    room, silent, busy = a_house(session), a_society(session), a_society(session, "舞蹈队")
    an_officer(session, silent)
    an_officer(session, busy, "队长")
    an_event(session, busy, a_wish(TODAY)).booking.starts_at = hour(time(8))
    an_event(session, wish=a_wish(on(2), (room.id,)))
    session.add(Closure(on=on(3), kind=ClosureKind.HOLIDAY, name="中秋"))
    session.flush()
    found = ahead(session)
    listed = [one.on for one in found.empty]
    assert on(1) in listed
    assert on(2) not in listed
    assert on(3) not in listed
    assert all(day.isoweekday() <= 5 for day in listed)
    assert found.count == 19
    assert [one.row.id for one in found.silent] == [silent.id]
    [idea] = found.empty[0].ideas
    assert (idea.society_id, idea.place.room_id, idea.place.hours) == (silent.id, room.id, (time(9), time(11)))
    mine = ahead(session, only={busy.id})
    assert {idea.society_id for one in mine.empty for idea in one.ideas} == {busy.id}


def test_a_room_that_is_taken_or_not_for_officers_so_early_is_no_idea(session):
    room, society = a_house(session, notice_hours=24 * 3), a_society(session)
    an_officer(session, society)
    rooms.book(session, "评选会", hour(time(8), on(7)), hour(time(15), on(7)), room_ids=[room.id], zone=ZONE)
    rooms.book(session, "评选会", hour(time(10), on(8)), hour(time(12), on(8)), room_ids=[room.id], zone=ZONE)
    by_day = {one.on: one.ideas for one in ahead(session).empty}
    assert not by_day[on(1)]
    assert not by_day[on(2)]
    assert by_day[on(4)]
    assert not by_day[on(7)]
    assert [idea.place.hours for idea in by_day[on(8)]] == [rules.GOOD_HOURS[1]]


def test_a_society_without_an_officer_is_named_but_not_asked(session):
    a_house(session)
    society = a_society(session)
    found = ahead(session)
    assert [one.row.id for one in found.silent] == [society.id]
    assert not found.silent[0].officers
    assert not any(one.ideas for one in found.empty)


def test_months_without_a_contest_offer_what_was_held_in_the_same_season_of_former_years(session):
    room = a_house(session)
    held = make_category(session, starts_on=date(2025, 10, 14), ends_on=date(2025, 10, 15)).competition
    make_category(session, name="迎新春赛", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 2))
    months, _rooms = quiet_months.months_ahead(session, AT, ZONE)
    by_month = {one.first_on: one.chances for one in months}
    assert date(2026, 12, 1) not in by_month
    assert len(by_month) == 11
    [again] = by_month[date(2026, 10, 1)]
    assert (again.former, again.on, again.room_id) == (held, date(2026, 10, 13), room.id)
    [new] = by_month[date(2027, 4, 1)]
    assert (new.former, new.on) == (None, date(2027, 4, 14))


@pytest.mark.sqlite_only
def test_the_number_of_queries_does_not_grow_with_what_is_on(session):
    def sent():
        session.expire_all()
        with counted(session) as statements:
            month(session)
            ahead(session)
            quiet_months.months_ahead(session, AT, ZONE)
        return len(statements)

    room, society = a_house(session), some_life(session)
    an_officer(session, society)
    an_event(session, society, a_wish(on(16), (room.id,)))
    make_category(session, starts_on=date(2025, 10, 14), ends_on=date(2025, 10, 15))
    few = sent()
    for n in range(4):
        other = a_society(session, f"社团{n}")
        an_officer(session, other, f"会长{n}")
        make_room(session, f"4{n}")
        an_event(session, other, a_wish(on(21 + n), (room.id,)))
        make_category(session, name=f"赛{n}", starts_on=date(2025, 10 + n % 3, 14), ends_on=date(2025, 12, 15))
    assert sent() == few
