"""A section at the desk: its roster, its places, its history, and its end."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.attendance import absence_lines, absences
from activity_center.courses import service as courses
from activity_center.courses.rules import SectionStatus
from activity_center.db import db
from activity_center.roster import audience, lines, reading, records, service
from activity_center.roster.blueprint import PLAN, SERVE, bp
from activity_center.roster.forms import CapacityForm, NoteForm
from activity_center.web import by, carried_out, needs, page, paging


@bp.get("/desk/sections/<int:section_id>")
@needs(SERVE)
def section(section_id: int) -> Any:
    """Show a section with everybody in it."""
    return _section(section_id, None)


@bp.post("/desk/sections/<int:section_id>/capacity")
@needs(PLAN)
def change_capacity(section_id: int) -> Any:
    """Set how many places a section has."""
    form = CapacityForm()
    capacity = form.capacity.data or 0
    if carried_out(form, lambda s: service.change_capacity(s, section_id, capacity, at=clock.now(), by=by())):
        made = form.result
        flash(
            _("There are %(n)s places now.", n=capacity) + (" " + _("%(n)s offers were made.", n=made) if made else "")
        )
        return to_section(section_id)
    return _section(section_id, form)


def _section(section_id: int, form: CapacityForm | None) -> Any:
    session, q = db.session(), request.args.get("q", "")
    row = courses.section(session, section_id)
    return page(
        "roster/section.html",
        form or CapacityForm(formdata=None, data={"capacity": row.capacity}),
        section=row,
        roster=reading.roster(session, row, q),
        counts=reading.counts(session, section_id, clock.now()),
        is_countable=reading.is_countable(row),
        at_risk=absences.at_risk(session, section_id, clock.now()),
        absence_lines=absence_lines,
        q=q,
        lines=lines,
    )


def to_section(section_id: int) -> Any:
    """Go back to the section."""
    return redirect(url_for("roster.section", section_id=section_id), 303)


@bp.get("/desk/sections/<int:section_id>/print")
@needs(SERVE)
def sheet(section_id: int) -> str:
    """Show the roster as a sheet of paper to sign on."""
    row = courses.section(db.session(), section_id)
    return render_template("roster/sheet.html", section=row, roster=reading.roster(db.session(), row), lines=lines)


@bp.get("/desk/sections/<int:section_id>/history")
@needs(SERVE)
def history(section_id: int) -> Any:
    """Show what was done with a section: who, for whom, when, what, from where."""
    asked = paging(100)
    row = courses.section(db.session(), section_id)
    rows, total = records.of_section(db.session(), section_id, offset=asked.offset, limit=asked.size)
    known = replace(asked, total=total)
    return page("roster/history.html", section=row, records=rows, paging=known, lines=lines)


@bp.route("/desk/sections/<int:section_id>/cancel", methods=["GET", "POST"])
@needs(PLAN)
def cancel(section_id: int) -> Any:
    """Cancel a section, after showing who will be told."""
    row, form = courses.section(db.session(), section_id), NoteForm()
    if row.status is SectionStatus.CANCELLED:
        return to_section(section_id)
    note = form.note.data or ""
    if carried_out(form, lambda s: service.cancel_section(s, section_id, note, at=clock.now(), by=by())):
        flash(_("The class is cancelled, and %(n)s people are told.", n=form.result))
        return to_section(section_id)
    told = audience.of_all(db.session(), row)
    return page("roster/cancel.html", form, section=row, told=told, lines=lines)
