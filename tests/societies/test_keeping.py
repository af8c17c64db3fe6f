"""What a society keeps: its cash book, the plans of its terms, the roll and the reviews of its years."""

from datetime import date, timedelta

import pytest

from activity_center.errors import Refused
from activity_center.notices import service as notices
from activity_center.societies import cash, membership, plans, service, years
from activity_center.societies.cash import CashDraft
from activity_center.societies.review import review
from activity_center.societies.rules import Post
from activity_center.societies.yearly import Criterion, Outcome, PlanStatus, Weight
from tests.factories import make_person, make_term
from tests.societies.scenes import AT, HERE, TODAY, WHO, ZONE, a_society, a_wish, an_event, an_officer, later


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_a_cash_book_only_grows_and_what_is_undone_counts_for_nothing(session):
    society = a_society(session)
    fee, wrong = (
        cash.write(session, society.id, CashDraft(TODAY, *line), TODAY, **WHO)
        for line in (("会费", 10_000), ("歌谱", -2_550))
    )
    cash.write(session, society.id, CashDraft(date(2025, 12, 31), "结余", 300), TODAY, **WHO)
    undone = cash.undo(session, wrong.id, TODAY, **WHO)
    assert cash.undo(session, wrong.id, TODAY, **WHO) is undone
    with pytest.raises(Refused) as refused:
        cash.undo(session, undone.id, TODAY, **WHO)
    assert codes(refused) == ["cash_undone"]
    account = cash.account(session, society.id, 2026)
    assert [(row.number, row.fen, box) for row, box in account.lines] == [
        (1, 10_000, 10_300),
        (2, -2_550, 7_750),
        (4, 2_550, 10_300),
    ]
    assert (account.before, account.came_in, account.went_out, account.in_box) == (300, 10_000, 0, 10_300)
    assert cash.undone(session, society.id) == {wrong.id}
    assert (wrong.fen, fee.number) == (-2_550, 1)


def test_the_treasurer_keeps_the_book_and_without_one_every_officer(session):
    society = a_society(session)
    leader = an_officer(session, society)
    may = lambda person: cash.may_write(session, society.id, person.id, TODAY)
    assert may(leader)
    assert not may(make_person(session))
    treasurer = make_person(session)
    service.give_office(session, society.id, treasurer.id, Post.TREASURER, date(2026, 1, 1), **WHO)
    assert (may(leader), may(treasurer)) == (False, True)


def test_a_plan_is_handed_in_sent_back_and_approved_as_it_stood(session):
    society, term = a_society(session), make_term(session)
    officer = an_officer(session, society)
    with pytest.raises(Refused) as refused:
        plans.hand_in(session, society.id, term.id, **HERE)
    assert codes(refused) == ["plan_empty"]
    plans.write(session, society.id, term.id, "学会四首新歌", **WHO)
    an_event(session, society, a_wish(TODAY + timedelta(days=3)))
    plan = plans.hand_in(session, society.id, term.id, **HERE)
    assert plans.handed_in(session) == [plan]
    plans.decide(session, plan.id, False, "请写上演出", **WHO)
    assert (plan.status, plans.handed_in(session)) == (PlanStatus.RETURNED, [])
    with pytest.raises(Refused) as refused:
        plans.decide(session, plan.id, True, "", **WHO)
    assert codes(refused) == ["plan_not_in"]
    plans.hand_in(session, society.id, term.id, **HERE)
    plans.decide(session, plan.id, True, "", **WHO)
    an_event(session, society, a_wish(TODAY + timedelta(days=5)))
    life = plans.life(session, society.id, term.id, ZONE)
    assert (len(life.events), [item["title"] for item in plan.items], life.status) == (
        2,
        ["养生讲座"],
        PlanStatus.APPROVED,
    )
    with pytest.raises(Refused) as refused:
        plans.write(session, society.id, term.id, "别的", **WHO)
    assert codes(refused) == ["plan_approved"]
    told = [notice.kind for notice in notices.notices_of(session, officer.id)[0]]
    assert told[:2] == ["plan_approved", "plan_returned"]


def test_a_review_keeps_its_figures_and_tells_the_officers(session):
    society = a_society(session)
    officer = an_officer(session, society)
    cash.write(session, society.id, CashDraft(TODAY, "会费", 10_000), TODAY, **WHO)
    with pytest.raises(Refused) as refused:
        years.decide(session, society.id, 2026, Outcome.FAILED, " ", **HERE)
    assert codes(refused) == ["review_unexplained"]
    row = years.decide(session, society.id, 2026, Outcome.CONDITIONS, "补交账目", **HERE)
    cash.write(session, society.id, CashDraft(TODAY, "补助", 5_000), TODAY, **WHO)
    assert (row.figures["came_in"], review(session, society.id, 2026, at=AT, zone=ZONE).came_in) == (10_000, 15_000)
    assert years.decide(session, society.id, 2026, Outcome.PASSED, "", **HERE) is row
    told = [notice.kind for notice in notices.notices_of(session, officer.id)[0]]
    assert told[:2] == ["review_passed", "review_conditions"]


def test_the_roll_is_renewed_by_who_stays(session):
    society = a_society(session)
    places = [membership.join(session, society.id, make_person(session).id, **later(-365)) for _ in range(2)]
    membership.join(session, society.id, make_person(session).id, **WHO)
    assert years.ask_to_renew(session, society.id, 2026, **HERE) == 2
    years.renew(session, places[0].id, 2026, **WHO)
    assert years.not_renewed(session, society.id, 2026, ZONE) == [places[1]]


def test_a_published_ranking_stays_and_its_weights_hold_for_later_years(session):
    first, second = a_society(session, "合唱团"), a_society(session, "书法社")
    weights = dict.fromkeys(Criterion, Weight(0, 1, 0)) | {Criterion.REVIEW: Weight(7, 1, 14)}
    years.weigh(session, 2026, weights, **WHO)
    years.decide(session, second.id, 2026, Outcome.PASSED, "", **HERE)
    row = years.publish(session, 2026, [first.id, second.id], **HERE)
    years.decide(session, second.id, 2026, Outcome.FAILED, "没有活动", **HERE)
    assert [(one["name"], one["total"], one["place"]) for one in row.scores] == [("书法社", 14, 1), ("合唱团", 0, 2)]
    assert years.brands(session, row) == [second, first]
    assert years.published(session) is row
    assert years.weights(session, 2027) == weights
    with pytest.raises(Refused) as refused:
        years.weigh(session, 2026, weights, **WHO)
    assert codes(refused) == ["ranking_published"]
    with pytest.raises(Refused) as refused:
        years.publish(session, 2026, [], **HERE)
    assert codes(refused) == ["brands_number"]


def test_branches_are_shown_with_their_societies(session):
    both = [a_society(session, name, branch="第一党支部") for name in ("书法社", "合唱团")]
    a_society(session, "棋社")
    assert [sorted(one.name for one in mine) for mine in years.by_branch(session).values()] == [
        sorted(one.name for one in both)
    ]
