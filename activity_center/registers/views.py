"""Registers on paper: printed, keyed in, and as spreadsheets."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.attendance import lines as marks_in_words
from activity_center.attendance import register
from activity_center.attendance.rules import Mark
from activity_center.courses import service as courses
from activity_center.db import db
from activity_center.errors import NotThere, NotYours
from activity_center.exchange import sheets
from activity_center.insight import reading
from activity_center.insight.views import SERVE, asked_report, refuse_strangers
from activity_center.registers import lines, rules, service
from activity_center.registers.forms import MARKS, PaperForm, ticked
from activity_center.web import by, carried_out, my_id, needs, page

bp = Blueprint("registers", __name__)


@bp.get("/teach/sections/<int:section_id>/paper-register")
@needs()
def paper_register(section_id: int) -> Any:
    """Show the register of a class as one prints it: everybody with a number, and a column for each coming meeting."""
    refuse_strangers(section_id)
    session, at = db.session(), clock.now()
    known = [(number, name) for number, name in reading.numbered(session, section_id).values()]
    meetings = service.next_meetings(session, section_id, at)
    return page(
        "registers/paper_register.html",
        section=courses.section(session, section_id),
        sheets=list(rules.sheets(known)),
        columns=[lines.column(meeting.starts_at) for meeting in meetings],
        spare=range(rules.COLUMNS - len(meetings)),
        lines=lines,
        at=at,
    )


@bp.route("/teach/meetings/<int:meeting_id>/from-paper", methods=["GET", "POST"])
@needs()
def from_paper(meeting_id: int) -> Any:
    """Key in a register that was kept on paper: type numbers or tick, look what it changes, and only then save."""
    if not register.may_keep(db.session(), meeting_id, my_id()):
        raise NotYours
    form, at, step = PaperForm(), clock.now(), request.form.get("step", "")
    chosen, seen = {id: mark for id, mark in ticked(request.form).items() if mark}, ticked(request.form, "was-")
    if step == "save" and carried_out(
        form, lambda s: service.key_in(s, meeting_id, chosen, seen, at=at, by=by("paper"))
    ):
        for said in marks_in_words.refused(form.result):
            flash(f"{said.message} {said.remedy}", "error")
        flash(marks_in_words.saved(form.result))
        return redirect(url_for("attendance.keep_register", meeting_id=meeting_id), 303)
    known = register.register(db.session(), meeting_id, at)
    rows = service.rows(db.session(), known)
    changes = _looked_at(form, rows, chosen) if step == "look" and form.validate_on_submit() else []
    if changes and not form.reasons:
        return page("registers/looking.html", form, register=known, changes=changes, **_WORDS)
    if step == "look" and not (form.reasons or form.errors):
        flash(_("Nothing would change: all of this stands already."), "info")
    return page("registers/from_paper.html", form, register=known, rows=rows, chosen=chosen, at=at, **_WORDS)


_WORDS = {"words_of": marks_in_words, "marks": list(Mark), "MARKS": MARKS}


def _looked_at(form: PaperForm, rows: list[Any], chosen: dict[int, Mark]) -> list[tuple[Any, Mark]]:
    """Return whose mark would become which, or give the form what is wrong with the numbers."""
    form.reasons = rules.wrong_numbers(form.said, [row.number for row in rows])
    wanted = rules.wanted(form.said, {row.number: row.person_id for row in rows}, chosen)
    if form.rest.data:
        wanted = {row.person_id: Mark.PRESENT for row in rows if row.is_expected and not row.mark} | wanted
    return [(row, wanted[row.person_id]) for row in rows if wanted.get(row.person_id, row.mark) is not row.mark]


@bp.get("/teach/sections/<int:section_id>/register.xlsx")
@needs()
def spreadsheet(section_id: int) -> Response:
    """Return the register of a class as a spreadsheet."""
    refuse_strangers(section_id)
    session = db.session()
    record = reading.of_class(session, section_id, clock.now())
    return _file(lines.register_sheets(courses.section(session, section_id), record), f"register-{section_id}.xlsx")


@bp.get("/desk/attendance.xlsx")
@needs(SERVE)
def house_spreadsheet() -> Response:
    """Return the report of a term as a spreadsheet."""
    known = asked_report(clock.now())
    if not known["term"]:
        raise NotThere
    return _file(
        lines.house_sheets(known["term"], known["record"], known["names"]), f"attendance-{known['term'].id}.xlsx"
    )


def _file(content: list[sheets.Sheet], name: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return Response(sheets.xlsx(content), mimetype=sheets.TYPE, headers={"Content-Disposition": disposition})
