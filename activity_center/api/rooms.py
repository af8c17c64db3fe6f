"""Rooms: which there are, what is on in them, and booking one."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from webargs.flaskparser import abort

from activity_center import clock
from activity_center.api import auth, problems
from activity_center.api.acting import Asking, carried_out
from activity_center.api.blueprint import ANYBODY, ID, bp, described
from activity_center.api.me import between
from activity_center.api.paging import cut
from activity_center.api.rooms_schemas import Room, RoomBooking, WantedBooking
from activity_center.api.schemas import Paging, RoomAlternative, TimetableAsked, page_of
from activity_center.db import db, zone
from activity_center.errors import Refused
from activity_center.people import service as people
from activity_center.rooms import booking_reading as reading
from activity_center.rooms import bookings, elsewhere, register
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.recurrence import Occurrence, Pattern, span_on
from activity_center.rooms.rules import Span

TAGS = ["rooms"]
_shape, _alternatives = RoomBooking(), RoomAlternative(many=True)


@bp.get("/rooms", tags=TAGS)
@described(401, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Room))
def rooms(paging: dict[str, Any]) -> Any:
    """List the rooms of all sites, by site and name."""
    session = db.session()
    auth.reader(session, clock.now())
    return cut([room for site in register.sites(session) for room in site.rooms], paging)


@bp.get(f"/rooms/<{ID}:room_id>/bookings", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.arguments(TimetableAsked, location="query")
@bp.response(200, page_of(RoomBooking))
def room_bookings(asked: dict[str, Any], room_id: int) -> Any:
    """List what holds a room, classes as well, in order of time; what is private has no title for others.

    Among them is what is asked for and not approved yet (`requested`), for whoever asked and for staff only.

    `from` and `to` are days, both included, or moments. Without them it is four weeks from today; at most 366 days.
    """
    session, at = db.session(), clock.now()
    asker = _asker(session, auth.reader(session, at))
    room = register.room(session, room_id)
    during = between(asked["from_"], asked["to"], at)
    rows = [*reading.held_in(session, room_id, *during), *reading.asked_for(session, room_id, *during, asker)]
    return cut([_told(row, room, asker) for row in sorted(rows, key=lambda row: (row.starts_at, row.id))], asked)


@bp.post(f"/rooms/<{ID}:room_id>/bookings", tags=TAGS)
@described(401, 404, 409, 422, key=True)
@bp.arguments(WantedBooking)
@bp.response(201, RoomBooking)
def book_room(wanted: dict[str, Any], room_id: int) -> Any:
    """Book a room for at most 24 hours, by the rules of my role there.

    The status is `requested` where staff have to approve it: it holds nothing until then. What is in the way is a
    409 with `alternatives`: other rooms at the same time, and other times in the same room.
    """
    occurrence = _occurrence(wanted["starts_at"], wanted["ends_at"])
    wish = Wish(wanted["title"].strip(), _pattern(occurrence), (room_id,), attendees=wanted["attendees"])
    try:
        return carried_out(lambda asking: (_booked(asking, wish), 201))
    except Refused as refused:
        return _refused(refused, wish, occurrence, clock.now())


def _booked(asking: Asking, wish: Wish) -> Any:
    session, asker = asking.session, _asker(asking.session, asking.me)
    room = register.room(session, wish.room_ids[0])
    # Whoever books for themselves cannot be somewhere else meanwhile; staff book for others.
    wish = wish if asker.is_staff else replace(wish, person_ids=(asking.me,))
    [id] = bookings.book(session, wish, asker, **asking.who, zone=zone())
    return _shape.dump(_told(bookings.booking(session, id), room, asker))


def _refused(refused: Refused, wish: Wish, occurrence: Occurrence, at: datetime) -> Response:
    if not any(reason.code in elsewhere.MENDED for reason in refused.reasons):
        return problems.refusal(refused.reasons)
    session = db.session()
    asker = _asker(session, auth.me(session, at))
    found = reading.alternatives(session, wish, occurrence, asker, at=at, zone=zone())
    rows = [{"room": room, "starts_at": span.starts_at, "ends_at": span.ends_at} for room, span in found]
    return problems.refusal(refused.reasons, alternatives=_alternatives.dump(rows))


def _asker(session: Session, person_id: int | None) -> Asker:
    roles = people.person(session, person_id).role_names if person_id else ()
    return Asker(person_id, frozenset(roles))


def _occurrence(starts_at: datetime, ends_at: datetime) -> Occurrence:
    """Return one occurrence; a booking is kept by wall time, which an hour that comes twice does not tell apart."""
    starts, ends = starts_at.astimezone(zone()), ends_at.astimezone(zone())
    span = span_on(starts.date(), starts.time(), ends.time(), zone())
    if span != Span(starts_at, ends_at):
        abort(422, messages={"ends_at": [_("After `starts_at`, and at most 24 hours after it.")]})
    return Occurrence(starts.date(), span)


def _pattern(occurrence: Occurrence) -> Pattern:
    starts, ends = (moment.astimezone(zone()) for moment in occurrence.span)
    return Pattern(starts.time(), ends.time(), occurrence.on, occurrence.on)


def _told(row: Any, room: Any, asker: Asker) -> dict[str, Any]:
    is_told = row.is_public or asker.is_staff or (row.owner_id is not None and row.owner_id == asker.person_id)
    title = row.title if is_told else ""
    facts = {"starts_at": row.starts_at, "ends_at": row.ends_at, "status": row.status}
    return {"id": row.id, "room": room, "title": title} | facts
