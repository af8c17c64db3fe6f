"""Growth: what asking for a seat costs as the centre fills up; it must not grow with those who are there already."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.bench.place import Place
from activity_center.bench.term import add_people, open_term
from activity_center.db import transaction
from activity_center.enrolment.asking import Ask, request_seats

_BATCH, _ROUNDS, _CARDS = 64, 20, 30_000_001


def measure(place: Place, steps: Sequence[int], sections: int) -> dict[str, Any]:
    """Let people in step by step, and time a batch of 64 asks after each step."""
    with place.app.app_context():
        with transaction() as session:
            term = open_term(session, 1, sections, 30, clock.now())
        told = [_step(term.section_ids, steps[:n]) for n in range(1, len(steps) + 1)]
    return {"database": "sqlite" if place.is_sqlite else "postgresql", "sections": sections, "steps": told}


def _step(section_ids: Sequence[int], steps: Sequence[int]) -> dict[str, Any]:
    """Add the people of the last step, let each ask for one section, and time what asking costs then."""
    first = _CARDS + sum(steps[:-1]) + len(steps) * _BATCH * _ROUNDS
    cards = [str(first + n) for n in range(steps[-1] + _BATCH * _ROUNDS)]
    with transaction() as session:
        ids = add_people(session, cards, clock.now())
    newcomers = ids[-_BATCH * _ROUNDS :]
    _ask(section_ids, ids[: -_BATCH * _ROUNDS])
    begun = perf_counter()
    _ask(section_ids, newcomers)
    each = (perf_counter() - begun) / len(newcomers)
    return {"people": sum(steps), "us_per_ask": round(1e6 * each, 1)}


def _ask(section_ids: Sequence[int], person_ids: Sequence[int]) -> None:
    for start in range(0, len(person_ids), _BATCH):
        at = clock.now()
        part = person_ids[start : start + _BATCH]
        asks = [Ask(id, section_ids[id % len(section_ids)], SYSTEM, at) for id in part]
        with transaction() as session:
            request_seats(session, asks, at)
