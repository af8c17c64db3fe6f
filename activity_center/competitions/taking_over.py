"""A contest that another program has run, or has begun, becomes one of ours: its players, matches, byes and results."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import drawing, lots, service
from activity_center.competitions.deciding import result_of_both
from activity_center.competitions.drawing import Listed, StagePlan
from activity_center.competitions.kinds import (
    CompetitionStatus,
    Discipline,
    EntryStatus,
    Format,
    Result,
    ScoreStatus,
    ScoringName,
)
from activity_center.competitions.models import Category, Entry, Match, Score
from activity_center.competitions.reports import USUAL
from activity_center.competitions.rules import Game
from activity_center.competitions.service import CategoryDraft, CompetitionDraft
from activity_center.competitions.tie_breaks import Criterion, Unplayed
from activity_center.competitions.trf import Report

MOST_BYTES = 2 * 1024 * 1024
# How the text begins that stands where others have that of their draw.
TAKEN_OVER = "TRF SHA-256 "


@dataclass(frozen=True)
class Wanted:
    """What staff say about a report; what is None or empty is as the report has it."""

    discipline: Discipline
    category: str
    name: str = ""
    scoring: ScoringName | None = None
    unplayed: Unplayed | None = None


def take_over(session: Session, text: str, report: Report, wanted: Wanted, *, at: datetime, by: Actor) -> Category:
    """Write a report down as a competition of its own; it goes on here where rounds are left to play.

    Its entries have names and no people of ours. Their order is that of the report, so nothing is drawn by lot.
    """
    category = _category(session, report, wanted, at, by)
    listed: list[Listed] = [(number, place) for place, number in enumerate(sorted(report.names), 1)]
    entries = _entries(session, category, report, listed, at)
    kind = Format.ROUND_ROBIN if report.is_round_robin else Format.SWISS
    [plan] = drawing.stages(kind, list(entries.values()))
    category.list_digest, category.drawn_at = drawing.digest(listed), at
    category.draw_seed = TAKEN_OVER + sha256(text.encode()).hexdigest()
    [stage_id] = lots.write_stages(session, category, [StagePlan(plan.kind, plan.entries, ())])
    _matches(session, stage_id, report, entries, at, by)
    is_over = len({game.round for games in report.record.values() for game in games}) >= report.rounds
    category.competition.status = CompetitionStatus.FINISHED if is_over else CompetitionStatus.RUNNING
    session.flush()
    told = {"category": category.id, "entries": len(entries), "file": category.draw_seed}
    audit.record(session, by, at, "take_over", "competition", category.competition_id, **told)
    return category


def _category(session: Session, report: Report, wanted: Wanted, at: datetime, by: Actor) -> Category:
    first = report.header.from_on or at.date()
    draft = CompetitionDraft(
        (wanted.name or report.header.name or wanted.category)[:120],
        wanted.discipline,
        Format.ROUND_ROBIN if report.is_round_robin else Format.SWISS,
        first,
        max(first, report.header.until_on or first),
        scoring=wanted.scoring or report.scoring,
        criteria=(*USUAL, Criterion.LOTS),
        unplayed=wanted.unplayed or report.unplayed,
        rounds=report.rounds,
    )
    competition = service.add_competition(session, draft, at=at, by=by)
    return service.add_category(session, competition.id, CategoryDraft(wanted.category), at=at, by=by)


def _entries(
    session: Session, category: Category, report: Report, listed: list[Listed], at: datetime
) -> dict[int, int]:
    """Add the entries, and return them by their numbers in the report."""
    rows = [
        Entry(
            competition_id=category.competition_id,
            category_id=category.id,
            number=number,
            name=report.names[number][:120],
            seed=place,
            status=EntryStatus.ENTERED,
            requested_at=at,
            changed_at=at,
        )
        for number, place in listed
    ]
    session.add_all(rows)
    session.flush()
    return {row.number: row.id for row in rows}


def _matches(session: Session, stage_id: int, report: Report, entries: dict[int, int], at: datetime, by: Actor) -> None:
    made: list[tuple[Match, Result | None]] = []
    for place, (number, game) in enumerate(_once(report), 1):
        one, two = entries[number], entries[game.opponent] if game.opponent else None
        bye = None if two else game.outcome
        match = Match(stage_id=stage_id, number=place, round=game.round, one_id=one, two_id=two, bye=bye)
        made.append((match, _result(report, game)))
    session.add_all(match for match, _ in made)
    session.flush()
    facts = {"at": at, "by_id": by.person_id, "status": ScoreStatus.CONFIRMED, "sets": [], "note": "TRF"}
    session.add_all(
        Score(uid=str(uuid4()), match_id=match.id, result=result, **facts) for match, result in made if result
    )
    session.flush()


def _once(report: Report) -> Iterator[tuple[int, Game]]:
    """Return each match once, by round, seen from the side that moved first; byes stand after the matches."""
    every = [(number, game) for number, games in report.record.items() for game in games]
    for number, game in sorted(every, key=lambda one: (one[1].round, one[1].opponent is None, one[0])):
        if game.opponent is None or _is_first(report, number, game):
            yield number, game


def _is_first(report: Report, number: int, game: Game) -> bool:
    """Say whether this side stands first: by its colour, by that of the other, without any by its number."""
    if game.moves_first is not None:
        return game.moves_first
    theirs = _theirs(report, game)
    return number < (game.opponent or 0) if theirs.moves_first is None else not theirs.moves_first


def _result(report: Report, game: Game) -> Result | None:
    if game.opponent is None:
        return None
    return result_of_both(game.outcome, _theirs(report, game).outcome)


def _theirs(report: Report, game: Game) -> Game:
    assert game.opponent is not None
    return next(their for their in report.record[game.opponent] if their.round == game.round)
