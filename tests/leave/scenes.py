"""Leaves as they stand, without asking."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from activity_center.leave.models import Leave
from activity_center.leave.rules import AskedAs, Kind
from tests.enrolment.scenes import ZONE


def day_begins(day: date) -> datetime:
    """Return the first moment of a day at the centre."""
    return datetime.combine(day, time(), ZONE)


def a_leave(session: Session, person_id: int, first_on: date, last_on: date | None = None, **given: Any) -> Leave:
    """Make a leave of whole days, asked for by the person the day before; for all classes unless one is named."""
    starts_at = day_begins(first_on)
    known = {
        "section_id": None,
        "starts_at": starts_at,
        "ends_at": day_begins(last_on or first_on) + timedelta(days=1),
        "kind": Kind.SICK,
        "asked_at": starts_at - timedelta(days=1),
        "asked_by_id": person_id,
        "asked_as": AskedAs.SELF,
        "via": "web",
    }
    leave = Leave(person_id=person_id, **known | given)
    session.add(leave)
    session.flush()
    return leave
