"""Coming and going at a kiosk: pairing, signing in, the PIN, how pages look, calling for help, leaving."""

from typing import Any

from flask import Response, current_app, g, redirect, request, send_from_directory, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.desk import service as desk
from activity_center.errors import Reason, Refused
from activity_center.kiosk import (
    class_views,
    contest_views,
    desk_views,
    door,
    enter_views,
    event_views,
    leave_views,
    lines,
    my_views,
    reading,
    service,
    sign_in_views,
    society_views,
    table_views,
    visits,
    vote_views,
)
from activity_center.kiosk.blueprint import COOKIE, bp, by, device, me, onward, screen, shown, vault, visit
from activity_center.kiosk.rules import Level, larger, masked_login, pressed
from activity_center.people.rules import Contrast, TextSize

__all__ = [
    "bp",
    "class_views",
    "contest_views",
    "enter_views",
    "event_views",
    "leave_views",
    "my_views",
    "sign_in_views",
]
__all__ += ["society_views", "table_views", "vote_views"]

# The administrators' pages are a blueprint of their own: what goes wrong there is said as on any other page.
bp.record_once(lambda state: state.app.register_blueprint(desk_views.bp))

FIVE_YEARS = 5 * 365 * 24 * 3600
ON_WELCOME = 3


@bp.get("/kiosk")
@shown()
def welcome() -> Any:
    """Show a visitor how to begin, and what is on today; who stands there already sees their own page."""
    if g.visit and g.visit.person_id:
        return redirect(url_for("kiosk.mine"), 303)
    return _welcome([])


def _welcome(reasons: list[Reason], typed: str = "") -> Any:
    """Show the number pad, with what was typed and why it led nowhere."""
    ahead = reading.rest_of_day(db.session(), device().site_id, clock.now())
    return screen(
        "welcome.html",
        409 if reasons else 200,
        reasons=reasons,
        typed=typed,
        today=[lines.anybodys(meeting) for meeting in ahead[:ON_WELCOME]],
        more=len(ahead),
        next=onward(""),
    )


@bp.post("/kiosk/sign-in")
@shown()
def sign_in() -> Any:
    """Take a number and its PIN, key by key where no script does, and never the one without the other."""
    login, key = request.form.get("login", ""), request.form.get("key", "")
    if "secret" not in request.form:
        if key != "next" or not login.strip():
            return _welcome([] if key != "next" else [Reason("number_missing")], pressed(login, key))
        return _pin_of(login)
    secret = request.form["secret"]
    if key not in ("", "next"):
        return _pin_of(login, typed=pressed(secret, key))
    try:
        door.sign_in(device(), login, secret, at=clock.now())
    except Refused as error:
        return _pin_of(login, error.reasons)
    return redirect(onward(url_for("kiosk.mine")), 303)


def _pin_of(login: str, reasons: Any = (), typed: str = "") -> Any:
    return _entering(
        _("Now type your PIN"),
        _("For the number %(number)s. Nobody sees the digits.", number=masked_login(login)),
        url_for("kiosk.sign_in"),
        reasons=reasons,
        typed=typed,
        kept={"login": login},
        back=url_for("kiosk.welcome", next=onward("") or None),
        back_label=_("Type another number"),
    )


def _entering(heading: str, hint: str, action: str, **context: Any) -> Any:
    """Show a field of dots over the pad."""
    shown = {"reasons": [], "typed": "", "kept": {}, "name": "secret", "label": _("OK"), "can_enter": True}
    shown |= {"back": url_for("kiosk.mine"), "back_label": _("Back, without a PIN"), "next": onward("")} | context
    status = 409 if shown["reasons"] else 200
    return screen("entering.html", status, heading=heading, hint=hint, action=action, **shown)


@bp.post("/kiosk/card")
@shown()
def card() -> Any:
    """Let whoever's card, or identity card, a reader has read be the visitor."""
    sent = request.get_json(silent=True) if request.is_json else request.form
    number = str(sent.get("number", "")) if isinstance(sent, dict) or sent is request.form else ""
    before = visit()
    # Whoever stood here is gone, also where the card opens nothing; what is said then is not said to them.
    g.visit = before if before and before.person_id is None else None
    is_new = door.read_card(device(), number, vault(), before, at=clock.now())
    return redirect(onward(url_for("kiosk.mine")), 303) if is_new else ("", 204)


@bp.route("/kiosk/pin", methods=["GET", "POST"])
@shown(Level.CARD)
def pin() -> Any:
    """Ask for the PIN once, before the first act that needs it, and go on to where the visitor was going."""
    if g.visit.level is Level.PIN:
        return redirect(onward(url_for("kiosk.mine")), 303)
    never = _why_never()
    key, secret = request.form.get("key", ""), request.form.get("secret", "")
    if request.method == "GET" or never:
        return _asking(never)
    if key not in ("", "next"):
        return _asking(typed=pressed(secret, key))
    try:
        door.prove(device(), g.visit, secret, at=clock.now())
    except Refused as error:
        return _asking(error.reasons)
    return redirect(onward(url_for("kiosk.mine")), 303)


