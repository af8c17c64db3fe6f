"""Events: scheduled with their room in one step, moved, called off; and everybody concerned is told once.

When and where an event is, and whether it takes place, is what its booking says. Somebody else may move that (the desk,
a closure): `follow` compares it with what people were told, at the end of each act here and in the periodic round.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import SYSTEM, Actor
from activity_center.centre import calendar_changed
from activity_center.db import found, lock, locked
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.rooms import booking_reading, bookings
from activity_center.rooms import service as rooms
from activity_center.rooms.bookings import Asker, Preview, Wish, hold_of
from activity_center.rooms.models import Booking
from activity_center.rooms.rules import BookingStatus, Span
from activity_center.societies import membership, service
from activity_center.societies.models import Event, EventPlace, Society
from activity_center.societies.rules import LIVE, Audience, EventKind, SocietyStatus


@dataclass(frozen=True)
class EventDraft:
    """What officers type about an event, besides when and where."""

    kind: EventKind
    title: str
    audience: Audience
    about: str = ""
    place: str = ""
    meeting_point: str = ""
    host: str = ""
    takes_places: bool = True
    capacity: int | None = None
    asks_health: bool = False


def look(session: Session, wish: Wish, asker: Asker, *, at: datetime, zone: ZoneInfo) -> Preview:
    """Return what is in the way of each day, without writing anything."""
    preview = bookings.look(session, wish, asker, at=at, zone=zone)
    if not wish.room_ids:
        for one in preview.looks:
            one.reasons.extend(_past(one.occurrence.span, at))
    return preview


def _past(span: Span, at: datetime) -> list[Reason]:
    return [Reason("booking_in_past", {"starts_at": span.starts_at.isoformat()})] if span.starts_at < at else []


def schedule(
    session: Session,
    society_id: int | None,
    draft: EventDraft,
    wish: Wish,
    asker: Asker,
    *,
    leave_out: Collection[date] = (),
    is_sample: bool = False,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> list[int]:
    """Schedule an event for each day of a wish and book its room in the same step, all or nothing; return their ids.

    Refused with everything in the way of any day, and while the society may not meet. Where a room asks for approval
    the events stand as not approved until staff decide. The members of a society are told.
    """
    booked = _book(session, wish, asker, leave_out, at, by, zone)
    society = _meeting(session, society_id)
    made = [
        Event(society_id=society_id, booking_id=id, created_at=at, is_sample=is_sample, **vars(draft)) for id in booked
    ]
    session.add_all(made)
    session.flush()
    for event in made:
        event.series_id = made[0].id if len(made) > 1 else None
        event.told = _state(session, event)
    session.flush()
    calendar_changed(session)
    audit.record_all(session, [audit.row(by, at, "schedule_event", "event", event.id) for event in made])
    if society and not is_sample:
        _announce(session, society, made, at, by)
    return [event.id for event in made]


def _book(
    session: Session, wish: Wish, asker: Asker, leave_out: Collection[date], at: datetime, by: Actor, zone: ZoneInfo
) -> list[int]:
    if wish.room_ids:
        return bookings.book(session, wish, asker, leave_out=leave_out, at=at, by=by, zone=zone)
    days = [one for one in bookings.planned(session, wish.pattern, zone) if one.on not in leave_out]
    reasons = [reason for one in days for reason in _past(one.span, at)]
    if reasons or not days:
        raise Refused(*(reasons or [Reason("booking_without_days")]))
    # What is nowhere in the house is no booking that anybody could change by itself.
    holds = [wish.hold(one, planned_on=None, changed_at=at) for one in days]
    return rooms.hold_all(session, holds, zone=zone)


def _meeting(session: Session, society_id: int | None) -> Society | None:
    if society_id is None:
        return None
    society = locked(session, Society, society_id)
    if society.status is not SocietyStatus.APPROVED:
        raise Refused(Reason("society_not_active", {"name": society.name}))
    return society


def _announce(session: Session, society: Society, made: Sequence[Event], at: datetime, by: Actor) -> None:
    first = made[0]
    facts = {"society": society.name, "title": first.title, **first.told}
    kind = "event_announced" if len(made) == 1 else "events_announced"
    ids = membership.member_ids(session, society.id) - {by.person_id or 0}
    notices.post(session, ids, kind, facts | {"n": len(made)}, at=at)


def change(session: Session, event_id: int, draft: EventDraft, *, at: datetime, by: Actor) -> Event:
    """Change what an event is; who waits is handed on by whoever calls, where there are more places now."""
    event = locked(session, Event, event_id)
    for name, value in vars(draft).items():
        setattr(event, name, value)
    session.flush()
    calendar_changed(session)
    audit.record(session, by, at, "change_event", "event", event_id)
    follow(session, event_id, at=at, by=by)
    return event


def move(
    session: Session,
    event_id: int,
    span: Span,
    asker: Asker,
    *,
    room_ids: Sequence[int] | None = None,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Event:
    """Move an event to another time, and to other rooms where some are named; everybody concerned is told."""
    booking = event(session, event_id).booking
    if booking.planned_on is None:
        _move_outside(session, booking, span, at, zone)
    else:
        owner = replace(asker, person_id=booking.owner_id)
        bookings.move(session, booking.id, span, owner, room_ids=room_ids or None, at=at, by=by, zone=zone)
    locked(session, Event, event_id)
    audit.record(session, by, at, "move_event", "event", event_id)
    return follow(session, event_id, at=at, by=by)


def _move_outside(session: Session, booking: Booking, span: Span, at: datetime, zone: ZoneInfo) -> None:
    lock(session, Booking, [booking.id])
    reasons = _past(span, at) or _past(Span(booking.starts_at, booking.ends_at), at)
    if reasons:
        raise Refused(*reasons)
    more = {"planned_on": None, "sequence": booking.sequence + 1, "changed_at": at}
    rooms.hold_all(session, [replace(hold_of(booking, **more), span=span)], zone=zone)
    calendar_changed(session)


def cancel(
    session: Session, event_id: int, note: str, *, with_following: bool = False, at: datetime, by: Actor
) -> list[Event]:
    """Call off an event that has not begun, or all of its series from it on; who had a place is told why."""
    first = event(session, event_id)
    chosen = _following(session, first) if with_following else [first]
    if first.starts_at <= at:
        raise Refused(Reason("booking_begun", {"title": first.title, "starts_at": first.starts_at.isoformat()}))
    lock_bookings(session, chosen)
    return call_off(session, chosen, note, at=at, by=by)


def lock_bookings(session: Session, events: Iterable[Event]) -> None:
    """Lock what events hold, in the order of the floors, before anything higher is locked."""
    held = [event.booking.wanted for event in events]
    rooms.lock_holders(
        session,
        {id for one in held for id in one.get("rooms", ())},
        {id for one in held for id in one.get("persons", ())},
    )
    lock(session, Booking, [event.booking_id for event in events])


def call_off(session: Session, events: Sequence[Event], note: str, *, at: datetime, by: Actor) -> list[Event]:
    """Let events not take place; their rooms are free at once. The caller has locked what they hold."""
    live = [event for event in events if event.booking.is_on and event.starts_at > at]
    marked = {"changed_at": at, "by_hand": True}
    holds = [hold_of(e.booking, **marked, sequence=e.booking.sequence + 1) for e in live]
    if holds:
        rooms.wish_all(session, holds, BookingStatus.CANCELLED)
    lock(session, Event, [event.id for event in live])
    for event in live:
        event.note = note
    session.flush()
    calendar_changed(session)
    audit.record_all(session, [audit.row(by, at, "cancel_event", "event", e.id, note=note) for e in live])
    return [follow(session, event.id, at=at, by=by) for event in live]


def follow(session: Session, event_id: int, *, at: datetime, by: Actor = SYSTEM) -> Event:
    """Tell whom it concerns what is different from what they were told of an event's time and place, once."""
    row = event(session, event_id)
    now, before = _state(session, row), row.told
    if now == before or row.ends_at <= at:
        return row
    row.told = now
    session.flush()
    kind = _change(before, now)
    if kind:
        facts = {"title": row.title, "note": row.note, "was_at": before["starts_at"], **now}
        notices.post(session, concerned(session, row) - {by.person_id or 0}, kind, facts, at=at)
    return row


