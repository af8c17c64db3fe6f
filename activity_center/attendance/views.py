"""The register of a meeting on a phone: one tap for each person, and everything is sent by one button."""

from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.attendance import (
    absence_lines,
    absences,
    answers,
    at_the_door,
    closing,
    coming_views,
    door_make_up_views,
    lines,
    make_up_views,
    parcels,
    phone_views,
    register,
)
from activity_center.attendance.blueprint import bp, refuse_strangers
from activity_center.attendance.forms import ClosingForm, ReopeningForm, typed, typed_mark
from activity_center.attendance.keeping import Outcome
from activity_center.attendance.rules import Mark
from activity_center.db import db
from activity_center.web import Form, by, carried_out, my_id, needs, page

__all__ = ["bp", "coming_views", "door_make_up_views", "make_up_views", "phone_views"]

# With this header a device asks for a register ahead of its time, to have it where there is no network.
AHEAD = "X-Ahead"


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
    book = parcels.book(db.session(), meeting_id, at)
    known, state = book.register, answers.state(book) | {"at": at.isoformat()}
    is_open = known.facts.is_on and (at >= known.facts.opens_at or AHEAD in request.headers)
    context: dict[str, Any] = {
        "register": known,
        "book": book,
        "state": state,
        "tally": lines.tally(known),
        "uid": str(uuid4()),
    }
    context["may_welcome"] = at_the_door.may_welcome(db.session(), known, my_id(), at)
    context["at_risk"] = absences.at_risk(db.session(), known.facts.section_id, at)
    return page("attendance/register.html", form, at=at, is_open=is_open, spoken=answers.words(), **context, **_WORDS)


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
    known = register.register(db.session(), meeting_id, at)
    row, history = known.row(person_id), register.history(db.session(), meeting_id, person_id)
    return page("attendance/person.html", form, register=known, row=row, history=history, at=at, **_WORDS)


@bp.get("/teach/meetings/<int:meeting_id>/history")
@needs()
def history(meeting_id: int) -> Any:
    """Show every mark that was ever made at a meeting."""
    refuse_strangers(meeting_id)
    known = register.register(db.session(), meeting_id)
    entries = register.history(db.session(), meeting_id)
    return page(
        "attendance/history.html",
        register=known,
        history=entries,
        closings=closing.of(db.session(), meeting_id),
        **_WORDS,
    )


@bp.route("/teach/meetings/<int:meeting_id>/close", methods=["GET", "POST"])
@needs()
def close(meeting_id: int) -> Any:
    """Close a register, after showing who is not marked yet."""
    refuse_strangers(meeting_id)
    form, at = ClosingForm(), clock.now()
    if carried_out(form, lambda s: closing.close(s, meeting_id, absent_rest=form.absent_rest.data, at=at, by=by())):
        flash(_("The register is closed."))
        return redirect(url_for("attendance.keep_register", meeting_id=meeting_id), 303)
    known = register.register(db.session(), meeting_id, at)
    return page("attendance/closing.html", form, register=known, tally=lines.tally(known), **_WORDS)


@bp.route("/teach/meetings/<int:meeting_id>/reopen", methods=["GET", "POST"])
@needs()
def reopen(meeting_id: int) -> Any:
    """Open a closed register again, with a reason."""
    refuse_strangers(meeting_id)
    form, at = ReopeningForm(), clock.now()
    if carried_out(form, lambda s: closing.reopen(s, meeting_id, form.reason.data or "", at=at, by=by())):
        flash(_("The register is open again."))
        return redirect(url_for("attendance.keep_register", meeting_id=meeting_id), 303)
    known = register.register(db.session(), meeting_id, at)
    return page("attendance/reopening.html", form, register=known, **_WORDS)


_WORDS = {"lines": lines, "absence_lines": absence_lines, "marks": list(Mark)}


def _say(outcomes: list[Outcome]) -> None:
    for said in lines.refused(outcomes):
        flash(f"{said.message} {said.remedy}", "error")
    flash(lines.saved(outcomes))
