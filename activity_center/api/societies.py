"""Societies, their events, and asking for a place in one; enrolment-shaped like a seat in a section."""

from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from marshmallow import fields
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.api import auth
from activity_center.api.acting import Asking, carried_out, wished_for
from activity_center.api.blueprint import ANYBODY, ID, bp, described
from activity_center.api.fields import Moment, Text, Word, long
from activity_center.api.paging import cut
from activity_center.api.schemas import Answer, Enrolment, ForWhom, Named, Paging, page_of
from activity_center.db import db
from activity_center.societies import events, membership, places, seats, service
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience, EventKind, SocietyKind, Status, may_take_part
from activity_center.societies.seats import EVENTS, SOCIETIES

TAGS = ["societies"]


class Society(Named):
    """A society that meets."""

    kind = Word(SocietyKind)
    about = fields.String()
    founded_on = fields.Date(allow_none=True)
    capacity = fields.Integer(allow_none=True, metadata={"description": "Null where it takes everybody."})
    taken = fields.Integer()
    waiting = fields.Integer()


class Event(Answer):
    """A one-off gathering of a society or of the centre that is not over."""

    id = fields.Integer()
    title = fields.String()
    kind = Word(EventKind)
    society = fields.Nested(Named, allow_none=True)
    audience = Word(Audience)
    starts_at = Moment()
    ends_at = Moment()
    place = fields.String()
    host = fields.String(metadata={"description": "The unit that a performance visits; empty for none."})
    about = fields.String()
    takes_places = fields.Boolean(metadata={"description": "False where nobody needs to sign up."})
    capacity = fields.Integer(allow_none=True)
    taken = fields.Integer()
    waiting = fields.Integer()
    asks_health = fields.Boolean(metadata={"description": "Asks for `is_fit`."})


class EventEnrolment(Enrolment):
    """One person's place in an event; `section` is null."""

    section = fields.Integer(attribute="section_id", allow_none=True, metadata={"description": "Always null."})
    event = fields.Integer(attribute="event_id", metadata={"description": "The number of the event."})


class PlaceFor(ForWhom):
    """What is said with the wish for a place; a trip needs somebody to call in an emergency."""

    is_fit = fields.Boolean(load_default=False)
    emergency_name = Text(load_default="", validate=long(0, 80, _l("At most 80 characters.")))
    emergency_phone = Text(load_default="", validate=long(0, 32, _l("At most 32 characters.")))
    photo_ok = fields.Boolean(load_default=False)


_shape = EventEnrolment()


@bp.get("/societies", tags=TAGS)
@described(401, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Society))
def societies(paging: dict[str, Any]) -> Any:
    """List the societies that meet, by name."""
    session = db.session()
    auth.reader(session, clock.now())
    rows = service.societies(session, only_approved=True)
    counts = seats.counts(session, SOCIETIES, [row.id for row in rows])
    facts = ("id", "name", "kind", "about", "founded_on", "capacity")
    return cut([{name: getattr(row, name) for name in facts} | vars(counts[row.id]) for row in rows], paging)


@bp.get("/events", tags=TAGS)
@described(401, security=ANYBODY)
@bp.arguments(Paging, location="query")
@bp.response(200, page_of(Event))
def coming_events(paging: dict[str, Any]) -> Any:
    """List what is coming, in order of time: for everybody, and what is for my societies."""
    session, at = db.session(), clock.now()
    me = auth.reader(session, at)
    rows = [row for row in events.between(session, at) if row.is_on and _may_see(session, row, me)]
    counts = seats.counts(session, EVENTS, [row.id for row in rows])
    return cut([_told(row, row.told.get("place", ""), counts[row.id]) for row in rows], paging)


def _may_see(session: Session, row: Any, me: int | None) -> bool:
    return may_take_part(row.audience, membership.is_member(session, row.society_id, me))


def _told(row: Any, place: str, counts: Any) -> dict[str, Any]:
    facts = ("id", "title", "kind", "society", "audience", "starts_at", "ends_at", "about", "takes_places")
    more = ("capacity", "asks_health", "host")
    return {name: getattr(row, name) for name in (*facts, *more)} | vars(counts) | {"place": place}


@bp.post(f"/events/<{ID}:event_id>/enrolments", tags=TAGS)
@described(401, 403, 404, 409, 422, key=True)
@bp.arguments(PlaceFor)
@bp.response(201, EventEnrolment)
@bp.alt_response(200, schema=EventEnrolment, description="What was there: the place is live already.")
def ask_for_place(wanted: dict[str, Any], event_id: int) -> tuple[Response, int]:
    """Ask for a place in an event, for myself or for somebody for whom I may act; where it is full one waits."""
    said = dict(wanted)
    whom = wished_for(said.pop("person", None))
    return carried_out(lambda asking: _asked(asking, event_id, said), whom)


def _asked(asking: Asking, event_id: int, said: dict[str, Any]) -> Any:
    session = asking.session
    events.event(session, event_id)
    before = seats.live(session, EVENTS, event_id, asking.person_id)
    place = places.sign_up(session, event_id, asking.person_id, PlaceDraft(**said), **asking.who)
    facts = ("id", "event_id", "person_id", "offer_expires_at", "requested_at")
    # A place in an event that is called off is as good as none.
    status = place.status if place.event.is_on else Status.CANCELLED
    told = {name: getattr(place, name) for name in facts} | {"status": status, "section_id": None}
    return _shape.dump(told | {"position": seats.position(session, EVENTS, place)}), 200 if before else 201
