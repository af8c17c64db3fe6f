"""Edits of a whole series, or of one day and all that follow: shown as a difference first, then carried out.

An edit only ever touches bookings of the series itself that have not begun and that nobody has changed by hand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.db import found, lock
from activity_center.errors import Refused
from activity_center.rooms import bookings, service, telling
from activity_center.rooms.bookings import Asker, Look, Wish, hold_of
from activity_center.rooms.models import Booking, BookingSeries
from activity_center.rooms.obstacles import Hold
from activity_center.rooms.recurrence import Known, Occurrence, Pattern, steps
from activity_center.rooms.rules import BookingStatus


class Fate(Enum):
    """What an edit makes of one occurrence."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """One occurrence of an edit: the booking there is, what it becomes, and what is in the way of that."""

    fate: Fate
    booking: Booking | None
    look: Look | None

    @property
    def starts_at(self) -> datetime:
        """Return when it will be, or would have been."""
        return self.look.occurrence.span.starts_at if self.look else found(self.booking).starts_at


@dataclass(frozen=True)
class Edit:
    """What an edit would do, in order of time, and whether staff would have to approve what changes."""

    changes: Sequence[Change]
    needs_approval: bool


def series(session: Session, series_id: int) -> BookingSeries:
    """Return one series with its bookings."""
    return found(session.get(BookingSeries, series_id))


def look(
    session: Session,
    series_id: int,
    wish: Wish,
    since: date | None,
    asker: Asker,
    *,
    at: datetime,
    zone: ZoneInfo,
    leave_out: Collection[int] = (),
) -> Edit:
    """Return what an edit from a day on (None: of the whole series) would do; days gone by are never touched.

    Bookings in `leave_out` stay as they are.
    """
    row = series(session, series_id)
    bookings.refuse_strangers(row.bookings[:1], asker)
    first = _first(since, at, zone)
    known = [_known(booking) for booking in row.bookings if booking.id not in leave_out]
    todo = steps(known, [o for o in bookings.planned(session, wish.pattern, zone) if o.span.starts_at >= first], first)
    by_id = {booking.id: booking for booking in row.bookings}
    pairs = [(by_id[step.known.id] if step.known else None, step.to) for step in todo]
    return _looked_at(session, wish, pairs, asker, at, zone)


def _first(since: date | None, at: datetime, zone: ZoneInfo) -> datetime:
    return max(at, datetime(since.year, since.month, since.day, tzinfo=zone)) if since else at


def _known(booking: Booking) -> Known:
    return Known(booking.id, booking.planned_on, booking.starts_at, booking.is_on, booking.by_hand)


def _looked_at(
    session: Session,
    wish: Wish,
    pairs: Sequence[tuple[Booking | None, Occurrence | None]],
    asker: Asker,
    at: datetime,
    zone: ZoneInfo,
) -> Edit:
    gone = [Change(Fate.GONE, booking, None) for booking, to in pairs if booking and not to]
    same = [Change(Fate.SAME, b, Look(to, [])) for b, to in pairs if b and to and _is_same(b, wish, to)]
    kept = {change.booking.id for change in same if change.booking}
    work = [(b, to) for b, to in pairs if to and not (b and b.id in kept)]
    holds = [wish.hold(to, b.id if b else None) for b, to in work]
    leaving = [change.booking.id for change in gone if change.booking]
    preview = bookings.look_at(session, wish, [to for _b, to in work], asker, holds, at=at, zone=zone, without=leaving)
    changed = [
        Change(Fate.CHANGED if b else Fate.NEW, b, look) for (b, _to), look in zip(work, preview.looks, strict=True)
    ]
    return Edit(sorted([*gone, *same, *changed], key=lambda change: change.starts_at), preview.needs_approval)


def _is_same(booking: Booking, wish: Wish, to: Occurrence) -> bool:
    wanted, there = wish.hold(to, booking.id), hold_of(booking)
    own = (booking.attendees, booking.is_public, booking.note, booking.planned_on)
    return (
        booking.is_on
        and replace(wanted, more={}) == there
        and own == (wish.attendees, wish.is_public, wish.note, to.on)
    )


def change(
    session: Session,
    series_id: int,
    wish: Wish,
    since: date | None,
    asker: Asker,
    *,
    leave_out: Collection[int] = (),
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> BookingSeries:
    """Carry an edit out, all or nothing, and return the series that the changed days are in now.

    From a day on they become a series of their own, so that the earlier days keep their pattern. A booking that stays
    or moves keeps its row, and calendars know it again. Refused with everything in the way of any day.
    """
    row = series(session, series_id)
    _lock(session, row, wish)
    edit = look(session, series_id, wish, since, asker, at=at, zone=zone, leave_out=leave_out)
    reasons = [reason for change in edit.changes if change.look for reason in change.look.reasons]
    if reasons:
        raise Refused(*reasons)
    before = telling.seen(session, row.bookings)
    target = _split(session, row, wish, since, zone) if since else row
    target.title, target.pattern = wish.title, wish.pattern.as_json()
    gone = [change.booking for change in edit.changes if change.fate is Fate.GONE and change.booking]
    service.wish_all(session, [_leaving(booking, at) for booking in gone], BookingStatus.CANCELLED)
    holds = [_hold(change, wish, target, at) for change in edit.changes if change.fate in (Fate.CHANGED, Fate.NEW)]
    touched = [*bookings.written(session, holds, edit.needs_approval, zone), *(booking.id for booking in gone)]
    for stays in (change.booking for change in edit.changes if change.fate is Fate.SAME):
        found(stays).series_id = target.id
    # Also where all of it has to be approved again, and so nothing is held.
    calendar_changed(session)
    facts = {
        "title": wish.title,
        "since": since.isoformat() if since else None,
        "changed": len(holds),
        "gone": len(gone),
    }
    audit.record(session, by, at, "change_series", "booking_series", target.id, row.owner_id, **facts)
    session.flush()
    session.expire(row, ["bookings"])
    session.expire(target, ["bookings"])
    told = list(session.scalars(select(Booking).where(Booking.id.in_(touched))))
    telling.tell(session, "series_changed", told, before=before, at=at, by=by)
    return target


def _lock(session: Session, row: BookingSeries, wish: Wish) -> None:
    holds = [hold_of(booking) for booking in row.bookings]
    rooms = {id for hold in holds for id in hold.room_ids}.union(wish.room_ids)
    service.lock_holders(session, rooms, {id for hold in holds for id in hold.person_ids}.union(wish.person_ids))
    lock(session, BookingSeries, [row.id])
    lock(session, Booking, [booking.id for booking in row.bookings])
    session.expire_all()


def _split(session: Session, row: BookingSeries, wish: Wish, since: date, zone: ZoneInfo) -> BookingSeries:
    """Return the series for the days from `since` on: the row itself where no day of it is earlier."""
    first = datetime(since.year, since.month, since.day, tzinfo=zone)
    if all(booking.starts_at >= first for booking in row.bookings):
        return row
    earlier = replace(Pattern.from_json(row.pattern), last_on=since - timedelta(days=1))
    row.pattern = earlier.as_json()
    later = BookingSeries(title=wish.title, owner_id=row.owner_id, pattern=wish.pattern.as_json())
    session.add(later)
    session.flush()
    for booking in row.bookings:
        if booking.starts_at >= first:
            booking.series_id = later.id
    session.flush()
    return later


def _leaving(booking: Booking, at: datetime) -> Hold:
    return hold_of(booking, sequence=booking.sequence + 1, changed_at=at)


def _hold(change: Change, wish: Wish, target: BookingSeries, at: datetime) -> Hold:
    to, booking = found(change.look).occurrence, change.booking
    sequence = booking.sequence + 1 if booking else 0
    more = {"series_id": target.id, "owner_id": target.owner_id, "sequence": sequence, "changed_at": at}
    return wish.hold(to, booking.id if booking else None, **more)
