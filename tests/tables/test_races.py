"""Many who want one table at the same moment: one gets it, nobody two, and a double tap is one turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from activity_center.tables import service, settling
from activity_center.tables.models import Turn
from activity_center.tables.rules import AT_TABLE, TurnStatus
from tests.racing import race, without_protection
from tests.tables.scenes import AT, BY, after, make_people, make_walk_in

VISITORS = 8
WALK = {"at": AT, "by": BY}


def at_tables(session: Session) -> int:
    session.rollback()
    return session.scalars(select(func.count()).where(Turn.status.in_(AT_TABLE))).one()


def test_one_table_is_taken_once(app: Flask, session: Session):
    room_id = make_walk_in(session).id
    people = [person.id for person in make_people(session, VISITORS)]
    session.commit()
    told = race(app, [lambda its, id=id: service.take(its, room_id, id, **WALK) for id in people])
    assert told == ["done"] + ["no_table_free"] * (VISITORS - 1)
    assert at_tables(session) == 1


def test_many_taps_of_one_person_are_one_turn(app: Flask, session: Session):
    room_id = make_walk_in(session, [("1", 2), ("2", 2), ("3", 2)]).id
    [person_id] = [person.id for person in make_people(session, 1)]
    session.commit()
    assert race(app, [lambda its: service.take(its, room_id, person_id, **WALK)] * VISITORS) == ["done"] * VISITORS
    assert at_tables(session) == 1


def test_one_person_is_in_one_room_however_many_they_ask_in(app: Flask, session: Session):
    rooms = [make_walk_in(session).id for _ in range(VISITORS)]
    [person_id] = [person.id for person in make_people(session, 1)]
    session.commit()
    told = race(app, [lambda its, id=id: service.join(its, id, person_id, **WALK) for id in rooms])
    assert told == ["done"] + ["turn_elsewhere"] * (VISITORS - 1)


def test_a_freed_table_goes_to_the_first_who_waits_while_others_try_to_take_it(app: Flask, session: Session):
    room_id = make_walk_in(session).id
    first, second, *others = [person.id for person in make_people(session, VISITORS)]
    turn_id = service.take(session, room_id, first, **WALK).id
    service.join(session, room_id, second, **WALK)
    session.commit()
    end = [lambda its: service.end(its, turn_id, at=after(1), by=BY)]
    told = race(app, end + [lambda its, id=id: service.take(its, room_id, id, at=after(1), by=BY) for id in others])
    assert told == ["done"] + ["no_table_free"] * len(others)
    called = session.scalars(select(Turn.person_id).where(Turn.status == TurnStatus.CALLED)).all()
    assert called == [second]


def test_negative_control_without_lock_and_index_a_table_is_not_taken_cleanly(
    app: Flask, session: Session, database: str, monkeypatch: pytest.MonkeyPatch
):
    room_id = make_walk_in(session).id
    people = [person.id for person in make_people(session, VISITORS)]
    session.commit()
    seen, gate = service._free_table, Barrier(VISITORS, timeout=10)
    monkeypatch.setattr(settling, "lock", lambda *_: set())
    monkeypatch.setattr(service, "locked", lambda *_: None)
    # Everybody looks before the first of them writes.
    monkeypatch.setattr(service, "_free_table", lambda *asked: (seen(*asked), gate.wait())[0])
    acts = [lambda its, id=id: service.take(its, room_id, id, **WALK) for id in people]
    with _indexes_lifted(session):
        told = race(app, acts, without_protection)
        # PostgreSQL gives the table to everybody; SQLite notices that what was read is stale, and fails.
        spoilt = "done" if database == "postgresql" else "OperationalError"
        assert told == sorted(["done"] + [spoilt] * (VISITORS - 1))
        assert at_tables(session) == told.count("done")


@contextmanager
def _indexes_lifted(session: Session) -> Iterator[None]:
    """Take the database's own promises away for a while, which would otherwise save the table."""
    table = Turn.__table__
    index = next(one for one in table.indexes if one.name == "uq_turn_table_live")
    numbers = "uq_turn_room_id_on_number"
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    index.drop(session.connection())
    if is_postgresql:
        session.execute(text(f"ALTER TABLE turn DROP CONSTRAINT {numbers}"))
    session.commit()
    try:
        yield
    finally:
        session.rollback()
        session.execute(delete(Turn))
        index.create(session.connection())
        if is_postgresql:
            session.execute(text(f'ALTER TABLE turn ADD CONSTRAINT {numbers} UNIQUE (room_id, "on", number)'))
        session.commit()
