"""Places in a society and in an event: asked for, offered in turn, given up. One rule for both, said in rules.py.

Every act that may free a place ends with `settle`, and so does the periodic round; doing it twice changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import SYSTEM, Actor
from activity_center.db import found, locked, zone
from activity_center.errors import Refused
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.people.rules import Standing
from activity_center.societies.models import Event, EventPlace, Membership, Society
from activity_center.societies.rules import (
    LIVE,
    SEATED,
    SocietyStatus,
    Status,
    move_reasons,
    newcomer_status,
    to_offer,
)
from activity_center.terms import service as terms
from activity_center.terms.rules import deadline

_OFFER_WORKING_DAYS = 2


@dataclass(frozen=True)
class Kind:
    """What one may have a place in: the rows of the places and of what they are in, and what is said about them."""

    place: Any
    subject: Any
    column: Any
    name: str
    offer: str
    lapsed: str

    def of(self, place: Any) -> int:
        """Return the number of what a place is in."""
        return getattr(place, self.column.key)


SOCIETIES = Kind(
    Membership, Society, Membership.society_id, "membership", "membership_offer_made", "membership_offer_lapsed"
)
EVENTS = Kind(EventPlace, Event, EventPlace.event_id, "event_place", "event_offer_made", "event_offer_lapsed")


@dataclass(frozen=True)
class Counts:
    """How many have a place or an offer, and how many wait."""

    taken: int = 0
    waiting: int = 0


def counts(session: Session, kind: Kind, ids: Collection[int]) -> dict[int, Counts]:
    """Return for each society or event how many places are taken and how many people wait."""
    status = kind.place.status
    taken = func.sum(case((status.in_(SEATED), 1), else_=0))
    waiting = func.sum(case((status == Status.WAITING, 1), else_=0))
    rows = session.execute(
        select(kind.column, taken, waiting)
        .where(kind.column.in_(ids), status.in_([*SEATED, Status.WAITING]))
        .group_by(kind.column)
    )
    known = {id: Counts(int(taken), int(waiting)) for id, taken, waiting in rows}
    return {id: known.get(id, Counts()) for id in ids}


def live(session: Session, kind: Kind, subject_id: int, person_id: int) -> Any:
    """Return somebody's live place, or None."""
    place = kind.place
    mine = select(place).where(kind.column == subject_id, place.person_id == person_id, place.status.in_(LIVE))
    return session.scalar(mine)


def position(session: Session, kind: Kind, place: Any) -> int | None:
    """Return the place in the waitlist, from 1; None for whoever does not wait."""
    if place.status is not Status.WAITING:
        return None
    ahead = select(func.count()).where(
        kind.column == kind.of(place), kind.place.status == Status.WAITING, kind.place.id <= place.id
    )
    return session.scalar(ahead)


def ask(session: Session, kind: Kind, subject: Any, person_id: int, values: dict[str, Any], at: datetime) -> Any:
    """Give a place, or one on the waitlist; callers have locked the person and the subject, and asked the rules."""
    known = counts(session, kind, [subject.id])[subject.id]
    status = newcomer_status(subject.capacity, known.taken, known.waiting)
    place = kind.place(person_id=person_id, status=status, requested_at=at, changed_at=at, **values)
    setattr(place, kind.column.key, subject.id)
    session.add(place)
    session.flush()
    return place


def change(session: Session, kind: Kind, place_id: int, to: Status, *, at: datetime, by: Actor, **facts: Any) -> Any:
    """Accept, decline, give up or take away a place, and hand on what is free; doing so again changes nothing.

    An offer whose time is over can no longer be accepted.
    """
    subject_id = kind.of(found(session.get(kind.place, place_id)))
    locked(session, kind.subject, subject_id)
    place: Any = found(session.get(kind.place, place_id, populate_existing=True))
    reasons = move_reasons(place.status, to, place.offer_expires_at, at)
    if reasons:
        raise Refused(*reasons)
    if place.status is not to:
        place.status, place.changed_at, place.offer_expires_at = to, at, None
        session.flush()
        audit.record(session, by, at, f"{kind.name}_{to.value}", kind.name, place.id, place.person_id, **facts)
        settle(session, kind, subject_id, at)
    return place


