"""A load of HTTP clients cheap enough to leave the machine to the server: raw HTTP/1.1 over asyncio.

Each client keeps one connection and sends its next request when the last one is answered, as a browser does.
"""

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import perf_counter
from urllib.parse import urlencode


@dataclass(frozen=True)
class Request:
    """The bytes of one request, and what it is about (say, which person asks for which section)."""

    raw: bytes
    about: object = None


@dataclass(frozen=True)
class Exchange:
    """One request with its answer; status 0 means that the connection broke. Times are perf_counter seconds."""

    about: object
    sent: float
    done: float
    status: int
    head: bytes
    body: bytes

    @property
    def seconds(self) -> float:
        """Return how long the client waited."""
        return self.done - self.sent

    def header(self, name: str) -> str:
        """Return a header of the answer, or nothing."""
        return next(iter(self.headers(name)), "")

    def headers(self, name: str) -> list[str]:
        """Return every header of this name."""
        lines = (line.partition(":") for line in self.head.decode("latin-1").split("\r\n")[1:])
        return [value.strip() for key, _, value in lines if key.lower() == name.lower()]


def request(
    method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b"", about: object = None
) -> Request:
    """Return a request ready to be sent as often as wanted."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += [f"Content-Length: {len(body)}"] if body or method != "GET" else []
    return Request("\r\n".join([*lines, "", ""]).encode() + body, about)


def form(path: str, fields: dict[str, str], *, cookie: str = "", about: object = None) -> Request:
    """Return a form post."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"} | ({"Cookie": cookie} if cookie else {})
    return request("POST", path, headers=headers, body=urlencode(fields).encode(), about=about)


class _Client(asyncio.Protocol):
    """One connection that sends one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None or self._answer.done():
            return
        head = self._buffer[:end]
        status = int(head[9:12])
        length = 0 if status in (204, 304) else _length(head)
        if len(self._buffer) >= end + 4 + length:
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            self._answer.set_result((status, head, body))

    @property
    def is_open(self) -> bool:
        """Say whether the connection stands."""
        return self._transport is not None

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()

    async def exchange(self, one: Request) -> Exchange:
        sent = perf_counter()
        try:
            if self._transport is None:
                raise ConnectionResetError
            self._answer = asyncio.get_running_loop().create_future()
            self._transport.write(one.raw)
            status, head, body = await self._answer
        except OSError:
            status, head, body = 0, b"", b""
        return Exchange(one.about, sent, perf_counter(), status, head, body)


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(b"content-length:")
    return int(lower[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0


async def _one(port: int, script: Iterable[Request], results: list[Exchange], patience: float) -> None:
    client = None
    for one in script:
        sent = perf_counter()
        while True:
            client = client if client and client.is_open else await _connected(port)
            exchange = await client.exchange(one)
            if exchange.status or perf_counter() - sent > patience:
                break
            await asyncio.sleep(0.05)
        results.append(replace(exchange, sent=sent))
    if client:
        client.close()


async def _connected(port: int) -> _Client:
    """Return a connection; one that nobody answers fails at the first exchange."""
    try:
        _, client = await asyncio.get_running_loop().create_connection(_Client, "127.0.0.1", port)
    except OSError:
        return _Client()
    return client


def run(port: int, scripts: Sequence[Iterable[Request]], patience: float = 0) -> tuple[list[Exchange], float]:
    """Let one client for each script go through its requests, all at once; return what happened and the seconds.

    A client whose connection breaks sends the same request again for up to `patience` seconds; the exchange then counts
    from when it was sent first.
    """
    results: list[Exchange] = []

    async def everybody() -> None:
        await asyncio.gather(*(_one(port, script, results, patience) for script in scripts))

    begun = perf_counter()
    # In a thread of its own: whoever calls may be in an event loop already (a browser's, say).
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(everybody())).result()
    return results, perf_counter() - begun


@dataclass(frozen=True)
class Summary:
    """What a load came to."""

    per_second: float
    p50_ms: float
    p99_ms: float
    count: int
    errors: int


def summary(exchanges: Sequence[Exchange], seconds: float, good: frozenset[int] = frozenset({200})) -> Summary:
    """Return rate and latencies; an error is an answer whose status is not among the good ones."""
    waits = sorted(one.seconds for one in exchanges)
    fine = sum(one.status in good for one in exchanges)
    return Summary(
        per_second=round(fine / seconds, 1),
        p50_ms=round(1000 * waits[len(waits) // 2], 2),
        p99_ms=round(1000 * waits[min(len(waits) - 1, len(waits) * 99 // 100)], 2),
        count=len(exchanges),
        errors=len(exchanges) - fine,
    )
