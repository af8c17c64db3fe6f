"""What is broken: reported by whoever meets it, listed and decided by staff."""

from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.db import db
from activity_center.rooms import register, reports
from activity_center.rooms.blueprint import bp
from activity_center.rooms.forms import DecisionForm, ReportForm
from activity_center.rooms.photo_views import as_picture
from activity_center.rooms.rules import OPEN_REPORTS, REPORT_MOVES, ReportStatus
from activity_center.web import by, carried_out, my_id, needs, page, paging

SERVE = "serve_people"
# What a list of reports may be asked for: `?show=`.
SHOWN = {"open": OPEN_REPORTS, "done": {ReportStatus.DONE}, "declined": {ReportStatus.DECLINED}}


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


@bp.route("/rooms/<int:room_id>/report", methods=["GET", "POST"])
@needs()
def report(room_id: int) -> ResponseReturnValue:
    """Report what is broken in a room."""
    form, room = ReportForm(), register.room(db.session(), room_id)
    what = (form.what.data or "").strip()
    if carried_out(form, lambda session: reports.report(session, room_id, what, form.cleaned, **_who()).id):
        flash(_("Thank you. Staff have it now; you get a notice when it is mended."))
        return redirect(url_for("rooms.my_reports"))
    return page("rooms/report.html", form, room=room)


@bp.get("/me/reports")
@needs()
def my_reports() -> str:
    """Show what somebody has reported and what became of it."""
    return render_template("rooms/reports_mine.html", lines=reports.of_person(db.session(), my_id() or 0))


@bp.get("/desk/reports")
@needs(SERVE)
def desk_reports() -> str:
    """Show what is broken, or what was mended or declined."""
    asked, wanted = request.args.get("show", ""), paging()
    shown = asked if asked in SHOWN else "open"
    lines, total = reports.listed(db.session(), SHOWN[shown], offset=wanted.offset, limit=wanted.size)
    return render_template("rooms/reports.html", lines=lines, shown=shown, paging=replace(wanted, total=total))


@bp.route("/desk/reports/<int:report_id>", methods=["GET", "POST"])
@needs(SERVE)
def desk_report(report_id: int) -> ResponseReturnValue:
    """Show one report with what happened to it, and decide what becomes of it."""
    form = DecisionForm()
    note = (form.note.data or "").strip()
    if carried_out(form, lambda session: reports.decide(session, report_id, form.status.data, note, **_who()).id):
        flash(_("Written down."))
        return redirect(url_for("rooms.desk_report", report_id=report_id))
    line, acts = reports.line(db.session(), report_id), reports.history(db.session(), report_id)
    form.offer(REPORT_MOVES[line.report.status])
    return page("rooms/report_desk.html", form, line=line, history=acts)


@bp.get("/rooms/reports/<int:report_id>/photo")
@needs()
def report_photo(report_id: int) -> Response:
    """Show the photo of a report, as a picture and nothing else."""
    return as_picture(reports.photo(db.session(), report_id, my_id() or 0, current_user.may(SERVE)))
