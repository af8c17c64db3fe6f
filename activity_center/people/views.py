"""Coming in, going out, and applying."""

from typing import Any

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from activity_center import clock
from activity_center.people import caller_views, comfort_views, desk_views, door, own_views, proof_views, service
from activity_center.people.blueprint import bp
from activity_center.people.forms import ApplicationForm, SignInForm
from activity_center.people.rules import RoleName, Standing, may
from activity_center.people.service import PersonDraft
from activity_center.people.signed_in_views import come_in
from activity_center.web import by, carried_out, heard, next_url, page

__all__ = ["bp", "caller_views", "comfort_views", "desk_views", "own_views", "proof_views"]


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Let somebody in."""
    form = SignInForm()
    if heard(form, lambda: _let_in(form)):
        return _welcome(form.result, form.stays.data)
    body, status = page("people/sign_in.html", form)
    waits = [reason.facts["seconds"] for reason in form.reasons if reason.code == "too_many_attempts"]
    return (body, 429, {"Retry-After": str(waits[0])}) if waits else (body, status)


def _let_in(form: SignInForm) -> Any:
    return door.sign_in(form.login.data or "", form.secret.data or "", at=clock.now(), by=by())


def _welcome(person: Any, stays: bool) -> ResponseReturnValue:
    come_in(person.id, person.serial)
    session.permanent = stays
    # Who never chose keeps what they have just chosen on this screen to be able to read it.
    if looks := service.looks_of(person):
        session["looks"] = looks.kept()
    if person.language:
        session["language"] = person.language
    home = _home(person.role_names)
    onward = next_url(home)
    # Whoever presses "sign in" on the page where one signs in does not want to come back to it.
    onward = home if onward.startswith(url_for("people.sign_in")) else onward
    return redirect(url_for("people.secret", next=onward) if person.must_change_secret else onward)


def _home(roles: Any) -> str:
    """Return where somebody with these roles has work to do; who teaches and learns comes as a learner."""
    if may(roles, "serve_people"):
        return "/desk"
    return "/teach" if may(roles, "teach") and RoleName.MEMBER not in roles else "/me"


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Forget who this is, and keep how pages look: at home it is the same eyes that come back."""
    kept = {name: session[name] for name in ("looks", "language") if name in session}
    has_registers = current_user.is_authenticated and current_user.may("teach")
    logout_user()
    session.clear()
    session.update(kept)
    session.permanent = True
    flash(_("You are signed out."))
    # leaving.js has wiped the device; this does so where it could not.
    return redirect("/"), {"Clear-Site-Data": '"storage"'} if has_registers else {}


@bp.route("/apply", methods=["GET", "POST"])
def apply() -> ResponseReturnValue:
    """Let a newcomer apply; staff confirm."""
    form = ApplicationForm()
    if carried_out(form, lambda session: _applied(session, form)):
        return page("people/applied.html", name=form.name.data)
    return page("people/apply.html", form)


def _applied(session: Any, form: ApplicationForm) -> Any:
    draft = PersonDraft(**form.typed, standing=Standing.APPLICANT)
    return service.apply(session, draft, at=clock.now(), by=by())
