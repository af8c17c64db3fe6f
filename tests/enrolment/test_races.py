"""Many at the same moment: threads with transactions of their own, on both databases.

The negative control takes the lock away and expects the same check to fail: a race test that cannot fail says nothing.
"""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from activity_center import db as database_module
from activity_center.audit import Actor
from activity_center.db import db, transaction
from activity_center.enrolment import asking, collector, facts, service
from activity_center.enrolment.collector import Call
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import LIVE, SEATED, Status
from activity_center.enrolment.service import Ask
from activity_center.errors import Refused
from activity_center.rooms.rules import first_overlap
from tests.enrolment.scenes import AT, a_person, a_section, a_term

BY = Actor(None, "cli")
THREADS = 16


def together(app, act, arguments):
    """Run `act` for each argument in threads that start together, each in an application context of its own."""
    start = threading.Barrier(min(THREADS, len(arguments)))

    def run(argument):
        if start.n_waiting < start.parties and not start.broken:
            with suppress(threading.BrokenBarrierError):
                start.wait(timeout=2)
        with app.app_context():
            return act(argument)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, arguments))


def ask_alone(section_id):
    def act(person_id):
        try:
            with transaction() as session:
                outcome = service.request_seats(session, [Ask(person_id, section_id, BY, AT)], AT)[0]
        except OperationalError:
            return "error"
        return outcome.seat.status if outcome.seat else outcome.reasons[0].code

    return act


def wrongs(session, section, results) -> list[str]:
    """Return what is wrong after everybody asked for a section: the check that must pass, and fail without the lock."""
    session.rollback()
    rows = session.execute(
        select(Enrolment.status, Enrolment.person_id).where(Enrolment.section_id == section.id)
    ).all()
    taken = sum(row.status in SEATED for row in rows)
    found = [] if taken <= section.capacity else [f"{taken} seats taken of {section.capacity}"]
    found += [] if len(rows) == len(results) else [f"{len(results)} asked and {len(rows)} are written"]
    found += [] if "error" not in results else [f"{results.count('error')} were turned away by the database"]
    acknowledged = sum(result in SEATED for result in results)
    return found + ([] if acknowledged == taken else [f"{acknowledged} told they have one of {taken} seats"])


def a_rush(session, people=32, capacity=5):
    """Return a section, as numbers that threads may share, and as many people."""
    section = a_section(session, capacity=capacity)
    ids = [a_person(session).id for _ in range(people)]
    plain = SimpleNamespace(id=section.id, capacity=capacity)
    session.commit()
    return plain, ids


def test_a_rush_on_one_section_never_oversells(app, session):
    section, ids = a_rush(session)
    results = together(app, ask_alone(section.id), ids)
    assert wrongs(session, section, results) == []
    assert Counter(results) == {Status.ENROLLED: 5, Status.WAITING: 27}


def test_without_the_lock_the_same_check_fails(app, session, monkeypatch):
    section, ids = a_rush(session)
    counted = facts.counts

    def slowly(*arguments):
        found = counted(*arguments)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(asking, "lock", lambda *_, **__: set())
    monkeypatch.setattr(facts, "counts", slowly)
    # On SQLite the lock is the writer's own BEGIN: without it there are readers that write later.
    monkeypatch.setattr(database_module, "_turnstile", nullcontext())
    monkeypatch.setattr(database_module, "WRITER", {})
    results = together(app, ask_alone(section.id), ids)
    assert wrongs(session, section, results) != []


def test_two_tabs_of_one_person_get_one_enrolment(app, session):
    section, [person_id] = a_rush(session, people=1)
    together(app, ask_alone(section.id), [person_id] * 12)
    session.rollback()
    rows = session.scalars(select(Enrolment).where(Enrolment.section_id == section.id)).all()
    assert len(rows) == 1


def test_one_person_at_two_desks_is_never_in_two_places(app, session):
    term = a_term(session, seats_per_person=2)
    sections = [a_section(session, term, weekday=day, weeks=2) for day in (1, 1, 2, 2, 3, 3)]
    person_id, ids = a_person(session).id, [section.id for section in sections]
    session.commit()

    def act(section_id):
        with transaction() as mine:
            service.request_seats(mine, [Ask(person_id, section_id, BY, AT)], AT)

    together(app, act, ids * 3)
    session.rollback()
    seats = facts.held(session, [person_id])[person_id]
    spans = [seat.commitment.spans for seat in seats]
    assert len(seats) == 2
    assert not any(first_overlap(a, b) for n, a in enumerate(spans) for b in spans[:n])


def test_the_collector_answers_everybody_once_in_order(app, session):
    section, ids = a_rush(session, people=48)
    calls = [Call(section.id, AT, "web", person_id=person_id, serial=0) for person_id in ids]
    replies = together(app, collector.ask, calls)
    results = [reply.outcome.seat.status for reply in replies]
    assert wrongs(session, section, results) == []
    positions = sorted(reply.outcome.seat.position for reply in replies if reply.outcome.seat.position)
    assert positions == list(range(1, 44))


def test_one_bad_call_does_not_spoil_its_batch(app, session, monkeypatch, logged_errors):
    section, ids = a_rush(session, people=8)
    real = collector.request_seats

    def brittle(session, asks, at):
        if any(ask.person_id == ids[3] for ask in asks):
            raise ZeroDivisionError
        return real(session, asks, at)

    monkeypatch.setattr(collector, "request_seats", brittle)

    def act(person_id):
        try:
            return collector.ask(Call(section.id, AT, "web", person_id=person_id, serial=0)).outcome.seat.status
        except ZeroDivisionError:
            return "bug"

    results = together(app, act, ids)
    assert Counter(results) == {Status.ENROLLED: 5, Status.WAITING: 2, "bug": 1}


@pytest.mark.slow
def test_all_acts_at_once_neither_deadlock_nor_break_a_promise(app, session):
    term = a_term(session, seats_per_person=2)
    sections = [a_section(session, term, weekday=day, weeks=2, capacity=2) for day in (1, 1, 2, 3)]
    people, ids = [a_person(session).id for _ in range(10)], [section.id for section in sections]
    session.commit()

    def one_act(mine, chance):
        pick = chance.choice(mine.scalars(select(Enrolment.id).where(Enrolment.status.in_(LIVE))).all() or [None])
        what = chance.randrange(6) if pick else 0
        if what < 3:
            asks = [Ask(person_id, chance.choice(ids), BY, AT) for person_id in chance.sample(people, 3)]
            service.request_seats(mine, asks, AT)
        elif what == 3:
            service.withdraw(mine, pick, at=AT, by=BY)
        elif what == 4:
            service.swap(mine, pick, chance.choice(ids), at=AT, by=BY)
        else:
            service.accept(mine, pick, at=AT, by=BY)

    def act(seed):
        chance = random.Random(seed)
        for _ in range(12):
            with suppress(Refused), transaction() as mine:
                one_act(mine, chance)
        return True

    assert all(together(app, act, range(THREADS)))
    with transaction() as mine:
        for section_id in service.sections_due(mine, AT):
            service.settle(mine, section_id, AT)
    for section in sections:
        assert facts.counts(db.session(), [section.id], AT)[section.id].taken <= section.capacity
    for person_id in people:
        seats = facts.held(db.session(), [person_id])[person_id]
        times = [seat.commitment.spans for seat in seats]
        given_up = {seat.replaces_id for seat in seats}
        kept = [seat.commitment.spans for seat in seats if seat.enrolment_id not in given_up]
        assert not any(first_overlap(a, b) for n, a in enumerate(kept) for b in kept[:n]), times
