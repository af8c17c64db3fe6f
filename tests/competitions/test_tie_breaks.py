"""Tie-breaks come out as regulations and published examples give them."""

import math
from fractions import Fraction

import pytest

from activity_center.competitions.rules import CHESS, VOLLEYBALL, XIANGQI, Game, Outcome, Tally, record_of, without
from activity_center.competitions.standings import standings
from activity_center.competitions.tie_breaks import Criterion, Setting, Unplayed, worked

W, D, L = Outcome.WON, Outcome.DRAWN, Outcome.LOST


def rounds(*outcomes, of=1, against=None):
    """Return the rounds of one entry as (entry, game), against entries 2, 3, 4 ... unless said."""
    met = against or range(2, 2 + len(outcomes))
    pairs = zip(outcomes, met, strict=True)
    return [(of, Game(n, outcome, opponent)) for n, (outcome, opponent) in enumerate(pairs, 1)]


def value(setting, criterion, entry=1, tied=()):
    return worked(setting, criterion, entry, tied).value


def test_four_wins_and_a_loss_progress_to_28():
    record = record_of(range(1, 7), rounds(W, W, W, W, L))
    setting = Setting(record, XIANGQI)
    assert value(setting, Criterion.PROGRESSIVE) == 2 + 4 + 6 + 8 + 8 == 28
    assert value(setting, Criterion.PROGRESSIVE_CUT_1) == 26
    assert value(setting, Criterion.PROGRESSIVE_EX_FIRST) == 2 + 4 + 6 + 6
    assert [term.value for term in worked(setting, Criterion.PROGRESSIVE, 1).terms] == [2, 4, 6, 8, 8]


def test_opponents_points_of_go_leave_out_a_bye_that_scores_two():
    games = [*rounds(W, D, against=[2, 3]), (1, Game(3, Outcome.BYE)), (2, Game(2, W, 4)), (3, Game(3, W, 4))]
    setting = Setting(record_of([1, 2, 3, 4], games), XIANGQI, unplayed=Unplayed.AS_AWARDED)
    assert setting.points == {1: 5, 2: 2, 3: 3, 4: 0}
    assert value(setting, Criterion.OPPONENTS_POINTS) == 2 + 3


# Three players: x beats y, draws with z, is absent; y has a half-point bye, beats z; z has the bye of the pairing.
TRIANGLE = record_of(
    "xyz",
    [
        ("x", Game(1, W, "y")),
        ("z", Game(1, Outcome.BYE)),
        ("x", Game(2, D, "z")),
        ("y", Game(2, Outcome.HALF_BYE)),
        ("y", Game(3, W, "z")),
        ("x", Game(3, Outcome.ZERO_BYE)),
    ],
)


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (Criterion.BUCHHOLZ, {"x": 4.5, "y": 5, "z": 5}),
        (Criterion.BUCHHOLZ_CUT_1, {"x": 3, "y": 3.5, "z": 3.5}),
        (Criterion.SONNEBORN_BERGER, {"x": 2.25, "y": 2.25, "z": 2.5}),
    ],
)
def test_byes_count_as_article_16_of_the_fide_rules_says(criterion, expected):
    setting = Setting(TRIANGLE)
    assert {entry: value(setting, criterion, entry) for entry in "xyz"} == expected
    assert {
        entry: value(Setting(TRIANGLE, unplayed=Unplayed.DUMMY_2023), criterion, entry) for entry in "xyz"
    } == expected


def test_the_dummy_is_never_better_than_draws_throughout_or_than_who_stayed_away():
    games = [
        *rounds(W, against=[2]),
        (1, Game(2, Outcome.BYE)),
        (1, Game(3, Outcome.WON_BY_FORFEIT, 3)),
        (2, Game(2, D, 3)),
    ]
    record = record_of([1, 2, 3], games)
    assert value(Setting(record), Criterion.BUCHHOLZ) == Fraction(1) + Fraction(3, 2) + Fraction(1, 2)
    assert value(Setting(record, unplayed=Unplayed.DUMMY_2023), Criterion.BUCHHOLZ) == Fraction(1) + 3 + 3


def test_the_virtual_opponent_of_2009_starts_level_and_draws_the_rest():
    # A bye in the second of five rounds after a win: 1 before it, 1 - 1 from it, three draws after it.
    games = [(1, Game(1, W, 2)), (1, Game(2, Outcome.BYE)), *((1, Game(n, L, n)) for n in (3, 4, 5))]
    setting = Setting(record_of(range(1, 6), games), unplayed=Unplayed.VIRTUAL_2009)
    dummy = next(term for term in worked(setting, Criterion.BUCHHOLZ, 1).terms if term.round == 2)
    assert dummy.value == 1 + 0 + Fraction(3, 2)


