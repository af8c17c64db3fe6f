"""A real server in a process of its own, for as long as a test needs it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.commands import PROGRAM, surroundings


@dataclass
class Server:
    """`activity-center serve` and where it listens."""

    process: subprocess.Popen[str]
    port: int

    def status(self, path: str) -> int | None:
        """Return the status of a page, or None where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    @property
    def serving(self) -> list[int]:
        """Return the processes that serve for it."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)

    def kill(self) -> None:
        """Kill every process of it, as losing power does."""
        children = self.serving
        self.stop(signal.SIGKILL)
        for child in children:
            os.kill(child, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, children)))


@contextmanager
def serving(url: str, *arguments: str, port: int | None = None) -> Iterator[Server]:
    """Serve this database, wait until it is ready, and see to it that nothing is left of it."""
    port = port or free_port()
    command = [PROGRAM, "serve", "--port", str(port), *arguments]
    environment = surroundings(DATABASE_URL=url)
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        server = Server(process, port)
        try:
            wait_until(lambda: server.status("/healthz") == 200 or process.poll() is not None)
            assert process.poll() is None, process.stdout.read() if process.stdout else ""
            yield server
        finally:
            process.terminate()
            wait_until(lambda: process.poll() is not None)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something to become true, or fail."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Say whether a process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
