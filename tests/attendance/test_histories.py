"""Marks of several devices, leaves, withdrawals and closings end the same in whatever order they arrive."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from activity_center.attendance import closing, keeping, register, service
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import Closed, Mark
from activity_center.attendance.service import SignIn
from activity_center.audit import Actor
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.models import Enrolment
from activity_center.errors import Refused
from activity_center.leave import service as leaves
from activity_center.leave.rules import AskedAs, Kind
from tests.attendance.histories import Done, World, arrivals, histories, prompt, told
from tests.attendance.scenes import KIOSK, STARTS, ZONE, a_person, a_section, an_enrolment, o_clock, wrongs
from tests.factories import make_meeting

TEACHER = Actor(None, "web")


@given(histories(), st.randoms())
@settings(max_examples=1000, deadline=None)
def test_a_thousand_histories_end_the_same_however_they_travelled(history, chance):
    assert told(arrivals(history, chance)) == told(prompt(history))


class _ByArrival(World):
    """A world that judges a mark by when it arrived: what a register without corrected times would do."""

    def _keep(self, act: Done, mark):
        super()._keep(replace(act, made_at=act.arrives_at, travels=timedelta(), clock_is_off=timedelta()), mark)


class _ClosedForAll(World):
    """A world in which a closed register takes no mark at all, also none that was made before."""

    def _mark(self, act: Done):
        if not self.meeting().closed_by(act.arrives_at):
            super()._mark(act)


class _GoneForAll(World):
    """A world in which nobody is marked once they have left the section."""

    def _mark(self, act: Done):
        if act.person not in self.left_at:
            super()._mark(act)


class _Copied(World):
    """A world that copies a leave into the register on its arrival, as a mark."""

    def _leave(self, act: Done):
        super()._leave(act)
        if not self.marks[act.person]:
            super()._keep(act, Mark.LEAVE)


@pytest.mark.parametrize("broken", [_ByArrival, _ClosedForAll, _GoneForAll, _Copied])
def test_a_rule_that_is_broken_on_purpose_is_found(broken):
    def differs(example):
        history, chance = example
        return told(arrivals(history, chance), broken()) != told(prompt(history), broken())

    searching = settings(max_examples=2000, deadline=None, phases=[Phase.generate], derandomize=True)
    try:
        found = find(st.tuples(histories(), st.randoms(use_true_random=False)), differs, settings=searching)
    except NoSuchExample:
        found = None
    assert found, f"nothing was found against {broken.__doc__}"


numbers = count(1)


def a_twin(session, people):
    """Make a meeting of a section in which these people are enrolled."""
    meeting = make_meeting(session, a_section(session, term=None), STARTS)
    for person in people:
        row = an_enrolment(session, meeting.section, person)
        row.requested_at = row.changed_at = o_clock(6)
    session.flush()
    seats = session.query(Enrolment).filter_by(section_id=meeting.section_id)
    return meeting, {row.person_id: row.id for row in seats}


def carried_out(session, twin, people, acts, prefix):
    """Carry out acts in this order through the services, and return how the register ends."""
    meeting, seats = twin
    asked = {person.id: [] for person in people}
    for act in acts:
        at, person_id = act.arrives_at, people[act.person].id
        try:
            _carry_out(session, meeting, seats[person_id], person_id, act, at, f"{prefix}{act.uid}", asked[person_id])
        except Refused:
            continue
    session.expire_all()
    shown = register.register(session, meeting.id, o_clock(23))
    rows = {row.person_id: (row.made, row.marked_at, row.mark, row.part) for row in (*shown.rows, *shown.waiting)}
    closed = keeping.meetings(session, [meeting.id])[meeting.id].closed
    return rows, closed


def _carry_out(session, meeting, seat_id, person_id, act, at, uid, asked):
    if act.what == "mark":
        sent = Sent(uid, act.mark, act.made_at + act.clock_is_off, person_id=person_id)
        register.mark_all(session, meeting.id, [sent], sent_at=at + act.clock_is_off, at=at, by=TEACHER)
    elif act.what == "card":
        service.sign_in_many(session, [SignIn(person_id, act.judged_at, uid, meeting.id)], at=at, by=KIOSK)
    elif act.what == "leave":
        row = leaves.ask_for_meeting(
            session, person_id, meeting.id, Kind.SICK, AskedAs.SELF, at=at, by=TEACHER, zone=ZONE
        )
        asked.append(row.id)
    elif act.what == "take back" and asked:
        leaves.take_back(session, asked.pop(), at=at, by=TEACHER, zone=ZONE)
    elif act.what == "withdraw":
        enrolment.withdraw(session, seat_id, at=at, by=KIOSK)
    elif act.what == "close":
        closing.close(session, meeting.id, at=at, by=TEACHER)
    elif act.what == "reopen":
        closing.reopen(session, meeting.id, "更正", at=at, by=TEACHER)


def _ends_the_same(session, history, chance):
    people = [a_person(session) for _ in range(2)]
    slow, swift = a_twin(session, people), a_twin(session, people)
    travelled = carried_out(session, slow, people, arrivals(history, chance), f"{next(numbers)}s")
    in_order = carried_out(session, swift, people, prompt(history), f"{next(numbers)}p")
    assert travelled == in_order
    assert wrongs(session, slow[0].id) == wrongs(session, swift[0].id) == []


@given(histories(), st.randoms())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_register_in_the_database_ends_the_same_as_well(session, history, chance):
    _ends_the_same(session, history, chance)


@pytest.mark.slow
@given(histories(), st.randoms())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_registers_in_the_database_end_the_same(session, history, chance):
    _ends_the_same(session, history, chance)


@pytest.mark.parametrize("service_is", ["as it is", "broken"])
def test_a_service_that_judges_by_arrival_is_found(session, monkeypatch, service_is):
    if service_is == "broken":
        monkeypatch.setattr(Closed, "holds", lambda closed, _at: closed.by_hand and closed.reopened_at is None)
    made = Done("mark", 0, STARTS + timedelta(minutes=5), timedelta(minutes=30), mark=None, uid="a")
    known = replace(made, made_at=STARTS + timedelta(minutes=1), travels=timedelta(), uid="b")
    closed = Done("close", 0, STARTS + timedelta(minutes=10))
    people = [a_person(session) for _ in range(2)]
    one = carried_out(session, a_twin(session, people), people, [known, closed, made], "s")
    other = carried_out(session, a_twin(session, people), people, prompt([known, made, closed]), "p")
    assert (one == other) is (service_is == "as it is")
