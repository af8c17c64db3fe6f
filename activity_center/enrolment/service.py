"""Seats: asked for (asking.py), handed on (settling.py), and here decided upon and given up.

Locks are taken in the order of the floors, people before sections, each in order of id. The one exception is
the head of a waitlist, known only once the section is locked: it is locked without waiting (see settle).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.meetings import lock_sections
from activity_center.courses.models import Section
from activity_center.courses.rules import Mode, SectionStatus
from activity_center.db import found, lock, locked, zone
from activity_center.enrolment import facts
from activity_center.enrolment.asking import Ask, Outcome, request_seats, swap_told
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.queries import Seat, seat
from activity_center.enrolment.rules import LIVE, Status, free_seats, refusals
from activity_center.enrolment.settling import (
    end,
    end_what_is_over,
    give_up,
    needs_settling,
    release_the_departed,
    sections_due,
    settle,
)
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people.models import Person

__all__ = ["Ask", "Outcome", "end_what_is_over", "release_the_departed", "request_seats", "sections_due", "settle"]


def accept(session: Session, enrolment_id: int, *, at: datetime, by: Actor) -> Seat:
    """Take the seat that was offered, and give up the one it replaces; accepting twice is accepting once."""
    enrolment = _claim(session, enrolment_id)
    if enrolment.status is not Status.ENROLLED:
        _expect_open_offer(enrolment, at)
        _set(session, enrolment, Status.ENROLLED, "accept", at, by)
        if enrolment.replaces_id is not None:
            settle(session, give_up(session, enrolment.replaces_id, at, by), at)
    return seat(session, enrolment_id)


def decline(session: Session, enrolment_id: int, *, at: datetime, by: Actor) -> Seat:
    """Leave the seat that was offered to the next in the waitlist; declining twice is declining once."""
    enrolment = _claim(session, enrolment_id)
    if enrolment.status is not Status.DECLINED:
        _expect_open_offer(enrolment, at)
        _set(session, enrolment, Status.DECLINED, "decline", at, by)
        _settle_after(session, enrolment, at)
    return seat(session, enrolment_id)


def withdraw(session: Session, enrolment_id: int, *, at: datetime, by: Actor, note: str = "") -> Seat:
    """Give up a seat, an offer, an application or a place in the waitlist; doing so twice is doing so once."""
    enrolment = _claim(session, enrolment_id)
    if enrolment.status is not Status.WITHDRAWN:
        _expect_live(enrolment)
        _set(session, enrolment, Status.WITHDRAWN, "withdraw", at, by, **({"note": note} if note else {}))
        if by.person_id != enrolment.person_id:
            _tell(session, enrolment, "withdrawn_for_you", at)
        _settle_after(session, enrolment, at)
    return seat(session, enrolment_id)


def remove(session: Session, enrolment_id: int, note: str, *, at: datetime, by: Actor) -> Seat:
    """End somebody's enrolment as staff, with a reason that the person is told."""
    enrolment = _claim(session, enrolment_id)
    if enrolment.status is not Status.REMOVED:
        _expect_live(enrolment)
        _set(session, enrolment, Status.REMOVED, "remove", at, by, note=note)
        _tell(session, enrolment, "removed_by_staff", at, note=note)
        _settle_after(session, enrolment, at)
    return seat(session, enrolment_id)


def swap(
    session: Session,
    enrolment_id: int,
    section_id: int,
    *,
    at: datetime,
    by: Actor,
    waive: Collection[str] = (),
    note: str = "",
) -> Seat:
    """Ask for another section in place of this seat, which is given up only when the new one is held.

    The old seat is no clash and does not count for the limit. Where the new one must wait, accepting its offer gives
    the old one up in the same transaction. Swapping again returns the new enrolment. Staff who move somebody
    `waive` what they set aside and leave a note.
    """
    old: Enrolment = found(session.get(Enrolment, enrolment_id))
    lock(session, Person, [old.person_id])
    lock(session, Section, {old.section_id, section_id})
    session.refresh(old)
    had = _live(session, old.person_id, section_id)
    if had is not None:
        return _join_swap(session, old, had, note, at, by)
    _expect_live(old)
    ask = Ask(old.person_id, section_id, by, at, frozenset(waive), replaces_id=old.id, note=note)
    outcome = request_seats(session, [ask], at)[0]
    if outcome.seat is None:
        raise Refused(*outcome.reasons)
    return outcome.seat


