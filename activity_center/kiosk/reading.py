"""What the pages of a kiosk look up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activity_center.courses import service as courses
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import Mode, SectionStatus
from activity_center.courses.service import Filters
from activity_center.db import zone
from activity_center.enrolment import listing
from activity_center.enrolment.listing import Listed
from activity_center.errors import NotThere
from activity_center.terms import service as terms


def rest_of_day(session: Session, site_id: int, at: datetime) -> list[Meeting]:
    """Return what is on at a site today and not over yet, in order of time; what has no site counts everywhere."""
    tomorrow = datetime.combine(at.astimezone(zone()).date() + timedelta(days=1), time(), zone())
    held = courses.meetings_on(session, at - timedelta(hours=12), tomorrow)
    return [meeting for meeting in held if meeting.ends_at > at and _site(meeting) in (None, site_id)]


def is_walk_in(meeting: Meeting) -> bool:
    """Say whether anybody may just come in."""
    return meeting.section.mode is Mode.WALK_IN


def _site(meeting: Meeting) -> int | None:
    return meeting.room.site_id if meeting.room else meeting.section.site_id


def term(session: Session, at: datetime) -> Any:
    """Return the term whose classes people look for now: that whose enrolment is open, else the next; None without."""
    ahead = terms.terms_not_over(session, at.astimezone(zone()).date())
    is_open = [term for term in ahead if any(w.opens_at <= at < w.closes_at for w in term.windows)]
    return next(iter([*is_open, *ahead]), None)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: initials or words, a weekday, or a department; nothing at all is everything."""

    q: str = ""
    weekday: int | None = None
    department_id: int | None = None

    def filters(self, term_id: int | None, on: date) -> Filters:
        """Return the same as the catalogue's filters."""
        return Filters(
            term_id=term_id,
            q=self.q,
            weekdays=frozenset({self.weekday} if self.weekday else ()),
            department_ids=frozenset({self.department_id} if self.department_id else ()),
            not_over_on=on,
        )


def found(
    session: Session, wanted: Wanted, person_id: int | None, at: datetime, *, offset: int, limit: int
) -> tuple[list[Listed], int]:
    """Return one page of the sections of the term that somebody looks for, as they see them, and how many in all."""
    on, now = at.astimezone(zone()).date(), term(session, at)
    ids = courses.section_ids(session, wanted.filters(now.id if now else None, on))
    rows = courses.sections(session, ids[offset : offset + limit])
    return listing.listed(session, rows, person_id, at), len(ids)


def departments(session: Session, at: datetime) -> list[Any]:
    """Return the departments that have classes in the term, by name."""
    on, now = at.astimezone(zone()).date(), term(session, at)
    counted = courses.departments_with_counts(session, Filters(term_id=now.id if now else None, not_over_on=on))
    return [department for department, _count in counted if department]


def numbered(session: Session, number: str) -> int | None:
    """Return the section of a printed number, else of that number under which a programme was published."""
    own = Section.id == int(number) if number.isdecimal() and len(number) < 10 else Section.id.is_(None)
    rows = select(Section.id).where(or_(Section.code == number, own), Section.status != SectionStatus.DRAFT)
    return session.scalar(rows.order_by(own.desc()).limit(1))


def seen(session: Session, section_id: int) -> Any:
    """Return a section with everything its page shows; a draft looks as if it were not there."""
    row = courses.section(session, section_id)
    if row.status is SectionStatus.DRAFT:
        raise NotThere
    return row


def split(rows: Sequence[Any], page: int, size: int) -> tuple[Sequence[Any], int]:
    """Return one page of rows, the last one where there are fewer, and its number from 1."""
    number = max(1, min(page, -(-len(rows) // size)))
    return rows[(number - 1) * size :][:size], number
