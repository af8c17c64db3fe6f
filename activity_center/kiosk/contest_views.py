"""Contests at a kiosk: look, decide about a place that is kept, withdraw."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import clock
from activity_center.competitions import entries, service
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.db import db
from activity_center.kiosk import asking, enter_views, taking_part, together
from activity_center.kiosk.blueprint import bp, by, shown, visitor
from activity_center.kiosk.lines import Act
from activity_center.kiosk.rules import Level
from activity_center.kiosk.slips import public_code
from activity_center.kiosk.together import Kind, Subject
from activity_center.words import COMPETITION_STATUS

KIND = Kind("deciding_entry", "entry_stands", "entry_id", _l("Withdraw"))
_DECIDING = "/kiosk/entries/<int:entry_id>/<any(accept, decline, withdraw):choice>"
_AHEAD = (CompetitionStatus.OPEN, CompetitionStatus.CLOSED, CompetitionStatus.RUNNING)


@bp.get("/kiosk/competitions")
@shown()
def contests_ahead() -> Any:
    """Show the competitions that are not over, the next first."""
    every = service.competitions(db.session(), only_public=True)
    ahead = sorted((row for row in every if row.status in _AHEAD), key=lambda row: (row.starts_on, row.id))
    found = [together.contest(row, str(COMPETITION_STATUS[row.status.value])) for row in ahead]
    return asking.listed(_("Competitions"), found, _("Nothing is planned at present."), url_for("kiosk.together_here"))


@bp.get("/kiosk/competitions/<int:competition_id>")
@shown()
def contest(competition_id: int) -> Any:
    """Show the categories of a competition; where there is only one, that at once."""
    row = service.competition(db.session(), competition_id, with_drafts=False)
    if len(row.categories) == 1:
        return redirect(url_for("kiosk.contest_category", category_id=row.categories[0].id), 303)
    counted = service.places(db.session(), [one.id for one in row.categories])
    mine = taking_part.entries_by_category(db.session(), visitor())
    found = [together.category(one, counted[one.id], *mine.get(one.id, (None, None))) for one in row.categories]
    return asking.listed(row.name, found, _("No category yet"), url_for("kiosk.contests_ahead"))


@bp.get("/kiosk/categories/<int:category_id>")
@shown()
def contest_category(category_id: int) -> Any:
    """Show one category, and the next step."""
    row = service.category(db.session(), category_id, with_drafts=False)
    counted = service.places(db.session(), [category_id])[category_id]
    mine, position = taking_part.entries_by_category(db.session(), visitor()).get(category_id, (None, None))
    reasons = [] if mine else enter_views.refusals(row)
    page = Subject(
        row.competition.name,
        together.category_facts(row, counted),
        together.standing(mine, position) if mine else "" if reasons else together.leads_to(counted, row.capacity)[0],
        _acts(row, counted, mine, bool(reasons)),
        reasons,
        code=_code(category_id, reasons),
    )
    return asking.subject(page, (url_for("kiosk.contests_ahead"), _("All competitions")))


def _acts(row: Any, counted: Any, mine: Any, is_refused: bool) -> list[Act]:
    if mine:
        return [] if row.drawn_at else together.acts_on(KIND, mine)
    return [] if is_refused else enter_views.act(row, counted)


def _code(category_id: int, reasons: Any) -> Any:
    """Return the code of the page on which a phone can enter, where only that is missing here."""
    if not any(reason.code in together.ELSEWHERE for reason in reasons):
        return None
    return public_code(url_for("competitions.enter", category_id=category_id))


def _own(entry_id: int) -> Any:
    entry = entries.entry_of(db.session(), entry_id)
    return asking.own(entry, (member.person_id for member in entry.members))


@bp.get(_DECIDING)
@shown(Level.PIN)
def deciding_entry(entry_id: int, choice: str) -> Any:
    """Ask before a place in a contest is taken, left to the next or given up."""
    mine = _own(entry_id)
    back = url_for("kiosk.contest_category", category_id=mine.category_id)
    return asking.decided(KIND, mine, choice, together.category_line(mine.category), back)


@bp.post(_DECIDING)
@shown(Level.PIN)
def decide_entry(entry_id: int, choice: str) -> Any:
    """Take a place in a contest, leave it to the next, or withdraw."""
    who = {"at": clock.now(), "by": by(), "is_staff": False}
    _own(entry_id)
    return asking.decide(KIND, entry_id, lambda s: _decided(s, entry_id, choice, who))


def _decided(session: Any, entry_id: int, choice: str, who: dict[str, Any]) -> Any:
    if choice == "withdraw":
        return entries.withdraw(session, entry_id, **who)
    return entries.decide(session, entry_id, choice == "accept", **who)


@bp.get("/kiosk/entries/<int:entry_id>")
@shown(Level.CARD)
def entry_stands(entry_id: int) -> Any:
    """Say what became of an act."""
    mine = _own(entry_id)
    position = taking_part.place_in_queue(db.session(), mine)
    path = url_for("competitions.category", category_id=mine.category_id)
    back = url_for("kiosk.contest_category", category_id=mine.category_id)
    return asking.done(mine, position, together.category_line(mine.category), path, back)
