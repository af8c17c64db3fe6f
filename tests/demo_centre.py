"""The demo centre as tests see it: loaded once for the whole run, every address of the url map, every role."""

import fcntl
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from activity_center import clock, create_app, schema
from activity_center.absences.models import AbsenceProposal
from activity_center.attendance.models import MakeUp
from activity_center.certificates.models import Certificate
from activity_center.closures.models import ClosingLine, ClosingPlan
from activity_center.competitions.kinds import Format, StageKind
from activity_center.competitions.models import Category, Competition, Entry, EntryMember, Match, Stage
from activity_center.competitions.season_models import Season
from activity_center.competitions.show_models import Exhibit
from activity_center.courses.models import Course, Department, Meeting, Section
from activity_center.courses.rules import SectionStatus
from activity_center.db import db, transaction, zone
from activity_center.demo import service as demo
from activity_center.desk.models import PaperForm
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.kiosk.models import Kiosk
from activity_center.leave.models import Leave, Monitor
from activity_center.people.models import Card, Person
from activity_center.rooms.models import Booking, Equipment, Room, RoomReport, RoomRule, Site
from activity_center.rounds.models import Round, Slot
from activity_center.settings import settings as configured
from activity_center.societies.life_models import CashEntry, Election, TermPlan
from activity_center.societies.models import Event, EventPhoto, EventPlace, Membership, Society
from activity_center.tables.models import TableRule, Turn
from activity_center.terms.models import Closure, Term, Window
from tests.browsers import serving
from tests.clients import Visitor
from tests.databases import empty_database

