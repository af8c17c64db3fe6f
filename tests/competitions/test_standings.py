"""Standings are total and do not depend on the order in which scores are entered."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.competitions import berger
from activity_center.competitions.rules import CHESS, VOLLEYBALL, XIANGQI, Game, Outcome, Tally, record_of
from activity_center.competitions.standings import standings
from activity_center.competitions.tie_breaks import Criterion, Setting, Unplayed

RESULTS = [Outcome.WON, Outcome.DRAWN, Outcome.LOST, Outcome.WON_BY_FORFEIT, Outcome.LOST_BY_FORFEIT]
ABSENT = [Outcome.HALF_BYE, Outcome.ZERO_BYE]


@st.composite
def contests(draw):
    """Draw the games of a contest in which nobody meets anybody twice; some are not played yet, some byes asked for."""
    number = draw(st.integers(2, 9))
    games = []
    for round, pairs in enumerate(berger.of_entries(range(1, number + 1)), 1):
        for one, two in pairs:
            if two is None:
                games.append((one, Game(round, Outcome.BYE)))
            elif draw(st.booleans()) or draw(st.booleans()):
                sets = draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
                games.append((one, Game(round, draw(st.sampled_from(RESULTS)), two, Tally(sets, sets, sets))))
            else:
                games += [(entry, Game(round, draw(st.sampled_from(ABSENT)))) for entry in (one, two)]
    return number, games


ORDER = st.permutations(list(Criterion)).flatmap(lambda all: st.integers(1, len(all)).map(lambda n: all[:n]))


@given(
    contests(),
    ORDER,
    st.sampled_from([CHESS, XIANGQI, VOLLEYBALL]),
    st.sampled_from(Unplayed),
    st.booleans(),
    st.randoms(),
)
@settings(max_examples=1000, deadline=None)
def test_standings_are_total_and_stable_under_the_order_of_entry(contest, order, scoring, unplayed, is_all, chance):
    number, games = contest

    def ranked(given):
        record = record_of(range(1, number + 1), given)
        return standings(Setting(record, scoring, 0, unplayed, is_all, "a seed"), order)

    shuffled = list(games)
    chance.shuffle(shuffled)
    places = ranked(games)
    assert places == ranked(shuffled)
    assert sorted(place.entry for place in places) == list(range(1, number + 1))
    for before, place in pairwise(places):
        assert place.rank in (before.rank, places.index(place) + 1)
        assert (place.rank == before.rank) == (place.decided_by is None)
    if Criterion.LOTS in order:
        assert [place.rank for place in places] == list(range(1, number + 1))
