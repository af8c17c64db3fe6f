"""Closures at the desk: what closes, what that hits, what becomes of it, and telling everybody."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from activity_center import clock
from activity_center.closures import lines, looking, publishing, service, telling
from activity_center.closures.forms import ClosingForm, ConfirmForm, LineForm
from activity_center.closures.rules import Act, Scope
from activity_center.closures.service import ClosingDraft
from activity_center.courses.forms import offer
from activity_center.db import db, transaction, zone
from activity_center.formats import local
from activity_center.rooms import register
from activity_center.terms.rules import at_wall_time
from activity_center.web import by, carried_out, needs, page, paging, row_number

bp = Blueprint("closures", __name__)

PLAN, PUBLISH = "plan_courses", "keep_centre"


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by(), "zone": zone()}


@bp.get("/desk/closings")
@needs(PLAN)
def closings() -> Any:
    """Show all closures, drafts first."""
    return page("closures/closings.html", plans=looking.plans(db.session()), lines=lines)


@bp.route("/desk/closings/new", methods=["GET", "POST"])
@needs(PLAN)
def new_closing() -> Any:
    """Say what closes, and see what that hits."""
    form = _with_rooms(ClosingForm())
    if carried_out(form, lambda session: service.start(session, _draft(form), **_who()).id):
        flash(_("This is what it hits. Nothing has been changed and nobody told yet."))
        return redirect(url_for("closures.closing", closing_id=form.result), 303)
    return page("closures/what.html", form, plan=None)


@bp.route("/desk/closings/<int:closing_id>/edit", methods=["GET", "POST"])
@needs(PLAN)
def edit_closing(closing_id: int) -> Any:
    """Change what a draft closes; what is decided stays where it can."""
    form = _with_rooms(ClosingForm(data=_typed(looking.plan(db.session(), closing_id))))
    if carried_out(form, lambda session: service.change(session, closing_id, _draft(form), **_who()).id):
        flash(_("Changed. New lines are marked."))
        return redirect(url_for("closures.closing", closing_id=closing_id), 303)
    return page("closures/what.html", form, plan=looking.plan(db.session(), closing_id))


def _with_rooms(form: Any) -> Any:
    sites = register.sites(db.session())
    offer(form.site_id, [(site.id, site.name) for site in sites], _("please choose"))
    form.room_ids.choices = [(room.id, f"{room.name} · {site.name}") for site in sites for room in site.rooms]
    return form


def _draft(form: Any) -> ClosingDraft:
    """Return what was typed; without hours it is whole days."""
    ends_on, ends = (form.last_on.data, form.ends.data) if form.ends.data else (_after(form.last_on.data), time(0))
    return ClosingDraft(
        Scope(form.scope.data),
        at_wall_time(form.first_on.data, form.starts.data or time(0), zone()),
        at_wall_time(ends_on, ends, zone()),
        form.kind.data,
        form.why.data.strip(),
        form.site_id.data,
        tuple(form.room_ids.data or ()),
    )


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _typed(plan: Any) -> dict[str, Any]:
    starts, ends = local(plan.starts_at), local(plan.ends_at)
    whole = ends.time() == time(0)
    return {
        "scope": plan.scope.value,
        "site_id": plan.site_id,
        "room_ids": plan.room_ids,
        "first_on": starts.date(),
        "starts": starts.time() if starts.time() != time(0) else None,
        "last_on": ends.date() - timedelta(days=1) if whole else ends.date(),
        "ends": None if whole else ends.time(),
        "kind": plan.kind,
        "why": plan.why,
    }


@bp.get("/desk/closings/<int:closing_id>")
@needs(PLAN)
def closing(closing_id: int) -> Any:
    """Show what a closure hits, day by day, and what becomes of each."""
    looked = looking.look(db.session(), closing_id, at=clock.now(), zone=zone())
    show, text, asked = request.args.get("show", "all"), request.args.get("q", "").strip(), paging(100)
    chosen = looked.chosen(show, text)
    on_page = chosen[asked.offset : asked.offset + asked.size]
    days = [(day, list(rows)) for day, rows in groupby(on_page, key=lambda line: local(line.starts_at).date())]
    known = replace(asked, total=len(chosen))
    rooms = looking.names_of_rooms(db.session(), looked.plan)
    facts = {"show": show, "q": text, "chosen": chosen, "days": days, "paging": known, "rooms": rooms, "lines": lines}
    return page("closures/closing.html", looked=looked, plan=looked.plan, **facts)


@bp.post("/desk/closings/<int:closing_id>/decide")
@needs(PLAN)
def decide(closing_id: int) -> Any:
    """Cancel, leave or move as proposed what is ticked, or all that is shown."""
    act = {each.value: each for each in Act}.get(request.form.get("act", ""))
    if act is None:
        raise BadRequest
    with transaction() as session:
        done = service.decide(session, closing_id, _chosen(session, closing_id), act, **_who())
    flash(lines.decided(act, done))
    back: dict[str, Any] = {name: value for name in ("show", "q", "page") if (value := request.form.get(name))}
    return redirect(url_for("closures.closing", closing_id=closing_id, **back), 303)


def _chosen(session: Session, closing_id: int) -> set[int]:
    if not request.form.get("all"):
        return set(request.form.getlist("line", type=row_number))
    looked = looking.look(session, closing_id, at=clock.now(), zone=zone())
    shown = looked.chosen(request.form.get("show", "all"), request.form.get("q", "").strip())
    return {line.id for line in shown}


@bp.post("/desk/closings/<int:closing_id>/look-again")
@needs(PLAN)
def look_again(closing_id: int) -> Any:
    """Bring the list of a draft up to date."""
    with transaction() as session:
        news = service.look_again(session, closing_id, **_who())
    flash(_("The list is up to date; %(n)s lines are new or different.", n=news))
    return redirect(url_for("closures.closing", closing_id=closing_id), 303)


@bp.route("/desk/closings/lines/<int:line_id>", methods=["GET", "POST"])
@needs(PLAN)
def line(line_id: int) -> Any:
    """Say when and where one thing is instead."""
    row = looking.line(db.session(), line_id)
    closing_id, to = row.plan_id, local(row.to_starts_at or row.starts_at)
    form = LineForm(data={"on": to.date(), "starts": to.time(), "room_id": None})
    sites = register.sites(db.session())
    rooms = [(room.id, f"{room.name} · {site.name}") for site in sites for room in site.rooms if room.is_open]
    offer(form.room_id, rooms, _("the room it has"))
    if carried_out(form, lambda session: service.move(session, line_id, _start(form), form.room_id.data, **_who()).id):
        flash(_("Noted. It moves when the closure is published."))
        return redirect(url_for("closures.closing", closing_id=closing_id), 303)
    row = looking.line(db.session(), line_id)
    free = looking.free_rooms(db.session(), line_id, zone=zone())
    return page("closures/line.html", form, line=row, plan=row.plan, free=free, lines=lines)


def _start(form: Any) -> datetime:
    return at_wall_time(form.on.data, form.starts.data, zone())


@bp.route("/desk/closings/<int:closing_id>/publish", methods=["GET", "POST"])
@needs(PUBLISH)
def publish(closing_id: int) -> Any:
    """Ask, then change everything at once and tell everybody."""
    form = ConfirmForm()
    if carried_out(form, lambda session: publishing.publish(session, closing_id, **_who()).told):
        flash(_("Published. %(n)s people are told, each once.", n=form.result))
        return redirect(url_for("closures.closing", closing_id=closing_id), 303)
    looked = looking.look(db.session(), closing_id, at=clock.now(), zone=zone())
    return page("closures/publishing.html", form, looked=looked, plan=looked.plan, lines=lines)


@bp.route("/desk/closings/<int:closing_id>/discard", methods=["GET", "POST"])
@needs(PLAN)
def discard(closing_id: int) -> Any:
    """Ask, then throw a draft away."""
    form = ConfirmForm()
    if carried_out(form, lambda session: service.discard(session, closing_id, at=clock.now(), by=by())):
        flash(_("The draft is thrown away; nothing was changed."))
        return redirect(url_for("closures.closings"), 303)
    return page("closures/discarding.html", form, plan=looking.plan(db.session(), closing_id), lines=lines)


@bp.route("/desk/closings/<int:closing_id>/reopen", methods=["GET", "POST"])
@needs(PUBLISH)
def reopen(closing_id: int) -> Any:
    """Ask, then let the rooms be booked again."""
    form = ConfirmForm()
    if carried_out(form, lambda session: publishing.reopen(session, closing_id, at=clock.now(), by=by()).id):
        flash(_("Open again. What was moved or cancelled stays so until you put it back."))
        return redirect(url_for("closures.closing", closing_id=closing_id), 303)
    return page("closures/reopening.html", form, plan=looking.plan(db.session(), closing_id), lines=lines)


@bp.get("/desk/closings/<int:closing_id>/calls")
@needs(PLAN)
def calls(closing_id: int) -> Any:
    """Show whom to telephone about a closure, on a sheet to print."""
    plan = looking.plan(db.session(), closing_id)
    return page("closures/calls.html", plan=plan, calls=telling.calls(db.session(), plan), lines=lines)
