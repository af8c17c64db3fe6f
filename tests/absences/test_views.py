"""Pages about people who stay away, in a browser without a screen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.absences.models import AbsenceProposal
from activity_center.attendance import absences
from activity_center.attendance import register as registers
from activity_center.attendance.rules import Mark
from activity_center.audit import SYSTEM
from activity_center.people.rules import RoleName
from tests.enrolment.scenes import ZONE, a_section, a_term, an_enrolment
from tests.factories import make_meeting, make_person, sign_in

NOW = clock.now()
TODAY = NOW.astimezone(ZONE).date()
DAY = timedelta(days=1)


@pytest.fixture
def enrolment(session):
    """Return somebody who has missed three of three meetings."""
    term = a_term(session, first_on=TODAY - 20 * DAY, last_on=TODAY + 20 * DAY)
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR)
    row = an_enrolment(session, a_section(session, term, instructor=teacher))
    row.changed_at = NOW - 19 * DAY
    for days in (4, 3, 2):
        meeting = make_meeting(session, row.section, NOW - days * DAY)
        registers.mark_by_hand(session, meeting.id, {row.person_id: Mark.ABSENT}, at=NOW, by=SYSTEM)
    return row


@pytest.fixture
def desk(session, client, enrolment):
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    return client


def test_the_desk_looks_decides_and_finds_the_decision_again(session, desk, enrolment):
    assert "没有长期缺课的学员" in desk.get("/desk/absences").text
    desk.post("/desk/absences/look", data={})
    shown = desk.get("/desk/absences").text
    assert "李秀英" in shown
    assert "连续缺课 3 次" in shown
    [row] = session.scalars(select(AbsenceProposal)).all()
    here = f"/desk/absences/{row.id}"
    assert desk.post(here, data={"note": "", "dismiss": "1"}).status_code == 409
    desk.post(here, data={"note": "住院", "dismiss": "1"})
    assert "住院" in desk.get("/desk/absences").text
    assert "不作处理" in desk.get(here).text
    assert desk.post(here, data={"note": "", "accept": "1"}).status_code == 409


def test_who_is_close_to_losing_the_place_stands_on_the_register_and_with_the_class(session, client, enrolment):
    sign_in(client, enrolment.section.instructor)
    meeting = make_meeting(session, enrolment.section, NOW)
    for url in (f"/teach/meetings/{meeting.id}/register", f"/teach/sections/{enrolment.section_id}"):
        told = client.get(url).text
        assert "连续缺课 3 次" in told
        assert "连续 6 次时，由工作人员决定是否收回名额" in told
    assert client.get("/desk/absences").status_code == 403


def test_the_rules_of_a_term_are_set_on_its_page(session, desk, enrolment):
    term_id = enrolment.section.term_id
    here = f"/desk/terms/{term_id}/absence-rules"
    assert here in desk.get(f"/desk/terms/{term_id}").text
    assert 'value="6"' in desk.get(here).text
    assert desk.post(here, data={"warn_in_a_row": "0"}).status_code == 422
    empty = dict.fromkeys(["free_in_a_row", "warn_in_total", "free_in_total"], "")
    desk.post(here, data={"warn_in_a_row": "2", "register_days": "14", **empty})
    session.expire_all()
    assert [rule.count for rule in absences.thresholds(session, [term_id])[term_id]] == [2]
    assert enrolment.section.term.register_days == 14


def test_a_decision_that_comes_too_late_is_refused_and_the_page_says_how_it_stands(session, desk, enrolment):
    desk.post("/desk/absences/look", data={})
    [row] = session.scalars(select(AbsenceProposal)).all()
    registers.mark_by_hand(session, row.meeting_id, {enrolment.person_id: Mark.PRESENT}, at=clock.now(), by=SYSTEM)
    answer = desk.post(f"/desk/absences/{row.id}", data={"note": "", "accept": "1"})
    assert answer.status_code == 409
    assert "因点名更正已撤销" in answer.text
