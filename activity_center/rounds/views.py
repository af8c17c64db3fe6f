"""Rounds at the desk: open one, choose what is on offer, look at a proposal, change it by hand, publish it."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses.forms import offer
from activity_center.db import db, zone
from activity_center.rooms import register
from activity_center.rounds import adjusting, lines, my_views, proposing, publishing, service
from activity_center.rounds.blueprint import bp as bp
from activity_center.rounds.forms import OfferForm, RoundForm, SeenForm
from activity_center.rounds.service import RoundDraft
from activity_center.terms import service as terms
from activity_center.web import Form, by, carried_out, needs, page, row_number

__all__ = ["bp", "my_views"]

PLAN, PUBLISH = "plan_courses", "keep_centre"


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


def _at() -> dict[str, Any]:
    return {"at": clock.now(), "zone": zone()}


@bp.get("/desk/rounds")
@needs(PLAN)
def rounds() -> ResponseReturnValue:
    """Show all rounds, the latest first."""
    return page("rounds/rounds.html", rounds=service.rounds(db.session()), at=clock.now(), lines=lines)


@bp.route("/desk/rounds/new", methods=["GET", "POST"])
@needs(PLAN)
def new_round() -> ResponseReturnValue:
    """Open a round for a term."""
    form = _with_terms(RoundForm())
    if carried_out(form, lambda session: service.open_round(session, _draft(form), **_who()).id):
        flash(_("The round is there. Now choose which rooms and times are on offer."))
        return redirect(url_for("rounds.times", round_id=form.result), 303)
    return page("rounds/edit.html", form, row=None)


@bp.route("/desk/rounds/<int:round_id>/edit", methods=["GET", "POST"])
@needs(PLAN)
def edit_round(round_id: int) -> ResponseReturnValue:
    """Change a round's name, term, or when wishes are taken."""
    row = service.round_of(db.session(), round_id)
    form = _with_terms(RoundForm(obj=row))
    if carried_out(form, lambda session: service.change_round(session, round_id, _draft(form), **_who()).id):
        flash(_("Saved."))
        return redirect(url_for("rounds.desk_round", round_id=round_id), 303)
    return page("rounds/edit.html", form, row=service.round_of(db.session(), round_id))


def _with_terms(form: Any) -> Any:
    offer(form.term_id, [(term.id, term.name) for term in terms.terms(db.session())], None)
    return form


def _draft(form: Any) -> RoundDraft:
    opens: datetime = form.opens_at.data
    return RoundDraft(form.term_id.data, form.name.data, opens, form.closes_at.data)


@bp.get("/desk/rounds/<int:round_id>")
@needs(PLAN)
def desk_round(round_id: int) -> ResponseReturnValue:
    """Show a round: who asks for what, who has what, and what comes next."""
    row = service.round_of(db.session(), round_id)
    return page("rounds/desk.html", row=row, at=clock.now(), stage=row.stage(clock.now()).value, lines=lines)


@bp.route("/desk/rounds/<int:round_id>/times", methods=["GET", "POST"])
@needs(PLAN)
def times(round_id: int) -> ResponseReturnValue:
    """Show what is on offer, and put more rooms and weekly times there."""
    form, sites = OfferForm(), register.sites(db.session())
    form.room_ids.choices = [(room.id, f"{room.name} · {site.name}") for site in sites for room in site.rooms]
    chosen = form.room_ids.data or ()
    if carried_out(form, lambda session: service.offer(session, round_id, chosen, form.weeklies, **_who())):
        flash(_("%(n)s weekly times are new on offer.", n=form.result))
        return redirect(url_for("rounds.times", round_id=round_id), 303)
    return page("rounds/times.html", form, row=service.round_of(db.session(), round_id), lines=lines)


@bp.post("/desk/rounds/slots/<int:slot_id>/off")
@needs(PLAN)
def take_off(slot_id: int) -> ResponseReturnValue:
    """Take one weekly time of a room off the offer."""
    form = Form()
    if carried_out(form, lambda session: service.take_off(session, slot_id, **_who())):
        flash(_("It is not on offer any more."))
        return redirect(url_for("rounds.times", round_id=form.result), 303)
    return page("rounds/refused.html", form)


@bp.route("/desk/rounds/<int:round_id>/proposal", methods=["GET", "POST"])
@needs(PLAN)
def proposal(round_id: int) -> ResponseReturnValue:
    """Show what the system proposes as a difference to what there is, and write it down once somebody has looked."""
    form = SeenForm()
    seen = form.seen.data or ""
    if carried_out(form, lambda session: proposing.apply(session, round_id, seen, **_who(), zone=zone())):
        flash(_("%(n)s weekly times are given now. Nothing is booked before you publish.", n=form.result))
        return redirect(url_for("rounds.desk_round", round_id=round_id), 303)
    looked = proposing.look(db.session(), round_id, **_at())
    row = service.round_of(db.session(), round_id)
    return page("rounds/proposal.html", form, row=row, looked=looked, stage=row.stage(clock.now()).value, **_named(row))


def _named(row: Any) -> dict[str, Any]:
    """Return what a template finds slots and applications by."""
    return {
        "slots": {slot.id: slot for slot in row.slots},
        "applications": {application.id: application for application in row.applications},
        "lines": lines,
    }


@bp.route("/desk/rounds/<int:round_id>/adjust", methods=["GET", "POST"])
@needs(PLAN)
def adjust(round_id: int) -> ResponseReturnValue:
    """Give, take and keep weekly times one by one; what cannot be says why."""
    form = Form()
    act, slot_id = request.form.get("act", ""), request.form.get("slot", 0, row_number)
    application_id = request.form.get("application", 0, row_number)
    if carried_out(form, lambda session: _adjusted(session, act, slot_id, application_id)):
        flash(_("Saved."))
        return redirect(url_for("rounds.adjust", round_id=round_id, _anchor=f"slot-{slot_id}"), 303)
    verdicts = adjusting.verdicts(db.session(), round_id, **_at())
    row = service.round_of(db.session(), round_id)
    stage = row.stage(clock.now()).value
    return page("rounds/adjust.html", form, row=row, verdicts=verdicts, stage=stage, tried=slot_id, **_named(row))


def _adjusted(session: Any, act: str, slot_id: int, application_id: int) -> Any:
    if act == "give":
        return adjusting.give(session, slot_id, application_id, **_who(), zone=zone())
    if act == "take":
        return adjusting.take(session, slot_id, **_who())
    return adjusting.keep(session, slot_id, act == "keep", **_who())


@bp.route("/desk/rounds/<int:round_id>/publish", methods=["GET", "POST"])
@needs(PUBLISH)
def publish(round_id: int) -> ResponseReturnValue:
    """Show which dates would be booked and which left out, and book them all."""
    form = SeenForm()
    seen = form.seen.data or ""
    if carried_out(form, lambda session: publishing.publish(session, round_id, seen, **_who(), zone=zone()).id):
        flash(_("Published. The rooms are booked, and every society has a notice."))
        return redirect(url_for("rounds.desk_round", round_id=round_id), 303)
    row = service.round_of(db.session(), round_id)
    plan = None if row.published_at else publishing.look(db.session(), round_id, **_at())
    return page("rounds/publish.html", form, row=row, plan=plan, stage=row.stage(clock.now()).value, lines=lines)
