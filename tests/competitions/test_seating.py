"""Tables: how large they are, who sits where, and whom one meets again."""

import random
from collections import Counter
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.competitions import drawing
from activity_center.competitions.seating import missing, rounds_of, seated, sizes

COUNTS, SEATS = st.integers(2, 60), st.integers(2, 8)


@pytest.mark.parametrize(
    ("count", "seats", "wanted"),
    [
        (12, 4, [4, 4, 4]),
        (13, 4, [4, 3, 3, 3]),
        (14, 4, [4, 4, 3, 3]),
        (15, 4, [4, 4, 4, 3]),
        (9, 4, [3, 3, 3]),
        (6, 4, [3, 3]),
        (5, 4, [3, 2]),
        (4, 4, [4]),
        (2, 4, [2]),
        (5, 2, [3, 2]),
        (3, 2, [3]),
        (4, 3, [2, 2]),
        (1, 4, []),
        (0, 4, []),
    ],
)
def test_tables_are_as_equal_as_can_be_and_nobody_sits_alone(count: int, seats: int, wanted: list[int]):
    assert sizes(count, seats) == wanted


@given(COUNTS, SEATS)
def test_only_tables_of_two_may_have_one_seat_more_than_asked_for(count: int, seats: int):
    found = sizes(count, seats)
    assert sum(found) == count
    assert min(found) >= 2
    assert max(found) - min(found) <= 1
    assert max(found) <= (seats if seats > 2 else 3)


def test_tables_are_dealt_out_as_cards_are():
    assert seated([11, 12, 13, 14, 15, 16, 17], 4) == [[11, 13, 15, 17], [12, 14, 16]]


@settings(deadline=None)
@given(COUNTS, SEATS, st.integers(1, 4), st.data())
def test_in_every_round_everybody_has_one_seat_and_sizes_differ_by_one_at_most(count, seats, rounds, data):
    entries = list(range(1, count + 1))
    units = {entry: data.draw(st.sampled_from(["", "甲", "乙", "丙"])) for entry in entries}
    seeded = data.draw(st.sets(st.sampled_from(entries), max_size=3))
    for tables in rounds_of(entries, seats, rounds, units, seeded):
        assert sorted(entry for table in tables for entry in table) == entries
        assert [len(table) for table in tables] == sizes(count, seats)


@settings(deadline=None)
@given(st.sets(st.integers(1, 500), min_size=2, max_size=50), SEATS, st.randoms(use_true_random=False))
def test_the_draw_is_the_same_in_whatever_order_entries_were_read(numbers: set[int], seats: int, chance: random.Random):
    listed = [(number, None) for number in sorted(numbers)]
    shuffled = chance.sample(listed, len(listed))
    drawn = [rounds_of(drawing.order(one, "福彩3D 507"), seats, 3) for one in (listed, shuffled)]
    assert drawn[0] == drawn[1]


@settings(deadline=None)
@given(COUNTS, SEATS)
def test_a_round_more_changes_nothing_in_those_before_it(count: int, seats: int):
    entries = list(range(count))
    assert rounds_of(entries, seats, 3)[:2] == rounds_of(entries, seats, 2)


@pytest.mark.parametrize(("count", "rounds"), [(16, 4), (20, 5), (28, 7), (100, 6)])
def test_nobody_meets_anybody_twice_where_there_are_tables_enough(count: int, rounds: int):
    met = _met(rounds_of(list(range(count)), 4, rounds))
    assert max(met.values()) == 1 if count != 16 else max(met.values()) <= 2


def test_three_tables_meet_again_as_few_as_can_be():
    # Four seats that come from three tables: at each table one pair at least has met before.
    met = _met(rounds_of(list(range(12)), 4, 2))
    assert sum(times - 1 for times in met.values()) == 3


def test_who_sits_alone_in_the_last_seat_meets_new_people_too():
    assert max(_met(rounds_of(list(range(13)), 4, 2)).values()) == 1


def _met(rounds: list[list[list[int]]]) -> Counter[frozenset[int]]:
    return Counter(frozenset(pair) for tables in rounds for table in tables for pair in combinations(table, 2))


def test_everybody_moves_one_seat_on_so_that_nobody_always_begins():
    assert rounds_of([1, 2, 3, 4], 4, 3) == [[[1, 2, 3, 4]], [[4, 1, 2, 3]], [[3, 4, 1, 2]]]


def test_those_of_one_unit_sit_apart_and_who_is_seeded_stays():
    units = {1: "甲", 2: "乙", 3: "丙", 4: "甲", 5: "乙", 6: "丁", 7: "甲", 8: "戊", 9: "戊"}
    [tables] = rounds_of([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 1, units, {1, 2})
    assert [table[0] for table in tables][:2] == [1, 2]
    for table in tables:
        mine = [units[entry] for entry in table]
        assert len(set(mine)) == len(mine)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["甲", "乙", "丙", "丁", "戊"]), min_size=8, max_size=24))
def test_exchanges_never_bring_more_of_one_unit_together(of: list[str]):
    entries = list(range(len(of)))
    units = dict(enumerate(of))
    dealt, [apart] = seated(entries, 4), rounds_of(entries, 4, 1, units)
    assert _together(apart, units) <= _together(dealt, units)


def _together(tables: list[list[int]], units: dict[int, str]) -> int:
    return sum(units[one] == units[two] for table in tables for one, two in combinations(table, 2))


def test_a_large_evening_of_two_units_is_seated_at_once():
    entries = list(range(100))
    assert len(rounds_of(entries, 4, 4, {entry: "甲乙"[entry % 2] for entry in entries})) == 4


def test_a_table_lacks_what_its_chips_do_not_add_up_to():
    chips = [Decimal(310), Decimal(290), Decimal(280)]
    assert (missing(chips, 300), missing([*chips, Decimal("330.5")], 300)) == (Decimal(20), Decimal("-10.5"))
