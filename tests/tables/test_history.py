"""Any order of acts at walk-in tables keeps its promises: hypothesis looks for one that does not."""

import contextlib
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from activity_center.errors import Refused
from activity_center.tables import reading, service, settling
from activity_center.tables.models import PlayTable, TableRule, Turn
from activity_center.tables.rules import AT_TABLE, LIVE, TurnStatus
from tests.tables.scenes import AT, BY, make_people, make_walk_in

PEOPLE = 5
SEATS = {"小": 2, "大": 4}
person = st.integers(0, PEOPLE - 1)


class Afternoon(RuleBasedStateMachine):
    """Some people, two tables and an hour or two, in which everybody does what they like."""

    session = None

    @initialize()
    def open_the_doors(self):
        self.at = AT
        for model in (Turn, PlayTable, TableRule):
            self.session.execute(delete(model))
        self.session.expire_all()
        self.room = make_walk_in(self.session, list(SEATS.items()), guests=3)
        self.people = make_people(self.session, PEOPLE)

    def _tried(self, act, *args, **more):
        before = self._waiting()
        with contextlib.suppress(Refused):
            act(self.session, *args, **more, at=self.at, by=BY)
        self._nobody_was_passed_over(before)

    def _nobody_was_passed_over(self, queue):
        """Of those who waited before an act, whoever is at a table now was the first whom it is large enough for."""
        for place, later in enumerate(queue):
            if later.status in AT_TABLE:
                earlier = [turn for turn in queue[:place] if turn.status is TurnStatus.WAITING]
                assert all(turn.people > SEATS[later.table.name] for turn in earlier)

    def _turn(self, who):
        turn = reading.turn_of(self.session, self.people[who].id)
        return turn.id if turn else 0

    @rule(who=person, guests=st.integers(0, 3))
    def take(self, who, guests):
        self._tried(service.take, self.room.id, self.people[who].id, guests=guests)

    @rule(who=person, guests=st.integers(0, 3))
    def join(self, who, guests):
        self._tried(service.join, self.room.id, self.people[who].id, guests=guests)

    @rule(who=person)
    def start(self, who):
        if id := self._turn(who):
            self._tried(service.start, id)

    @rule(who=person)
    def end(self, who):
        if id := self._turn(who):
            self._tried(service.end, id)

    @rule(who=person)
    def extend(self, who):
        if id := self._turn(who):
            self._tried(service.extend, id, 1)

    @rule(who=person, guests=st.integers(0, 3))
    def bring(self, who, guests):
        if id := self._turn(who):
            self._tried(service.bring, id, guests)

    @rule(who=person, to=person)
    def hand_over(self, who, to):
        if id := self._turn(who):
            self._tried(service.hand_over, id, self.people[to].id)

    @rule(minutes=st.sampled_from([1, 10, 20, 70]))
    def let_time_pass(self, minutes):
        self.at += timedelta(minutes=minutes)
        before = self._waiting()
        for room_id in settling.rooms_due(self.session, self.at):
            settling.settle(self.session, room_id, self.at)
        self._nobody_was_passed_over(before)

    def _live(self):
        rows = select(Turn).where(Turn.room_id == self.room.id, Turn.status.in_(LIVE)).order_by(Turn.id)
        return list(self.session.scalars(rows))

    def _waiting(self):
        return [turn for turn in self._live() if turn.status is TurnStatus.WAITING]

    @invariant()
    def nobody_has_two_turns_and_no_table_either(self):
        people = [turn.person_id for turn in self._live()]
        tables = [turn.table_id for turn in self._live() if turn.status in AT_TABLE]
        assert len(set(people)) == len(people)
        assert len(set(tables)) == len(tables)
        assert None not in tables

    @invariant()
    def no_table_is_free_while_somebody_waits_who_fits_it(self):
        free = [table.seats for table in reading.state_of(self.session, self.room.id, self.at).free]
        assert not [turn.id for turn in self._waiting() for seats in free if turn.people <= seats]


def test_any_order_of_acts_keeps_the_promises(session):
    Afternoon.session = session
    run_state_machine_as_test(
        Afternoon,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