def _why_never() -> list[Reason]:
    """Say why no PIN that is typed here can be right."""
    if g.visit.is_staff:
        return [Reason("staff_at_kiosk")]
    return [] if g.visit.has_secret else [Reason("no_pin_yet")]


def _asking(reasons: Any = (), typed: str = "") -> Any:
    hint = _("For %(name)s. You are asked once; then you can enrol, accept and withdraw.", name=g.visit.name)
    can = {"can_enter": not _why_never()}
    return _entering(_("Please type your PIN"), hint, url_for("kiosk.pin"), reasons=reasons, typed=typed, **can)


@bp.route("/kiosk/new-pin", methods=["GET", "POST"])
@shown(Level.PIN)
def new_pin() -> Any:
    """Let somebody who came in with a printed PIN choose their own: typed twice, for nobody sees the digits."""
    if not g.visit.must_change_secret:
        return redirect(onward(url_for("kiosk.mine")), 303)
    key, typed, first = (request.form.get(name, "") for name in ("key", "secret", "first"))
    if request.method == "GET":
        return _choosing()
    if key not in ("", "next"):
        return _choosing(first=first, typed=pressed(typed, key))
    if not first:
        return _choosing(first=typed)
    if typed != first:
        return _choosing([Reason("pins_differ")])
    try:
        door.choose_pin(device(), g.visit, typed, at=clock.now())
    except Refused as error:
        return _choosing(error.reasons)
    return redirect(onward(url_for("kiosk.mine")), 303)


def _choosing(reasons: Any = (), first: str = "", typed: str = "") -> Any:
    heading = _("Please type the new PIN once more") if first else _("Please choose a PIN of your own")
    hint = _("Six digits or more. The PIN on paper was only for the first time.")
    context = {"kept": {"first": first}, "back": url_for("kiosk.new_pin"), "back_label": _("Begin again")}
    return _entering(heading, hint, url_for("kiosk.new_pin"), reasons=reasons, typed=typed, **context)


@bp.post("/kiosk/leave")
@shown()
def leave() -> Any:
    """End the visit with all that was kept of it."""
    with transaction() as session:
        visits.end(session, device().id)
    return redirect(url_for("kiosk.welcome"), 303)


@bp.post("/kiosk/stay")
@shown()
def stay() -> Any:
    """Say that one is still there."""
    with transaction() as session:
        visits.touch(session, device().id, clock.now())
    return redirect(onward(url_for("kiosk.welcome")), 303)


@bp.post("/kiosk/preferences")
@shown()
def preferences() -> Any:
    """Let pages look otherwise for as long as this visitor is here."""
    looks: dict[str, Any] = {}
    if request.form.get("text_size") == "larger":
        looks["text_size"] = larger(g.visit.text_size if g.visit else TextSize.STANDARD)
    if (contrast := request.form.get("contrast")) in {one.value for one in Contrast}:
        looks["contrast"] = Contrast(contrast)
    if (language := request.form.get("language")) in ("zh", "en"):
        looks["language"] = language
    with transaction() as session:
        visits.prefer(session, device().id, clock.now(), **looks)
    return redirect(onward(url_for("kiosk.welcome")), 303)


@bp.post("/kiosk/help")
@shown()
def help() -> Any:
    """Let the desk know that somebody here wants help, and say that somebody is coming."""
    person_id = me() if visit() else None
    with transaction() as session:
        desk.call_for_help(session, device().name, device().site_id, person_id, at=clock.now(), by=by())
    return redirect(url_for("kiosk.help_is_coming", next=onward("") or None), 303)


@bp.get("/kiosk/help")
@shown()
def help_is_coming() -> Any:
    """Say that somebody is coming."""
    return screen("help.html", next=onward(url_for("kiosk.welcome")))


@bp.post("/kiosk/pair")
def pair() -> Any:
    """Make this device a kiosk; whoever was signed in on it in the ordinary way is so no longer."""
    code, key = request.form.get("code", ""), request.form.get("key", "")
    if "demo" not in request.form and key not in ("", "next"):
        return screen("pairing.html", reasons=[], typed=pressed(code, key))
    try:
        token = _token(code)
    except Refused as error:
        return screen("pairing.html", 409, reasons=error.reasons, typed="")
    return _keep(redirect(url_for("kiosk.welcome"), 303), token)


def _token(code: str) -> str:
    at, actor = clock.now(), by()
    if "demo" not in request.form:
        return door.pair(code, at=at, by=actor)
    with transaction() as session:
        return service.pair_for_demo(session, _("Demo kiosk"), at=at, by=actor)


def _keep(response: Any, token: str) -> Any:
    kept = {"httponly": True, "samesite": "Strict", "secure": current_app.config["SESSION_COOKIE_SECURE"]}
    response.set_cookie(COOKIE, token, max_age=FIVE_YEARS, path="/kiosk", **kept)
    for name in (current_app.config["SESSION_COOKIE_NAME"], "remember_token"):
        response.delete_cookie(name)
    return response


@bp.get("/kiosk/worker.js")
def worker() -> Response:
    """Give the browser the script that keeps the welcome page for a start without network."""
    response = send_from_directory(str(current_app.static_folder), "kiosk-worker.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/kiosk"
    return response
