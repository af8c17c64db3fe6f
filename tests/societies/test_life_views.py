"""The pages of elections, cash books, plans and years: walked through once by everybody who has a part in them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock, worker
from activity_center.audit import SYSTEM
from activity_center.people.rules import RoleName
from activity_center.societies import membership
from activity_center.societies.life_models import CashEntry, Election, TermPlan, Voter
from activity_center.societies.models import Office
from tests.clients import Visitor
from tests.factories import make_card, make_person, make_term, sign_in
from tests.societies.scenes import a_society, an_officer

PARTS = ("points", "per", "most")


@pytest.fixture
def scene(app, session):
    """A society with its officer, two members, a stranger and the desk, each in a browser of their own."""
    society = a_society(session, branch="第一党支部")
    people = [an_officer(session, society), make_person(session, "甲"), make_person(session, "乙")]
    people += [make_person(session, "丙"), make_person(session, "丁", RoleName.DESK)]
    for person in people[:3]:
        membership.join(session, society.id, person.id, at=clock.now() - timedelta(days=400), by=SYSTEM)
    today = clock.now().date()
    make_term(session, first_on=today - timedelta(days=9), last_on=today + timedelta(days=90))
    card = make_card(session, people[2]).number
    session.commit()
    browsers = [Visitor(app) for _ in people]
    for browser, person in zip(browsers, people, strict=True):
        sign_in(browser, person)
    return society.id, card, *browsers


def called(officer, society_id):
    today = clock.now().date()
    days = {"opens_on": 2, "closes_on": 3, "members_on": 0, "from_on": 9, "until_on": 700}
    typed = {name: (today + timedelta(days=n)).isoformat() for name, n in days.items()}
    typed |= {"post": "treasurer", "seats": "1", "oldest": "75", "quorum": "50"}
    return officer.post(f"/societies/{society_id}/elections/new", data=typed).location


def moved(session, days):
    """Let an election have been called so much earlier."""
    row = session.scalars(select(Election)).one()
    row.opens_at, row.closes_at = (at - timedelta(days=days) for at in (row.opens_at, row.closes_at))
    session.commit()


def test_an_election_from_its_call_to_the_list_that_members_recount(session, scene):
    society_id, card, officer, one, other, stranger, desk = scene
    here = called(officer, society_id)
    assert [browser.get(here).status_code for browser in (one, desk, stranger)] == [200, 200, 403]
    assert one.post(f"{here}/stand", data={"statement": "我会记账"}).status_code == 303
    assert one.post(f"{here}/name", data={"login": card}).status_code == 303
    assert "有人提名您" in other.get(here).text
    assert other.post(f"{here}/step-down").status_code == 303
    assert one.get(f"{here}/vote").text.count("现在不是投票时间") == 1
    moved(session, 2.5)
    assert "现在投票" in officer.get(f"/societies/{society_id}").text
    assert "现在投票" in officer.get(here).text
    voted = officer.post(f"{here}/vote", data={"chosen": "1"})
    code = re.search(r"\d{4}-\d{4}", voted.text)[0]
    assert officer.post(f"{here}/vote", data={"chosen": "1"}).status_code == 409
    assert code not in officer.get(here).text
    assert officer.get(f"{here}/ballots.txt").status_code == 409
    assert desk.post(f"{here}/paper", data={"login": card}).status_code == 303
    assert other.get(f"{here}/paper").status_code == 403
    moved(session, 2)
    assert desk.post(f"{here}/count").status_code == 409
    assert desk.post(f"{here}/paper", data={"chosen": "0"}).status_code == 303
    worker.do_round()
    page = other.get(here).text
    assert "没有人当选" in page
    assert code in page
    listed = other.get(f"{here}/ballots.txt", buffered=True).text.splitlines()
    assert sorted(len(line.split()) for line in listed) == [1, 2]
    session.rollback()
    assert len(session.scalars(select(Voter)).all()) == 2
    assert session.scalars(select(Office).where(Office.election_id.is_not(None))).all() == []
    assert stranger.get(f"/societies/{society_id}/elections").status_code == 403
    assert "已计票" in one.get(f"/societies/{society_id}/elections").text


def test_officers_keep_the_cash_book_and_members_read_it(session, scene):
    society_id, _card, officer, one, _other, stranger, _desk = scene
    here = f"/societies/{society_id}/cash"
    assert [browser.get(here).status_code for browser in (officer, one, stranger)] == [200, 200, 403]
    line = {"on": clock.now().date().isoformat(), "way": "out", "yuan": "12.50", "what": "歌谱"}
    assert one.post(f"{here}/new", data=line).status_code == 403
    assert officer.post(f"{here}/new", data=line | {"yuan": "1.234"}).status_code == 422
    assert officer.post(f"{here}/new", data=line).status_code == 303
    session.rollback()
    entry = session.scalars(select(CashEntry)).one()
    assert (entry.fen, "−12.50" in one.get(here).text) == (-1250, True)
    assert one.post(f"/cash/{entry.id}/undo").status_code == 403
    assert "歌谱" in officer.get(f"/cash/{entry.id}/undo").text
    assert officer.post(f"/cash/{entry.id}/undo").status_code == 303
    assert "冲销第 1 笔" in one.get(here).text


def test_a_term_is_planned_handed_in_and_approved(session, scene):
    society_id, _card, officer, one, _other, _stranger, desk = scene
    here = f"/societies/{society_id}/plan"
    assert officer.post(here, data={"aims": "学会四首新歌"}).status_code == 303
    assert "学会四首新歌" in one.get(here).text
    session.rollback()
    plan = session.scalars(select(TermPlan)).one()
    assert one.post(f"{here}/hand-in", data={"term": plan.term_id}).status_code == 403
    assert officer.post(f"{here}/hand-in", data={"term": plan.term_id}).status_code == 303
    assert "合唱团" in desk.get("/desk/plans").text
    assert desk.post(f"/desk/plans/{plan.id}", data={"decision": "return"}).status_code == 409
    assert desk.post(f"/desk/plans/{plan.id}", data={"decision": "approve"}).status_code == 303
    assert "没有待审批的计划" in desk.get("/desk/plans").text
    assert "已批准" in one.get(here).text


def test_a_year_is_renewed_reviewed_and_ranked(session, scene):
    society_id, _card, officer, one, _other, _stranger, desk = scene
    year = clock.now().year
    assert officer.post(f"/societies/{society_id}/roll").status_code == 303
    assert "是的，继续参加" in one.get(f"/societies/{society_id}").text
    mine = membership.of_person(session, session.scalars(select(Office.person_id)).one())[0]
    assert one.post(f"/memberships/{mine.id}/renew").status_code == 403
    assert officer.post(f"/memberships/{mine.id}/renew").status_code == 303
    assert "年未续登记" in officer.get(f"/societies/{society_id}/members").text
    here = f"/desk/societies/{society_id}/review"
    assert desk.post(here, data={"outcome": "failed"}).status_code == 409
    assert desk.post(here, data={"outcome": "passed"}).status_code == 303
    assert "合格" in officer.get(f"/societies/{society_id}/review").text
    assert "合格" in desk.get("/desk/societies/reviews").text
    weights = {f"{key}_{part}": "1" for key in ("events", "visits", "newcomers", "loyalty", "review") for part in PARTS}
    assert desk.post("/desk/societies/weights", data=weights).status_code == 303
    assert "还没有公布排名" in one.get("/societies/ranking").text
    assert desk.post("/desk/societies/ranking", data={"named": ["0"]}).status_code == 422
    assert desk.post("/desk/societies/ranking", data={"named": society_id}).status_code == 303
    assert "合唱团" in one.get(f"/societies/ranking?year={year}").text
    assert f"{year} 年十大品牌社团" in one.get("/societies").text
    assert "第一党支部" in one.get("/societies/branches").text
