"""Swiss rounds are those of the library, within the rules, and a report leads back to the same contest."""

import random
from itertools import pairwise

import pytest
from py4swiss.engines import DutchEngine
from py4swiss.trf import TrfParser

from activity_center.competitions import swiss, trf
from activity_center.competitions.rules import CHESS, XIANGQI, Game, Outcome, Scoring, record_of
from activity_center.competitions.swiss import Round
from activity_center.errors import Refused

RESULTS = [Outcome.WON, Outcome.DRAWN, Outcome.LOST, Outcome.WON_BY_FORFEIT]


def played(number, rounds, chance, *, scoring=CHESS, apart=()):
    """Play a contest by lot, in which some rest in a round, and return how it stands before its last round."""
    entries, games = [100 + n for n in range(number)], []
    for round in range(1, rounds):
        absent = {entry for entry in entries if chance.random() < 0.05}
        so_far = Round(entries, record_of(entries, games), scoring, rounds, absent, apart)
        assert so_far.number == round
        games += [(entry, Game(round, Outcome.ZERO_BYE)) for entry in absent]
        for one, two in swiss.pair(so_far):
            outcome = Outcome.BYE if two is None else chance.choice(RESULTS)
            games.append((one, Game(round, outcome, two, moves_first=None if two is None else True)))
    return Round(entries, record_of(entries, games), scoring, rounds, apart=apart)


@pytest.mark.parametrize("scoring", [CHESS, XIANGQI])
@pytest.mark.parametrize("number", [8, 9, 16, 33])
def test_pairs_are_those_of_the_library_from_a_file(tmp_path, number, scoring):
    so_far = played(number, 4, random.Random(number), scoring=scoring)
    file = tmp_path / "contest.trf"
    file.write_text(trf.write(trf.Header(), so_far, {entry: f"棋手{entry}" for entry in so_far.entries}), "utf-8")
    theirs = DutchEngine.generate_pairings(TrfParser.parse(file))
    ours = [(so_far.numbers[one], so_far.numbers[two] if two else 0) for one, two in swiss.pair(so_far)]
    assert ours == [(pairing.white, pairing.black) for pairing in theirs]


@pytest.mark.parametrize("seed", range(60))
def test_nobody_meets_twice_rests_twice_or_moves_first_too_often(seed):
    chance = random.Random(seed)
    number = chance.randint(12, 24)
    teams = [(100 + n, 101 + n) for n in range(0, number - 1, 2)] if seed % 2 else []
    so_far = played(number, 5, chance, apart=teams)
    for entry, games in so_far.record.items():
        met = [game.opponent for game in games if game.is_played]
        assert len(set(met)) == len(met)
        assert sum(game.outcome is Outcome.BYE for game in games) <= 1
        colours = [game.moves_first for game in games if game.is_played]
        assert abs(2 * colours.count(True) - len(colours)) <= 2
        assert all(len(set(three)) > 1 for three in zip(colours, colours[1:], colours[2:], strict=False))
        assert not {frozenset((entry, other)) for other in met} & set(map(frozenset, teams))


def test_where_no_pairing_is_left_it_says_so():
    games = [(1, Game(1, Outcome.WON, 2, moves_first=True))]
    with pytest.raises(Refused) as refused:
        swiss.pair(Round([1, 2], record_of([1, 2], games), rounds=2))
    assert [reason.code for reason in refused.value.reasons] == ["no_pairing_left"]
    with pytest.raises(Refused) as refused:
        swiss.pair(Round([1, 2], {}, absent=[2]))
    assert [reason.code for reason in refused.value.reasons] == ["too_few_to_pair"]


def test_points_that_no_report_can_say_are_refused():
    with pytest.raises(Refused):
        swiss.pair(Round([1, 2], {}, Scoring(draw=CHESS.win / 3)))


def test_a_report_leads_back_to_the_same_contest():
    so_far = played(11, 6, random.Random(5))
    header = trf.Header("第一届 象棋赛", "某市", arbiter="王裁判")
    names = {entry: f"欧阳 {entry}" for entry in so_far.entries}
    report = trf.read(trf.write(header, so_far, names))
    assert report.header == header
    assert report.rounds == 6
    assert list(report.names.values()) == list(names.values())
    for entry, games in so_far.record.items():
        theirs = report.record[so_far.numbers[entry]]
        assert [game.outcome for game in theirs] == [game.outcome for game in games]
        assert [game.opponent for game in theirs] == [so_far.numbers.get(game.opponent) for game in games]
        earned = sum(CHESS.earned(game.outcome) for game in games)
        assert report.points[so_far.numbers[entry]] == earned
    assert sorted(report.ranks.values()) == list(range(1, 12))


def test_a_line_break_in_a_name_makes_no_line():
    so_far = Round([1, 2], {})
    text = trf.write(trf.Header("赛\n001    9"), so_far, {1: "张\n三", 2: "李四" * 30})
    assert trf.read(text).names == {1: "张 三", 2: ("李四" * 30)[:33]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("012 nobody", "trf_without_players"),
        ("001 not in its columns at all", "trf_line_wrong"),
        ("001    1      A" + " " * 66 + "1.0    1     7 w 1", "trf_opponent_unknown"),
    ],
)
def test_a_report_that_cannot_be_read_says_why(text, code):
    with pytest.raises(Refused) as refused:
        trf.read(text)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_boards_are_in_order_of_points():
    so_far = played(12, 4, random.Random(7))
    points = {entry: sum(CHESS.earned(g.outcome) for g in games) for entry, games in so_far.record.items()}
    boards = [max(points[one], points[two]) for one, two in swiss.pair(so_far) if two]
    assert all(before >= after for before, after in pairwise(boards))
