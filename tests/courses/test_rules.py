"""What a section lacks, when it meets, and what becomes of its meetings when the plan changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity_center.courses.rules import (
    HolidayRule,
    Mode,
    Plan,
    Planned,
    Slot,
    Step,
    WeeklyTime,
    lost_days,
    missing,
    planned,
    steps,
)
from activity_center.rooms.rules import Span
from activity_center.terms.rules import ClosureKind, Day

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MONDAYS = WeeklyTime(1, time(8, 30), time(10), room_id=1)
WHOLE = Plan(capacity=30, first_on=date(2026, 9, 7), last_on=date(2026, 12, 27), times=(MONDAYS,))
HOLIDAY = Day(ClosureKind.HOLIDAY)


def lacking(**changes) -> list[str]:
    return [reason.code for reason in missing(replace(WHOLE, **changes))]


def test_a_whole_plan_lacks_nothing():
    assert lacking() == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"first_on": None}, ["lacks_first_day"]),
        ({"last_on": None}, ["lacks_last_day"]),
        ({"last_on": None, "weeks": 16}, []),
        ({"capacity": None}, ["lacks_capacity"]),
        ({"capacity": None, "mode": Mode.WALK_IN}, []),
        # The day of a draw may be announced later.
        ({"mode": Mode.DRAW}, []),
        ({"mode": Mode.DRAW, "capacity": None}, ["lacks_capacity"]),
        ({"times": ()}, ["lacks_times"]),
        ({"times": (WeeklyTime(),)}, ["lacks_weekday", "lacks_start", "lacks_end", "lacks_place"]),
        ({"times": (replace(MONDAYS, room_id=None, place="公园"),)}, []),
        ({"times": (MONDAYS, replace(MONDAYS, starts=time(9, 59), ends=time(11)))}, ["times_overlap"]),
        ({"times": (MONDAYS, replace(MONDAYS, starts=time(10), ends=time(11)))}, []),
        ({"times": (MONDAYS, replace(MONDAYS, weekday=2))}, []),
    ],
)
def test_a_draft_is_told_everything_it_lacks(changes, codes):
    assert lacking(**changes) == codes


def starts(plan: Plan, calendar=None, zone=SHANGHAI) -> list[datetime]:
    return [meeting.span.starts_at.astimezone(zone) for meeting in planned(plan, calendar or {}, zone)]


def test_a_class_of_sixteen_mondays():
    found = starts(WHOLE)
    assert len(found) == 16
    assert (found[0], found[-1]) == tuple(datetime(2026, *day, 8, 30, tzinfo=SHANGHAI) for day in ((9, 7), (12, 21)))


def test_the_clock_on_the_wall_stays_when_summer_time_ends():
    found = planned(replace(WHOLE, first_on=date(2026, 10, 19), last_on=date(2026, 10, 26)), {}, BERLIN)
    assert [meeting.span.starts_at.hour for meeting in found] == [6, 7]
    assert {meeting.span.starts_at.astimezone(BERLIN).time() for meeting in found} == {time(8, 30)}


def test_two_weekly_times_each_meet_as_often_as_there_are_weeks():
    twice = replace(WHOLE, weeks=8, times=(MONDAYS, replace(MONDAYS, weekday=4, room_id=2)))
    found = planned(twice, {}, SHANGHAI)
    assert [meeting.room_id for meeting in found] == [1, 2] * 8


@pytest.mark.parametrize(
    ("rule", "number", "last"),
    [
        (HolidayRule.MAKE_UP, 16, (12, 28)),
        (HolidayRule.SKIP, 15, (12, 21)),
        (HolidayRule.HELD, 16, (12, 21)),
    ],
)
def test_what_a_holiday_does_is_a_rule_of_the_section(rule, number, last):
    plan = replace(WHOLE, holiday_rule=rule)
    found = starts(plan, {date(2026, 10, 5): HOLIDAY})
    assert (len(found), (found[-1].month, found[-1].day)) == (number, last)
    assert lost_days(plan, {date(2026, 10, 5): HOLIDAY}) == ([] if rule is HolidayRule.HELD else [date(2026, 10, 5)])


def test_a_holiday_on_another_weekday_is_no_loss():
    assert lost_days(WHOLE, {date(2026, 10, 6): HOLIDAY}) == []


def test_a_holiday_after_the_last_meeting_of_its_weekday_is_no_loss():
    twice = replace(WHOLE, weeks=4, times=(MONDAYS, replace(MONDAYS, weekday=5)))
    calendar = {date(2026, 9, 25): HOLIDAY, date(2026, 10, 5): HOLIDAY}
    assert lost_days(twice, calendar) == [date(2026, 9, 25)]


def test_a_last_meeting_that_is_left_out_is_a_loss():
    skipping = replace(WHOLE, holiday_rule=HolidayRule.SKIP)
    assert lost_days(skipping, {date(2026, 12, 21): HOLIDAY}) == [date(2026, 12, 21)]


def test_an_excluded_day_is_no_loss():
    assert lost_days(replace(WHOLE, excluded_on=(date(2026, 10, 19),)), {}) == []


AT = datetime(2026, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def on(*days: int, room: int = 1) -> list[Planned]:
    """Meetings of ninety minutes, so many days after AT."""
    return [Planned(Span(AT + n * DAY, AT + n * DAY + timedelta(minutes=90)), room) for n in days]


def there(*days: int, **values) -> list[Slot]:
    """Meetings that are there, numbered by their day."""
    return [Slot(n, AT + n * DAY, AT + n * DAY, **values) for n in days]


def fates(found: list[Step]) -> set[tuple[int | None, int | None]]:
    """Say (day it was planned on, day it will be on) for each step."""
    return {(s.slot.id if s.slot else None, (s.to.span.starts_at - AT) // DAY if s.to else None) for s in found}


def test_a_section_without_meetings_gets_all_of_them_also_those_gone_by():
    assert fates(steps([], on(-7, 7), AT)) == {(None, -7), (None, 7)}


def test_what_the_plan_still_has_stays_the_same_row():
    assert fates(steps(there(7, 14), on(7, 14), AT)) == {(7, 7), (14, 14)}


def test_a_new_holiday_moves_its_meeting_to_the_end():
    assert fates(steps(there(7, 14, 21), on(7, 21, 28), AT)) == {(7, 7), (14, 28), (21, 21)}


def test_another_weekday_moves_every_meeting_in_order():
    assert fates(steps(there(7, 14), on(8, 15), AT)) == {(7, 8), (14, 15)}


def test_fewer_weeks_take_meetings_away_and_more_bring_new_ones():
    assert fates(steps(there(7, 14), on(7), AT)) == {(7, 7), (14, None)}
    assert fates(steps(there(7), on(7, 14), AT)) == {(7, 7), (None, 14)}


def test_meetings_that_have_begun_are_left_alone():
    assert fates(steps(there(-7, 7), on(-6, 8), AT)) == {(7, 8)}


def test_what_staff_moved_by_hand_stays_as_long_as_the_plan_has_its_day():
    moved = replace(there(7)[0], starts_at=AT + 9 * DAY, by_hand=True)
    assert fates(steps([moved, *there(14)], on(7, 14), AT)) == {(14, 14)}
    assert fates(steps([moved, *there(14)], on(8, 14), AT)) == {(7, 8), (14, 14)}


def test_what_staff_cancelled_does_not_come_back():
    cancelled = there(7, is_on=False, by_hand=True)
    assert fates(steps([*cancelled, *there(14)], on(7, 14), AT)) == {(14, 14)}


def test_what_the_plan_took_away_comes_back_with_the_plan_as_the_same_row():
    gone = there(7, is_on=False)
    assert fates(steps([*gone, *there(14)], on(7, 14), AT)) == {(7, 7), (14, 14)}


def test_what_staff_added_is_no_business_of_the_plan():
    added = [Slot(9, AT + 9 * DAY, None, by_hand=True)]
    assert fates(steps([*added, *there(7)], on(7, 14), AT)) == {(7, 7), (None, 14)}


days = st.lists(st.integers(-20, 60), max_size=12, unique=True)


@given(days, days)
def test_after_scheduling_what_is_to_come_is_the_plan(before: list[int], after: list[int]):
    found = steps(there(*before), on(*sorted(after)), AT)
    coming = {day for _, day in fates(found) if day is not None}
    begun = {n for n in before if n <= 0}
    wanted = sorted(n for n in after if n > 0 or not before)
    surplus = max(0, len(begun - set(after)) - len([n for n in after if n <= 0 and n not in begun])) if before else 0
    # What an older plan has held replaces the first of the new starts.
    fresh = [n for n in wanted if n not in before]
    assert coming == set(wanted) - set(fresh[:surplus])
    ids = [step.slot.id for step in found if step.slot]
    assert begun.isdisjoint(ids)
    assert len(ids) == len(set(ids))


def test_who_met_on_monday_does_not_meet_on_tuesday_again():
    assert fates(steps(there(-7, 0, 7), on(-6, 1, 8), AT)) == {(7, 8)}