def _change(before: dict[str, Any], now: dict[str, Any]) -> str | None:
    if now["is_on"] != before["is_on"]:
        return "event_restored" if now["is_on"] else "event_cancelled"
    return "event_moved" if now["is_on"] else None


def _state(session: Session, row: Event) -> dict[str, Any]:
    return _state_with(row, rooms_of(session, [row])[row.id])


def concerned(session: Session, row: Event) -> set[int]:
    """Return who has a place in an event or waits for one; without places the members it is for; and its officers."""
    places = select(EventPlace.person_id).where(EventPlace.event_id == row.id, EventPlace.status.in_(LIVE))
    ids = set(session.scalars(places))
    if row.society_id:
        ids |= membership.member_ids(session, row.society_id) if not row.takes_places else set()
        day = row.starts_at.date()
        ids |= {person.id for person in service.officers(session, [row.society_id], day)[row.society_id]}
    return ids


def event(session: Session, event_id: int) -> Event:
    """Return one event."""
    row: Event = found(session.get(Event, event_id))
    return row


def _following(session: Session, first: Event) -> list[Event]:
    if first.series_id is None:
        return [first]
    mine = select(Event).join(Booking, Booking.id == Event.booking_id).where(Event.series_id == first.series_id)
    later = mine.where(Booking.starts_at >= first.starts_at).order_by(Booking.starts_at)
    return list(session.scalars(later))


