"""Two who want one room at the same moment: one gets it, the other is told why not."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from activity_center.db import Base
from activity_center.rooms import service
from activity_center.rooms.models import BookingRoom
from tests.factories import make_person, make_room
from tests.racing import race, without_protection

MONDAY = datetime(2026, 9, 7, 0, 30, tzinfo=UTC)
CLERKS = 8


def booked_times(session: Session) -> int:
    session.rollback()
    return session.scalars(select(func.count()).select_from(BookingRoom)).one()


def book(session: Session, rooms: list[int], persons: Sequence[int] = ()) -> None:
    ends_at = MONDAY + timedelta(minutes=90)
    service.book(session, "书法", MONDAY, ends_at, room_ids=rooms, person_ids=persons, zone=ZoneInfo("Asia/Shanghai"))


def test_one_room_is_booked_once(app: Flask, session: Session):
    room_id = make_room(session).id
    session.commit()
    told = race(app, [lambda its: book(its, [room_id])] * CLERKS)
    assert told == ["done"] + ["room_taken"] * (CLERKS - 1)
    assert booked_times(session) == 1


def test_one_teacher_is_booked_once_whatever_the_room(app: Flask, session: Session):
    rooms = [make_room(session).id for _ in range(CLERKS)]
    teacher_id = make_person(session).id
    session.commit()
    own = iter(rooms)
    told = race(app, [lambda its: book(its, [next(own)], [teacher_id])] * CLERKS)
    assert told == ["done"] + ["person_taken"] * (CLERKS - 1)


def test_two_rooms_wanted_in_both_orders_do_not_lock_each_other_out(app: Flask, session: Session):
    rooms = [make_room(session).id for _ in range(2)]
    session.commit()
    turned = iter([rooms, rooms[::-1]] * CLERKS)
    told = race(app, [lambda its: book(its, next(turned))] * CLERKS)
    assert told == ["done"] + ["room_taken"] * (CLERKS - 1)


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the lock away, and let all clerks look before the first of them writes."""
    write, gate = service._write, Barrier(CLERKS, timeout=10)
    monkeypatch.setattr(service, "lock", lambda *_: set())
    monkeypatch.setattr(service, "_write", lambda *wanted: (gate.wait(), write(*wanted))[1])


def test_negative_control_without_the_lock_the_room_is_not_booked_cleanly(
    app: Flask, session: Session, database: str, unlocked: None
):
    room_id = make_room(session).id
    session.commit()
    with exclusion_lifted(session, database):
        told = race(app, [lambda its: book(its, [room_id])] * CLERKS, without_protection)
        # PostgreSQL gives the room to everybody; SQLite notices that what was read is stale, and fails.
        spoilt = "done" if database == "postgresql" else "OperationalError"
        assert told == sorted(["done"] + [spoilt] * (CLERKS - 1))
        assert booked_times(session) == told.count("done")


@contextmanager
def exclusion_lifted(session: Session, database: str) -> Iterator[None]:
    """Take the database's own promise away for a while, which would otherwise save the room."""
    if database == "sqlite":
        yield
        return
    [constraint] = [c for c in Base.metadata.tables["booking_room"].constraints if c.name == "ex_booking_room_overlap"]
    session.execute(DropConstraint(constraint))
    session.commit()
    try:
        yield
    finally:
        session.rollback()
        session.execute(delete(BookingRoom))
        session.execute(AddConstraint(constraint, isolate_from_table=False))
        session.commit()


@pytest.mark.postgresql_only
def test_what_slips_past_the_lock_is_refused_by_the_database_and_said_as_a_refusal(
    app: Flask, session: Session, unlocked: None
):
    room_id = make_room(session).id
    session.commit()
    told = race(app, [lambda its: book(its, [room_id])] * CLERKS, without_protection)
    assert told == ["done"] + ["taken_meanwhile"] * (CLERKS - 1)
    assert booked_times(session) == 1
