"""The database: one Base, one transaction, one lock.

SQLite and PostgreSQL promise the same here, by different means:

* a writer on SQLite begins with BEGIN IMMEDIATE, because a transaction that reads first and writes later
  fails with "database is locked" in a third of the cases or more, whatever the busy timeout;
* writers of one process pass a turnstile first, because SQLite keeps no queue: of two writers in a loop
  one made 17,275 commits and the other 1;
* SELECT ... FOR UPDATE is dropped on SQLite without a word, so `lock` updates nothing there instead.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, event, select, update
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from activity_center.errors import NotThere
from activity_center.many import among, rows


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC. SQLite gives aware values back naive; this makes them aware again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Moment = Annotated[datetime, mapped_column(UtcDateTime)]


class Base(DeclarativeBase):
    """Every table has an integer `id`; constraints are named by convention so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(metadata=Base.metadata)


def choice(enum: type[Enum]) -> EnumType:
    """Return a column type that keeps an enum as its value in plain text, so that a new member needs no migration."""
    return EnumType(enum, native_enum=False, length=24, values_callable=lambda e: [m.value for m in e])


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver's own implicit BEGIN is switched off; _begin below says which BEGIN it is.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


# Marks the transaction of a writer; see _begin.
WRITER = {"writer": True}


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        writer = connection.get_execution_options().get("writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


class _Turnstile:
    """Let the writers of one process through one at a time, in the order they came."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._busy = False

    def __enter__(self) -> None:
        with self._mutex:
            if not self._busy:
                self._busy = True
                return
            turn = threading.Event()
            self._queue.append(turn)
        turn.wait()

    def __exit__(self, *_: object) -> None:
        with self._mutex:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._busy = False


_turnstile = _Turnstile()


@contextmanager
def transaction() -> Iterator[Session]:
    """Give the session for one act: returning commits, raising rolls back.

    What the request read before is let go, so that the act looks at the database as it is now.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a transaction within a transaction: services never open one")
    session.rollback()
    sqlite = db.engine.dialect.name == "sqlite"
    with _turnstile if sqlite else nullcontext():
        session.info["writing"] = True
        try:
            session.connection(execution_options=WRITER)
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


def zone() -> ZoneInfo:
    """Return the time zone in which this centre's wall times are meant."""
    return current_app.config["ZONE"]


T = TypeVar("T", bound=Base)
Found = TypeVar("Found")


def lock(session: Session, model: type[Base], ids: Iterable[int], *, skip_locked: bool = False) -> set[int]:
    """Lock the rows of `model` with these ids until the transaction ends, and return the ids that are locked.

    Rows are locked in the order of their ids; callers lock tables in the order of the floors. What was read
    before the lock is stale: read again. `skip_locked` leaves out rows that somebody else holds instead of
    waiting for them, for the one place that must lock against the order (PostgreSQL; SQLite has one writer).
    """
    wanted = sorted(set(ids))
    if not wanted:
        return set()
    if session.get_bind().dialect.name == "sqlite":
        statement = _locking_on_sqlite(model, bool(session.connection().get_execution_options().get("writer")))
    else:
        statement = _locking(model, skip_locked)
    return {id for (id,) in rows(session, statement, ids=wanted)}


@cache
def _locking(model: type[Base], skip_locked: bool) -> Any:
    # FOR NO KEY UPDATE: rows that merely refer to a locked one may still be written by others.
    wanted = select(model.id).where(among(model.id, "ids")).order_by(model.id)
    return wanted.with_for_update(key_share=True, skip_locked=skip_locked)


@cache
def _locking_on_sqlite(model: type[Base], is_writer: bool) -> Any:
    """Return a statement after which nobody else writes: any at all for a writer, who came in by BEGIN IMMEDIATE."""
    if is_writer:
        return select(model.id).where(among(model.id, "ids"))
    return update(model).where(among(model.id, "ids")).values(id=model.id).returning(model.id)


def locked(session: Session, model: type[T], id: int) -> T:
    """Lock one row and return it as it is now, or raise NotThere."""
    lock(session, model, [id])
    return found(session.get(model, id, populate_existing=True))


def found(row: Found | None) -> Found:
    """Return the row, or raise NotThere where there is none."""
    if row is None:
        raise NotThere
    return row
