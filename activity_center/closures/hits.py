"""What a closure hits, as it is now: whatever holds a booking, each once, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from activity_center.closures.rules import Hit, HitKind, Scope, held_by, shut_among
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import HolidayRule, MeetingStatus, Mode
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import SEATED
from activity_center.rooms.models import Booking, BookingRoom, Room, RoomPart
from activity_center.rooms.rules import BookingStatus, Span

_Shut = Callable[[int | None, Iterable[int]], tuple[int, ...]]


@dataclass(frozen=True)
class House:
    """Every room by its number, and which rooms are parts of which."""

    rooms: Mapping[int, Room]
    parts: Mapping[int, set[int]]

    def place(self, room_ids: Iterable[int]) -> str:
        """Return rooms as people say them."""
        mine = [self.rooms[id] for id in room_ids if id in self.rooms]
        return " + ".join(f"{room.name} · {room.site.name}" for room in mine)


def house(session: Session) -> House:
    """Return the rooms there are now."""
    wanted = select(Room).options(joinedload(Room.site))
    parts: dict[int, set[int]] = defaultdict(set)
    for whole_id, part_id in session.execute(select(RoomPart.whole_id, RoomPart.part_id)):
        parts[whole_id].add(part_id)
    return House({room.id: room for room in session.scalars(wanted)}, dict(parts))


def closing_rooms(plan: Any, here: House) -> set[int]:
    """Return every room that closes, the parts of a hall with it."""
    if plan.scope is Scope.CENTRE:
        return set(here.rooms)
    at_site = {room.id for room in here.rooms.values() if room.site_id == plan.site_id}
    named = at_site if plan.scope is Scope.SITE else set(plan.room_ids) & here.rooms.keys()
    return held_by(named, here.parts)


def hits(session: Session, plan: Any, here: House) -> list[Hit]:
    """Return everything that a closure is in the way of, in order of time, each once.

    With setting up and clearing away; also what begins before it or ends after it, and what waits for approval. Where
    the whole centre closes, also what needs none of its rooms.
    """
    closing, is_all = closing_rooms(plan, here), plan.scope is Scope.CENTRE
    held = _held(session, plan.span, closing)
    found = [*_firm(session, plan.span, held, is_all), *_asked_for(session, plan.span, here, closing, is_all)]
    wholes = {id for id in here.rooms if not held_by([id], here.parts).isdisjoint(closing)}
    meetings = _meetings(session, plan.span, [b.id for b in found], wholes, is_all)
    taught = {meeting.booking_id for meeting in meetings}
    coming = _count_coming(session, {meeting.section_id for meeting in meetings})

    def shut(booking_id: int | None, room_ids: Iterable[int]) -> tuple[int, ...]:
        return tuple(dict.fromkeys([*held.get(booking_id or 0, ()), *shut_among(room_ids, closing, here.parts)]))

    listed = [_of_meeting(meeting, here, shut, coming[meeting.section_id]) for meeting in meetings]
    listed += [_of_booking(booking, here, shut) for booking in found if booking.id not in taught]
    return sorted(listed, key=lambda hit: (hit.span, hit.meeting_id or 0, hit.booking_id or 0))


def _held(session: Session, span: Span, closing: Collection[int]) -> dict[int, list[int]]:
    """Return the bookings that hold rooms that close, with the rooms as they were asked for."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = select(BookingRoom.booking_id, func.coalesce(BookingRoom.whole_id, BookingRoom.room_id)).where(
        BookingRoom.room_id.in_(closing), BookingRoom.starts_at < span.ends_at, BookingRoom.ends_at > span.starts_at
    )
    for booking_id, room_id in session.execute(rows.order_by(BookingRoom.id)):
        found[booking_id].append(room_id)
    return found


