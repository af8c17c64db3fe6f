"""Terms, windows and closures at the desk: staff read them, administrators keep them."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.formats import local
from activity_center.terms import service
from activity_center.terms.forms import ClosureForm, TermForm, WindowForm
from activity_center.terms.service import ClosureDraft, TermDraft, WindowDraft
from activity_center.web import by, carried_out, needs, page

bp = Blueprint("terms", __name__)

READ, KEEP = "plan_courses", "keep_centre"


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


def _back(endpoint: str, message: str, **values: Any) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(endpoint, **values))


@bp.get("/desk/terms")
@needs(READ)
def terms() -> ResponseReturnValue:
    """Show all terms."""
    return page("terms/terms.html", terms=service.terms(db.session()), **_lacking())


def _lacking() -> dict[str, Any]:
    today = local(clock.now()).date()
    return {"today": today, "lacking": service.years_without_holidays(db.session(), today)}


@bp.get("/desk/terms/<int:term_id>")
@needs(READ)
def term(term_id: int) -> ResponseReturnValue:
    """Show one term with its windows."""
    return page("terms/term.html", term=service.term(db.session(), term_id), now=clock.now())


@bp.route("/desk/terms/new", methods=["GET", "POST"])
@needs(KEEP)
def new_term() -> ResponseReturnValue:
    """Add a term."""
    form = TermForm()
    if carried_out(form, lambda session: service.add_term(session, TermDraft(**form.typed), **_who()).id):
        return _back("terms.term", _("The term is there. Now say who may enrol when."), term_id=form.result)
    return page("terms/editing.html", form, term=None)


@bp.route("/desk/terms/<int:term_id>/edit", methods=["GET", "POST"])
@needs(KEEP)
def edit_term(term_id: int) -> ResponseReturnValue:
    """Change a term."""
    row = service.term(db.session(), term_id)
    form = TermForm(obj=row)
    if carried_out(form, lambda session: service.change_term(session, term_id, TermDraft(**form.typed), **_who()).id):
        return _back("terms.term", _("The term is changed."), term_id=term_id)
    return page("terms/editing.html", form, term=service.term(db.session(), term_id))


@bp.route("/desk/terms/<int:term_id>/windows/new", methods=["GET", "POST"])
@needs(KEEP)
def new_window(term_id: int) -> ResponseReturnValue:
    """Add a window to a term."""
    form = WindowForm()
    if carried_out(form, lambda session: service.add_window(session, term_id, WindowDraft(**form.typed), **_who()).id):
        return _back("terms.term", _("The enrolment window is there."), term_id=term_id)
    return page("terms/window.html", form, term=service.term(db.session(), term_id), window=None)


@bp.route("/desk/windows/<int:window_id>/edit", methods=["GET", "POST"])
@needs(KEEP)
def edit_window(window_id: int) -> ResponseReturnValue:
    """Change a window."""
    row = service.window(db.session(), window_id)
    form, term_id = WindowForm(obj=row), row.term_id
    if carried_out(form, lambda session: _change_window(session, window_id, form)):
        return _back("terms.term", _("The enrolment window is changed."), term_id=term_id)
    window = service.window(db.session(), window_id)
    return page("terms/window.html", form, term=service.term(db.session(), term_id), window=window)


def _change_window(session: Any, window_id: int, form: WindowForm) -> int:
    return service.change_window(session, window_id, WindowDraft(**form.typed), **_who()).id


@bp.route("/desk/windows/<int:window_id>/remove", methods=["GET", "POST"])
@needs(KEEP)
def remove_window(window_id: int) -> ResponseReturnValue:
    """Ask, then remove a window."""
    if request.method == "GET":
        window = service.window(db.session(), window_id)
        return page("terms/removing_window.html", window=window, term=service.term(db.session(), window.term_id))
    with transaction() as session:
        term_id = service.remove_window(session, window_id, **_who())
    return _back("terms.term", _("The enrolment window is removed."), term_id=term_id)


@bp.get("/desk/closures")
@needs(READ)
def closures() -> ResponseReturnValue:
    """Show the closed days and make-up workdays of one year."""
    lacking = _lacking()
    year = min(9000, max(1900, request.args.get("year", lacking["today"].year, int)))
    years = sorted({*service.closure_years(db.session()), *lacking["lacking"], lacking["today"].year})
    rows = service.closures(db.session(), date(year, 1, 1), date(year, 12, 31))
    return page("terms/closures.html", closures=rows, year=year, years=years, **lacking)


@bp.route("/desk/closures/new", methods=["GET", "POST"])
@needs(KEEP)
def new_closure() -> ResponseReturnValue:
    """Say that a day is closed, or worked on a weekend."""
    form = ClosureForm(on=request.args.get("on", None, date.fromisoformat))
    if carried_out(form, lambda session: service.add_closure(session, ClosureDraft(**form.typed), **_who()).on):
        return _what_it_hits(form.result)
    return page("terms/closure.html", form, closure=None)


@bp.route("/desk/closures/<int:closure_id>/edit", methods=["GET", "POST"])
@needs(KEEP)
def edit_closure(closure_id: int) -> ResponseReturnValue:
    """Change what is said of a day."""
    form = ClosureForm(obj=service.closure(db.session(), closure_id))
    if carried_out(form, lambda session: _change_closure(session, closure_id, form)):
        return _what_it_hits(form.result)
    return page("terms/closure.html", form, closure=service.closure(db.session(), closure_id))


def _change_closure(session: Any, closure_id: int, form: ClosureForm) -> date:
    return service.change_closure(session, closure_id, ClosureDraft(**form.typed), **_who()).on


@bp.route("/desk/closures/<int:closure_id>/remove", methods=["GET", "POST"])
@needs(KEEP)
def remove_closure(closure_id: int) -> ResponseReturnValue:
    """Ask, then let a day be what its weekday says."""
    if request.method == "GET":
        return page("terms/removing_closure.html", closure=service.closure(db.session(), closure_id))
    with transaction() as session:
        on = service.remove_closure(session, closure_id, **_who())
    return _what_it_hits(on)


def _what_it_hits(on: date) -> ResponseReturnValue:
    """Go on to what is scheduled on that day, which a higher floor knows."""
    return _back("courses.day", _("Saved. Meetings that are already scheduled stay as they are until you act."), on=on)
