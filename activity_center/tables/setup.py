"""What administrators say of a walk-in room: its tables and its rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import locked
from activity_center.rooms.models import Room
from activity_center.tables import settling
from activity_center.tables.models import PlayTable, TableRule
from activity_center.tables.rules import Way


@dataclass(frozen=True)
class SetupDraft:
    """What is typed about a walk-in room; `tables` are names and seats. The other fields are those of TableRule."""

    tables: Sequence[tuple[str, int]]
    way: Way = Way.SLOTS
    turn_minutes: int = 60
    hold_minutes: int = 15
    extension_minutes: int = 30
    extensions: int = 1
    most_a_day: int | None = None
    guests: int = 0
    guests_at_desk: bool = False
    categories: Sequence[str] = ()


def set_up(session: Session, room_id: int, draft: SetupDraft, *, at: datetime, by: Actor) -> TableRule:
    """Make a room a walk-in room with these tables and this rule, or change them; turns that run go on as they are.

    A table that is named no longer is out of use from its next free moment; without tables nobody can walk in.
    """
    locked(session, Room, room_id)
    row = rule_of(session, room_id) or TableRule(room_id=room_id)
    for name, value in vars(draft).items():
        if name != "tables":
            setattr(row, name, list(value) if name == "categories" else value)
    session.add(row)
    _set_tables(session, room_id, dict(draft.tables))
    session.flush()
    audit.record(session, by, at, "set_up_tables", "room", room_id, tables=list(dict(draft.tables)))
    settling.settle(session, room_id, at)
    return row


def _set_tables(session: Session, room_id: int, wanted: dict[str, int]) -> None:
    known = {table.name: table for table in tables_of(session, room_id)}
    for name, table in known.items():
        table.is_in_use = name in wanted
    for name, seats in wanted.items():
        table = known.get(name) or PlayTable(room_id=room_id, name=name)
        table.seats = seats
        session.add(table)


def rule_of(session: Session, room_id: int) -> TableRule | None:
    """Return the rule of a walk-in room, None for any other."""
    return session.scalar(select(TableRule).where(TableRule.room_id == room_id))


def tables_of(session: Session, room_id: int) -> list[PlayTable]:
    """Return all tables of a room, also those out of use."""
    return list(session.scalars(select(PlayTable).where(PlayTable.room_id == room_id).order_by(PlayTable.id)))
