"""What is in the way of drafts, seen by a sweep and by looking at every pair."""

from datetime import time
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from activity_center.planning.minutes import between, most_apart, runs
from activity_center.planning.rules import Held, clashes
from tests.planning.weeks import ZONE, a_lesson, a_room, dates, span


def codes(*lessons, held=(), rooms=None) -> dict[tuple[int, int], list[str]]:
    every = {room.id: room for room in rooms or [a_room(), a_room(2)]}
    found = clashes(lessons, held, every, {7: "王老师"}, ZONE)
    return {key: [reason.code for reason in reasons] for key, reasons in found.items()}


def test_two_drafts_in_one_room_are_both_told_once_for_all_weeks():
    found = clashes([a_lesson(1), a_lesson(2, starts=time(10))], [], {1: a_room()}, {}, ZONE)
    assert [reason.facts for reason in found[1, 1]] == [{"room": "R1", "title": "S2", "on": "2027-03-01", "n": 3}]
    assert [reason.facts["title"] for reason in found[2, 1]] == ["S1"]


def test_one_that_ends_as_the_other_begins_is_no_clash():
    assert codes(a_lesson(1), a_lesson(2, starts=time(10, 30))) == {}


def test_an_instructor_cannot_be_in_two_rooms():
    found = codes(a_lesson(1, instructor_id=7), a_lesson(2, room_id=2, instructor_id=7))
    assert found == {(1, 1): ["plan_person_twice"], (2, 1): ["plan_person_twice"]}


def test_what_is_booked_already_is_in_the_way_of_a_draft():
    booked = Held("合唱团", span(dates(1)[1], time(9), time(10)), room_id=1)
    assert codes(a_lesson(1), held=[booked]) == {(1, 1): ["plan_room_twice"]}
    assert codes(a_lesson(1), held=[Held("开会", booked.span, person_id=7)]) == {}


def test_a_room_too_small_closed_or_not_open_then_is_told():
    room = a_room(is_open=False)
    late = a_lesson(1, starts=time(11), seats=31)
    assert codes(late, rooms=[room]) == {(1, 1): ["plan_room_closed", "plan_room_small", "plan_room_shut"]}


def test_a_hall_and_its_part_are_in_each_others_way():
    hall = a_room(1, parts=(2, 3))
    found = codes(a_lesson(1), a_lesson(2, room_id=2), rooms=[hall, a_room(2), a_room(3)])
    assert found == {(1, 1): ["plan_room_twice"], (2, 1): ["plan_room_twice"]}


def test_two_parts_of_a_hall_are_not():
    hall = a_room(1, parts=(2, 3))
    assert codes(a_lesson(1, room_id=3), a_lesson(2, room_id=2), rooms=[hall, a_room(2), a_room(3)]) == {}


lessons = st.builds(
    a_lesson,
    st.integers(1, 30),
    st.integers(1, 2),
    st.sampled_from([time(9), time(9, 30), time(10, 30)]),
    st.integers(1, 2),
    instructor_id=st.sampled_from([None, 7, 8]),
)


@given(st.lists(lessons, unique_by=lambda lesson: lesson.key, max_size=8), st.randoms(use_true_random=False))
def test_the_sweep_finds_every_pair_and_no_other_in_whatever_order_they_come(some, random):
    pairs = [
        (a, b)
        for a, b in combinations(some, 2)
        if (a.room_id == b.room_id or (a.instructor_id and a.instructor_id == b.instructor_id))
        and any(x.overlaps(y) for x in a.spans for y in b.spans)
    ]
    shuffled = random.sample(some, len(some))
    found = codes(*some)
    assert set(found) == {lesson.key for pair in pairs for lesson in pair}
    assert codes(*shuffled) == found


@given(st.integers(0, 2**40), st.integers(1, 12))
def test_runs_are_where_so_many_free_minutes_begin(free, length):
    slow = sum(1 << n for n in range(41) if all(free >> n + k & 1 for k in range(length)))
    assert runs(free, length) == slow


def test_as_many_fit_as_can_follow_one_another():
    assert most_apart(runs(between(540, 720), 90), 90) == 2
    assert most_apart(runs(between(540, 719), 90), 90) == 1
