"""A competition of a former year held again: the same regulations and categories on other days."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.competitions import service
from activity_center.competitions.models import Competition
from activity_center.competitions.service import CategoryDraft, CompetitionDraft

# What belongs to one year only.
_OF_ITS_YEAR = ("entries_open_at", "entries_close_at", "is_sample")


def proposed(former: Competition, starts_on: date) -> dict[str, Any]:
    """Return what a competition says when it is held again from another day on, by the names of its columns.

    It lasts as long as before, and ages move with its first day; when one enters is for somebody to say anew.
    """
    same = {one.name: getattr(former, one.name) for one in fields(CompetitionDraft) if one.name not in _OF_ITS_YEAR}
    later = starts_on - former.starts_on
    ages_on = former.ages_on + later if former.ages_on else None
    return same | {"starts_on": starts_on, "ends_on": former.ends_on + later, "ages_on": ages_on}


def add_again(session: Session, draft: CompetitionDraft, former_id: int, *, at: datetime, by: Actor) -> Competition:
    """Add a competition with the categories of a former one."""
    made = service.add_competition(session, draft, at=at, by=by)
    for category in service.competition(session, former_id).categories:
        same = {one.name: getattr(category, one.name) for one in fields(CategoryDraft)}
        service.add_category(session, made.id, CategoryDraft(**same), at=at, by=by)
    return made
