"""Certificates of contests: issued by staff from the places of a category, and printed together."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.certificates import contests, lines, pdf
from activity_center.certificates.blueprint import SERVE, bp, pdf_of
from activity_center.competitions import finals
from activity_center.competitions import lines as said
from activity_center.competitions import service as competitions
from activity_center.db import db, zone
from activity_center.insight.forms import ticked
from activity_center.web import Form, by, carried_out, needs, page


@bp.route("/desk/competitions/categories/<int:category_id>/certificates", methods=["GET", "POST"])
@needs(SERVE)
def of_contest(category_id: int) -> Any:
    """Show the places of a category, and issue certificates to those who are ticked."""
    form, at, wanted = Form(), clock.now(), ticked(request.form.getlist("entry"))
    if carried_out(form, lambda s: contests.issue(s, category_id, wanted, at=at, by=by(), zone=zone())):
        made = len(form.result)
        flash(_("%(n)s certificates are issued.", n=made) if made else _("There was nothing new to issue."))
        return redirect(url_for("certificates.of_contest", category_id=category_id), 303)
    session = db.session()
    row = competitions.category(session, category_id)
    rows = contests.in_category(session, category_id)
    told = {"standing": [one for one in rows if not one.revoked_at], "revoked": [one for one in rows if one.revoked_at]}
    return page(
        "certificates/contest.html",
        form,
        row=row,
        placings=finals.placings(session, row),
        is_over=row.competition.status in finals.OVER,
        lines=said,
        lacking=pdf.lacking(),
        **told,
    )


@bp.get("/desk/competitions/categories/<int:category_id>/certificates/print")
@needs(SERVE)
def contest_printed(category_id: int) -> Any:
    """Show all certificates of a category that stand as one page to print, a sheet each."""
    rows = contests.standing_in(db.session(), category_id)
    row, shown = competitions.category(db.session(), category_id), [lines.Printed(one) for one in rows]
    return page("certificates/contest_printed.html", row=row, shown=shown, lacking=pdf.lacking())


@bp.get("/desk/competitions/categories/<int:category_id>/certificates.pdf")
@needs(SERVE)
def contest_pdf(category_id: int) -> Any:
    """Return all certificates of a category that stand as one PDF, a page each."""
    rows = contests.standing_in(db.session(), category_id)
    if not rows:
        flash(_("No certificate of this contest has been issued yet."), "info")
        return redirect(url_for("certificates.of_contest", category_id=category_id))
    return pdf_of(rows, f"certificates-contest-{category_id}.pdf")
