"""The register as an application on a phone: what makes it one, and how it sends what was marked without network."""

from typing import Any
from uuid import uuid4

from flask import (
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from activity_center import clock
from activity_center.attendance import answers, notes, parcels, register
from activity_center.attendance.blueprint import bp, refuse_strangers
from activity_center.attendance.notes import LONGEST, Line
from activity_center.centre import the_centre
from activity_center.db import db, transaction
from activity_center.errors import Reason
from activity_center.web import Form, by, carried_out, csrf, my_id, needs

SCOPE = "/teach"
_ICONS = [("192", "any"), ("512", "any"), ("512", "maskable")]


@bp.get("/teach/worker.js")
def worker() -> Response:
    """Give the browser the script that opens registers without network."""
    response = send_from_directory(str(current_app.static_folder), "teach-worker.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = SCOPE
    return response


@bp.get("/teach/manifest.webmanifest")
def manifest() -> Response:
    """Say how the registers stand on a phone's screen."""
    response = jsonify(_manifest())
    response.mimetype = "application/manifest+json"
    return response


def _manifest() -> dict[str, Any]:
    centre = the_centre(db.session())
    return {
        "id": SCOPE,
        "name": _("Registers") + (f" · {centre.name}" if centre else ""),
        "short_name": _("Registers"),
        "lang": "zh-CN" if str(get_locale()) == "zh" else str(get_locale()),
        "start_url": SCOPE,
        "scope": SCOPE,
        "display": "standalone",
        "background_color": "#faf6ee",
        "theme_color": "#1d4064",
        "icons": [_icon(size, purpose) for size, purpose in _ICONS],
    }


def _icon(size: str, purpose: str) -> dict[str, str]:
    name = f"icons/{'maskable' if purpose == 'maskable' else 'seal'}-{size}.png"
    file = url_for("static", filename=name)
    return {"src": file, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@bp.get("/teach/offline")
@needs()
def offline() -> str:
    """Show what a phone shows without network in the place of a page that it does not keep."""
    return render_template("attendance/offline.html")


@bp.get("/teach/keeper")
def keeper() -> Any:
    """Tell a device who is signed in on it, and what its next parcel must carry."""
    return _signed_out() or jsonify({"person": my_id(), "csrf_token": generate_csrf()})


@bp.get("/teach/meetings/<int:meeting_id>/marks")
def marks(meeting_id: int) -> Any:
    """Tell a device how everybody stands on a register."""
    return _not_let_in(meeting_id) or jsonify(_state(meeting_id))


@bp.post("/teach/meetings/<int:meeting_id>/marks")
def take_marks(meeting_id: int) -> Any:
    """Take in what a device has written down, each mark and note exactly once, and tell what became of each mark."""
    # Who is signed out must hear that, and not that the token is old; so the guard stands behind the door here.
    if refusal := _not_let_in(meeting_id):
        return refusal
    csrf.protect()
    parcel = parcels.read(request.get_json(silent=True))
    if isinstance(parcel, Reason):
        return _told(parcel, 422)
    if parcel.person_id != my_id():
        return _told(Reason("parcel_of_somebody_else"), 403)
    at = clock.now()
    with transaction() as session:
        outcomes = parcels.take_in(session, meeting_id, parcel, at=at, by=by())
    # Only now, behind the commit, is anything said to be saved.
    book = parcels.book(db.session(), meeting_id, at)
    return jsonify(answers.state(book) | {"outcomes": answers.outcomes(outcomes, book), "at": at.isoformat()})


csrf.exempt(take_marks)


def _state(meeting_id: int) -> dict[str, Any]:
    at = clock.now()
    return answers.state(parcels.book(db.session(), meeting_id, at)) | {"at": at.isoformat()}


def _not_let_in(meeting_id: int) -> Any:
    """Return the answer for who is signed out or does not keep this register, None for everybody else."""
    if signed_out := _signed_out():
        return signed_out
    return None if register.may_keep(db.session(), meeting_id, my_id()) else _told(Reason("register_not_yours"), 403)


def _signed_out() -> Any:
    if my_id() is None or current_user.must_change_secret:
        return _told(Reason("signed_out_meanwhile"), 401)
    return None


def _told(reason: Reason, status: int) -> Any:
    return jsonify(answers.said(reason)), status


@bp.post("/teach/meetings/<int:meeting_id>/notes")
@needs()
def note(meeting_id: int) -> Any:
    """Write one line about a meeting."""
    refuse_strangers(meeting_id)
    text, uid = " ".join(request.form.get("text", "").split())[:LONGEST], request.form.get("uid") or str(uuid4())
    lines, at = [Line(uid[:64], text, clock.now())] if text else [], clock.now()
    if carried_out(Form(), lambda session: notes.note_all(session, meeting_id, lines, at=at, by=by())) and lines:
        flash(_("The note is written down."))
    return redirect(url_for("attendance.keep_register", meeting_id=meeting_id, _anchor="notes"), 303)
