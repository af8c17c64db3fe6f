"""How a society begins, rests and ends: an application that others join, what staff decide, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor, Audit
from activity_center.db import found, lock, locked, zone
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.people.rules import Standing
from activity_center.societies import elections, events, membership, seats, service
from activity_center.societies.models import Founder, Membership, Society
from activity_center.societies.rules import SOCIETY_MOVES, Post, SocietyKind, SocietyStatus, Status
from activity_center.societies.seats import SOCIETIES
from activity_center.societies.yearly import Outcome


@dataclass(frozen=True)
class Charter:
    """What a society says of itself; `branch` is the party branch it is linked with."""

    name: str
    kind: SocietyKind
    about: str
    charter: str
    branch: str = ""
    capacity: int | None = None


def apply(session: Session, draft: Charter, person_id: int, *, at: datetime, by: Actor) -> Society:
    """Ask to found a society; who asks is its first founder. Refused where the name is taken."""
    lock(session, Person, [person_id])
    _refuse_taken(session, draft.name, None)
    _refuse_unconfirmed(session, person_id)
    society = Society(status=SocietyStatus.APPLIED, applicant_id=person_id, **_columns(draft))
    session.add(society)
    session.flush()
    session.add(Founder(society_id=society.id, person_id=person_id, confirmed_at=at))
    session.flush()
    audit.record(session, by, at, "apply_society", "society", society.id, person_id, name=society.name)
    return society


def _columns(draft: Charter) -> dict[str, object]:
    return vars(draft) | {"name": draft.name.strip()}


def _refuse_taken(session: Session, name: str, own_id: int | None) -> None:
    name = name.strip()
    if session.scalar(select(Society.id).where(Society.name == name)) not in (None, own_id):
        raise Refused(Reason("name_taken", {"name": name}))


def _refuse_unconfirmed(session: Session, person_id: int) -> None:
    person: Person = found(session.get(Person, person_id))
    if person.standing is not Standing.ACTIVE:
        raise Refused(Reason("person_not_active"))


def confirm(session: Session, society_id: int, person_id: int, *, at: datetime, by: Actor) -> Society:
    """Become one of the founders of a society that is being founded; saying so twice is saying it once."""
    lock(session, Person, [person_id])
    society = _applied(session, society_id)
    _refuse_unconfirmed(session, person_id)
    if _founder(session, society_id, person_id) is None:
        session.add(Founder(society_id=society_id, person_id=person_id, confirmed_at=at))
        session.flush()
        session.expire(society, ["founders"])
        audit.record(session, by, at, "confirm_founder", "society", society_id, person_id)
    return society


def step_back(session: Session, society_id: int, person_id: int, *, at: datetime, by: Actor) -> Society:
    """Be a founder no longer; who applied takes back the whole application instead."""
    society = _applied(session, society_id)
    founder = _founder(session, society_id, person_id)
    if founder is None:
        return society
    if society.applicant_id == person_id:
        return _set_status(session, society, SocietyStatus.DISSOLVED, "", "take_back_society", at, by)
    session.delete(founder)
    session.flush()
    session.expire(society, ["founders"])
    audit.record(session, by, at, "founder_steps_back", "society", society_id, person_id)
    return society


def _applied(session: Session, society_id: int) -> Society:
    society = locked(session, Society, society_id)
    if society.status is not SocietyStatus.APPLIED:
        raise Refused(Reason("society_decided", {"name": society.name}))
    return society


def _founder(session: Session, society_id: int, person_id: int) -> Founder | None:
    mine = select(Founder).where(Founder.society_id == society_id, Founder.person_id == person_id)
    return session.scalar(mine)


def approve(session: Session, society_id: int, least: int, *, at: datetime, by: Actor) -> Society:
    """Let a society begin: its founders are its members, and who applied leads it.

    Refused with fewer founders than `least`. Approving again changes nothing.
    """
    seen: Society = found(session.get(Society, society_id))
    lock(session, Person, [founder.person_id for founder in seen.founders])
    society = locked(session, Society, society_id)
    if society.status is SocietyStatus.APPROVED:
        return society
    session.expire(society, ["founders"])
    society = _applied(session, society_id)
    if len(society.founders) < least:
        raise Refused(Reason("founders_lacking", {"n": len(society.founders), "least": least}))
    on = society.founded_on = at.astimezone(zone()).date()
    _set_status(session, society, SocietyStatus.APPROVED, "", "approve_society", at, by)
    _let_in(session, society, at)
    if society.applicant_id:
        service.give_office(session, society.id, society.applicant_id, Post.LEADER, on, at=at, by=by)
    ids = [founder.person_id for founder in society.founders]
    notices.post(session, ids, "society_approved", {"society": society.name}, at=at)
    return society


def _let_in(session: Session, society: Society, at: datetime) -> None:
    # Founders are in, also where there are more of them than places.
    for founder in society.founders:
        place = Membership(
            society_id=society.id,
            person_id=founder.person_id,
            status=Status.ENROLLED,
            requested_at=founder.confirmed_at,
            changed_at=at,
        )
        session.add(place)
    session.flush()


def decide(session: Session, society_id: int, to: SocietyStatus, note: str, *, at: datetime, by: Actor) -> Society:
    """Suspend a society, let it go on, close it, or refuse its application, with a reason that everybody concerned is
    told. What it has planned is cancelled with it; where it ends its members are members no longer.
    """
    ahead = events.ahead_of(session, society_id, at)
    events.lock_bookings(session, ahead)
    society = locked(session, Society, society_id)
    before = society.status
    if before is to:
        return society
    if to not in SOCIETY_MOVES[before]:
        raise Refused(Reason("society_over", {"name": society.name}))
    concerned = _concerned(session, society, at)
    _set_status(session, society, to, note, f"society_{to.value}", at, by)
    if to is not SocietyStatus.APPROVED:
        events.call_off(session, ahead, note, at=at, by=by)
        elections.call_off_all(session, society_id, note, at=at, by=by)
    if to is SocietyStatus.DISSOLVED:
        seats.end_all(session, SOCIETIES, society_id, Status.CANCELLED, at)
    kind = "society_refused" if before is SocietyStatus.APPLIED else f"society_{to.value}_now"
    notices.post(session, concerned, kind, {"society": society.name, "note": note}, at=at)
    return society


def _concerned(session: Session, society: Society, at: datetime) -> set[int]:
    on = at.astimezone(zone()).date()
    officers = {person.id for person in service.officers(session, [society.id], on)[society.id]}
    return officers | membership.member_ids(session, society.id) | {one.person_id for one in society.founders}


def _set_status(
    session: Session, society: Society, to: SocietyStatus, note: str, act: str, at: datetime, by: Actor
) -> Society:
    society.status = to
    session.flush()
    facts = {"note": note} if note else {}
    audit.record(session, by, at, act, "society", society.id, society.applicant_id, name=society.name, **facts)
    return society


def change(session: Session, society_id: int, draft: Charter, *, at: datetime, by: Actor) -> Society:
    """Write down what a society says of itself and how many it takes; who waits is offered what is free now."""
    society = locked(session, Society, society_id)
    _refuse_taken(session, draft.name, society_id)
    for name, value in _columns(draft).items():
        setattr(society, name, value)
    session.flush()
    audit.record(session, by, at, "change_society", "society", society_id, name=society.name)
    seats.settle(session, SOCIETIES, society_id, at)
    return society


def history(session: Session, society_id: int) -> list[Audit]:
    """Return what was decided about a society, newest first."""
    acts = {"apply_society", "take_back_society", "approve_society", "add_society", "change_society"}
    acts |= {f"society_{status.value}" for status in SocietyStatus}
    acts |= {f"review_{outcome.value}" for outcome in Outcome} | {
        "call_election",
        "call_off_election",
        "count_election",
    }
    return [row for row in audit.history(session, "society", society_id) if row.act in acts]


def being_founded(session: Session) -> list[Society]:
    """Return the societies that people ask for, the oldest application first."""
    return list(session.scalars(select(Society).where(Society.status == SocietyStatus.APPLIED).order_by(Society.id)))
