"""A section with meetings in rooms, people in it, and staff: what the desk is tested on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.audit import Actor, Audit
from activity_center.courses import service as courses
from activity_center.courses.models import Meeting, Section
from activity_center.notices.models import Notice
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from tests.enrolment.scenes import ZONE, a_person, a_section, a_term, an_enrolment
from tests.factories import make_course, make_person, make_room

__all__ = ["ZONE", "a_person", "a_section", "a_term", "an_enrolment"]

# Views ask the real clock, so that what they change must lie ahead of it: noon of a day a month from now.
NOW = clock.now()
SOON = NOW.astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=30)
HOUR = timedelta(hours=1)


def by_desk(session: Session) -> Actor:
    """Make somebody of the desk who acts."""
    return Actor(make_person(session, "赵前台", RoleName.DESK).id, "web", "10.0.0.7")


def a_planned_section(session: Session, title: str = "书法", **given: Any) -> Section:
    """Make an open section with an instructor, in a term that is on now and open to everybody."""
    today = NOW.astimezone(ZONE).date()
    days = {"first_on": today - timedelta(days=7), "last_on": today + timedelta(days=90)}
    term = given.pop("term", None) or a_term(session, **days)
    teacher = given.pop("instructor", None) or make_person(session, "王怀远", RoleName.INSTRUCTOR)
    return a_section(session, term, course=make_course(session, title), instructor=teacher, **given)


def a_meeting(session: Session, section: Section, starts_at: datetime = SOON, **given: Any) -> Meeting:
    """Make a meeting of one hour with its booking, in a room of its own unless one is named."""
    room = given.pop("room", None) or make_room(session)
    return courses.add_meeting(
        session,
        section.id,
        starts_at,
        starts_at + HOUR,
        room_id=room.id,
        at=datetime(2020, 1, 1, tzinfo=UTC),
        by=Actor(),
        zone=ZONE,
    )


def told(session: Session, kind: str) -> set[int]:
    """Return who got a notice of this kind."""
    return set(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def acts(session: Session, subject: str) -> list[Audit]:
    """Return what was written down of things of this kind, in order."""
    return list(session.scalars(select(Audit).where(Audit.subject == subject).order_by(Audit.id)))


def staff(session: Session, role: RoleName = RoleName.DESK) -> Person:
    """Make somebody who works here."""
    return make_person(session, "赵前台", role)
