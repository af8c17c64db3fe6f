"""Serving: granian in front, and on SQLite one process that also does the worker's rounds."""

import fcntl
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.util import Finalize
from pathlib import Path
from time import sleep

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from werkzeug.middleware.proxy_fix import ProxyFix

from activity_center import create_app, schema, worker
from activity_center.errors import Reason, Refused

# A request that waits for the collector holds a thread but no connection. Left to itself granian's number of
# threads grows with the load, and overruns the pool of connections.
THREADS = 64
# How many requests one process takes in before the rest waits in the socket's queue.
TAKEN_IN = 512


def serve(host: str, port: int, processes: int, tls: tuple[Path, Path] | None, ready: Callable[[], None]) -> None:
    """Serve until TERM or Ctrl+C; requests in flight are answered first. `ready` is called once we listen."""
    _must_be_free(host, port)
    certificate, key = tls or (None, None)
    server = Granian(
        "activity_center.server:make",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        backpressure=TAKEN_IN,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        ssl_cert=certificate,
        ssl_key=key,
    )
    server.on_startup(ready)
    server.serve()


_LOGGING = {
    "handlers": {"console": {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}


def make() -> Flask:
    """Build the application inside a serving process."""
    _end_with_parent()
    app = create_app()
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    with app.app_context():
        embedded = schema.sqlite_path()
    if embedded:
        _work_beside(app)
    return app


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


def _must_be_free(host: str, port: int) -> None:
    # granian's own sockets share a port (SO_REUSEPORT): a second server would silently take half of the visitors.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(Reason("address_taken", {"host": host, "port": port, "why": error.strerror})) from None


@contextmanager
def alone(database: Path | None) -> Iterator[None]:
    """Hold the lock of an SQLite file that only one server or worker may hold; refused where another does.

    Forked processes share it, so it is free again when the last of them is gone. It waits a moment for those
    of a server that was just killed. PostgreSQL (None) needs no such lock.
    """
    if database is None:
        yield
        return
    path = database.with_name(f"{database.name}.serving.lock")
    database.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        for attempt in range(12):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if attempt == 11:
                    raise Refused(Reason("already_served", {"path": str(database)})) from None
                sleep(0.25)
        yield
