"""The pages of planning: the table of a term, one section's place, last term's copy, and what the system proposes."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.courses.forms import offer
from activity_center.courses.rules import SectionStatus, WeeklyTime
from activity_center.db import db, found, transaction
from activity_center.formats import zone
from activity_center.planning import copying, reading, service, table, wanting
from activity_center.planning.forms import CopyForm, PlaceForm
from activity_center.rooms import register
from activity_center.terms import service as terms
from activity_center.web import Form, by, carried_out, heard, needs, page, row_number

bp = Blueprint("planning", __name__)

PLAN = "plan_courses"


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


def _term() -> Any:
    """Return the term that is asked for, else the one that staff most likely plan; None where there is none at all."""
    id = request.values.get("term", None, row_number)
    return terms.term(db.session(), id) if id else service.term_to_plan(db.session())


@bp.get("/desk/planning")
@needs(PLAN)
def planning() -> ResponseReturnValue:
    """Show a term: rooms by weekdays, what clashes, what is empty and what has no place."""
    session, term = db.session(), _term()
    if term is None:
        return page("planning/planning.html", term=None)
    scene, site_id = reading.scene(session, term.id, zone()), request.args.get("site", None, row_number)
    laid_out = table.table(scene, site_id)
    return page(
        "planning/planning.html",
        term=term,
        terms=terms.terms(session),
        sites=scene.sites,
        site_id=site_id,
        table=laid_out,
    )


@bp.route("/desk/planning/sections/<int:section_id>", methods=["GET", "POST"])
@needs(PLAN)
def place(section_id: int) -> ResponseReturnValue:
    """Move one weekly time of a draft; an offered section is changed where the people in it are seen."""
    section = courses.section(db.session(), section_id)
    if section.status is not SectionStatus.DRAFT:
        return redirect(f"/desk/sections/{section_id}/edit", 303)
    n, times = request.values.get("n", 1, row_number), courses.draft_of(section).times
    form = PlaceForm(data=vars(found(_at(times, n))))
    _offer_rooms(form)
    if carried_out(form, lambda s: service.place(s, section_id, n, form.weekly, **_who(), zone=zone())):
        flash(_("Saved."))
        return redirect(url_for("planning.planning", term=section.term_id), 303)
    section = courses.section(db.session(), section_id)
    return page(
        "planning/place.html",
        form,
        section=section,
        n=n,
        times=times,
        reasons=service.clashes_of(db.session(), section_id, zone()),
        suggestions=service.suggestions(db.session(), section_id, n, zone()),
        rooms=_rooms(),
    )


def _at(times: Any, n: int) -> WeeklyTime | None:
    """Return the n-th weekly time; that after the last is empty, and there are no others."""
    return (*times, WeeklyTime())[n - 1] if 1 <= n <= len(times) + 1 else None


def _rooms() -> dict[int, Any]:
    return {room.id: room for site in register.sites(db.session()) for room in site.rooms}


def _offer_rooms(form: PlaceForm) -> None:
    rooms = [(room.id, f"{room.name} · {room.site.name}") for room in _rooms().values()]
    offer(form.room_id, rooms, _("none"))


@bp.route("/desk/planning/copy", methods=["GET", "POST"])
@needs(PLAN)
def copy() -> ResponseReturnValue:
    """Show which sections of another term this one has not yet, and make drafts of those that are chosen."""
    session, term = db.session(), found(_term())
    before = wanting.term_before(session, term)
    source = request.values.get("source", before.id if before else None, row_number)
    form = CopyForm(source=source)
    others = [other for other in terms.terms(session) if other.id != term.id]
    offer(form.source, [(other.id, other.name) for other in others], None)
    if carried_out(form, lambda s: copying.copy(s, form.source.data, term.id, form.sections.data or [], **_who())):
        flash(_("%(n)s drafts were made.", n=len(form.result)))
        return redirect(url_for("planning.planning", term=term.id), 303)
    copied = copying.look(session, source, term.id) if source and source != term.id else []
    return page("planning/copy.html", form, term=term, others=others, source=source, copied=copied)


@bp.route("/desk/planning/proposal", methods=["GET", "POST"])
@needs(PLAN)
def proposal() -> ResponseReturnValue:
    """Show places for everything that has none, and write them into the drafts once somebody has looked."""
    term, clashing, form = found(_term()), bool(request.values.get("clashing")), Form()
    scene, proposed = service.propose(db.session(), term.id, zone(), with_clashing=clashing)
    is_seen = request.form.get("seen") in (None, service.seen(proposed))
    if not is_seen:
        form.reasons = [service.STALE]
    if is_seen and heard(form, lambda: _apply(term.id, proposed, clashing)):
        flash(_("%(n)s classes have a place now.", n=form.result))
        return redirect(url_for("planning.planning", term=term.id), 303)
    names = {"rooms": scene.rooms, "persons": scene.persons}
    return page(
        "planning/proposal.html",
        form,
        term=term,
        proposal=proposed,
        clashing=clashing,
        seen=service.seen(proposed),
        clashes=scene.clashes,
        **names,
    )


def _apply(term_id: int, proposed: Any, clashing: bool) -> int:
    with transaction() as session:
        return service.apply(session, term_id, proposed, with_clashing=clashing, **_who(), zone=zone())
