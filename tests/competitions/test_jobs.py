"""Rounds that are asked for at the desk and paired by the worker: once, under a lease, from what counts at the end."""

import random

from sqlalchemy import func, select

from activity_center import worker
from activity_center.competitions import jobs, lots, pair_apart, scores, swiss
from activity_center.competitions.kinds import PairingStatus
from activity_center.competitions.models import Match
from activity_center.competitions.pairing_models import Pairing
from activity_center.competitions.swiss import Round
from tests.competitions.scenes import AT, BY, WHO, after, play_all
from tests.competitions.test_pairing import codes, games, make_swiss, pair
from tests.competitions.test_views import desk as desk
from tests.racing import race


def ask(session, category, number=1):
    return jobs.ask(session, category.id, number, **WHO)


def test_a_round_asked_for_at_the_desk_is_paired_by_the_worker(session, desk):
    category, _ = make_swiss(session, 9)
    at = f"/desk/competitions/categories/{category.id}"
    assert "第 1 轮" in desk.get(at).text
    assert "还没有编排过" in desk.get(f"{at}/rounds").text
    for _ in range(2):
        assert desk.post(f"{at}/rounds", data={"round": "1"}).status_code == 303
    waiting = desk.get(f"{at}/rounds").text
    assert "9 位中已有 0 位排好对手" in waiting
    assert "data-follow" in waiting
    session.commit()
    assert worker.do_round()
    assert worker.do_round()
    assert session.scalar(select(func.count(Match.id))) == 5
    assert "谁对谁" in desk.get(f"{at}/rounds").text
    refused = desk.post(f"{at}/rounds", data={"round": "2"})
    assert (refused.status_code, "第 1 轮还有 4 场没有成绩" in refused.text) == (409, True)


def test_a_worker_that_is_killed_leaves_nothing_half_and_another_takes_it_up(session):
    category, _ = make_swiss(session, 8)
    row = ask(session, category)
    killed = jobs.take(session, row.id, AT)
    assert jobs.take(session, row.id, AT) is None
    assert jobs.due(session, AT) == []
    assert jobs.go_on(session, row.id, 4, after(0.25))
    assert jobs.due(session, AT + jobs.LEASE) == []
    late = after(0.25) + jobs.LEASE
    assert jobs.due(session, late) == [row.id]
    assert games(session, category) == []
    other = jobs.take(session, row.id, late)
    assert other.next == killed.next
    pairs = swiss.pair(other.next.round)
    assert jobs.write(session, other, pairs, late) is None
    # The first worker was only slow: what it has found out is there already.
    assert jobs.write(session, killed, pairs, late) is None
    assert (row.status, row.done, len(games(session, category))) == (PairingStatus.DONE, 8, 4)
    assert ask(session, category).status is PairingStatus.DONE


def test_what_changes_while_it_is_paired_is_paired_anew(session):
    category, entries = make_swiss(session, 9)
    row = ask(session, category)
    taken = jobs.take(session, row.id, AT)
    scores.retire(session, entries[0].id, "家里有事", at=AT, by=BY)
    again = jobs.write(session, taken, swiss.pair(taken.next.round), AT)
    assert entries[0].id in again.next.round.absent
    assert games(session, category) == []
    assert jobs.write(session, again, swiss.pair(again.next.round), AT) is None
    assert len(games(session, category)) == 4


def test_a_round_that_cannot_be_paired_says_why_and_may_be_asked_for_again(session):
    category, _ = make_swiss(session, 8)
    pair(session, category)
    assert codes(ask, session, category, 3) == ["round_not_played"]
    play_all(session, category, random.Random(1))
    assert codes(ask, session, category, 3) == ["round_paired_already"]
    row = ask(session, category, 2)
    for _ in range(jobs.MOST_TRIES + 1):
        jobs.take(session, row.id, row.lease_until or AT)
    assert [reason.code for reason in jobs.reasons_of(row)] == ["pairing_broke_down"]
    assert ask(session, category, 2).status is PairingStatus.WAITING


def test_taking_the_draw_back_takes_the_question_back(session):
    category, _ = make_swiss(session, 8)
    taken = jobs.take(session, ask(session, category).id, AT)
    lots.take_back(session, category.id, **WHO)
    assert session.scalars(select(Pairing)).all() == []
    assert not jobs.go_on(session, taken.pairing_id, 2, AT)
    assert jobs.write(session, taken, [], AT) is None


def test_many_workers_pair_a_round_once(app, session):
    category, _ = make_swiss(session, 8)
    asked, taken = ask(session, category).id, []
    session.commit()
    acts = [lambda s: taken.append(jobs.take(s, asked, AT))] * 4
    assert race(app, acts) == ["done"] * 4
    assert sum(one is not None for one in taken) == 1


def test_pairs_of_another_process_are_those_of_the_rules_and_a_stuck_one_is_ended():
    contest, told = Round(list(range(1, 42)), {}), []
    assert pair_apart.worked_out(contest, lambda done: told.append(done) or True) == swiss.pair(contest)
    assert told[-1] == 41
    assert pair_apart.worked_out(contest, lambda done: False) is None
    assert codes(pair_apart.worked_out, Round([1], {}), print) == ["too_few_to_pair"]
    assert codes(pair_apart.worked_out, contest, print, patience=0.01) == ["pairing_broke_down"]
