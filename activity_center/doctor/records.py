"""Whether the records keep the promises of the house."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from activity_center.audit import Audit
from activity_center.centre import the_centre
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus
from activity_center.db import zone
from activity_center.doctor.findings import Check, Finding, none_of, note, ok, problem
from activity_center.enrolment import settling
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import LIVE, SEATED, Status
from activity_center.formats import moment
from activity_center.people.models import Person
from activity_center.rooms.models import Booking, BookingEquipment, BookingPerson, BookingRoom, Room
from activity_center.rooms.rules import BookingStatus, Span
from activity_center.societies import elections
from activity_center.societies.life_models import Election
from activity_center.societies.voting import ElectionStatus
from activity_center.terms import service as terms

COUNTED = ElectionStatus.COUNTED


def has_a_centre(session: Session, _at: datetime) -> Iterator[Finding]:
    """Say whose database it is."""
    centre = the_centre(session)
    if centre is None:
        yield note(_("Nothing is set up yet: run activity-center setup."))
    elif centre.is_demo:
        yield note(_("“%(name)s” is a demo.", name=centre.name))
    else:
        yield ok(_("This is “%(name)s”.", name=centre.name))


def nobody_too_many(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that no more seats are taken than there are, unless the capacity was lowered afterwards."""
    taken = func.count(Enrolment.id)
    over = session.execute(
        select(Section, taken)
        .join(Enrolment, Enrolment.section_id == Section.id)
        .where(Enrolment.status.in_(SEATED))
        .group_by(Section.id)
        .having(taken > Section.capacity)
    ).all()
    lowered = set(
        session.scalars(
            select(Audit.subject_id).where(
                Audit.act == "change_capacity",
                Audit.subject == "section",
                Audit.subject_id.in_([section.id for section, _taken in over]),
            )
        )
    )
    for section, number in over:
        facts = {"title": section.title, "id": section.id, "taken": number, "capacity": section.capacity}
        if section.id in lowered:
            yield note(
                _("“%(title)s” (%(id)s) has %(taken)s people since it was lowered to %(capacity)s seats.") % facts
            )
        else:
            yield problem(_("“%(title)s” (%(id)s) has %(taken)s people for %(capacity)s seats.") % facts)
    if not over:
        yield ok(_("No class has more people than seats."))


def no_seat_idle(session: Session, at: datetime) -> Iterator[Finding]:
    """Check that no seat is free, and no offer long run out, while somebody waits who has not been looked at."""
    late = select(Enrolment.section_id).where(
        Enrolment.status == Status.OFFERED, Enrolment.offer_expires_at < at - timedelta(minutes=15)
    )
    unasked = select(Enrolment.section_id).where(Enrolment.status == Status.WAITING, Enrolment.passed_over.is_(None))
    neglected = set(session.scalars(late)) | set(session.scalars(unasked))
    idle = neglected.intersection(settling.sections_due(session, at))
    texts = [
        _("A seat in “%(title)s” (%(id)s) waits to be handed on: is no worker running?", title=s.title, id=s.id)
        for s in session.scalars(select(Section).where(Section.id.in_(idle)).order_by(Section.id))
    ]
    yield from none_of(texts, _("No seat is free while somebody waits for it."))


