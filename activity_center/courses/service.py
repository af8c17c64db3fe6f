"""Departments, courses and sections: how staff and imports write them down, offer them and call them off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses.catalogue import (
    Filters,
    Page,
    catalogue,
    count_meetings,
    count_sections,
    departments_with_counts,
    meetings_on,
    section,
    section_ids,
    sections,
)
from activity_center.courses.due import due_on
from activity_center.courses.meetings import (
    add_meeting,
    call_off,
    cancel_meeting,
    lock_sections,
    meeting,
    move_meeting,
    restore_meeting,
    substitute,
)
from activity_center.courses.models import Section, SectionTime
from activity_center.courses.rules import FeePer, HolidayRule, Mode, SectionStatus, WeeklyTime, missing
from activity_center.courses.schedule import Preview, plan_of, preview, schedule, schedule_many, weekly_times
from activity_center.courses.subjects import (
    CourseDraft,
    add_course,
    add_department,
    change_course,
    change_department,
    course,
    courses,
    department,
    departments,
    find_or_add_course,
    find_or_add_department,
    instructors,
)
from activity_center.errors import Reason, Refused
from activity_center.people.rules import Category

# Meetings, the schedule and the catalogue are long enough for files of their own; this is the one door.
__all__ = [
    "CourseDraft",
    "Filters",
    "Page",
    "Preview",
    "SectionDraft",
    "add_course",
    "add_department",
    "add_meeting",
    "cancel",
    "cancel_meeting",
    "catalogue",
    "change_course",
    "change_department",
    "change_draft",
    "change_section",
    "count_meetings",
    "count_sections",
    "course",
    "courses",
    "department",
    "departments",
    "departments_with_counts",
    "draft_of",
    "draft_section",
    "due_on",
    "find_or_add_course",
    "find_or_add_department",
    "instructors",
    "meeting",
    "meetings_on",
    "missing_in",
    "move_meeting",
    "preview",
    "publish",
    "publish_many",
    "restore_meeting",
    "schedule",
    "schedule_many",
    "section",
    "section_ids",
    "sections",
    "substitute",
]


@dataclass(frozen=True)
class SectionDraft:
    """What is known of a section; everything but its course may be missing."""

    course_id: int
    term_id: int | None = None
    site_id: int | None = None
    instructor_id: int | None = None
    label: str = ""
    code: str | None = None
    mode: Mode = Mode.FIRST_COME
    capacity: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    weeks: int | None = None
    holiday_rule: HolidayRule = HolidayRule.MAKE_UP
    excluded_on: tuple[date, ...] = ()
    draw_at: datetime | None = None
    fee_amount: Decimal | None = None
    fee_currency: str = "CNY"
    fee_per: FeePer = FeePer.TERM
    fee_words: str = ""
    min_age_male: int | None = None
    min_age_female: int | None = None
    max_age: int | None = None
    max_age_new: int | None = None
    categories: frozenset[Category] = frozenset()
    eligibility_words: str = ""
    notes: str = ""
    is_sample: bool = False
    times: tuple[WeeklyTime, ...] = ()

    def __post_init__(self) -> None:
        # The order in which times are typed means nothing, so that two drafts can be compared.
        object.__setattr__(self, "times", tuple(sorted(self.times, key=WeeklyTime.place_in_week)))


def draft_section(session: Session, draft: SectionDraft, *, at: datetime, by: Actor) -> Section:
    """Write down a section as a draft, however much of it is still missing."""
    row = Section(status=SectionStatus.DRAFT)
    _fill(row, draft)
    session.add(row)
    session.flush()
    audit.record(session, by, at, "draft_section", "section", row.id, course_id=draft.course_id)
    return row


def change_section(
    session: Session, section_id: int, draft: SectionDraft, *, at: datetime, by: Actor, zone: ZoneInfo
) -> list[str]:
    """Change a section to what the draft says, and return the names of what is different now.

    One that is offered keeps its way of admitting and its capacity, which concern those who are in it (see
    enrolment.service.change_capacity), and is scheduled again. Refused where it would then lack something, or
    where a room or the instructor is not free.
    """
    row = lock_sections(session, [section_id], also=[draft])[0]
    if row.status is SectionStatus.CANCELLED:
        raise Refused(Reason("section_cancelled", {"title": row.title}))
    if row.status is not SectionStatus.DRAFT:
        draft = replace(draft, mode=row.mode, capacity=row.capacity)
    changed = [
        field.name for field in fields(draft) if getattr(draft, field.name) != getattr(draft_of(row), field.name)
    ]
    if changed:
        _fill(row, draft)
        session.flush()
        audit.record(session, by, at, "change_section", "section", section_id, changed=changed)
        if row.status is SectionStatus.OPEN:
            _refuse_incomplete([row])
            schedule(session, section_id, at=at, by=by, zone=zone)
    return changed


def change_draft(
    session: Session, section_id: int, draft: SectionDraft, *, at: datetime, by: Actor, zone: ZoneInfo
) -> list[str]:
    """Change a section that is not offered yet; refused where it has been offered since somebody looked at it."""
    if lock_sections(session, [section_id], also=[draft])[0].status is SectionStatus.OPEN:
        raise Refused(Reason("preview_stale"))
    return change_section(session, section_id, draft, at=at, by=by, zone=zone)


def _fill(row: Section, draft: SectionDraft) -> None:
    for name, value in vars(draft).items():
        if name not in ("times", "categories", "excluded_on"):
            setattr(row, name, value)
    row.categories = sorted(category.value for category in draft.categories)
    row.excluded_on = [day.isoformat() for day in sorted(draft.excluded_on)]
    if draft_of(row).times != draft.times:
        row.times = [SectionTime(**vars(weekly)) for weekly in draft.times]


def draft_of(row: Section) -> SectionDraft:
    """Return a section as one would type it."""
    plain = {field.name: getattr(row, field.name) for field in fields(SectionDraft)}
    return SectionDraft(
        **plain
        | {
            "categories": frozenset(Category(value) for value in row.categories),
            "excluded_on": tuple(date.fromisoformat(day) for day in row.excluded_on),
            "times": tuple(weekly_times(row)),
        }
    )


def publish(session: Session, section_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> None:
    """Offer a draft: it gets its meetings and bookings and stands in the catalogue; see publish_many."""
    publish_many(session, [section_id], at=at, by=by, zone=zone)


def publish_many(session: Session, section_ids: Collection[int], *, at: datetime, by: Actor, zone: ZoneInfo) -> None:
    """Offer drafts, all or none; refused with what they lack and with every clash of rooms and instructors.

    One that is offered already is left as it is.
    """
    rows = [row for row in lock_sections(session, section_ids) if row.status is not SectionStatus.OPEN]
    for row in rows:
        if row.status is SectionStatus.CANCELLED:
            raise Refused(Reason("section_cancelled", {"title": row.title}))
    _refuse_incomplete(rows)
    for row in rows:
        row.status = SectionStatus.OPEN
    session.flush()
    audit.record_all(session, [audit.row(by, at, "publish", "section", row.id) for row in rows])
    schedule_many(session, [row.id for row in rows], at=at, by=by, zone=zone)


def missing_in(row: Section) -> list[Reason]:
    """Return everything a section lacks before it can be offered."""
    return missing(plan_of(row))


def _refuse_incomplete(rows: Sequence[Section]) -> None:
    reasons = [reason for row in rows for reason in missing_in(row)]
    if reasons:
        raise Refused(*reasons)


def cancel(session: Session, section_id: int, *, at: datetime, by: Actor) -> Section:
    """Call a section off: meetings that have not begun are cancelled and their rooms released.

    Who is enrolled is released by enrolment.service.cancel_section, which calls this. Cancelling again changes nothing.
    """
    row = lock_sections(session, [section_id])[0]
    if row.status is SectionStatus.CANCELLED:
        return row
    row.status, row.cancelled_at = SectionStatus.CANCELLED, at
    call_off(session, row, at=at)
    audit.record(session, by, at, "cancel_section", "section", section_id)
    return row
