"""Seasons: several contests that count together, and who has earned how much in them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import finals, service
from activity_center.competitions.earning import Leader, Table, season
from activity_center.competitions.models import Category, Competition, EntryMember
from activity_center.competitions.season_models import Season, SeasonCategory
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused


@dataclass(frozen=True)
class SeasonDraft:
    """What staff type about a season; the names of its fields are the columns."""

    name: str
    points: list[int]
    least: int = 0
    best_of: int | None = None
    is_sample: bool = False


def add(session: Session, draft: SeasonDraft, *, at: datetime, by: Actor) -> Season:
    """Add a season without contests; refused where the name is taken."""
    _refuse_taken(session, draft.name)
    row = Season(**asdict(draft))
    session.add(row)
    session.flush()
    audit.record(session, by, at, "add_season", "season", row.id, name=row.name)
    return row


def _refuse_taken(session: Session, name: str, but: int | None = None) -> None:
    taken = session.scalar(select(Season.id).where(Season.name == name))
    if taken is not None and taken != but:
        raise Refused(Reason("name_taken", {"name": name}))


def change(session: Session, season_id: int, draft: SeasonDraft, *, at: datetime, by: Actor) -> Season:
    """Change what places earn; the standing follows at once, also for contests that are over."""
    row = locked(session, Season, season_id)
    _refuse_taken(session, draft.name, season_id)
    row.name, row.points, row.least, row.best_of = draft.name, draft.points, draft.least, draft.best_of
    session.flush()
    audit.record(session, by, at, "change_season", "season", season_id, points=draft.points)
    return row


def count(session: Session, season_id: int, category_id: int, *, at: datetime, by: Actor) -> Season:
    """Let a category count for a season; doing it twice changes nothing."""
    row = locked(session, Season, season_id)
    service.category(session, category_id)
    if category_id not in {one.category_id for one in row.counted}:
        session.add(SeasonCategory(season_id=season_id, category_id=category_id))
        session.flush()
        session.expire(row, ["counted"])
        audit.record(session, by, at, "count_for_season", "season", season_id, category=category_id)
    return row


def leave_out(session: Session, season_id: int, category_id: int, *, at: datetime, by: Actor) -> Season:
    """Let a category not count any more; doing it twice changes nothing."""
    row = locked(session, Season, season_id)
    for one in row.counted:
        if one.category_id == category_id:
            session.delete(one)
            audit.record(session, by, at, "leave_out_of_season", "season", season_id, category=category_id)
    session.flush()
    session.expire(row, ["counted"])
    return row


_WHOLE = selectinload(Season.counted).joinedload(SeasonCategory.category).joinedload(Category.competition)


def one(session: Session, season_id: int) -> Season:
    """Return one season with the categories that count."""
    return found(session.get(Season, season_id, options=[_WHOLE]))


def seasons(session: Session) -> Sequence[Season]:
    """Return all seasons, the latest first."""
    return session.scalars(select(Season).options(_WHOLE).order_by(Season.id.desc())).all()


def of_category(session: Session, category_id: int) -> Sequence[Season]:
    """Return the seasons for which a category counts."""
    mine = select(Season).join(SeasonCategory).where(SeasonCategory.category_id == category_id)
    return session.scalars(mine.order_by(Season.id)).all()


def can_count(session: Session, row: Season) -> list[Category]:
    """Return which categories could be added, the latest first."""
    counted = [one.category_id for one in row.counted]
    wanted = (
        select(Category).join(Competition).where(Category.id.not_in(counted), Competition.status.in_(service.PUBLIC))
    )
    whole = wanted.options(joinedload(Category.competition))
    return list(session.scalars(whole.order_by(Competition.starts_on.desc(), Category.id)))


def standing(session: Session, row: Season) -> list[Leader]:
    """Return who leads a season; each person of a pair or a team earns the points of its place.

    Only contests that are over count.
    """
    placed: dict[int, list[tuple[int, int]]] = {}
    for counted in row.counted:
        if counted.category.competition.status in finals.OVER:
            places = {one.entry.id: one.place for one in finals.placings(session, counted.category)}
            members = select(EntryMember).where(EntryMember.entry_id.in_(places))
            placed[counted.category_id] = [(places[m.entry_id], m.person_id) for m in session.scalars(members)]
    return season(placed, Table(tuple(row.points), row.least, row.best_of))
