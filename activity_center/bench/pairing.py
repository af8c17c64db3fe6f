"""A large Swiss, paired round by round as the worker does it, and the draw of a large knockout."""

import random
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.audit import Actor
from activity_center.bench.place import Place
from activity_center.centre import Centre
from activity_center.competitions import jobs, lots, matches, pair_apart, pairing, service
from activity_center.competitions.kinds import CompetitionStatus, Discipline, EntryStatus, Format, Result, ScoreStatus
from activity_center.competitions.models import Category, Entry, Score
from activity_center.competitions.service import CategoryDraft, CompetitionDraft
from activity_center.db import db, transaction
from activity_center.many import insert_all

BY = Actor(None, "cli")
# What the issue of a program for large contests asks for.
ROUND_SECONDS, DRAW_SECONDS = 15, 1


@dataclass(frozen=True)
class Contest:
    """How many play the Swiss, how many rounds of it are paired, and how many are drawn into a knockout."""

    players: int = 300
    rounds: int = 5
    knockout: int = 128


def measure(place: Place, contest: Contest) -> dict[str, Any]:
    """Pair the rounds one after the other from results by lot, and draw a knockout; seconds of each."""
    chance = random.Random(1)
    with place.app.app_context():
        with transaction() as session:
            session.add(Centre(name="bench", is_demo=True))
        swiss = _made(Format.SWISS, contest.players, contest.rounds)
        _drawn(swiss)
        seconds = []
        for number in range(1, contest.rounds + 1):
            seconds.append(_timed(lambda number=number: _pair(swiss, number)))
            _play(swiss, chance)
        knockout = _made(Format.SINGLE_ELIMINATION, contest.knockout, None)
        draw = _timed(lambda: _drawn(knockout))
        commit = sorted(_timed(_commit) for _ in range(7))[3]
    return {
        "database": "sqlite" if place.is_sqlite else "postgresql",
        "players": contest.players,
        "rounds": contest.rounds,
        "round_seconds": [round(one, 2) for one in seconds],
        "slowest_round_seconds": round(max(seconds), 2),
        "rounds_within_limit": max(seconds) <= ROUND_SECONDS,
        "round_limit_seconds": ROUND_SECONDS,
        "knockout": contest.knockout,
        "draw_seconds": round(draw, 3),
        "draw_within_limit": draw <= DRAW_SECONDS,
        "draw_limit_seconds": DRAW_SECONDS,
        "raw_commit_ms": round(1000 * commit, 2),
        "draw_in_raw_commits": round(draw / commit, 1),
    }


def _made(format: Format, count: int, rounds: int | None) -> int:
    """Make a competition whose entries are closed and its list published; return its category."""
    at = clock.now()
    draft = CompetitionDraft("bench", Discipline.XIANGQI, format, at.date(), at.date(), rounds=rounds)
    with transaction() as session:
        competition = service.add_competition(session, draft, at=at, by=BY)
        category = service.add_category(session, competition.id, CategoryDraft("bench"), at=at, by=BY)
        _enter(session, category, count, at)
        for status in (CompetitionStatus.OPEN, CompetitionStatus.CLOSED):
            service.move_on(session, competition.id, status, at=at, by=BY)
        lots.publish_list(session, category.id, at=at, by=BY)
        return category.id


def _enter(session: Session, category: Category, count: int, at: datetime) -> None:
    facts = {"competition_id": category.competition_id, "category_id": category.id, "unit": "", "family_name": ""}
    facts |= {"status": EntryStatus.ENTERED, "requested_at": at, "changed_at": at, "insurance": ""}
    insert_all(session, Entry, [facts | {"number": n, "name": f"player {n}"} for n in range(1, count + 1)])


def _drawn(category_id: int) -> None:
    with transaction() as session:
        lots.draw(session, category_id, "bench", at=clock.now(), by=BY)


def _pair(category_id: int, number: int) -> None:
    with transaction() as session:
        asked = jobs.ask(session, category_id, number, at=clock.now(), by=BY).id
    pair_apart.pair(asked, clock.now)


def _play(category_id: int, chance: random.Random) -> None:
    """Write down a result by lot for every match of the last round."""
    results = (Result.ONE_WON, Result.TWO_WON, Result.DRAWN)
    with transaction() as session:
        found = matches.of_stage(session, pairing.stage_of(session, category_id).id)
        facts = {"status": ScoreStatus.CONFIRMED, "at": clock.now(), "sets": [], "note": ""}
        session.add_all(
            Score(uid=str(uuid4()), match_id=match.id, result=chance.choice(results), **facts)
            for match in found
            if matches.is_open(match)
        )
    db.session.remove()


def _commit() -> None:
    """Write one row in one transaction."""
    with transaction() as session:
        session.execute(update(Centre).values(name=Centre.name))


def _timed(act: Any) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun
