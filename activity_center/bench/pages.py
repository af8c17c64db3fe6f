"""Pages: how many of each a server gives, beside a bare Flask page."""

from dataclasses import asdict
from typing import Any

from activity_center import clock
from activity_center.bench import load
from activity_center.bench.load import request
from activity_center.bench.place import Place, Server
from activity_center.bench.rush import Scale, form_cookies, scripts
from activity_center.bench.term import open_term
from activity_center.db import transaction


def measure(place: Place, sections: int, clients: int, processes: int, requests: int = 400) -> dict[str, Any]:
    """Ask for each of the pages that people look at, as a visitor and as a member."""
    scale = Scale(people=1, sections=sections, clients=clients, processes=processes)
    with place.app.app_context(), transaction() as session:
        term = open_term(session, 1, sections, 30, clock.now())
    section = term.section_ids[0]
    with Server(place, processes) as server:
        [(cookie, _)] = form_cookies(server.port, term, scale, section).values()
        signed_in = {"Cookie": cookie}
        pages = {
            "bare": ("/bare/", {}),
            "home": ("/", {}),
            "catalogue": ("/catalogue", {}),
            "search": ("/catalogue?q=course", {}),
            "section": (f"/sections/{section}", {}),
            "catalogue, member": ("/catalogue", signed_in),
            "section, member": (f"/sections/{section}", signed_in),
            "my courses": ("/me", signed_in),
            "my timetable": ("/me/timetable", signed_in),
            "sections, API": ("/api/v1/sections", {}),
        }
        told = {name: _rate(server.port, *page, clients, requests) for name, page in pages.items()}
    bare = told["bare"]["per_second"]
    return {
        "database": "sqlite" if place.is_sqlite else "postgresql",
        "sections": sections,
        "pages": {name: one | {"ratio_to_bare_page": round(one["per_second"] / bare, 4)} for name, one in told.items()},
    }


def _rate(port: int, path: str, headers: dict[str, str], clients: int, requests: int) -> dict[str, Any]:
    many = 10 * requests if path == "/bare/" else requests
    exchanges, seconds = load.run(port, scripts([request("GET", path, headers=headers)] * many, clients))
    return asdict(load.summary(exchanges, seconds))
