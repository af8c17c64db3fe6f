"""Who cannot come in the demo centre: one who telephoned the monitor, and one who is ill for weeks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import Actor
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
    # Whoever loads the demo just before midnight finds today's class over: then leave begins with the next day.
    since = (at + timedelta(hours=1)).astimezone(zone).date()
    one = Wish(by_monitor, section_id, since, since + timedelta(days=6), Kind.PERSONAL, "去外地看孙子")
    service.ask(session, one, AskedAs.MONITOR, at=at, by=Actor(monitor, "web"), zone=zone)
    weeks = Wish(ill, None, today - timedelta(days=14), today + timedelta(days=14), Kind.SICK, "住院")
    service.ask(session, weeks, AskedAs.DESK, at=at, by=desk, zone=zone)
