"""Elections: who may stand and vote, what is kept of a vote and what is not, and who holds the post afterwards."""

import time
from datetime import date, timedelta

import pytest
from sqlalchemy import func, inspect, select

from activity_center import db as database_module
from activity_center.audit import Audit
from activity_center.errors import NotYours, Refused
from activity_center.notices import service as notices
from activity_center.societies import ballots, elections, founding, membership
from activity_center.societies.elections import ElectionDraft
from activity_center.societies.life_models import Urn, Voter
from activity_center.societies.models import Office
from activity_center.societies.rules import Post, SocietyStatus
from activity_center.societies.voting import ElectionStatus
from tests.factories import make_card, make_person
from tests.racing import race, without_protection
from tests.societies.scenes import AT, HERE, TODAY, WHO, ZONE, a_society, an_officer, as_, later


def day(n):
    return TODAY + timedelta(days=n)


def a_vote(session, people=4, standing=2, **values):
    """Call an election with members of a society, the first of whom stand; votes are cast on the second day."""
    society = a_society(session, values.pop("name", "合唱团"))
    members = [make_person(session, f"甲{n}") for n in range(people)]
    for one in members:
        membership.join(session, society.id, one.id, **WHO)
    days = {"opens_on": day(1), "closes_on": day(3), "members_on": day(0), "from_on": day(10), "until_on": day(730)}
    draft = ElectionDraft(**{"post": Post.LEADER, "seats": 1} | days | values)
    row = elections.call(session, society.id, draft, **HERE)
    for one in members[:standing]:
        elections.name(session, row.id, one.id, **as_(one))
    return row, members


def voting(hours=0.0):
    return AT + timedelta(days=1, hours=hours)


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_members_name_each_other_and_only_who_accepts_is_on_the_ballot(session):
    row, (one, other, third, *_rest) = a_vote(session, standing=1)
    elections.name(session, row.id, other.id, **as_(one))
    elections.name(session, row.id, third.id, **as_(one))
    assert [notice.kind for notice in notices.notices_of(session, other.id)[0]].count("named_candidate") == 1
    elections.name(session, row.id, other.id, "我愿意", **as_(other))
    elections.step_down(session, row.id, third.id, **as_(third))
    assert [(c.person_id, c.statement) for c in elections.candidates(row)] == [(one.id, ""), (other.id, "我愿意")]
    for login in ("99999999", make_card(session, make_person(session)).number):
        with pytest.raises(Refused) as refused:
            elections.name_called(session, row.id, login, **WHO)
        assert codes(refused) == ["candidate_no_member"]
    with pytest.raises(Refused) as refused:
        elections.step_down(session, row.id, one.id, **later(1))
    assert codes(refused) == ["election_names_closed"]


def test_the_limit_of_age_counts_on_the_first_day_of_office(session):
    row, members = a_vote(session, standing=0, oldest=75)
    young, old = members[:2]
    young.birth_on, old.birth_on = date(1950, 9, 18), date(1950, 9, 17)
    elections.name(session, row.id, young.id, **as_(young))
    with pytest.raises(Refused) as refused:
        elections.name(session, row.id, old.id, **as_(old))
    assert codes(refused) == ["candidate_too_old"]


def test_each_member_votes_once_and_newcomers_not_at_all(session):
    row, members = a_vote(session)
    newcomer = make_person(session)
    membership.join(session, row.society_id, newcomer.id, **later(1))
    code = ballots.vote(session, row.id, members[0].id, [1], at=voting())
    assert elections.urn(session, row.id).ballots == {code: [1]}
    for who, chosen, expected in ((members[0], [1], "vote_cast"), (newcomer, [1], "no_elector")):
        with pytest.raises(Refused) as refused:
            ballots.vote(session, row.id, who.id, chosen, at=voting(1))
        assert codes(refused) == [expected]
    with pytest.raises(Refused) as refused:
        ballots.vote(session, row.id, members[1].id, [1, 2], at=voting())
    assert codes(refused) == ["too_many_chosen"]
    assert elections.voters(session, row.id) == (1, 0)


def test_nothing_that_is_kept_says_whose_a_ballot_is(session):
    """The promise of ballots.py: no row, number, moment, order or trace in the audit links a voter and a ballot."""
    row, members = a_vote(session, people=12)
    before = session.scalar(select(func.count()).select_from(Audit))
    cast = [ballots.vote(session, row.id, one.id, [1], at=voting(n)) for n, one in enumerate(members)]
    assert {column.key for column in inspect(Voter).columns} == {"id", "election_id", "person_id", "on_paper"}
    assert {column.key for column in inspect(Urn).columns} == {"id", "election_id", "ballots"}
    assert list(elections.urn(session, row.id).ballots) == sorted(cast)
    assert cast != sorted(cast)
    assert session.scalar(select(func.count()).select_from(Audit)) == before
    said = [notice.facts for one in members for notice in notices.notices_of(session, one.id)[0]]
    assert not any(code in str(said) for code in cast)


