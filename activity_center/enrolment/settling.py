"""The one way a free seat moves on.

Every act that may free a seat ends with `settle`, and so does the periodic round; doing it twice changes nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import SYSTEM, Actor
from activity_center.courses.models import Section
from activity_center.db import found, lock, zone
from activity_center.enrolment import facts
from activity_center.enrolment.facts import Counts
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import (
    LIVE,
    SectionFacts,
    Status,
    eligibility_reasons,
    free_seats,
    is_offered,
    is_over,
    standing_reasons,
)
from activity_center.errors import Reason
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.people.rules import Standing
from activity_center.terms import service as terms
from activity_center.terms.models import Term
from activity_center.terms.rules import deadline

# How many of a waitlist are looked at together: most freed seats go to the first.
_HEADS = 20


def needs_settling(section: SectionFacts | None, counts: Counts) -> bool:
    """Say whether an offer has run out, or a seat is free while somebody waits."""
    if section is None or section.capacity is None:
        return False
    return counts.expired > 0 or (counts.waiting > 0 and free_seats(section.capacity, counts.taken) > 0)


def settle(session: Session, section_id: int, at: datetime) -> None:
    """Let expired offers lapse, and offer every free seat to the first in the waitlist who may have it.

    Somebody who may not have it now (a clash, the limit) keeps the place and is told why, once. Somebody who is busy
    in another transaction at this moment is not passed over: the round stops there and the next one goes on.
    """
    lock(session, Section, [section_id])
    section = facts.sections(session, [section_id])[section_id]
    _lapse_offers(session, section, at)
    if section.capacity is None or not is_offered(section, at.astimezone(zone()).date()):
        return
    free = free_seats(section.capacity, facts.counts(session, [section_id], at)[section_id].taken)
    after: int | None = 0
    while free and after is not None:
        heads = _heads(session, section_id, after)
        free, after = _offer_to(session, section, heads, free, at)


@dataclass(frozen=True)
class _Head:
    id: int
    person_id: int
    replaces_id: int | None
    passed_over: list[str] | None


def _heads(session: Session, section_id: int, after: int) -> list[_Head]:
    """Return the next of those who wait, behind the enrolment `after`, in order of asking."""
    rows = session.execute(
        select(Enrolment.id, Enrolment.person_id, Enrolment.replaces_id, Enrolment.passed_over)
        .where(Enrolment.section_id == section_id, Enrolment.status == Status.WAITING, Enrolment.id > after)
        .order_by(Enrolment.id)
        .limit(_HEADS)
    )
    return [_Head(*row) for row in rows]


def _offer_to(
    session: Session, section: SectionFacts, heads: Sequence[_Head], free: int, at: datetime
) -> tuple[int, int | None]:
    """Offer seats to these heads in order; return the seats left and the last head, None where the round ends."""
    ids = {head.person_id for head in heads}
    free_to_lock = lock(session, Person, ids, skip_locked=True)
    people = facts.people(session, ids, [section.term_id])
    held, booked = facts.held(session, ids), facts.booked(session, ids, at)
    for head in heads:
        if not free or head.person_id not in free_to_lock:
            return free, None
        busy = facts.commitments(held[head.person_id], head.replaces_id) + booked[head.person_id]
        person = people[head.person_id].facts(section)
        reasons = eligibility_reasons(person, section) + standing_reasons(section, busy)
        if reasons:
            _pass_over(session, section, head, reasons, at)
        else:
            _offer(session, section, head, at)
            free -= 1
    return free, heads[-1].id if len(heads) == _HEADS else None


def _offer(session: Session, section: SectionFacts, head: _Head, at: datetime) -> None:
    expires_at = _deadline(session, section, at)
    session.execute(
        update(Enrolment)
        .where(Enrolment.id == head.id)
        .values(status=Status.OFFERED, changed_at=at, offer_expires_at=expires_at, passed_over=None)
    )
    told = {"title": section.title, "expires_at": expires_at.isoformat()}
    audit.record(session, SYSTEM, at, "offer", "enrolment", head.id, head.person_id, **told)
    notices.post(session, [head.person_id], "offer_made", told, at=at, section_id=section.id)


def _deadline(session: Session, section: SectionFacts, at: datetime) -> datetime:
    term = session.get(Term, section.term_id) if section.term_id else None
    days = term.offer_working_days if term else 2
    today = at.astimezone(zone()).date()
    return deadline(at, days, terms.calendar(session, today, today + timedelta(days=60)), zone())


def _pass_over(session: Session, section: SectionFacts, head: _Head, reasons: Sequence[Reason], at: datetime) -> None:
    codes = sorted({reason.code for reason in reasons})
    if codes == head.passed_over:
        return
    session.execute(update(Enrolment).where(Enrolment.id == head.id).values(passed_over=codes))
    told = {"title": section.title, "reasons": [asdict(reason) for reason in reasons]}
    audit.record(session, SYSTEM, at, "pass_over", "enrolment", head.id, head.person_id, codes=codes)
    notices.post(session, [head.person_id], "seat_passed_over", told, at=at, section_id=section.id)


def _lapse_offers(session: Session, section: SectionFacts, at: datetime) -> None:
    expired = session.execute(
        select(Enrolment.id, Enrolment.person_id).where(
            Enrolment.section_id == section.id,
            Enrolment.status == Status.OFFERED,
            Enrolment.offer_expires_at <= at,
        )
    ).all()
    end(session, section, expired, Status.LAPSED, "offer_lapsed", at)


def end(
    session: Session,
    section: SectionFacts,
    rows: Sequence[Any],
    status: Status,
    kind: str | None,
    at: datetime,
    by: Actor = SYSTEM,
    **told: Any,
) -> None:
    """End enrolments, given as rows of id and person_id, and tell the people where there is a kind of notice for it.

    The caller settles.
    """
    if not rows:
        return
    session.execute(
        update(Enrolment).where(Enrolment.id.in_([row.id for row in rows])).values(status=status, changed_at=at)
    )
    act = f"end_{status.value}"
    audit.record_all(session, [audit.row(by, at, act, "enrolment", row.id, row.person_id, **told) for row in rows])
    if kind:
        told = {"title": section.title} | told
        notices.post(session, [row.person_id for row in rows], kind, told, at=at, section_id=section.id)


def give_up(session: Session, enrolment_id: int, at: datetime, by: Actor) -> int:
    """Withdraw from what a swap replaces, if it is still live, and return its section, which the caller settles."""
    old: Enrolment = found(session.get(Enrolment, enrolment_id, populate_existing=True))
    if old.status in LIVE:
        old.status, old.changed_at = Status.WITHDRAWN, at
        audit.record(session, by, at, "give_up", "enrolment", old.id, old.person_id, section=old.section_id)
        session.flush()
    return old.section_id


def sections_due(session: Session, at: datetime) -> list[int]:
    """Return the sections with an offer that has run out, or with a free seat while somebody waits."""
    pending = session.scalars(
        select(Enrolment.section_id).where(Enrolment.status.in_([Status.WAITING, Status.OFFERED])).distinct()
    ).all()
    sections, counts = facts.sections(session, pending), facts.counts(session, pending, at)
    return sorted(id for id in pending if needs_settling(sections[id], counts[id]))


def end_what_is_over(session: Session, at: datetime) -> None:
    """End waiting, applying and open offers of sections whose term is over: a waitlist does not outlive it."""
    pending = session.scalars(
        select(Enrolment.section_id)
        .where(Enrolment.status.in_([Status.WAITING, Status.APPLIED, Status.OFFERED]))
        .distinct()
    ).all()
    today = at.astimezone(zone()).date()
    over = sorted(id for id, section in facts.sections(session, pending).items() if is_over(section, today))
    lock(session, Section, over)
    for section in facts.sections(session, over).values():
        rows = session.execute(
            select(Enrolment.id, Enrolment.person_id).where(
                Enrolment.section_id == section.id,
                Enrolment.status.in_([Status.WAITING, Status.APPLIED, Status.OFFERED]),
            )
        ).all()
        end(session, section, rows, Status.LAPSED, "waiting_ended", at)


def release_the_departed(session: Session, at: datetime) -> None:
    """Withdraw people who have left the centre from everything they hold or wait for, and hand it on."""
    theirs = (
        select(Enrolment.id, Enrolment.person_id, Enrolment.section_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Person.standing == Standing.ENDED, Enrolment.status.in_(LIVE))
    )
    seen = session.execute(theirs).all()
    lock(session, Person, {row.person_id for row in seen})
    lock(session, Section, {row.section_id for row in seen})
    rows = session.execute(theirs.where(Enrolment.id.in_([row.id for row in seen]))).all()
    for section_id, section in sorted(facts.sections(session, {row.section_id for row in rows}).items()):
        mine = [row for row in rows if row.section_id == section_id]
        end(session, section, mine, Status.WITHDRAWN, None, at)
        settle(session, section_id, at)
