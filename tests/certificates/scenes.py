"""A class that is over, with people who have completed it and people who have not."""

from datetime import datetime

from sqlalchemy.orm import Session

from activity_center.centre import Centre
from activity_center.certificates import service
from activity_center.certificates.models import Certificate
from activity_center.courses.models import Section
from activity_center.insight import service as insight
from tests.insight.scenes import DESK, ZONE, A, P, a_class, after, mark

__all__ = ["DESK", "ZONE", "after"]


def a_finished_class(session: Session, completing: int = 2, missing: int = 1, **given) -> tuple[Section, list[int]]:
    """Make a class of three meetings that is over; the first of its people have completed it, with their work."""
    if session.query(Centre).first() is None:
        session.add(Centre(name="银龄老年大学", is_demo=False))
    section, people = a_class(session, 3, completing + missing, **given)
    for person_id in people[:completing]:
        mark(session, section, person_id, [P, P, P])
    for person_id in people[completing:]:
        mark(session, section, person_id, [P, A, A])
    insight.say_work_done(session, section.id, people, at=after(section), by=DESK)
    return section, people


def issued(session: Session, section: Section, people: list[int], at: datetime | None = None) -> list[Certificate]:
    """Issue certificates a day after the last meeting."""
    return service.issue(session, section.id, people, at=at or after(section), by=DESK, zone=ZONE)
