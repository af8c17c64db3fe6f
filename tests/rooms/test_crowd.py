"""Two hundred threads in four processes want overlapping times of ten rooms: none is ever given twice."""

import subprocess
import sys
from itertools import pairwise

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from activity_center.rooms.models import Booking, BookingRoom
from tests.architecture.house import ROOT
from tests.factories import make_room

PROCESSES, THREADS = 4, 50


def crowd(url: str, how: str) -> int:
    """Let all processes book at once, and return how many bookings they were told they have."""
    command = [sys.executable, "-m", "tests.rooms.crowd", url]
    running = [
        subprocess.Popen([*command, str(seed), str(THREADS), how], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for seed in range(PROCESSES)
    ]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES
    return sum(map(int, said))


def overlaps(url: str) -> tuple[int, int, int]:
    """Return how many bookings there are, how many rooms they hold, and how often one is held twice at a time."""
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine) as session:
        rows = session.execute(
            select(BookingRoom.room_id, BookingRoom.starts_at, BookingRoom.ends_at).order_by(
                BookingRoom.room_id, BookingRoom.starts_at
            )
        ).all()
        twice = sum(a.room_id == b.room_id and b.starts_at < a.ends_at for a, b in pairwise(rows))
        return session.scalars(select(func.count()).select_from(Booking)).one(), len(rows), twice


@pytest.mark.slow
def test_no_room_is_given_twice_to_a_crowd(session: Session, database_url: str):
    for _ in range(10):
        make_room(session)
    session.commit()
    told = crowd(database_url, "protected")
    bookings, held, twice = overlaps(database_url)
    assert (bookings, twice) == (told, 0)
    assert 10 <= bookings <= held < PROCESSES * THREADS


@pytest.mark.slow
@pytest.mark.postgresql_only
def test_negative_control_without_locks_and_constraint_rooms_are_given_twice(session: Session, database_url: str):
    for _ in range(10):
        make_room(session)
    session.execute(text("ALTER TABLE booking_room DROP CONSTRAINT ex_booking_room_overlap"))
    session.commit()
    try:
        crowd(database_url, "bare")
        assert overlaps(database_url)[2] > 0
    finally:
        session.rollback()
        session.execute(text("DELETE FROM booking_room"))
        session.execute(
            text(
                "ALTER TABLE booking_room ADD CONSTRAINT ex_booking_room_overlap EXCLUDE USING gist"
                " (int4range(room_id, room_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)"
            )
        )
        session.commit()
