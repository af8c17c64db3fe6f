"""The rounds do what is due, and one failure stops nothing else."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import clock, worker
from activity_center.courses.models import Section
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Token
from activity_center.terms.models import Term
from tests import factories

AGES_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def enrol(session: Session, section: Section, status: Status, **values: Any) -> int:
    """Let somebody have an enrolment in this status, and return its number: a round lets go of all rows."""
    person = factories.make_person(session, birth_on=datetime(1955, 5, 5, tzinfo=UTC).date())
    times = {"requested_at": AGES_AGO, "changed_at": AGES_AGO}
    enrolment = Enrolment(section=section, person=person, status=status, **times | values)
    session.add(enrolment)
    session.flush()
    return enrolment.id


def status(session: Session, enrolment_id: int) -> Status:
    return session.scalars(select(Enrolment.status).where(Enrolment.id == enrolment_id)).one()


def term_of_today(session: Session) -> Term:
    today = clock.now().date()
    return factories.make_term(session, first_on=today - timedelta(days=30), last_on=today + timedelta(days=30))


def test_a_round_hands_on_what_an_expired_offer_kept(session: Session):
    section = factories.make_section(session, capacity=1, term=term_of_today(session))
    late = enrol(session, section, Status.OFFERED, offer_expires_at=AGES_AGO)
    head = enrol(session, section, Status.WAITING)
    session.commit()
    assert worker.do_round()
    assert (status(session, late), status(session, head)) == (Status.LAPSED, Status.OFFERED)


def test_a_round_ends_the_waiting_of_a_term_that_is_over(session: Session):
    section = factories.make_section(
        session, capacity=0, term=factories.make_term(session, first_on=AGES_AGO.date(), last_on=AGES_AGO.date())
    )
    waiting = enrol(session, section, Status.WAITING)
    session.commit()
    assert worker.do_round()
    assert status(session, waiting) is Status.LAPSED


def test_a_round_forgets_expired_tokens(session: Session):
    person = factories.make_person(session)
    for expires_at in (AGES_AGO, clock.now() + timedelta(days=1)):
        session.add(
            Token(person_id=person.id, digest=str(expires_at), serial=0, created_at=AGES_AGO, expires_at=expires_at)
        )
    session.commit()
    assert worker.do_round()
    assert [token.expires_at > clock.now() for token in session.scalars(select(Token))] == [True]


def test_one_failure_is_logged_and_stops_nothing_else(session: Session, logged_errors: list[logging.LogRecord]):
    done = []

    def break_down(_argument: object) -> None:
        raise ValueError("no")

    assert not worker._tried(break_down, 7)
    assert worker._tried(done.append, 8)
    assert done == [8]
    assert "break down (7)" in logged_errors.pop().getMessage()


def test_the_rounds_stop_when_told_to(app: Flask, clean: None):
    stop = threading.Event()
    rounds = threading.Thread(target=worker.run, args=(app, stop))
    rounds.start()
    stop.set()
    rounds.join(timeout=4)
    assert not rounds.is_alive()
