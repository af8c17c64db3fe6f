"""Scores: written down by a referee, by staff, or by both sides, on a page that a phone at the table can show."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.competitions import lines, matches, results, scores, service
from activity_center.competitions.blueprint import bp, roles, today
from activity_center.competitions.forms import ScoreForm, TryForm
from activity_center.competitions.kinds import Reporting, StageKind
from activity_center.competitions.scores import Report, Try
from activity_center.competitions.team_forms import boards_form
from activity_center.courses.forms import offer
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
    """Write down the tries of a category that is ranked by score."""
    stage, form = matches.stage_of(db.session(), stage_id), TryForm()
    if stage.kind is not StageKind.SCORES:
        raise NotThere
    if not service.may_referee(db.session(), stage.category.competition_id, my_id(), roles(), today()):
        raise NotYours
    taking_part = [one.entry for one in matches.entries_of(db.session(), stage_id)]
    offer(form.entry_id, [(entry.id, lines.who(entry, True)) for entry in taking_part], None)
    who = {"at": clock.now(), "by": by()}
    if carried_out(form, lambda s: scores.write_try(s, stage_id, _try(form), roles(), **who).status):
        flash(_("Written down; it counts once it is confirmed.") if form.result.value == "entered" else _("Saved."))
        return redirect(url_for("competitions.tries", stage_id=stage_id), 303)
    stage = matches.stage_of(db.session(), stage_id)
    return page("competitions/tries.html", form, stage=stage, table_of=results.table(db.session(), stage), lines=lines)


def _try(form: TryForm) -> Try:
    entry_id, round = form.entry_id.data, form.round.data or 1
    return Try(entry_id, round, form.value.data, form.uid.data or "", form.note.data or "")
