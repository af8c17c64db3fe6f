"""What the registers of a whole term say, for decisions: counted by the database, of a hundred thousand marks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.attendance.make_ups import made_up
from activity_center.attendance.models import Attendance, MakeUp
from activity_center.attendance.rules import THERE, Mark
from activity_center.courses.models import Course, Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode, SectionStatus
from activity_center.enrolment.facts import titled
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.insight.reading import expected
from activity_center.insight.rules import Seen, Tally, tally
from activity_center.leave.models import Leave
from activity_center.leave.rules import Gathering
from activity_center.many import among, rows
from activity_center.people.models import Person


@dataclass
class SectionLine:
    """One class in the report: how many registers there should be, how many were kept, and how often people came."""

    section_id: int
    title: str
    department_id: int | None
    instructor: str
    learners: int = 0
    past: int = 0
    kept: int = 0
    tally: Tally = field(default_factory=Tally)
    visits: int = 0  # of anybody, at a class without enrolment
    is_walk_in: bool = False

    @property
    def unkept(self) -> int:
        """Return how many registers nobody kept."""
        return self.past - self.kept


@dataclass(frozen=True)
class HouseRecord:
    """All classes of a term, or of one department of it, and the tallies by week."""

    lines: Sequence[SectionLine]
    weeks: Sequence[tuple[date, Tally, int]]  # Monday, who came, how many registers nobody kept

    @property
    def by_department(self) -> list[tuple[int | None, int, Tally]]:
        """Return each department with how many classes it has and how often people came to them."""
        found: dict[int | None, list[SectionLine]] = {}
        for line in self.lines:
            found.setdefault(line.department_id, []).append(line)
        return [(id, len(mine), sum((line.tally for line in mine), Tally())) for id, mine in found.items()]

    @property
    def tally(self) -> Tally:
        """Return how often everybody came."""
        return sum((line.tally for line in self.lines), Tally())


def of_house(
    session: Session, at: datetime, *, zone: ZoneInfo, term_id: int, department_id: int | None = None
) -> HouseRecord:
    """Return the record of all classes of a term, or of one department of it.

    Ten queries, counted by the database; only meetings on leave or made up for are looked at one by one.
    """
    lines = _section_lines(session, term_id, department_id)
    mine = Meeting.section_id.in_(_sections(term_id, department_id).with_only_columns(Section.id))
    meetings = _past(session, mine, at)
    tallies, marked = _tallies(session, mine, at)
    unsure = [id for id, (section_id, _) in meetings.items() if id not in marked or lines[section_id].is_walk_in]
    marked |= _visited(session, unsure)
    weeks: dict[date, list[Any]] = {}
    for id, (section_id, starts_at) in meetings.items():
        line, week = lines[section_id], weeks.setdefault(_monday(starts_at, zone), [Tally(), 0])
        found = tallies.get(id, Tally())
        if id in marked:
            line.kept += 1
            line.visits += marked[id] if line.is_walk_in else 0
        else:
            # Where nobody took the register only what was made up elsewhere counts.
            found = Tally(there=found.made_up, made_up=found.made_up)
            week[1] += 1
        line.past += 1
        line.tally += found
        week[0] += found
    return HouseRecord(
        sorted(lines.values(), key=lambda line: (line.title, line.section_id)),
        [(monday, *weeks[monday]) for monday in sorted(weeks)],
    )


def _sections(term_id: int, department_id: int | None) -> Any:
    wanted = (
        select(Section)
        .join(Course, Course.id == Section.course_id)
        .where(Section.term_id == term_id, Section.status == SectionStatus.OPEN)
    )
    return wanted if department_id is None else wanted.where(Course.department_id == department_id)


def _section_lines(session: Session, term_id: int, department_id: int | None) -> dict[int, SectionLine]:
    columns = (Section.id, Course.name, Course.level, Section.label, Section.mode, Course.department_id)
    rows = session.execute(
        _sections(term_id, department_id)
        .outerjoin(Person, Person.id == Section.instructor_id)
        .with_only_columns(*columns, Person.name.label("instructor"))
    )
    lines = {
        row.id: SectionLine(
            row.id,
            titled(row.name, row.level, row.label),
            row.department_id,
            row.instructor or "",
            is_walk_in=row.mode is Mode.WALK_IN,
        )
        for row in rows
    }
    learners = (
        select(Enrolment.section_id, func.count())
        .where(
            Enrolment.status == Status.ENROLLED,
            Enrolment.section_id.in_(_sections(term_id, department_id).with_only_columns(Section.id)),
        )
        .group_by(Enrolment.section_id)
    )
    for section_id, number in session.execute(learners):
        lines[section_id].learners = number
    return lines


def _past(session: Session, mine: Any, at: datetime) -> dict[int, tuple[int, datetime]]:
    rows = select(Meeting.id, Meeting.section_id, Meeting.starts_at).where(
        mine, Meeting.status == MeetingStatus.SCHEDULED, Meeting.starts_at <= at
    )
    return {id: (section_id, starts_at) for id, section_id, starts_at in session.execute(rows)}


def _visited(session: Session, meeting_ids: Iterable[int]) -> dict[int, int]:
    """Return those of these meetings at which anybody at all is marked, with how many were there."""
    wanted = (
        select(Attendance.meeting_id, func.count().filter(Attendance.mark.in_(THERE)))
        .where(among(Attendance.meeting_id, "ids"), Attendance.mark.is_not(None))
        .group_by(Attendance.meeting_id)
    )
    return dict(rows(session, wanted, ids=meeting_ids))


def _tallies(session: Session, mine: Any, at: datetime) -> tuple[dict[int, Tally], dict[int, int]]:
    """Return how many of those expected at each meeting came, put right for leaves and make-ups; and where one of them
    is marked, with how many were there as marked.
    """
    columns = (Meeting.id, func.count(), *(func.count().filter(Attendance.mark == mark) for mark in Mark))
    counts: Any = session.execute(expected(at).where(mine).with_only_columns(*columns).group_by(Meeting.id))
    found, marked = {}, {}
    for id, number, present, late, leave, absent in counts:
        said = present + late + leave + absent
        found[id] = Tally(present + late, leave, absent, number - said, late)
        if said:
            marked[id] = present + late
    for place, mark, right in _exceptions(session, mine, at):
        found[place[0]] += tally([right]) + tally([Seen(mark)]) * -1
    return found, marked


def _exceptions(session: Session, mine: Any, at: datetime) -> Iterator[tuple[tuple[int, int], Mark | None, Seen]]:
    """Return those who were on leave at a meeting or made up for it: where, the mark that stands, and what it is."""
    made_by: Any = (Meeting.id, MakeUp.person_id)
    wanted = select(*made_by).join(MakeUp, MakeUp.missed_id == Meeting.id).where(mine, MakeUp.ended_at.is_(None))
    arranged: Any = session.execute(wanted).all()
    made = made_up(session, {person_id for _, person_id in arranged}, {id for id, _ in arranged})
    columns = (Meeting.id, Enrolment.person_id, Meeting.section_id, Meeting.starts_at, Meeting.ends_at)
    away: Any = session.execute(
        expected(at)
        .join(Leave, Leave.person_id == Enrolment.person_id)
        .where(
            mine, Leave.refused_at.is_(None), Meeting.starts_at >= Leave.starts_at, Meeting.starts_at < Leave.ends_at
        )
        .with_only_columns(*columns, Attendance.mark, Leave)
    )
    marks: dict[tuple[int, int], Mark | None] = {}
    for id, person_id, section_id, starts_at, ends_at, mark, leave in away:
        if leave.facts.covers(Gathering(section_id, "", starts_at, ends_at)):
            marks[id, person_id] = mark
    on_leave = set(marks)
    if made:
        rows: Any = session.execute(
            expected(at)
            .where(
                Meeting.id.in_({id for id, _ in made}), Enrolment.person_id.in_({person_id for _, person_id in made})
            )
            .with_only_columns(Meeting.id, Enrolment.person_id, Attendance.mark)
        )
        marks |= {(id, person_id): mark for id, person_id, mark in rows if (id, person_id) in made}
    for place, mark in marks.items():
        yield place, mark, Seen(mark, place in on_leave, place in made)


def _monday(starts_at: datetime, zone: ZoneInfo) -> date:
    day = starts_at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())
