"""What every test may ask for. A test that asks for a database runs on SQLite and on PostgreSQL."""

import importlib
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from activity_center import create_app
from activity_center.db import Base, db
from activity_center.settings import settings as configured
from tests.clients import Stranger, Visitor
from tests.databases import KINDS, NoServer, empty_database, sweeping

pytest_plugins = ["tests.browsers", "tests.demo_centre"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--looks", choices=["usual", "all"], default="usual", help="in how many looks each page is shown")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        marked = [kind for kind in KINDS if metafunc.definition.get_closest_marker(f"{kind}_only")]
        # A browser sees the same pages whatever keeps the rows.
        kinds = marked or (KINDS[:1] if "browser" in metafunc.fixturenames else KINDS)
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            # A browser on a busy machine may stumble, so it gets a second try, and the summary names it (R).
            # Everything else, above all the races, has one; and a flaw of a page is there at the second look as well.
            item.add_marker(pytest.mark.flaky(reruns=1, rerun_except=["flaws"]))


# Whose tests run one after the other on one worker: they share what takes long to make, or want the machine. A mark
# cannot say it: pytest-xdist 3.8 writes groups into names of tests, which pytest 9.2 no longer lets it do.
TOGETHER = {
    "tests/demo/test_demo.py": "the demo",
    "tests/pages/test_whole_map.py": "every page",
    "tests/bench/test_rush.py": "a crowd",
    "tests/rooms/test_crowd.py": "a crowd",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER.get(nodeid.partition("::")[0], nodeid)

    return Scheduling(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, times in reasons.items():
        terminalreporter.write_line(f"{times} x {reason}")


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


@pytest.fixture(scope="session")
def app(database_url: str) -> Iterator[Flask]:
    app = create_app(settings(database_url))
    app.test_client_class = Stranger
    for models in Path(app.root_path).glob("*/models.py"):  # until create_app imports every floor
        importlib.import_module(f"activity_center.{models.parent.name}.models")
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def settings(database_url: str) -> dict[str, Any]:
    """The configuration of every test application: the environment's defaults with a database of the tests."""
    environment = {"DATABASE_URL": database_url, "SECRET_KEY": "only for tests"}
    # As many connections as a centre has, but only two are kept: all tests share the hundred of one server.
    options = {"pool_size": 2, "max_overflow": 18}
    return {**configured(environment), "TESTING": True, "SQLALCHEMY_ENGINE_OPTIONS": options}


@pytest.fixture(scope="session")
def _sweep(app: Flask, database_url: str) -> Iterator[Callable[[], None]]:
    with sweeping(database_url, [table.name for table in Base.metadata.sorted_tables]) as sweep:
        yield sweep


@pytest.fixture
def clean(_sweep: Callable[[], None]) -> None:
    """An empty database for this test, however the one before has committed."""
    _sweep()
    # What the application remembers of its calendars holds until something is committed by a session.
    Session().commit()


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
