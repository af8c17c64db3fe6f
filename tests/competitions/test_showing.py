"""Shows and measured events as rules: what counts, who wins what, and what nobody's order of doing things changes."""

import random
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.competitions import prizes
from activity_center.competitions.kinds import CompetitionStatus, EntryStatus
from activity_center.competitions.measuring import Quantity, Tally, parsed, tallied, written
from activity_center.competitions.prizes import Prize, awarded
from activity_center.competitions.showing import (
    Judging,
    ShowFacts,
    beginning_refusals,
    handing_in_refusals,
    ranked,
    standing_marks,
    standing_wins,
)
from tests.competitions.scenes import AT

JUDGES, WORKS = range(1, 4), range(11, 17)
PAIRS = st.tuples(st.sampled_from(JUDGES), st.sampled_from(WORKS))
MARKS = st.lists(st.tuples(st.sampled_from(JUDGES), st.sampled_from(WORKS), st.integers(0, 200)), max_size=30)
SHARES = st.lists(st.integers(1, 100), max_size=4).map(
    lambda percents: [Prize(f"p{n}", percent=one) for n, one in enumerate(percents)]
)


def _standing(given, close):
    halves = [(judge, work, Fraction(mark, 2)) for judge, work, mark in given]
    return standing_marks(halves, judges=set(JUDGES), works=set(WORKS), close=close)


@given(MARKS, st.sets(PAIRS, max_size=6))
@settings(max_examples=1000, deadline=None)
def test_the_last_mark_counts_and_never_one_of_a_judge_who_is_close(marks, close):
    found = _standing(marks, close)
    for judge, work in close:
        assert work not in found.get(judge, {})
    for judge, theirs in found.items():
        for work, mark in theirs.items():
            assert mark == Fraction([m for j, w, m in marks if (j, w) == (judge, work)][-1], 2)


@given(MARKS, st.sets(PAIRS, max_size=6), st.sampled_from(list(Judging)), SHARES, st.integers())
@settings(max_examples=1000, deadline=None)
def test_a_result_holds_every_work_once_and_does_not_depend_on_who_was_first(marks, close, judging, won, seed):
    once = list({(judge, work): (judge, work, mark) for judge, work, mark in marks}.values())
    turned, chance = list(once), random.Random(seed)
    chance.shuffle(turned)
    wins = [(j, w, 11 + (w + m) % 6) for j, w, m in once if (w + m) % 6 != w - 11]
    wins = list({(j, frozenset((a, b))): (j, a, b) for j, a, b in wins}.values())
    other = list(wins)
    chance.shuffle(other)
    both = [
        ranked(
            judging,
            WORKS,
            _standing(given, close),
            standing_wins(compared, judges=set(JUDGES), works=set(WORKS), close=close),
            won,
        )
        for given, compared in ((once, wins), (turned, other))
    ]
    assert [(one.work, one.rank, one.value, one.prize) for one in both[0]] == [
        (one.work, one.rank, one.value, one.prize) for one in both[1]
    ]
    assert sorted(one.work for one in both[0]) == list(WORKS)
    ranks = [one.rank for one in both[0] if one.rank]
    assert all(rank == 1 + sum(other < rank for other in ranks) for rank in ranks)
    assert not any(one.prize for one in both[0] if one.rank is None)


