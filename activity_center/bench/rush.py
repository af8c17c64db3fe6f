"""The rush: everybody asks at the same moment, through the API and through the form.

Measured are acknowledged asks (a seat or a place in the waitlist, committed), beside a bare Flask page of the same
server and the rate at which one writer commits to the same database, in the same run.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.bench import load
from activity_center.bench.load import Exchange, Request, request
from activity_center.bench.place import Place, Server
from activity_center.bench.term import FIRST_CARD, PIN, Rush, add_people, open_term
from activity_center.courses.models import Section
from activity_center.db import db, transaction
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import LIVE, SEATED
from activity_center.people import tokens

SEATS = 30
_HOT_PEOPLE = 2000


@dataclass(frozen=True)
class Scale:
    """How many people ask for how many sections each, by how many clients, of how many processes."""

    people: int
    sections: int
    clients: int
    processes: int
    bare_requests: int = 6000


def measure(place: Place, scale: Scale) -> dict[str, Any]:
    """Run the whole rush on an empty database and return what came of it, ready for JSON."""
    with place.app.app_context(), transaction() as session:
        rush = open_term(session, scale.people, 2 * scale.sections + 1, SEATS, clock.now())
        hot = add_people(session, [str(FIRST_CARD + scale.people + n) for n in range(_HOT_PEOPLE)], clock.now())
        hot_tokens = {id: tokens.issue_token(session, id, at=clock.now())[0] for id in hot}
    by_api, by_form, one = _shares(rush, scale)
    raw = float(place.output_of("activity_center.bench.raw", "3"))
    with Server(place, scale.processes) as server:
        port = server.port
        keys = api_keys(port, rush, scale)
        cookies = form_cookies(port, rush, scale, by_form[0])
        bare = _bare(port, scale)
        api = _asked(port, scale, [api_ask(keys[p], p, s) for p, s in asks(rush, by_api)], {200, 201})
        hot_api = _asked(port, scale, [api_ask(token, id, one) for id, token in hot_tokens.items()], {200, 201})
        form = _asked(port, scale, [form_ask(cookies[p], p, s) for p, s in asks(rush, by_form)], {303})
        bare_again = _bare(port, scale)
    limits = _limits(bare, bare_again, raw)
    with place.app.app_context():
        return {
            "database": "sqlite" if place.is_sqlite else "postgresql",
            "scale": asdict(scale),
            "limits": limits,
            "api": _told(api, by_api, limits),
            "api_one_hot_section": _told(hot_api, [one], limits),
            "form": _told(form, by_form, limits),
        }


def _shares(rush: Rush, scale: Scale) -> tuple[list[int], list[int], int]:
    ids = rush.section_ids
    return ids[: scale.sections], ids[scale.sections : -1], ids[-1]


def asks(rush: Rush, section_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return every person with every section; each person's asks stand together, in an order of their own."""
    chance = random.Random(20260907)
    return [(p, s) for p in rush.person_ids for s in chance.sample(section_ids, len(section_ids))]


# Signing in beforehand, through the front door.


