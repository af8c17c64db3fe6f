"""Lots that anybody can draw again, groups, cross knockouts and the places they give."""

import random
import time
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.competitions import berger, drawing, knockout
from activity_center.competitions.kinds import Format, StageKind
from activity_center.competitions.placing import is_needless, places


def test_seeds_stand_first_and_all_others_by_their_lots():
    listed = [(1, None), (2, 2), (3, None), (4, 1), (5, None)]
    by_hand = sorted((1, 3, 5), key=lambda number: sha256(f"507:{number}".encode()).hexdigest())
    assert drawing.order(listed, "507") == [4, 2, *by_hand]
    assert drawing.order(listed[::-1], "507") == drawing.order(listed, "507")


def test_the_published_list_is_one_line_an_entry_and_its_digest_tells_every_change():
    listed = [(2, None), (1, 1)]
    assert drawing.list_text(listed) == "1 1\n2 -\n"
    assert drawing.digest(listed) == sha256(b"1 1\n2 -\n").hexdigest()
    assert len({drawing.digest(one) for one in (listed, [(1, 1)], [(1, None), (2, None)])}) == 3


def test_groups_are_filled_as_a_snake():
    assert drawing.snake([1, 2, 3, 4, 5, 6, 7], 3) == [[1, 6, 7], [2, 5], [3, 4]]


def test_two_groups_cross_over():
    ordered = drawing.knockout_order([[11, 12], [21, 22]], 2)
    first = [(tie.one.entry, tie.two.entry) for tie in knockout.single(ordered)[:2]]
    assert [set(pair) for pair in first] == [{11, 22}, {21, 12}]


@pytest.mark.parametrize("groups", [2, 4, 6, 8, 16])
def test_the_first_two_of_a_group_meet_in_the_final_at_the_earliest(groups: int):
    ordered = drawing.knockout_order([[10 * n + 1, 10 * n + 2] for n in range(1, groups + 1)], 2)
    assert sorted(ordered) == sorted(10 * n + k for n in range(1, groups + 1) for k in (1, 2))
    lines = knockout.seed_lines(knockout.size_for(len(ordered)))
    half = {entry: lines.index(seed) // (len(lines) // 2) for seed, entry in enumerate(ordered, 1)}
    assert all(half[10 * n + 1] != half[10 * n + 2] for n in range(1, groups + 1))


@given(st.lists(st.integers(2, 9), min_size=1, max_size=9), st.integers(1, 4))
@settings(max_examples=200, deadline=None)
def test_everybody_who_goes_on_stands_once_in_the_knockout_winners_before_seconds(sizes, advancing):
    groups = [[100 * n + k for k in range(size)] for n, size in enumerate(sizes, 1)]
    ordered = drawing.knockout_order(groups, advancing)
    assert sorted(ordered) == sorted(entry for group in groups for entry in group[:advancing])
    assert [entry % 100 for entry in ordered] == sorted(entry % 100 for entry in ordered)


def test_third_place_and_equal_places():
    ties = knockout.single([1, 2, 3, 4], has_third_place=True)
    assert places([1, 2, 3, 4], ties, {1: 1, 2: 2}) == {}
    assert places([1, 2, 3, 4], ties, {1: 1, 2: 2, 3: 4}) == {4: 3, 3: 4}
    assert places([1, 2, 3, 4], ties, {1: 1, 2: 2, 3: 4, 4: 1}) == {1: 1, 2: 2, 4: 3, 3: 4}
    without = knockout.single([1, 2, 3, 4])
    assert places([1, 2, 3, 4], without, {1: 1, 2: 2, 3: 1}) == {1: 1, 2: 2, 3: 3, 4: 3}
    assert places([7], [], {}) == {7: 1}


def _played(ties, chance):
    winners = {}
    for tie in ties:
        both = knockout.filled(ties, winners)[tie.number]
        if not is_needless(tie, ties, winners):
            winners[tie.number] = chance.choice(both)
    return winners


@given(st.integers(2, 70), st.randoms(use_true_random=False), st.sampled_from([knockout.single, knockout.double]))
@settings(max_examples=1000, deadline=None)
@pytest.mark.slow
def test_a_thousand_knockouts_place_everybody_once_and_fewer_than_all_share(number, chance, made):
    entries = list(range(1, number + 1))
    ties = made(entries)
    found = places(entries, ties, _played(ties, chance))
    assert sorted(found) == entries
    ranks = Counter(found.values())
    assert (ranks[1], ranks[2]) == (1, 1)
    # Nobody stands behind more people than there are before them.
    assert all(rank == 1 + sum(n for other, n in ranks.items() if other < rank) for rank in ranks)


@given(st.integers(2, 40), st.integers(1, 8), st.booleans())
@settings(max_examples=1000, deadline=None)
@pytest.mark.slow
def test_a_thousand_draws_let_everybody_meet_whom_they_should_and_nobody_twice_in_a_round(number, groups, is_double):
    format = Format.DOUBLE_ROUND_ROBIN if is_double else Format.GROUPS_KNOCKOUT
    made = drawing.stages(format, range(1, number + 1), groups=groups)
    assert sorted(entry for stage in made for entry in stage.entries) == list(range(1, number + 1))
    for stage in made:
        assert stage.kind is StageKind.ROUND_ROBIN
        met = Counter(frozenset((m.one.entry, m.two.entry)) for m in stage.matches)
        size = len(stage.entries)
        assert len(met) == size * (size - 1) // 2
        assert set(met.values()) <= {1 + is_double}
        seats = Counter((m.round, entry) for m in stage.matches for entry in (m.one.entry, m.two.entry))
        assert set(seats.values()) <= {1}


def test_128_entries_are_drawn_in_less_than_a_second():
    chance = random.Random(1)
    listed = [(number, None) for number in chance.sample(range(1, 500), 128)]
    begun = time.perf_counter()
    ordered = drawing.order(listed, "507")
    [stage] = drawing.stages(Format.SINGLE_ELIMINATION, ordered)
    assert time.perf_counter() - begun < 1
    assert len(stage.matches) == 127
    assert len(berger.table(128)) == 127
