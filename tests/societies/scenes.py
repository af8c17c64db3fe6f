"""A society with people in it, as tests of societies need it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM, Actor
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.recurrence import Pattern
from activity_center.societies import events, service
from activity_center.societies.events import EventDraft
from activity_center.societies.models import Event, Society
from activity_center.societies.rules import Audience, EventKind, Post, SocietyKind
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


def a_wish(on: date = TODAY, room_ids: tuple[int, ...] = (), title: str = "排练", **pattern: Any) -> Wish:
    """Return a wish for an afternoon, from two to four."""
    return Wish(title, Pattern(time(14), time(16), on, **{"last_on": on} | pattern), room_ids)


def an_event(session: Session, society: Society | None = None, wish: Wish | None = None, **values: Any) -> Event:
    """Make an event that afternoon outside the house, for the society's members with sign-up, by staff."""
    facts = {"kind": EventKind.TALK, "title": "养生讲座", "audience": Audience.PUBLIC, "place": "公园"}
    asker = Asker(None, frozenset({RoleName.DESK}))
    draft = EventDraft(**facts | values)
    [id] = events.schedule(session, society.id if society else None, draft, wish or a_wish(), asker, **HERE)
    return events.event(session, id)
