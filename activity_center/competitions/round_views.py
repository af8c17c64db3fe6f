"""The rounds of a Swiss at the desk: ask for the next one, watch it being paired, and who rests in it."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from activity_center import clock
from activity_center.competitions import jobs, lines, pairing, service
from activity_center.competitions.blueprint import bp, needs
from activity_center.competitions.leading import RUN
from activity_center.competitions.rules import Outcome
from activity_center.db import db
from activity_center.errors import NotThere
from activity_center.web import Form, by, carried_out, page, row_number


@bp.route("/desk/competitions/categories/<int:category_id>/rounds", methods=["GET", "POST"])
@needs(RUN)
def rounds(category_id: int) -> ResponseReturnValue:
    """Ask for a round to be paired, and show how far that is, then who meets whom."""
    form, number = Form(), request.form.get("round", 0, row_number)
    who = {"at": clock.now(), "by": by()}
    if carried_out(form, lambda s: jobs.ask(s, category_id, number, **who).id):
        return redirect(url_for("competitions.rounds", category_id=category_id), 303)
    session = db.session()
    row, asked = service.category(session, category_id), jobs.latest(session, category_id)
    pairs = pairing.pairs_of(session, category_id, asked.round) if asked else []
    told = {"is_open": jobs.is_open(asked), "why": jobs.reasons_of(asked) if asked else []}
    return page("competitions/rounds.html", form, row=row, asked=asked, pairs=pairs, lines=lines, **told)


_RESTS = {"half": Outcome.HALF_BYE, "none": Outcome.ZERO_BYE, "plays": None}


@bp.post("/desk/competitions/categories/<int:category_id>/entries/<int:entry_id>/rest")
@needs(RUN)
def rest(category_id: int, entry_id: int) -> ResponseReturnValue:
    """Let somebody rest in the next round of a Swiss, or play after all."""
    form, wanted = Form(), request.form.get("rest", "")
    if wanted not in _RESTS:
        raise NotThere
    back = url_for("competitions.desk_category", category_id=category_id, _anchor=f"entry-{entry_id}")
    who = {"at": clock.now(), "by": by()}
    if carried_out(form, lambda s: pairing.rest(s, category_id, entry_id, _RESTS[wanted], **who).id):
        return redirect(back, 303)
    return page("competitions/refused.html", form, back=back)
