"""The rush on real servers that are killed in the middle: through the API and through the form, on both databases."""

import os
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from activity_center import clock, create_app, schema
from activity_center.audit import SYSTEM
from activity_center.bench import load, rush
from activity_center.bench.place import Place, Server
from activity_center.bench.rush import Scale
from activity_center.bench.term import open_term
from activity_center.db import db, transaction
from activity_center.enrolment import facts, service
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status, free_seats

pytestmark = pytest.mark.slow

CLIENTS, SECTIONS = 64, 20


@pytest.fixture
def place(empty_url: str) -> Iterator[Place]:
    settings = {"SQLALCHEMY_DATABASE_URI": empty_url, "SECRET_KEY": "only for tests"}
    app = create_app(settings)
    with app.app_context():
        schema.upgrade()
    environment = os.environ | {"DATABASE_URL": empty_url, "SECRET_KEY": "only for tests"}
    yield Place(app, environment, empty_url.startswith("sqlite"))
    with app.app_context():
        db.engine.dispose()


def test_a_rush_through_servers_that_are_killed_keeps_every_promise(place):
    scale = Scale(people=CLIENTS, sections=SECTIONS, clients=CLIENTS, processes=1 if place.is_sqlite else 2)
    with place.app.app_context(), transaction() as session:
        term = open_term(session, CLIENTS, SECTIONS, rush.SEATS, clock.now())
    with Server(place, scale.processes) as server:
        tokens = rush.api_keys(server.port, term, scale)
        cookies = rush.form_cookies(server.port, term, scale, term.section_ids[0])
        asks = [
            rush.api_ask(tokens[p], p, s) if n % 2 else rush.form_ask(cookies[p], p, s)
            for n, (p, s) in enumerate(rush.asks(term, term.section_ids))
        ]
        outage = threading.Thread(target=_outages, args=(place, server))
        outage.start()
        exchanges, _ = load.run(server.port, rush.scripts(asks, CLIENTS), patience=60)
        outage.join()
    unanswered = [one for one in exchanges if one.status not in (200, 201, 303)]
    assert [(one.status, one.body[:200]) for one in unanswered[:3]] == []
    with place.app.app_context():
        found = rush.wrongs(db.session(), exchanges, term.section_ids)
        assert found == {"oversold": 0, "lost": 0, "duplicates": 0, "overtaken": 0}
        _settled_fairly(term)


def _outages(place: Place, server: Server) -> None:
    """Pull the plug twice while people ask: once some are in, and again while the rest repeat what was not answered."""
    for share in (0.2, 0.5):
        _wait_until(place, int(share * CLIENTS * SECTIONS))
        server.kill()
        server.start()


def _wait_until(place: Place, count: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with place.app.app_context():
            if len(db.session().scalars(select(Enrolment.id)).all()) >= count:
                return
        time.sleep(0.02)


def _settled_fairly(term) -> None:
    """After people have left and a round of settling, no seat is free while somebody waits who may have it."""
    at = clock.now()
    with transaction() as session:
        held = session.scalars(select(Enrolment.id).where(Enrolment.status == Status.ENROLLED).limit(40)).all()
    for enrolment_id in held:
        with transaction() as session:
            service.withdraw(session, enrolment_id, at=at, by=SYSTEM)
    with transaction() as session:
        for section_id in service.sections_due(session, at):
            service.settle(session, section_id, at)
        sections = facts.sections(session, term.section_ids)
        counts = facts.counts(session, term.section_ids, at)
    assert all(counts[id].taken <= sections[id].capacity for id in term.section_ids)
    assert not [
        id for id in term.section_ids if free_seats(sections[id].capacity, counts[id].taken) and counts[id].waiting
    ]
