"""Who is in a society: joining, waiting where it is full, leaving; and what officers tell their members."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, lock, locked
from activity_center.errors import NotYours, Reason, Refused
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.people.rules import Standing
from activity_center.societies import seats, service
from activity_center.societies.models import Membership, Society
from activity_center.societies.rules import LIVE, SEATED, SocietyStatus, Status
from activity_center.societies.seats import SOCIETIES

_SHOWN = (Status.ENROLLED, Status.OFFERED, Status.WAITING)


def join(
    session: Session, society_id: int, person_id: int, *, shows_phone: bool = False, at: datetime, by: Actor
) -> Membership:
    """Let somebody into a society, or onto its waitlist where it is full; who is in it already stays as they are."""
    lock(session, Person, [person_id])
    society = locked(session, Society, society_id)
    if there := seats.live(session, SOCIETIES, society_id, person_id):
        return there
    person: Person = found(session.get(Person, person_id))
    reasons = joining_reasons(society, person)
    if reasons:
        raise Refused(*reasons)
    place = seats.ask(session, SOCIETIES, society, person_id, {"shows_phone": shows_phone}, at)
    audit.record(session, by, at, "join_society", "membership", place.id, person_id, society=society.name)
    _tell_them(session, place, "joined_for_you", {"title": society.name, "status": place.status.value}, at, by)
    return place


def joining_reasons(society: Society, person: Person) -> list[Reason]:
    """Return why somebody cannot join; that it is full is no reason, one may wait."""
    meets = society.status is SocietyStatus.APPROVED
    found = [] if meets else [Reason("society_not_meeting", {"name": society.name})]
    return found + ([] if person.standing is Standing.ACTIVE else [Reason("person_not_active")])


def accept(session: Session, membership_id: int, *, at: datetime, by: Actor) -> Membership:
    """Take the place that is offered."""
    return _changed(session, membership_id, Status.ENROLLED, "society_accepted_for_you", at, by)


def decline(session: Session, membership_id: int, *, at: datetime, by: Actor) -> Membership:
    """Leave the place that is offered to the next in the waitlist."""
    return _changed(session, membership_id, Status.DECLINED, "society_declined_for_you", at, by)


def leave(session: Session, membership_id: int, *, at: datetime, by: Actor) -> Membership:
    """Give up a place in a society or in its waitlist; the next who waits is offered it."""
    return _changed(session, membership_id, Status.WITHDRAWN, "left_for_you", at, by)


def remove(session: Session, membership_id: int, note: str, *, at: datetime, by: Actor) -> Membership:
    """Take somebody off a society; they are told the reason."""
    before = membership(session, membership_id).status
    place = seats.change(session, SOCIETIES, membership_id, Status.REMOVED, at=at, by=by, note=note)
    if before is not Status.REMOVED:
        facts = {"title": _name(session, place.society_id), "note": note}
        notices.post(session, [place.person_id], "removed_from_society", facts, at=at)
    return place


def _changed(session: Session, id: int, to: Status, kind: str, at: datetime, by: Actor) -> Membership:
    before = membership(session, id).status
    place = seats.change(session, SOCIETIES, id, to, at=at, by=by)
    if place.status is not before:
        _tell_them(session, place, kind, {"title": _name(session, place.society_id)}, at, by)
    return place


def _tell_them(session: Session, place: Membership, kind: str, facts: dict[str, str], at: datetime, by: Actor) -> None:
    # What one does oneself is no news.
    if by.person_id != place.person_id:
        notices.post(session, [place.person_id], kind, facts, at=at)


def _name(session: Session, society_id: int) -> str:
    society: Society = found(session.get(Society, society_id))
    return society.name


def show_phone(session: Session, membership_id: int, shows: bool, *, at: datetime, by: Actor) -> Membership:
    """Let officers and members read one's telephone number, or not any more."""
    place = locked(session, Membership, membership_id)
    place.shows_phone = shows
    session.flush()
    audit.record(session, by, at, "show_phone", "membership", place.id, place.person_id, shows=shows)
    return place


def set_capacity(session: Session, society_id: int, capacity: int | None, *, at: datetime, by: Actor) -> Society:
    """Say how many may be in a society; nobody loses a place, and who waits is offered what is free now."""
    society = locked(session, Society, society_id)
    society.capacity = capacity
    session.flush()
    audit.record(session, by, at, "set_society_capacity", "society", society_id, capacity=capacity)
    seats.settle(session, SOCIETIES, society_id, at)
    return society


def members(session: Session, society_id: int) -> list[Membership]:
    """Return who is in a society, who was offered a place and who waits, in this order, each by time."""
    mine = select(Membership).where(Membership.society_id == society_id, Membership.status.in_(_SHOWN))
    rows = session.scalars(mine.options(joinedload(Membership.person)))
    return sorted(rows, key=lambda one: (_SHOWN.index(one.status), one.id))


def member_ids(session: Session, society_id: int) -> set[int]:
    """Return who is in a society."""
    mine = select(Membership.person_id).where(Membership.society_id == society_id, Membership.status == Status.ENROLLED)
    return set(session.scalars(mine))


def is_member(session: Session, society_id: int | None, person_id: int | None) -> bool:
    """Say whether somebody is in a society."""
    if society_id is None or person_id is None:
        return False
    place = seats.live(session, SOCIETIES, society_id, person_id)
    return place is not None and place.status is Status.ENROLLED


def of_person(session: Session, person_id: int) -> list[Membership]:
    """Return the societies somebody is in, was offered a place in or waits for, by name."""
    mine = select(Membership).where(Membership.person_id == person_id, Membership.status.in_(LIVE))
    rows = session.scalars(mine.options(joinedload(Membership.society)))
    return sorted(rows, key=lambda one: (one.society.name, one.id))


def membership(session: Session, membership_id: int) -> Membership:
    """Return one membership."""
    row: Membership = found(session.get(Membership, membership_id))
    return row


def write_to_members(session: Session, society_id: int, text: str, *, at: datetime, by: Actor) -> int:
    """Tell every member something, each in the way they chose; nobody sees anybody's address. Return how many."""
    society = locked(session, Society, society_id)
    ids = member_ids(session, society_id)
    if not ids:
        raise Refused(Reason("society_empty", {"name": society.name}))
    notices.post(session, ids, "society_says", {"society": society.name, "text": text}, at=at)
    audit.record(session, by, at, "write_to_members", "society", society_id, text=text, people=len(ids))
    return len(ids)


def refuse_strangers(session: Session, society_id: int, person_id: int | None, is_staff: bool, on: date) -> None:
    """Refuse whoever is neither staff nor holds a post in this society on a day."""
    if not is_staff and not is_officer(session, society_id, person_id, on):
        raise NotYours


def is_officer(session: Session, society_id: int | None, person_id: int | None, on: date) -> bool:
    """Say whether somebody holds a post in a society that meets, on a day."""
    led: Sequence[Society] = service.led_by(session, person_id, on) if person_id and society_id else ()
    return any(society.id == society_id for society in led)


def has_place(place: Membership | None) -> bool:
    """Say whether a place is taken or kept."""
    return place is not None and place.status in SEATED
