"""The pages of societies that anybody may read, and what a member does there."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction, zone
from activity_center.errors import NotYours
from activity_center.people import service as people
from activity_center.societies import (
    coming_views,
    desk_views,
    election_views,
    elections,
    event_leading_views,
    event_views,
    events,
    founding,
    founding_views,
    keeping_views,
    leading_views,
    life_lines,
    lines,
    membership,
    photo_views,
    places,
    seats,
    service,
    year_views,
    years,
)
from activity_center.societies.blueprint import bp, is_staff, leads, today, who
from activity_center.societies.forms import JoinForm
from activity_center.societies.seats import SOCIETIES
from activity_center.web import Form, carried_out, my_id, needs, page

__all__ = ["bp", "coming_views", "desk_views", "election_views", "event_leading_views", "event_views", "founding_views"]
__all__ += ["keeping_views", "leading_views", "photo_views", "year_views"]


@bp.get("/societies")
def societies() -> ResponseReturnValue:
    """Show which societies there are, and which are being founded."""
    session = db.session()
    shown = service.societies(session, only_approved=True)
    counts = seats.counts(session, SOCIETIES, [one.id for one in shown])
    return page(
        "societies/societies.html",
        societies=shown,
        counts=counts,
        founded=founding.being_founded(session),
        **_honoured(session),
        lines=lines,
    )


def _honoured(session: Any) -> dict[str, Any]:
    """Return the newest ranking that is published, with its brand societies."""
    newest = years.published(session)
    return {"ranking": newest, "brands": years.brands(session, newest) if newest else []}


@bp.route("/societies/<int:society_id>", methods=["GET", "POST"])
def society(society_id: int) -> ResponseReturnValue:
    """Show what a society is, who speaks for it and what is coming; join it here."""
    session, me = db.session(), my_id()
    form = JoinForm()
    if me and carried_out(form, _joining(society_id, form, me)):
        flash(lines.joined(form.result))
        return redirect(url_for("societies.society", society_id=society_id), 303)
    row = service.society(session, society_id)
    mine = seats.live(session, SOCIETIES, society_id, me) if me else None
    ahead = [one for one in events.ahead_of(session, society_id, clock.now()) if lines.is_for(one, mine, is_staff())]
    return page(
        "societies/society.html",
        form,
        society=row,
        officers=lines.officers(row, today()),
        names_shown=me is not None,
        counts=seats.counts(session, SOCIETIES, [society_id])[society_id],
        mine=mine,
        position=seats.position(session, SOCIETIES, mine) if mine else None,
        is_founder=any(one.person_id == me for one in row.founders),
        reasons=_reasons(row, me, mine),
        events=ahead,
        rooms=events.rooms_of(session, ahead),
        leads=leads(society_id),
        is_inside=leads(society_id) or membership.is_member(session, society_id, me),
        year=today().year,
        renewed=mine is None or years.has_renewed(mine, today().year, zone()),
        elections=_elections(session, [society_id]),
        life=life_lines,
        is_staff=is_staff(),
        lines=lines,
    )


def _elections(session: Any, society_ids: list[int]) -> list[tuple[Any, Any]]:
    """Return the elections that run in some societies, each with where it is."""
    at = clock.now()
    return [(row, elections.stage_of(row, at)) for row in elections.running(session, society_ids, at)]


def _joining(society_id: int, form: JoinForm, person_id: int) -> Any:
    shows = form.shows_phone.data
    return lambda s: membership.join(s, society_id, person_id, shows_phone=shows, **who()).status


def _reasons(row: Any, me: int | None, mine: Any) -> list[Any]:
    """Return why the reader cannot join, nothing for a visitor and for who is in already."""
    return membership.joining_reasons(row, people.person(db.session(), me)) if me and not mine else []


@bp.get("/me/societies")
@needs()
def mine() -> ResponseReturnValue:
    """Show the societies and events of the reader, and those they speak for."""
    session, me, at = db.session(), my_id() or 0, clock.now()
    own = membership.of_person(session, me)
    held = places.of_person(session, me, at)
    return page(
        "societies/mine.html",
        memberships=own,
        positions={one.id: seats.position(session, SOCIETIES, one) for one in own},
        places=held,
        waits={one.id: seats.position(session, seats.EVENTS, one) for one in held},
        rooms=events.rooms_of(session, [one.event for one in held]),
        led=service.led_by(session, me, today()),
        elections=_elections(session, [one.society_id for one in own if one.status.value == "enrolled"]),
        life=life_lines,
        lines=lines,
    )


def _own(membership_id: int) -> Any:
    """Return a membership that the reader may decide about."""
    row = membership.membership(db.session(), membership_id)
    if row.person_id != my_id() and not is_staff():
        raise NotYours
    return row


@bp.post("/memberships/<int:membership_id>/<any(accept, decline):choice>")
@needs()
def decide(membership_id: int, choice: str) -> ResponseReturnValue:
    """Take the place in a society that is offered, or leave it to the next."""
    _own(membership_id)
    act = membership.accept if choice == "accept" else membership.decline
    with transaction() as session:
        act(session, membership_id, **who())
    flash(_("You are a member now. Welcome!") if choice == "accept" else _("The place goes to the next person."))
    return redirect(url_for("societies.mine"), 303)


@bp.post("/memberships/<int:membership_id>/phone")
@needs()
def show_phone(membership_id: int) -> ResponseReturnValue:
    """Let the officers read one's telephone number, or not any more."""
    row = _own(membership_id)
    with transaction() as session:
        shown = membership.show_phone(session, membership_id, not row.shows_phone, **who()).shows_phone
    flash(_("The officers can see your number now.") if shown else _("Nobody but staff can see your number now."))
    return redirect(url_for("societies.society", society_id=_own(membership_id).society_id), 303)


@bp.route("/memberships/<int:membership_id>/leave", methods=["GET", "POST"])
@needs()
def leave(membership_id: int) -> ResponseReturnValue:
    """Ask once, then leave a society or its waitlist."""
    form, _checked = Form(), _own(membership_id)
    if carried_out(form, lambda s: membership.leave(s, membership_id, **who()).society_id):
        flash(_("You have left. You may join again at any time."))
        return redirect(url_for("societies.society", society_id=form.result), 303)
    return page("societies/leaving.html", form, row=_own(membership_id))
