"""Which days are worked and taught, by the calendar the State Council published for 2026."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from activity_center.terms.rules import (
    ClosureKind,
    Day,
    deadline,
    is_working_day,
    teaching_days,
    weekday_taught,
    years_without_holidays,
)
from activity_center.terms.service import published_closures

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = {draft.on: Day(draft.kind, draft.follows_weekday) for draft in published_closures()}
TERM = (date(2026, 9, 7), date(2026, 12, 27))


def on(*days: str) -> list[date]:
    return [date.fromisoformat(f"2026-{day}") for day in days]


def test_the_calendar_of_2026_has_33_holidays_and_6_make_up_workdays():
    kinds = [day.kind for day in CALENDAR.values()]
    assert (kinds.count(ClosureKind.HOLIDAY), kinds.count(ClosureKind.WORKDAY)) == (33, 6)
    assert all(draft.source.startswith("https://") for draft in published_closures())


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        ("10-07", False),  # Wednesday, National Day
        ("10-08", True),  # Thursday after it
        ("10-10", True),  # Saturday, made up
        ("10-11", False),  # Sunday
        ("09-20", True),  # Sunday, made up
    ],
)
def test_working_days_follow_holidays_and_make_up_days(day: str, is_worked: bool):
    assert is_working_day(date.fromisoformat(f"2026-{day}"), CALENDAR) is is_worked


def test_nothing_is_taught_on_a_make_up_workday_unless_it_follows_a_weekday():
    saturday = date(2026, 10, 10)
    assert weekday_taught(saturday, CALENDAR) is None
    assert weekday_taught(saturday, CALENDAR | {saturday: Day(ClosureKind.WORKDAY, 3)}) == 3


def test_a_class_on_thursdays_makes_its_holiday_up_after_the_end():
    days = teaching_days(4, *TERM, CALENDAR)
    assert len(days) == 16
    assert date(2026, 10, 1) not in days
    assert days[-1] == date(2026, 12, 31)


def test_a_holiday_may_be_lost_instead():
    days = teaching_days(4, *TERM, CALENDAR, make_up=False)
    assert len(days) == 15
    assert days[-1] == date(2026, 12, 24)


def test_a_number_of_weeks_is_kept_whatever_the_last_day():
    days = teaching_days(5, *TERM, CALENDAR, count=16)
    assert len(days) == 16
    # Both the Mid-Autumn Festival and National Day are Fridays.
    assert set(on("09-25", "10-02")).isdisjoint(days)
    assert days[-1] == date(2027, 1, 8)


def test_a_class_on_saturdays_does_not_meet_on_a_make_up_workday():
    assert date(2026, 10, 10) not in teaching_days(6, *TERM, CALENDAR)


def test_a_make_up_workday_that_follows_wednesday_takes_the_wednesday_class():
    calendar = CALENDAR | {date(2026, 10, 10): Day(ClosureKind.WORKDAY, 3)}
    days = teaching_days(3, *TERM, calendar)
    assert date(2026, 10, 10) in days
    assert date(2026, 10, 7) not in days
    assert days[-1] == date(2026, 12, 23)


def test_excluded_days_are_left_out_and_never_made_up():
    days = teaching_days(1, date(2026, 10, 5), date(2026, 10, 26), {}, excluded=on("10-19"))
    assert days == on("10-05", "10-12", "10-26")


def test_a_term_without_a_day_of_that_weekday_has_no_meeting():
    assert teaching_days(7, date(2026, 9, 7), date(2026, 9, 10), CALENDAR) == []


@pytest.mark.parametrize(
    ("offered", "lapses"),
    [
        ("2026-09-07T10:00", "2026-09-09T17:00"),  # Monday: Wednesday
        ("2026-09-07T23:59", "2026-09-09T17:00"),  # at night the same
        ("2026-09-11T18:00", "2026-09-15T17:00"),  # Friday: over the weekend
        ("2026-09-18T09:00", "2026-09-21T17:00"),  # Friday before the Sunday that is worked
        ("2026-09-30T09:00", "2026-10-09T17:00"),  # over National Day
    ],
)
def test_an_offer_lapses_at_five_on_the_second_working_day(offered: str, lapses: str):
    at = datetime.fromisoformat(offered).replace(tzinfo=SHANGHAI)
    wanted = datetime.fromisoformat(lapses).replace(tzinfo=SHANGHAI)
    assert deadline(at, 2, CALENDAR, SHANGHAI) == wanted.astimezone(UTC)


def test_a_deadline_is_wall_time_also_when_the_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    friday = datetime(2026, 10, 23, 10, tzinfo=berlin)  # summer time ends on Sunday the 25th
    assert deadline(friday, 1, {}, berlin).astimezone(berlin).hour == 17


def test_a_year_without_a_holiday_is_named():
    days = [*on("12-31"), date(2027, 1, 4), date(2027, 3, 1)]
    assert years_without_holidays(days, CALENDAR) == [2027]


def test_a_make_up_workday_alone_does_not_count_as_holidays_entered():
    calendar = {date(2027, 1, 9): Day(ClosureKind.WORKDAY)}
    assert years_without_holidays([date(2027, 1, 4)], calendar) == [2027]
