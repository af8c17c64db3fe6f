"""A society with people in it, as tests of societies need it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM, Actor
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from activity_center.societies import service
from activity_center.societies.models import Society
from activity_center.societies.rules import Post, SocietyKind
from tests.factories import make_person

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"at": AT, "by": SYSTEM}
HERE: dict[str, Any] = WHO | {"zone": ZONE}
TODAY = date(2026, 9, 7)


def later(days: float = 0, hours: float = 0) -> dict[str, Any]:
    """Return when and by whom, so much later."""
    return WHO | {"at": AT + timedelta(days=days, hours=hours)}


def as_(person: Person, **more: Any) -> dict[str, Any]:
    """Return when, and that this person does it themselves."""
    return WHO | {"by": Actor(person.id, "web")} | more


def a_society(session: Session, name: str = "合唱团", **values: Any) -> Society:
    society = service.add_society(session, name, SocietyKind.MUSIC, **WHO)
    for column, value in values.items():
        setattr(society, column, value)
    session.flush()
    return society


def an_officer(session: Session, society: Society, name: str = "会长", **values: Any) -> Person:
    person = make_person(session, name, RoleName.MEMBER, **values)
    service.give_office(session, society.id, person.id, Post.LEADER, date(2026, 1, 1), **WHO)
    return person


def hour(wall: time, on: date = TODAY) -> datetime:
    """Return a moment of the centre's wall time."""
    return datetime.combine(on, wall, ZONE)
