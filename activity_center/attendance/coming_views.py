"""Who is not on the list, and the code on the door: for those who keep a register, and for who scans it."""

from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, request, session, url_for

from activity_center import clock
from activity_center.attendance import at_the_door, coming, door_codes, lines, queries, register
from activity_center.attendance.blueprint import bp, refuse_strangers
from activity_center.db import db
from activity_center.errors import Refused
from activity_center.qr import drawn, public_url
from activity_center.web import Form, by, carried_out, my_id, needs, page, row_number


@bp.route("/teach/meetings/<int:meeting_id>/add-person", methods=["GET", "POST"])
@needs()
def add_person(meeting_id: int) -> Any:
    """Look for somebody who has come and is not on the list, and write down that they are here."""
    refuse_strangers(meeting_id)
    form, at, person_id = Form(), clock.now(), request.form.get("person", 0, row_number)
    if carried_out(form, lambda s: coming.add(s, meeting_id, person_id, at=at, by=by())):
        flash(lines.added(form.result))
        return redirect(url_for("attendance.keep_register", meeting_id=meeting_id, _anchor=f"p{person_id}"), 303)
    q, by_staff = request.values.get("q", "").strip()[:80], register.is_staff(db.session(), my_id())
    known = register.register(db.session(), meeting_id)
    found = coming.looked_for(db.session(), meeting_id, q, at, by_staff=by_staff)
    context = {"register": known, "q": q, "found": found, "at": at, "by_staff": by_staff}
    context["may_welcome"] = at_the_door.may_welcome(db.session(), known, my_id(), at)
    return page("attendance/add_person.html", form, **context, lines=lines)


@bp.get("/teach/meetings/<int:meeting_id>/door-code")
@needs()
def door_code(meeting_id: int) -> Any:
    """Show the code that learners scan at the door, on the phone of whoever keeps the register."""
    refuse_strangers(meeting_id)
    known, at = register.register(db.session(), meeting_id), clock.now()
    changes_at = door_codes.changes_at(at)
    return page(
        "attendance/door_code.html",
        register=known,
        is_open=known.facts.is_on and known.facts.opens_at <= at < known.facts.ends_at,
        is_over=known.facts.ends_at <= at,
        code=drawn(public_url(url_for("attendance.scan", meeting_id=meeting_id, code=_code(meeting_id, at)))),
        came=register.tallies(db.session(), [meeting_id]).get(meeting_id, 0),
        seconds=max(1, round((changes_at - at).total_seconds())),
        lines=lines,
    )


def _code(meeting_id: int, at: datetime) -> str:
    return door_codes.code_at(current_app.config["SECRET_KEY"], meeting_id, at)


# What somebody scanned and when, in their own signed cookie: they may have to sign in before they can say who they are.
_SCANNED = "scanned"


@bp.get("/here/<int:meeting_id>/<code>")
def scan(meeting_id: int, code: str) -> Any:
    """Take note that this phone has just scanned the code of a meeting."""
    at = clock.now()
    if reasons := door_codes.code_flaws(current_app.config["SECRET_KEY"], meeting_id, code, at):
        raise Refused(*reasons)
    session[_SCANNED] = [meeting_id, at.isoformat()]
    return redirect(url_for("attendance.here", meeting_id=meeting_id))


@bp.route("/here/<int:meeting_id>", methods=["GET", "POST"])
@needs()
def here(meeting_id: int) -> Any:
    """Let somebody who has scanned the code on the door say by one tap that they are here."""
    form, at, scanned_at = Form(), clock.now(), _scanned_at(meeting_id)
    flaws = door_codes.scan_flaws(scanned_at, at)
    if carried_out(form, lambda s: _sign_in(s, meeting_id, flaws, scanned_at, at)):
        session.pop(_SCANNED, None)
        return redirect(url_for("attendance.here", meeting_id=meeting_id), 303)
    due = queries.one_for(db.session(), my_id() or 0, meeting_id, scanned_at or at)
    return page("attendance/here.html", form, due=due, flaws=flaws, lines=lines)


def _sign_in(s: Any, meeting_id: int, flaws: list[Any], scanned_at: datetime | None, at: datetime) -> Any:
    if flaws or scanned_at is None:
        raise Refused(*flaws)
    return coming.scan(s, my_id() or 0, meeting_id, scanned_at, at=at, by=by("door"))


def _scanned_at(meeting_id: int) -> datetime | None:
    scanned_id, at = session.get(_SCANNED) or (None, "")
    return datetime.fromisoformat(at) if scanned_id == meeting_id else None
