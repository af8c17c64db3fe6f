"""Knockouts: seeds apart, byes for the best, out after one defeat or two."""

import random
from collections import Counter

import pytest

from activity_center.competitions import knockout


def test_the_first_four_seeds_meet_in_the_semifinals_at_the_earliest():
    assert knockout.seed_lines(8) == [1, 8, 4, 5, 2, 7, 3, 6]
    quarters = [set(knockout.seed_lines(128)[n : n + 32]) & {1, 2, 3, 4} for n in range(0, 128, 32)]
    assert quarters == [{1}, {4}, {2}, {3}]


def test_byes_fall_to_the_best_and_make_no_match():
    ties = knockout.single([11, 12, 13, 14, 15], has_third_place=True)
    assert [(tie.round, tie.one.entry, tie.two.entry) for tie in ties] == [
        (1, 14, 15),
        (2, 11, None),
        (2, 12, 13),
        (3, None, None),
        (3, None, None),
    ]
    assert [ties[3].one.loser_of, ties[3].two.loser_of] == [2, 3]


def test_one_entry_or_none_needs_no_match():
    assert knockout.single([]) == knockout.single([1]) == knockout.double([1]) == []


def played(ties, chance):
    """Play all matches by lot; return the defeats by entry."""
    winners, defeats = {}, Counter()
    for tie in ties:
        one, two = knockout.filled(ties, winners)[tie.number]
        if tie.is_second_final and winners[tie.number - 1] == knockout.filled(ties, winners)[tie.number - 1][0]:
            break
        assert None not in (one, two)
        assert one != two
        assert max(defeats[one], defeats[two]) < 2
        winners[tie.number] = chance.choice([one, two])
        defeats[two if winners[tie.number] == one else one] += 1
    return defeats


@pytest.mark.parametrize("number", range(2, 41))
def test_all_but_the_winner_are_beaten_once_or_in_a_double_elimination_twice(number):
    entries = range(1, number + 1)
    for seed in range(5):
        once = played(knockout.single(entries), random.Random(seed))
        assert sorted(once[entry] for entry in entries) == [0, *[1] * (number - 1)]
        twice = played(knockout.double(entries), random.Random(seed))
        assert sorted(twice[entry] for entry in entries)[1:] == [2] * (number - 1)
        assert min(twice[entry] for entry in entries) < 2


def test_what_is_not_played_yet_is_open():
    ties = knockout.single([1, 2, 3, 4])
    assert knockout.filled(ties, {1: 4}) == {1: (1, 4), 2: (2, 3), 3: (4, None)}
