"""The days of a month and who could fill them: values in, decision out."""

from collections import Counter
from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.calendar import rules
from activity_center.calendar.rules import GOOD_HOURS, Place, Quiet

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(DAYS)
def test_the_weeks_of_a_month_hold_each_of_its_days_once_and_begin_on_mondays(day):
    month = rules.month_of(day)
    weeks = rules.weeks(month)
    assert [week[0].isoweekday() for week in weeks] == [1] * len(weeks)
    flat = [one for week in weeks for one in week]
    assert flat == [flat[0] + timedelta(days=n) for n in range(len(flat))]
    assert sum(rules.month_of(one) == month for one in flat) == (rules.after(month, 1) - month).days
    assert all(any(rules.month_of(one) == month for one in week) for week in weeks)


def test_months_go_over_the_end_of_the_year():
    assert rules.months(date(2026, 11, 1), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert rules.after(date(2027, 1, 1), -1) == date(2026, 12, 1)
    assert rules.months_between(date(2026, 12, 30), date(2027, 1, 2)) == [date(2026, 12, 1), date(2027, 1, 1)]


def test_a_contest_stands_on_all_its_days_until_its_matches_have_a_time():
    first, last = date(2026, 10, 12), date(2026, 10, 15)
    assert len(rules.contest_days(first, last, [])) == 4
    assert rules.contest_days(first, last, [date(2026, 10, 13)]) == [first, date(2026, 10, 13), last]
    assert rules.contest_days(first, date(2026, 11, 30), []) == [first, date(2026, 11, 30)]


def test_a_former_contest_belongs_to_its_month_and_the_neighbours_from_the_next_year_on():
    held = date(2025, 12, 20)
    near = {month: rules.same_season(month, held) for month in rules.months(date(2026, 1, 1), 14)}
    assert {month for month, apart in near.items() if apart == 0} == {date(2026, 12, 1)}
    assert {month for month, apart in near.items() if apart == 1} == {date(2026, 11, 1), date(2027, 1, 1)}


@given(DAYS, DAYS, st.integers(1, 7))
@settings(max_examples=300)
def test_what_is_held_again_is_in_its_month_on_an_open_day_and_the_same_weekday_where_it_can_be(former, day, shut):
    month = rules.month_of(day)
    on = rules.again_on(month, former, day, lambda one: one.isoweekday() != shut)
    if on is None:
        return
    assert rules.month_of(on) == month
    assert on >= day
    assert on.isoweekday() != shut
    free = rules.again_on(month, former, month, lambda one: True)
    assert free is not None
    assert free.isoweekday() == former.isoweekday()


SOCIETIES = st.lists(
    st.builds(
        Quiet,
        st.integers(1, 9),
        st.integers(0, 40),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 9, 1)),
        st.lists(st.integers(1, 5), max_size=2, unique=True).map(tuple),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)
PLACES = st.lists(st.builds(Place, st.integers(1, 5), st.sampled_from(GOOD_HOURS), st.none() | st.integers(5, 50)))


@given(SOCIETIES, st.lists(PLACES, min_size=1, max_size=8), st.sets(st.tuples(st.integers(1, 9), st.integers(1, 5))))
@settings(max_examples=1_000)
def test_ideas_are_rooms_that_are_free_seat_them_and_may_be_used_and_no_place_is_given_twice(many, free, forbidden):
    days = [date(2026, 9, 7) + timedelta(days=n) for n in range(len(free))]
    there = dict(zip(days, free, strict=True))
    silent = rules.silent_first(many, date(2026, 9, 7))
    found = rules.ideas(days, silent, there, lambda society, room, on: (society, room) not in forbidden)
    known = {one.id: one for one in many}
    for idea in found:
        assert idea.place in there[idea.on]
        assert idea.place.seats_all(known[idea.society_id].people)
        assert (idea.society_id, idea.place.room_id) not in forbidden
    for on in days:
        mine = [idea for idea in found if idea.on == on]
        assert len(mine) <= 2
        assert len({(idea.place.room_id, idea.place.hours) for idea in mine}) == len(mine)
        assert len({idea.society_id for idea in mine}) == len(mine)
        able = [
            one
            for one in many
            if any(p.seats_all(one.people) and (one.id, p.room_id) not in forbidden for p in there[on])
        ]
        assert bool(mine) == bool(able)


def test_days_are_spread_over_the_societies_and_who_is_silent_longest_is_asked_first():
    many = [Quiet(1, last_on=date(2026, 5, 1)), Quiet(2), Quiet(3, last_on=date(2026, 3, 1))]
    assert [one.id for one in rules.silent_first(many, date(2026, 4, 1))] == [2, 3]
    silent = rules.silent_first(many, date(2026, 9, 7))
    days = [date(2026, 9, 7) + timedelta(days=n) for n in range(6)]
    free = {day: [Place(1, GOOD_HOURS[0])] for day in days}
    found = rules.ideas(days, silent, free, lambda *_: True)
    assert [idea.society_id for idea in found] == [2, 3, 1, 2, 3, 1]
    assert set(Counter(idea.society_id for idea in found).values()) == {2}


def test_a_room_that_suits_goes_first_then_the_smallest_and_for_who_moves_the_largest():
    on, hours = date(2026, 9, 7), GOOD_HOURS[0]
    free = {on: [Place(1, hours, 30), Place(2, hours, 12), Place(3, hours, 80)]}

    def room_of(society):
        [idea] = rules.ideas([on], [society], free, lambda *_: True)
        return idea.place.room_id

    assert room_of(Quiet(1, 10)) == 2
    assert room_of(Quiet(1, 10, moves=True)) == 3
    assert room_of(Quiet(1, 10, rooms=(1,))) == 1
    assert room_of(Quiet(1, 20)) == 1
    assert ((time(9), time(11)), (time(14, 30), time(16, 30))) == GOOD_HOURS


def test_names_are_alike_where_two_characters_in_a_row_are_the_same():
    assert rules.alike("乒乓球协会", "乒乓球室")
    assert not rules.alike("合唱团", "书画教室")
