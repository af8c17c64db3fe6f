"""Serving: granian in front, and on SQLite one process that also does the worker's rounds."""

import fcntl
import gc
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from ssl import SSLError
from time import sleep

from flask import Flask
from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from werkzeug.middleware.proxy_fix import ProxyFix

from activity_center import create_app, schema, worker
from activity_center.errors import Reason, Refused

# A request that waits for the collector holds a thread but no connection. Left to itself granian's number of
# threads grows with the load, and overruns the pool of connections. With twice as many as the collector takes into
# one transaction, the next batch is complete when one is committed: a fifth more asks a second than with 64.
THREADS = 128
# How many requests one process takes in before the rest waits in the socket's queue.
TAKEN_IN = 512


@dataclass(frozen=True)
class Door:
    """Where and how we are reached; `tls` is the certificate and its key."""

    host: str
    port: int
    tls: tuple[Path, Path] | None = None
    is_logged: bool = False

    @property
    def url(self) -> str:
        """Return the address for a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"


# What a serving process builds.
APPLICATION = "activity_center.server:make"


def serve(door: Door, processes: int, ready: Callable[[], None], application: str = APPLICATION) -> None:
    """Serve until TERM or Ctrl+C; requests in flight are answered first. `ready` is called once we listen."""
    _must_be_free(door)
    try:
        server = _granian(door, processes, application)
    except SSLError as error:
        raise Refused(Reason("certificate_unusable", {"why": error.reason or str(error)})) from None
    server.on_startup(ready)
    server.serve()


def _granian(door: Door, processes: int, application: str) -> Granian:
    certificate, key = door.tls or (None, None)
    return Granian(
        application,
        factory=True,
        address=door.host,
        port=door.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        backpressure=TAKEN_IN,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
        log_access=door.is_logged,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        ssl_cert=certificate,
        ssl_key=key,
        # Tablets of members may be ten years old.
        ssl_protocol_min=SSLProtocols.tls12,
    )


_LOGGING = {
    "handlers": {
        "console": {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
        "access": {"formatter": "access", "class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
    },
    "loggers": {
        "_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
    },
}


def make() -> Flask:
    """Build the application inside a serving process."""
    _end_with_parent()
    worker.log_to_stderr()
    app = create_app()
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    with app.app_context():
        embedded = schema.sqlite_path()
    if embedded:
        _work_beside(app)
    _collect_rarely()
    return app


def _collect_rarely() -> None:
    """Leave what is there for good out of garbage collection, and look for cycles a tenth as often.

    Nearly all that a request makes is freed as its last reference goes; looking for the rest took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10 * gc.get_threshold()[0], *gc.get_threshold()[1:])


def _work_beside(app: Flask) -> None:
    stop = threading.Event()
    rounds = threading.Thread(target=worker.run, args=(app, stop), name="worker", daemon=True)
    rounds.start()

    def finish() -> None:
        stop.set()
        rounds.join(timeout=10)

    # atexit is not called in a forked process; this is.
    Finalize(None, finish, exitpriority=10)


def _end_with_parent() -> None:
    """See to it that a serving process does not outlive the one that started it, even where that was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            sleep(0.25)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _must_be_free(door: Door) -> None:
    # granian's own sockets share a port (SO_REUSEPORT): a second server would silently take half of the visitors.
    def probe() -> None:
        with socket.socket(socket.AF_INET6 if ":" in door.host else socket.AF_INET) as plain:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            plain.bind((door.host, door.port))

    try:
        _patiently(probe)
    except OSError as error:
        facts = {"host": door.host, "port": door.port, "why": error.strerror or str(error)}
        raise Refused(Reason("address_taken", facts)) from None


@contextmanager
def alone(database: Path | None) -> Iterator[None]:
    """Hold the lock of an SQLite file that only one server or worker may hold; refused where another does.

    Forked processes share it, so it is free again when the last of them is gone. PostgreSQL (None) needs no such lock.
    """
    if database is None:
        yield
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    with database.with_name(f"{database.name}.serving.lock").open("a") as file:
        try:
            _patiently(lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            raise Refused(Reason("already_served", {"path": str(database)})) from None
        yield


def _patiently(act: Callable[[], object], tries: int = 12) -> None:
    """Do what the processes of a server that was just killed may still be in the way of, for three seconds."""
    for _again in range(tries - 1):
        try:
            act()
            return
        except OSError:
            sleep(0.25)
    act()
