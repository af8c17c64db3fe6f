"""Events at a kiosk: look, sign up, decide about a place that is kept, give it up; and say that one is there."""

from datetime import timedelta
from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import clock, formats
from activity_center.db import db
from activity_center.errors import NotYours, Reason
from activity_center.kiosk import asking, together
from activity_center.kiosk.blueprint import bp, by, me, shown, visitor
from activity_center.kiosk.lines import Act
from activity_center.kiosk.rules import Level
from activity_center.kiosk.together import Kind, Question, Subject
from activity_center.people import service as people
from activity_center.societies import coming, events, membership, places, seats
from activity_center.societies import lines as gatherings
from activity_center.societies.places import PlaceDraft
from activity_center.societies.seats import EVENTS

KIND = Kind("deciding_place", "place_stands", "place_id", _l("Give up my place"))
_ACTS = {"accept": places.accept, "decline": places.decline, "withdraw": places.give_up}
_DECIDING = "/kiosk/places/<int:place_id>/<any(accept, decline, withdraw):choice>"
_LISTED = timedelta(days=92)


@bp.get("/kiosk/events")
@shown()
def events_ahead() -> Any:
    """Show what is coming for everybody, and for members of a society what is theirs."""
    session, at, person_id = db.session(), clock.now(), visitor() or 0
    own = {one.society_id: one for one in membership.of_person(session, person_id)}
    ahead = [row for row in events.between(session, at, at + _LISTED) if row.is_on]
    rows = [row for row in ahead if gatherings.is_for(row, own.get(row.society_id or 0), False)]
    held = {one.event_id: one for one in places.of_person(session, person_id, at)}
    counts, rooms = seats.counts(session, EVENTS, [row.id for row in rows]), events.rooms_of(session, rows)
    found = [together.event(row, rooms[row.id], _note(row, counts[row.id], held.get(row.id), at)) for row in rows]
    return asking.listed(_("Events"), found, _("Nothing is planned at present."), url_for("kiosk.together_here"))


def _note(row: Any, count: Any, mine: Any, at: Any) -> str:
    position = seats.position(db.session(), EVENTS, mine) if mine else None
    return together.event_note(row, count, mine, position, at)


@bp.get("/kiosk/events/<int:event_id>")
@shown()
def event(event_id: int) -> Any:
    """Show one event, and the next step."""
    session, at, person_id = db.session(), clock.now(), visitor()
    row, mine = _seen(event_id)
    count = seats.counts(session, EVENTS, [event_id])[event_id]
    reasons = places.refusals(session, row, people.person(session, person_id), at) if person_id and not mine else []
    # That it needs no sign-up is what its page says anyhow.
    reasons = [reason for reason in reasons if reason.code != "event_without_places"]
    note = _note(row, count, mine, at)
    came_at = coming.came_at(session, [event_id], person_id).get(event_id) if person_id else None
    page = Subject(
        row.title,
        together.event_facts(row, events.rooms_of(session, [row])[event_id], count),
        _("Signed in at %(time)s.", time=formats.hour(came_at)) if came_at else note,
        _acts(row, count, mine, bool(reasons), at) if not came_at else [],
        [] if came_at or together.is_open(row, places.opens_at(row), at) else reasons,
        row.about,
    )
    return asking.subject(page, (url_for("kiosk.events_ahead"), _("All events")))


def _seen(event_id: int) -> tuple[Any, Any]:
    """Return an event that the visitor may see, with their place in it."""
    session, person_id = db.session(), visitor()
    row = events.event(session, event_id)
    mine = seats.live(session, EVENTS, event_id, person_id) if person_id else None
    own = seats.live(session, seats.SOCIETIES, row.society_id, person_id) if person_id and row.society_id else None
    if not (mine or gatherings.is_for(row, own, False)):
        raise NotYours
    return row, mine


def _acts(row: Any, count: Any, mine: Any, is_refused: bool, at: Any) -> list[Act]:
    if together.is_open(row, places.opens_at(row), at) and (together.is_held(mine) or not row.takes_places):
        return [(url_for("kiosk.ask_to_sign_in", event_id=row.id), _("I am here"), "main")]
    if not row.is_on or row.starts_at <= at or not row.takes_places:
        return []
    if mine:
        return together.acts_on(KIND, mine)
    return [] if is_refused else [_sign_up(row, count)]


def _sign_up(row: Any, count: Any) -> Act:
    waits = together.leads_to(count, row.capacity)[1]
    label = _("Join the waitlist") if waits else _("Sign me up")
    return url_for("kiosk.sign_up", event_id=row.id), label, "wait" if waits else "main"


def _draft(row: Any) -> PlaceDraft:
    """Return what pressing the button says: that one is well, and whom to call as the centre knows it."""
    person = people.person(db.session(), me())
    return PlaceDraft(row.asks_health, person.emergency_name or "", person.emergency_phone or "")


