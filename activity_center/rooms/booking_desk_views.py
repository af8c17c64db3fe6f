"""The desk's bookings: what waits for approval, and everything that people have booked, by day and room."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, zone
from activity_center.formats import local
from activity_center.rooms import booking_reading as reading
from activity_center.rooms import bookings as made
from activity_center.rooms import register
from activity_center.rooms.blueprint import bp
from activity_center.rooms.booking_forms import RefusalForm
from activity_center.rooms.booking_views import asker, who
from activity_center.web import Form, by, carried_out, needs, page, row_number

SERVE = "serve_people"


@bp.route("/desk/bookings", methods=["GET", "POST"])
@needs(SERVE)
def desk_bookings() -> ResponseReturnValue:
    """Show what waits for approval and what is booked on a day, and approve what is ticked off."""
    form, ids = Form(), request.form.getlist("booking", row_number)
    if carried_out(form, lambda session: len(made.approve(session, ids, **who()))):
        flash(_("Approved (%(n)s days). Whoever asked gets a notice.", n=form.result))
        return redirect(url_for("rooms.desk_bookings"))
    session = db.session()
    asked = made.waiting_for_approval(session)
    on, room_id = _day(), request.args.get("room", None, row_number)
    rows = reading.made_between(session, *_bounds(on), room_id)
    return page(
        "rooms/booking_desk.html",
        form,
        asked=_by_series(asked),
        in_the_way=reading.in_the_way(session, asked, zone()),
        rows=rows,
        rooms=reading.rooms_of(session, [*asked, *rows]),
        sites=register.sites(session),
        on=on,
        before=on - timedelta(days=1),
        after=on + timedelta(days=1),
        room_id=room_id,
    )


def _by_series(asked: list[Any]) -> list[list[Any]]:
    """Return what was asked for together, together, the soonest first."""
    groups: dict[Any, list[Any]] = {}
    for row in asked:
        groups.setdefault(("series", row.series_id) if row.series_id else ("one", row.id), []).append(row)
    return list(groups.values())


def _day() -> date:
    day = request.args.get("on", local(clock.now()).date(), date.fromisoformat)
    return day if 2000 <= day.year < 2200 else local(clock.now()).date()


def _bounds(day: date) -> tuple[datetime, datetime]:
    first, last = (datetime.combine(day + timedelta(days=n), time(), zone()) for n in (0, 1))
    return first, last


@bp.route("/desk/bookings/<int:booking_id>/refuse", methods=["GET", "POST"])
@needs(SERVE)
def refuse_booking(booking_id: int) -> ResponseReturnValue:
    """Say no to what was asked for, all of its series that waits, and why."""
    session, form = db.session(), RefusalForm()
    row = reading.seen(session, booking_id, asker())
    ids = [day.id for day in reading.following(session, row, whole=True) if day.status is row.status]
    note = (form.note.data or "").strip()
    if carried_out(form, lambda session: made.refuse(session, ids, note, at=clock.now(), by=by())):
        flash(_("Not approved. Whoever asked gets a notice with the reason."))
        return redirect(url_for("rooms.desk_bookings"))
    row = reading.seen(session, booking_id, asker())
    return page("rooms/booking_refuse.html", form, row=row, n=len(ids), rooms=reading.rooms_of(session, [row]))
