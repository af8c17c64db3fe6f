"""Booking a room: first looked at, then done; and what somebody has booked, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.db import db, transaction, zone
from activity_center.errors import Reason
from activity_center.formats import hour, local
from activity_center.rooms import booking_reading as reading
from activity_center.rooms import bookings as made
from activity_center.rooms import elsewhere, lines, register
from activity_center.rooms.blueprint import bp, proposed_time
from activity_center.rooms.booking_forms import BookingForm, CancelForm, MoveForm, booking_form
from activity_center.rooms.bookings import Asker, Look, Wish, wish_of
from activity_center.rooms.recurrence import Occurrence, Rhythm, span_on
from activity_center.rooms.rules import Span
from activity_center.web import by, carried_out, my_id, needs, page

_WITH_WAYS_OUT = 3


def asker() -> Asker:
    """Return who asks, as the rules of rooms see them."""
    return Asker(my_id(), frozenset(current_user.roles))


def who() -> dict[str, Any]:
    """Return when, by whom and in which zone, for an act."""
    return {"at": clock.now(), "by": by(), "zone": zone()}


def done(booking_id: int, message: str) -> ResponseReturnValue:
    """Say that it is done, on the page of the booking."""
    flash(message)
    return redirect(url_for("rooms.booking", booking_id=booking_id))


@dataclass(frozen=True)
class Shown:
    """One occurrence as the page shows it before it is booked, with links to what else there is."""

    on: date
    span: Span
    reasons: Sequence[Reason] = ()
    others: Sequence[tuple[str, str]] = ()
    leave_url: str = ""
    is_left_out: bool = False


@bp.route("/rooms/<int:room_id>/book", methods=["GET", "POST"])
@needs()
def book(room_id: int) -> ResponseReturnValue:
    """Show what a booking would be, day by day, and book it."""
    session, me = db.session(), asker()
    room = register.room(session, room_id)
    form = _new_form(room, me)

    def wish() -> Wish:
        return wish_from(form, (room_id, *form.rooms.data), me.person_id)

    if carried_out(form, lambda session: made.book(session, wish(), me, leave_out=_left_out(), **who())):
        return done(form.result[0], _booked(session, form.result))
    preview, rows = None, []
    if form.reasons or ("look" in request.args and form.validate()):
        preview = made.look(session, wish(), me, at=clock.now(), zone=zone())
        rows = _rows(session, wish(), preview.looks, me, room_id)
    allowed = reading.allowance_in(session, room, me)
    return page(
        "rooms/booking_new.html",
        form,
        room=room,
        not_mine=Reason("room_not_for_you", {"room": room.name}),
        allowed=allowed,
        how=lines.allowance_said(allowed) if allowed else "",
        hours=lines.hours_said(room.hours),
        parts=reading.parts_and_wholes(session, room_id),
        preview=preview,
        rows=rows,
        days=[row for row in rows if not row.is_left_out],
        typed=_typed(),
        leave_all_url=_leave_all(rows, room_id),
    )


def _new_form(room: Any, me: Asker) -> BookingForm:
    session = db.session()
    if request.method == "GET":
        given = {"formdata": request.args, "meta": {"csrf": False}} if "look" in request.args else {"formdata": None}
        form = booking_form(reading.equipment_of(session, room.site_id), data=_proposed(me), **given)
    else:
        form = booking_form(reading.equipment_of(session, room.site_id))
    form.rooms.offer((other.id, other.name) for other in room.site.rooms if other.id != room.id)
    return form


def _proposed(me: Asker) -> dict[str, Any]:
    """Return what the form says before anything is typed: the day and the hours of the address, if there are any."""
    return {"on": local(clock.now()).date(), "is_there": not me.is_staff} | proposed_time()


def wish_from(form: BookingForm, room_ids: Sequence[int], owner_id: int | None, persons: Sequence[int] = ()) -> Wish:
    """Return what a form in shape asks for; `persons` are others whose time is held anyhow."""
    there = (owner_id,) if form.is_there.data and owner_id else ()
    return Wish(
        form.title.data.strip(),
        form.pattern,
        tuple(dict.fromkeys(room_ids)),
        (*(id for id in persons if id != owner_id), *there),
        form.equipment,
        *form.buffers,
        form.attendees.data,
        form.is_public.data,
        (form.note.data or "").strip(),
    )


def _left_out() -> set[date]:
    return set(request.values.getlist("leave_out", date.fromisoformat))


def _typed(**changes: Any) -> dict[str, Any]:
    """Return everything typed, for an address or for hidden fields."""
    said = request.values.to_dict(flat=False) | {"look": ["1"]} | changes
    return {name: values for name, values in said.items() if name not in ("csrf_token", "room_id")}


def _rows(session: Session, wish: Wish, looks: Sequence[Look], me: Asker, room_id: int) -> list[Shown]:
    left, ways_out, rows = _left_out(), _WITH_WAYS_OUT, []
    for look in looks:
        on, span = look.occurrence.on, look.occurrence.span
        if on in left:
            days = [day.isoformat() for day in sorted(left - {on})]
            rows.append(Shown(on, span, leave_url=_url(room_id, leave_out=days), is_left_out=True))
            continue
        others = []
        if ways_out and any(reason.code in elsewhere.MENDED for reason in look.reasons):
            ways_out -= 1
            others = _others(session, wish, look.occurrence, me, room_id)
        days = [day.isoformat() for day in sorted(left | {on})]
        rows.append(Shown(on, span, look.reasons, others, _url(room_id, leave_out=days)))
    return rows


def _url(room_id: int, **changes: Any) -> str:
    return url_for("rooms.book", room_id=room_id, **_typed(**changes))


def _others(session: Session, wish: Wish, occurrence: Occurrence, me: Asker, room_id: int) -> list[tuple[str, str]]:
    """Return where and when else it could be, as words and addresses at which it is looked at anew."""
    free = reading.alternatives(session, wish, occurrence, me, at=clock.now(), zone=zone())
    return [_other(room, span, wish, room_id) for room, span in free]


def _other(room: Any, span: Span, wish: Wish, room_id: int) -> tuple[str, str]:
    if room.id != room_id:
        return _("The same time in %(room)s", room=room.name), _url(room.id)
    times = {"starts": [hour(span.starts_at)], "ends": [hour(span.ends_at)]}
    if wish.pattern.rhythm is Rhythm.ONCE:
        times["on"] = [local(span.starts_at).date().isoformat()]
    when = f"{hour(span.starts_at)}–{hour(span.ends_at)}"
    return _("The same place, %(when)s", when=when), _url(room_id, **times)


def _leave_all(rows: Sequence[Shown], room_id: int) -> str:
    """Return the address at which every day that cannot be had is left out, "" where that is no help."""
    wrong = [row for row in rows if row.reasons]
    if len(wrong) < 2 or len(wrong) == len(rows):
        return ""
    days = {row.on for row in wrong} | _left_out()
    return _url(room_id, leave_out=[day.isoformat() for day in sorted(days)])


def _booked(session: Session, ids: Sequence[int]) -> str:
    if made.booking(session, ids[0]).status.value == "requested":
        return _("We have asked the desk to approve it (%(n)s days). You get a notice.", n=len(ids))
    return _("It is booked (%(n)s days).", n=len(ids))


@bp.get("/bookings")
@needs()
def bookings() -> ResponseReturnValue:
    """Show what somebody has booked or asked for and is not over."""
    session, at = db.session(), clock.now()
    rows = made.of_owner(session, current_user.id, at)
    return page("rooms/booking_list.html", rows=rows, rooms=reading.rooms_of(session, rows), at=at)


@bp.get("/bookings/<int:booking_id>")
@needs()
def booking(booking_id: int) -> ResponseReturnValue:
    """Show one booking with the days of its series."""
    session = db.session()
    row = reading.seen(session, booking_id, asker())
    days = row.series.bookings if row.series else []
    return page(
        "rooms/booking.html",
        row=row,
        days=days,
        rooms=reading.rooms_of(session, [row, *days]),
        at=clock.now(),
        lent=reading.lent_to(session, row),
        is_mine=row.owner_id == my_id(),
    )


@bp.route("/bookings/<int:booking_id>/move", methods=["GET", "POST"])
@needs()
def move_booking(booking_id: int) -> ResponseReturnValue:
    """Move one booking to another time or to other rooms."""
    session, me = db.session(), asker()
    row = reading.seen(session, booking_id, me)
    form = _move_form(session, row)

    def act(session: Session) -> Any:
        rooms = in_order(form.rooms.data, row.wanted["rooms"])
        return made.move(session, booking_id, _span(form), me, room_ids=rooms, **who())

    if carried_out(form, act):
        return done(booking_id, _("It is moved."))
    others = _moves(session, row, form, me) if form.reasons else []
    return page("rooms/booking_move.html", form, row=reading.seen(session, booking_id, me), others=others)


def _move_form(session: Session, row: Any) -> MoveForm:
    starts, ends = local(row.starts_at), local(row.ends_at)
    there = {"on": starts.date(), "starts": starts.time(), "ends": ends.time(), "rooms": row.wanted["rooms"]}
    asked = {"formdata": request.args, "meta": {"csrf": False}}
    form = MoveForm(data=there, **(asked if request.method == "GET" and "on" in request.args else {}))
    form.rooms.offer(choice_of_rooms(session, row))
    return form


def choice_of_rooms(session: Session, row: Any) -> list[tuple[int, str]]:
    """Return the rooms among which somebody may choose who changes a booking: those of the sites it is at."""
    now = reading.rooms_of(session, [row])[row.id]
    sites = {room.site_id: room.site for room in now}
    return [(room.id, room.name) for site in sites.values() for room in site.rooms]


def in_order(chosen: Sequence[int], before: Sequence[int]) -> list[int]:
    """Return the chosen rooms, those that are booked already first and in their order."""
    kept = [id for id in before if id in chosen]
    return [*kept, *(id for id in chosen if id not in kept)]


def _span(form: MoveForm) -> Span:
    return span_on(form.on.data, form.starts.data, form.ends.data, zone())


def _moves(session: Session, row: Any, form: MoveForm, me: Asker) -> list[tuple[str, str]]:
    """Return where and when else it could be moved to, as words and addresses of the form filled in so."""
    if not any(reason.code in elsewhere.MENDED for reason in form.reasons):
        return []
    room_ids = tuple(in_order(form.rooms.data, row.wanted["rooms"]))
    there = Occurrence(form.on.data, _span(form))
    wish = Wish(row.title, wish_of(row).pattern, room_ids, tuple(row.wanted["persons"]))
    free = reading.alternatives(session, wish, there, me, at=clock.now(), zone=zone())
    return [_moved(row, room, span, room_ids) for room, span in free]


def _moved(row: Any, room: Any, span: Span, room_ids: Sequence[int]) -> tuple[str, str]:
    when = f"{hour(span.starts_at)}–{hour(span.ends_at)}"
    is_here = room.id in room_ids
    label = _("The same place, %(when)s", when=when) if is_here else _("The same time in %(room)s", room=room.name)
    times = {"on": local(span.starts_at).date(), "starts": hour(span.starts_at), "ends": hour(span.ends_at)}
    return label, url_for("rooms.move_booking", booking_id=row.id, rooms=room.id, **times)


@bp.route("/bookings/<int:booking_id>/cancel", methods=["GET", "POST"])
@needs()
def cancel_booking(booking_id: int) -> ResponseReturnValue:
    """Cancel one day, or more of its series."""
    session, me, form = db.session(), asker(), CancelForm()
    row = reading.seen(session, booking_id, me)

    def act(session: Session) -> Any:
        ids = _meant(session, row, form.scope.data)
        return made.cancel(session, ids, me, form.note.data or "", at=clock.now(), by=by())

    if carried_out(form, act):
        return done(booking_id, _("It is cancelled (%(n)s days).", n=len(form.result)))
    row = reading.seen(session, booking_id, me)
    return page("rooms/booking_cancel.html", form, row=row, is_mine=row.owner_id == my_id())


def _meant(session: Session, row: Any, scope: str) -> list[int]:
    """Return which days are meant: never one that has begun, of a series."""
    if scope == "one" or row.series_id is None:
        return [row.id]
    days = reading.following(session, row, whole=scope == "all")
    return [day.id for day in days if day.starts_at > clock.now()]


@bp.post("/bookings/<int:booking_id>/restore")
@needs()
def restore_booking(booking_id: int) -> ResponseReturnValue:
    """Let a cancelled booking take place after all."""
    with transaction() as session:
        row = made.restore(session, booking_id, asker(), **who())
        waits = row.status.value == "requested"
    return done(booking_id, _("The desk has to approve it again.") if waits else _("It is booked again."))
