"""Voting at a kiosk: as many names as there are seats, or nobody, asked once more, and the code of the ballot, once.

What is chosen travels from page to page in the form and in no address: those a server may write down.
"""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.errors import Refused
from activity_center.kiosk import asking, reading
from activity_center.kiosk.blueprint import bp, me, screen, shown
from activity_center.kiosk.lines import Line
from activity_center.kiosk.my_views import page_number, turned
from activity_center.kiosk.rules import Ballot, Level
from activity_center.kiosk.slips import Slip, public_code
from activity_center.societies import ballots, elections, life_lines
from activity_center.web import row_number

# As many as fit without scrolling on the smallest screen with the largest text.
ON_PAGE = 3


def _open_to_me() -> list[Any]:
    return ballots.to_vote_in(db.session(), me(), clock.now())


@bp.get("/kiosk/votes")
@shown(Level.PIN)
def votes() -> Any:
    """Show the elections in which the visitor may vote now; where there is only one, its ballot at once."""
    rows = _open_to_me()
    if len(rows) == 1:
        return redirect(url_for("kiosk.ballot", election_id=rows[0].id), 303)
    empty = _("There is no election in which you can vote now.")
    back = url_for("kiosk.together_here")
    return asking.listed(_("Vote in your society"), [_line(row) for row in rows], empty, back)


def _line(row: Any) -> Line:
    act = (url_for("kiosk.ballot", election_id=row.id), _("Vote"), "main")
    title = f"{row.society.name} · {life_lines.title(row)}"
    return Line(life_lines.voting_days(row), title, "", act=act)


def _open_ballot(election_id: int) -> tuple[Any, Ballot]:
    """Return an election with its ballot, filled in as the form says; refuse whoever cannot vote in it now."""
    session = db.session()
    row = elections.election(session, election_id)
    if against := ballots.reasons_against(session, row, me(), clock.now()):
        raise Refused(*against)
    names = tuple(one.person.name for one in elections.candidates(row))
    return row, Ballot(names, row.seats).with_chosen(_numbers())


def _numbers() -> list[int]:
    """Return the numbers that stand in the form; the single 0 is a vote for nobody."""
    return request.form.getlist("number", row_number)


@bp.route("/kiosk/elections/<int:election_id>/ballot", methods=["GET", "POST"])
@shown(Level.PIN)
def ballot(election_id: int) -> Any:
    """Show the names page by page, tick one or take it back, and ask once more. Nothing of it is kept."""
    row, filled = _open_ballot(election_id)
    number = request.form.get("tick", 0, row_number)
    ticked = filled.ticked(number) if number else filled
    # The last name that may be chosen leads on; so does who is done with fewer.
    is_full = len(ticked.chosen) > 0 and ticked.left == 0 and number in ticked.chosen
    if is_full or "ask" in request.form:
        return screen("vote.html", election=row, ballot=ticked, lines=life_lines)
    numbered = [*enumerate(ticked.names, 1)]
    wanted = request.form.get("turn", request.form.get("page", page_number(), row_number), row_number)
    rows, page = reading.split(numbered, wanted, ON_PAGE)
    return screen(
        "ballot.html",
        election=row,
        ballot=ticked,
        rows_=rows,
        said=_said(ticked),
        page=page,
        turn=turned(page, len(numbered), ON_PAGE),
        lines=life_lines,
    )


def _said(ballot: Ballot) -> str:
    """Say how many names may still be chosen."""
    n, left = len(ballot.chosen), ballot.left
    if not n:
        return _("Please choose one name.") if left == 1 else _("You may choose up to %(n)s names.", n=left)
    if left:
        return _("You have chosen %(n)s; you may choose %(left)s more.", n=n, left=left)
    if ballot.seats == 1:
        return _("You have chosen one name; another one takes its place.")
    return _("You have chosen %(n)s, and more is not possible. To choose another name, take one back first.", n=n)


@bp.route("/kiosk/elections/<int:election_id>/vote", methods=["GET", "POST"])
@shown(Level.PIN)
def cast_vote(election_id: int) -> Any:
    """Cast the visitor's vote, and show the code of the ballot this once; without a choice, show the ballot."""
    row, numbers = elections.election(db.session(), election_id), _numbers()
    if not numbers:
        return redirect(url_for("kiosk.ballot", election_id=election_id), 303)
    title, society_id = life_lines.title(row), row.society_id
    with transaction() as session:
        code = ballots.vote(session, election_id, me(), [one for one in numbers if one], at=clock.now())
    address = public_code(url_for("societies.held_elections", society_id=society_id))
    slip = Slip(_("The code of your ballot"), [Line("", code, title)], address, _("The elections on your phone"))
    return screen("voted.html", code=code, title=title, slip=slip, more=len(_open_to_me()))
