"""What is broken in the rooms of the demo centre: new, being repaired, mended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.demo import pictures
from activity_center.rooms import reports
from activity_center.rooms.models import Room
from activity_center.rooms.photos import cleaned
from activity_center.rooms.rules import ReportStatus

_BROKEN = ("门边第二盏灯一闪一闪的", "空调滴水，地上有点滑", "第三排左边的椅子松了")


def leave(session: Session, members: Sequence[int], desk_id: int, at: datetime) -> None:
    """Let three people have reported something, one with a photo; staff have begun with one and ended another."""
    rooms = session.scalars(select(Room.id).order_by(Room.id).limit(len(_BROKEN))).all()
    made = []
    for n, (room_id, what) in enumerate(zip(rooms, _BROKEN, strict=True)):
        photo = None if n else cleaned(pictures.lamp())
        by = Actor(members[n], "web")
        made.append(reports.report(session, room_id, what, photo, at=at - timedelta(days=n + 1), by=by))
    by = Actor(desk_id, "web")
    reports.decide(session, made[1].id, ReportStatus.REPAIRING, "维修师傅明天来（样例）", at=at, by=by)
    reports.decide(session, made[2].id, ReportStatus.DONE, "已经拧紧（样例）", at=at, by=by)
