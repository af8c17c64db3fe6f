"""Categories that change or go before their lots are drawn."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import service
from activity_center.competitions.models import Category, Entry
from activity_center.competitions.service import CategoryDraft
from activity_center.competitions.settling import locked_category, settle
from activity_center.errors import Reason, Refused


def change_category(session: Session, category_id: int, draft: CategoryDraft, *, at: datetime, by: Actor) -> Category:
    """Change who plays among each other, before the draw; who has entered stays, and new places go to who waits."""
    category = locked_category(session, category_id)
    _refuse_drawn(category)
    others = {one.name for one in category.competition.categories if one.id != category_id}
    taken = service.places(session, [category_id])[category_id].taken
    reasons = [Reason("name_taken", {"name": draft.name})] if draft.name in others else []
    if draft.capacity is not None and draft.capacity < taken:
        reasons.append(Reason("places_below_taken", {"taken": taken}))
    if reasons:
        raise Refused(*reasons)
    for name, value in asdict(draft).items():
        setattr(category, name, value)
    session.flush()
    audit.record(session, by, at, "change_category", "competition", category.competition_id, name=draft.name)
    settle(session, category_id, at)
    return category


def _refuse_drawn(category: Category) -> None:
    if category.drawn_at:
        raise Refused(Reason("drawn_already"))


def delete_category(session: Session, category_id: int, *, at: datetime, by: Actor) -> int:
    """Delete a category that nobody has ever entered, and return its competition."""
    category = locked_category(session, category_id)
    _refuse_drawn(category)
    if session.scalar(select(Entry.id).where(Entry.category_id == category_id).limit(1)):
        raise Refused(Reason("category_has_entries"))
    competition = category.competition
    audit.record(session, by, at, "delete_category", "competition", competition.id, name=category.name)
    session.delete(category)
    session.flush()
    session.expire(competition, ["categories"])
    return competition.id
