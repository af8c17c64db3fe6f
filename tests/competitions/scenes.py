"""Competitions as tests want them, and how a whole one is played."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.competitions import entries, lots, matches, scores, service
from activity_center.competitions.deciding import Said
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.kinds import CompetitionStatus, Discipline, Format, Result
from activity_center.competitions.models import Category, Entry, Match, Score
from activity_center.competitions.scores import Report
from activity_center.competitions.service import CategoryDraft, CompetitionDraft
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from tests.factories import make_person

AT = datetime(2026, 9, 7, 2, tzinfo=UTC)
BY = Actor(None, "web")
WHO = {"at": AT, "by": BY}
STAFF = frozenset({RoleName.DESK})


def after(minutes: float) -> datetime:
    """Return the moment so many minutes after ten o'clock on Monday 7 September 2026 in Shanghai."""
    return AT + timedelta(minutes=minutes)


def make_category(session: Session, *, capacity: int | None = None, limits: Any = None, **values: Any) -> Category:
    """Make a competition whose entries are open, with one category; `values` are fields of a CompetitionDraft."""
    facts = {"name": "重阳象棋赛", "discipline": Discipline.XIANGQI, "format": Format.ROUND_ROBIN}
    days = {"starts_on": date(2026, 10, 12), "ends_on": date(2026, 10, 14)}
    competition = service.add_competition(session, CompetitionDraft(**facts | days | values), **WHO)
    draft = CategoryDraft("公开组", capacity=capacity, **limits or {})
    category = service.add_category(session, competition.id, draft, **WHO)
    service.move_on(session, competition.id, CompetitionStatus.OPEN, **WHO)
    return category


def make_players(session: Session, count: int) -> list[Person]:
    """Make so many members."""
    return [make_person(session, f"棋手{n}") for n in range(1, count + 1)]


def enter(session: Session, category: Category, *people: Person, at: datetime = AT, **draft: Any) -> Entry:
    """Enter people together for a category."""
    ids = tuple(person.id for person in people)
    return entries.enter(session, category.id, EntryDraft(ids, **draft), at=at, by=BY)


def draw(session: Session, category: Category, text: str = "2026-10-01 3D 507") -> Category:
    """Close the entries, publish the list and draw."""
    service.move_on(session, category.competition_id, CompetitionStatus.CLOSED, **WHO)
    lots.publish_list(session, category.id, **WHO)
    return lots.draw(session, category.id, text, **WHO)


def make_drawn(session: Session, count: int, format: Format, **values: Any) -> Category:
    """Make a category with so many single players, and draw it."""
    category = make_category(session, format=format, **values)
    for person in make_players(session, count):
        enter(session, category, person)
    return draw(session, category)


def say(session: Session, match: Match, result: Result, *, by: Actor = BY, roles: Any = STAFF, **more: Any) -> Score:
    """Write down what a match came to."""
    said = Said(result, more.pop("sets", ()), more.pop("levels", None))
    report = Report(said, more.pop("uid", str(uuid4())), **more)
    return scores.write(session, match.id, report, roles, at=AT, by=by)


def open_matches(session: Session, category: Category) -> list[Match]:
    """Return the matches of which both sides are known and nothing counts yet."""
    every = [match for stage in matches.stages(session, category.id) for match in matches.of_stage(session, stage.id)]
    return [match for match in every if match.one_id and match.two_id and matches.result_of(match) is None]


def play_all(session: Session, category: Category, chance: random.Random, *, draws: bool = False) -> int:
    """Play whatever can be played until nothing is left, in any order; return how many matches that were."""
    count = 0
    results = [Result.ONE_WON, Result.TWO_WON, *([Result.DRAWN] if draws else [])]
    while left := open_matches(session, category):
        say(session, chance.choice(left), chance.choice(results))
        count += 1
    return count
