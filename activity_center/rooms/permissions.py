"""Who may book which room by themselves, and how: by role, for one room or for all that have no rules of their own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.people.rules import RoleName
from activity_center.rooms.models import Room, RoomRule


@dataclass(frozen=True)
class RuleDraft:
    """What staff type about a role; without a room it is for every room that has no rule of its own."""

    role: RoleName
    room_id: int | None = None
    notice_hours: int = 0
    ahead_days: int | None = None
    longest_minutes: int | None = None
    needs_approval: bool = True
    least_people: int | None = None
    most_people: int | None = None


def rules(session: Session) -> Sequence[RoomRule]:
    """Return every rule: those for all rooms first, then by site, room and role."""
    rows = session.scalars(select(RoomRule).options(joinedload(RoomRule.room).joinedload(Room.site)))
    roles = list(RoleName)
    return sorted(rows, key=lambda r: (*((r.room.site.name, r.room.name) if r.room else ("", "")), roles.index(r.role)))


def rule(session: Session, rule_id: int) -> RoomRule:
    """Return one rule."""
    return found(session.get(RoomRule, rule_id))


def add_rule(session: Session, draft: RuleDraft, *, at: datetime, by: Actor) -> RoomRule:
    """Let a role book; refused where there is a rule for this role and room."""
    return _write(session, RoomRule(), draft, "add_room_rule", at, by)


def change_rule(session: Session, rule_id: int, draft: RuleDraft, *, at: datetime, by: Actor) -> RoomRule:
    """Change what a role may book from now on; bookings that are there stay."""
    return _write(session, locked(session, RoomRule, rule_id), draft, "change_room_rule", at, by)


def drop_rule(session: Session, rule_id: int, *, at: datetime, by: Actor) -> None:
    """Take a rule away; what was booked by it stays."""
    row = locked(session, RoomRule, rule_id)
    audit.record(session, by, at, "drop_room_rule", "room_rule", rule_id, role=row.role.value, room=row.room_id)
    session.delete(row)
    session.flush()


def _write(session: Session, row: RoomRule, draft: RuleDraft, act: str, at: datetime, by: Actor) -> RoomRule:
    same = select(RoomRule.id).where(RoomRule.role == draft.role, RoomRule.room_id.is_not_distinct_from(draft.room_id))
    if session.scalar(same) not in (None, row.id):
        raise Refused(Reason("room_rule_there"))
    for name, value in asdict(draft).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    audit.record(session, by, at, act, "room_rule", row.id, role=draft.role.value, room=draft.room_id)
    return row
