"""A term of attendance: one register, one person's record and the report of the house, at a hundred thousand marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.attendance.models import Attendance, Marking
from activity_center.attendance.rules import Mark
from activity_center.bench.place import Place
from activity_center.bench.term import add_people
from activity_center.centre import Centre
from activity_center.courses.models import Course, Department, Meeting, Section
from activity_center.courses.rules import MeetingStatus, SectionStatus
from activity_center.db import db, transaction
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.leave.models import Leave
from activity_center.leave.rules import AskedAs, Kind
from activity_center.many import insert_all
from activity_center.people.models import Person, Role
from activity_center.people.rules import RoleName
from activity_center.terms.models import Term

# Of each section.
_MEETINGS = 14
_DEPARTMENTS = 8
# One learner of so many is on leave for three weeks.
_ON_LEAVE = 20


@dataclass(frozen=True)
class School:
    """How many meetings and how many marks a term has."""

    meetings: int
    marks: int

    @property
    def sections(self) -> int:
        """Return how many sections hold these meetings."""
        return max(1, self.meetings // _MEETINGS)

    @property
    def learners(self) -> int:
        """Return how many learners each section has, so that there are as many marks when all are marked."""
        return -(-self.marks // (self.sections * _MEETINGS))


@dataclass(frozen=True)
class _Filled:
    """What there is to ask for."""

    term_id: int
    section_id: int
    meeting_id: int
    person_id: int
    staff: str
    learner: str


def measure(place: Place, school: School, times: int = 5) -> dict[str, Any]:
    """Ask for the pages as staff and as a learner, each in turn with a bare page and a bare commit."""
    with place.app.app_context(), transaction() as session:
        filled = _fill(session, school, clock.now())
    with place.app.app_context():
        _analyse()
        marks = db.session().scalar(select(func.count()).select_from(Attendance))
        meetings = db.session().scalar(select(func.count()).select_from(Meeting))
        db.session.remove()
    pages = {
        "register": (filled.staff, f"/teach/meetings/{filled.meeting_id}/register"),
        "class": (filled.staff, f"/teach/sections/{filled.section_id}/attendance"),
        "record": (filled.learner, "/me/attendance"),
        "record_at_the_desk": (filled.staff, f"/desk/people/{filled.person_id}/attendance"),
        "report": (filled.staff, f"/desk/attendance?term={filled.term_id}"),
    }
    clients = {who: _client(place.app, who) for who in (filled.staff, filled.learner)}
    bare = _bare().test_client()
    asks: dict[str, Callable[[], Any]] = {
        name: lambda who=who, path=path: _get(clients[who], path) for name, (who, path) in pages.items()
    }
    told = {name: {"statements": _statements(place.app, ask)} for name, ask in asks.items()}
    asks |= {"bare": lambda: _get(bare, "/"), "commit": lambda: _commit(place.app)}
    # In turns, so that whatever else the machine does slows down all.
    rounds = [{name: _timed(ask) for name, ask in asks.items()} for _ in range(times)]
    median = {name: sorted(one[name] for one in rounds)[times // 2] for name in asks}
    return {
        "database": "sqlite" if place.is_sqlite else "postgresql",
        "meetings": meetings,
        "marks": marks,
        "bare_page_ms": round(1000 * median["bare"], 3),
        "raw_commit_ms": round(1000 * median["commit"], 2),
        "pages": {
            name: one
            | {
                "ms": round(1000 * median[name], 1),
                "in_bare_pages": round(median[name] / median["bare"], 1),
                "in_raw_commits": round(median[name] / median["commit"], 1),
            }
            for name, one in told.items()
        },
        "all_within_a_second": all(median[name] < 1 for name in told),
    }


def _bare() -> Flask:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "ok")
    return app


def _client(app: Flask, who: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookies:
        cookies["_user_id"], cookies["_fresh"] = who, True
    return client


def _get(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status}"


def _commit(app: Flask) -> None:
    """Write one row in one transaction."""
    with app.app_context(), transaction() as session:
        session.execute(update(Term).values(name=Term.name))


def _timed(act: Callable[[], Any]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def _statements(app: Flask, ask: Callable[[], Any]) -> int:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def _analyse() -> None:
    """Let the database count its rows, as it does by itself after a while."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _fill(session: Session, school: School, at: datetime) -> _Filled:
    """Write a term that ends today: every learner is marked at every meeting, some are on leave."""
    last_on = at.date()
    session.add(Centre(name="bench", is_demo=True))
    term = Term(name="bench", first_on=last_on - timedelta(weeks=_MEETINGS), last_on=last_on)
    session.add(term)
    session.flush()
    departments = [Department(name=f"department {n}") for n in range(_DEPARTMENTS)]
    session.add_all(departments)
    session.flush()
    sections = [_section(term, departments[n % _DEPARTMENTS].id, n) for n in range(school.sections)]
    session.add_all(sections)
    session.flush()
    # Everybody takes three classes, as far as that goes.
    people = add_people(session, [str(20_000_001 + n) for n in range(school.learners * max(1, len(sections) // 3))], at)
    long_ago = datetime.combine(term.first_on, time(1), UTC) - timedelta(days=7)
    roster = {section.id: _learners(people, n, school.learners) for n, section in enumerate(sections)}
    insert_all(
        session,
        Enrolment,
        [
            {
                "section_id": id,
                "person_id": person_id,
                "status": Status.ENROLLED,
                "requested_at": long_ago,
                "changed_at": long_ago,
            }
            for id, theirs in roster.items()
            for person_id in theirs
        ],
    )
    meetings = [_meeting(term.first_on, id, n, week, at) for n, id in enumerate(roster) for week in range(_MEETINGS)]
    meeting_ids = insert_all(session, Meeting, meetings)
    held = [
        (id, meeting["ends_at"], person_id)
        for id, meeting in zip(meeting_ids, meetings, strict=True)
        for person_id in roster[meeting["section_id"]]
    ]
    _mark_all(session, held)
    _leave(session, people, long_ago, term.first_on)
    staff = Person(name="bench", created_at=at, roles=[Role(name=RoleName.DESK)], must_change_secret=False)
    session.add(staff)
    session.flush()
    first = sections[0].id
    person_id = roster[first][0]
    return _Filled(
        term.id, first, meeting_ids[_MEETINGS - 1], person_id, f"{staff.id}.{staff.serial}", f"{person_id}.0"
    )


def _section(term: Term, department_id: int, n: int) -> Section:
    course = Course(name=f"course {n}", department_id=department_id)
    return Section(course=course, term=term, capacity=100, status=SectionStatus.OPEN)


def _learners(people: Sequence[int], n: int, number: int) -> list[int]:
    """Return who is in section number n: groups of people who come after one another, round and round."""
    begin = n * number % len(people)
    return [people[(begin + k) % len(people)] for k in range(number)]


def _meeting(first_on: date, section_id: int, n: int, week: int, at: datetime) -> dict[str, Any]:
    starts_at = datetime.combine(first_on + timedelta(days=n % 5, weeks=week), time(n // 5 % 8), UTC)
    starts_at = min(starts_at, at - timedelta(hours=2))
    return {
        "section_id": section_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=55),
        "place": "hall",
        "planned_at": starts_at,
        "status": MeetingStatus.SCHEDULED,
        "sequence": 0,
        "by_hand": False,
        "changed_at": at,
    }


def _mark_all(session: Session, held: Sequence[tuple[int, datetime, int]]) -> None:
    marks = [(Mark.ABSENT, Mark.LATE, *[Mark.PRESENT] * 8)[n % 10] for n in range(len(held))]
    given = [
        {
            "uid": f"bench-{n}",
            "meeting_id": meeting_id,
            "person_id": person_id,
            "mark": mark,
            "is_sign_in": False,
            "marked_at": ends_at,
            "received_at": ends_at,
            "via": "web",
            "device": "",
        }
        for n, ((meeting_id, ends_at, person_id), mark) in enumerate(zip(held, marks, strict=True))
    ]
    ids = insert_all(session, Marking, given)
    rows = [
        {name: row[name] for name in ("meeting_id", "person_id", "mark", "marked_at")} | {"marking_id": id}
        for row, id in zip(given, ids, strict=True)
    ]
    insert_all(session, Attendance, rows)


def _leave(session: Session, people: Sequence[int], asked_at: datetime, first_on: date) -> None:
    starts_at = datetime.combine(first_on + timedelta(weeks=4), time(), UTC)
    rows = [
        {
            "person_id": id,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(weeks=3),
            "kind": Kind.SICK,
            "note": "",
            "asked_at": asked_at,
            "asked_as": AskedAs.SELF,
            "via": "web",
            "refusal": "",
        }
        for id in people[::_ON_LEAVE]
    ]
    session.execute(insert(Leave), rows)
