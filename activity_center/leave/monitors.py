"""Monitors of a class (班长): who may ask for leave for its members, from when to when.

Locks: the person, then the section.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses.models import Section
from activity_center.db import lock, locked
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere, Reason, Refused
from activity_center.leave.models import Monitor
from activity_center.people.models import Person


def appoint(session: Session, section_id: int, person_id: int, *, on: date, at: datetime, by: Actor) -> Monitor:
    """Make somebody who is enrolled a monitor of the class from this day; who is one already stays one."""
    lock(session, Person, [person_id])
    lock(session, Section, [section_id])
    if person_id not in {person.id for person in members(session, section_id)}:
        raise Refused(Reason("monitor_not_enrolled"))
    known = session.scalar(select(Monitor).where(Monitor.person_id == person_id, *_in_office(section_id, on)))
    if known:
        return known
    monitor = Monitor(section_id=section_id, person_id=person_id, from_on=on)
    session.add(monitor)
    session.flush()
    audit.record(session, by, at, "appoint_monitor", "section", section_id, person_id)
    return monitor


def end(session: Session, section_id: int, monitor_id: int, *, on: date, at: datetime, by: Actor) -> Monitor:
    """End an office of monitor with this day; one that has ended stays as it is."""
    monitor = locked(session, Monitor, monitor_id)
    if monitor.section_id != section_id:
        raise NotThere
    if monitor.to_on is None:
        monitor.to_on = on
        session.flush()
        audit.record(session, by, at, "end_monitor", "section", section_id, monitor.person_id)
    return monitor


def members(session: Session, section_id: int) -> Sequence[Person]:
    """Return who holds a seat in a section, in the order of enrolling."""
    seated = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.section_id == section_id, Enrolment.status == Status.ENROLLED)
    )
    return session.scalars(seated.order_by(Enrolment.id)).all()


def of_section(session: Session, section_id: int) -> Sequence[Monitor]:
    """Return everybody who is or was monitor of a section, the latest first."""
    theirs = select(Monitor).where(Monitor.section_id == section_id).options(joinedload(Monitor.person))
    return session.scalars(theirs.order_by(Monitor.id.desc())).all()


def is_monitor(session: Session, section_id: int, person_id: int, on: date) -> bool:
    """Say whether somebody speaks for a section on this day: appointed, and still enrolled in it."""
    mine = select(Monitor.id).where(Monitor.person_id == person_id, *_in_office(section_id, on))
    return session.scalar(mine.limit(1)) is not None and any(
        person.id == person_id for person in members(session, section_id)
    )


def sections_of(session: Session, person_id: int, on: date) -> Sequence[Section]:
    """Return the sections somebody is monitor of on this day."""
    seated = select(Enrolment.section_id).where(Enrolment.person_id == person_id, Enrolment.status == Status.ENROLLED)
    mine = select(Monitor.section_id).where(Monitor.person_id == person_id, *_in_office(None, on))
    wanted = select(Section).where(Section.id.in_(mine), Section.id.in_(seated)).order_by(Section.id)
    return session.scalars(wanted.options(joinedload(Section.course))).all()


def _in_office(section_id: int | None, on: date):
    here = [] if section_id is None else [Monitor.section_id == section_id]
    return (*here, Monitor.from_on <= on, or_(Monitor.to_on.is_(None), Monitor.to_on > on))
