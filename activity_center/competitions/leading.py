"""Who runs a competition: staff all of them, and the officers of a society those of theirs."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from activity_center.competitions.models import (
    Category,
    Competition,
    Entry,
    Match,
    PlayingTime,
    Referee,
    Stage,
)
from activity_center.competitions.show_models import Exhibit, Judge
from activity_center.people.rules import RoleName, may
from activity_center.societies import membership
from activity_center.societies import service as societies

RUN = "run_competitions"

_SOCIETY = select(Competition.society_id)
_BY_STAGE = _SOCIETY.join(Category, Category.competition_id == Competition.id).join(Stage)
# How an address names a competition: by itself, or by something that belongs to it.
_NAMED: dict[str, Select[Any]] = {
    "competition_id": _SOCIETY.add_columns(Competition.id),
    "category_id": _SOCIETY.join(Category).add_columns(Category.id),
    "judged_id": _SOCIETY.join(Category).add_columns(Category.id),
    "scored_id": _SOCIETY.join(Category).add_columns(Category.id),
    "exhibit_id": _SOCIETY.join(Category).join(Exhibit).add_columns(Exhibit.id),
    "judge_id": _SOCIETY.join(Category).join(Judge).add_columns(Judge.id),
    "entry_id": _SOCIETY.join(Entry, Entry.competition_id == Competition.id).add_columns(Entry.id),
    "hall_id": _SOCIETY.join(PlayingTime).add_columns(PlayingTime.id),
    "referee_id": _SOCIETY.join(Referee).add_columns(Referee.id),
    "stage_id": _BY_STAGE.add_columns(Stage.id),
    "match_id": _BY_STAGE.join(Match, Match.stage_id == Stage.id).add_columns(Match.id),
}


def may_run(
    session: Session, society_id: int | None, person_id: int | None, roles: Collection[RoleName], on: date
) -> bool:
    """Say whether somebody may run the competitions of a society, of the centre where there is none, on a day."""
    return may(roles, RUN) or membership.is_officer(session, society_id, person_id, on)


def may_run_named(
    session: Session, named: Mapping[str, int], person_id: int | None, roles: Collection[RoleName], on: date
) -> bool:
    """Say the same of the competition that an address names; where it names none, of any society at all."""
    if may(roles, RUN):
        return True
    known = [(name, id) for name, id in named.items() if name in _NAMED]
    if not known:
        return bool(led(session, person_id, on))
    return all(membership.is_officer(session, _society(session, *one), person_id, on) for one in known)


def _society(session: Session, name: str, id: int) -> int | None:
    asked = _NAMED[name]
    return session.scalar(asked.where(asked.selected_columns[1] == id))


def led(session: Session, person_id: int | None, on: date) -> list[int]:
    """Return the societies for which somebody speaks on a day."""
    return [one.id for one in societies.led_by(session, person_id, on)] if person_id else []
