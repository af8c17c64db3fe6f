"""What remains of competitions: the sheet of results, teams, boards, the archive, and seasons."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.competitions import finals, lines, seasons, service
from activity_center.competitions.blueprint import bp, is_staff, runs
from activity_center.competitions.leading import RUN
from activity_center.competitions.season_forms import CountForm, SeasonForm
from activity_center.competitions.seasons import SeasonDraft
from activity_center.courses.forms import offer
from activity_center.db import db
from activity_center.web import Form, by, carried_out, needs, page, row_number


def _known() -> bool:
    return bool(current_user.is_authenticated)


@bp.get("/competitions/categories/<int:category_id>/results")
def result_sheet(category_id: int) -> ResponseReturnValue:
    """Show the places and prizes of a category on a sheet to hang out."""
    session = db.session()
    row = service.category(session, category_id, with_drafts=runs(category_id=category_id))
    told: dict[str, Any] = {"placings": finals.placings(session, row), "prizes": finals.prizes_of(row.competition)}
    told |= {"seasons": seasons.of_category(session, category_id), "at": clock.now()}
    return page("competitions/result_sheet.html", row=row, lines=lines, known=_known(), **told)


@bp.get("/competitions/categories/<int:category_id>/boards")
def boards(category_id: int) -> ResponseReturnValue:
    """Show what everybody has earned at each board of a contest of teams."""
    session = db.session()
    row = service.category(session, category_id, with_drafts=runs(category_id=category_id))
    found = finals.boards(session, row)
    people = finals.people(session, {line.person for of_board in found.values() for line in of_board})
    return page("competitions/boards.html", row=row, boards=found, people=people, lines=lines, known=_known())


@bp.get("/competitions/<int:competition_id>/units")
def units(competition_id: int) -> ResponseReturnValue:
    """Show the units of a competition by their best players, and who they are."""
    session = db.session()
    row = service.competition(session, competition_id, with_drafts=runs(competition_id=competition_id))
    found = finals.units(session, row)
    entries = finals.entries_in(session, found)
    return page("competitions/units.html", row=row, units=found, entries=entries, lines=lines, known=_known())


@bp.get("/competitions/archive")
def archive() -> ResponseReturnValue:
    """Show what has been put into the archive, by year."""
    return page("competitions/archive.html", years=finals.archive(db.session()), lines=lines)


@bp.get("/competitions/seasons")
def all_seasons() -> ResponseReturnValue:
    """Show which seasons there are."""
    return page("competitions/seasons.html", seasons=seasons.seasons(db.session()), is_staff=is_staff())


@bp.get("/competitions/seasons/<int:season_id>")
def season(season_id: int) -> ResponseReturnValue:
    """Show who leads a season, and what each contest gave them."""
    session = db.session()
    row = seasons.one(session, season_id)
    leaders = seasons.standing(session, row)
    people = finals.people(session, {leader.who for leader in leaders})
    categories = {one.category_id: one.category for one in row.counted}
    told = {"leaders": leaders, "people": people, "categories": categories, "is_staff": is_staff()}
    return page("competitions/season.html", row=row, lines=lines, known=_known(), over=finals.OVER, **told)


@bp.route("/desk/competitions/seasons/new", methods=["GET", "POST"])
@needs(RUN)
def new_season() -> ResponseReturnValue:
    """Add a season."""
    form = SeasonForm()
    if carried_out(form, lambda s: seasons.add(s, SeasonDraft(**form.typed), **_who()).id):
        flash(_("Added. Now say which contests count for it."))
        return _to_season(form.result)
    return page("competitions/season_edit.html", form, row=None)


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


def _to_season(season_id: int) -> ResponseReturnValue:
    return redirect(url_for("competitions.keep_season", season_id=season_id), 303)


@bp.route("/desk/competitions/seasons/<int:season_id>", methods=["GET", "POST"])
@needs(RUN)
def keep_season(season_id: int) -> ResponseReturnValue:
    """Change what places earn in a season, and say which contests count."""
    row = seasons.one(db.session(), season_id)
    form = SeasonForm(obj=row)
    form.show(row.points)
    if carried_out(form, lambda s: seasons.change(s, season_id, SeasonDraft(**form.typed), **_who()).id):
        flash(_("Saved."))
        return _to_season(season_id)
    row = seasons.one(db.session(), season_id)
    return page("competitions/season_edit.html", form, row=row, count_form=_count_form(CountForm(formdata=None), row))


def _count_form(form: CountForm, row: Any) -> CountForm:
    known = seasons.can_count(db.session(), row)
    offer(form.category_id, [(one.id, f"{one.competition.name} · {one.name}") for one in known], None)
    return form


@bp.post("/desk/competitions/seasons/<int:season_id>/categories")
@needs(RUN)
def count(season_id: int) -> ResponseReturnValue:
    """Let a category count for a season, or leave it out."""
    row = seasons.one(db.session(), season_id)
    if "leave_out" in request.form:
        plain, category_id = Form(), request.form.get("leave_out", 0, row_number)
        carried_out(plain, lambda s: seasons.leave_out(s, season_id, category_id, **_who()).id)
        return _to_season(season_id)
    form = _count_form(CountForm(), row)
    if carried_out(form, lambda s: seasons.count(s, season_id, form.category_id.data, **_who()).id):
        return _to_season(season_id)
    back = url_for("competitions.keep_season", season_id=season_id)
    return page("competitions/refused.html", form, back=back)
