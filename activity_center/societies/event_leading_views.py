"""Events as officers and staff schedule, change and close them."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.db import db, transaction, zone
from activity_center.formats import local
from activity_center.people import access
from activity_center.rooms import booking_reading, register
from activity_center.rooms.blueprint import proposed_time
from activity_center.rooms.bookings import Wish
from activity_center.rooms.recurrence import span_on
from activity_center.societies import events, lines, membership, places, seats, service
from activity_center.societies.blueprint import KEEP, asker, bp, here, is_staff, led_event, must_lead, who
from activity_center.societies.events import EventDraft
from activity_center.societies.forms import (
    CancelEventForm,
    EventFactsForm,
    EventForm,
    LoginForm,
    MoveEventForm,
    ReasonForm,
    SignUpForForm,
    SummaryForm,
    offer_rooms,
)
from activity_center.societies.places import PlaceDraft
from activity_center.societies.seats import EVENTS
from activity_center.web import Form, carried_out, needs, page, row_number


@bp.route("/societies/<int:society_id>/events/new", methods=["GET", "POST"])
@needs()
def plan_event(society_id: int) -> ResponseReturnValue:
    """Schedule an event of a society, once or every week, and book its room in the same step."""
    must_lead(society_id)
    return _planned(society_id)


@bp.route("/desk/events/new", methods=["GET", "POST"])
@needs(KEEP)
def plan_centre_event() -> ResponseReturnValue:
    """Schedule an event of the centre itself."""
    return _planned(None)


def _planned(society_id: int | None) -> ResponseReturnValue:
    session = db.session()
    form = EventForm(data=_proposed(society_id))
    _offer(session, form.room_id, _("Not in a room of ours"))
    left: list[Any] = []

    def act(session: Session) -> list[int]:
        wish = _wish(form, society_id)
        if form.skips.data:
            looks = events.look(session, wish, asker(), at=clock.now(), zone=zone()).looks
            left.extend(one.occurrence.on for one in looks if one.reasons)
        return events.schedule(session, society_id, _draft(form), wish, asker(), leave_out=left, **here())

    if carried_out(form, act):
        flash(" ".join(filter(None, [_planned_said(session, form.result), lines.left_out(left)])))
        return redirect(url_for("societies.event", event_id=form.result[0]), 303)
    again = service.society(db.session(), society_id) if society_id else None
    return page("societies/planning.html", form, society=again)


def _proposed(society_id: int | None) -> dict[str, Any]:
    """Return what the form says before anything is typed: the day, the hours and the room of the address."""
    room = request.args.get("room", None, row_number)
    own = {} if society_id else {"audience": "public"}
    return {"takes_places": True, "room_id": room} | own | proposed_time()


def _offer(session: Session, field: Any, none: str) -> None:
    offer_rooms(field, register.sites(session), none)
    mine = booking_reading.bookable(session, asker())
    if not is_staff():
        field.choices = [one for one in field.choices if not one.value or int(one.value) in mine]


def _draft(form: Any) -> EventDraft:
    return EventDraft(**form.facts)


def _wish(form: EventForm, society_id: int | None) -> Wish:
    rooms = (form.room_id.data,) if form.room_id.data else ()
    expected = form.capacity.data or (len(membership.member_ids(db.session(), society_id)) if society_id else None)
    return Wish(form.title.data or "", form.pattern, rooms, attendees=expected or None)


def _planned_said(session: Session, ids: list[int]) -> str:
    if events.event(session, ids[0]).booking.status.value == "requested":
        return _("Planned (%(n)s days). The desk has to approve the room; you get a notice.", n=len(ids))
    return _("Planned (%(n)s days), and the room is booked.", n=len(ids))


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@needs()
def edit_event(event_id: int) -> ResponseReturnValue:
    """Change what an event is."""
    row = led_event(event_id)
    form = EventFactsForm(obj=row, data={"audience": row.audience.value})

    def act(session: Session) -> int:
        events.change(session, event_id, _draft(form), **who())
        seats.settle(session, EVENTS, event_id, clock.now())
        return event_id

    if carried_out(form, act):
        flash(_("Saved."))
        return redirect(url_for("societies.event", event_id=event_id), 303)
    return page("societies/event_edit.html", form, event=led_event(event_id), lines=lines)


@bp.route("/events/<int:event_id>/move", methods=["GET", "POST"])
@needs()
def move_event(event_id: int) -> ResponseReturnValue:
    """Move an event to another time or room; everybody concerned is told."""
    row = led_event(event_id)
    starts, ends = local(row.starts_at), local(row.ends_at)
    rooms = row.booking.wanted.get("rooms", ())
    there = {"on": starts.date(), "starts": starts.time(), "ends": ends.time(), "room_id": next(iter(rooms), None)}
    form = MoveEventForm(data=there)
    _offer(db.session(), form.room_id, _("the same room"))

    def act(session: Session) -> Any:
        span = span_on(form.on.data, form.starts.data, form.ends.data, zone())
        chosen = [form.room_id.data] if form.room_id.data and rooms else None
        return events.move(session, event_id, span, asker(), room_ids=chosen, **here()).id

    if carried_out(form, act):
        flash(_("It is moved. Everybody concerned is told."))
        return redirect(url_for("societies.event", event_id=event_id), 303)
    return page("societies/event_move.html", form, event=led_event(event_id), in_house=bool(rooms), lines=lines)


@bp.route("/events/<int:event_id>/cancel", methods=["GET", "POST"])
@needs()
def cancel_event(event_id: int) -> ResponseReturnValue:
    """Call off an event, with the reason that everybody concerned reads."""
    led_event(event_id)
    form = CancelEventForm()
    note, following = form.note.data or "", form.with_following.data
    if carried_out(form, lambda s: len(events.cancel(s, event_id, note, with_following=following, **who()))):
        flash(_("It is cancelled (%(n)s days). Everybody concerned is told.", n=form.result))
        return redirect(url_for("societies.event", event_id=event_id), 303)
    row = led_event(event_id)
    return page("societies/event_cancel.html", form, event=row, people=len(events.concerned(db.session(), row)))


@bp.route("/events/<int:event_id>/list", methods=["GET", "POST"])
@needs()
def event_list(event_id: int) -> ResponseReturnValue:
    """Show who is expected at an event and whom to call for them, and tick who is there."""
    row, form = led_event(event_id), Form()
    came, was = _ticked("came"), _ticked("was")

    def act(session: Session) -> bool:
        places.note_presence(session, event_id, came - was, was - came, **who())
        return True

    if carried_out(form, act):
        flash(_("Saved."))
        return redirect(url_for("societies.event_list", event_id=event_id), 303)
    row = led_event(event_id)
    return page(
        "societies/event_list.html",
        form,
        newcomer=LoginForm(),
        event=row,
        rows=places.register(db.session(), row),
        others=[one for one in places.places(db.session(), event_id) if one.status.value != "enrolled"],
        opens_at=places.opens_at(row),
        rooms=events.rooms_of(db.session(), [row])[event_id],
        at=clock.now(),
        lines=lines,
    )


def _ticked(name: str) -> set[int]:
    return set(request.form.getlist(name, row_number))


@bp.post("/events/<int:event_id>/newcomer")
@needs()
def newcomer(event_id: int) -> ResponseReturnValue:
    """Write down somebody who came without being expected."""
    led_event(event_id)
    with transaction() as session:
        name = places.note_newcomer(session, event_id, request.form.get("login", ""), **who()).name
    flash(_("%(name)s is on the list.", name=name))
    return redirect(url_for("societies.event_list", event_id=event_id), 303)


@bp.route("/events/<int:event_id>/put-in", methods=["GET", "POST"])
@needs("serve_people")
def put_in_event(event_id: int) -> ResponseReturnValue:
    """Sign somebody up at the desk, with what an event asks of them."""
    form = SignUpForForm()

    def act(session: Session) -> Any:
        person = access.one_called(session, form.login.data or "")
        return places.sign_up(session, event_id, person.id, PlaceDraft(**form.typed), **who())

    if carried_out(form, act):
        flash(_("Done. They are told."))
        return redirect(url_for("societies.event_list", event_id=event_id), 303)
    return page("societies/event_put_in.html", form, event=events.event(db.session(), event_id))


@bp.route("/places/<int:place_id>/remove", methods=["GET", "POST"])
@needs()
def remove_place(place_id: int) -> ResponseReturnValue:
    """Take somebody off an event, with the reason."""
    form, row = ReasonForm(), places.place(db.session(), place_id)
    must_lead(row.event.society_id)
    note = form.note.data or ""
    if carried_out(form, lambda s: places.remove(s, place_id, note, **who()).event_id):
        flash(_("Done. They are told."))
        return redirect(url_for("societies.event_list", event_id=form.result), 303)
    return page("societies/removing_place.html", form, row=places.place(db.session(), place_id))


@bp.route("/events/<int:event_id>/summary", methods=["GET", "POST"])
@needs()
def summary(event_id: int) -> ResponseReturnValue:
    """Write down afterwards how an event was."""
    form = SummaryForm(obj=led_event(event_id))
    text, guests = form.summary.data or "", form.guests.data or 0
    if carried_out(form, lambda s: places.summarise(s, event_id, text, guests, **who()).id):
        flash(_("Saved."))
        return redirect(url_for("societies.event", event_id=event_id), 303)
    row = led_event(event_id)
    came = places.count_came(db.session(), [event_id])[event_id]
    return page("societies/summary.html", form, event=row, came=came, lines=lines)
