"""Round robins: everybody meets everybody once, nobody twice in a round, first moves shared."""

from collections import Counter

import pytest

from activity_center.competitions import berger

# The table for seven, 0 for the bye, as printed in regulations.
SEVEN = """1-0 2-7 3-6 4-5 | 0-5 6-4 7-3 1-2 | 2-0 3-1 4-7 5-6 | 0-6 7-5 1-4 2-3
           3-0 4-2 5-1 6-7 | 0-7 1-6 2-5 3-4 | 4-0 5-3 6-2 7-1"""
# FIDE Handbook C.05, annex 1, for 5 or 6 players.
SIX = "1-6 2-5 3-4 | 6-4 5-3 1-2 | 2-6 3-1 4-5 | 6-5 1-4 2-3 | 3-6 4-2 5-1"


def printed(text):
    rounds = text.replace("\n", "|").split("|")
    return [[tuple(map(int, pair.split("-"))) for pair in one.split()] for one in rounds]


def test_the_table_for_seven_is_the_printed_one():
    assert berger.table(7) == printed(SEVEN)


def test_the_table_for_six_is_that_of_fide():
    assert berger.table(6) == printed(SIX)


@pytest.mark.parametrize("number", range(2, 41))
def test_everybody_meets_everybody_once_and_nobody_twice_in_a_round(number):
    rounds = berger.table(number)
    pairs = [frozenset(pair) for one in rounds for pair in one]
    assert len(rounds) == number - 1 + number % 2
    assert len(set(pairs)) == len(pairs) == (number + number % 2) * (number - 1 + number % 2) // 2
    assert all(len({entry for pair in one for entry in pair}) == 2 * len(one) for one in rounds)


@pytest.mark.parametrize("number", range(2, 41))
def test_first_moves_are_shared_as_evenly_as_can_be(number):
    balance = Counter()
    for first, second in (pair for one in berger.table(number) for pair in one):
        if first and second:
            balance[first] += 1
            balance[second] -= 1
    assert set(balance.values()) <= ({0} if number % 2 else {1, -1})


@pytest.mark.parametrize("number", range(3, 21))
def test_in_a_double_round_robin_all_meet_twice_and_nobody_has_one_side_three_times_on_end(number):
    rounds = berger.double(number)
    assert len({pair for one in rounds for pair in one}) == len([pair for one in rounds for pair in one])
    for entry in range(1, number + 1):
        met = [pair for one in rounds for pair in one if entry in pair and 0 not in pair]
        sides = [pair[0] == entry for pair in met]
        assert number % 2 or all(len(set(sides[n : n + 3])) > 1 for n in range(len(sides) - 2))


def test_entries_stand_in_the_order_of_their_lots_and_a_bye_is_nobody():
    assert berger.of_entries([30, 10, 20])[:2] == [[(30, None), (10, 20)], [(20, None), (30, 10)]]
    assert berger.of_entries([5]) == []
