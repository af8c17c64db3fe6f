"""What all pages of a kiosk share: which device asks, who stands before it, and how they are guarded.

Nobody is signed in here as on other pages: the browser holds the device's token and nothing of a person.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from activity_center import clock, formats
from activity_center.audit import Actor
from activity_center.db import db, transaction
from activity_center.errors import NotThere, NotYours, Reason, Refused
from activity_center.kiosk import service, visits
from activity_center.kiosk.rules import IDLE, WARN, Level
from activity_center.kiosk.service import Device
from activity_center.kiosk.visits import Visit
from activity_center.people.secrets import Vault
from activity_center.web import csrf

bp = Blueprint("kiosk", __name__)
# The cookie of a device is SameSite=Strict, so no other site can act here; `_arrive` checks the origin besides. A page
# that stood open through a power cut, or came out of the cache without a network, still works.
csrf.exempt(bp)

COOKIE = "kiosk"


def device() -> Device:
    """Return the kiosk that asks."""
    return g.device


def visit() -> Visit | None:
    """Return who stands before it."""
    return g.visit


def me() -> int:
    """Return the number of the person who stands before it, on a page for which one must have shown a card."""
    return g.visit.person_id


def visitor() -> int | None:
    """Return who looks, None for somebody who has not shown a card."""
    return g.visit.person_id if g.visit else None


def by() -> Actor:
    """Return who acts, and that it is at this kiosk, for the audit."""
    person_id = g.visit.person_id if g.visit else None
    return Actor(person_id, "kiosk", g.device.address if g.device else request.remote_addr)


def vault() -> Vault:
    """Return what makes of an identity number the index by which it is looked up."""
    return Vault(current_app.config["SECRET_KEY"])


@bp.before_request
def _arrive() -> Any:
    """Find out which kiosk this is and who stands before it, and write down now and then that they are there."""
    g.device, g.visit, g.barred = None, None, None
    if request.method == "POST" and _is_foreign(request.headers.get("Origin")):
        raise NotYours
    try:
        g.device = service.device(db.session(), request.cookies.get(COOKIE, ""))
        g.language = "zh" if g.device else None
        g.visit = visits.current(db.session(), g.device.id, clock.now()) if g.device else None
        g.language = g.visit.language if g.visit else g.language
    except Refused as refused:
        g.barred = refused.reasons[0]
    _note(g.device, g.visit)


def _is_foreign(origin: str | None) -> bool:
    return bool(origin) and urlsplit(str(origin)).netloc != request.host


def _note(device: Device | None, visit: Visit | None) -> None:
    """Keep the visit alive. A page that is only looked at keeps it alive too, or reading would throw people out."""
    at, is_over = clock.now(), g.barred and g.barred.code == "visit_over"
    touched = visit and visit.is_to_be_noted(at)
    if device and (is_over or touched or device.is_to_be_noted(at)):
        with transaction() as session:
            if is_over:
                visits.end(session, device.id)
            if touched:
                visits.touch(session, device.id, at)
            service.note_seen(session, device.id, at)


def shown(level: Level | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a view be used only at a paired kiosk and, where a level is named, by somebody who has shown card or PIN.

    A form that another visitor was given does nothing. Who has a first PIN chooses their own before anything else.
    """

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if g.device is None:
                return _unpaired()
            if level is None:
                return view(*args, **kwargs)
            return _barred(level) or view(*args, **kwargs)

        return guarded

    return guard


def _unpaired() -> Any:
    """Show what a device that is no kiosk sees; why, where it was one until now."""
    if g.barred or request.path != url_for("kiosk.welcome"):
        return screen("pairing.html", 409, reasons=[g.barred] if g.barred else [], typed="")
    return screen("pairing.html", reasons=[], typed="")


def _barred(level: Level) -> Any:
    """Return the page that somebody sees who may not go on yet, None where they may."""
    # An act is posted to the address of the page that asks for it, so both lead back to that page.
    onward = request.full_path.rstrip("?") if request.method == "GET" else request.path
    if g.barred:
        return refused([g.barred])
    if g.visit is None or g.visit.person_id is None:
        return redirect(url_for("kiosk.welcome", next=onward), 303)
    if request.method == "POST" and request.form.get("visit") != g.visit.nonce:
        return refused([Reason("visit_over")])
    if level is Level.PIN and g.visit.level is not Level.PIN:
        return redirect(url_for("kiosk.pin", next=onward), 303)
    if level is Level.PIN and g.visit.must_change_secret and request.endpoint != "kiosk.new_pin":
        return redirect(url_for("kiosk.new_pin", next=onward), 303)
    return None


def onward(fallback: str) -> str:
    """Return the page in `next` if it is one of a kiosk's, else the fallback."""
    wanted = request.values.get("next", "")
    return wanted if wanted.startswith("/kiosk/") and not urlsplit(wanted).netloc else fallback


def screen(template: str, status: int = 200, **context: Any) -> tuple[str, int]:
    """Render a page of the kiosk."""
    return render_template(f"kiosk/{template}", **context), status


def refused(reasons: list[Reason], status: int = 409, id: str = "", **context: Any) -> tuple[str, int]:
    """Say why something cannot be done, and what can."""
    return screen("refused.html", status, reasons=reasons, id=id, **context)


@bp.context_processor
def _context() -> dict[str, Any]:
    """Return what every page of a kiosk knows, above all how it looks to this visitor and nobody else."""
    visit: Visit | None = g.get("visit")
    at = formats.local(clock.now())
    return {
        "device": g.get("device"),
        "visit": visit,
        "level": (visit.level if visit else Level.NONE).value,
        "size": visit.text_size.value if visit else "standard",
        "contrast": visit.contrast.value if visit else "normal",
        "idle": IDLE,
        "warn": WARN,
        "now": at,
        "here": request.full_path.rstrip("?") if request.method == "GET" else onward(url_for("kiosk.welcome")),
    }


@bp.after_request
def _keep_nothing(response: Response) -> Response:
    """Let no browser and no proxy keep a page: the next visitor must not come back to it."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@bp.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    return refused(error.reasons)


@bp.errorhandler(NotThere)
@bp.errorhandler(404)
@bp.errorhandler(NotYours)
def _not_there(_error: Any) -> Any:
    return refused([Reason("page_gone")], 404)


@bp.errorhandler(HTTPException)
def _other(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return refused([Reason("page_gone")], error.code)


@bp.errorhandler(Exception)
def _bug(error: Exception) -> Any:
    number = uuid4().hex[:8]
    current_app.logger.exception("bug %s at %s %s", number, request.method, request.path, exc_info=error)
    return refused([Reason("our_fault", {"id": number})], 500)


@bp.route("/kiosk/<path:_anything>", methods=["GET", "POST"])
@shown()
def nowhere(_anything: str) -> Any:
    """Answer an address that leads nowhere as a page of the kiosk: the site's own would have links that lead out."""
    raise NotThere
