"""Departments and courses: what is taught, timeless."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.courses.meetings import is_on, lock_sections, mark, meetings_of, touch
from activity_center.courses.models import Course, Department, Section
from activity_center.courses.rules import SectionStatus
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.people.models import Person, Role
from activity_center.people.pinyin import index
from activity_center.people.rules import RoleName


@dataclass(frozen=True)
class CourseDraft:
    """What staff type about a course."""

    name: str
    department_id: int | None = None
    level: str = ""
    name_en: str = ""
    description: str = ""


def find_or_add_department(session: Session, name: str, *, at: datetime, by: Actor) -> Department:
    """Return the department of this name, adding it where there is none."""
    known = session.scalar(select(Department).where(Department.name == name))
    return known or add_department(session, name, at=at, by=by)


def add_department(session: Session, name: str, name_en: str = "", *, at: datetime, by: Actor) -> Department:
    """Add a department; refused where the name is taken."""
    return _write_department(session, Department(), name, name_en, "add_department", at, by)


def change_department(
    session: Session, department_id: int, name: str, name_en: str = "", *, at: datetime, by: Actor
) -> Department:
    """Give a department another name, which public calendars show at once."""
    row = locked(session, Department, department_id)
    before = (row.name, row.name_en)
    _write_department(session, row, name, name_en, "change_department", at, by)
    if (row.name, row.name_en) != before:
        calendar_changed(session)
    return row


def _write_department(
    session: Session, row: Department, name: str, name_en: str, act: str, at: datetime, by: Actor
) -> Department:
    namesake = session.scalar(select(Department.id).where(Department.name == name))
    if namesake not in (None, row.id):
        raise Refused(Reason("name_taken", {"name": name}))
    row.name, row.name_en = name, name_en
    session.add(row)
    session.flush()
    audit.record(session, by, at, act, "department", row.id, name=name)
    return row


def find_or_add_course(session: Session, draft: CourseDraft, *, at: datetime, by: Actor) -> Course:
    """Return the course of this department, name and level, adding it where there is none."""
    return _namesake(session, draft) or add_course(session, draft, at=at, by=by)


def add_course(session: Session, draft: CourseDraft, *, at: datetime, by: Actor) -> Course:
    """Add a course; refused where the department has one of that name and level."""
    return _write_course(session, Course(), draft, "add_course", at, by)


def change_course(session: Session, course_id: int, draft: CourseDraft, *, at: datetime, by: Actor) -> Course:
    """Change what is said of a course; its sections, their bookings and calendars take a new name at once."""
    row: Course = found(session.get(Course, course_id))
    before, before_in_english = row.title, row.name_en
    offered = select(Section.id).where(Section.course_id == course_id, Section.status == SectionStatus.OPEN)
    sections = lock_sections(session, list(session.scalars(offered)))
    _write_course(session, locked(session, Course, course_id), draft, "change_course", at, by)
    if row.title != before:
        _retitle(session, sections, at)
    elif row.name_en != before_in_english:
        calendar_changed(session)
    return row


def _retitle(session: Session, sections: list[Section], at: datetime) -> None:
    coming = meetings_of(session, [section.id for section in sections])
    for section in sections:
        for meeting in coming[section.id]:
            if is_on(meeting) and meeting.starts_at > at:
                mark(meeting, at)
                if meeting.booking:
                    meeting.booking.title = section.title
    touch(session, sections)


def _namesake(session: Session, draft: CourseDraft) -> Course | None:
    same = select(Course).where(
        Course.name == draft.name,
        Course.level == draft.level,
        Course.department_id.is_not_distinct_from(draft.department_id),
    )
    return session.scalar(same.order_by(Course.id).limit(1))


def _write_course(session: Session, row: Course, draft: CourseDraft, act: str, at: datetime, by: Actor) -> Course:
    namesake = _namesake(session, draft)
    if namesake and namesake is not row:
        raise Refused(Reason("name_taken", {"name": draft.name}))
    for name, value in vars(draft).items():
        setattr(row, name, value)
    row.pinyin = index(draft.name, is_person=False)
    session.add(row)
    session.flush()
    audit.record(session, by, at, act, "course", row.id, name=draft.name)
    return row


def department(session: Session, department_id: int) -> Department:
    """Return one department."""
    return found(session.get(Department, department_id))


def departments(session: Session) -> list[Department]:
    """Return all departments by name."""
    return list(session.scalars(select(Department).order_by(Department.name)))


def course(session: Session, course_id: int) -> Course:
    """Return one course with its department."""
    return found(session.get(Course, course_id, options=[selectinload(Course.department)]))


def courses(session: Session, department_id: int | None = None) -> list[Course]:
    """Return all courses, or those of one department, with their departments, by name."""
    wanted = select(Course).order_by(Course.name, Course.level, Course.id).options(selectinload(Course.department))
    return list(session.scalars(wanted if department_id is None else wanted.filter_by(department_id=department_id)))


def instructors(session: Session) -> list[Person]:
    """Return everybody who teaches here, by name."""
    teaches = Person.roles.any(Role.name == RoleName.INSTRUCTOR)
    return list(session.scalars(select(Person).where(teaches).order_by(Person.name, Person.id)))
