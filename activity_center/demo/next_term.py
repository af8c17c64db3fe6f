"""Some more classes of the coming term that staff are still planning: what a planning table is looked at for."""

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.models import Section
from activity_center.courses.rules import SectionStatus, WeeklyTime

_LABEL = "（拟增 {}）"
_MORNING = (time(9), time(10, 30))


def leave_open(session: Session, term_id: int, *, at: datetime, by: Actor) -> None:
    """Leave drafts of the first courses that meet once a week: without any time, with a weekday, and with a clash."""
    mine = select(Section).where(Section.term_id == term_id, Section.status == SectionStatus.OPEN)
    offered = list(session.scalars(mine.order_by(Section.id).limit(6)))
    taken = courses.draft_of(offered[0]).times[0]
    wishes = ((), (), (WeeklyTime(2),), (WeeklyTime(3, *_MORNING),), (WeeklyTime(None, *_MORNING),), (taken,))
    for n, (section, times) in enumerate(zip(offered, wishes, strict=True), 1):
        draft = courses.SectionDraft(
            section.course_id,
            term_id=term_id,
            label=_LABEL.format(n),
            capacity=section.capacity,
            weeks=16,
            fee_amount=section.fee_amount,
            is_sample=True,
            times=times,
        )
        courses.draft_section(session, draft, at=at, by=by)
