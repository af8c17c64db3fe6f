"""Which sections a day concerns that is worked, or open again, since they were scheduled."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Plan, SectionStatus, missing, planned
from activity_center.courses.schedule import calendar_for, plan_of
from activity_center.terms.rules import Calendar


def due_on(session: Session, on: date, *, zone: ZoneInfo) -> list[Section]:
    """Return the open sections that would meet on a day once they are scheduled again, and do not yet, by title."""
    rows = [row for row in session.scalars(_OPEN) if not missing(plan_of(row))]
    plans = {row.id: plan for row in rows if _reaches(plan := plan_of(row), on)}
    calendar, known = calendar_for(session, plans.values()), _starts(session, plans)
    due = [row for row in rows if row.id in plans and _is_due(plans[row.id], calendar, on, known[row.id], zone)]
    return sorted(due, key=lambda row: (row.title, row.id))


_OPEN = (
    select(Section)
    .where(Section.status == SectionStatus.OPEN)
    .options(selectinload(Section.times), joinedload(Section.course), joinedload(Section.term))
)


def _reaches(plan: Plan, on: date) -> bool:
    """Say whether a plan may have a meeting on a day; what is made up lies at most a year after its end."""
    assert plan.first_on, "nothing is lacking"
    weeks = timedelta(weeks=plan.weeks or 0)
    return plan.first_on <= on <= max(plan.last_on or plan.first_on, plan.first_on + weeks) + timedelta(days=366)


def _starts(session: Session, section_ids: Iterable[int]) -> dict[int, set[datetime]]:
    """Return the starts that the plan gave the meetings of each section, cancelled by hand or not."""
    known: dict[int, set[datetime]] = defaultdict(set)
    stands = or_(Meeting.status == MeetingStatus.SCHEDULED, Meeting.by_hand)
    rows = select(Meeting.section_id, Meeting.planned_at).where(Meeting.section_id.in_(list(section_ids)), stands)
    for section_id, planned_at in session.execute(rows):
        if planned_at:
            known[section_id].add(planned_at)
    return known


def _is_due(plan: Plan, calendar: Calendar, on: date, known: Collection[datetime], zone: ZoneInfo) -> bool:
    starts = [to.span.starts_at for to in planned(plan, calendar, zone)]
    return any(start.astimezone(zone).date() == on and start not in known for start in starts)
