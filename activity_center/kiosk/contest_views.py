"""Contests at a kiosk: look, enter by oneself, decide about a place that is kept, withdraw."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import clock
from activity_center.competitions import entries, service
from activity_center.competitions import lines as contests
from activity_center.competitions.entries import EntryDraft
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.db import db
from activity_center.errors import NotYours, Reason
from activity_center.kiosk import asking, taking_part, together
from activity_center.kiosk.blueprint import bp, by, me, shown, visitor
from activity_center.kiosk.lines import Act
from activity_center.kiosk.rules import Level
from activity_center.kiosk.together import Kind, Question, Subject
from activity_center.words import COMPETITION_STATUS

KIND = Kind("deciding_entry", "entry_id", _l("Withdraw"))
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
    reasons = [] if mine else _reasons(row)
    page = Subject(
        row.competition.name,
        together.category_facts(row, counted),
        together.standing(mine, position) if mine else "" if reasons else together.leads_to(counted, row.capacity)[0],
        _acts(row, counted, mine, bool(reasons)),
        reasons,
    )
    return asking.subject(page, (url_for("kiosk.contests_ahead"), _("All competitions")))


def _reasons(row: Any) -> list[Reason]:
    """Return why the visitor cannot enter here; where nobody stands, whether entries are taken at all."""
    person_id, contest = visitor(), row.competition
    if person_id is None:
        return []
    against = entries.reasons_against(db.session(), row.id, EntryDraft((person_id,)), clock.now())
    asks_more = contest.needs_statement or contest.needs_insurance or contest.least_members > 1
    return against or ([Reason("enter_elsewhere")] if asks_more else [])


def _acts(row: Any, counted: Any, mine: Any, is_refused: bool) -> list[Act]:
    if mine:
        return [] if row.drawn_at else together.acts_on(KIND, mine)
    is_taken = row.competition.status is CompetitionStatus.OPEN and not row.drawn_at
    return [_enter(row, counted)] if is_taken and not is_refused else []


def _enter(row: Any, counted: Any) -> Act:
    waits = together.leads_to(counted, row.capacity)[1]
    label = _("Join the waitlist") if waits else _("Take part")
    return url_for("kiosk.enter", category_id=row.id), label, "wait" if waits else "main"


def _entering(category_id: int) -> Question:
    row = service.category(db.session(), category_id, with_drafts=False)
    counted = service.places(db.session(), [category_id])[category_id]
    url, label, kind = _enter(row, counted)
    reasons = _reasons(row)
    act = None if reasons else (url, _("Yes: %(act)s", act=label), kind)
    said = [together.leads_to(counted, row.capacity)[0]]
    return Question(label, _line(row), said, act, url_for("kiosk.contest_category", category_id=category_id), reasons)


def _line(row: Any) -> Any:
    contest = row.competition
    when = together.days(contest.starts_on, contest.ends_on)
    return together.Line(when, contest.name, f"{row.name} · {contests.limits(row)}")


@bp.get("/kiosk/categories/<int:category_id>/enter")
@shown(Level.PIN)
def enter(category_id: int) -> Any:
    """Say what entering leads to before it is done."""
    if category_id in taking_part.entries_by_category(db.session(), me()):
        return redirect(url_for("kiosk.contest_category", category_id=category_id), 303)
    return asking.question(_entering(category_id))


@bp.post("/kiosk/categories/<int:category_id>/enter")
@shown(Level.PIN)
def entered(category_id: int) -> Any:
    """Enter for a category, or for its waitlist."""
    asked = _entering(category_id)
    if asked.reasons:
        return asking.question(asked)
    draft = EntryDraft((me(),))
    entry_id, no = asking.carried_out(lambda s: entries.enter(s, category_id, draft, at=clock.now(), by=by()).id, asked)
    return no or redirect(url_for("kiosk.entry_stands", entry_id=entry_id), 303)


def _own(entry_id: int) -> Any:
    entry = entries.entry_of(db.session(), entry_id)
    if me() not in {member.person_id for member in entry.members}:
        raise NotYours
    return entry


@bp.get(_DECIDING)
@shown(Level.PIN)
def deciding_entry(entry_id: int, choice: str) -> Any:
    """Ask before a place in a contest is taken, left to the next or given up."""
    mine = _own(entry_id)
    if not together.may_decide(mine, choice):
        return redirect(url_for("kiosk.entry_stands", entry_id=entry_id), 303)
    back = url_for("kiosk.contest_category", category_id=mine.category_id)
    return asking.decided(KIND, mine, choice, _line(mine.category), back)


@bp.post(_DECIDING)
@shown(Level.PIN)
def decide_entry(entry_id: int, choice: str) -> Any:
    """Take a place in a contest, leave it to the next, or withdraw."""
    who = {"at": clock.now(), "by": by(), "is_staff": False}
    _own(entry_id)
    if choice == "withdraw":
        asking.act(lambda s: entries.withdraw(s, entry_id, **who))
    else:
        asking.act(lambda s: entries.decide(s, entry_id, choice == "accept", **who))
    return redirect(url_for("kiosk.entry_stands", entry_id=entry_id), 303)


@bp.get("/kiosk/entries/<int:entry_id>")
@shown(Level.CARD)
def entry_stands(entry_id: int) -> Any:
    """Say what became of an act."""
    mine = _own(entry_id)
    position = taking_part.place_in_queue(db.session(), mine)
    path = url_for("competitions.category", category_id=mine.category_id)
    back = url_for("kiosk.contest_category", category_id=mine.category_id)
    return asking.done(mine, position, _line(mine.category), path, back)