def test_a_round_robin_counts_forfeits_against_those_they_were_paired_with():
    games = [(1, Game(1, Outcome.WON_BY_FORFEIT, 2)), (1, Game(2, W, 3)), (2, Game(3, W, 3))]
    setting = Setting(record_of([1, 2, 3], games), is_round_robin=True)
    assert value(setting, Criterion.SONNEBORN_BERGER) == 1 + 0
    assert value(setting, Criterion.HEAD_TO_HEAD, 1, {1, 2}) == 1
    assert value(Setting(setting.record), Criterion.HEAD_TO_HEAD, 1, {1, 2}) is None


def test_volleyball_is_ranked_by_points_then_sets_then_points_in_them():
    def match(number, one, two, sets, points):
        return (one, Game(number, W if sets[0] > sets[1] else L, two, Tally(sets, points)))

    games = [
        match(1, 1, 2, (2, 1), (52, 50)),
        match(2, 2, 3, (2, 0), (42, 30)),
        match(3, 3, 1, (2, 1), (55, 54)),
    ]
    setting = Setting(record_of([1, 2, 3], games), VOLLEYBALL, is_round_robin=True)
    assert setting.points == {1: 3, 2: 3, 3: 3}
    assert [value(setting, Criterion.SET_RATIO, entry) for entry in (1, 2, 3)] == [1, Fraction(3, 2), Fraction(2, 3)]
    assert value(setting, Criterion.POINT_RATIO, 2) == Fraction(50 + 42, 52 + 30)
    order = [Criterion.POINTS, Criterion.SET_RATIO, Criterion.POINT_RATIO, Criterion.LOTS]
    assert [place.entry for place in standings(setting, order)] == [2, 1, 3]


def test_a_forfeit_may_cancel_all_results_and_who_never_lost_a_set_has_the_greatest_ratio():
    games = [
        (1, Game(1, W, 2, Tally((2, 0), (42, 20)))),
        (3, Game(1, W, 4, Tally((2, 0), (42, 20)))),
        (1, Game(2, W, 3, Tally((2, 0), (42, 40)))),
        (4, Game(2, Outcome.LOST_BY_FORFEIT, 2)),
    ]
    record = without(record_of([1, 2, 3, 4], games), {4})
    setting = Setting(record, VOLLEYBALL, is_round_robin=True)
    assert setting.points == {1: 4, 2: 1, 3: 1}
    assert value(setting, Criterion.SET_RATIO, 1) == math.inf
    assert value(setting, Criterion.SET_RATIO, 2) == 0


def test_guandan_is_ranked_by_its_whole_chain():
    # Level 14 is the ace. 1, 2 and 3 have equal points and progress; the differences of levels tell them apart.
    def board(round, one, two, levels, outcome=None):
        return (one, Game(round, outcome or (W if levels[0] > levels[1] else L), two, Tally(levels=levels)))

    games = [
        board(1, 1, 4, (14, 6)),
        board(1, 2, 5, (14, 5)),
        board(1, 3, 6, (14, 5)),
        board(2, 1, 5, (13, 10)),
        board(2, 2, 6, (10, 8)),
        board(2, 3, 4, (9, 7)),
    ]
    setting = Setting(record_of(range(1, 7), games), XIANGQI)
    chain = [
        Criterion.POINTS,
        Criterion.PROGRESSIVE_EX_FIRST,
        Criterion.WINS,
        Criterion.LEVEL_DIFFERENCE,
        Criterion.LEVELS_GAINED,
        Criterion.LOTS,
    ]
    places = standings(setting, chain)
    assert [value(setting, Criterion.LEVEL_DIFFERENCE, entry) for entry in (1, 2, 3)] == [11, 11, 11]
    assert [value(setting, Criterion.LEVELS_GAINED, entry) for entry in (1, 2, 3)] == [12 + 11, 12 + 8, 12 + 7]
    assert [place.entry for place in places][:3] == [1, 2, 3]
    assert [place.decided_by for place in places][1:3] == [Criterion.LEVELS_GAINED] * 2


def test_the_direct_encounter_is_asked_again_among_those_it_leaves_equal():
    # 1 beats 2, 2 beats 3, 3 beats 1 and 4 loses to all but wins elsewhere: nobody can be told apart but 4.
    games = [*rounds(W, L, W, against=[2, 3, 4]), (2, Game(2, W, 4)), (2, Game(3, W, 3)), (3, Game(1, W, 4))]
    setting = Setting(record_of([1, 2, 3, 4], games), CHESS, is_round_robin=True)
    places = standings(setting, [Criterion.HEAD_TO_HEAD])
    assert [(place.rank, place.entry) for place in places] == [(1, 1), (1, 2), (1, 3), (4, 4)]
    assert places[3].decided_by is Criterion.HEAD_TO_HEAD


def test_a_lot_depends_on_the_seed_and_can_be_drawn_by_anybody():
    from hashlib import sha256

    setting = Setting(record_of([1, 2], []), seed="3D 2026312: 4 7 1")
    assert value(setting, Criterion.LOTS, 2) == int(sha256(b"3D 2026312: 4 7 1:2").hexdigest()[:12], 16)
