"""Rooms that people of the demo centre have booked, and the rules by which they may."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.people.rules import RoleName
from activity_center.rooms import bookings, register, seasons
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.models import Equipment, RoomPart, RoomRule
from activity_center.rooms.recurrence import Pattern, Rhythm
from activity_center.rooms.register import RoomDraft
from activity_center.rooms.rules import OpenHours

_HALL, _PARTS = "多功能厅", ("多功能厅东区", "多功能厅西区")
_SUMMER = ("06-01", "09-15")
_STOCK = {"投影仪": 4, "折叠画架": 30}


def run(session: Session, desk_id: int, officer_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> None:
    """Add a hall that divides in two, things to lend, rules, two days that wait for approval, and a series."""
    site_id = register.sites(session)[0].id
    hall, east = _hall(session, site_id, at, by)
    projector = _stock(session, site_id)
    _rules(session, east)
    today = at.astimezone(zone).date()
    wednesday = today + timedelta(days=9 - today.weekday())
    officer = Asker(officer_id, frozenset({RoleName.OFFICER}))
    desk = Asker(desk_id, frozenset({RoleName.DESK}))
    who = {"at": at, "zone": zone}
    days = (wednesday + timedelta(days=1), wednesday + timedelta(days=8))
    asked = Pattern(time(9), time(11), days[0], days[1], Rhythm.DATES, dates=days)
    wish = Wish("摄影社换届与迎新会", asked, (hall,), attendees=60, equipment=((projector, 1),))
    bookings.book(session, wish, officer, by=Actor(officer_id, "web"), **who)
    last_on = wednesday + timedelta(weeks=7)
    weekly = Pattern(time(14), time(16), wednesday, last_on, Rhythm.WEEKLY, weekdays=(3,))
    wish = Wish("书画社活动", weekly, (east,), setup=15, cleanup=15, equipment=((projector, 1),))
    bookings.book(session, wish, desk, by=Actor(desk_id, "web"), **who)
    friday = wednesday + timedelta(days=2)
    once = Wish("支部组织生活会", Pattern(time(9), time(11), friday, friday), (hall,), is_public=False)
    bookings.book(session, once, desk, by=Actor(desk_id, "web"), **who)


def _hall(session: Session, site_id: int, at: datetime, by: Actor) -> tuple[int, int]:
    hours = tuple(OpenHours(weekday, time(8), time(17)) for weekday in range(1, 7))
    hall, *parts = (
        register.add_room(session, RoomDraft(site_id, name, seats, hours=hours), at=at, by=by).id
        for name, seats in zip((_HALL, *_PARTS), (120, 60, 60), strict=True)
    )
    session.add_all([RoomPart(whole_id=hall, part_id=part) for part in parts])
    session.flush()
    spans = ((time(8), time(11, 30)), (time(15), time(18)))
    summer = [OpenHours(weekday, *span) for weekday in range(1, 7) for span in spans]
    seasons.keep_season(session, hall, _SUMMER, summer, at=at, by=by)
    return hall, parts[0]


def _stock(session: Session, site_id: int) -> int:
    things: Sequence[Equipment] = [Equipment(site_id=site_id, name=name, count=n) for name, n in _STOCK.items()]
    session.add_all(things)
    session.flush()
    return things[0].id


def _rules(session: Session, room_id: int) -> None:
    """Let officers ask for every room, and book one by themselves, as instructors may; members may ask for that one."""
    everywhere = RoomRule(role=RoleName.OFFICER, notice_hours=24, ahead_days=90, longest_minutes=240)
    own = [
        RoomRule(room_id=room_id, role=role, notice_hours=2, ahead_days=30, longest_minutes=180, needs_approval=False)
        for role in (RoleName.OFFICER, RoleName.INSTRUCTOR)
    ]
    limits = {"notice_hours": 24, "ahead_days": 14, "longest_minutes": 120, "most_people": 30}
    session.add_all([everywhere, *own, RoomRule(room_id=room_id, role=RoleName.MEMBER, **limits)])
    session.flush()