def nobody_twice(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that nobody has two live enrolments for one section."""
    pairs = session.execute(
        select(Enrolment.person_id, Enrolment.section_id)
        .where(Enrolment.status.in_(LIVE))
        .group_by(Enrolment.person_id, Enrolment.section_id)
        .having(func.count() > 1)
    )
    texts = [_("Person %(person)s is in class %(section)s twice.", person=p, section=s) for p, s in pairs]
    yield from none_of(texts, _("Nobody is in a class twice."))


def no_room_twice(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that no room is booked for two things at one time."""
    rows = _holds(session, BookingRoom, BookingRoom.room_id, Room)
    yield from none_of(_overlaps(rows), _("No room is booked twice."))


def nobody_in_two_places(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that nobody's time is booked for two things at once."""
    rows = _holds(session, BookingPerson, BookingPerson.person_id, Person)
    yield from none_of(_overlaps(rows), _("Nobody is booked for two places at once."))


def _holds(session: Session, held: Any, what: Any, named: Any) -> Iterable[Row[Any]]:
    return session.execute(
        select(what, named.name, held.starts_at, held.ends_at, Booking.title)
        .join(Booking, Booking.id == held.booking_id)
        .join(named, named.id == what)
        .order_by(what, held.starts_at)
        .execution_options(yield_per=1000)
    )


def _overlaps(rows: Iterable[Row[Any]]) -> Iterator[str]:
    """Yield a sentence for each row that begins before an earlier one of the same thing is over."""
    before: Row[Any] | None = None
    for row in rows:
        if before is None or before[0] != row[0]:
            before = row
            continue
        if row.starts_at < before.ends_at:
            facts = {"name": row.name, "one": before.title, "other": row.title, "when": moment(row.starts_at)}
            yield _("%(name)s is booked for “%(one)s” and “%(other)s” at once (%(when)s).") % facts
        if row.ends_at > before.ends_at:
            before = row


def meetings_hold_their_time(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that each meeting's booking holds the time of the meeting, and that nothing is held for a cancelled one."""
    moved = or_(Booking.starts_at != Meeting.starts_at, Booking.ends_at != Meeting.ends_at)
    wrong = or_(
        (Meeting.status == MeetingStatus.SCHEDULED) & or_(Booking.status == BookingStatus.CANCELLED, moved),
        (Meeting.status == MeetingStatus.CANCELLED) & (Booking.status == BookingStatus.HELD),
    )
    meetings = session.execute(
        select(Meeting.id, Meeting.section_id, Meeting.starts_at)
        .join(Booking, Booking.id == Meeting.booking_id)
        .where(wrong)
        .order_by(Meeting.id)
    )
    texts = [
        _("The booking of meeting %(id)s of class %(section)s (%(when)s) is not for its time.")
        % {"id": row.id, "section": row.section_id, "when": moment(row.starts_at)}
        for row in meetings
    ]
    yield from none_of(texts, _("Every meeting holds its time."))


def bookings_hold_their_time(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that what a booking holds it holds for its own time, and that a cancelled one holds nothing."""
    wrong = {
        id
        for held in (BookingRoom, BookingPerson, BookingEquipment)
        for id, before, after, *held_at, starts_at, ends_at in map(tuple, _held_otherwise(session, held))
        if Span(*held_at) != Span(starts_at, ends_at).widened(*((0, 0) if held is BookingPerson else (before, after)))
    }
    holding = (select(held.booking_id) for held in (BookingRoom, BookingPerson, BookingEquipment))
    ended = select(Booking.id).where(Booking.status != BookingStatus.HELD)
    wrong |= {id for held in holding for id in session.scalars(ended.where(Booking.id.in_(held)))}
    texts = [_("Booking %(id)s holds another time than its own.", id=id) for id in sorted(wrong)]
    yield from none_of(texts, _("Every booking holds its own time."))


def _held_otherwise(session: Session, held: Any) -> Iterable[Row[Any]]:
    """Return what is held at another time than its booking's, which setting up and clearing away explain or not."""
    own = (held.starts_at, held.ends_at, Booking.starts_at, Booking.ends_at)
    return session.execute(
        select(Booking.id, Booking.setup_minutes, Booking.cleanup_minutes, *own)
        .join(held, held.booking_id == Booking.id)
        .where(or_(held.starts_at != Booking.starts_at, held.ends_at != Booking.ends_at))
    )


def as_many_ballots_as_voters(session: Session, _at: datetime) -> Iterator[Finding]:
    """Check that no election has more ballots than people who voted, and no counted one has fewer."""
    counts = [
        (row.id, elections.voters(session, row.id)[0], elections.paper_left(session, row.id), row.status)
        for row in session.scalars(select(Election).order_by(Election.id))
    ]
    wrong = [(id, all, all - left) for id, all, left, status in counts if left < 0 or (left and status is COUNTED)]
    texts = [_("Election %(id)s has %(n)s ballots of %(all)s voters.", id=id, n=n, all=all) for id, all, n in wrong]
    yield from none_of(texts, _("Every election has as many ballots as voters."))


def holidays_are_entered(session: Session, at: datetime) -> Iterator[Finding]:
    """Say for which years no holiday is entered; none is ever invented."""
    years = terms.years_without_holidays(session, at.astimezone(zone()).date())
    for year in years:
        yield note(_("No holiday of %(year)s is entered: meetings are planned as if there were none.", year=str(year)))
    if not years:
        yield ok(_("The holidays of this year and of all coming terms are entered."))


CHECKS: list[Check] = [
    has_a_centre,
    nobody_too_many,
    no_seat_idle,
    nobody_twice,
    no_room_twice,
    nobody_in_two_places,
    meetings_hold_their_time,
    bookings_hold_their_time,
    as_many_ballots_as_voters,
    holidays_are_entered,
]
