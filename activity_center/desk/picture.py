"""Everything the desk looks at when somebody stands before it: one person, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from activity_center.attendance import queries as attendance
from activity_center.attendance.models import Attendance
from activity_center.attendance.queries import Due
from activity_center.audit import Audit
from activity_center.courses.models import Meeting, Section
from activity_center.desk import calls, paper
from activity_center.desk.calls import ToCall
from activity_center.desk.models import PaperForm, PhoneCall
from activity_center.enrolment import queries
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.queries import Seat
from activity_center.enrolment.rules import LIVE, Status
from activity_center.notices import service as notices
from activity_center.notices.models import Notice
from activity_center.people import access, cards, proxies, service
from activity_center.people.models import Person, Proxy
from activity_center.people.rules import age_on

_DAYS_AHEAD, _MEETINGS, _NOTICES, _MARKS, _ACTS = timedelta(days=14), 8, 8, 8, 40


@dataclass(frozen=True)
class Record:
    """One act, with who did it and which class it was about; no name means the system."""

    audit: Audit
    actor: str
    title: str


@dataclass(frozen=True)
class Picture:
    """One person as the desk sees them. `live` are offers first, then places, waiting and applications."""

    person: Person
    card: str | None
    age: int | None
    sharing: Sequence[Person]
    live: Sequence[tuple[Enrolment, Seat]]
    past: Sequence[tuple[Enrolment, Seat]]
    due: Sequence[Due]
    meetings: Sequence[tuple[Meeting, Status | None]]
    marks: Sequence[Attendance]
    notices: Sequence[Notice]
    notices_total: int
    to_call: ToCall | None
    calls: Sequence[PhoneCall]
    forms: Sequence[PaperForm]
    proxies: Sequence[tuple[Proxy, Person]]
    acts_for: Sequence[Person]
    history: Sequence[Record]


def of(session: Session, person_id: int, *, at: datetime, zone: ZoneInfo) -> Picture:
    """Return the whole picture of one person, or raise NotThere."""
    person = service.person(session, person_id)
    today = at.astimezone(zone).date()
    midnight = datetime.combine(today, time(), zone)
    everything = queries.seats_of(session, person_id)
    told, total = notices.notices_of(session, person_id, limit=_NOTICES)
    return Picture(
        person=person,
        card=cards.working_card(person),
        age=age_on(person.birth_on, today) if person.birth_on else None,
        sharing=service.sharing_phone(session, person),
        live=sorted((pair for pair in everything if pair[1].status in LIVE), key=_rank),
        past=[pair for pair in everything if pair[1].status not in LIVE],
        due=attendance.due_for(session, person_id, at),
        meetings=queries.meetings_of(session, person_id, midnight, midnight + _DAYS_AHEAD)[:_MEETINGS],
        marks=_marks(session, person_id),
        notices=told,
        notices_total=total,
        to_call=calls.of_person(session, person_id, at),
        calls=calls.calls_to(session, person_id),
        forms=paper.of_person(session, person),
        proxies=proxies.proxies_of(session, person_id),
        acts_for=proxies.acts_for(session, person_id),
        history=_history(session, person_id, {enrolment.id: enrolment.section.title for enrolment, _ in everything}),
    )


_ORDER = [Status.OFFERED, Status.ENROLLED, Status.WAITING, Status.APPLIED]


def _rank(pair: tuple[Enrolment, Seat]) -> tuple[int, int]:
    return _ORDER.index(pair[1].status), pair[0].id


def _marks(session: Session, person_id: int) -> list[Attendance]:
    theirs = select(Attendance).where(Attendance.person_id == person_id, Attendance.mark.is_not(None))
    loaded = joinedload(Attendance.meeting).joinedload(Meeting.section).joinedload(Section.course)
    return list(session.scalars(theirs.order_by(Attendance.marked_at.desc()).limit(_MARKS).options(loaded)))


def _history(session: Session, person_id: int, titles: dict[int, str]) -> list[Record]:
    # Signing in is written down too, and would hide everything else.
    mine = or_(Audit.person_id == person_id, (Audit.subject == "person") & (Audit.subject_id == person_id))
    rows = session.scalars(
        select(Audit).where(mine, Audit.act != "sign_in").order_by(Audit.id.desc()).limit(_ACTS)
    ).all()
    names = service.names(session, {row.actor_id for row in rows if row.actor_id})
    return [Record(row, names.get(row.actor_id or 0, ""), _title(row, titles)) for row in rows]


def _title(row: Audit, titles: dict[int, str]) -> str:
    return titles.get(row.subject_id or 0, "") if row.subject == "enrolment" else ""


def hits(session: Session, text: str, limit: int) -> tuple[list[Person], int]:
    """Return whom a search means and how many there are: one where a card or telephone is exactly theirs."""
    exact = access.called(session, text)
    if len(exact) == 1:
        return exact, 1
    return service.register(session, text, None, offset=0, limit=limit)