def test_paper_counts_once_and_is_waited_for(session):
    row, members = a_vote(session)
    cards = [make_card(session, one).number for one in members]
    ballots.vote(session, row.id, members[0].id, [2], at=voting())
    ballots.hand_paper(session, row.id, cards[1], **later(1))
    with pytest.raises(Refused) as refused:
        ballots.vote(session, row.id, members[1].id, [1], at=voting())
    assert codes(refused) == ["vote_cast"]
    with pytest.raises(Refused) as refused:
        ballots.key_in(session, row.id, [1], **later(2))
    assert codes(refused) == ["paper_not_now"]
    after = later(5)
    assert elections.due(session, after["at"]) == []
    with pytest.raises(Refused) as refused:
        elections.close(session, row.id, **after)
    assert codes(refused) == ["paper_ballots_left"]
    ballots.key_in(session, row.id, [2], **after)
    with pytest.raises(Refused) as refused:
        ballots.key_in(session, row.id, [2], **after)
    assert codes(refused) == ["paper_all_in"]
    assert elections.due(session, after["at"]) == [row.id]


def test_who_wins_holds_the_post_and_the_last_one_hands_it_over(session):
    row, members = a_vote(session)
    before = an_officer(session, row.society)
    for n, one in enumerate(members[:3]):
        ballots.vote(session, row.id, one.id, [[1], [2], [2]][n], at=voting())
    with pytest.raises(Refused) as refused:
        elections.close(session, row.id, **later(2))
    assert codes(refused) == ["election_goes_on"]
    elections.close(session, row.id, **later(5))
    elections.close(session, row.id, **later(6))
    held = select(Office.person_id, Office.from_on, Office.until_on, Office.election_id).order_by(Office.id)
    assert [tuple(found) for found in session.execute(held)] == [
        (before.id, date(2026, 1, 1), day(9), None),
        (members[1].id, day(10), day(730), row.id),
    ]
    result = elections.counted(session, row)
    assert (result.voters, result.electors, result.turnout, result.elected) == (3, 4, 75, [2])
    told = [notice.kind for notice in notices.notices_of(session, members[3].id)[0]]
    assert {"election_called", "election_counted"} <= set(told)


def test_an_election_is_called_off_by_officers_before_the_voting_and_by_staff_until_the_count(session):
    row, _members = a_vote(session)
    with pytest.raises(NotYours):
        elections.call_off(session, row.id, "候选人太少", is_staff=False, **later(1))
    elections.call_off(session, row.id, "候选人太少", is_staff=True, **later(1))
    assert (row.status, row.note) == (ElectionStatus.CANCELLED, "候选人太少")
    assert elections.due(session, AT + timedelta(days=9)) == []
    with pytest.raises(Refused) as refused:
        a_vote(session, name="书法社", opens_on=day(0))
    assert codes(refused) == ["election_too_soon"]


def test_what_a_society_has_not_counted_ends_with_it(session):
    row, _members = a_vote(session)
    founding.decide(session, row.society_id, SocietyStatus.SUSPENDED, "账目不清", **later(1))
    assert (row.status, row.note) == (ElectionStatus.CANCELLED, "账目不清")


def test_two_votes_of_one_member_at_the_same_moment_count_once(app, session):
    row, members = a_vote(session)
    ids = row.id, members[0].id
    session.commit()
    acts = [lambda s, n=n: ballots.vote(s, *ids, [1 + n % 2], at=voting()) for n in range(6)]
    assert race(app, acts) == ["done"] + ["vote_cast"] * 5
    session.rollback()
    assert len(elections.urn(session, ids[0]).ballots) == 1


def test_votes_of_many_at_the_same_moment_all_count(app, session):
    assert _all_vote(app, session) == (["done"] * 8, 8)


def test_without_the_lock_a_ballot_would_be_lost(app, session, monkeypatch):
    put = ballots.with_ballot

    def slowly(*arguments):
        time.sleep(0.05)
        return put(*arguments)

    monkeypatch.setattr(ballots, "with_ballot", slowly)
    monkeypatch.setattr(ballots, "locked", lambda session, model, id: session.get(model, id))
    monkeypatch.setattr(database_module, "WRITER", {})
    assert _all_vote(app, session, without_protection) != (["done"] * 8, 8)


def _all_vote(app, session, *opening):
    row, members = a_vote(session, people=8)
    id = row.id
    session.commit()
    acts = [lambda s, who=one.id: ballots.vote(s, id, who, [1], at=voting()) for one in members]
    told = race(app, acts, *opening)
    session.rollback()
    return told, len(elections.urn(session, id).ballots)


def test_the_roll_is_closed_at_the_end_of_its_day_at_the_centre(session):
    row, members = a_vote(session)
    late = make_person(session)
    membership.join(session, row.society_id, late.id, **later(hours=13.9))
    too_late = make_person(session)
    membership.join(session, row.society_id, too_late.id, **later(hours=14))
    assert elections.electors(session, row, ZONE) == {*(one.id for one in members), late.id}
