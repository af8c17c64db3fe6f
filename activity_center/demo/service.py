"""The demo centre: made in one transaction, the same each time but for its dates, which follow the day of loading."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import Centre, the_centre
from activity_center.courses import service as courses
from activity_center.courses.rules import FeePer, Mode, WeeklyTime
from activity_center.courses.service import CourseDraft, SectionDraft
from activity_center.db import Base
from activity_center.demo import (
    bookings,
    closing,
    competitions,
    desk_work,
    leaves,
    next_term,
    registers,
    reports,
    results,
    samples,
    shows,
    societies,
    tables,
    this_term,
    timetable,
)
from activity_center.demo.crowd import first_member, invented, member_row, person_row, staff_row
from activity_center.demo.stories import Offered, tell
from activity_center.demo.timetable import Placed
from activity_center.errors import Reason, Refused
from activity_center.exchange import files
from activity_center.exchange import service as exchange
from activity_center.kiosk import service as kiosks
from activity_center.kiosk.rules import Paper
from activity_center.kiosk.service import KioskDraft
from activity_center.people import secrets
from activity_center.people.models import Card, Person, Role
from activity_center.people.rules import Category, RoleName
from activity_center.rooms import register
from activity_center.rooms.register import RoomDraft
from activity_center.rooms.rules import OpenHours
from activity_center.terms import service as terms
from activity_center.terms.service import TermDraft, WindowDraft

DATA = Path(__file__).parent / "data"
PIN, PASSWORD = "246810", "demo-pass-2026"
FIRST_CARD, MEMBERS = 10_000_001, 2_000
BY = Actor(via="cli")

_STAFF = (
    ("admin", "周文静", frozenset({RoleName.ADMIN})),
    ("desk", "孙丽萍", frozenset({RoleName.DESK})),
    ("teacher", "沈墨林", frozenset({RoleName.INSTRUCTOR})),
    ("officer", "高鸿章", frozenset({RoleName.OFFICER, RoleName.MEMBER})),
)


def load(session: Session, *, at: datetime, zone: ZoneInfo, scale: int = 1) -> bool:
    """Make the demo centre with `scale` times 2,000 people and 120 sections; say whether it was made now.

    On a demo centre nothing happens. Refused where there is any other centre, or anybody in it.
    """
    centre = the_centre(session)
    if centre and centre.is_demo:
        return False
    if centre or _count_others(session):
        raise Refused(Reason("not_a_demo"))
    session.add(Centre(name=samples.CENTRE, is_demo=True, phone="000-0000000", address="（样例地址）"))
    session.flush()
    _Loader(session, at, zone, scale).load()
    return True


def clear(session: Session) -> None:
    """Take everything out of a demo centre; refused where there is anybody who is no sample."""
    centre = the_centre(session)
    if (centre and not centre.is_demo) or _count_others(session):
        raise Refused(Reason("not_a_demo"))
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(delete(table))
    session.expire_all()


def _count_others(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Person).where(~Person.is_sample)) or 0


class _Loader:
    """Makes the demo floor by floor, lowest first."""

    def __init__(self, session: Session, at: datetime, zone: ZoneInfo, scale: int) -> None:
        self.session, self.at, self.zone, self.scale = session, at, zone, scale
        self.today = at.astimezone(zone).date()

    def load(self) -> None:
        password = secrets.hashed(PASSWORD)
        staff = self._people(
            [staff_row(login, name, password) for login, name, _ in _STAFF], [roles for *_, roles in _STAFF]
        )
        members = self._members()
        terms.seed_closures(self.session, at=self.at, by=BY)
        self.term = self._term()
        rooms = self._rooms()
        placed = timetable.placed(samples.courses(), rooms, self._instructors(staff[2]), self.scale)
        offered = self._sections(placed)
        self._drafts()
        next_term.leave_open(self.session, self.term, at=self.at, by=BY)
        self._programmes()
        tell(self.session, offered, members, staff[1], self.at)
        self._kiosk()
        desk_work.call_off(self.session, staff[1], self.at, self.zone)
        desk_work.lay_out(self.session, offered, members, register.sites(self.session)[0].id, staff[1], self.at)
        running = self._this_term(staff[2], members)
        leaves.ask(self.session, running[0], members, staff[1], at=self.at, zone=self.zone)
        self._registers(staff[1], staff[2], members)
        leaves.stay_away(self.session, running[0], members[8], staff[2], at=self.at)
        reports.leave(self.session, members, staff[1], self.at)
        bookings.run(self.session, staff[1], staff[3], at=self.at, by=BY, zone=self.zone)
        tables.open_rooms(self.session, members, self.at, BY)
        societies.found_and_ask(self.session, staff[3], members, at=self.at, by=BY, zone=self.zone)
        results.remain(competitions.hold(self.session, members, at=self.at, by=BY, zone=self.zone))
        shows.hold(self.session, members, at=self.at, by=BY, zone=self.zone)
        closing.lay_out(self.session, staff[1], at=self.at, zone=self.zone)
        audit.record(self.session, BY, self.at, "load_demo", "centre", None, scale=self.scale)

    def _people(self, rows: list[dict[str, Any]], roles: Sequence[frozenset[RoleName]]) -> list[int]:
        """Write people in one statement, and return their ids: a batch gets them in its own order."""
        last = self.session.scalar(select(func.max(Person.id))) or 0
        common = {"created_at": self.at, "is_sample": True}
        self.session.execute(insert(Person), [row | common for row in rows])
        ids = list(self.session.scalars(select(Person.id).where(Person.id > last).order_by(Person.id)))
        held = [(id, role) for id, theirs in zip(ids, roles, strict=True) for role in sorted(theirs, key=str)]
        self.session.execute(insert(Role), [{"person_id": id, "name": role} for id, role in held])
        return ids

    def _members(self) -> list[int]:
        count = MEMBERS * self.scale
        pin = secrets.hashed(PIN)
        rows = [member_row(who, pin) for who in invented(count, self.today, seed=1)]
        rows[0] |= first_member(self.today)
        ids = self._people(rows, [frozenset({RoleName.MEMBER})] * count)
        cards = [{"person_id": id, "number": str(FIRST_CARD + n), "issued_at": self.at} for n, id in enumerate(ids)]
        self.session.execute(insert(Card), cards)
        return ids

    def _instructors(self, teacher_id: int) -> dict[str, list[int]]:
        """Return enough instructors for each department; calligraphy has the one who can sign in first."""
        wanted = {name: self._instructors_wanted(name) for name in samples.DEPARTMENTS}
        people = invented(sum(wanted.values()), self.today + timedelta(days=365 * 15), seed=2)
        rows = [person_row(who) | {"learner_since": None} for who in people]
        ids = iter(self._people(rows, [frozenset({RoleName.INSTRUCTOR})] * len(rows)))
        found = {name: list(islice(ids, count)) for name, count in wanted.items()}
        found["书法系"].insert(0, teacher_id)
        return found

    def _instructors_wanted(self, department: str) -> int:
        theirs = [course for course in samples.courses() if course.department == department]
        return 2 + sum(sum(course.levels.values()) for course in theirs) * self.scale // 5

    def _rooms(self) -> dict[str, list[int]]:
        who = {"at": self.at, "by": BY}
        site_ids = [register.add_site(self.session, name, "", **who).id for name in samples.SITES]
        hours = tuple(OpenHours(weekday, time(8), time(17)) for weekday in range(1, 7))
        found: dict[str, list[int]] = {kind: [] for kind in samples.ROOMS}
        for copy in range(self.scale):
            for kind, (*names, seats) in samples.ROOMS.items():
                for site_id, here in zip(site_ids, names, strict=True):
                    for name in here:
                        named = f"{name} {copy + 1}" if copy else name
                        draft = RoomDraft(site_id, named, seats, hours=hours)
                        found[kind].append(register.add_room(self.session, draft, **who).id)
        return found

    def _kiosk(self) -> None:
        """Add a kiosk that waits for a device; whoever opens /kiosk in a demo centre gets one of their own besides."""
        draft = KioskDraft("一楼大厅自助机", register.sites(self.session)[0].id, Paper.ROLL_80)
        kiosks.add_kiosk(self.session, draft, at=self.at, by=BY)

    def _term(self) -> int:
        """Make a term that begins on a Monday some weeks ahead, and windows around this moment."""
        first_on = self.today + timedelta(days=28 - self.today.weekday())
        name = f"{first_on.year} {'春季' if first_on.month < 7 else '秋季'}学期"
        draft = TermDraft(name, first_on, first_on + timedelta(weeks=18, days=-1), seats_per_person=3)
        term = terms.add_term(self.session, draft, at=self.at, by=BY)
        cadres = frozenset({Category.VETERAN_CADRE, Category.RETIRED_CADRE})
        for window in (
            WindowDraft("老学员优先", self._moment(-21), self._moment(-7), returning_only=True),
            WindowDraft("离退休干部优先", self._moment(-7), self._moment(-2), cadres),
            WindowDraft("全体学员", self._moment(-2), self._moment(18)),
        ):
            terms.add_window(self.session, term.id, window, at=self.at, by=BY)
        return term.id

    def _this_term(self, teacher_id: int, members: Sequence[int]) -> list[int]:
        by_name = {course.name: course for course in samples.courses()}
        course_ids = self._course_id(by_name["书法"], "初级"), self._course_id(by_name["养生太极"], "")
        return this_term.run(self.session, course_ids, teacher_id, members, at=self.at, by=BY, zone=self.zone)

    def _registers(self, desk_id: int, teacher_id: int, members: Sequence[int]) -> None:
        course = next(course for course in samples.courses() if course.name == "书法")
        who = {"at": self.at, "by": BY}
        course_id = self._course_id(course, "入门")
        finished = registers.add_finished_term(self.session, course_id, teacher_id, members, zone=self.zone, **who)
        registers.keep_all(self.session, self.at, Actor(teacher_id, "web"))
        registers.issue(self.session, finished, desk_id, self.zone)

    def _moment(self, days: int, hour: int = 9) -> datetime:
        return datetime.combine(self.today + timedelta(days=days), time(hour), self.zone)

    def _sections(self, placed: Sequence[Placed]) -> list[Offered]:
        who = {"at": self.at, "by": BY}
        drafts = [self._draft(section) for section in placed]
        ids = [courses.draft_section(self.session, draft, **who).id for draft in drafts]
        courses.publish_many(self.session, ids, zone=self.zone, **who)
        return [Offered(id, draft.mode, place) for id, draft, place in zip(ids, drafts, placed, strict=True)]

    def _draft(self, placed: Placed) -> SectionDraft:
        course, (weekday, (starts, ends)) = placed.course, placed.slot
        draw = course.name == "钢琴"
        return SectionDraft(
            self._course_id(course, placed.level),
            term_id=self.term,
            instructor_id=placed.instructor_id,
            label=placed.label,
            mode=Mode.DRAW if draw else Mode.WALK_IN if course.name == "广场舞" else Mode.FIRST_COME,
            draw_at=self._moment(20, hour=10) if draw else None,
            capacity=course.capacity,
            weeks=16,
            fee_amount=course.fee,
            fee_per=FeePer.YEAR if placed.level == "研修班" else FeePer.TERM,
            is_sample=True,
            times=(WeeklyTime(weekday, starts, ends, placed.room_id),),
            **_limits(course),
        )

    def _course_id(self, course: samples.Course, level: str) -> int:
        who = {"at": self.at, "by": BY}
        department = courses.find_or_add_department(self.session, course.department, **who)
        department.name_en = samples.DEPARTMENTS[course.department]
        return courses.find_or_add_course(self.session, CourseDraft(course.name, department.id, level), **who).id

    def _drafts(self) -> None:
        """Leave two sections for staff to complete, as an import does."""
        for course in samples.courses()[-2:]:
            draft = SectionDraft(self._course_id(course, ""), term_id=self.term, label="（筹备）", is_sample=True)
            courses.draft_section(self.session, draft, at=self.at, by=BY)

    def _programmes(self) -> None:
        """Read the published Hong Kong programmes as they are; these are real and marked as nothing else."""
        table = files.read(DATA / "hk_leisure_programmes_2026-10.json")
        exchange.import_rows(self.session, "programmes", table, at=self.at, by=BY, keep_good=False, zone=self.zone)


def _limits(course: samples.Course) -> dict[str, Any]:
    """Return who may come, in the ways real schools limit it (sample values)."""
    if course.name == "健康教育讲座":
        return {"categories": frozenset({Category.VETERAN_CADRE, Category.RETIRED_CADRE})}
    if course.name == "拉丁舞":
        return {"max_age": 80, "max_age_new": 70}
    if course.name == "瑜伽":
        return {"min_age_male": 60, "min_age_female": 50, "max_age_new": 75}
    if course.department == "舞蹈系" and course.name not in ("广场舞", "形体走秀"):
        return {"max_age_new": 70}
    return {}
