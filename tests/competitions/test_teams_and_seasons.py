"""What single results make for a unit, boards for a team, places for a season; and which place follows from groups."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.competitions.deciding import Board, Said, flaws, games, of_boards, on_boards, turned
from activity_center.competitions.earning import Table, parsed_points, season
from activity_center.competitions.kinds import Result
from activity_center.competitions.placing import overall
from activity_center.competitions.rules import CHESS, XIANGQI, record_of
from activity_center.competitions.standings import standings
from activity_center.competitions.teaming import Sat, Single, by_boards, by_units
from activity_center.competitions.tie_breaks import Criterion, Setting, worked

MANY = settings(max_examples=1000, deadline=None)
WON, LOST, DRAWN = Board(Result.ONE_WON), Board(Result.TWO_WON), Board(Result.DRAWN)


def single(entry: int, unit: str, points: int, rank: int = 1) -> Single:
    return Single(entry, unit, Fraction(points), rank)


def test_the_best_of_a_unit_make_its_score_and_their_places_divide_equals():
    lines = by_units(
        [
            *[single(1, "一厂", 9, 4), single(2, "一厂", 7, 9), single(3, "一厂", 1, 30)],
            *[single(4, "二厂", 8, 5), single(5, "二厂", 8, 6)],
            single(6, "", 18),
        ],
        2,
    )
    assert [(line.rank, line.unit, line.total) for line in lines] == [(1, "二厂", 16), (2, "一厂", 16)]
    assert [[one.entry for one in line.others] for line in lines] == [[], [3]]


_singles = st.lists(
    st.builds(
        single,
        st.integers(1, 99),
        st.sampled_from(["", "一厂", "二厂", "三厂"]),
        st.integers(0, 14),
        st.integers(1, 40),
    ),
    max_size=24,
    unique_by=lambda one: one.entry,
)


@MANY
@given(_singles, st.integers(1, 8), st.randoms())
def test_units_count_everybody_once_and_in_any_order_alike(singles, best, chance):
    lines = by_units(singles, best)
    mixed = list(singles)
    chance.shuffle(mixed)
    assert by_units(mixed, best) == lines
    here = [one for line in lines for one in (*line.counted, *line.others)]
    assert sorted(one.entry for one in here) == sorted(one.entry for one in singles if one.unit)
    for line in lines:
        assert len(line.counted) <= best
        assert line.total == sum((one.points for one in line.counted), Fraction())
        assert all(one.points >= other.points for one in line.counted for other in line.others)
    assert [line.total for line in lines] == sorted((line.total for line in lines), reverse=True)


def test_a_match_of_teams_follows_from_its_boards():
    assert of_boards([WON, WON, DRAWN, LOST]) is Result.ONE_WON
    assert of_boards([WON, LOST]) is Result.DRAWN
    assert of_boards([Board(Result.ONE_ABSENT), DRAWN]) is Result.TWO_WON
    assert of_boards([Board(Result.BOTH_ABSENT), WON]) is Result.ONE_WON


def test_boards_that_say_otherwise_are_refused_but_a_knockout_may_be_level():
    level = (WON, LOST)
    codes = lambda result, boards, knockout: [r.code for r in flaws(Said(result, boards=boards), needs_winner=knockout)]
    assert codes(Result.ONE_WON, level, False) == ["score_boards_disagree"]
    assert codes(Result.ONE_WON, level, True) == []
    assert codes(Result.TWO_WON, (WON, WON), True) == ["score_boards_disagree"]
    twice = (Board(Result.ONE_WON, 7, 1), Board(Result.ONE_WON, 7, 2))
    assert codes(Result.ONE_WON, twice, False) == ["score_player_twice"]


def test_match_points_come_first_and_board_points_divide_equals():
    said = {
        (1, 2): Said(Result.ONE_WON, boards=(WON, WON, WON)),
        (1, 3): Said(Result.TWO_WON, boards=(LOST, DRAWN, DRAWN)),
        (2, 3): Said(Result.ONE_WON, boards=(WON, DRAWN, DRAWN)),
    }
    played = [game for n, (pair, one) in enumerate(said.items(), 1) for game in games(n, *pair, one)]
    setting = Setting(record_of([1, 2, 3], played), XIANGQI, is_round_robin=True)
    places = standings(setting, [Criterion.POINTS, Criterion.BOARD_POINTS])
    assert [(place.rank, place.entry) for place in places] == [(1, 1), (2, 3), (3, 2)]
    assert [worked(setting, Criterion.BOARD_POINTS, entry).value for entry in (1, 2, 3)] == [8, 4, 6]
    assert [term.value for term in worked(setting, Criterion.BOARD_POINTS, 1).terms] == [6, 2]


def test_who_stays_away_loses_on_every_board():
    said = on_boards(Said(Result.TWO_ABSENT), 4)
    [(_one, ours), (_two, theirs)] = games(1, 1, 2, said)
    assert sum(map(CHESS.earned, ours.tally.boards)) == 4
    assert sum(map(CHESS.earned, theirs.tally.boards)) == 0
    nobody = games(1, 1, 2, on_boards(Said(Result.BOTH_ABSENT), 4))
    assert all(sum(map(CHESS.earned, game.tally.boards)) == 0 for _entry, game in nobody)


_results = st.sampled_from([one for one in Result if one is not Result.VOID])


@MANY
@given(st.lists(st.builds(Board, _results, st.none(), st.none()), min_size=1, max_size=8))
def test_both_sides_see_the_same_boards(boards):
    said = Said(of_boards(boards), boards=tuple(boards))
    [(_one, ours), (_two, theirs)] = games(1, 1, 2, said)
    assert turned(turned(said)) == said
    assert [game.tally.boards for _n, game in games(1, 2, 1, turned(said))] == [theirs.tally.boards, ours.tally.boards]
    total = sum(map(CHESS.earned, (*ours.tally.boards, *theirs.tally.boards)))
    assert total == len(boards) - sum(board.result is Result.BOTH_ABSENT for board in boards)


def test_each_board_has_a_table_of_its_own():
    found = by_boards([Sat(1, 1, Fraction(2)), Sat(1, 1, Fraction(1)), Sat(2, 1, Fraction(3)), Sat(2, 2, Fraction(0))])
    assert [(line.rank, line.person, line.points) for line in found[1]] == [(1, 2, 3), (2, 1, 3)]
    assert [line.person for line in found[2]] == [2]


def test_a_season_counts_the_best_results_and_then_the_places():
    table = Table((10, 6, 3), least=1, best_of=2)
    lines = season({1: [(1, 7), (2, 8), (4, 9)], 2: [(1, 8), (2, 7), (3, 9)], 3: [(5, 7), (2, 9)]}, table)
    assert [(line.rank, line.who, line.total) for line in lines] == [(1, 7, 16), (1, 8, 16), (3, 9, 9)]
    assert [(one.contest, one.counts) for one in lines[0].results] == [(1, True), (2, True), (3, False)]
    more_firsts = season({1: [(1, 1), (3, 2)], 2: [(2, 2)], 3: [(2, 1), (1, 2)]}, Table((3, 2, 0)))
    assert [(line.rank, line.who) for line in more_firsts] == [(1, 2), (2, 1)]


@MANY
@given(
    st.dictionaries(
        st.integers(1, 6),
        st.lists(st.integers(1, 12), max_size=12, unique=True).map(lambda who: list(enumerate(who, 1))),
        max_size=6,
    ),
    st.lists(st.integers(0, 20), max_size=8).map(lambda points: tuple(sorted(points, reverse=True))),
    st.none() | st.integers(1, 4),
)
def test_a_season_loses_nobody_and_never_counts_more_than_the_best(placed, points, best_of):
    lines = season(placed, Table(points, 0, best_of))
    assert {line.who for line in lines} == {who for places in placed.values() for _place, who in places}
    for line in lines:
        counting = [one for one in line.results if one.counts]
        assert len(counting) == min(len(line.results), best_of or len(line.results))
        assert line.total == sum(one.points for one in counting)
    assert [line.total for line in lines] == sorted((line.total for line in lines), reverse=True)
    assert all(line.rank == 1 + sum(other.rank < line.rank for other in lines) for line in lines)


def test_points_are_typed_as_people_do_and_never_rise():
    assert parsed_points("10，8 6、5") == [10, 8, 6, 5]
    assert [parsed_points(text) for text in ("", "6 8", "8 x")] == [None, None, None]


def test_who_went_on_from_groups_is_placed_before_all_who_did_not():
    groups = [(1, 11), (2, 12), (3, 13), (1, 21), (2, 22), (3, 23), (None, 24)]
    knockout = [(1, 21), (2, 11), (3, 12), (3, 22)]
    assert overall([groups, knockout]) == [(1, 21), (2, 11), (3, 12), (3, 22), (5, 13), (5, 23)]
