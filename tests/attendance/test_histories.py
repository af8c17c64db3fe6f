"""Marks of several devices, leaves, withdrawals and closings end the same in whatever order they arrive."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from activity_center.attendance import closing, keeping, register, service
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import Closed, EnrolmentFacts, Mark
from activity_center.attendance.service import SignIn
from activity_center.audit import Actor
from activity_center.enrolment import asking
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.asking import Ask
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Refused
from activity_center.leave import service as leaves
from activity_center.leave.rules import AskedAs, Kind
from activity_center.people.models import Person
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
        if self.enrolments[act.person][-1].status is Status.ENROLLED:
            super()._mark(act)


class _NeverLeft(World):
    """A world in which a seat counts from before it was asked for, as it did until somebody came back."""

    def _come_back(self, act: Done):
        super()._come_back(act)
        *earlier, last = self.enrolments[act.person]
        self.enrolments[act.person] = [*earlier, replace(last, changed_at=o_clock(6), asked_at=None)]


class _Copied(World):
    """A world that copies a leave into the register on its arrival, as a mark."""

    def _leave(self, act: Done):
        super()._leave(act)
        if not self.marks[act.person]:
            super()._keep(act, Mark.LEAVE)


@pytest.mark.parametrize("broken", [_ByArrival, _ClosedForAll, _GoneForAll, _NeverLeft, _Copied])
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


class Twins:
    """A meeting with two people in the database, in which histories happen that leave nothing behind.

    Everything is in one transaction, and each history in a savepoint of it that is rolled back: there is nothing to
    make and nothing to sweep for the next one.
    """

    def __init__(self, session):
        self.session = session
        self.people = [a_person(session).id for _ in range(2)]
        meeting = make_meeting(session, a_section(session), STARTS)
        for person_id in self.people:
            an_enrolment(session, meeting.section, session.get_one(Person, person_id))
        self.meeting_id, self.section_id = meeting.id, meeting.section_id
        session.flush()

    def end_of(self, acts):
        """Carry out acts in this order through the services, and return how the register ends."""
        with self.session.begin_nested() as savepoint:
            asked = {person_id: [] for person_id in self.people}
            for act in acts:
                person_id = self.people[act.person]
                try:
                    self._carry_out(act, person_id, act.arrives_at, asked[person_id])
                except Refused:
                    continue
            ends = self._state()
            savepoint.rollback()
        self.session.expire_all()
        return ends

    def _state(self):
        self.session.expire_all()
        shown = register.register(self.session, self.meeting_id, o_clock(23))
        rows = {row.person_id: (row.made, row.marked_at, row.mark, row.part) for row in (*shown.rows, *shown.waiting)}
        seats = self.session.query(Enrolment.person_id, Enrolment.status, Enrolment.requested_at, Enrolment.changed_at)
        closed = keeping.meetings(self.session, [self.meeting_id])[self.meeting_id].closed
        return rows, sorted(map(str, seats)), closed, wrongs(self.session, self.meeting_id)

    def _carry_out(self, act, person_id, at, asked):
        session, meeting_id = self.session, self.meeting_id
        if act.what == "mark":
            sent = Sent(act.uid, act.mark, act.made_at + act.clock_is_off, person_id=person_id)
            register.mark_all(session, meeting_id, [sent], sent_at=at + act.clock_is_off, at=at, by=TEACHER)
        elif act.what == "card":
            service.sign_in_many(session, [SignIn(person_id, act.judged_at, act.uid, meeting_id)], at=at, by=KIOSK)
        elif act.what == "leave":
            own = {"at": at, "by": TEACHER, "zone": ZONE}
            asked.append(leaves.ask_for_meeting(session, person_id, meeting_id, Kind.SICK, AskedAs.SELF, **own).id)
        elif act.what == "take back" and asked:
            leaves.take_back(session, asked.pop(), at=at, by=TEACHER, zone=ZONE)
        elif act.what == "withdraw":
            seat = session.query(Enrolment.id).filter_by(person_id=person_id, status=Status.ENROLLED).scalar()
            if seat:
                enrolment.withdraw(session, seat, at=at, by=KIOSK)
        elif act.what == "come back":
            [outcome] = asking.request_seats(session, [Ask(person_id, self.section_id, KIOSK, at)], at)
            assert not outcome.reasons
        elif act.what == "close":
            closing.close(session, meeting_id, at=at, by=TEACHER)
        elif act.what == "reopen":
            closing.reopen(session, meeting_id, "更正", at=at, by=TEACHER)


def _end_the_same(twins, history, chance):
    travelled, in_order = twins.end_of(arrivals(history, chance)), twins.end_of(prompt(history))
    assert travelled == in_order
    assert travelled[-1] == []


@pytest.fixture
def twins(session):
    return Twins(session)


@pytest.mark.slow
@pytest.mark.sqlite_only
@given(histories(most=9), st.randoms())
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_thousand_registers_in_the_database_end_the_same_as_well(twins, history, chance):
    _end_the_same(twins, history, chance)


@pytest.mark.postgresql_only
@given(histories(most=9), st.randoms())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_some_registers_on_a_server_end_the_same_as_well(twins, history, chance):
    _end_the_same(twins, history, chance)


@pytest.mark.parametrize("service_is", ["as it is", "broken"])
def test_a_service_that_judges_by_arrival_is_found(twins, monkeypatch, service_is):
    if service_is == "broken":
        monkeypatch.setattr(Closed, "holds", lambda closed, _at: closed.by_hand and closed.reopened_at is None)
    made = Done("mark", 0, STARTS + timedelta(minutes=5), timedelta(minutes=30), mark=None, uid="a")
    known = replace(made, made_at=STARTS + timedelta(minutes=1), travels=timedelta(), uid="b")
    closed = Done("close", 0, STARTS + timedelta(minutes=10))
    one, other = twins.end_of([known, closed, made]), twins.end_of(prompt([known, made, closed]))
    assert (one == other) is (service_is == "as it is")


@pytest.mark.parametrize("service_is", ["as it is", "broken"])
def test_a_service_that_believes_who_came_back_was_never_gone_is_found(twins, monkeypatch, service_is):
    if service_is == "broken":
        monkeypatch.setattr(EnrolmentFacts, "is_enrolled", lambda seat, *_: seat.status is Status.ENROLLED)
        monkeypatch.setattr(EnrolmentFacts, "may_sit_in", EnrolmentFacts.is_enrolled)
    gone = Done("withdraw", 0, STARTS - timedelta(minutes=40))
    mark = Done("mark", 0, STARTS - timedelta(minutes=30), timedelta(minutes=60), mark=Mark.ABSENT, uid="a")
    back = Done("come back", 0, STARTS - timedelta(minutes=20))
    one, other = twins.end_of([gone, back, mark]), twins.end_of(prompt([gone, mark, back]))
    assert (one == other) is (service_is == "as it is")
