"""A thousand contests of each format by chance; round robins, draws, places and standings have theirs beside them."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.competitions import drawing, knockout, swiss
from activity_center.competitions.deciding import Said, Written, decided, open_reports
from activity_center.competitions.kinds import Format, Result, ScoreStatus
from activity_center.competitions.measuring import tallied
from activity_center.competitions.placing import is_needless
from activity_center.competitions.rules import ASKED_FOR, CHESS, XIANGQI, Game, Outcome, record_of
from activity_center.competitions.standings import standings
from activity_center.competitions.swiss import Round
from activity_center.competitions.tie_breaks import Criterion, Setting, Unplayed
from activity_center.errors import Refused

A_THOUSAND = settings(max_examples=1000, deadline=None)
PLAYED = [Outcome.WON, Outcome.DRAWN, Outcome.LOST, Outcome.WON_BY_FORFEIT]
CHANCE = st.randoms(use_true_random=False)
TRIES = st.dictionaries(st.integers(1, 3), st.integers(0, 60), min_size=1, max_size=3)


@given(st.integers(6, 9), st.integers(1, 4), st.sampled_from([CHESS, XIANGQI]), CHANCE)
@A_THOUSAND
@pytest.mark.slow
def test_a_thousand_swiss_contests_keep_to_the_rules(number, rounds, scoring, chance):
    entries, games, gone = list(range(1, number + 1)), [], set()
    for round in range(1, rounds + 1):
        # More rounds are announced than are played: in a last round colours give way to points.
        resting = {one for one in entries if chance.random() < 0.08}
        gone |= {one for one in entries if chance.random() < 0.03}
        so_far = Round(entries, record_of(entries, games), scoring, rounds + 2, resting | gone)
        try:
            pairs = swiss.pair(so_far)
        except Refused:
            break
        games += [(one, Game(round, chance.choice(sorted(ASKED_FOR, key=str)))) for one in resting - gone]
        assert sorted(one for pair in pairs for one in pair if one) == so_far.present
        for one, two in pairs:
            outcome = Outcome.BYE if two is None else chance.choice(PLAYED)
            games.append((one, Game(round, outcome, two, moves_first=None if two is None else True)))
    record = record_of(entries, games)
    for mine in record.values():
        met = [game.opponent for game in mine if game.is_played]
        assert len(set(met)) == len(met)
        assert sum(game.outcome is Outcome.BYE for game in mine) <= 1
        colours = [game.moves_first for game in mine if game.is_played]
        assert abs(2 * colours.count(True) - len(colours)) <= 2
    chance.shuffle(games)
    order = (Criterion.POINTS, Criterion.BUCHHOLZ, Criterion.PROGRESSIVE, Criterion.LOTS)
    setting = Setting(record, scoring, unplayed=Unplayed.DUMMY_2026, seed="507")
    assert standings(setting, order) == standings(Setting(record_of(entries, games), scoring, seed="507"), order)


@given(st.integers(4, 40), st.integers(2, 8), st.integers(1, 4), CHANCE)
@A_THOUSAND
@pytest.mark.slow
def test_a_thousand_groups_lead_to_a_knockout_of_their_best(number, groups, advancing, chance):
    made = drawing.stages(Format.GROUPS_KNOCKOUT, range(1, number + 1), groups=groups)
    sizes = {len(stage.entries) for stage in made}
    assert max(sizes) - min(sizes) <= 1
    ranked = [chance.sample(stage.entries, len(stage.entries)) for stage in made]
    ordered = drawing.knockout_order(ranked, advancing)
    assert sorted(ordered) == sorted(entry for group in ranked for entry in group[:advancing])
    group_of = {entry: n for n, group in enumerate(ranked) for entry in group}
    ties = knockout.single(ordered)
    first = [tie for tie in ties if tie.round == 1 and tie.one.entry and tie.two.entry]
    if advancing == 2 and len(ranked) > 1:
        assert all(group_of[tie.one.entry] != group_of[tie.two.entry] for tie in first)


@given(st.integers(2, 40), st.booleans(), CHANCE)
@A_THOUSAND
@pytest.mark.slow
def test_in_a_thousand_knockouts_nobody_plays_twice_in_a_round_or_after_being_out(number, is_double, chance):
    ties, won, defeats = (knockout.double if is_double else knockout.single)(range(1, number + 1)), {}, Counter()
    seats = Counter()
    for tie in ties:
        if is_needless(tie, ties, won):
            continue
        both = knockout.filled(ties, won)[tie.number]
        assert len(set(both) - {None}) == 2
        seats.update((tie.round, entry) for entry in both)
        assert max(defeats[entry] for entry in both) < 1 + is_double
        won[tie.number] = chance.choice(both)
        defeats.update(set(both) - {won[tie.number]})
    assert set(seats.values()) == {1}
    byes = knockout.size_for(number) - number
    playing = {entry for tie in ties if tie.round == 1 for entry in (tie.one.entry, tie.two.entry)}
    assert playing == set(range(byes + 1, number + 1))


@given(st.dictionaries(st.integers(1, 9), TRIES, max_size=8), CHANCE)
@A_THOUSAND
def test_a_thousand_contests_by_score_rank_everybody_in_whatever_order_scores_come(typed, chance):
    tries = {one: {turn: Decimal(value) / 4 for turn, value in mine.items()} for one, mine in typed.items()}
    again = dict(chance.sample(list(tries.items()), len(tries)))
    for is_least_best in (False, True):
        ranks = {one: stands.rank for one, stands in tallied(tries, is_least_best=is_least_best).items()}
        assert ranks == {one: stands.rank for one, stands in tallied(again, is_least_best=is_least_best).items()}
        ordered = sorted(tries, key=lambda one: ranks[one])
        assert ranks.keys() == tries.keys()
        # The least sum would be that of whoever did not try: they come last.
        sign, missing = (1, [-len(tries[one]) for one in ordered]) if is_least_best else (-1, [0] * len(ordered))
        sums = [(few, sign * sum(tries[one].values())) for few, one in zip(missing, ordered, strict=True)]
        assert sums == sorted(sums)


@given(st.lists(st.tuples(st.sampled_from(Result), st.sampled_from(ScoreStatus), st.integers(1, 3)), max_size=12))
@A_THOUSAND
def test_of_whatever_is_written_about_a_match_the_last_that_counts_counts_and_nothing_is_lost(told):
    written = [Written(Said(result), by, status) for result, status, by in told]
    counting = [one.said for one in written if one.status is not ScoreStatus.ENTERED]
    expected = None if not counting or counting[-1].result is Result.VOID else counting[-1]
    assert decided(written) == expected
    for length in range(len(written)):
        # What comes later takes nothing away: every state before can be had again.
        assert decided(written[:length]) in {None, *(one.said for one in written[:length])}
    assert all(one.status is ScoreStatus.ENTERED for one in open_reports(written))
