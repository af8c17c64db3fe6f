"""Many devices at the same moment: threads with transactions of their own, on both databases."""

import time
from collections import Counter
from contextlib import nullcontext
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from activity_center import db as database_module
from activity_center.attendance import keeping, register, service
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import THERE, Mark
from activity_center.audit import Actor
from activity_center.db import transaction
from activity_center.errors import Refused
from tests.attendance.scenes import KIOSK, a_meeting, a_person, a_walk_in, learners, o_clock, wrongs
from tests.enrolment.test_races import together

DEVICES = 12


def a_class(session, size=8):
    meeting = a_meeting(session)
    people = learners(session, meeting, size)
    session.commit()
    return meeting.id, people


def marking(meeting_id, people):
    """Return the act of one device: every second person marked, in an order of its own, and sent twice."""

    def act(device):
        marks = list(Mark)
        sent = [
            Sent(
                f"{device}-{id}",
                marks[(device + n) % 4],
                o_clock(8, 30) + timedelta(seconds=(device * 7 + n * 13) % 60),
                person_id=id,
            )
            for n, id in enumerate(people)
            if (n + device) % 2
        ]
        try:
            for _ in range(2):
                with transaction() as mine:
                    outcomes = register.mark_all(mine, meeting_id, sent[::-1], at=o_clock(9), by=Actor(None, "web"))
        except DBAPIError:
            return ["error"]
        return [outcome.fate.value for outcome in outcomes]

    return act


def test_devices_on_one_register_merge_whatever_arrives_first(app, session):
    meeting_id, people = a_class(session)
    fates = Counter(fate for fates in together(app, marking(meeting_id, people), range(DEVICES)) for fate in fates)
    assert fates.keys() <= {"saved", "older"}
    assert wrongs(session, meeting_id) == []


def test_without_the_lock_the_same_check_fails(app, session, monkeypatch):
    meeting_id, people = a_class(session)
    looked = keeping.histories

    def slowly(*arguments):
        found = looked(*arguments)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(register, "lock", lambda *_, **__: set())
    monkeypatch.setattr(keeping, "histories", slowly)
    # On SQLite the lock is the writer's own BEGIN: without it there are readers that write later.
    monkeypatch.setattr(database_module, "_turnstile", nullcontext())
    monkeypatch.setattr(database_module, "WRITER", {})
    fates = [fate for fates in together(app, marking(meeting_id, people), range(DEVICES)) for fate in fates]
    assert "error" in fates or wrongs(session, meeting_id) != []


def test_a_table_is_never_taken_by_more_than_it_has_places(app, session):
    table = a_walk_in(session, capacity=3)
    people = [a_person(session).id for _ in range(12)]
    table_id = table.id
    session.commit()

    def act(person_id):
        try:
            with transaction() as mine:
                return service.sign_in(mine, person_id, table_id, at=o_clock(8, 20), by=KIOSK).fate.value
        except Refused as refused:
            return refused.reasons[0].code

    assert Counter(together(app, act, people)) == {"saved": 3, "sign_in_full": 9}
    session.rollback()
    assert len(keeping.there(session, [table_id])[table_id]) == 3


def test_one_card_at_two_kiosks_counts_once(app, session):
    meeting_id, [person_id] = a_class(session, 1)

    def act(second):
        with transaction() as mine:
            at = o_clock(8, 20, second)
            return service.sign_in(mine, person_id, meeting_id, at=at, by=KIOSK).mark

    assert set(together(app, act, range(12))) <= THERE
    session.rollback()
    [row] = register.register(session, meeting_id).rows
    assert row.marked_at == o_clock(8, 20, 0)
    assert wrongs(session, meeting_id) == []
