"""The code on the door of an event: officers show it, and who scans it says by one tap that they are there."""

from datetime import datetime
from typing import Any

from flask import current_app, redirect, session, url_for
from flask.typing import ResponseReturnValue

from activity_center import clock
from activity_center.attendance import door_codes
from activity_center.db import db
from activity_center.errors import Refused
from activity_center.qr import drawn, public_url
from activity_center.societies import coming, events, lines, places
from activity_center.societies.blueprint import bp, led_event
from activity_center.web import Form, by, carried_out, my_id, needs, page


@bp.get("/events/<int:event_id>/door-code")
@needs()
def door_code(event_id: int) -> ResponseReturnValue:
    """Show the code that people scan at the door, on the phone of whoever leads the event."""
    row, at = led_event(event_id), clock.now()
    code = door_codes.code_at(current_app.config["SECRET_KEY"], _door(event_id), at)
    return page(
        "societies/door_code.html",
        event=row,
        opens_at=places.opens_at(row),
        code=drawn(public_url(url_for("societies.scan", event_id=event_id, code=code))),
        came=places.count_came(db.session(), [event_id])[event_id],
        seconds=max(1, round((door_codes.changes_at(at) - at).total_seconds())),
        rooms=events.rooms_of(db.session(), [row])[event_id],
        at=at,
        lines=lines,
    )


def _door(event_id: int) -> str:
    """Return the name of a door: events and meetings have numbers of their own."""
    return f"event-{event_id}"


# What somebody scanned and when, in their own signed cookie: they may have to sign in before they can say who they are.
_SCANNED = "scanned_event"


@bp.get("/come/<int:event_id>/<code>")
def scan(event_id: int, code: str) -> ResponseReturnValue:
    """Take note that this phone has just scanned the code of an event."""
    at = clock.now()
    if reasons := door_codes.code_flaws(current_app.config["SECRET_KEY"], _door(event_id), code, at):
        raise Refused(*reasons)
    session[_SCANNED] = [event_id, at.isoformat()]
    return redirect(url_for("societies.come", event_id=event_id))


@bp.route("/come/<int:event_id>", methods=["GET", "POST"])
@needs()
def come(event_id: int) -> ResponseReturnValue:
    """Let somebody who has scanned the code on the door say by one tap that they are here."""
    form, at, scanned_at, me = Form(), clock.now(), _scanned_at(event_id), my_id() or 0
    flaws = door_codes.scan_flaws(scanned_at, at)
    if carried_out(form, lambda s: _sign_in(s, event_id, flaws, scanned_at, at)):
        session.pop(_SCANNED, None)
        return redirect(url_for("societies.come", event_id=event_id), 303)
    row = events.event(db.session(), event_id)
    return page(
        "societies/come.html",
        form,
        event=row,
        rooms=events.rooms_of(db.session(), [row])[event_id],
        came_at=coming.came_at(db.session(), [event_id], me).get(event_id),
        reasons=flaws or coming.refusals(db.session(), row, me, scanned_at or at),
        lines=lines,
    )


def _sign_in(s: Any, event_id: int, flaws: list[Any], scanned_at: datetime | None, at: datetime) -> Any:
    if flaws or scanned_at is None:
        raise Refused(*flaws)
    return coming.sign_in(s, event_id, my_id() or 0, scanned_at, at=at, by=by("door"))


def _scanned_at(event_id: int) -> datetime | None:
    scanned_id, at = session.get(_SCANNED) or (None, "")
    return datetime.fromisoformat(at) if scanned_id == event_id else None