# 10000001 has places and waits for one, 10000002 has an offer.
ROLES = ("visitor", "10000001", "10000002", "teacher", "officer", "desk", "admin")
LONG_NAME = "欧阳阿卜杜热合曼·买买提艾力江"
LONG_TITLE = "智能手机摄影与后期制作从入门到精通（面向零基础学员）第一期提高班"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the demo centre; of several workers the first one loads it and the others wait."""
    folder = tmp_path_factory.getbasetemp()
    # Each worker of one run has a folder beside those of the others.
    shared = folder.parent if folder.name.startswith("popen-") else folder
    loaded = shared / "demo.sqlite"
    with (shared / "demo.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not loaded.exists():
            _load(shared / "loading.sqlite")
            (shared / "loading.sqlite").rename(loaded)
    return loaded


def _application(file: Path) -> Flask:
    environment = {"DATABASE_URL": f"sqlite:///{file}", "SECRET_KEY": "only for tests"}
    # Styles and scripts do not change while a test runs: no browser needs to ask again.
    return create_app({**configured(environment), "TESTING": True, "SEND_FILE_MAX_AGE_DEFAULT": 3600})


def _load(file: Path) -> None:
    with _application(file).app_context():
        schema.upgrade()
        with transaction() as session:
            demo.load(session, at=clock.now(), zone=zone())
            _have_a_hard_day(session, clock.now())
        db.engine.dispose()


def _have_a_hard_day(session: Session, at: datetime) -> None:
    """Let names be as long as they get, and a class of 10000001 meet right now, with a substitute."""
    session.get_one(Person, _holder(session, "10000002")).name = LONG_NAME
    session.get_one(Course, 1).name = LONG_TITLE
    mine = select(Enrolment.section_id).where(
        Enrolment.person_id == _holder(session, "10000001"), Enrolment.status == Status.ENROLLED
    )
    meeting = session.scalars(select(Meeting).where(Meeting.section_id.in_(mine)).order_by(Meeting.id).limit(1)).one()
    meeting.starts_at, meeting.ends_at = at - timedelta(minutes=5), at + timedelta(minutes=85)
    meeting.instructor_id = session.scalar(select(Person.id).where(Person.staff_name == "teacher"))


def _holder(session: Session, card: str) -> int | None:
    return session.scalar(select(Card.person_id).where(Card.number == card))


@pytest.fixture(scope="session")
def demo_centre(demo_file: Path) -> Iterator[Flask]:
    """The application on a copy of the demo centre. Requests must not run inside its context: the first one's
    language would be kept for all.
    """
    with empty_database("sqlite") as url:
        file = Path(str(make_url(url).database))
        shutil.copyfile(demo_file, file)
        app = _application(file)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def demo_url(demo_centre: Flask) -> Iterator[str]:
    """The address of the demo centre, served on this machine by threads."""
    with serving(demo_centre) as url:
        yield url


@pytest.fixture(scope="session")
def addresses(demo_centre: Flask) -> list[str]:
    """Every address that can be asked for with GET, with values that lead somewhere."""
    with demo_centre.app_context():
        known = _values(db.session())
    pages = (rule for rule in demo_centre.url_map.iter_rules() if rule.endpoint != "static")
    rules = [rule for rule in pages if "GET" in (rule.methods or ())]
    return sorted({url for rule in rules for url in _built(rule, known)})


def _values(session: Session) -> dict[str, list[Any]]:

    def ids(model: Any, *conditions: Any, most: int = 2) -> list[int]:
        return list(session.scalars(select(model.id).where(*conditions).order_by(model.id).limit(most)))

    def one_of_each(id: Any) -> list[int]:
        """Return one of each format in each state."""
        found = select(func.min(id)).select_from(Category).join(Competition)
        return sorted(session.scalars(found.group_by(Competition.format, Competition.status)))

    judged = ids(Category, Category.competition.has(format=Format.JUDGED), most=9)
    # Numbers of works are drawn; a picture is shown where its maker agrees.
    least = select(Exhibit.category_id, func.min(Exhibit.number)).where(Exhibit.may_show).group_by(Exhibit.category_id)
    on_show = {row[0]: row[1] for row in session.execute(least)}
    member = _holder(session, "10000001")
    mine = ids(Enrolment, Enrolment.person_id == member, Enrolment.status.in_([Status.ENROLLED, Status.WAITING]))
    now = ids(Meeting, Meeting.starts_at < clock.now(), Meeting.ends_at > clock.now())
    walk_in = list(session.scalars(select(TableRule.room_id).order_by(TableRule.id)))
    finished = session.scalar(select(Certificate.section_id).where(Certificate.section_id.is_not(None)).limit(1))
    draft = session.scalar(select(Section.id).where(Section.status == SectionStatus.DRAFT).limit(1))
    return {
        "section_id": [*ids(Section, Section.status == SectionStatus.OPEN), draft, finished],
        "person_id": [member, session.scalar(select(Person.id).where(Person.staff_name == "teacher"))],
        "enrolment_id": [*mine, *ids(Enrolment, Enrolment.status == Status.OFFERED)],
        "meeting_id": [*now, *ids(Meeting)],
        "course_id": ids(Course),
        "department_id": ids(Department),
        "booking_id": ids(Booking, Booking.planned_on.is_not(None)),
        "room_id": [*ids(Room), *walk_in],
        "site_id": ids(Site),
        "rule_id": ids(RoomRule),
        "equipment_id": ids(Equipment),
        "term_id": ids(Term),
        "window_id": ids(Window),
        "closure_id": ids(Closure),
        "closing_id": ids(ClosingPlan),
        "line_id": ids(ClosingLine),
        "on": ["2026-10-01"],
        "act": ["move", "cancel", "restore", "substitute"],
        "token": ["no-such-token"],
        "code": ["no-such-code"],
        "make_up_id": ids(MakeUp) or [1],
        "anything": ["nowhere"],
        "_anything": ["nowhere"],
        "choice": ["accept", "decline", "withdraw"],
        "form_id": list(session.scalars(select(PaperForm.id).order_by(PaperForm.id))),
        "certificate_id": [*ids(Certificate), session.scalar(select(func.max(Certificate.id)))],
        "kiosk_id": ids(Kiosk) or [1],
        "report_id": ids(RoomReport, RoomReport.photo_type.is_not(None)),
        "round_id": ids(Round),
        "slot_id": ids(Slot),
        "society_id": ids(Society),
        "proposal_id": ids(AbsenceProposal) or [1],
        "leave_id": ids(Leave),
        "monitor_id": ids(Monitor),
        "competition_id": one_of_each(Competition.id),
        "category_id": one_of_each(Category.id),
        "entry_id": [
            *session.scalars(select(EntryMember.entry_id).where(EntryMember.person_id == member)),
            *session.scalars(select(func.max(Entry.id)).join(Competition).group_by(Competition.format)),
        ],
        "judged_id": judged,
        "scored_id": ids(Category, Category.competition.has(format=Format.RANK_BY_SCORE)),
        "number": [on_show.get(category_id) or 1 for category_id in judged],
        "exhibit_id": ids(Exhibit),
        "match_id": [*ids(Match), session.scalar(select(func.max(Match.id)))],
        "stage_id": ids(Stage, Stage.kind == StageKind.SCORES),
        "season_id": ids(Season),
        "status": ["suspended", "dissolved"],
        "event_id": [
            *ids(Event),
            *session.scalars(select(EventPhoto.event_id)),
            session.scalar(select(func.max(Event.id))),
        ],
        "photo_id": list(session.scalars(select(EventPhoto.id))),
        "election_id": list(session.scalars(select(Election.id).order_by(Election.id))),
        "cash_id": ids(CashEntry),
        "plan_id": list(session.scalars(select(TermPlan.id).order_by(TermPlan.id))),
        "membership_id": ids(Membership, Membership.person_id == member),
        "place_id": ids(EventPlace, EventPlace.person_id == member),
        "turn_id": ids(Turn, Turn.person_id == member) + ids(Turn, Turn.person_id != member) or [1],
    }


def _built(rule: Rule, known: dict[str, list[Any]]) -> list[str]:
    """Return addresses of one rule, as many as its first part has values."""
    first = next(iter(rule.arguments), None)
    count = len(known[first]) if first else 1
    built = [{name: known[name][n % len(known[name])] for name in rule.arguments} for n in range(count)]
    return [rule.build(values, append_unknown=False)[1] for values in built]


def signed_in(app: Flask, who: str, **preferences: str) -> Visitor:
    """Return a browser without a screen in which somebody chose how pages look, and then signed in as this role."""
    client = Visitor(app)
    client.post("/preferences", data=preferences)
    with client.session_transaction() as cookies:
        if who != "visitor":
            cookies["_user_id"], cookies["_fresh"] = _signature(app, who), True
    return client


def _signature(app: Flask, who: str) -> str:
    by_card = select(Card.person_id).where(Card.number == who)
    of = Person.id.in_(by_card) if who.isdigit() else Person.staff_name == who
    with app.app_context():
        person = db.session().scalars(select(Person).where(of)).one()
        return f"{person.id}.{person.serial}"