def settle(session: Session, kind: Kind, subject_id: int, at: datetime) -> None:
    """Let expired offers lapse, and offer every free place to the first who wait; what is over gives out none.

    Who has left the centre loses the place.
    """
    subject = locked(session, kind.subject, subject_id)
    _end_departed(session, kind, subject, at)
    _lapse(session, kind, subject, at)
    if not _gives_out(subject, at):
        return
    known = counts(session, kind, [subject_id])[subject_id]
    free = to_offer(subject.capacity, known.taken, known.waiting)
    for place in session.scalars(_of(kind, subject_id, Status.WAITING).limit(free)) if free else ():
        _offer(session, kind, subject, place, at)
    session.flush()


def _of(kind: Kind, subject_id: int, *statuses: Status) -> Any:
    return select(kind.place).where(kind.column == subject_id, kind.place.status.in_(statuses)).order_by(kind.place.id)


def _gives_out(subject: Any, at: datetime) -> bool:
    if isinstance(subject, Society):
        return subject.status is SocietyStatus.APPROVED
    return subject.is_on and subject.starts_at > at


def _offer(session: Session, kind: Kind, subject: Any, place: Any, at: datetime) -> None:
    today = at.astimezone(zone()).date()
    calendar = terms.calendar(session, today, today + timedelta(days=60))
    until = deadline(at, _OFFER_WORKING_DAYS, calendar, zone())
    until = min(until, subject.starts_at) if isinstance(subject, Event) else until
    place.status, place.changed_at, place.offer_expires_at = Status.OFFERED, at, until
    told = {"title": title_of(subject), "expires_at": until.isoformat()}
    audit.record(session, SYSTEM, at, f"{kind.name}_offered", kind.name, place.id, place.person_id, **told)
    notices.post(session, [place.person_id], kind.offer, told, at=at)


def _lapse(session: Session, kind: Kind, subject: Any, at: datetime) -> None:
    for place in session.scalars(_of(kind, subject.id, Status.OFFERED).where(kind.place.offer_expires_at <= at)):
        _end(session, kind, place, Status.LAPSED, at)
        notices.post(session, [place.person_id], kind.lapsed, {"title": title_of(subject)}, at=at)
    session.flush()


def _end_departed(session: Session, kind: Kind, subject: Any, at: datetime) -> None:
    gone = _of(kind, subject.id, *LIVE).join(Person, Person.id == kind.place.person_id)
    for place in session.scalars(gone.where(Person.standing == Standing.ENDED)):
        _end(session, kind, place, Status.WITHDRAWN, at)
    session.flush()


def _end(session: Session, kind: Kind, place: Any, status: Status, at: datetime) -> None:
    place.status, place.changed_at, place.offer_expires_at = status, at, None
    audit.record(session, SYSTEM, at, f"{kind.name}_{status.value}", kind.name, place.id, place.person_id)


def title_of(subject: Any) -> str:
    """Return what a society or an event is called."""
    return subject.name if isinstance(subject, Society) else subject.title


def due(session: Session, kind: Kind, at: datetime) -> list[int]:
    """Return where an offer has run out, somebody has left the centre, or a place is free while somebody waits."""
    place = kind.place
    expired = select(kind.column).where(place.status == Status.OFFERED, place.offer_expires_at <= at)
    gone = select(kind.column).join(Person, Person.id == place.person_id)
    gone = gone.where(place.status.in_(LIVE), Person.standing == Standing.ENDED)
    waited = set(session.scalars(select(kind.column).where(place.status == Status.WAITING).distinct()))
    known = counts(session, kind, waited)
    subjects = session.scalars(select(kind.subject).where(kind.subject.id.in_(waited))) if waited else ()
    free = {
        one.id
        for one in subjects
        if _gives_out(one, at) and to_offer(one.capacity, known[one.id].taken, known[one.id].waiting)
    }
    return sorted({*session.scalars(expired), *session.scalars(gone), *free})


def end_all(session: Session, kind: Kind, subject_id: int, status: Status, at: datetime) -> list[int]:
    """End every live place of something that ends itself, and return whose they were."""
    places = list(session.scalars(_of(kind, subject_id, *LIVE)))
    for place in places:
        _end(session, kind, place, status, at)
    session.flush()
    return [place.person_id for place in places]
