"""Whose word counts about a match."""

from activity_center.competitions.deciding import (
    Said,
    Written,
    decided,
    flaws,
    games,
    open_reports,
    parsed_sets,
    status_of,
    turned,
)
from activity_center.competitions.kinds import Reporting, Result, ScoreStatus
from activity_center.competitions.rules import Outcome

WON, LOST = Said(Result.ONE_WON), Said(Result.TWO_WON)
ENTERED, CONFIRMED, CORRECTED = ScoreStatus


def wrote(said: Said, by: int, status: ScoreStatus = ENTERED, side: int | None = None) -> Written:
    return Written(said, by, status, side)


def test_one_referee_is_enough_where_the_regulations_say_so():
    assert status_of(Reporting.REFEREE, wrote(WON, 1), []) is CONFIRMED
    assert status_of(Reporting.BOTH_SIDES, wrote(WON, 1), []) is CONFIRMED


def test_two_people_have_to_type_the_same_and_one_person_twice_is_one():
    first = wrote(WON, 1)
    assert status_of(Reporting.TWO_PEOPLE, first, []) is ENTERED
    assert status_of(Reporting.TWO_PEOPLE, wrote(WON, 1), [first]) is ENTERED
    assert status_of(Reporting.TWO_PEOPLE, wrote(LOST, 2), [first]) is ENTERED
    assert status_of(Reporting.TWO_PEOPLE, wrote(WON, 2), [first]) is CONFIRMED
    # Who has thought better of it is heard with the last word only.
    assert status_of(Reporting.TWO_PEOPLE, wrote(WON, 2), [first, wrote(LOST, 1)]) is ENTERED


def test_both_sides_confirm_each_other_and_partners_of_one_side_do_not():
    ours = wrote(WON, 1, side=0)
    assert status_of(Reporting.BOTH_SIDES, ours, []) is ENTERED
    assert status_of(Reporting.BOTH_SIDES, wrote(WON, 2, side=0), [ours]) is ENTERED
    assert status_of(Reporting.BOTH_SIDES, wrote(WON, 3, side=1), [ours]) is CONFIRMED


def test_the_last_that_was_confirmed_or_corrected_counts_and_one_taken_back_leaves_the_match_open():
    history = [wrote(WON, 1, CONFIRMED), wrote(LOST, 2)]
    assert decided(history) == WON
    assert decided([*history, wrote(LOST, 9, CORRECTED)]) == LOST
    taken_back = [*history, wrote(Said(Result.VOID), 9, CORRECTED)]
    assert decided(taken_back) is None
    assert open_reports(taken_back) == []
    assert open_reports(history) == [wrote(LOST, 2)]


def test_sets_say_who_has_won():
    assert parsed_sets("11:7 9-11，11：5") == ((11, 7), (9, 11), (11, 5))
    assert parsed_sets("") == ()
    assert parsed_sets("eleven") is None
    assert flaws(Said(Result.ONE_WON, ((11, 7), (9, 11), (11, 5))), needs_winner=True) == []
    assert [one.code for one in flaws(Said(Result.TWO_WON, ((11, 7),)), needs_winner=False)] == ["score_sets_disagree"]
    assert [one.code for one in flaws(Said(Result.DRAWN), needs_winner=True)] == ["score_needs_winner"]


def test_both_sides_have_the_same_match_in_their_record():
    said = Said(Result.ONE_WON, ((21, 10), (21, 19)), (14, 9))
    (one, ours), (two, theirs) = games(3, 7, 8, said)
    assert (one, ours.outcome, ours.tally.sets, ours.tally.points, ours.moves_first) == (
        (7, Outcome.WON, (2, 0), (42, 29), True)
    )
    assert (two, theirs.outcome, theirs.tally.levels, theirs.moves_first) == (8, Outcome.LOST, (9, 14), False)
    assert turned(turned(said)) == said
    assert [game.outcome for _, game in games(1, 7, 8, Said(Result.BOTH_ABSENT))] == [Outcome.LOST_BY_FORFEIT] * 2