def _signing_up(event_id: int) -> Question:
    row, _mine = _seen(event_id)
    count = seats.counts(db.session(), EVENTS, [event_id])[event_id]
    draft, (url, label, kind) = _draft(row), _sign_up(row, count)
    reasons = [Reason("emergency_unsaid")] if places.is_alone(row, draft) else []
    said = [together.leads_to(count, row.capacity)[0]]
    said += [_("By pressing the button you say that you are well enough for it.")] if row.asks_health else []
    if places.asks_whom_to_call(row) and not reasons:
        contact = {"name": draft.emergency_name, "phone": draft.emergency_phone}
        said += [_("In an emergency we call %(name)s, %(phone)s.", **contact)]
    act = None if reasons else (url, _("Yes: %(act)s", act=label), kind)
    return Question(label, _line(row), said, act, url_for("kiosk.event", event_id=event_id), reasons)


@bp.get("/kiosk/events/<int:event_id>/sign-up")
@shown(Level.PIN)
def sign_up(event_id: int) -> Any:
    """Say what signing up leads to before it is done."""
    if _seen(event_id)[1]:
        return redirect(url_for("kiosk.event", event_id=event_id), 303)
    return asking.question(_signing_up(event_id))


@bp.post("/kiosk/events/<int:event_id>/sign-up")
@shown(Level.PIN)
def signed_up(event_id: int) -> Any:
    """Sign up for an event, or for its waitlist."""
    asked, draft = _signing_up(event_id), _draft(_seen(event_id)[0])
    place_id, no = asking.carried_out(
        lambda s: places.sign_up(s, event_id, me(), draft, at=clock.now(), by=by()).id, asked
    )
    return no or redirect(url_for("kiosk.place_stands", place_id=place_id), 303)


@bp.get(_DECIDING)
@shown(Level.PIN)
def deciding_place(place_id: int, choice: str) -> Any:
    """Ask before a place in an event is taken, left to the next or given up."""
    mine = asking.own(places.place(db.session(), place_id))
    return asking.decided(KIND, mine, choice, _line(mine.event), url_for("kiosk.event", event_id=mine.event_id))


@bp.post(_DECIDING)
@shown(Level.PIN)
def decide_place(place_id: int, choice: str) -> Any:
    """Take a place in an event, leave it to the next, or give it up."""
    asking.own(places.place(db.session(), place_id))
    return asking.decide(KIND, place_id, lambda s: _ACTS[choice](s, place_id, at=clock.now(), by=by()))


@bp.get("/kiosk/places/<int:place_id>")
@shown(Level.CARD)
def place_stands(place_id: int) -> Any:
    """Say what became of an act."""
    mine = asking.own(places.place(db.session(), place_id))
    position = seats.position(db.session(), EVENTS, mine)
    path = url_for("societies.event", event_id=mine.event_id)
    return asking.done(mine, position, _line(mine.event), path, url_for("kiosk.event", event_id=mine.event_id))


def _line(row: Any) -> Any:
    return together.event(row, events.rooms_of(db.session(), [row])[row.id], "")


@bp.get("/kiosk/events/<int:event_id>/sign-in")
@shown(Level.CARD)
def ask_to_sign_in(event_id: int) -> Any:
    """Ask whether it is this event at which the visitor is."""
    row, _mine = _seen(event_id)
    url = url_for("kiosk.sign_in_for_event", event_id=event_id)
    reasons = coming.refusals(db.session(), row, me(), clock.now())
    act, back = None if reasons else (url, _("I am here"), "main"), url_for("kiosk.event", event_id=event_id)
    return asking.question(Question(_("Are you at this event now?"), _line(row), [], act, back, reasons))


@bp.post("/kiosk/events/<int:event_id>/sign-in")
@shown(Level.CARD)
def sign_in_for_event(event_id: int) -> Any:
    """Write down that the visitor is at an event."""
    at = clock.now()
    asking.act(lambda s: coming.sign_in(s, event_id, me(), at, at=at, by=by()))
    return redirect(url_for("kiosk.at_event", event_id=event_id), 303)


@bp.get("/kiosk/events/<int:event_id>/signed-in")
@shown(Level.CARD)
def at_event(event_id: int) -> Any:
    """Say that the visitor is on the list, since when, and where to go."""
    row, _mine = _seen(event_id)
    came_at = coming.came_at(db.session(), [event_id], me()).get(event_id)
    heading = _("You are signed in") if came_at else _("You are not signed in")
    since = _("Signed in at %(time)s.", time=formats.hour(came_at)) if came_at else ""
    path = url_for("societies.event", event_id=event_id)
    return asking.told(heading, since or _("Please ask the desk if you did not expect that."), _line(row), path, "")
