"""Bookings that people make themselves: asked for, approved, changed one by one, cancelled and put back.

A meeting of a class, an event or a match holds a booking of its own; those are changed by their floors and never here.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.db import found, lock
from activity_center.errors import NotYours, Reason, Refused
from activity_center.people.rules import RoleName, may
from activity_center.rooms import service
from activity_center.rooms.models import Booking, BookingSeries, Room, RoomRule
from activity_center.rooms.obstacles import Hold, obstacles
from activity_center.rooms.recurrence import Occurrence, Pattern, Rhythm, occurrences
from activity_center.rooms.rules import UNLIMITED, Allowance, BookingStatus, Span, allowance, breaches
from activity_center.rooms.telling import seen, tell
from activity_center.terms import service as terms


@dataclass(frozen=True)
class Wish:
    """What somebody wants to book: rooms, people's time and equipment, on the days and at the hours of a pattern.

    `equipment` are pairs of an id and how many; `setup` and `cleanup` are minutes.
    """

    title: str
    pattern: Pattern
    room_ids: tuple[int, ...]
    person_ids: tuple[int, ...] = ()
    equipment: tuple[tuple[int, int], ...] = ()
    setup: int = 0
    cleanup: int = 0
    attendees: int | None = None
    is_public: bool = True
    note: str = ""

    def hold(self, occurrence: Occurrence, booking_id: int | None = None, **more: Any) -> Hold:
        """Return what one occurrence would hold; what it is besides goes into the columns of the booking."""
        own = {"attendees": self.attendees, "is_public": self.is_public, "note": self.note}
        return Hold(
            self.title,
            occurrence.span,
            self.room_ids,
            self.person_ids,
            booking_id,
            self.equipment,
            self.setup,
            self.cleanup,
            {"planned_on": occurrence.on, **own, **more},
        )


@dataclass(frozen=True)
class Asker:
    """Who wants to book, as the rules see them."""

    person_id: int | None
    roles: frozenset[RoleName]

    @property
    def is_staff(self) -> bool:
        """Say whether they may see and change everybody's bookings."""
        return may(self.roles, "serve_people")


@dataclass(frozen=True)
class Look:
    """One occurrence before it is booked, with everything in its way."""

    occurrence: Occurrence
    reasons: list[Reason]


@dataclass(frozen=True)
class Preview:
    """Every occurrence of a wish, and whether staff would have to approve it."""

    looks: Sequence[Look]
    needs_approval: bool

    @property
    def reasons(self) -> list[Reason]:
        """Return everything in the way of any occurrence."""
        return [reason for look in self.looks for reason in look.reasons]


def look(session: Session, wish: Wish, asker: Asker, *, at: datetime, zone: ZoneInfo) -> Preview:
    """Return what booking would do, day by day; nothing is written, and nothing is promised until it is."""
    found_on = planned(session, wish.pattern, zone)
    return look_at(session, wish, found_on, asker, [wish.hold(o) for o in found_on], at=at, zone=zone)


def planned(session: Session, pattern: Pattern, zone: ZoneInfo) -> list[Occurrence]:
    """Return the occurrences of a pattern, by the holidays and worked days that are entered."""
    return occurrences(pattern, terms.calendar(session, pattern.first_on, pattern.last_on), zone)


def look_at(
    session: Session,
    wish: Wish,
    wanted: Sequence[Occurrence],
    asker: Asker,
    holds: Sequence[Hold],
    *,
    at: datetime,
    zone: ZoneInfo,
    without: Collection[int] = (),
) -> Preview:
    """Return what is in the way of these holds, one for each occurrence; bookings in `without` are in nobody's way."""
    rooms = list(session.scalars(select(Room).where(Room.id.in_(wish.room_ids)).order_by(Room.id)))
    allowed = {room.id: allowance(rules, asker.roles) for room, rules in rules_of(session, rooms).items()}
    in_the_way = obstacles(session, holds, zone=zone, without=without, tells_private=asker.is_staff)
    looks = []
    for occurrence, reasons in zip(wanted, in_the_way, strict=True):
        own = [r for room in rooms for r in _own_reasons(room, allowed[room.id], wish, occurrence.span, at)]
        looks.append(Look(occurrence, own + reasons))
    return Preview(looks, any(mine is not None and mine.needs_approval for mine in allowed.values()))


