"""Who does not come in the demo centre: with leave, for a day or for weeks, and without."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.absences import service as absences
from activity_center.attendance import register
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import Mark
from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.leave import monitors, service
from activity_center.leave.rules import AskedAs, Kind
from activity_center.leave.service import Wish


def ask(
    session: Session, section_id: int, members: Sequence[int], desk_id: int, *, at: datetime, zone: ZoneInfo
) -> None:
    """Give the class a monitor, and put two of its members on leave."""
    monitor, by_monitor, ill = members[5], members[6], members[7]
    today, desk = at.astimezone(zone).date(), Actor(desk_id, "phone")
    monitors.appoint(session, section_id, monitor, on=today - timedelta(days=60), at=at, by=desk)
    one = Wish(by_monitor, section_id, today, today + timedelta(days=13), Kind.PERSONAL, "去外地看孙子")
    service.ask(session, one, AskedAs.MONITOR, at=at, by=Actor(monitor, "web"), zone=zone)
    weeks = Wish(ill, None, today - timedelta(days=14), today + timedelta(days=14), Kind.SICK, "住院")
    service.ask(session, weeks, AskedAs.DESK, at=at, by=desk, zone=zone)


def stay_away(session: Session, section_id: int, person_id: int, teacher_id: int, *, at: datetime) -> None:
    """Let somebody miss the last three meetings without a word, so that staff have something to decide."""
    over = [row for row in courses.section(session, section_id).meetings if row.ends_at <= at][-3:]
    for meeting in over:
        mark = Sent(f"demo-absent-{meeting.id}", Mark.ABSENT, meeting.ends_at, person_id=person_id)
        register.mark_all(session, meeting.id, [mark], at=meeting.ends_at, by=Actor(teacher_id, "web"))
    absences.look(session, section_id, at)
