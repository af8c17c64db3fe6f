"""One process of a crowd that books rooms: `python -m tests.rooms.crowd URL SEED THREADS protected|bare`.

It prints how many bookings it was told it has. `bare` takes away what protects them: the locks, and BEGIN IMMEDIATE.
"""

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from activity_center import create_app
from activity_center.audit import SYSTEM
from activity_center.db import db, transaction
from activity_center.errors import Refused
from activity_center.people.rules import RoleName
from activity_center.rooms import bookings, service
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.models import Room
from activity_center.rooms.recurrence import Pattern
from tests.conftest import settings

NOW, STAFF = datetime(2026, 9, 1, tzinfo=UTC), Asker(None, frozenset({RoleName.ADMIN}))
DAY = date(2026, 9, 7)


def wish(random: random.Random, rooms: list[int]) -> Wish:
    """Return a wish for one or two of the rooms within the same few hours, so that most wishes overlap."""
    hour, length = random.randint(8, 11), random.randint(1, 3)
    chosen = tuple(random.sample(rooms, random.choice((1, 1, 2))))
    return Wish("练习", Pattern(time(hour), time(hour + length), DAY, DAY), chosen, setup=random.choice((0, 15)))


@contextmanager
def bare():
    """A transaction as it would be without the house."""
    session = db.session()
    session.rollback()
    yield session
    session.commit()


def book_all(url: str, seed: int, threads: int, is_protected: bool) -> int:
    # Four processes, and whoever else tests at this time, share the hundred connections of one server.
    app = create_app({**settings(url), "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 10, "max_overflow": 0}})
    start, open_session = Barrier(threads), transaction if is_protected else bare
    if not is_protected:
        service.lock = lambda *_, **__: set()

    def one(number: int) -> int:
        with app.app_context():
            asked = wish(random.Random(seed * 1000 + number), rooms)
            with suppress(Exception):
                start.wait(timeout=20)
            for _try in range(5):
                try:
                    with open_session() as session:
                        return len(bookings.book(session, asked, STAFF, at=NOW, by=SYSTEM, zone=ZoneInfo("UTC")))
                except Refused:
                    return 0
                except OperationalError:
                    # Without BEGIN IMMEDIATE a reader may not become a writer; a naive program tries again.
                    db.session.rollback()
            return 0

    with app.app_context():
        rooms: Any = list(db.session.scalars(select(Room.id)))
        db.session.remove()
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(one, range(threads)))


if __name__ == "__main__":
    url, seed, threads, how = sys.argv[1:]
    sys.stdout.write(f"{book_all(url, int(seed), int(threads), how == 'protected')}\n")
