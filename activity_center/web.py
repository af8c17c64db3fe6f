"""What all pages share: forms, who asks, and how a refusal and an error look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from flask import Flask, Response, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, IntegerConverter, Map, ValidationError

from activity_center import words
from activity_center.audit import Actor
from activity_center.centre import the_centre
from activity_center.db import db, transaction
from activity_center.errors import NotThere, NotYours, Reason, Refused
from activity_center.formats import FILTERS
from activity_center.looks import Looks, looks_from
from activity_center.sentences import say

csrf = CSRFProtect()
login_manager = LoginManager()

# The largest number of a row. Databases choke on larger ones, in an address as in a form.
LARGEST = 2**31 - 1


class _RowNumber(IntegerConverter):
    """What <int:...> in an address may be; with a larger number the address leads nowhere."""

    def __init__(self, map: Map, max: int = LARGEST, **more: Any) -> None:
        super().__init__(map, max=max, **more)


class _Day(BaseConverter):
    """What <day:...> in an address may be: 2026-10-01; what is no day leads nowhere."""

    def to_python(self, value: str) -> date:
        try:
            return a_day(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: Any) -> str:
        return str(value)


def a_day(said: str) -> date:
    """Read a day from an address, as the `type` of what werkzeug looks up there."""
    day = date.fromisoformat(said)
    if not 2000 <= day.year <= 2100:
        raise ValueError(said)
    return day


def row_number(said: str) -> int:
    """Read the number of a row from an address or a form, as the `type` of what werkzeug looks up there."""
    number = int(said)
    if not 0 <= number <= LARGEST:
        raise ValueError(said)
    return number


def by(via: str = "web") -> Actor:
    """Return who asks, for the audit."""
    return Actor(my_id(), via, request.remote_addr)


def my_id() -> int | None:
    """Return the number of the person who is signed in, or None."""
    return current_user.id if current_user.is_authenticated else None


def needs(act: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a view be used only by people who are signed in and, where an act is named, may do it."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            if current_user.must_change_secret and request.endpoint != "people.secret":
                return redirect(url_for("people.secret", next=request.full_path))
            if act and not current_user.may(act):
                raise NotYours
            return view(*args, **kwargs)

        return guarded

    return guard


class Form(FlaskForm):
    """A form that also shows what the centre's rules refused, so that what was typed stays.

    `reasons` is filled by `carried_out`; `result` is what the act returned.
    """

    reasons: list[Reason] = []
    result: Any = None


def carried_out(form: Form, act: Callable[[Session], Any]) -> bool:
    """Do the act in one transaction if the form was sent and is in shape; say whether it is done.

    Otherwise the view shows the form again by `page`, with the errors of shape or the reasons of a refusal.
    """

    def whole() -> Any:
        with transaction() as session:
            return act(session)

    return heard(form, whole)


def heard(form: Form, act: Callable[[], Any]) -> bool:
    """Do as `carried_out` does, with an act that opens its transactions itself: a door or the collector."""
    if not form.validate_on_submit():
        return False
    try:
        form.result = act()
    except Refused as refused:
        form.reasons = refused.reasons
        return False
    return True


def page(template: str, form: Form | None = None, **context: Any) -> tuple[str, int]:
    """Render a page; with a form that was refused the status is 409, with one out of shape 422."""
    status = 409 if form and form.reasons else 422 if form and form.errors else 200
    return render_template(template, form=form, **context), status


@dataclass(frozen=True)
class Paging:
    """Which page of a long list is shown: `?page=` of this address, from 1."""

    number: int
    size: int
    total: int = 0

    @property
    def offset(self) -> int:
        """Return how many rows come before."""
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def previous_url(self) -> str | None:
        """Return the address of the page before, if there is one."""
        return self._url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """Return the address of the page after, if there is one."""
        return self._url(self.number + 1) if self.number < self.pages else None

    def _url(self, number: int) -> str:
        return f"{request.path}?{urlencode({**request.args.to_dict(flat=False), 'page': number}, doseq=True)}"


def paging(size: int = 50) -> Paging:
    """Return the page that is asked for; `replace(paging, total=...)` once it is known how many rows there are."""
    return Paging(max(1, request.args.get("page", 1, row_number)), size)


def next_url(fallback: str) -> str:
    """Return the address in `next` if it is one of ours, so that nobody is sent to a stranger's site."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    foreign = parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith(("//", "/\\"))
    return fallback if foreign else wanted


