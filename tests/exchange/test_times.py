"""Days, hours and weekdays: read in one way, or refused."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity_center.exchange import times
from activity_center.exchange.rules import Broken

FIFTH = date(2026, 10, 5)


@pytest.mark.parametrize(
    "cell",
    ["2026-10-05", "2026/10/5", "2026.10.5", "2026年10月5日", "20261005", 20261005.0, "２０２６-１０-５", FIFTH,
     datetime.combine(FIFTH, time(0)), "2026-10-05T00:00:00", "2026-10-05 00:00:00"],
)  # fmt: skip
def test_days_are_read(cell: object):
    assert times.day(cell) == FIFTH


@pytest.mark.parametrize("cell", ["5/10/2026", "10-05", "2026-13-01", "2026-02-30", "明天", 46300.0, "26-10-05"])
def test_what_is_no_day_is_refused(cell: object):
    with pytest.raises(Broken) as broken:
        times.day(cell)
    assert broken.value.code == "import_day"


@given(st.dates())
def test_every_day_survives_every_spreadsheet(day: date):
    forms = (day, day.isoformat(), f"{day.year:04}年{day.month}月{day.day}日", f"{day.year:04}/{day.month}/{day.day}")
    assert {times.day(form) for form in forms} == {day}


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("9:00", time(9)),
        ("９：００", time(9)),
        ("09:00:00", time(9)),
        (time(9, 0), time(9)),
        (0.375, time(9)),
        (timedelta(hours=9), time(9)),
        (datetime.combine(FIFTH, time(9)), time(9)),
        ("9点", time(9)),
        ("9点半", time(9, 30)),
        ("14时30分", time(14, 30)),
        ("下午2:30", time(14, 30)),
        ("下午14:30", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        ("上午 9:00", time(9)),
        ("下午12:00", time(12)),
    ],
)
def test_hours_are_read(cell: object, hour: time):
    assert times.clock(cell) == hour


@pytest.mark.parametrize(
    "cell",
    ["9", 9.0, "25:00", "9:60", "9.30", "上午", "上午12:00", "晚上12:00", "下午0:30", "9:", "9:00-10:30", "0900"],
)
def test_what_is_no_hour_is_refused(cell: object):
    with pytest.raises(Broken) as broken:
        times.clock(cell)
    assert broken.value.code == "import_time"


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_minute_survives_every_spreadsheet(hour: time):
    part = (hour.hour * 60 + hour.minute) / (24 * 60)
    assert {times.clock(form) for form in (hour, part, f"{hour.hour}:{hour.minute:02}", f"{hour:%H:%M:%S}")} == {hour}


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("周一", (1,)),
        ("星期日", (7,)),
        ("周天", (7,)),
        ("礼拜六", (6,)),
        ("每周三", (3,)),
        ("逢星期六", (6,)),
        ("Mon", (1,)),
        ("Thursday", (4,)),
        (1.0, (1,)),
        ("周三、周一", (1, 3)),
        ("周一、三", (1, 3)),
        ("Mon, Wed & Fri", (1, 3, 5)),
        (None, ()),
    ],
)
def test_weekdays_are_read(cell: object, days: tuple[int, ...]):
    assert times.weekdays(cell) == days


@pytest.mark.parametrize("cell", ["周八", "8", "0", "周", "周一至周五", "周一下午", "Mun"])
def test_what_is_no_weekday_is_refused(cell: str):
    with pytest.raises(Broken) as broken:
        times.weekdays(cell)
    assert broken.value.code == "import_weekday"


@given(st.sets(st.integers(1, 7), min_size=1), st.sampled_from(["周{}", "星期{}", "礼拜{}"]))
def test_any_weekdays_in_any_words(days: set[int], form: str):
    assert times.weekdays("、".join(form.format("一二三四五六日"[day - 1]) for day in days)) == tuple(sorted(days))


@pytest.mark.parametrize(
    ("cell", "days", "excluded"),
    [
        ("Mon,Wed (Exclude 19 Oct 2026)", (1, 3), (date(2026, 10, 19),)),
        ("Wed", (3,), ()),
        ("Mon-Fri", (1, 2, 3, 4, 5), ()),
        ("Sat & Sun (Exclude 3,10 Oct 2026 and 1 November 2026)", (6, 7),
         (date(2026, 10, 3), date(2026, 10, 10), date(2026, 11, 1))),
        ("Daily", (1, 2, 3, 4, 5, 6, 7), ()),
    ],
)  # fmt: skip
def test_programme_days_are_read(cell: str, days: tuple[int, ...], excluded: tuple[date, ...]):
    assert times.programme_days(cell) == (days, excluded)


@pytest.mark.parametrize("cell", ["Mon (Exclude 31 Feb 2026)", "Mon (Exclude some days)", "Mon (Exclude 1 Foo 2026)"])
def test_an_exclusion_that_cannot_be_read_is_refused(cell: str):
    with pytest.raises(Broken):
        times.programme_days(cell)


def test_opening_hours_are_read():
    said = "周一至周五 8:30-11:30,14:00-17:00；周六 9:00-12:00"
    hours = times.opening(said)
    assert len(hours) == 11
    assert hours[0] == (1, time(8, 30), time(11, 30))
    assert hours[-1] == (6, time(9), time(12))
    assert times.opening("Mon-Fri 8:30-11:30, 14:00-17:00; Sat 9:00-12:00") == hours
    assert times.opening("每天 8:30-16:30") == times.opening("8:30-16:30")
    assert len(times.opening("8:30-16:30")) == 7


@pytest.mark.parametrize(
    "cell", ["全天", "周一 11:30-8:30", "周一 8:30-11:30,周二 9:00-12:00", "1-5 8:30-11:30", "8-12"]
)
def test_opening_hours_that_may_mean_two_things_are_refused(cell: str):
    with pytest.raises(Broken):
        times.opening(cell)


@given(st.text(max_size=30))
def test_nothing_but_a_refusal_comes_of_any_text(cell: str):
    for read in (times.day, times.clock, times.weekdays, times.programme_days, times.opening):
        with suppress(Broken):
            read(cell)
