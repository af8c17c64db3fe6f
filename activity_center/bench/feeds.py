"""Calendars: how long the centre's feed takes cold and warm, and how fast "nothing is new" is said."""

from dataclasses import asdict
from typing import Any

from activity_center import clock
from activity_center.bench import load
from activity_center.bench.load import Exchange, request
from activity_center.bench.place import Place, Server
from activity_center.bench.rush import scripts
from activity_center.bench.term import MEETINGS, open_term
from activity_center.db import transaction

FEED = "/feeds/centre.ics"


def measure(place: Place, meetings: int, clients: int, processes: int, requests: int = 6000) -> dict[str, Any]:
    """Serve a centre with so many meetings and ask for its calendar in every way a phone does."""
    with place.app.app_context(), transaction() as session:
        open_term(session, people=1, sections=-(-meetings // MEETINGS), seats=30, at=clock.now())
    with Server(place, processes) as server:
        cold, *warm = [_one(server.port) for _ in range(21)]
        bare = _rate(server.port, "/bare/", {}, clients, requests)
        same = _rate(server.port, FEED, {"If-None-Match": cold.header("ETag")}, clients, requests)
    return {
        "database": "sqlite" if place.is_sqlite else "postgresql",
        "events": cold.body.count(b"BEGIN:VEVENT"),
        "bytes": len(cold.body),
        "cold_ms": round(1000 * cold.seconds, 1),
        "warm_ms": round(1000 * sorted(one.seconds for one in warm)[len(warm) // 2], 2),
        "bare_page": bare,
        "not_modified": same,
        "ratio_of_304_to_bare_page": round(same["per_second"] / bare["per_second"], 3),
    }


def _one(port: int) -> Exchange:
    exchanges, _ = load.run(port, [[request("GET", FEED)]])
    return exchanges[0]


def _rate(port: int, path: str, headers: dict[str, str], clients: int, requests: int) -> dict[str, Any]:
    exchanges, seconds = load.run(port, scripts([request("GET", path, headers=headers)] * requests, clients))
    return asdict(load.summary(exchanges, seconds, frozenset({304} if headers else {200})))
