"""Two terms in a database: one that was taught, and the next one to plan."""

from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from activity_center.courses.models import Section, SectionTime
from activity_center.courses.rules import SectionStatus
from activity_center.rooms.models import Room
from activity_center.terms.models import Term
from tests.factories import make_room, make_section, make_term

HOURS = [(weekday, time(9), time(12)) for weekday in range(1, 6)]


def autumn(session: Session) -> Term:
    """Make the term that was taught."""
    return make_term(session, "2026 秋季学期")


def spring(session: Session) -> Term:
    """Make the next term: two weeks."""
    return make_term(session, "2027 春季学期", first_on=date(2027, 3, 1), last_on=date(2027, 3, 14))


def a_room(session: Session, name: str = "301", **more: Any) -> Room:
    """Make a room of thirty seats that is open on working days from nine to twelve."""
    return make_room(session, name, hours=HOURS, **more)


def a_draft(session: Session, term: Term, *times: SectionTime, **more: Any) -> Section:
    """Make a draft of twenty places with these weekly times."""
    facts = {"term": term, "status": SectionStatus.DRAFT, "capacity": 20}
    return make_section(session, times=list(times), **facts | more)


def at_nine(room: Room | None, weekday: int | None = 1) -> SectionTime:
    """Return a weekly time from nine to half past ten."""
    return SectionTime(weekday=weekday, starts=time(9), ends=time(10, 30), room_id=room and room.id)
