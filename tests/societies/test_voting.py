"""Ballots are counted by rule, and the published list alone is enough to count them again."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.societies.voting import (
    ElectionStatus,
    Stage,
    ballot_reasons,
    calling_reasons,
    count,
    listed,
    naming_reasons,
    new_code,
    stage,
    voter_reasons,
    with_ballot,
)

OPENS = datetime(2026, 9, 7, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)


def codes(reasons):
    return [reason.code for reason in reasons]


def box(*chosen):
    return {new_code(n): list(numbers) for n, numbers in enumerate(chosen)}


def counted(*chosen, candidates=3, seats=1, electors=0, quorum=50):
    voters = len(chosen)
    return count(box(*chosen), candidates, seats, voters=voters, electors=electors or voters, quorum=quorum)


def test_an_election_goes_through_its_stages():
    called = ElectionStatus.CALLED
    moments = [OPENS - timedelta(seconds=1), OPENS, CLOSES - timedelta(seconds=1), CLOSES]
    assert [stage(called, OPENS, CLOSES, at) for at in moments] == [
        Stage.NAMING,
        Stage.VOTING,
        Stage.VOTING,
        Stage.CLOSED,
    ]
    assert stage(ElectionStatus.CANCELLED, OPENS, CLOSES, OPENS) is Stage.CANCELLED


def test_most_votes_win_and_an_empty_ballot_counts_for_the_turnout_alone():
    result = counted([2], [2], [1], [], candidates=3, electors=6)
    assert result.elected == [2]
    assert [(line.number, line.votes) for line in result.lines][:2] == [(2, 2), (1, 1)]
    assert (result.blank, result.turnout, result.is_valid) == (1, 66, True)
    assert not any(line.lot for line in result.lines)


@pytest.mark.parametrize(("yes", "no", "elected"), [(3, 2, [1]), (2, 2, []), (1, 0, [1])])
def test_who_is_alone_on_the_ballot_needs_more_than_half(yes, no, elected):
    assert counted(*[[1]] * yes, *[[]] * no, candidates=1).elected == elected


def test_too_few_voters_elect_nobody():
    assert counted([1], candidates=2, electors=3, quorum=34).elected == []
    assert counted([1], candidates=2, electors=3, quorum=33).elected == [1]
    assert not count({}, 2, 1, voters=0, electors=0, quorum=0).is_valid


def test_equal_votes_at_the_border_are_decided_by_a_lot_from_the_published_list():
    result = counted([1], [2], [3], [3], candidates=3, seats=2)
    text = sha256(listed(box([1], [2], [3], [3])).encode()).hexdigest()
    lots = {number: sha256(f"{text}:{number}".encode()).hexdigest() for number in (1, 2)}
    assert set(result.elected) == {3, min(lots, key=lambda number: lots[number])}
    assert {line.number: line.lot for line in result.lines if line.lot} == lots


def test_the_list_is_in_the_order_of_codes_whatever_came_first():
    first = with_ballot(with_ballot({}, "9000-0001", [2, 1]), "0000-0002", [])
    second = with_ballot(with_ballot({}, "0000-0002", []), "9000-0001", [1, 2])
    assert list(first.items()) == list(second.items())
    assert listed(first) == "0000-0002\n9000-0001 1 2\n"


@settings(max_examples=200, deadline=None)
@given(st.data(), st.integers(1, 6), st.integers(1, 4), st.integers(0, 100))
def test_any_ballots_elect_at_most_the_seats_and_never_somebody_with_fewer_votes(data, candidates, seats, quorum):
    one = st.lists(st.integers(1, candidates), max_size=seats, unique=True)
    cast = data.draw(st.lists(one, max_size=12))
    electors = len(cast) + data.draw(st.integers(0, 12))
    result = count(box(*cast), candidates, seats, voters=len(cast), electors=electors, quorum=quorum)
    votes = {line.number: line.votes for line in result.lines}
    assert votes == {n: sum(n in ballot for ballot in cast) for n in range(1, candidates + 1)}
    assert len(result.elected) <= seats
    assert result.is_valid or not result.elected
    left = [votes[n] for n in votes if n not in result.elected]
    assert all(votes[n] >= max(left, default=0) and votes[n] for n in result.elected)
    again = data.draw(st.permutations(list(box(*cast).items())))
    assert count(dict(again), candidates, seats, voters=len(cast), electors=electors, quorum=quorum) == result


def test_reasons_say_what_is_in_the_way():
    assert codes(voter_reasons(Stage.VOTING, True, True)) == ["vote_cast"]
    assert codes(voter_reasons(Stage.NAMING, False, False)) == ["election_not_open", "no_elector"]
    assert codes(ballot_reasons([1, 2], 3, 1)) == ["too_many_chosen"]
    assert codes(ballot_reasons([4], 3, 1)) == ["no_candidate"]
    assert ballot_reasons([], 3, 1) == []
    on = date(2026, 10, 1)
    assert codes(naming_reasons(Stage.VOTING, False, date(1950, 10, 1), on, 75)) == [
        "election_names_closed",
        "candidate_no_member",
        "candidate_too_old",
    ]
    assert naming_reasons(Stage.NAMING, True, date(1950, 10, 2), on, 75) == []
    assert naming_reasons(Stage.NAMING, True, None, on, 75) == []
    today = date(2026, 9, 7)
    days = [today + timedelta(days=n) for n in range(5)]
    assert calling_reasons(days[1], days[2], days[3], days[4], today) == []
    wrong = calling_reasons(days[0], days[2], days[2], days[1], today)
    assert codes(wrong) == ["election_too_soon", "days_out_of_order", "election_office_too_soon"]
