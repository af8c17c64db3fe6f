"""A Swiss from the draw to the last round: paired round by round, with rests, somebody who leaves, and corrections."""

import random

import pytest

from activity_center.competitions import matches, pairing, results, scores, service, swiss, trf
from activity_center.competitions.kinds import Discipline, EntryStatus, Format, ScoringName
from activity_center.competitions.rules import Outcome
from activity_center.competitions.tie_breaks import Criterion, Unplayed
from activity_center.errors import Refused
from tests.competitions.scenes import AT, BY, WHO, draw, enter, make_category, make_players, play_all

CRITERIA = (Criterion.POINTS, Criterion.BUCHHOLZ, Criterion.SONNEBORN_BERGER, Criterion.LOTS)


def make_swiss(session, count=9, rounds=5, **values):
    """Make a Swiss that is drawn; return its category and its entries."""
    facts = {"discipline": Discipline.CHESS, "scoring": ScoringName.ONE_AND_HALF, "criteria": CRITERIA}
    more = {"format": Format.SWISS, "rounds": rounds, "unplayed": Unplayed.DUMMY_2026}
    category = make_category(session, **facts | more | values)
    entries = [enter(session, category, person) for person in make_players(session, count)]
    return draw(session, category), entries


def pair(session, category):
    known = pairing.next_round(session, category.id)
    return pairing.write_round(session, category.id, known, swiss.pair(known.round), **WHO)


def games(session, category):
    return matches.of_stage(session, pairing.stage_of(session, category.id).id)


def codes(call, *arguments, **more):
    with pytest.raises(Refused) as refused:
        call(*arguments, **more)
    return [reason.code for reason in refused.value.reasons]


@pytest.mark.parametrize("seed", range(4))
def test_a_swiss_is_played_to_its_end_and_nobody_meets_twice(session, seed):
    chance = random.Random(seed)
    category, entries = make_swiss(session, 9 + seed, 5)
    for number in range(1, 6):
        assert pair(session, category) == (len(entries) + 1) // 2
        assert pairing.state(session, category.id).next == number + 1
        play_all(session, category, chance, draws=True)
    every = games(session, category)
    met = [frozenset((one.one_id, one.two_id)) for one in every if one.two_id]
    assert len(set(met)) == len(met)
    byes = [one.one_id for one in every if one.bye]
    assert len(set(byes)) == len(byes) == (5 if len(entries) % 2 else 0)
    [table] = results.tables(session, category)
    assert (table.played, table.all) == (len(met), len(met))
    assert [line.rank for line in table.lines] == list(range(1, len(entries) + 1))
    assert codes(pairing.next_round, session, category.id) == ["rounds_are_played"]


def test_the_next_round_waits_for_all_scores_of_the_last(session):
    category, _ = make_swiss(session)
    pair(session, category)
    assert codes(pairing.next_round, session, category.id) == ["round_not_played"]


def test_pairing_twice_is_pairing_once_and_what_changed_meanwhile_is_not_written(session):
    category, entries = make_swiss(session)
    known = pairing.next_round(session, category.id)
    pairs = swiss.pair(known.round)
    scores.retire(session, entries[0].id, "家里有事", at=AT, by=BY)
    write = (session, category.id, known, pairs)
    assert codes(pairing.write_round, *write, **WHO) == ["round_changed_meanwhile"]
    assert pair(session, category) == 4
    assert pairing.write_round(*write, **WHO) == 0
    assert len(games(session, category)) == 4


def test_who_rests_at_their_wish_is_not_paired_and_gets_half_a_point(session):
    category, entries = make_swiss(session, 8)
    resting = entries[3].id
    for outcome in (Outcome.ZERO_BYE, Outcome.HALF_BYE, None, Outcome.HALF_BYE, Outcome.HALF_BYE):
        pairing.rest(session, category.id, resting, outcome, **WHO)
    assert pairing.state(session, category.id).rests == {resting}
    pair(session, category)
    mine = [one for one in games(session, category) if resting in (one.one_id, one.two_id)]
    assert [one.bye for one in mine] == [Outcome.HALF_BYE]
    play_all(session, category, random.Random(1))
    [table] = results.tables(session, category)
    assert table.setting.points[entries[3].number] == 0.5


def test_who_leaves_is_not_paired_any_more_and_keeps_what_they_played(session):
    category, entries = make_swiss(session, 8)
    pair(session, category)
    play_all(session, category, random.Random(1))
    leaving = entries[0]
    scores.retire(session, leaving.id, "身体不适", at=AT, by=BY)
    pair(session, category)
    mine = [one for one in games(session, category) if leaving.id in (one.one_id, one.two_id)]
    assert [one.round for one in mine] == [1]
    assert leaving.status is EntryStatus.RETIRED
    assert codes(pairing.rest, session, category.id, leaving.id, Outcome.HALF_BYE, **WHO) == ["entry_not_in"]


def test_a_report_for_chess_programs_says_what_the_table_says(session):
    category, entries = make_swiss(session, 9, 3)
    for _ in range(3):
        pair(session, category)
        play_all(session, category, random.Random(2), draws=True)
    [table] = results.tables(session, category)
    report = trf.read(results.report(session, category))
    by_name = {name: number for number, name in report.names.items()}
    for line in table.lines:
        number = by_name[line.entry.name]
        assert report.ranks[number] == line.rank
        assert report.points[number] == table.setting.points[line.entry.number]
    assert report.rounds == 3
    assert len(report.names) == len(entries)


def test_a_swiss_without_a_number_of_rounds_is_refused(session):
    given = {"format": Format.SWISS, "rounds": None}
    assert codes(make_category, session, **given) == ["swiss_needs_rounds"]
    assert service.competitions(session) == []
