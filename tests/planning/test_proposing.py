"""Proposals: nothing that must be so is ever broken, the order of things means nothing, and reasons are true."""

from dataclasses import replace
from datetime import time
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.planning.proposing import options, propose
from activity_center.planning.rules import Held
from activity_center.planning.wishes import Problem, Spot
from tests.planning.weeks import (
    MONDAY,
    NINE,
    a_lesson,
    a_problem,
    a_room,
    a_wish,
    dates,
    is_possible,
    span,
    taken,
    wants,
)

STARTS = range(8 * 60, 20 * 60 + 1, 30)

wishes = st.builds(
    a_wish,
    st.integers(1, 40),
    minutes=st.sampled_from([60, 90, 120]),
    seats=st.sampled_from([10, 30, 50]),
    weekday=st.sampled_from([None, None, 1, 2]),
    start=st.sampled_from([None, None, NINE, NINE + 90]),
    room_id=st.sampled_from([None, None, None, 2]),
    instructor_id=st.sampled_from([None, 7, 8]),
    last=st.sampled_from([None, Spot(1, NINE, 1), Spot(2, NINE + 45, 2)]),
)
fixed = st.builds(
    a_lesson,
    st.integers(41, 60),
    st.integers(1, 5),
    st.sampled_from([time(9), time(10)]),
    st.integers(1, 3),
    instructor_id=st.sampled_from([None, 7]),
)
rooms = st.fixed_dictionaries(
    {
        1: st.builds(a_room, st.just(1), seats=st.sampled_from([None, 30]), parts=st.sampled_from([(), (2, 3)])),
        2: st.builds(a_room, st.just(2), seats=st.sampled_from([20, 50])),
        3: st.builds(a_room, st.just(3), is_open=st.booleans()),
    }
)
held = st.builds(
    lambda n, weekday, room_id: Held("合唱团", span(dates(weekday)[n], time(9), time(11)), room_id=room_id),
    st.integers(0, 2),
    st.integers(1, 5),
    st.integers(1, 3),
)
problems = st.builds(
    lambda wishes, rooms, fixed, held: replace(
        a_problem(*wishes, rooms=rooms.values()), fixed=tuple(fixed), held=tuple(held)
    ),
    st.lists(wishes, unique_by=lambda wish: wish.key, max_size=25),
    rooms,
    st.lists(fixed, unique_by=lambda lesson: lesson.key, max_size=6),
    st.lists(held, max_size=4),
)


def spots(problem: Problem, wish) -> list[Spot]:
    starts = {*STARTS, wish.last.start} if wish.last else STARTS
    return [Spot(day, start, id) for day in range(1, 8) for start in starts for id in problem.rooms]


@settings(max_examples=60, deadline=None)
@given(problems)
def test_a_proposal_never_breaks_what_must_be_so(problem):
    others = taken(problem)
    for wish, spot in propose(problem).placed:
        assert is_possible(problem, wish, spot, others)
        others += wants(problem, wish, spot)


@settings(max_examples=60, deadline=None)
@given(problems)
def test_what_has_no_place_has_really_none_beside_the_others(problem):
    proposal = propose(problem)
    others = taken(problem) + [one for wish, spot in proposal.placed for one in wants(problem, wish, spot)]
    for left in proposal.unplaced:
        assert not any(is_possible(problem, left.wish, spot, others) for spot in spots(problem, left.wish))
        if left.reason.code == "plan_no_room_large":
            assert not any(
                room.is_open and left.wish.room_id in (None, room.id) and (room.seats or 99) >= left.wish.seats
                for room in problem.rooms.values()
            )
        if left.reason.code == "plan_person_busy":
            alone = replace(left.wish, instructor_id=None)
            assert any(is_possible(problem, alone, spot, others) for spot in spots(problem, alone))
        if left.nearest:
            free = replace(left.wish, weekday=None, start=None, room_id=None)
            assert is_possible(problem, free, left.nearest, others)


@settings(max_examples=40, deadline=None)
@given(problems, st.randoms(use_true_random=False))
def test_the_order_in_which_things_come_means_nothing(problem, random):
    shuffled = replace(
        problem,
        wishes=tuple(random.sample(problem.wishes, len(problem.wishes))),
        fixed=tuple(random.sample(problem.fixed, len(problem.fixed))),
        held=tuple(random.sample(problem.held, len(problem.held))),
        rooms=dict(random.sample(list(problem.rooms.items()), len(problem.rooms))),
    )
    assert propose(shuffled) == propose(problem)


@settings(max_examples=40, deadline=None)
@given(problems)
def test_no_plan_places_more_than_the_bound_and_every_wish_is_answered(problem):
    proposal = propose(problem)
    assert len(proposal.placed) <= proposal.most
    assert len(proposal.placed) + len(proposal.unplaced) == len(problem.wishes)


