"""Competitions for everybody: which there are, how they stand, why somebody is fifth, and the board in the hall."""

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from activity_center import clock
from activity_center.competitions import (
    category_views,
    desk_views,
    entries,
    entry_views,
    exhibit_views,
    finals,
    judge_views,
    judges,
    lines,
    lots,
    measured,
    playing,
    report_views,
    result_views,
    results,
    round_views,
    score_views,
    service,
    show_desk_views,
    show_lines,
    sitting,
    swiss,
)
from activity_center.competitions import matches as games
from activity_center.competitions.blueprint import bp as bp
from activity_center.competitions.blueprint import roles, runs, today
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.db import db, zone
from activity_center.errors import NotThere
from activity_center.rooms.layout import days
from activity_center.web import my_id, page

__all__ = [
    "bp",
    "category_views",
    "desk_views",
    "entry_views",
    "exhibit_views",
    "judge_views",
    "report_views",
    "result_views",
    "round_views",
    "score_views",
    "show_desk_views",
]

_ON_BOARD = 12


@bp.get("/competitions")
def competitions() -> ResponseReturnValue:
    """Show which competitions there are, were and will be; `archive` asks for those put away."""
    if "archive" in request.args:
        return redirect(url_for("competitions.archive"))
    every = service.competitions(db.session(), only_public=True)
    over = (CompetitionStatus.ARCHIVED, CompetitionStatus.FINISHED, CompetitionStatus.CANCELLED)
    past = [one for one in every if one.status in over]
    told = {"past": [one for one in past if one.status is not CompetitionStatus.ARCHIVED], "may_run": runs()}
    told["is_judge"] = bool(judges.of_person(db.session(), my_id() or 0))
    return page("competitions/competitions.html", coming=[o for o in every if o not in past], lines=lines, **told)


@bp.get("/competitions/<int:competition_id>")
def competition(competition_id: int) -> ResponseReturnValue:
    """Show the regulations of a competition, its categories, and how to take part."""
    session = db.session()
    row = service.competition(session, competition_id, with_drafts=runs(competition_id=competition_id))
    counted = service.places(session, [category.id for category in row.categories])
    mine = [one for one in entries.of_person(session, my_id() or 0) if one.competition_id == row.id]
    is_referee = service.may_referee(session, row.id, my_id(), roles(), today())
    told: dict[str, Any] = {
        "counted": counted,
        "mine": mine,
        "is_referee": is_referee,
        "halls": playing.halls(session, row.id),
    }
    told |= {"may_run": runs(competition_id=row.id), "prizes": finals.prizes_of(row)}
    return page("competitions/competition.html", row=row, lines=lines, **told)


@bp.get("/competitions/categories/<int:category_id>")
def category(category_id: int) -> ResponseReturnValue:
    """Show how a category stands: its tables, its matches, and who takes part."""
    session = db.session()
    row = service.category(session, category_id, with_drafts=runs(category_id=category_id))
    is_referee = service.may_referee(session, row.competition_id, my_id(), roles(), today())
    shown = {"tables": results.tables(session, row), "entries": entries.entries(session, row.id)}
    known = current_user.is_authenticated
    told: dict[str, Any] = {"lines": lines, "games": games, "is_referee": is_referee, "known": known}
    told["my_id"] = my_id()
    told["swiss_rules"] = swiss.RULES
    told |= {"measure": measured.measure(session, category_id), "said": show_lines.measured}
    told |= {"seated": {one.stage.id: sitting.tables(session, one.stage.id) for one in shown["tables"]}}
    told |= {"seats": show_lines}
    return page("competitions/category.html", row=row, **shown, **told)


@bp.get("/competitions/categories/<int:category_id>/lots")
def draw_of(category_id: int) -> ResponseReturnValue:
    """Show everything one needs to draw the lots of a category again."""
    session = db.session()
    row = service.category(session, category_id, with_drafts=runs(category_id=category_id))
    numbers = {entry.id: entry.number for entry in entries.entries(session, category_id)}
    seated = {numbers[id]: mine for id, mine in sitting.of_entries(session, numbers).items()}
    told = {"lots": lots.lots(session, category_id), "seated": seated, "seats": show_lines}
    return page("competitions/lots.html", row=row, **told)


@bp.get("/competitions/entries/<int:entry_id>/why")
def why(entry_id: int) -> ResponseReturnValue:
    """Show how the place of an entry came about: each criterion, with the rounds and opponents it was summed from."""
    session = db.session()
    entry = entries.entry_of(session, entry_id)
    row = service.category(session, entry.category_id, with_drafts=runs(entry_id=entry_id))
    found = [(one, line) for one in results.tables(session, row) for line in one.lines if line.entry.id == entry_id]
    known = current_user.is_authenticated
    told = {"measure": measured.measure(session, row.id), "said": show_lines.measured}
    return page(
        "competitions/why.html", row=row, entry=entry, found=found, lines=lines, known=known, games=games, **told
    )


@bp.get("/competitions/<int:competition_id>/board")
def board(competition_id: int) -> ResponseReturnValue:
    """Show in the hall who plays at which table, and how everything stands; it asks for itself again by itself."""
    session, at = db.session(), clock.now()
    row = service.competition(session, competition_id, with_drafts=False)
    if row.status is CompetitionStatus.CANCELLED:
        raise NotThere
    quantities = {one.id: measured.measure(session, one.id).quantity for one in row.categories}
    tables = [(one, table) for one in row.categories for table in results.tables(session, one)]
    left = [match for _one, table in tables for match in table.matches if match.booking and not games.result_of(match)]
    coming = sorted(left, key=lambda match: match.booking.starts_at if match.booking else at)[:_ON_BOARD]
    spans = days(at.astimezone(zone()).date(), 2, zone())
    screen: dict[str, Any] = {
        "days": [(span, []) for span in spans],
        "at": at,
        "until": at + timedelta(hours=12),
        "zone": zone(),
    }
    screen |= {"quantities": quantities, "said": show_lines.measured, "seats": show_lines}
    ahead = [(one, measured.tables_ahead(session, table.stage)) for one, table in tables]
    screen["ahead"] = [(one, found) for one, found in ahead if found]
    return render_template(
        "competitions/board.html", row=row, tables=tables, coming=coming, lines=lines, most=_ON_BOARD, **screen
    )
