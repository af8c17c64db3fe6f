"""Whom to telephone, what to say, who is doing it, and how it ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, lock, locked
from activity_center.desk.models import CallClaim, PhoneCall
from activity_center.desk.rules import (
    CLAIM,
    ON_AN_OFFER,
    CallOutcome,
    is_to_call,
    is_worth_a_call,
    next_call,
)
from activity_center.enrolment.models import Enrolment
from activity_center.errors import NotThere, Reason, Refused
from activity_center.notices import service as notices
from activity_center.notices.models import Notice
from activity_center.people.models import Person
from activity_center.people.rules import Standing
from activity_center.roster import reading
from activity_center.roster import service as roster
from activity_center.roster.rules import lapses_soon

# A notice that nobody could tell in so long is history.
_SINCE = timedelta(days=30)
_TWICE = timedelta(minutes=1)


@dataclass(frozen=True)
class ToCall:
    """Somebody to telephone: open offers, the most urgent first, and what else to tell, in order.

    `last` is the last attempt, `not_before` when to try again, `claim` who is telephoning now.
    """

    person: Person
    offers: Sequence[Enrolment]
    notices: Sequence[Notice]
    last: PhoneCall | None
    not_before: datetime | None
    claim: CallClaim | None

    @property
    def deadline(self) -> datetime | None:
        """Return when the first of the offers ends."""
        return min((offer.offer_expires_at for offer in self.offers if offer.offer_expires_at), default=None)

    @property
    def has_number(self) -> bool:
        """Say whether there is a telephone number that has not turned out to be wrong."""
        is_wrong = self.last is not None and self.last.outcome is CallOutcome.WRONG_NUMBER
        return bool(self.person.phone) and not (is_wrong and self.last and self.last.phone == self.person.phone)

    @property
    def order(self) -> tuple[bool, datetime, datetime, int]:
        """Return what to sort by: deadlines, then what has waited longest."""
        since = min((notice.created_at for notice in self.notices), default=self.deadline)
        return self.deadline is None, found(self.deadline or since), found(since), self.person.id


@dataclass(frozen=True)
class Queue:
    """Everybody to telephone: now, later because somebody tried already, and those without a number that works."""

    due: list[ToCall]
    later: list[ToCall]
    unreachable: list[ToCall]

    @property
    def total(self) -> int:
        """Return how many they are in all."""
        return len(self.due) + len(self.later) + len(self.unreachable)

    def lapsing(self, at: datetime) -> list[ToCall]:
        """Return who else has an offer that ends within a day: thinking it over, or not reached."""
        rows = [(row.deadline, row) for row in [*self.later, *self.unreachable] if lapses_soon(row.deadline, at)]
        return [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].person.id))]


def queue(session: Session, at: datetime) -> Queue:
    """Return everybody to telephone at this moment, in a constant number of queries."""
    rows = sorted(_rows(session, at), key=lambda row: row.order)
    later = [(row.not_before, row) for row in rows if row.has_number and row.not_before and row.not_before > at]
    return Queue(
        due=[row for row in rows if row.has_number and not (row.not_before and row.not_before > at)],
        later=[row for _, row in sorted(later, key=lambda pair: (pair[0], pair[1].person.id))],
        unreachable=[row for row in rows if not row.has_number],
    )


def of_person(session: Session, person_id: int, at: datetime) -> ToCall | None:
    """Return what to telephone one person about, None if there is nothing."""
    return next(iter(_rows(session, at, person_id)), None)


def _rows(session: Session, at: datetime, person_id: int | None = None) -> list[ToCall]:
    offers = [
        offer
        for offer in reading.offers(session, at, person_id=person_id)
        if offer.offer_expires_at
        and offer.person.standing is Standing.ACTIVE
        and (person_id or is_to_call(offer.person.channel, bool(offer.person.email), offer.offer_expires_at, at))
    ]
    untold = [
        (notice, person)
        for notice, person in notices.untold(session, at - _SINCE, person_id)
        if is_worth_a_call(notice.kind, notice.facts, at)
    ]
    people = {offer.person_id: offer.person for offer in offers} | {person.id: person for _, person in untold}
    last, not_before, claims = _attempts(session, people), _pauses(session, people), _claims(session, people, at)
    return [
        ToCall(
            person,
            [offer for offer in offers if offer.person_id == id],
            [notice for notice, _ in untold if notice.person_id == id],
            last.get(id),
            not_before.get(id),
            claims.get(id),
        )
        for id, person in people.items()
    ]


def _attempts(session: Session, ids: Collection[int]) -> dict[int, PhoneCall]:
    newest = select(func.max(PhoneCall.id)).where(PhoneCall.person_id.in_(ids)).group_by(PhoneCall.person_id)
    rows = session.scalars(select(PhoneCall).where(PhoneCall.id.in_(newest)).options(joinedload(PhoneCall.caller)))
    return {row.person_id: row for row in rows}


def _pauses(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    latest = select(PhoneCall.person_id, func.max(PhoneCall.next_at)).where(
        PhoneCall.person_id.in_(ids), PhoneCall.next_at.is_not(None)
    )
    rows = session.execute(latest.group_by(PhoneCall.person_id))
    return {id: next_at for id, next_at in rows if next_at}


def _claims(session: Session, ids: Collection[int], at: datetime) -> dict[int, CallClaim]:
    live = select(CallClaim).where(CallClaim.person_id.in_(ids), CallClaim.until > at)
    return {row.person_id: row for row in session.scalars(live.options(joinedload(CallClaim.clerk)))}


def claim(session: Session, person_id: int, *, at: datetime, by: Actor) -> CallClaim:
    """Take somebody to telephone for ten minutes; refused while a colleague has them."""
    locked(session, Person, person_id)
    row = _unclaimed(session, person_id, at, by)
    if row is None:
        row = CallClaim(person_id=person_id)
        session.add(row)
    row.clerk_id, row.until = found(by.person_id), at + CLAIM
    session.flush()
    audit.record(session, by, at, "claim_call", "person", person_id, person_id)
    return row


def _unclaimed(session: Session, person_id: int, at: datetime, by: Actor) -> CallClaim | None:
    """Return the last claim on a person, whose row is locked; refused while it is a colleague's."""
    row = session.scalar(
        select(CallClaim).where(CallClaim.person_id == person_id).execution_options(populate_existing=True)
    )
    if row and row.until > at and row.clerk_id != by.person_id:
        raise Refused(Reason("call_claimed", {"name": row.clerk.name, "until": row.until.isoformat()}))
    return row


