"""Histories: whatever people and staff do in whatever order, the promises hold after every step."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from activity_center.audit import Actor
from activity_center.courses.rules import SectionStatus
from activity_center.enrolment import facts, service
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import LIVE, SEATED, Status, free_seats, standing_reasons
from activity_center.enrolment.service import Ask
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.rooms.rules import first_overlap
from tests.enrolment.scenes import AT, a_person, a_section, a_term

BY = Actor(None, "cli")
PEOPLE, SECTIONS = 7, 4
people = st.integers(0, PEOPLE - 1)
sections = st.integers(0, SECTIONS - 1)
picks = st.integers(0, 40)


def machine(session):
    """Return a state machine over this session: 7 people, 4 sections of which the first two clash, 2 seats each."""

    class Term(RuleBasedStateMachine):
        @initialize()
        def open_term(self):
            session.rollback()
            self.at = AT
            self.term = a_term(session, seats_per_person=2)
            days = (1, 1, 2, 3)
            self.sections = [a_section(session, self.term, weekday=day, weeks=2, capacity=2) for day in days]
            self.people = [a_person(session) for _ in range(PEOPLE)]
            self.lowered = set()
            session.flush()

        def mine(self, pick):
            ids = [section.id for section in self.sections]
            found = session.scalars(select(Enrolment.id).where(Enrolment.section_id.in_(ids)).order_by(Enrolment.id))
            all_ids = list(found)
            return all_ids[pick % len(all_ids)] if all_ids else None

        def act(self, what, pick, *more):
            enrolment_id = self.mine(pick)
            if enrolment_id is None:
                return
            with suppress(Refused), session.begin_nested():
                what(session, enrolment_id, *more, at=self.at, by=BY)

        @rule(pairs=st.lists(st.tuples(people, sections), min_size=1, max_size=6))
        def ask(self, pairs):
            asks = [Ask(self.people[p].id, self.sections[s].id, BY, self.at) for p, s in pairs]
            outcomes = service.request_seats(session, asks, self.at)
            assert all(bool(outcome.seat) != bool(outcome.reasons) for outcome in outcomes)

        @rule(pick=picks)
        def accept(self, pick):
            self.act(service.accept, pick)

        @rule(pick=picks)
        def decline(self, pick):
            self.act(service.decline, pick)

        @rule(pick=picks)
        def withdraw(self, pick):
            self.act(service.withdraw, pick)

        @rule(pick=picks)
        def remove(self, pick):
            self.act(service.remove, pick, "缺课")

        @rule(pick=picks, section=sections)
        def swap(self, pick, section):
            self.act(service.swap, pick, self.sections[section].id)

        @rule(section=sections, capacity=st.integers(0, 3))
        def change_capacity(self, section, capacity):
            taken = facts.counts(session, [self.sections[section].id], self.at)[self.sections[section].id].taken
            service.change_capacity(session, self.sections[section].id, capacity, at=self.at, by=BY)
            if capacity < taken:
                self.lowered.add(section)

        @rule(section=sections)
        def cancel(self, section):
            if section == 3:
                service.cancel_section(session, self.sections[section].id, "", at=self.at, by=BY)

        @rule(hours=st.integers(1, 72))
        def time_passes(self, hours):
            self.at += timedelta(hours=hours)
            for section_id in service.sections_due(session, self.at):
                service.settle(session, section_id, self.at)

        def live(self):
            ids = [section.id for section in self.sections]
            session.expire_all()
            return session.scalars(
                select(Enrolment).where(Enrolment.section_id.in_(ids), Enrolment.status.in_(LIVE))
            ).all()

        @invariant()
        def never_too_many_seats(self):
            if not hasattr(self, "sections"):
                return
            taken = Counter(e.section_id for e in self.live() if e.status in SEATED)
            for number, section in enumerate(self.sections):
                if taken[section.id] <= section.capacity:
                    self.lowered.discard(number)
                assert taken[section.id] <= section.capacity or number in self.lowered

        @invariant()
        def nobody_twice(self):
            if hasattr(self, "sections"):
                assert max(Counter((e.person_id, e.section_id) for e in self.live()).values(), default=1) == 1

        @invariant()
        def nobody_in_two_places_at_once_nor_above_the_limit(self):
            if not hasattr(self, "sections"):
                return
            for person in self.people:
                seats = facts.held(session, [person.id])[person.id]
                times = [seat.commitment.spans for seat in seats if seat.enrolment_id not in self.replaced(seats)]
                assert not any(first_overlap(a, b) for n, a in enumerate(times) for b in times[:n])
                assert sum(c.counts for c in facts.commitments(seats)) <= 2

        def replaced(self, seats):
            return {seat.replaces_id for seat in seats}

        @invariant()
        def no_free_seat_while_somebody_waits_who_may_have_it(self):
            if not hasattr(self, "sections"):
                return
            for section in self.sections:
                if section.status is not SectionStatus.OPEN:
                    continue
                service.settle(session, section.id, self.at)
                known = facts.sections(session, [section.id])[section.id]
                counts = facts.counts(session, [section.id], self.at)[section.id]
                if not free_seats(section.capacity, counts.taken):
                    continue
                for waits in [e for e in self.live() if e.section_id == section.id and e.status is Status.WAITING]:
                    seats = facts.held(session, [waits.person_id])[waits.person_id]
                    busy = facts.commitments(seats, waits.replaces_id)
                    assert standing_reasons(known, busy), "a free seat, and somebody waits who may have it"

        def teardown(self):
            session.rollback()
            session.execute(delete(Notice))

    return Term


@pytest.mark.slow
def test_the_promises_hold_in_every_history(session):
    run_state_machine_as_test(
        machine(session),
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
