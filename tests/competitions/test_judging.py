"""Judges' marks: fair sums, agreement, comparisons in pairs."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.competitions import judging
from activity_center.competitions.judging import Method, agreement, judged, next_pair, strengths


def marks(*rows):
    """Return the marks of judges 1, 2 ... of works 1, 2 ...; None is a work that a judge has left out."""
    return {
        judge: {work: Fraction(mark) for work, mark in enumerate(row, 1) if mark is not None}
        for judge, row in enumerate(rows, 1)
    }


def order(given, method):
    return [one.work for one in judged(given, method)]


def test_the_highest_and_the_lowest_mark_are_dropped_from_four_on():
    generous = marks([70, 80], [71, 80], [72, 80], [100, 80])
    assert order(generous, Method.MEAN) == [2, 1]
    first = next(one for one in judged(generous, Method.TRIMMED) if one.work == 1)
    assert (first.value, first.dropped) == (71.5, {1, 4})
    assert next(iter(judged(marks([70], [100], [71]), Method.TRIMMED))).dropped == frozenset()


def test_a_strict_judge_counts_as_much_as_a_mild_one():
    # The second judge has left out work 1, and the first is strict: the plain mean punishes work 1 for that.
    given = marks([62, 60, 58], [None, 90, 88])
    assert order(given, Method.MEAN) == [2, 3, 1]
    assert order(given, Method.NORMALISED)[0] == 1


def test_a_judge_who_gives_everybody_the_same_says_nothing():
    assert len({one.value for one in judged(marks([80, 80, 80]), Method.NORMALISED)}) == 1


def test_equal_marks_share_the_mean_of_their_places():
    assert judging.places({1: 90.0, 2: 80.0, 3: 80.0, 4: 70.0}) == {1: 1, 2: 2.5, 3: 2.5, 4: 4}
    assert order(marks([90, 80, 70], [70, 80, 60], [90, 91, 60]), Method.PLACES) == [2, 1, 3]


def test_agreement_is_1_where_all_judges_have_one_order_and_0_where_two_are_opposed():
    assert agreement(marks([1, 2, 3], [10, 20, 30], [5, 6, 9])) == pytest.approx(1)
    assert agreement(marks([1, 2, 3], [3, 2, 1])) == pytest.approx(0)
    assert agreement(marks([1, 2, 3])) is None
    assert agreement(marks([1, 1], [2, 2])) is None


def test_agreement_is_kendalls_w():
    # Four judges, six works, no ties: S = 169.5 over the sums of places, W = 12 S / (m^2 (n^3 - n)).
    rows = [[6, 5, 4, 3, 2, 1], [6, 4, 5, 3, 1, 2], [5, 6, 3, 4, 2, 1], [4, 6, 5, 2, 3, 1]]
    sums = [sum(7 - row[work] for row in rows) for work in range(6)]
    squares = sum((one - sum(sums) / 6) ** 2 for one in sums)
    assert agreement(marks(*rows)) == pytest.approx(12 * squares / (4**2 * (6**3 - 6)))


GIVEN = st.lists(st.lists(st.integers(0, 100) | st.none(), min_size=5, max_size=5), min_size=1, max_size=6)


@given(GIVEN, st.sampled_from(Method), st.randoms())
@settings(max_examples=300, deadline=None)
def test_the_order_of_works_does_not_depend_on_the_order_of_marks(rows, method, chance):
    given = marks(*rows)
    judges = list(given)
    chance.shuffle(judges)
    turned = {judge: dict(reversed(given[judge].items())) for judge in judges}
    assert [(one.work, one.value) for one in judged(given, method)] == [
        (one.work, one.value) for one in judged(turned, method)
    ]


@given(GIVEN, st.integers(1, 5), st.sampled_from([Method.MEAN, Method.TRIMMED, Method.PLACES]))
@settings(max_examples=300, deadline=None)
def test_a_better_mark_never_makes_a_work_worse(rows, work, method):
    given = marks(*rows)
    judge = next((judge for judge, theirs in given.items() if work in theirs), None)
    if judge is None:
        return
    better = given | {judge: {**given[judge], work: given[judge][work] + 10}}
    before, after = (next(one.value for one in judged(all, method) if one.work == work) for all in (given, better))
    assert after >= before


def test_comparisons_find_the_order_they_came_from():
    chance = random.Random(3)
    wins = []
    for _ in range(400):
        one, two = chance.sample(range(1, 7), 2)
        better = one if chance.random() < one / (one + two) else two
        wins.append((better, one + two - better))
    found = strengths(range(1, 7), wins)
    assert sum(found.values()) == pytest.approx(0, abs=1e-6)
    ranked = sorted(found, key=found.__getitem__)
    assert abs(ranked.index(6) - 5) <= 1
    assert abs(ranked.index(1)) <= 1
    ratio = found[6] - found[1]
    assert 0.7 < ratio < 3  # the logarithm of 6 is 1.8


def test_a_work_that_won_everything_or_was_never_seen_stays_finite():
    found = strengths([1, 2, 3], [(1, 2)] * 5)
    assert found[1] > found[3] > found[2]


def test_a_judge_compares_each_pair_once_and_those_that_were_seen_least_first():
    mine, wins = [], []
    while pair := next_pair(range(1, 6), wins, mine):
        mine.append(pair)
        wins.append(pair)
    assert len({frozenset(pair) for pair in mine}) == len(mine) == 10
    assert {work for pair in mine[:3] for work in pair} == {1, 2, 3, 4, 5}
