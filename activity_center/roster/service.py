"""What staff do for those who are in a section: enrol, move, take off, decide, and change or cancel the section.

The seat rule is the same for everybody; staff may only set aside what rules.WAIVABLE says, with a note.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import section as section_of
from activity_center.enrolment import facts, queries
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.queries import Seat
from activity_center.enrolment.rules import Status
from activity_center.enrolment.service import Ask
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.roster import audience
from activity_center.roster.changes import Preview, Target, carry_out, look, target_of
from activity_center.roster.rules import Wish, waiver_flaws

__all__ = ["Preview", "Target", "Wish", "carry_out", "look", "target_of"]


def enrol(
    session: Session,
    section_id: int,
    person_id: int,
    waive: Collection[str] = (),
    note: str = "",
    *,
    at: datetime,
    by: Actor,
) -> Seat:
    """Ask for a seat for somebody, setting aside what staff may; refused with every reason that is left.

    Somebody who has a seat or waits already keeps it.
    """
    _refuse_waiver(waive, note)
    ask = Ask(person_id, section_id, by, at, frozenset(waive), note=note)
    outcome = enrolment.request_seats(session, [ask], at)[0]
    if outcome.seat is None:
        raise Refused(*outcome.reasons)
    return outcome.seat


def move(
    session: Session,
    enrolment_id: int,
    section_id: int,
    waive: Collection[str] = (),
    note: str = "",
    *,
    at: datetime,
    by: Actor,
) -> Seat:
    """Let somebody have a seat in another section instead of this one, which is given up once the new one is held."""
    if not note.strip():
        raise Refused(Reason("note_missing"))
    _refuse_waiver(waive, note)
    return enrolment.swap(session, enrolment_id, section_id, at=at, by=by, waive=waive, note=note)


def _refuse_waiver(waive: Collection[str], note: str) -> None:
    flaws = waiver_flaws(waive, note)
    if flaws:
        raise Refused(*flaws)


def end(session: Session, enrolment_id: int, note: str, *, is_own_wish: bool, at: datetime, by: Actor) -> Seat:
    """Take somebody off a section: because they wish it, or because staff decide so, which they are told with why."""
    if not note.strip():
        raise Refused(Reason("note_missing"))
    if is_own_wish:
        return enrolment.withdraw(session, enrolment_id, at=at, by=by, note=note)
    return enrolment.remove(session, enrolment_id, note, at=at, by=by)


def accept(session: Session, enrolment_id: int, *, at: datetime, by: Actor) -> Seat:
    """Accept an offer for somebody who said so, by telephone for example, and confirm it to them."""
    seat = enrolment.accept(session, enrolment_id, at=at, by=by)
    _confirm(session, seat, "accepted_for_you", at)
    return seat


def decline(session: Session, enrolment_id: int, *, at: datetime, by: Actor) -> Seat:
    """Decline an offer for somebody who said so, and confirm it to them."""
    seat = enrolment.decline(session, enrolment_id, at=at, by=by)
    _confirm(session, seat, "declined_for_you", at)
    return seat


def _confirm(session: Session, seat: Seat, kind: str, at: datetime) -> None:
    told = {"title": section_of(session, seat.section_id).title}
    notices.post(session, [seat.person_id], kind, told, at=at, section_id=seat.section_id, once=f"{kind}:{seat.id}")


def change_capacity(session: Session, section_id: int, capacity: int, *, at: datetime, by: Actor) -> int:
    """Set how many places a section has, and return how many offers that has made; see enrolment.service."""
    before = facts.counts(session, [section_id], at)[section_id].by_status[Status.OFFERED]
    if section_of(session, section_id).capacity != capacity:
        enrolment.change_capacity(session, section_id, capacity, at=at, by=by)
    after = facts.counts(session, [section_id], at)[section_id].by_status[Status.OFFERED]
    return max(0, after - before)


def cancel_section(session: Session, section_id: int, note: str, *, at: datetime, by: Actor) -> int:
    """Cancel a section, release everybody and tell them and the instructor; return how many are told.

    Cancelling again changes nothing and tells nobody.
    """
    if not note.strip():
        raise Refused(Reason("note_missing"))
    section = section_of(session, section_id)
    if section.status is SectionStatus.CANCELLED:
        return 0
    told = audience.of_all(session, section)
    enrolment.cancel_section(session, section_id, note, at=at, by=by)
    teachers = [listener.person_id for listener in told.listeners if listener.status is None]
    words = {"title": section.title, "note": note}
    once = f"section_cancelled:{section_id}"
    notices.post(session, teachers, "section_cancelled", words, at=at, section_id=section_id, once=once)
    audit.record(
        session, by, at, "tell", "section", section_id, kinds=["section_cancelled"], people=len(told.ids), note=note
    )
    return len(told.ids)


def seat(session: Session, enrolment_id: int) -> Seat:
    """Return one enrolment as it is now."""
    return queries.seat(session, enrolment_id)