def _join_swap(session: Session, old: Enrolment, had: Enrolment, note: str, at: datetime, by: Actor) -> Seat:
    """Make a place that somebody already has in the wanted section the new one of the swap, and tell them once."""
    if old.status in LIVE and had.id != old.id and had.replaces_id != old.id:
        had.replaces_id = old.id
        noted = {"status": had.status.value} | ({"note": note} if note else {})
        audit.record(session, by, at, "join_swap", "enrolment", had.id, had.person_id, **noted)
        if by.person_id not in (None, had.person_id):
            kind, told = swap_told(old.section.title, had.section.title, had.status, note)
            notices.post(session, [had.person_id], kind, told, at=at, section_id=had.section_id)
        session.flush()
        if had.status is Status.ENROLLED:
            settle(session, give_up(session, old.id, at, by), at)
    return seat(session, had.id)


def _live(session: Session, person_id: int, section_id: int) -> Enrolment | None:
    return session.scalar(
        select(Enrolment).where(
            Enrolment.person_id == person_id,
            Enrolment.section_id == section_id,
            Enrolment.status.in_(LIVE),
        )
    )


def change_capacity(session: Session, section_id: int, capacity: int, *, at: datetime, by: Actor) -> Section:
    """Set how many seats a section has.

    A capacity below what is taken puts nobody out and makes no offers until seats are free again; a higher one
    goes to those who wait.
    """
    section = locked(session, Section, section_id)
    if capacity < 0:
        raise Refused(Reason("capacity_negative"))
    before, section.capacity = section.capacity, capacity
    audit.record(session, by, at, "change_capacity", "section", section_id, before=before, after=capacity)
    session.flush()
    settle(session, section_id, at)
    return section


def cancel_section(session: Session, section_id: int, note: str, *, at: datetime, by: Actor) -> Section:
    """Cancel a section with its meetings, release everybody who is in it or waits for it, and tell them."""
    section = lock_sections(session, [section_id])[0]
    if section.status is SectionStatus.CANCELLED:
        return section
    live = select(Enrolment.id, Enrolment.person_id).where(
        Enrolment.section_id == section_id, Enrolment.status.in_(LIVE)
    )
    rows = session.execute(live).all()
    known = facts.sections(session, [section_id])[section_id]
    end(session, known, rows, Status.CANCELLED, "section_cancelled", at, by, note=note)
    return courses.cancel(session, section_id, at=at, by=by)


# What the page shows before the click is what the act would say.


def refusals_for(
    session: Session, person_id: int, section_ids: Iterable[int], at: datetime, replaces_id: int | None = None
) -> dict[int, list[Reason]]:
    """Return why this person could not ask for each of these sections now; nothing for those they already have.

    `replaces_id` is the enrolment they would give up for it, as in `swap`.
    """
    sections = facts.sections(session, list(section_ids))
    person = facts.people(session, [person_id], {section.term_id for section in sections.values()}).get(person_id)
    if person is None:
        return {}
    seats = facts.held(session, [person_id])[person_id]
    mine = {held.commitment.section_id for held in seats}
    busy = facts.commitments(seats, replaces_id) + facts.booked(session, [person_id], at)[person_id]
    today = at.astimezone(zone()).date()
    return {
        id: [] if id in mine else refusals(person.facts(section), section, busy, today, at)
        for id, section in sections.items()
    }


@dataclass(frozen=True)
class Alternative:
    """A section with a free seat that this person may take now."""

    section_id: int
    free: int


# Reasons for which another class is a remedy; the others are mended by waiting or by the desk.
_MENDED_BY_ANOTHER = frozenset(
    {"section_cancelled", "section_over", "category_not_admitted", "too_young", "too_old", "too_old_new", "clash"}
)


