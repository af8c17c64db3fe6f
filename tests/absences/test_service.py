"""Proposals about people who stay away: made once, withdrawn with the marks, and decided by staff."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from activity_center.absences import service
from activity_center.absences.models import AbsenceProposal
from activity_center.absences.rules import State
from activity_center.attendance import absences, closing
from activity_center.attendance import register as registers
from activity_center.attendance.counting import Proposal, Run
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import Mark
from activity_center.audit import Actor, Audit
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from tests.attendance.scenes import STARTS
from tests.enrolment.scenes import a_section, a_term, an_enrolment
from tests.factories import make_meeting
from tests.leave.scenes import a_leave
from tests.statements import counted

WEEK = timedelta(days=7)
NOW = STARTS + 10 * WEEK
STAFF = Actor(None, "web")


class Class:
    """A section of eight weekly meetings with its people."""

    def __init__(self, session, people=1, **given):
        self.session = session
        term = a_term(session, first_on=date(2026, 8, 1))
        self.section = a_section(session, term, **given)
        self.meetings = [make_meeting(session, self.section, STARTS + week * WEEK) for week in range(8)]
        self.enrolments = [an_enrolment(session, self.section) for _ in range(people)]
        for enrolment in self.enrolments:
            enrolment.changed_at = STARTS - WEEK
        session.flush()

    def mark(self, letters, who=0, at=None):
        """Mark one person week by week: m missed, t there; nothing else is a mark."""
        known = {"m": Mark.ABSENT, "t": Mark.PRESENT}
        for meeting, letter in zip(self.meetings, letters, strict=False):
            if letter in known:
                made = at or meeting.ends_at
                uid = f"{meeting.id} {who} {letter} {made}"
                one = Sent(uid, known[letter], made, person_id=self.enrolments[who].person_id)
                assert not registers.mark_all(self.session, meeting.id, [one], at=made, by=STAFF)[0].reasons

    def look(self, at=NOW):
        service.look(self.session, self.section.id, at)
        self.session.expire_all()

    def proposals(self):
        rows = self.session.scalars(select(AbsenceProposal).order_by(AbsenceProposal.id)).all()
        return [(row.proposal, row.missed, row.state) for row in rows]

    def first(self):
        return self.session.scalar(select(AbsenceProposal.id).order_by(AbsenceProposal.id))


def test_three_in_a_row_propose_a_word_and_six_the_place_each_once(session):
    group = Class(session)
    group.mark("mmm")
    group.look()
    group.look()
    assert group.proposals() == [(Proposal.WARN, 3, State.OPEN)]
    group.mark("mmmmmm")
    group.look()
    assert group.proposals() == [(Proposal.WARN, 6, State.OPEN), (Proposal.FREE_SEAT, 6, State.OPEN)]
    assert session.scalar(select(Enrolment.status)) is Status.ENROLLED


def test_leave_and_meetings_before_joining_propose_nothing(session):
    group = Class(session, 2)
    group.mark("mmmmmmmm")
    a_leave(session, group.enrolments[0].person_id, STARTS.date(), STARTS.date() + timedelta(days=80))
    group.enrolments[1].changed_at = group.meetings[5].ends_at
    session.flush()
    group.mark("-----mmm", who=1)
    group.look()
    assert group.proposals() == []


def test_a_corrected_mark_or_a_leave_withdraws_an_open_proposal_and_marking_again_opens_it(session):
    group = Class(session)
    group.mark("mmm")
    group.look()
    last = group.meetings[2]
    group.mark("--t", at=last.ends_at + timedelta(hours=1))
    group.look()
    assert group.proposals() == [(Proposal.WARN, 3, State.WITHDRAWN)]
    group.mark("--m", at=last.ends_at + timedelta(hours=2))
    group.look()
    assert group.proposals() == [(Proposal.WARN, 3, State.OPEN)]
    a_leave(session, group.enrolments[0].person_id, STARTS.date())
    group.look()
    assert group.proposals() == [(Proposal.WARN, 3, State.WITHDRAWN)]


def test_accepting_a_warning_tells_the_person_once(session):
    group = Class(session)
    group.mark("mmm")
    group.look()
    for _ in range(2):
        service.accept(session, group.first(), "大家都惦记您", at=NOW, by=STAFF)
    [notice] = session.scalars(select(Notice))
    assert (notice.kind, notice.facts["missed"], notice.facts["note"]) == ("absence_warning_note", 3, "大家都惦记您")
    assert group.proposals() == [(Proposal.WARN, 3, State.ACCEPTED)]
    assert len(session.scalars(select(Audit).where(Audit.act == "accept_absence")).all()) == 1


def test_accepting_to_free_a_place_takes_them_off_and_the_next_gets_it(session):
    group = Class(session, capacity=1)
    waiting = an_enrolment(session, group.section, status=Status.WAITING)
    group.mark("mmmmmm")
    group.look()
    [place] = session.scalars(select(AbsenceProposal.id).where(AbsenceProposal.proposal == Proposal.FREE_SEAT))
    with pytest.raises(Refused, match="note_missing"):
        service.accept(session, place, at=NOW, by=STAFF)
    service.accept(session, place, "连续六周未到，电话联系不上", at=NOW, by=STAFF)
    session.expire_all()
    assert group.enrolments[0].status is Status.REMOVED
    assert waiting.status is Status.OFFERED
    group.look()
    assert group.proposals() == [(Proposal.WARN, 6, State.WITHDRAWN), (Proposal.FREE_SEAT, 6, State.ACCEPTED)]


def test_what_nothing_speaks_for_any_more_cannot_be_accepted(session):
    group = Class(session)
    group.mark("mmm")
    group.look()
    group.mark("--t", at=group.meetings[2].ends_at + timedelta(hours=1))
    with pytest.raises(Refused, match="absence_not_open"):
        service.accept(session, group.first(), at=NOW, by=STAFF)
    assert not session.scalars(select(Notice)).all()


def test_somebody_left_alone_is_not_proposed_for_the_same_row_but_for_another(session):
    group = Class(session)
    group.mark("mmm")
    group.look()
    with pytest.raises(Refused, match="note_missing"):
        service.dismiss(session, group.first(), "", at=NOW, by=STAFF)
    service.dismiss(session, group.first(), "住院，家属来过电话", at=NOW, by=STAFF)
    group.mark("---m")
    group.look()
    assert group.proposals() == [(Proposal.WARN, 3, State.DISMISSED)]
    group.mark("----tmmm")
    group.look()
    assert [state for _, _, state in group.proposals()] == [State.DISMISSED, State.OPEN]


def test_a_term_has_rules_of_its_own_and_may_have_none(session):
    group = Class(session)
    group.mark("mtmtm")
    who = {"at": NOW, "by": STAFF}
    term = group.section.term_id
    absences.set_thresholds(session, term, {(Run.TOTAL, Proposal.FREE_SEAT): 3}, 30, **who)
    group.look()
    assert group.proposals() == [(Proposal.FREE_SEAT, 3, State.OPEN)]
    absences.set_thresholds(session, term, {(Run.TOTAL, Proposal.FREE_SEAT): None}, None, **who)
    group.look()
    assert group.proposals() == [(Proposal.FREE_SEAT, 3, State.WITHDRAWN)]
    assert absences.thresholds(session, [term])[term] == ()


def test_a_section_is_due_when_a_register_was_closed_and_every_few_minutes(session):
    group = Class(session)
    assert list(service.sections_due(session, NOW)) == [group.section.id]
    group.look()
    soon = NOW + timedelta(minutes=1)
    assert list(service.sections_due(session, soon)) == []
    meeting = group.meetings[0]
    closing.reopen(session, meeting.id, "更正", at=NOW, by=STAFF)
    closing.close(session, meeting.id, at=soon, by=STAFF)
    assert list(service.sections_due(session, soon)) == [group.section.id]
    group.look(soon + timedelta(seconds=1))
    assert list(service.sections_due(session, NOW + timedelta(minutes=20))) == [group.section.id]


def test_who_is_close_to_losing_a_place_is_named_with_what_follows(session):
    group = Class(session, 3)
    group.mark("mm", 0)
    group.mark("mmmmm", 1)
    group.mark("mt", 2)
    told = absences.at_risk(session, group.section.id, NOW)
    assert [(one.enrolment_id, len(one.absences.in_a_row), one.next.count) for one in told] == [
        (group.enrolments[1].id, 5, 6),
        (group.enrolments[0].id, 2, 3),
    ]


def test_counting_a_class_costs_the_same_statements_however_many_are_in_it(session):
    numbers = []
    for people in (2, 35):
        group = Class(session, people)
        for who in range(people):
            group.mark("m", who)
        session.commit()
        with counted(session) as sent:
            absences.missing(session, [group.section.id], NOW)
        numbers.append(len(sent))
    assert numbers[0] == numbers[1] <= 7
