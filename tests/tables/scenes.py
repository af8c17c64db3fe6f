"""A walk-in room as tests want it, and the moments in which they play."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.people.models import Person
from activity_center.rooms.models import Room
from activity_center.tables import setup
from activity_center.tables.setup import SetupDraft
from tests.factories import make_person, make_room

AT = datetime(2026, 9, 7, 2, tzinfo=UTC)
BY = Actor(None, "kiosk")


def after(minutes: float) -> datetime:
    """Return the moment so many minutes after ten o'clock on Monday 7 September 2026 in Shanghai."""
    return AT + timedelta(minutes=minutes)


def make_walk_in(session: Session, tables: Any = (("1 号台", 2),), *, hours: Any = (), **rule: Any) -> Room:
    """Make a walk-in room with one table of two seats, open all day; `rule` are fields of a SetupDraft."""
    room = make_room(session, hours=hours)
    setup.set_up(session, room.id, SetupDraft(tables, **rule), at=AT, by=BY)
    return room


def make_people(session: Session, count: int) -> list[Person]:
    """Make so many members."""
    return [make_person(session, f"学员{n}") for n in range(count)]
