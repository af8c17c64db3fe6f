"""Societies at a kiosk: look, join, decide about a place that is kept, leave; and what one takes part in."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import clock
from activity_center.db import db, zone
from activity_center.kiosk import asking, taking_part, together
from activity_center.kiosk.blueprint import bp, by, me, screen, shown, visitor
from activity_center.kiosk.rules import Level
from activity_center.kiosk.together import Kind, Question, Subject
from activity_center.people import service as people
from activity_center.societies import ballots, events, membership, seats, service
from activity_center.societies import lines as gatherings
from activity_center.societies.models import EventPlace, Membership
from activity_center.societies.seats import SOCIETIES

KIND = Kind("deciding_membership", "membership_stands", "membership_id", _l("Leave the society"))
_ACTS = {"accept": membership.accept, "decline": membership.decline, "withdraw": membership.leave}
_DECIDING = "/kiosk/memberships/<int:membership_id>/<any(accept, decline, withdraw):choice>"


@bp.get("/kiosk/together")
@shown()
def together_here() -> Any:
    """Show what one can do with others: societies, events, contests."""
    session = db.session()
    votes = bool(ballots.to_vote_in(session, visitor() or 0, clock.now()))
    return screen("together.html", offers=taking_part.count_offers(session, visitor()), votes=votes)


@bp.get("/kiosk/societies")
@shown()
def societies() -> Any:
    """Show the societies, with what the visitor is in them."""
    session, rows = db.session(), service.societies(db.session(), only_approved=True)
    counts = seats.counts(session, SOCIETIES, [row.id for row in rows])
    mine = {one.society_id: one for one in membership.of_person(session, visitor() or 0)}
    places = {id: seats.position(session, SOCIETIES, one) for id, one in mine.items()}
    found = [together.society(row, counts[row.id], mine.get(row.id), places.get(row.id)) for row in rows]
    return asking.listed(_("Societies"), found, _("No society yet"), url_for("kiosk.together_here"))


@bp.get("/kiosk/societies/<int:society_id>")
@shown()
def society(society_id: int) -> Any:
    """Show one society, and the next step."""
    session, at = db.session(), clock.now()
    row = service.society(session, society_id)
    count = seats.counts(session, SOCIETIES, [society_id])[society_id]
    mine = _mine(society_id)
    ahead = [one for one in events.ahead_of(session, society_id, at) if gatherings.is_for(one, mine, False)]
    coming = together.event(ahead[0], events.rooms_of(session, ahead[:1])[ahead[0].id], "") if ahead else None
    person_id = visitor()
    reasons = membership.joining_reasons(row, people.person(session, person_id)) if person_id and not mine else []
    position = seats.position(session, SOCIETIES, mine) if mine else None
    standing = together.standing(mine, position, True) if mine else together.leads_to(count, row.capacity)[0]
    officers = gatherings.officers(row, at.astimezone(zone()).date())
    page = Subject(
        row.name,
        together.society_facts(row, officers, count, coming),
        standing if not reasons else "",
        together.acts_on(KIND, mine) if mine else [] if reasons else [_join(row, count)],
        reasons,
        row.about,
    )
    return asking.subject(page, (url_for("kiosk.societies"), _("All societies")))


def _mine(society_id: int) -> Any:
    person_id = visitor()
    return seats.live(db.session(), SOCIETIES, society_id, person_id) if person_id else None


def _join(row: Any, count: Any) -> tuple[str, str, str]:
    waits = together.leads_to(count, row.capacity)[1]
    label = _("Join the waitlist") if waits else _("Join this society")
    return url_for("kiosk.join", society_id=row.id), label, "wait" if waits else "main"


def _joining(society_id: int) -> Question:
    row = service.society(db.session(), society_id)
    count = seats.counts(db.session(), SOCIETIES, [society_id])[society_id]
    url, label, kind = _join(row, count)
    said = [together.leads_to(count, row.capacity)[0], _("Your telephone number stays hidden from the officers.")]
    line = together.society(row, count, None, None)
    back = url_for("kiosk.society", society_id=society_id)
    return Question(label, line, said, (url, _("Yes: %(act)s", act=label), kind), back)


@bp.get("/kiosk/societies/<int:society_id>/join")
@shown(Level.PIN)
def join(society_id: int) -> Any:
    """Say what joining leads to before it is done."""
    if _mine(society_id):
        return redirect(url_for("kiosk.society", society_id=society_id), 303)
    return asking.question(_joining(society_id))


@bp.post("/kiosk/societies/<int:society_id>/join")
@shown(Level.PIN)
def joined(society_id: int) -> Any:
    """Join a society, or its waitlist."""
    asked = _joining(society_id)
    place_id, no = asking.carried_out(lambda s: membership.join(s, society_id, me(), at=clock.now(), by=by()).id, asked)
    return no or redirect(url_for("kiosk.membership_stands", membership_id=place_id), 303)


@bp.get(_DECIDING)
@shown(Level.PIN)
def deciding_membership(membership_id: int, choice: str) -> Any:
    """Ask before a place in a society is taken, left to the next or given up."""
    mine = asking.own(membership.membership(db.session(), membership_id))
    return asking.decided(KIND, mine, choice, _line(mine), url_for("kiosk.society", society_id=mine.society_id))


@bp.post(_DECIDING)
@shown(Level.PIN)
def decide_membership(membership_id: int, choice: str) -> Any:
    """Take a place in a society, leave it to the next, or leave."""
    asking.own(membership.membership(db.session(), membership_id))
    return asking.decide(KIND, membership_id, lambda s: _ACTS[choice](s, membership_id, at=clock.now(), by=by()))


@bp.get("/kiosk/memberships/<int:membership_id>")
@shown(Level.CARD)
def membership_stands(membership_id: int) -> Any:
    """Say what became of an act."""
    mine = asking.own(membership.membership(db.session(), membership_id))
    position = seats.position(db.session(), SOCIETIES, mine)
    path = url_for("societies.society", society_id=mine.society_id)
    back = url_for("kiosk.society", society_id=mine.society_id)
    return asking.done(mine, position, _line(mine), path, back, is_member=True)


def _line(mine: Any) -> Any:
    count = seats.counts(db.session(), SOCIETIES, [mine.society_id])[mine.society_id]
    return together.society(mine.society, count, None, None)


@bp.get("/kiosk/takes-part")
@shown(Level.CARD)
def takes_part() -> Any:
    """Show everything the visitor takes part in with others, what waits for a decision first."""
    rows = taking_part.everything(db.session(), me(), clock.now())
    return asking.listed(
        _("What I take part in"),
        [_row(*one) for one in rows],
        _("You are in no society, event or contest."),
        url_for("kiosk.together_here"),
    )


def _row(place: Any, position: int | None, rooms: Any) -> Any:
    if isinstance(place, Membership):
        count = seats.counts(db.session(), SOCIETIES, [place.society_id])[place.society_id]
        return together.society(place.society, count, place, position)
    if isinstance(place, EventPlace):
        return together.event(place.event, rooms, together.standing(place, position))
    return together.category_of_mine(place, position)
