"""Scores: written down by a referee, by staff, or by both sides, on a page that a phone at the table can show."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.competitions import lines, matches, measured, results, scores, service, show_lines, sitting
from activity_center.competitions.blueprint import bp, roles, today
from activity_center.competitions.forms import ScoreForm
from activity_center.competitions.kinds import Reporting, StageKind
from activity_center.competitions.measuring import written
from activity_center.competitions.scores import Report, Try
from activity_center.competitions.show_forms import SheetForm
from activity_center.competitions.team_forms import boards_form
from activity_center.db import db
from activity_center.errors import NotThere, NotYours
from activity_center.web import by, carried_out, my_id, needs, page


@bp.route("/competitions/matches/<int:match_id>/score", methods=["GET", "POST"])
@needs()
def score(match_id: int) -> ResponseReturnValue:
    """Show a match with everything that was written about it, and write down what it came to."""
    session = db.session()
    match = matches.match_of(session, match_id)
    counts, is_referee = matches.result_of(match), _is_referee(match)
    form = _form_for(match, counts is not None)
    who = {"at": clock.now(), "by": by()}
    category_id = match.stage.category_id
    if carried_out(form, lambda s: scores.write(s, match_id, _report(form, counts is not None), roles(), **who).status):
        flash(_("Written down; it counts once it is confirmed.") if form.result.value == "entered" else _("Saved."))
        return redirect(url_for("competitions.category", category_id=category_id, _anchor=f"match-{match_id}"), 303)
    shown = matches.match_of(db.session(), match_id)
    told = {"counts": matches.result_of(shown), "is_referee": is_referee, "games": matches}
    return page("competitions/score.html", form, match=shown, lines=lines, **told)


def _form_for(match: Any, counts: bool) -> ScoreForm:
    """Return the form for a match, of teams that have met board by board."""
    is_knockout, boards = match.stage.kind in matches.KNOCKOUTS, match.stage.category.competition.boards
    results = lines.choices(match, with_draw=not is_knockout, with_void=counts)
    if not (boards and match.one and match.two):
        form = ScoreForm()
        form.offer(results)
        return form
    by_board = boards_form(boards)()
    by_board.offer([("", _("the boards decide")), *results[1:]])
    both = [(e.name, [(of.person_id, of.person.name) for of in e.members]) for e in (match.one, match.two)]
    by_board.seat(both[0], both[1], lines.choices(match, with_draw=True, with_void=False))
    return by_board


def _is_referee(match: Any) -> bool:
    """Say whether somebody writes scores as a referee; whoever may not write any is turned away."""
    competition = match.stage.category.competition
    if service.may_referee(db.session(), competition.id, my_id(), roles(), today()):
        return True
    if matches.side_of(match, my_id()) is None or competition.reporting is not Reporting.BOTH_SIDES:
        raise NotYours
    return False


def _report(form: ScoreForm, corrects: bool) -> Report:
    return Report(form.said, form.uid.data or "", corrects, form.note.data or "")


@bp.route("/competitions/stages/<int:stage_id>/tries", methods=["GET", "POST"])
@needs()
def tries(stage_id: int) -> ResponseReturnValue:
    """Show the whole sheet of a category that is ranked by score, and write down what was changed in it."""
    stage, form = matches.stage_of(db.session(), stage_id), SheetForm()
    if stage.kind is not StageKind.SCORES:
        raise NotThere
    who = {"at": clock.now(), "by": by()}
    if not service.may_referee(db.session(), stage.category.competition_id, my_id(), roles(), today()):
        raise NotYours
    kept = measured.measure(db.session(), stage.category_id)
    form.read(
        request.form, [one.entry_id for one in matches.entries_of(db.session(), stage_id)], kept.tries, kept.quantity
    )
    if carried_out(
        form, lambda s: (measured.write_all(s, stage_id, form.uid.data or "", _tries(form), roles(), **who),)
    ):
        flash(_("Written down: %(n)s.", n=form.result[0]))
        return redirect(url_for("competitions.tries", stage_id=stage_id), 303)
    session = db.session()
    stage = matches.stage_of(session, stage_id)
    shown: dict[str, Any] = {"stage": stage, "table_of": results.table(session, stage)}
    shown["seated"] = sitting.tables(session, stage_id)
    shown["history"] = measured.history(session, stage_id)
    told: dict[str, Any] = {"sent": request.form, "lines": lines, "said": show_lines.measured, "written": written}
    told["seats"] = show_lines
    return page("competitions/tries.html", form, kept=kept, **shown, **told)


def _tries(form: SheetForm) -> list[Try]:
    note = form.note.data or ""
    return [Try(entry_id, round, value, "", note) for entry_id, round, value in form.changed]