def looks() -> Looks:
    """Return how pages look to whoever asks; a template says `looks()`, also inside a macro."""
    return looks_from(session.get("looks"))


def context() -> dict[str, Any]:
    """Return what every template knows; asked for only when one is rendered, so that no other answer pays for it."""
    places = _places()
    return {
        "me": current_user if current_user.is_authenticated else None,
        "centre": the_centre(db.session()),
        "locale": str(get_locale()),
        "nav": _nav(places),
        "places": places,
        "unread": 0,
        "say": say,
        "words": words,
    }


def _places() -> list[tuple[str, str]]:
    """Return where one may go: address and name."""
    places = [("/catalogue", _("Courses")), ("/me/timetable", _("My timetable")), ("/rooms", _("Rooms"))]
    places += [("/competitions", _("Competitions"))]
    places += [("/societies", _("Societies"))]
    if current_user.is_authenticated:
        places += [("/me/notices", _("Notices"))]
        places += [("/teach", _("My classes"))] if current_user.may("teach") else []
        places += [("/desk", _("Desk"))] if current_user.may("serve_people") else []
    return places


def _nav(places: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    """Return the main menu: address, name, and whether the reader is there."""
    shown = _five([("/", _("Home")), *places]) if looks().simplified else places
    here = request.path.replace("/sections/", "/catalogue/", 1)
    return [(path, label, here == path or here.startswith(f"{path}/")) for path, label in shown]


# What stays in the menu of the simplified view, the most needed first; everything else is a tile of the home page.
_SIMPLE = ("/desk", "/teach", "/", "/catalogue", "/me/timetable", "/me/notices")


def _five(places: list[tuple[str, str]]) -> list[tuple[str, str]]:
    known = [place for place in places if place[0] in _SIMPLE]
    return sorted(known, key=lambda place: _SIMPLE.index(place[0]))[:5]


def secure(response: Response) -> Response:
    """Add the headers that keep a page to itself."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    if session and not response.cache_control:
        # The back button must not show one person's page to the next at a shared screen.
        headers["Cache-Control"] = "no-store"
    return response


def show_error(
    status: int, title: str, remedy: str, reasons: list[Reason] | None = None, id: str = ""
) -> tuple[str, int]:
    """Render the one error page: what is wrong, what to do, and where there is one, the number to read out."""
    return render_template(
        "errors/error.html", status=status, title=title, remedy=remedy, reasons=reasons or [], id=id
    ), status


def _refused(error: Refused) -> tuple[str, int]:
    return show_error(409, _("This cannot be done now"), _("Here is why, and what you can do instead."), error.reasons)


def _not_there(_error: Any) -> tuple[str, int]:
    return show_error(
        404, _("There is no such page"), _("Please check the address, or start again from the home page.")
    )


def _not_yours(_error: Any) -> tuple[str, int]:
    return show_error(403, _("This page is not for you"), _("If you think it should be, please ask the desk."))


def _stale(_error: Any) -> tuple[str, int]:
    return show_error(
        400,
        _("This page is too old"),
        _("Please go back, load the page again and repeat what you did. Nothing was changed."),
    )


def _other(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    titles = {
        405: _("This address does not work this way"),
        413: _("What you sent is too large"),
        429: _("Too many attempts"),
    }
    return show_error(error.code, titles.get(error.code, _("This did not work")), _("Please go back and try again."))


def init(app: Flask) -> None:
    """Give an application what all pages share."""
    app.url_map.converters.update({"int": _RowNumber, "day": _Day})
    csrf.init_app(app)
    login_manager.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.add_template_global(looks)
    app.context_processor(context)
    app.after_request(secure)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotThere, _not_there)
    app.register_error_handler(404, _not_there)
    app.register_error_handler(NotYours, _not_yours)
    app.register_error_handler(403, _not_yours)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _other)

    @app.errorhandler(Exception)
    def bug(error: Exception) -> tuple[str, int]:
        number = uuid4().hex[:8]
        app.logger.exception("bug %s at %s %s", number, request.method, request.path, exc_info=error)
        title = _("Something went wrong on our side")
        return show_error(500, title, _("Nothing you had saved is lost. Please tell the desk this number."), id=number)