def alternatives(session: Session, person_id: int, section_id: int, at: datetime, most: int = 3) -> list[Alternative]:
    """Return sections of the term that this person may take at once: the same course first, then its department."""
    wanted: Section = found(session.get(Section, section_id))
    candidates = session.scalars(
        select(Section).where(
            Section.term_id == wanted.term_id,
            Section.status == SectionStatus.OPEN,
            Section.mode == Mode.FIRST_COME,
            Section.id != section_id,
        )
    ).all()
    refused = refusals_for(session, person_id, [section.id for section in candidates], at)
    counts = facts.counts(session, [id for id, reasons in refused.items() if not reasons], at)
    free = {
        section.id: free_seats(section.capacity or 0, counts[section.id].taken) - counts[section.id].waiting
        for section in candidates
        if section.id in counts
    }
    mine = {held.commitment.section_id for held in facts.held(session, [person_id])[person_id]}
    near = [section for section in candidates if free.get(section.id, 0) > 0 and section.id not in mine]
    near.sort(
        key=lambda other: (
            other.course_id != wanted.course_id,
            other.course.department_id != wanted.course.department_id,
            -free[other.id],
            other.id,
        )
    )
    return [Alternative(section.id, free[section.id]) for section in near[:most]]


def with_alternatives(
    session: Session, person_id: int, section_id: int, reasons: Iterable[Reason], at: datetime
) -> list[Reason]:
    """Return the reasons, naming another class in those for which that is a remedy."""
    reasons = list(reasons)
    if not any(reason.code in _MENDED_BY_ANOTHER for reason in reasons):
        return reasons
    others = [
        _told(found(session.get(Section, other.section_id)), other)
        for other in alternatives(session, person_id, section_id, at)
    ]
    return [
        replace(reason, facts=reason.facts | {"alternatives": others})
        if others and reason.code in _MENDED_BY_ANOTHER
        else reason
        for reason in reasons
    ]


def _told(section: Section, other: Alternative) -> dict[str, object]:
    first = section.times[0] if section.times else None
    return {
        "section_id": section.id,
        "title": section.title,
        "weekday": first.weekday if first else None,
        "starts": first.starts.isoformat("minutes") if first and first.starts else None,
        "free": other.free,
        "any_age": not any((section.min_age_male, section.min_age_female, section.max_age, section.max_age_new)),
    }


# Below: how one enrolment is claimed and changed.


def _claim(session: Session, enrolment_id: int) -> Enrolment:
    """Lock the person and every section in which they have a place, and return the enrolment as it is now."""
    person_id, section_id = found(
        session.execute(
            select(Enrolment.person_id, Enrolment.section_id).where(Enrolment.id == enrolment_id)
        ).one_or_none()
    )
    lock(session, Person, [person_id])
    theirs = select(Enrolment.section_id).where(Enrolment.person_id == person_id, Enrolment.status.in_(LIVE))
    lock(session, Section, {section_id, *session.scalars(theirs)})
    return found(session.get(Enrolment, enrolment_id, populate_existing=True))


def _expect_live(enrolment: Enrolment) -> None:
    if enrolment.status not in LIVE:
        raise Refused(Reason("enrolment_over"))


def _expect_open_offer(enrolment: Enrolment, at: datetime) -> None:
    ran_out = enrolment.offer_expires_at
    if ran_out and (enrolment.status is Status.LAPSED or (enrolment.status is Status.OFFERED and ran_out <= at)):
        raise Refused(Reason("offer_lapsed", {"expired_at": ran_out.isoformat()}))
    if enrolment.status in LIVE and enrolment.status is not Status.OFFERED:
        raise Refused(Reason("not_offered"))
    _expect_live(enrolment)


def _set(
    session: Session, enrolment: Enrolment, status: Status, act: str, at: datetime, by: Actor, **told: object
) -> None:
    before, enrolment.status, enrolment.changed_at = enrolment.status, status, at
    facts = {"section": enrolment.section_id, "before": before.value} | told
    audit.record(session, by, at, act, "enrolment", enrolment.id, enrolment.person_id, **facts)
    session.flush()


def _tell(session: Session, enrolment: Enrolment, kind: str, at: datetime, **told: object) -> None:
    told = {"title": enrolment.section.title} | told
    notices.post(session, [enrolment.person_id], kind, told, at=at, section_id=enrolment.section_id)


def _settle_after(session: Session, enrolment: Enrolment, at: datetime) -> None:
    """Hand on what was given up, and what the person waits for elsewhere now that they have the time for it."""
    waits = session.scalars(
        select(Enrolment.section_id).where(
            Enrolment.person_id == enrolment.person_id, Enrolment.status == Status.WAITING
        )
    ).all()
    sections, counts = facts.sections(session, waits), facts.counts(session, waits, at)
    due = {id for id in waits if needs_settling(sections[id], counts[id])}
    for section_id in sorted({enrolment.section_id, *due}):
        settle(session, section_id, at)
