"""Calendars for phones, and the page on which people find the address of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import blake2b
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.http import http_date

from activity_center import clock, qr
from activity_center.db import db, transaction, zone
from activity_center.feeds import service
from activity_center.feeds.calendar import Event, Reader, Words, calendar_text
from activity_center.feeds.kept import Body, Kept
from activity_center.feeds.service import Revision, Scope
from activity_center.feeds.unchanged import CACHING, FORMAT, Unchanged, language_of, tag_of
from activity_center.languages import language
from activity_center.qr import public_url
from activity_center.web import by, my_id, needs

bp = Blueprint("feeds", __name__)

PRIVATE = "private, no-cache"


@bp.record
def _prepare(state: BlueprintSetupState) -> None:
    app, kept = state.app, Kept()
    app.extensions["feeds"] = kept
    app.wsgi_app = Unchanged(app.wsgi_app, kept, app.config["ZONE"], clock.now)  # type: ignore[method-assign]


@bp.get("/feeds/centre.ics")
def centre() -> Response:
    return _public(Scope())


@bp.get("/feeds/sections/<int:section_id>.ics")
def section(section_id: int) -> Response:
    return _public(Scope(section_id=section_id))


@bp.get("/feeds/rooms/<int:room_id>.ics")
def room(room_id: int) -> Response:
    return _public(Scope(room_id=room_id))


@bp.get("/feeds/societies/<int:society_id>.ics")
def society(society_id: int) -> Response:
    return _public(Scope(society_id=society_id))


@bp.get("/feeds/competitions/<int:competition_id>.ics")
def competition(competition_id: int) -> Response:
    return _public(Scope(competition_id=competition_id))


@bp.get("/feeds/<token>.ics")
def person(token: str) -> Response:
    at, session = clock.now(), db.session()
    owner, revision = service.owner(session, token), service.revision(session)
    wanted = owner.language or language()
    events = service.personal_events(session, owner, _day(at), zone(), wanted)
    with force_locale(wanted):
        reader, name = _reader(revision, alarms=True), _("My courses · %(centre)s", centre=revision.name)
    # The rows themselves are the revision: whatever is shown is in them, and reading them costs less than their text.
    tag = blake2b(repr((FORMAT, name, reader, events)).encode(), digest_size=16).hexdigest()
    changed_at = _changed_at(at, events, owner.since)
    if _is_known(tag) or _is_unchanged(changed_at):
        return _answer(304, b"", tag, PRIVATE, changed_at)
    return _answer(200, calendar_text(name, events, reader, at.year), tag, PRIVATE, changed_at)


def _public(scope: Scope) -> Response:
    """Answer by the revision alone where the phone names it: before any word is looked up or a meeting read."""
    at, kept = clock.now(), current_app.extensions["feeds"]
    wanted = language_of(request.query_string.decode("latin-1"), request.headers.get("Accept-Language", ""))
    revision, today = kept.revision(at, _read_revision), _day(at)
    tag = tag_of(revision, today, wanted)
    if _is_known(tag):
        return _answer(304, b"", tag, CACHING)
    body = kept.body(revision, today, (scope, wanted, public_url()), lambda: _body(scope, revision, at, wanted))
    if _is_unchanged(body.changed_at):
        return _answer(304, b"", tag, CACHING, body.changed_at)
    return _answer(200, body.text, tag, CACHING, body.changed_at)


def _read_revision() -> Revision:
    # Not the request's session: this connection goes back at once, also where we then wait for the text.
    with db.engine.connect() as connection:
        return service.revision(connection)


def _body(scope: Scope, revision: Revision, at: datetime, wanted: str) -> Body:
    session = db.session()
    name = service.scope_name(session, scope, wanted) or revision.name
    events = service.public_events(session, scope, _day(at), zone(), wanted)
    with force_locale(wanted):
        return Body(calendar_text(name, events, _reader(revision), at.year), _changed_at(at, events))


def _day(at: datetime) -> Any:
    return at.astimezone(zone()).date()


def _changed_at(at: datetime, events: Sequence[Event], *others: datetime) -> datetime:
    """Return when the calendar last changed: with a meeting, and at midnight, when old ones leave it."""
    midnight = datetime.combine(_day(at), time(), zone())
    return max([midnight, *others, *(event.changed_at for event in events)])


def _is_known(tag: str) -> bool:
    return bool(request.if_none_match) and request.if_none_match.contains_weak(tag)


def _is_unchanged(changed_at: datetime) -> bool:
    """Say whether a phone that names a time and no tag has this already; a tag that is not ours wins over the time."""
    since = request.if_modified_since
    return not request.if_none_match and since is not None and changed_at.replace(microsecond=0) <= since


def _answer(status: int, text: bytes, tag: str, caching: str, changed_at: datetime | None = None) -> Response:
    response = Response(text, status, mimetype="text/calendar")
    response.set_etag(tag)
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Accept-Language"
    if changed_at:
        response.headers["Last-Modified"] = http_date(changed_at)
    return response


def _reader(revision: Revision, alarms: bool = False) -> Reader:
    words = Words(
        cancelled=_("[Cancelled]"),
        left=_("[No longer yours]"),
        replaced=_("[Taught by somebody else]"),
        waiting=_("[Waitlist]"),
        offered=_("[Please accept]"),
        place=_("You are number %(n)s on the waitlist."),
        answer_by=_("A place is kept for you. Please accept or decline it by %(moment)s."),
        instructor=_("Instructor: %(name)s"),
        teaches=_("You teach this class."),
        details=_("More: %(url)s"),
        alarm=_("In one hour: %(title)s"),
        asked=_("[Not approved yet]"),
        taken=_("Taken"),
        against=_("Against: %(name)s"),
        table=_("Round %(round)s: table %(table)s"),
    )
    return Reader(words, zone(), public_url(), revision.uid, alarms)


@dataclass(frozen=True)
class Links:
    """One person's calendar, to follow: `webcal` opens the calendar of a phone, `svg` is that as a QR code."""

    url: str
    webcal: str
    svg: Markup


@bp.app_template_global()
def my_feed() -> Links | None:
    """Return the address of the calendar of who is signed in, for feeds/card.html on whatever page."""
    me = my_id()
    return feed_of(me) if me else None


@bp.app_template_global()
def feed_of(person_id: int) -> Links | None:
    """Return the address of somebody's calendar, for a page on which the reader may act for them."""
    address = service.address_of(db.session(), person_id)
    if address is None:
        return None
    url = public_url(url_for("feeds.person", token=address.token))
    webcal = f"webcal://{url.partition('://')[2]}"
    return Links(url, webcal, qr.drawn(webcal))


@bp.get("/me/feed")
@needs()
def mine() -> str:
    return render_template("feeds/mine.html")


@bp.get("/me/feed/renew")
@needs()
def renewing() -> str:
    return render_template("feeds/renewing.html")


@bp.post("/me/feed/renew")
@needs()
def renew() -> Any:
    with transaction() as session:
        service.renew_address(session, current_user.id, at=clock.now(), by=by())
    flash(_("Your new link is ready."))
    return redirect(url_for("feeds.mine"))


@bp.get("/me/feed/revoke")
@needs()
def revoking() -> str:
    return render_template("feeds/revoking.html")


@bp.post("/me/feed/revoke")
@needs()
def revoke() -> Any:
    with transaction() as session:
        service.revoke_address(session, current_user.id, at=clock.now(), by=by())
    flash(_("Your link is revoked: nobody can read it any more."))
    return redirect(url_for("feeds.mine"))
