"""How pages look and sound: the one switch, and each of its parts by itself."""

from flask import redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from activity_center.db import transaction
from activity_center.languages import LANGUAGES
from activity_center.looks import are_asked_by
from activity_center.people import service
from activity_center.people.blueprint import bp
from activity_center.web import looks, my_id, next_url


@bp.get("/comfort")
def comfort() -> str:
    """Show every part of the elder edition, each with its own switch."""
    return render_template("people/comfort.html")


@bp.post("/preferences")
def preferences() -> ResponseReturnValue:
    """Keep how pages look: in this browser, and with the person who is signed in."""
    chosen = looks().asked(request.form) if are_asked_by(request.form) else None
    language = request.form.get("language") if request.form.get("language") in LANGUAGES else None
    if chosen:
        session["looks"] = chosen.kept()
    session["language"] = language or session.get("language")
    if current_user.is_authenticated:
        with transaction() as write:
            service.set_preferences(write, my_id() or 0, looks=chosen, language=language)
    else:
        # A visitor has no account that remembers; the cookie does.
        session.permanent = True
    return redirect(next_url("/"))
