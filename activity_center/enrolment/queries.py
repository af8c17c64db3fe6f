"""What pages, feeds and programs read about enrolments."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from activity_center.courses.models import Meeting, Section, SectionTime
from activity_center.db import found
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import LIVE, SEATED, Status


class Seat(NamedTuple):
    """An enrolment as an answer shows it; `position` counts from 1 and is there only while waiting."""

    id: int
    section_id: int
    person_id: int
    status: Status
    requested_at: datetime
    offer_expires_at: datetime | None = None
    position: int | None = None


def seats(session: Session, ids: Collection[int]) -> dict[int, Seat]:
    """Return enrolments by id, as they are now."""
    ahead = aliased(Enrolment)
    position = (
        select(func.count())
        .where(ahead.section_id == Enrolment.section_id, ahead.status == Status.WAITING, ahead.id <= Enrolment.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.section_id,
            Enrolment.person_id,
            Enrolment.status,
            Enrolment.requested_at,
            Enrolment.offer_expires_at,
            position,
        ).where(Enrolment.id.in_(ids))
    )
    return {row.id: _seat(*row) for row in rows}


def _seat(
    id: int, section_id: int, person_id: int, status: Status, at: datetime, expires: datetime | None, place: int
) -> Seat:
    """Show the deadline only of an open offer, and the position only of one who waits."""
    return Seat(
        id,
        section_id,
        person_id,
        status,
        at,
        expires if status is Status.OFFERED else None,
        place if status is Status.WAITING else None,
    )


def seat(session: Session, enrolment_id: int) -> Seat:
    """Return one enrolment as it is now, or raise NotThere."""
    return found(seats(session, [enrolment_id]).get(enrolment_id))


def offers_to(session: Session, person_id: int, at: datetime) -> list[tuple[Enrolment, Seat]]:
    """Return the open offers on which a person has to decide, the most urgent first."""
    theirs = [
        (seat.offer_expires_at, enrolment, seat)
        for enrolment, seat in seats_of(session, person_id)
        if seat.offer_expires_at and seat.offer_expires_at > at
    ]
    return [(enrolment, seat) for _, enrolment, seat in sorted(theirs, key=lambda offer: offer[0])]


def seats_of(session: Session, person_id: int) -> list[tuple[Enrolment, Seat]]:
    """Return everything a person ever asked for, newest first, with sections, times and rooms loaded."""
    mine = session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.id.desc())
        .options(*_section_loaded())
    ).all()
    shown = seats(session, [enrolment.id for enrolment in mine])
    return [(enrolment, shown[enrolment.id]) for enrolment in mine]


def _section_loaded():
    section = joinedload(Enrolment.section)
    return (
        section.joinedload(Section.course),
        section.joinedload(Section.instructor),
        section.joinedload(Section.term),
        section.selectinload(Section.times).joinedload(SectionTime.room),
    )


def roster(session: Session, section_id: int) -> list[tuple[Enrolment, Seat]]:
    """Return the live enrolments of a section with their people: enrolled in order, then offered, waiting, applied."""
    live = session.scalars(
        select(Enrolment)
        .where(Enrolment.section_id == section_id, Enrolment.status.in_(LIVE))
        .options(joinedload(Enrolment.person))
    ).all()
    order = [Status.ENROLLED, Status.OFFERED, Status.WAITING, Status.APPLIED]
    shown = seats(session, [enrolment.id for enrolment in live])
    ranked = sorted(live, key=lambda enrolment: (order.index(enrolment.status), enrolment.id))
    return [(enrolment, shown[enrolment.id]) for enrolment in ranked]


def live_by_section(session: Session, person_id: int) -> dict[int, Seat]:
    """Return a person's live enrolments by section."""
    ids = session.scalars(
        select(Enrolment.id).where(Enrolment.person_id == person_id, Enrolment.status.in_(LIVE))
    ).all()
    return {seat.section_id: seat for seat in seats(session, ids).values()}


def meetings_of(
    session: Session, person_id: int, starts_at: datetime, ends_at: datetime, also: Collection[int] = ()
) -> list[tuple[Meeting, Status | None]]:
    """Return the meetings between two moments that a person attends, waits for or teaches, in order of time.

    The status is that of their enrolment; None where they teach. Cancelled meetings are among them, and so are those
    whose numbers are in `also`.
    """
    shown = (*SEATED, Status.WAITING)
    attends = (
        select(Meeting, Enrolment.status)
        .join(Section, Section.id == Meeting.section_id)
        .outerjoin(
            Enrolment,
            (Enrolment.section_id == Section.id) & (Enrolment.person_id == person_id) & Enrolment.status.in_(shown),
        )
        .where(
            Meeting.starts_at < ends_at,
            Meeting.ends_at > starts_at,
            or_(
                Enrolment.id.is_not(None),
                func.coalesce(Meeting.instructor_id, Section.instructor_id) == person_id,
                Meeting.id.in_(also),
            ),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .options(
            joinedload(Meeting.room),
            joinedload(Meeting.section).joinedload(Section.course),
            joinedload(Meeting.section).joinedload(Section.instructor),
            joinedload(Meeting.instructor),
            joinedload(Meeting.section).selectinload(Section.times).joinedload(SectionTime.room),
        )
    )
    return [(meeting, status) for meeting, status in session.execute(attends)]


def sections_loaded(session: Session, ids: Sequence[int]) -> dict[int, Section]:
    """Return sections by id with everything a page shows of them."""
    rows = session.scalars(
        select(Section)
        .where(Section.id.in_(ids))
        .options(
            joinedload(Section.course),
            joinedload(Section.term),
            joinedload(Section.instructor),
            selectinload(Section.times).joinedload(SectionTime.room),
        )
    )
    return {section.id: section for section in rows}