@settings(max_examples=40, deadline=None)
@given(wishes)
def test_a_wish_that_is_alone_has_a_place_wherever_there_is_one(wish):
    problem = a_problem(wish, rooms=[a_room(1), a_room(2, seats=50)])
    there_is = any(is_possible(problem, wish, spot, []) for spot in spots(problem, wish))
    assert bool(propose(problem).placed) == there_is


def test_last_terms_room_and_hour_are_kept_where_they_are_free():
    last = Spot(4, NINE + 60, 2)
    proposal = propose(a_problem(a_wish(last=last), rooms=[a_room(1), a_room(2)]))
    assert [spot for _, spot in proposal.placed] == [last]


def test_the_smallest_room_that_is_large_enough_is_taken():
    rooms = [a_room(1, seats=60), a_room(2, seats=20), a_room(3, seats=10)]
    assert [spot.room_id for _, spot in propose(a_problem(a_wish(seats=20), rooms=rooms)).placed] == [2]


def test_a_room_that_the_course_knows_comes_before_a_smaller_one():
    rooms = [a_room(1, seats=20), a_room(2, seats=40)]
    assert [spot.room_id for _, spot in propose(a_problem(a_wish(known={2: 0}), rooms=rooms)).placed] == [2]


def test_a_room_without_hours_is_used_on_working_days_at_office_hours():
    room = a_room(hours=())
    found = propose(a_problem(*(a_wish(n) for n in range(1, 40)), rooms=[room]))
    assert len(found.placed) == 25
    assert {spot.weekday for _, spot in found.placed} == {1, 2, 3, 4, 5}
    assert all(8 * 60 + 30 <= spot.start <= 15 * 60 + 30 for _, spot in found.placed)


def test_somebody_goes_elsewhere_so_that_one_with_less_choice_finds_a_place():
    large, small = a_room(1, seats=50), a_room(2, seats=20)
    picky = [a_wish(n, seats=40, weekday=1) for n in (1, 2)]
    easy = a_wish(3, seats=20, weekday=1, last=Spot(1, NINE, 1))
    found = propose(a_problem(*picky, easy, rooms=[large, small]))
    assert not found.unplaced
    assert {wish.key[0]: spot.room_id for wish, spot in found.placed} == {1: 1, 2: 1, 3: 2}


def test_too_many_for_the_only_large_room_are_said_with_their_numbers():
    proposal = propose(a_problem(*(a_wish(n, seats=30, weekday=2) for n in range(1, 5)), rooms=[a_room()]))
    assert (len(proposal.placed), proposal.most) == (2, 2)
    [reason] = proposal.blocks
    assert (reason.code, reason.facts["n"], reason.facts["times"]) == ("plan_too_many", 4, 2)
    assert [left.reason.code for left in proposal.unplaced] == ["plan_no_room_on"] * 2
    assert all(left.nearest and left.nearest.weekday != 2 for left in proposal.unplaced)


def test_one_instructor_cannot_teach_twice_at_the_same_hour():
    twice = [a_wish(n, weekday=1, start=NINE, instructor_id=7) for n in (1, 2)]
    proposal = propose(a_problem(*twice, rooms=[a_room(1), a_room(2)], persons={7: "王老师"}))
    assert [left.reason.code for left in proposal.unplaced] == ["plan_person_busy"]
    assert [reason.code for reason in proposal.blocks] == ["plan_person_too_many"]
    assert proposal.most == 1


def test_one_booked_date_makes_an_hour_unfree_for_the_term():
    booked = Held("讲座", span(MONDAY, time(9), time(10)), room_id=1)
    wish = a_wish(weekday=1, start=NINE)
    assert not propose(replace(a_problem(wish), held=(booked,))).placed
    assert propose(a_problem(wish)).placed


def test_suggestions_are_free_and_the_best_comes_first():
    last = Spot(3, NINE, 1)
    wish = a_wish(last=last)
    problem = replace(a_problem(wish), fixed=(a_lesson(9, 1),))
    found = options(problem, wish)
    assert found[0] == last
    assert all(is_possible(problem, wish, spot, taken(problem)) for spot in found)


def test_three_hundred_sections_in_sixty_rooms_take_some_seconds():
    rooms = [a_room(n, seats=20 + n % 4 * 10) for n in range(1, 61)]
    crowd = (
        a_wish(
            n,
            seats=15 + n % 3 * 10,
            instructor_id=n % 90,
            weekday=n % 7 if n % 7 in (1, 2) else None,
            last=Spot(n % 5 + 1, NINE, n % 60 + 1) if n % 2 else None,
        )
        for n in range(1, 301)
    )
    before = process_time()
    proposal = propose(a_problem(*crowd, rooms=rooms))
    assert process_time() - before < 15
    assert len(proposal.placed) == 300
