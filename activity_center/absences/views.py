"""Proposals about people who stay away, for staff, and the rules of a term from which they come."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.absences import reading, service
from activity_center.absences.forms import AbsenceRulesForm, DecisionForm, shown
from activity_center.attendance import absence_lines as lines
from activity_center.attendance import absences as counted
from activity_center.db import db, transaction
from activity_center.terms import service as terms
from activity_center.web import by, carried_out, needs, page

bp = Blueprint("absences", __name__)

SERVE, PLAN = "serve_people", "plan_courses"


@bp.get("/desk/absences")
@needs(SERVE)
def proposals() -> Any:
    """Show what waits for a decision, and what was decided."""
    session = db.session()
    rows, done = reading.open_ones(session), reading.decided(session)
    return page("absences/proposals.html", rows=rows, done=done, lines=lines)


@bp.post("/desk/absences/look")
@needs(SERVE)
def look() -> Any:
    """Look at every section that is due now, as the worker does in its rounds."""
    for section_id in service.sections_due(db.session(), clock.now()):
        _look_at(section_id)
    flash(_("All classes of running terms have been looked at."))
    return redirect(url_for("absences.proposals"), 303)


def _look_at(section_id: int) -> None:
    """Let the proposals of a section follow its marks, whatever is refused afterwards."""
    with transaction() as session:
        service.look(session, section_id, clock.now())


@bp.route("/desk/absences/<int:proposal_id>", methods=["GET", "POST"])
@needs(SERVE)
def proposal(proposal_id: int) -> Any:
    """Show one proposal with the meetings that were missed, and decide."""
    form, act = DecisionForm(), service.dismiss if "dismiss" in request.form else service.accept
    note = form.note.data or ""
    if request.method == "POST":
        _look_at(reading.section_of(db.session(), proposal_id))
    if carried_out(form, lambda s: act(s, proposal_id, note, at=clock.now(), by=by())):
        flash(_("The decision is written down."))
        return redirect(url_for("absences.proposals"), 303)
    case = reading.case(db.session(), proposal_id, clock.now())
    return page("absences/proposal.html", form, case=case, lines=lines)


@bp.route("/desk/terms/<int:term_id>/absence-rules", methods=["GET", "POST"])
@needs(PLAN)
def rules(term_id: int) -> Any:
    """Show and set at how many absences what is proposed in a term, and when its registers close."""
    term = terms.term(db.session(), term_id)
    known = counted.thresholds(db.session(), [term_id])[term_id]
    form = AbsenceRulesForm(data=shown(known, term.register_days))
    if carried_out(form, lambda s: counted.set_thresholds(s, term_id, **form.typed, at=clock.now(), by=by())):
        flash(_("The rules about absences are set."))
        return redirect(url_for("absences.rules", term_id=term_id), 303)
    return page("absences/rules.html", form, term=terms.term(db.session(), term_id))
