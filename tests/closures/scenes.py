"""A site with a booking of every kind in it, three days of which are to close."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.closures import publishing, service
from activity_center.closures.models import ClosingPlan
from activity_center.closures.rules import Act, ClosingKind, Scope
from activity_center.closures.service import ClosingDraft
from activity_center.courses import schedule
from activity_center.courses.models import Section, SectionTime
from activity_center.courses.rules import Mode
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from activity_center.rooms import bookings
from activity_center.rooms import service as rooms
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.models import Room, RoomPart, RoomRule, Site
from activity_center.rooms.recurrence import Pattern, Rhythm
from activity_center.rooms.rules import Span
from tests.factories import make_course, make_person, make_room, make_section, make_term

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
CLERK = Actor(None, "web")
WHO: dict[str, Any] = {"at": NOW, "by": CLERK, "zone": ZONE}
STAFF = Asker(None, frozenset({RoleName.DESK}))
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 9, day) for day in (14, 15, 16, 17))
SUNDAY = date(2026, 9, 13)


def wall(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)


def closing(site: Site | None = None, **more: Any) -> ClosingDraft:
    """Return a closure of three days, Monday to Wednesday, of a site or of the whole centre."""
    facts = {
        "scope": Scope.SITE if site else Scope.CENTRE,
        "starts_at": wall(MONDAY, 0),
        "ends_at": wall(THURSDAY, 0),
        "kind": ClosingKind.REPAIR,
        "why": "水管检修",
        "site_id": site.id if site else None,
    }
    return ClosingDraft(**facts | more)


def book(session: Session, title: str, on: date, hours: tuple[int, int], *held: Room, **more: Any) -> int:
    """Let staff book rooms once, or weekly for as many `weeks`."""
    weeks, asker = more.pop("weeks", 1), more.pop("asker", STAFF)
    starts, ends = (time(hour % 24) for hour in hours)
    last_on = on + timedelta(days=7 * (weeks - 1))
    rhythm = Rhythm.WEEKLY if weeks > 1 else Rhythm.ONCE
    pattern = Pattern(starts, ends, on, last_on, rhythm, weekdays=(on.isoweekday(),))
    wish = Wish(title, pattern, tuple(room.id for room in held), **more)
    return bookings.book(session, wish, asker, **WHO)[0]


def a_class(session: Session, name: str, weekday: int, hour: int, room: Room | None, **more: Any) -> Section:
    """Make a class of eight weeks that is scheduled, with a teacher of its own unless one is named."""
    weekly = SectionTime(
        weekday=weekday,
        starts=time(hour, 30),
        ends=time(hour + 1, 30),
        room_id=room.id if room else None,
        place="" if room else "人民公园",
    )
    facts = {"instructor": make_person(session, f"{name}老师", RoleName.INSTRUCTOR), "weeks": 8}
    course = make_course(session, name)
    term = more.pop("term", None) or make_term(session, f"学期·{name}")
    section = make_section(session, course=course, term=term, times=[weekly], **facts | more)
    schedule.schedule(session, section.id, at=NOW, by=CLERK, zone=ZONE)
    return section


def enrol(session: Session, person: Person, section: Section, status: Status = Status.ENROLLED) -> None:
    session.add(Enrolment(section=section, person=person, status=status, requested_at=NOW, changed_at=NOW))
    session.flush()


@dataclass
class Scene:
    """The site that closes, another one that does not, and who is concerned; `titles` are what is hit."""

    site: Site
    room: Room
    second: Room
    hall: Room
    part: Room
    elsewhere: Room
    member: Person
    waiting: Person
    officer: Person
    calligraphy: Section
    titles: list[str] = field(default_factory=list)


def a_full_site(session: Session) -> Scene:
    """Make one booking of every kind there is, each hit by `closing(scene.site)` once, and some that are not hit."""
    room = make_room(session, "101")
    site = room.site
    second, hall = make_room(session, "102", site=site), make_room(session, "大厅", site=site, seats=80)
    east, west = (make_room(session, name, site=site) for name in ("东厅", "西厅"))
    session.add_all([RoomPart(whole_id=hall.id, part_id=east.id), RoomPart(whole_id=hall.id, part_id=west.id)])
    session.add(RoomRule(role=RoleName.OFFICER))
    session.flush()
    elsewhere = make_room(session, "分部 201")
    member, waiting = make_person(session, "李秀英"), make_person(session, "王建国")
    officer = make_person(session, "周社长", RoleName.OFFICER)
    asker = Asker(officer.id, frozenset({RoleName.OFFICER}))
    calligraphy = a_class(session, "书法", 1, 8, room, capacity=20)
    a_class(session, "广场舞", 2, 8, second, mode=Mode.WALK_IN, capacity=None)
    enrol(session, member, calligraphy)
    enrol(session, waiting, calligraphy, Status.WAITING)
    for owner in (STAFF, Asker(member.id, frozenset({RoleName.DESK}))):
        book(session, "单次", MONDAY + timedelta(days=owner is not STAFF), (14, 16), second, asker=owner)
    book(session, "合唱团", TUESDAY, (14, 16), room, weeks=4, asker=Asker(officer.id, frozenset({RoleName.DESK})))
    book(session, "待批准", WEDNESDAY, (9, 11), east, asker=asker)
    book(session, "全厅", MONDAY, (9, 11), hall)
    book(session, "半厅", TUESDAY, (9, 11), west)
    book(session, "布置", THURSDAY, (0, 2), second, setup=60)
    book(session, "打扫", SUNDAY, (20, 23), second, cleanup=90)
    book(session, "跨夜", SUNDAY, (23, 25), room)
    book(session, "两地", WEDNESDAY, (14, 16), room, elsewhere)
    rooms.book(session, "比赛", wall(WEDNESDAY, 8), wall(WEDNESDAY, 9), room_ids=[second.id], zone=ZONE)
    book(session, "别处", MONDAY, (14, 16), elsewhere)
    book(session, "之后", THURSDAY, (9, 11), room)
    titles = ["书法", "广场舞", "单次", "单次", "合唱团", "待批准", "全厅", "半厅", "布置", "打扫", "跨夜"]
    titles += ["两地", "比赛"]
    return Scene(site, room, second, hall, east, elsewhere, member, waiting, officer, calligraphy, sorted(titles))


def start(session: Session, draft: ClosingDraft, **more: Any) -> ClosingPlan:
    return service.start(session, draft, **WHO | more)


def publish(session: Session, plan: ClosingPlan, **more: Any) -> ClosingPlan:
    return publishing.publish(session, plan.id, **WHO | more)


def line_of(plan: ClosingPlan, title: str) -> Any:
    return next(line for line in plan.lines if line.title == title)


def decide(session: Session, plan: ClosingPlan, act: Act, *titles: str) -> int:
    ids = [line.id for line in plan.lines if line.title in titles] if titles else None
    return service.decide(session, plan.id, ids, act, **WHO)


def span(on: date, starts: int, ends: int) -> Span:
    return Span(wall(on, starts), wall(on, ends))
