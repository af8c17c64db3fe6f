"""What lies on the desk of the demo centre: a call for help, people to telephone, and forms on paper."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.demo.stories import Offered
from activity_center.desk import calls, carrying_out, paper, service
from activity_center.desk.rules import CallOutcome, Reading
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Card, Person
from activity_center.roster import service as roster
from activity_center.roster.rules import Act, Wish

_NOTE = "教师外出开会（样例）"
_WANTED = ("剪纸", "工笔画", "手风琴")


def lay_out(
    session: Session, sections: Sequence[Offered], members: Sequence[int], site_id: int, desk_id: int, at: datetime
) -> None:
    """Leave on the desk what staff find there on an ordinary morning."""
    kiosk = Actor(via="kiosk")
    service.call_for_help(session, "大厅 1 号机", site_id, members[4], at=at - timedelta(minutes=3), by=kiosk)
    by = Actor(desk_id, "web")
    wanted = [section.id for section in sections if section.placed.course.name in _WANTED]
    term_id = _term_of(session, wanted[0])
    paper.key_in(session, term_id, _reading(session, members[5], wanted[:2]), at, at=at, by=by)
    differing = paper.key_in(session, term_id, _reading(session, members[6], wanted[:3]), at, at=at, by=by)
    paper.key_in_again(session, differing.id, _reading(session, members[6], wanted[:2]), at=at, by=by)
    # The first cards stay free for whoever tries the demo.
    whole = _reading(session, members[-1], wanted[:3])
    done = paper.key_in(session, term_id, whole, at - timedelta(days=1), at=at, by=by)
    paper.key_in_again(session, done.id, whole, at=at, by=by)
    carrying_out.carry_out(session, done.id, at=at, by=by)


def call_off(session: Session, desk_id: int, at: datetime, zone: ZoneInfo) -> None:
    """Call off one meeting of a small class, so that there is somebody to telephone; one did not answer."""
    seated = func.count().filter(Enrolment.status == Status.ENROLLED)
    smallest = select(Enrolment.section_id).group_by(Enrolment.section_id).having(seated.between(2, 8))
    section_id = session.scalars(smallest.order_by(seated, Enrolment.section_id).limit(1)).one()
    next_one = select(Meeting).where(Meeting.section_id == section_id, Meeting.starts_at > at)
    meeting = session.scalars(next_one.order_by(Meeting.starts_at).limit(1)).one()
    by = Actor(desk_id, "web")
    target = roster.target_of(session, meeting.id)
    roster.carry_out(session, target, Wish(Act.CANCEL, note=_NOTE), meeting.sequence, at=at, by=by, zone=zone)
    if due := calls.queue(session, at).due:
        calls.finish(session, due[-1].person.id, CallOutcome.NO_ANSWER, at=at, by=by, zone=zone)


def _term_of(session: Session, section_id: int) -> int:
    return session.scalars(select(Section.term_id).where(Section.id == section_id)).one() or 0


def _reading(session: Session, person_id: int, choices: Sequence[int]) -> Reading:
    card = session.scalars(select(Card.number).where(Card.person_id == person_id)).one()
    person = session.scalars(select(Person).where(Person.id == person_id)).one()
    birth_on = person.birth_on.isoformat() if person.birth_on else ""
    ranked = {f"choice_{rank}": number for rank, number in enumerate(choices, 1)}
    return Reading(card, person.name, birth_on, person.phone or "", **ranked, most=1, waits=True)
