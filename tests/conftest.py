"""What every test may ask for. A test that asks for a database runs on SQLite and on PostgreSQL."""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import activity_center
from activity_center.db import Base, db
from tests.clients import Stranger, Visitor
from tests.databases import KINDS, NoServer, empty_database, sweeping

pytest_plugins = ["tests.browsers"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        marked = [kind for kind in KINDS if metafunc.definition.get_closest_marker(f"{kind}_only")]
        browser = metafunc.definition.get_closest_marker("browser")
        kinds = marked or (KINDS[:1] if browser else KINDS)
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """Which database this test is about: "sqlite" or "postgresql"."""
    return request.param


@pytest.fixture(scope="session")
def database_url(database: str) -> Iterator[str]:
    """The database that `app` and `session` share; it has all tables, and no rows when a test begins."""
    yield from _empty(database)


@pytest.fixture
def empty_url(database: str) -> Iterator[str]:
    """A database of this test's own without a single table: for migrations, commands and restores."""
    yield from _empty(database)


def _empty(kind: str) -> Iterator[str]:
    try:
        with empty_database(kind) as url:
            yield url
    except NoServer as error:
        # On a machine that only wants to look, half the tests are better than none. CI must have both.
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def create_app(config):  # until the real one is there
    if hasattr(activity_center, "create_app"):
        return activity_center.create_app(config)
    import importlib
    from pathlib import Path

    for models in sorted(Path(activity_center.__path__[0]).glob("**/models.py")):
        importlib.import_module(f"activity_center.{models.parent.name}.models")
    for name in ("audit", "centre"):
        importlib.import_module(f"activity_center.{name}")
    app = Flask("activity_center")
    app.config.update(config, SQLALCHEMY_DATABASE_URI=config["DATABASE_URL"])
    db.init_app(app)
    return app


@pytest.fixture(scope="session")
def app(database_url: str) -> Iterator[Flask]:
    app = create_app(settings(database_url))
    app.test_client_class = Stranger
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def settings(database_url: str) -> dict[str, object]:
    """The configuration of every test application; a test that needs another makes its own."""
    return {"TESTING": True, "SECRET_KEY": "only for tests", "DATABASE_URL": database_url}


@pytest.fixture(scope="session")
def _sweep(app: Flask, database_url: str) -> Iterator[Callable[[], None]]:
    with sweeping(database_url, [table.name for table in Base.metadata.sorted_tables]) as sweep:
        yield sweep


@pytest.fixture
def clean(_sweep: Callable[[], None]) -> None:
    """An empty database for this test, however the one before has committed."""
    _sweep()


@pytest.fixture
def session(app: Flask, clean: None) -> Iterator[Session]:
    """The session that transaction() uses, in an application context.

    `client` commits it before each request, so that the view sees what the test has written and the test what
    the view has. Before `transaction()`, a thread or a browser the test itself calls `session.commit()`.
    """
    with app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture
def client(app: Flask, clean: None) -> FlaskClient:
    """A browser without a screen, which sends the CSRF token of its session with every form."""
    return Visitor(app)


@pytest.fixture
def at() -> datetime:
    """A moment to act at: Monday 7 September 2026, ten in the morning in Shanghai."""
    return datetime(2026, 9, 7, 2, 0, tzinfo=UTC)


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def logged_errors() -> Iterator[list[logging.LogRecord]]:
    """Fail the test that logged an error, unless it took the record out of this list."""
    handler = _Errors()
    logging.getLogger().addHandler(handler)
    yield handler.records
    logging.getLogger().removeHandler(handler)
    if handler.records:
        pytest.fail("logged: " + "; ".join(record.getMessage() for record in handler.records))
