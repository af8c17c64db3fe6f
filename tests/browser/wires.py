"""A wire between a browser and a server, which breaks at the worst moment."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread


class Wire:
    """What comes in on `port` goes to the server; `cut` lets nothing through, `break_at` lets one answer be lost."""

    def __init__(self, to: int) -> None:
        self.to, self._marked = to, b""
        self._act: Callable[[], object] = lambda: None
        self._turn = Lock()
        self._ends: set[socket.socket] = set()
        self.port = self.broken = 0
        self.mend()

    def cut(self) -> None:
        """Let nothing through any more, as where there is no network: for pages, workers and whatever else asks."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for end in list(self._ends):
            _hang_up(end)

    def mend(self) -> None:
        """Let everything through again."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]
        Thread(target=self._listen, args=(self._door,), daemon=True).start()

    def break_at(self, marked: bytes, act: Callable[[], object]) -> None:
        """Do something as the server begins to answer a request with this text, and let nobody hear the answer."""
        self._marked, self._act = marked, act

    def _listen(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = door.accept()
                Thread(target=self._join, args=(client,), daemon=True).start()

    def _join(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            client.close()
            return
        asked: list[bytes] = []
        self._ends |= {client, server}
        Thread(target=self._carry, args=(client, server, asked.append), daemon=True).start()
        self._carry(server, client, lambda _: self._is_broken(asked))
        self._ends -= {client, server}

    def _is_broken(self, asked: list[bytes]) -> bool:
        with self._turn:
            if not self._marked or self._marked not in b"".join(asked):
                asked.clear()
                return False
            self._marked = b""
            self._act()
            self.broken += 1
            return True

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket, see: Callable[[bytes], object]) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if see(data):
                    break
                target.sendall(data)
        _hang_up(source)
        _hang_up(target)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def wired(to: int) -> Iterator[Wire]:
    """Lay a wire to a server."""
    wire = Wire(to)
    yield wire
    wire.cut()
