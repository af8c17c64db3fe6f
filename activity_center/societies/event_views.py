"""Events as people see them and sign up for them."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.errors import NotYours
from activity_center.people import service as people
from activity_center.societies import events, lines, membership, photos, places, seats
from activity_center.societies.blueprint import bp, is_staff, leads, who
from activity_center.societies.forms import SignUpForm
from activity_center.societies.places import PlaceDraft
from activity_center.societies.seats import EVENTS
from activity_center.web import Form, carried_out, my_id, needs, page

_LISTED = timedelta(days=92)


@bp.get("/events")
def all_events() -> ResponseReturnValue:
    """Show what is coming in the next three months for everybody, and for members what is theirs."""
    session, at, me = db.session(), clock.now(), my_id()
    mine = {one.society_id: one for one in membership.of_person(session, me)} if me else {}
    rows = [row for row in events.between(session, at, at + _LISTED) if row.is_on]
    shown = [row for row in rows if lines.is_for(row, mine.get(row.society_id or 0), is_staff())]
    counts = seats.counts(session, EVENTS, [row.id for row in shown])
    rooms = events.rooms_of(session, shown)
    return page("societies/events.html", events=shown, counts=counts, rooms=rooms, at=at, lines=lines, staff=is_staff())


def seen(event_id: int) -> Any:
    """Return an event that the reader may see."""
    row, me = events.event(db.session(), event_id), my_id()
    own = seats.live(db.session(), seats.SOCIETIES, row.society_id, me) if me and row.society_id else None
    held = seats.live(db.session(), EVENTS, event_id, me) if me else None
    if not (lines.is_for(row, own, is_staff()) or held or leads(row.society_id)):
        raise NotYours
    return row


@bp.route("/events/<int:event_id>", methods=["GET", "POST"])
def event(event_id: int) -> ResponseReturnValue:
    """Show one event, and sign up for it."""
    session, me, at = db.session(), my_id(), clock.now()
    row, form = seen(event_id), _sign_up_form(me)
    draft = PlaceDraft(**form.typed)
    if me and carried_out(form, lambda s: places.sign_up(s, event_id, me, draft, **who()).status):
        flash(lines.signed_up(form.result))
        return redirect(url_for("societies.event", event_id=event_id), 303)
    row = seen(event_id)
    mine = seats.live(session, EVENTS, event_id, me) if me else None
    return page(
        "societies/event.html",
        form,
        event=row,
        rooms=events.rooms_of(session, [row])[event_id],
        counts=seats.counts(session, EVENTS, [event_id])[event_id],
        mine=mine,
        position=seats.position(session, EVENTS, mine) if mine else None,
        reasons=places.refusals(session, row, people.person(session, me), at) if me and not mine else [],
        leads=leads(row.society_id),
        came=places.count_came(session, [event_id])[event_id],
        photos=photos.seen_by(session, row, me, leads=leads(row.society_id)),
        at=at,
        lines=lines,
    )


def _sign_up_form(me: int | None) -> SignUpForm:
    # Whom to call is known of most; it is shown so that it can be corrected.
    known = people.person(db.session(), me) if me else None
    there = {name: getattr(known, name, "") for name in ("emergency_name", "emergency_phone")}
    return SignUpForm(data=there)


def _own(place_id: int) -> Any:
    """Return a place that the reader may decide about."""
    row = places.place(db.session(), place_id)
    if row.person_id != my_id() and not is_staff():
        raise NotYours
    return row


@bp.post("/places/<int:place_id>/<any(accept, decline):choice>")
@needs()
def decide_place(place_id: int, choice: str) -> ResponseReturnValue:
    """Take the place in an event that is offered, or leave it to the next."""
    event_id = _own(place_id).event_id
    act = places.accept if choice == "accept" else places.decline
    with transaction() as session:
        act(session, place_id, **who())
    flash(_("You have a place. See you there!") if choice == "accept" else _("The place goes to the next person."))
    return redirect(url_for("societies.event", event_id=event_id), 303)


@bp.route("/places/<int:place_id>/give-up", methods=["GET", "POST"])
@needs()
def give_up(place_id: int) -> ResponseReturnValue:
    """Ask once, then give up a place in an event or in its waitlist."""
    form, _checked = Form(), _own(place_id)
    if carried_out(form, lambda s: places.give_up(s, place_id, **who()).event_id):
        flash(_("Your place is given up."))
        return redirect(url_for("societies.event", event_id=form.result), 303)
    return page("societies/giving_up.html", form, row=_own(place_id), lines=lines)
