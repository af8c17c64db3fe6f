"""The register of a meeting on a phone: one tap for each person, and everything is sent by one button."""

from typing import Any

from flask import flash, redirect, request, url_for

from activity_center import clock
from activity_center.attendance import coming_views, lines, make_up_views, register
from activity_center.attendance.blueprint import bp, refuse_strangers
from activity_center.attendance.forms import typed, typed_mark
from activity_center.attendance.keeping import Outcome
from activity_center.attendance.rules import Mark
from activity_center.db import db
from activity_center.web import Form, by, carried_out, needs, page

__all__ = ["bp", "coming_views", "make_up_views"]


@bp.route("/teach/meetings/<int:meeting_id>/register", methods=["GET", "POST"])
@needs()
def keep_register(meeting_id: int) -> Any:
    """Show who is expected at a meeting, and mark who is there."""
    refuse_strangers(meeting_id)
    form, marks, rest = Form(), typed(request.form), "rest" in request.form
    at = clock.now()
    if carried_out(form, lambda s: register.mark_by_hand(s, meeting_id, marks, with_rest=rest, at=at, by=by())):
        _say(form.result)
        return redirect(url_for("attendance.keep_register", meeting_id=meeting_id), 303)
    known = register.register(db.session(), meeting_id)
    return page("attendance/register.html", form, register=known, tally=lines.tally(known), at=at, **_WORDS)


@bp.route("/teach/meetings/<int:meeting_id>/people/<int:person_id>", methods=["GET", "POST"])
@needs()
def person(meeting_id: int, person_id: int) -> Any:
    """Show every mark of one person at a meeting, and correct or clear it."""
    refuse_strangers(meeting_id)
    form, marks = Form(), {person_id: typed_mark(request.form.get("mark", ""))}
    at = clock.now()
    if carried_out(form, lambda s: register.mark_by_hand(s, meeting_id, marks, at=at, by=by())):
        _say(form.result)
        return redirect(url_for("attendance.keep_register", meeting_id=meeting_id, _anchor=f"p{person_id}"), 303)
    known = register.register(db.session(), meeting_id)
    row, history = known.row(person_id), register.history(db.session(), meeting_id, person_id)
    return page("attendance/person.html", form, register=known, row=row, history=history, at=at, **_WORDS)


@bp.get("/teach/meetings/<int:meeting_id>/history")
@needs()
def history(meeting_id: int) -> Any:
    """Show every mark that was ever made at a meeting."""
    refuse_strangers(meeting_id)
    known = register.register(db.session(), meeting_id)
    entries = register.history(db.session(), meeting_id)
    return page("attendance/history.html", register=known, history=entries, **_WORDS)


_WORDS = {"lines": lines, "marks": list(Mark)}


def _say(outcomes: list[Outcome]) -> None:
    for said in lines.refused(outcomes):
        flash(f"{said.message} {said.remedy}", "error")
    flash(lines.saved(outcomes))