def ahead_of(session: Session, society_id: int, at: datetime) -> list[Event]:
    """Return what a society has planned and is not cancelled, in order of time."""
    return [row for row in of_society(session, society_id, since=at) if row.is_on and row.starts_at > at]


def of_society(
    session: Session, society_id: int, *, since: datetime | None = None, until: datetime | None = None
) -> list[Event]:
    """Return the events of a society that end after a moment and begin before another, in order of time."""
    return list(session.scalars(within(since, until).where(Event.society_id == society_id)))


def between(session: Session, since: datetime, until: datetime | None = None) -> list[Event]:
    """Return all events that end after a moment and begin before another, in order of time."""
    return list(session.scalars(within(since, until)))


def within(since: datetime | None, until: datetime | None) -> Any:
    """Return what to ask for the events that end after a moment and begin before another, in order of time."""
    wanted = select(Event).join(Booking, Booking.id == Event.booking_id).order_by(Booking.starts_at, Event.id)
    wanted = wanted.where(Booking.ends_at > since) if since else wanted
    wanted = wanted.where(Booking.starts_at < until) if until else wanted
    return wanted.options(selectinload(Event.society))


def rooms_of(session: Session, rows: Sequence[Event]) -> dict[int, list[Any]]:
    """Return for each event the rooms it is in."""
    by_booking = booking_reading.rooms_of(session, [row.booking for row in rows])
    return {row.id: by_booking[row.booking_id] for row in rows}


def strayed(session: Session, at: datetime) -> list[int]:
    """Return the events ahead whose booking says something else than people were told."""
    rows = between(session, at)
    places = rooms_of(session, rows)
    return [row.id for row in rows if row.told != _state_with(row, places[row.id])]


def _state_with(row: Event, there: Sequence[Any]) -> dict[str, Any]:
    place = ", ".join([room.name for room in there]) or row.outside
    return {"starts_at": row.starts_at.isoformat(), "place": place, "is_on": row.is_on}
