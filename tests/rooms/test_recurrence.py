"""How a booking repeats, and how an edit of a series touches as little as possible."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from activity_center.rooms.recurrence import Known, Occurrence, Pattern, Rhythm, days, occurrences, span_on, steps
from activity_center.terms.rules import ClosureKind, Day

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 9, 7)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def pattern(first_on=MONDAY, last_on=date(2026, 12, 31), starts=time(8, 30), ends=time(10), **more) -> Pattern:
    return Pattern(starts, ends, first_on, last_on, **{"rhythm": Rhythm.WEEKLY, "weekdays": (1,), **more})


def test_a_weekly_booking_comes_every_n_weeks_on_its_weekdays():
    every_other = pattern(last_on=date(2026, 10, 11), every=2, weekdays=(1, 4))
    assert days(every_other, {}) == [date(2026, 9, d) for d in (7, 10, 21, 24)] + [date(2026, 10, d) for d in (5, 8)]


def test_weeks_are_counted_from_monday_also_where_the_first_day_is_a_sunday():
    every_other = pattern(first_on=date(2026, 9, 13), last_on=date(2026, 9, 30), every=2, weekdays=(1, 7))
    assert days(every_other, {}) == [date(2026, 9, 13), date(2026, 9, 21), date(2026, 9, 27)]


def test_holidays_are_left_out_and_a_worked_saturday_counts_for_the_weekday_it_follows():
    calendar = {
        date(2026, 10, 1): Day(ClosureKind.HOLIDAY),
        date(2026, 10, 10): Day(ClosureKind.WORKDAY, follows_weekday=4),
    }
    thursdays = pattern(first_on=date(2026, 9, 24), last_on=date(2026, 10, 15), weekdays=(4,))
    assert days(thursdays, calendar) == [date(2026, 9, 24), date(2026, 10, 8), date(2026, 10, 10), date(2026, 10, 15)]
    on_all = pattern(first_on=date(2026, 10, 1), last_on=date(2026, 10, 8), weekdays=(4,), keeps_holidays=False)
    assert days(on_all, calendar) == [date(2026, 10, 1), date(2026, 10, 8)]


def test_a_monthly_booking_keeps_the_place_of_its_weekday_in_the_month():
    second_tuesday = pattern(first_on=date(2026, 9, 8), rhythm=Rhythm.MONTHLY, weekdays=())
    assert days(second_tuesday, {}) == [date(2026, m, d) for m, d in ((9, 8), (10, 13), (11, 10), (12, 8))]
    last_monday = pattern(first_on=date(2026, 9, 28), rhythm=Rhythm.MONTHLY, weekdays=(), every=2)
    assert days(last_monday, {}) == [date(2026, 9, 28), date(2026, 11, 30)]


def test_days_by_hand_are_taken_in_order_and_once():
    by_hand = pattern(rhythm=Rhythm.DATES, dates=(date(2026, 10, 1), date(2026, 9, 9), date(2026, 10, 1)))
    assert days(by_hand, {date(2026, 10, 1): Day(ClosureKind.HOLIDAY)}) == [date(2026, 9, 9), date(2026, 10, 1)]


def test_a_series_ends_after_two_years():
    endless = pattern(last_on=date(2036, 1, 1))
    assert len(days(endless, {})) == 105


def test_a_year_s_end_is_a_week_like_any_other():
    found = days(pattern(first_on=date(2026, 12, 21), last_on=date(2027, 1, 11)), {})
    assert found == [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)]


def test_wall_time_stays_when_the_clocks_change():
    spring = pattern(first_on=date(2026, 3, 23), last_on=date(2026, 4, 6))
    starts = [o.span.starts_at for o in occurrences(spring, {}, BERLIN)]
    assert [moment.astimezone(BERLIN).time() for moment in starts] == [time(8, 30)] * 3
    assert [moment.hour for moment in starts] == [7, 6, 6]


def test_a_time_that_the_clocks_leave_out_is_the_one_as_much_later():
    half_out = span_on(date(2026, 3, 29), time(2, 30), time(4), BERLIN)
    assert half_out == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 2, 0, tzinfo=UTC))
    wholly_out = span_on(date(2026, 3, 29), time(2, 30), time(3, 15), BERLIN)
    assert wholly_out == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 2, 15, tzinfo=UTC))


def test_one_that_ends_after_midnight_ends_on_the_next_day():
    span = span_on(date(2026, 12, 31), time(22), time(0, 30), SHANGHAI)
    assert span.ends_at - span.starts_at == timedelta(hours=2, minutes=30)
    assert span.ends_at.astimezone(SHANGHAI).date() == date(2027, 1, 1)


patterns = st.builds(
    Pattern,
    st.times(),
    st.times(),
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.sampled_from(Rhythm),
    st.integers(1, 4),
    st.sets(st.integers(1, 7)).map(tuple),
    st.lists(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=5).map(tuple),
    st.booleans(),
)


@given(patterns)
def test_days_are_in_order_once_each_and_survive_being_kept(one: Pattern):
    found = days(one, {})
    assert found == sorted(set(found))
    assert days(Pattern.from_json(one.as_json()), {}) == found


def known(id: int, on: date, **more) -> Known:
    return Known(id, on, span_on(on, time(8, 30), time(10), SHANGHAI).starts_at, **more)


def wanted(*on: date) -> list[Occurrence]:
    return [Occurrence(day, span_on(day, time(14), time(16), SHANGHAI)) for day in on]


def plain(found) -> list[tuple[int | None, date | None]]:
    return [(step.known.id if step.known else None, step.to.on if step.to else None) for step in found]


def test_a_day_that_stays_keeps_its_booking_the_others_move_and_the_rest_comes_or_goes():
    monday, tuesday, week_after = MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)
    there = [known(1, monday), known(2, tuesday)]
    assert plain(steps(there, wanted(monday, week_after), LONG_AGO)) == [(1, monday), (2, week_after)]
    assert plain(steps(there, wanted(monday), LONG_AGO)) == [(1, monday), (2, None)]
    assert plain(steps(there[:1], wanted(monday, tuesday), LONG_AGO)) == [(1, monday), (None, tuesday)]


def test_what_lies_before_the_edit_or_was_changed_by_hand_is_left_alone():
    there = [
        known(1, MONDAY),
        known(2, MONDAY + timedelta(days=7), by_hand=True),
        known(3, MONDAY + timedelta(days=14)),
    ]
    since = there[1].starts_at
    days_wanted = wanted(MONDAY, MONDAY + timedelta(days=7), MONDAY + timedelta(days=21))
    assert plain(steps(there, days_wanted, since)) == [(3, MONDAY + timedelta(days=21))]