def rules_of(session: Session, rooms: Sequence[Room]) -> dict[Room, dict[RoleName, Allowance]]:
    """Return for each room what each role may book there: by its own rows, else by those for every room."""
    rows = list(session.scalars(select(RoomRule)))
    everywhere = {row.role: row.allowance for row in rows if row.room_id is None}
    own = {room: {row.role: row.allowance for row in rows if row.room_id == room.id} for room in rooms}
    return {room: own[room] or everywhere for room in rooms}


def _own_reasons(room: Room, mine: Allowance | None, wish: Wish, span: Span, at: datetime) -> Iterable[Reason]:
    yield from breaches(mine, room.name, span, at, wish.attendees)
    if span.starts_at < at:
        yield Reason("booking_in_past", {"starts_at": span.starts_at.isoformat()})
    if room.seats is not None and wish.attendees is not None and wish.attendees > room.seats:
        yield Reason("room_too_small", {"room": room.name, "seats": room.seats, "attendees": wish.attendees})


def book(
    session: Session,
    wish: Wish,
    asker: Asker,
    *,
    leave_out: Collection[date] = (),
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> list[int]:
    """Book every occurrence of a wish but those left out, all or nothing, and return the bookings' ids in order.

    Where a room asks for approval of this asker the bookings are only asked for, and hold nothing until then.
    Refused with everything in the way of any occurrence.
    """
    service.lock_holders(session, wish.room_ids, wish.person_ids)
    days = [o for o in planned(session, wish.pattern, zone) if o.on not in leave_out]
    if not days:
        raise Refused(Reason("booking_without_days"))
    preview = look_at(session, wish, days, asker, [wish.hold(o) for o in days], at=at, zone=zone)
    if preview.reasons:
        raise Refused(*preview.reasons)
    series = _new_series(session, wish, asker.person_id) if wish.pattern.rhythm is not Rhythm.ONCE else None
    more = {"owner_id": asker.person_id, "series_id": series.id if series else None, "changed_at": at}
    holds = [wish.hold(o, **more) for o in days]
    ids = written(session, holds, preview.needs_approval, zone)
    act = "ask_booking" if preview.needs_approval else "book_room"
    audit.record_all(session, [audit.row(by, at, act, "booking", id, asker.person_id) for id in ids])
    return ids


def _new_series(session: Session, wish: Wish, owner_id: int | None) -> BookingSeries:
    series = BookingSeries(title=wish.title, owner_id=owner_id, pattern=wish.pattern.as_json())
    session.add(series)
    session.flush()
    return series


def written(session: Session, holds: Sequence[Hold], is_asked: bool, zone: ZoneInfo) -> list[int]:
    """Hold these bookings, or write down that they are asked for; calendars hear of it."""
    if is_asked:
        return service.wish_all(session, holds, BookingStatus.REQUESTED)
    ids = service.hold_all(session, holds, zone=zone)
    calendar_changed(session)
    return ids


def approve(
    session: Session, booking_ids: Collection[int], *, at: datetime, by: Actor, zone: ZoneInfo
) -> list[Booking]:
    """Let bookings that were asked for hold what they want; refused, all of them, where something is in the way now.

    One that is approved already stays as it is.
    """
    bookings = _locked(session, booking_ids)
    asked = [booking for booking in bookings if booking.status is BookingStatus.REQUESTED]
    _refuse_others(bookings, {BookingStatus.REQUESTED, BookingStatus.HELD})
    _look_again(session, asked, at)
    service.hold_all(session, [hold_of(booking, **_marked(booking, at)) for booking in asked], zone=zone)
    calendar_changed(session)
    _note_down(session, asked, "approve_booking", at, by)
    tell(session, "booking_approved", asked, at=at, by=by)
    return bookings


def _look_again(session: Session, asked: Sequence[Booking], at: datetime) -> None:
    """Refuse what has passed while it waited, or needs more seats than there are by now; hold_all looks at the rest."""
    rooms = {id for booking in asked for id in booking.wanted.get("rooms", ())}
    by_id = {room.id: room for room in session.scalars(select(Room).where(Room.id.in_(rooms)))}
    wrong = [
        reason
        for booking in asked
        for room_id in booking.wanted.get("rooms", ())
        for reason in _own_reasons(by_id[room_id], UNLIMITED, wish_of(booking), _span_of(booking), at)
    ]
    if wrong:
        raise Refused(*wrong)


def refuse(session: Session, booking_ids: Collection[int], note: str, *, at: datetime, by: Actor) -> list[Booking]:
    """Say no to bookings that were asked for; who asked is told the reason."""
    bookings = _locked(session, booking_ids)
    asked = [booking for booking in bookings if booking.status is BookingStatus.REQUESTED]
    _refuse_others(bookings, {BookingStatus.REQUESTED, BookingStatus.REFUSED})
    _let_go(session, asked, BookingStatus.REFUSED, at)
    _note_down(session, asked, "refuse_booking", at, by, note)
    tell(session, "booking_refused", asked, note=note, at=at, by=by)
    return bookings


def cancel(
    session: Session, booking_ids: Collection[int], asker: Asker, note: str = "", *, at: datetime, by: Actor
) -> list[Booking]:
    """Cancel bookings that have not begun; what they held is free at once. Who did not cancel it themselves is told."""
    bookings = _locked(session, booking_ids)
    refuse_strangers(bookings, asker)
    live = [booking for booking in bookings if booking.is_on]
    begun = [b for b in live if b.starts_at <= at and b.status is BookingStatus.HELD]
    if begun:
        raise Refused(
            *(Reason("booking_begun", {"title": b.title, "starts_at": b.starts_at.isoformat()}) for b in begun)
        )
    _let_go(session, live, BookingStatus.CANCELLED, at)
    calendar_changed(session)
    _note_down(session, live, "cancel_booking", at, by, note)
    tell(session, "booking_cancelled", live, note=note, at=at, by=by)
    return bookings


def restore(session: Session, booking_id: int, asker: Asker, *, at: datetime, by: Actor, zone: ZoneInfo) -> Booking:
    """Let a cancelled booking take place after all, under the rules that hold for anything new."""
    [booking] = _locked(session, [booking_id])
    refuse_strangers([booking], asker)
    if booking.is_on:
        return booking
    _change(session, booking, _span_of(booking), asker, at, zone)
    _note_down(session, [booking], "restore_booking", at, by)
    tell(session, "booking_restored", [booking], at=at, by=by)
    return booking


def move(
    session: Session,
    booking_id: int,
    span: Span,
    asker: Asker,
    *,
    room_ids: Sequence[int] | None = None,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Booking:
    """Move one booking to another time and, where rooms are named, to those; an edit of its series leaves it so."""
    [booking] = _locked(session, [booking_id], room_ids or ())
    refuse_strangers([booking], asker)
    _refuse_others([booking], {BookingStatus.REQUESTED, BookingStatus.HELD})
    before = seen(session, [booking])
    if room_ids is not None:
        booking.wanted = booking.wanted | {"rooms": list(room_ids)}
    _change(session, booking, span, asker, at, zone)
    _note_down(session, [booking], "move_booking", at, by)
    tell(session, "booking_moved", [booking], before=before, at=at, by=by)
    return booking


def _change(session: Session, booking: Booking, span: Span, asker: Asker, at: datetime, zone: ZoneInfo) -> None:
    if booking.status is BookingStatus.HELD and booking.starts_at <= at:
        raise Refused(Reason("booking_begun", {"title": booking.title, "starts_at": booking.starts_at.isoformat()}))
    hold = replace(hold_of(booking, **_marked(booking, at), by_hand=True), span=span)
    on = span.starts_at.astimezone(zone).date()
    preview = look_at(session, wish_of(booking), [Occurrence(on, span)], asker, [hold], at=at, zone=zone)
    if preview.reasons:
        raise Refused(*preview.reasons)
    written(session, [hold], preview.needs_approval, zone)
    calendar_changed(session)


def add(
    session: Session, series_id: int, on: date, asker: Asker, *, at: datetime, by: Actor, zone: ZoneInfo
) -> Booking:
    """Add one day to a series, at its hours and in its rooms."""
    series: BookingSeries = found(session.get(BookingSeries, series_id))
    like: Booking = found(next(reversed(series.bookings), None))
    refuse_strangers([like], asker)
    wish = wish_of(like)
    pattern = replace(Pattern.from_json(series.pattern), rhythm=Rhythm.ONCE, first_on=on, last_on=on)
    service.lock_holders(session, wish.room_ids, wish.person_ids)
    lock(session, BookingSeries, [series_id])
    if any(booking.planned_on == on for booking in series.bookings):
        raise Refused(Reason("booking_day_there", {"on": on.isoformat()}))
    [id] = book(
        session, replace(wish, pattern=pattern), replace(asker, person_id=like.owner_id), at=at, by=by, zone=zone
    )
    booking: Booking = found(session.get(Booking, id))
    booking.series_id, booking.by_hand = series_id, True
    session.flush()
    session.expire(series, ["bookings"])
    tell(session, "booking_added", [booking], before={}, at=at, by=by)
    return booking


def hold_of(booking: Booking, **more: Any) -> Hold:
    """Return what a booking wants to hold, at its own time."""
    wanted = booking.wanted
    return Hold(
        booking.title,
        Span(booking.starts_at, booking.ends_at),
        tuple(wanted.get("rooms", ())),
        tuple(wanted.get("persons", ())),
        booking.id,
        tuple((id, count) for id, count in wanted.get("equipment", ())),
        booking.setup_minutes,
        booking.cleanup_minutes,
        more,
    )


def _span_of(booking: Booking) -> Span:
    return Span(booking.starts_at, booking.ends_at)


def wish_of(booking: Booking) -> Wish:
    """Return what a booking was asked for as; its pattern is the day it is on."""
    hold = hold_of(booking)
    day = booking.planned_on or booking.starts_at.date()
    hours = booking.starts_at.time(), booking.ends_at.time()
    return Wish(
        booking.title,
        Pattern(*hours, day, day),
        hold.room_ids,
        hold.person_ids,
        hold.equipment,
        hold.setup,
        hold.cleanup,
        booking.attendees,
        booking.is_public,
        booking.note,
    )


def _marked(booking: Booking, at: datetime) -> dict[str, Any]:
    return {"sequence": booking.sequence + 1, "changed_at": at}


def _locked(session: Session, booking_ids: Collection[int], room_ids: Collection[int] = ()) -> list[Booking]:
    """Lock what these bookings concern, in the order of the floors, and return them as they are now."""
    mine = select(Booking).where(Booking.id.in_(booking_ids)).order_by(Booking.starts_at, Booking.id)
    seen = list(session.scalars(mine))
    holds = [hold_of(booking) for booking in seen]
    rooms = {id for hold in holds for id in hold.room_ids} | set(room_ids)
    service.lock_holders(session, rooms, {id for hold in holds for id in hold.person_ids})
    lock(session, Booking, booking_ids)
    return list(session.scalars(mine.execution_options(populate_existing=True)))


def refuse_strangers(bookings: Sequence[Booking], asker: Asker) -> None:
    """Refuse whoever is neither staff nor the owner of all of these; a class's booking is changed by its class."""
    for booking in bookings:
        mine = booking.owner_id is not None and booking.owner_id == asker.person_id
        if not (mine or (asker.is_staff and booking.planned_on is not None)):
            raise NotYours


def _refuse_others(bookings: Sequence[Booking], allowed: Collection[BookingStatus]) -> None:
    wrong = [booking for booking in bookings if booking.status not in allowed]
    if wrong:
        raise Refused(*(Reason("booking_is_over", {"title": b.title}) for b in wrong))


def _let_go(session: Session, bookings: Sequence[Booking], status: BookingStatus, at: datetime) -> None:
    if bookings:
        service.wish_all(session, [hold_of(b, **_marked(b, at), by_hand=True) for b in bookings], status)


def _note_down(
    session: Session, bookings: Sequence[Booking], act: str, at: datetime, by: Actor, note: str = ""
) -> None:
    facts = {"note": note} if note else {}
    audit.record_all(session, [audit.row(by, at, act, "booking", b.id, b.owner_id, **facts) for b in bookings])


def booking(session: Session, booking_id: int) -> Booking:
    """Return one booking that somebody made, with its rooms; a class's own is not one."""
    row: Booking = found(session.get(Booking, booking_id))
    return found(row if row.planned_on else None)


def waiting_for_approval(session: Session, limit: int = 200) -> list[Booking]:
    """Return the bookings that staff have to decide about, soonest first."""
    asked = select(Booking).where(Booking.status == BookingStatus.REQUESTED)
    return list(session.scalars(asked.order_by(Booking.starts_at, Booking.id).limit(limit)))


def of_owner(session: Session, person_id: int, since: datetime, limit: int = 200) -> list[Booking]:
    """Return what somebody has booked or asked for and is not over, in order of time."""
    mine = select(Booking).where(Booking.owner_id == person_id, Booking.ends_at > since)
    return list(session.scalars(mine.order_by(Booking.starts_at, Booking.id).limit(limit)))