def finish(
    session: Session,
    person_id: int,
    outcome: CallOutcome,
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
    enrolment_id: int | None = None,
    notice_ids: Collection[int] = (),
) -> PhoneCall:
    """Write down how a call ended, and do in the same moment what the person said about an offer.

    `notice_ids` are what the person has now been told. Refused where a colleague is telephoning, or where the act
    is; pressed twice it is one call.
    """
    by = replace(by, via="phone")
    lock(session, Person, [person_id])
    person: Person = found(session.get(Person, person_id, populate_existing=True))
    row = _unclaimed(session, person_id, at, by)
    if again := _said_already(session, person_id, outcome, enrolment_id, at, by):
        return again
    offer = _offer(session, person_id, enrolment_id) if outcome in ON_AN_OFFER else None
    if offer:
        _act(session, offer, outcome, at, by)
        notice_ids = [*notice_ids, *notices.ids_about(session, person_id, "offer_made", offer.section_id)]
    notices.mark_told(session, person_id, notice_ids, at=at)
    if row and outcome in (CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER):
        session.delete(row)
    return _written(session, person, outcome, offer, at, by, zone)


def _said_already(
    session: Session, person_id: int, outcome: CallOutcome, enrolment_id: int | None, at: datetime, by: Actor
) -> PhoneCall | None:
    same = select(PhoneCall).where(
        PhoneCall.person_id == person_id,
        PhoneCall.outcome == outcome,
        PhoneCall.caller_id == by.person_id,
        PhoneCall.called_at > at - _TWICE,
    )
    about = PhoneCall.enrolment_id == enrolment_id if outcome in ON_AN_OFFER else PhoneCall.enrolment_id.is_(None)
    return session.scalar(same.where(about).limit(1))


def _offer(session: Session, person_id: int, enrolment_id: int | None) -> Enrolment:
    offer = session.get(Enrolment, enrolment_id) if enrolment_id else None
    if offer is None or offer.person_id != person_id:
        raise NotThere
    return offer


def _act(session: Session, offer: Enrolment, outcome: CallOutcome, at: datetime, by: Actor) -> None:
    if outcome is CallOutcome.ACCEPTED:
        roster.accept(session, offer.id, at=at, by=by)
    elif outcome is CallOutcome.DECLINED:
        roster.decline(session, offer.id, at=at, by=by)


def _written(
    session: Session,
    person: Person,
    outcome: CallOutcome,
    offer: Enrolment | None,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> PhoneCall:
    is_to_repeat = outcome in (CallOutcome.NO_ANSWER, CallOutcome.WILL_THINK)
    open_offers = [row.offer_expires_at for row in reading.offers(session, at, person_id=person.id)]
    deadline = min((expires_at for expires_at in open_offers if expires_at), default=None)
    call = PhoneCall(
        person_id=person.id,
        enrolment_id=offer.id if offer else None,
        phone=person.phone or "",
        outcome=outcome,
        called_at=at,
        caller_id=by.person_id,
        next_at=next_call(at, zone, deadline) if is_to_repeat else None,
    )
    session.add(call)
    session.flush()
    facts = {"outcome": outcome.value} | ({"enrolment": offer.id} if offer else {})
    audit.record(session, by, at, "telephone", "person", person.id, person.id, **facts)
    return call


def calls_to(session: Session, person_id: int, limit: int = 10) -> list[PhoneCall]:
    """Return the last calls to somebody, newest first, with who called."""
    mine = select(PhoneCall).where(PhoneCall.person_id == person_id).order_by(PhoneCall.id.desc()).limit(limit)
    return list(session.scalars(mine.options(joinedload(PhoneCall.caller))))