@given(st.lists(st.integers(0, 20), max_size=60), SHARES)
@settings(max_examples=1000, deadline=None)
def test_shares_never_give_more_prizes_than_there_are_entrants(values, won):
    ranks = list(zip(prizes.ranks(values), range(len(values)), strict=True))
    found = awarded(ranks, won)
    assert len(found) <= len(values)
    total = sum(prize.percent or 0 for prize in won)
    best = {rank for rank, _ in ranks}
    # Whole places upwards, and nobody between two who are equal.
    bound = -(-total * len(values) // 100)
    assert {entry for rank, entry in ranks if rank <= bound} == set(found)
    assert best >= {rank for rank, entry in ranks if entry in found}


def test_prizes_are_read_as_people_write_them():
    won = prizes.parsed("一等奖 1\n二等奖5%\n\nThird prize 15 %")
    assert won == [Prize("一等奖", 1), Prize("二等奖", percent=5), Prize("Third prize", percent=15)]
    assert prizes.parsed(prizes.text_of(won)) == won
    assert [prizes.parsed(text) for text in ("一等奖", "5%", "x 0", "x 101%")] == [None] * 4


def test_what_may_be_handed_in_and_when_judging_begins():
    facts = ShowFacts(CompetitionStatus.OPEN, EntryStatus.ENTERED, 2)

    def codes(facts=facts, **more):
        usual = {"handed_in": 0, "has_photo": True, "at": AT, "by_staff": False}
        return [reason.code for reason in handing_in_refusals(facts, **usual | more)]

    assert codes() == []
    assert codes(handed_in=2, has_photo=False) == ["exhibits_enough", "exhibit_needs_photo"]
    late = ShowFacts(CompetitionStatus.CLOSED, EntryStatus.WAITING, 2)
    assert codes(late) == ["exhibit_without_place", "exhibits_closed"]
    assert codes(late, by_staff=True) == ["exhibit_without_place"]
    begun = ShowFacts(CompetitionStatus.OPEN, EntryStatus.ENTERED, 2, has_begun=True)
    assert codes(begun, by_staff=True) == ["exhibits_closed"]
    wrong = beginning_refusals(Judging.MEAN, CompetitionStatus.OPEN, waiting=1, accepted=1, judges=0)
    expected = ["judging_before_closing", "exhibits_unreviewed", "exhibits_too_few", "judges_missing"]
    assert [reason.code for reason in wrong] == expected
    assert beginning_refusals(Judging.EXHIBIT, CompetitionStatus.CLOSED, waiting=0, accepted=1, judges=0) == []


ROWS = st.lists(st.tuples(st.integers(1, 8), st.integers(1, 4), st.integers(-50, 500)), max_size=24)


def _tries(rows):
    found: dict[int, dict[int, Decimal]] = {}
    for entry, round, value in rows:
        found.setdefault(entry, {})[round] = Decimal(value)
    return found


@given(ROWS, st.sampled_from(list(Tally)), st.booleans(), st.integers())
@settings(max_examples=1000, deadline=None)
def test_the_order_in_which_tries_are_entered_changes_no_place(rows, tally, least, seed):
    once = [(*key, value) for key, value in {(entry, round): value for entry, round, value in rows}.items()]
    tries = _tries(once)
    random.Random(seed).shuffle(once)
    turned = _tries(once)
    found = tallied(tries, tally, is_least_best=least)
    assert found == tallied(turned, tally, is_least_best=least)
    assert found.keys() == {entry for entry, mine in tries.items() if mine}
    for one in found.values():
        assert one.rank == 1 + sum(other.rank < one.rank for other in found.values())


def test_the_best_or_the_sum_of_tries_ranks():
    tries = {1: {1: Decimal(50), 2: Decimal(10)}, 2: {1: Decimal(40), 2: Decimal(40)}, 3: {1: Decimal(50)}}
    assert {e: (t.rank, t.total) for e, t in tallied(tries, Tally.SUM).items()} == {1: (2, 60), 2: (1, 80), 3: (3, 50)}
    best = tallied(tries, Tally.BEST)
    assert [(best[e].rank, best[e].best) for e in (1, 2, 3)] == [(1, 1), (3, 1), (2, 1)]
    # Somebody who walked only once has not walked in the least time.
    times = {1: {1: Decimal(100), 2: Decimal(100)}, 2: {1: Decimal(90)}}
    assert [tallied(times, Tally.SUM, is_least_best=True)[e].rank for e in (1, 2)] == [1, 2]


@given(st.decimals(0, 90000, places=3))
@settings(max_examples=1000, deadline=None)
def test_a_time_is_read_as_it_is_written(value):
    assert parsed(written(value, Quantity.TIME), Quantity.TIME) == value
    assert parsed(written(value)) == value


def test_values_as_people_type_them():
    assert parsed("32:15.4", Quantity.TIME) == Decimal("1935.4")
    assert parsed("1：02：03", Quantity.TIME) == 3723
    assert [parsed(text) for text in ("", "abc", "1:2", "1e5")] == [None] * 4
    assert written(Decimal("1935.400"), Quantity.TIME) == "32:15.4"
    assert written(Decimal("300.000")) == "300"
