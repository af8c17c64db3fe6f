"""Voting at a kiosk: one candidate or nobody, asked once more, and the code of the ballot, shown this once."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.errors import NotThere
from activity_center.kiosk import reading
from activity_center.kiosk.blueprint import bp, me, screen, shown
from activity_center.kiosk.lines import Line
from activity_center.kiosk.my_views import page_number, turned
from activity_center.kiosk.rules import Level
from activity_center.kiosk.slips import Slip, public_code
from activity_center.societies import ballots, elections, life_lines
from activity_center.web import row_number

# As many as fit without scrolling on the smallest screen with the largest text.
ON_PAGE = 3


def _choices(row: Any) -> list[tuple[int, str]]:
    """Return what one can vote for: numbers on the ballot with their names, and nobody as the last."""
    names = [one.person.name for one in elections.candidates(row)]
    return [*enumerate(names, 1), (0, _("Nobody of them"))]


@bp.get("/kiosk/votes")
@shown(Level.PIN)
def votes() -> Any:
    """Show the first election in which the visitor may vote, with a button for each candidate."""
    session = db.session()
    row = next(iter(ballots.to_vote_in(session, me(), clock.now())), None)
    choices, page = reading.split(_choices(row) if row and row.seats == 1 else [], page_number(), ON_PAGE)
    total = len(_choices(row)) if row else 0
    turn = turned(page, total, ON_PAGE)
    return screen("votes.html", election=row, choices=choices, turn=turn, lines=life_lines)


def _chosen(election_id: int) -> tuple[Any, int, str]:
    """Return the election, and the number and name that were chosen on the page before."""
    row, number = elections.election(db.session(), election_id), request.values.get("number", -1, row_number)
    name = dict(_choices(row)).get(number)
    if name is None:
        raise NotThere
    return row, number, name


@bp.get("/kiosk/elections/<int:election_id>/vote")
@shown(Level.PIN)
def sure_of_vote(election_id: int) -> Any:
    """Ask once more before a vote is cast."""
    row, number, name = _chosen(election_id)
    return screen("vote.html", election=row, number=number, name=name, lines=life_lines)


@bp.post("/kiosk/elections/<int:election_id>/vote")
@shown(Level.PIN)
def cast_vote(election_id: int) -> Any:
    """Cast the visitor's vote, and show the code of the ballot this once."""
    row, number, _name = _chosen(election_id)
    title, society_id = life_lines.title(row), row.society_id
    with transaction() as session:
        code = ballots.vote(session, election_id, me(), [number] if number else [], at=clock.now())
    address = public_code(url_for("societies.held_elections", society_id=society_id))
    slip = Slip(_("The code of your ballot"), [Line("", code, title)], address, _("The elections on your phone"))
    return screen("voted.html", code=code, title=title, slip=slip)
