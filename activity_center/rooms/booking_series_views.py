"""Changing a series: first as a difference, then done; and one more day of it."""

from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.db import db, zone
from activity_center.errors import NotThere
from activity_center.rooms import booking_reading as reading
from activity_center.rooms import bookings as made
from activity_center.rooms import series
from activity_center.rooms.blueprint import bp
from activity_center.rooms.booking_forms import BookingForm, DayForm, booking_form, typed
from activity_center.rooms.booking_views import asker, choice_of_rooms, done, in_order, who, wish_from
from activity_center.rooms.bookings import Wish
from activity_center.rooms.recurrence import Pattern
from activity_center.web import carried_out, needs, page

ALL, FOLLOWING = "all", "following"


def _seen_in_series(booking_id: int) -> Any:
    row = reading.seen(db.session(), booking_id, asker())
    if row.series is None:
        raise NotThere
    return row


@bp.route("/bookings/<int:booking_id>/add", methods=["GET", "POST"])
@needs()
def add_to_series(booking_id: int) -> ResponseReturnValue:
    """Add one more day to a series."""
    form, row = DayForm(), _seen_in_series(booking_id)
    series_id = row.series_id
    if carried_out(form, lambda session: made.add(session, series_id, form.on.data, asker(), **who()).id):
        return done(form.result, _("The day is added."))
    return page("rooms/booking_add.html", form, row=_seen_in_series(booking_id))


@bp.route("/bookings/<int:booking_id>/series", methods=["GET", "POST"])
@needs()
def change_series(booking_id: int) -> ResponseReturnValue:
    """Show what a change of a series would do, to all of it or from this day on, and carry it out."""
    session, me, row = db.session(), asker(), _seen_in_series(booking_id)
    scope = FOLLOWING if request.values.get("scope") == FOLLOWING else ALL
    since = row.planned_on if scope == FOLLOWING else None
    form, series_id = _form(session, row, since), row.series_id

    def act(session: Session) -> Any:
        return series.change(session, series_id, _wish(form, row), since, me, **who())

    if carried_out(form, act):
        return done(booking_id, _("The series is changed."))
    edit, row = None, _seen_in_series(booking_id)
    if form.reasons or ("look" in request.args and form.validate()):
        edit = series.look(session, series_id, _wish(form, row), since, me, at=clock.now(), zone=zone())
    return page("rooms/booking_series.html", form, row=row, scope=scope, edit=edit, typed=_hidden(), ALL=ALL)


def _hidden() -> dict[str, Any]:
    said = request.values.to_dict(flat=False)
    return {name: values for name, values in said.items() if name not in ("csrf_token", "look")}


def _form(session: Session, row: Any, since: date | None) -> BookingForm:
    room = reading.rooms_of(session, [row])[row.id][0]
    stock = reading.equipment_of(session, room.site_id)
    if request.method == "POST":
        form = booking_form(stock)
    else:
        given = {"formdata": request.args, "meta": {"csrf": False}} if "look" in request.args else {"formdata": None}
        form = booking_form(stock, data=_now(row, since), **given)
    form.rooms.offer(choice_of_rooms(session, row))
    form.rooms.label.text = _("Rooms")
    return form


def _now(row: Any, since: date | None) -> dict[str, Any]:
    """Return the series as the fields show it: its pattern, and the rest as it is on this day."""
    pattern = Pattern.from_json(row.series.pattern)
    counts = {f"equipment_{id}": count for id, count in row.wanted.get("equipment", ())}
    return (
        typed(pattern, since or pattern.first_on)
        | counts
        | {
            "title": row.title,
            "rooms": row.wanted["rooms"],
            "attendees": row.attendees,
            "setup": row.setup_minutes,
            "cleanup": row.cleanup_minutes,
            "is_public": row.is_public,
            "is_there": row.owner_id in row.wanted.get("persons", ()),
            "note": row.note,
        }
    )


def _wish(form: BookingForm, row: Any) -> Wish:
    chosen = in_order(form.rooms.data or row.wanted["rooms"], row.wanted["rooms"])
    return wish_from(form, chosen, row.owner_id, row.wanted.get("persons", ()))
