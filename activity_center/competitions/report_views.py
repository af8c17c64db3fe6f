"""Reports for programs of chess and from them, at the desk."""

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.competitions import results, service, taking_over, trf
from activity_center.competitions.blueprint import bp, needs
from activity_center.competitions.forms import TakingOverForm
from activity_center.competitions.leading import RUN
from activity_center.competitions.taking_over import MOST_BYTES, Wanted
from activity_center.db import db
from activity_center.web import by, carried_out, page


@bp.route("/desk/competitions/report", methods=["GET", "POST"])
@needs(RUN)
def take_over() -> ResponseReturnValue:
    """Read a report of another program, and make its contest one of ours."""
    form = TakingOverForm()
    text = trf.decoded(form.file.data.read(MOST_BYTES)) if form.file.data else ""
    if carried_out(form, lambda s: _taken_over(s, text, form)):
        category_id, others = form.result
        if others:
            flash(_("The file claims other points for numbers %(numbers)s.", numbers=others), "warning")
        flash(_("The contest is read. Its table is computed anew from the results."))
        return redirect(url_for("competitions.category", category_id=category_id), 303)
    return page("competitions/take_over.html", form)


def _taken_over(session: Any, text: str, form: TakingOverForm) -> tuple[int, str]:
    read, wanted = trf.read(text), Wanted(category=_("Open category"), **form.typed)
    made = taking_over.take_over(session, text, read, wanted, at=clock.now(), by=by())
    others = read.differences(service.scoring_of(made.competition))
    return made.id, ", ".join(map(str, others))


@bp.get("/desk/competitions/categories/<int:category_id>/report.trf")
@needs(RUN)
def report(category_id: int) -> Response:
    """Return a category as programs for chess read it (FIDE TRF-16)."""
    text = results.report(db.session(), service.category(db.session(), category_id))
    disposition = f'attachment; filename="category-{category_id}.trf"'
    return Response(text, mimetype="text/plain", headers={"Content-Disposition": disposition})