def _firm(session: Session, span: Span, held: Collection[int], is_all: bool) -> list[Booking]:
    during = and_(Booking.starts_at < span.ends_at, Booking.ends_at > span.starts_at)
    wanted = select(Booking).where(
        Booking.status == BookingStatus.HELD, or_(Booking.id.in_(held), during) if is_all else Booking.id.in_(held)
    )
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def _asked_for(session: Session, span: Span, here: House, closing: Collection[int], is_all: bool) -> list[Booking]:
    """Return the bookings that wait for approval and want a room that closes."""
    wanted = select(Booking).where(Booking.status == BookingStatus.REQUESTED)
    rows = session.scalars(wanted.execution_options(populate_existing=True))
    asked = [row for row in rows if _wide(row).overlaps(span)]
    return [row for row in asked if is_all or shut_among(row.wanted.get("rooms", ()), closing, here.parts)]


def _wide(booking: Booking) -> Span:
    return Span(booking.starts_at, booking.ends_at).widened(booking.setup_minutes, booking.cleanup_minutes)


def _meetings(
    session: Session, span: Span, booking_ids: Collection[int], room_ids: Collection[int], is_all: bool
) -> list[Meeting]:
    """Return the meetings of these bookings, and those that are on then in these rooms, or anywhere."""
    during = and_(Meeting.starts_at < span.ends_at, Meeting.ends_at > span.starts_at)
    there = during if is_all else and_(during, Meeting.room_id.in_(room_ids))
    wanted = select(Meeting).where(
        Meeting.status == MeetingStatus.SCHEDULED, or_(Meeting.booking_id.in_(booking_ids), there)
    )
    loaded = wanted.options(joinedload(Meeting.section).joinedload(Section.course), joinedload(Meeting.booking))
    return list(session.scalars(loaded.execution_options(populate_existing=True)))


def _count_coming(session: Session, section_ids: Collection[int]) -> dict[int, int]:
    counted = (
        select(Enrolment.section_id, func.count())
        .where(Enrolment.section_id.in_(section_ids), Enrolment.status.in_(SEATED))
        .group_by(Enrolment.section_id)
    )
    return defaultdict(int, dict(session.execute(counted).all()))


def _of_meeting(meeting: Meeting, here: House, shut: _Shut, coming: int) -> Hit:
    section, booking = meeting.section, meeting.booking
    room_ids = (meeting.room_id,) if meeting.room_id else ()
    teacher_id = meeting.instructor_id or section.instructor_id
    drops_in = (section.capacity or _seats(room_ids, here)) if section.mode is Mode.WALK_IN else 0
    return Hit(
        HitKind.MEETING,
        section.title,
        Span(meeting.starts_at, meeting.ends_at),
        meeting.booking_id,
        meeting.id,
        section.id,
        room_ids=room_ids,
        shut_ids=shut(meeting.booking_id, room_ids),
        person_ids=(teacher_id,) if teacher_id else (),
        setup=booking.setup_minutes if booking else 0,
        cleanup=booking.cleanup_minutes if booking else 0,
        seats=coming or drops_in,
        place=here.place(room_ids) or meeting.place,
        made_up=section.holiday_rule is HolidayRule.MAKE_UP,
    )


def _of_booking(booking: Booking, here: House, shut: _Shut) -> Hit:
    wanted = booking.wanted
    room_ids = tuple(wanted.get("rooms", ()))
    return Hit(
        HitKind.BOOKING if booking.planned_on else HitKind.OTHER,
        booking.title,
        Span(booking.starts_at, booking.ends_at),
        booking.id,
        owner_id=booking.owner_id,
        room_ids=room_ids,
        shut_ids=shut(booking.id, room_ids),
        person_ids=tuple(wanted.get("persons", ())),
        equipment=tuple((id, count) for id, count in wanted.get("equipment", ())),
        setup=booking.setup_minutes,
        cleanup=booking.cleanup_minutes,
        seats=booking.attendees or _seats(room_ids, here),
        place=here.place(room_ids),
        is_firm=booking.status is BookingStatus.HELD,
        repeats=booking.series_id is not None,
    )


def _seats(room_ids: Iterable[int], here: House) -> int:
    return max((here.rooms[id].seats or 0 for id in room_ids if id in here.rooms), default=0)