def scripts(requests: Sequence[Request], clients: int) -> list[Sequence[Request]]:
    """Share requests among clients, so that what stands together is sent by one client, one after the other."""
    share = -(-len(requests) // clients)
    return [requests[n : n + share] for n in range(0, len(requests), share)]


def _all(port: int, scale: Scale, requests: Sequence[Request]) -> dict[Any, Exchange]:
    # Few at a time: comparing a secret is slow on purpose, and this is not what is measured.
    exchanges, _ = load.run(port, scripts(requests, min(8, scale.clients)))
    failed = [one for one in exchanges if one.status not in (200, 201, 302, 303)]
    if failed:
        raise RuntimeError(f"signing in failed: {failed[0].status} {failed[0].body[:300]!r}")
    return {one.about: one for one in exchanges}


def api_keys(port: int, rush: Rush, scale: Scale) -> dict[int, str]:
    """Sign everybody in by the API and return a token for each person."""
    bodies = {
        person_id: json.dumps({"login": card, "secret": PIN}).encode()
        for person_id, card in zip(rush.person_ids, rush.cards, strict=True)
    }
    headers = {"Content-Type": "application/json"}
    asked = [request("POST", "/api/v1/tokens", headers=headers, body=body, about=id) for id, body in bodies.items()]
    return {id: json.loads(one.body)["token"] for id, one in _all(port, scale, asked).items()}


_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


def form_cookies(port: int, rush: Rush, scale: Scale, section_id: int) -> dict[int, tuple[str, str]]:
    """Sign everybody in by the form and return for each the cookie and the CSRF token of their session."""
    opened = _all(port, scale, [request("GET", "/sign-in", about=id) for id in rush.person_ids])
    cards = dict(zip(rush.person_ids, rush.cards, strict=True))
    signed = _all(
        port,
        scale,
        [
            load.form(
                "/sign-in",
                {"csrf_token": _csrf(one), "login": cards[id], "secret": PIN},
                cookie=_cookie(one),
                about=id,
            )
            for id, one in opened.items()
        ],
    )
    cookies = {id: _cookie(one) for id, one in signed.items()}
    path = f"/sections/{section_id}/enrol"
    pages = _all(port, scale, [request("GET", path, headers={"Cookie": c}, about=id) for id, c in cookies.items()])
    return {id: (_cookie(one) or cookies[id], _csrf(one)) for id, one in pages.items()}


def _csrf(one: Exchange) -> str:
    found = _TOKEN.search(one.body)
    if not found:
        raise RuntimeError(f"no form where one was expected: {one.status} {one.body[:300]!r}")
    return found[1].decode()


def _cookie(one: Exchange) -> str:
    return "; ".join(line.split(";")[0] for line in one.headers("Set-Cookie"))


# The rush itself.


def _bare(port: int, scale: Scale) -> tuple[Sequence[Exchange], float]:
    return load.run(port, scripts([request("GET", "/bare/")] * scale.bare_requests, scale.clients))


def api_ask(token: str, person_id: int, section_id: int) -> Request:
    """Return the request of a program that asks for a seat."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    path = f"/api/v1/sections/{section_id}/enrolments"
    return request("POST", path, headers=headers, body=b"{}", about=(person_id, section_id))


def form_ask(signed_in: tuple[str, str], person_id: int, section_id: int) -> Request:
    """Return the request of a browser that asks for a seat."""
    cookie, csrf = signed_in
    fields = {"csrf_token": csrf}
    return load.form(f"/sections/{section_id}/enrolments", fields, cookie=cookie, about=(person_id, section_id))


@dataclass(frozen=True)
class _Asked:
    exchanges: Sequence[Exchange]
    seconds: float
    good: frozenset[int]

    @property
    def acknowledged(self) -> list[Exchange]:
        return [one for one in self.exchanges if one.status in self.good]


def _asked(port: int, scale: Scale, requests: Sequence[Request], good: Iterable[int]) -> _Asked:
    exchanges, seconds = load.run(port, scripts(requests, scale.clients))
    return _Asked(exchanges, seconds, frozenset(good))


# What came of it, as the database says.


def _limits(bare: Any, bare_again: Any, raw: float) -> dict[str, Any]:
    exchanges = [*bare[0], *bare_again[0]]
    return {"bare_page": asdict(load.summary(exchanges, bare[1] + bare_again[1])), "raw_commits_per_second": raw}


def _told(asked: _Asked, section_ids: Sequence[int], limits: dict[str, Any]) -> dict[str, Any]:
    shown = asdict(load.summary(asked.exchanges, asked.seconds, asked.good))
    shown["acknowledged_per_second"] = shown.pop("per_second")
    bare = limits["bare_page"]
    return (
        shown
        | wrongs(db.session(), asked.acknowledged, section_ids)
        | {
            "ratio_to_bare_page": round(shown["acknowledged_per_second"] / bare["per_second"], 3),
            "ratio_to_raw_commit": round(shown["acknowledged_per_second"] / limits["raw_commits_per_second"], 3),
            "p99_to_bare_p99": round(shown["p99_ms"] / bare["p99_ms"], 2),
        }
    )


def wrongs(session: Session, acknowledged: Iterable[Exchange], section_ids: Sequence[int]) -> dict[str, int]:
    """Compare what people were told with what the database holds; each of these numbers must be 0.

    `oversold` seats beyond the capacity; `lost` acknowledged asks that are not there; `duplicates` live enrolments of
    one person in one section beyond the first; `overtaken` asks that stand behind one which was sent after
    they were acknowledged.
    """
    rows = session.execute(
        select(Enrolment.id, Enrolment.person_id, Enrolment.section_id, Enrolment.status)
        .where(Enrolment.section_id.in_(section_ids), Enrolment.status.in_(LIVE))
        .order_by(Enrolment.id)
    ).all()
    seats = dict(session.execute(select(Section.id, Section.capacity).where(Section.id.in_(section_ids))).all())
    taken = Counter(row.section_id for row in rows if row.status in SEATED)
    ids = {(row.person_id, row.section_id): row.id for row in rows}
    told = {one.about: one for one in acknowledged}
    return {
        "oversold": sum(max(0, taken[id] - (capacity or 0)) for id, capacity in seats.items()),
        "lost": len(told.keys() - ids.keys()),
        "duplicates": len(rows) - len(ids),
        "overtaken": sum(_overtaken([told[pair] for pair in ids if pair in told and pair[1] == id]) for id in seats),
    }


def _overtaken(in_order: Sequence[Exchange]) -> int:
    """Count those who stand behind somebody who sent only after they were acknowledged."""
    latest_sent, count = float("-inf"), 0
    for one in in_order:
        count += one.done < latest_sent
        latest_sent = max(latest_sent, one.sent)
    return count
