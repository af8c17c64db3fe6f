"""Elections: called, candidates named, votes cast, paper keyed in, counted, and the list that anybody can recount."""

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.db import db, transaction, zone
from activity_center.errors import NotYours, Reason, Refused
from activity_center.societies import ballots, elections, life_lines, membership, service
from activity_center.societies.blueprint import bp, here, is_staff, leads, must_lead, today, who
from activity_center.societies.elections import ElectionDraft
from activity_center.societies.forms import LoginForm, ReasonForm
from activity_center.societies.life_forms import ElectionForm, StandForm, ballot_form
from activity_center.societies.voting import Stage, listed
from activity_center.web import carried_out, my_id, needs, page


def must_belong(society_id: int) -> None:
    """Refuse whoever is neither in a society nor speaks for it, nor keeps them all."""
    if not leads(society_id) and not membership.is_member(db.session(), society_id, my_id()):
        raise NotYours


def _election(election_id: int) -> Any:
    row = elections.election(db.session(), election_id)
    must_belong(row.society_id)
    return row


@bp.get("/societies/<int:society_id>/elections")
@needs()
def held_elections(society_id: int) -> ResponseReturnValue:
    """Show members which elections there are and were, and who holds a post until when."""
    must_belong(society_id)
    session, at = db.session(), clock.now()
    rows = [(row, elections.stage_of(row, at)) for row in elections.of_society(session, society_id)]
    society = service.society(session, society_id)
    shown = {"society": society, "rows": rows, "leads": leads(society_id), "lines": life_lines}
    return page("societies/elections.html", **shown)


@bp.route("/societies/<int:society_id>/elections/new", methods=["GET", "POST"])
@needs()
def call_election(society_id: int) -> ResponseReturnValue:
    """Call an election."""
    must_lead(society_id)
    form = ElectionForm(data={"members_on": today(), "oldest": 75})
    if carried_out(form, lambda s: elections.call(s, society_id, ElectionDraft(**form.typed), **here()).id):
        flash(_("The election is called; members are told."))
        return redirect(url_for("societies.election", election_id=form.result), 303)
    return page("societies/calling.html", form, society=service.society(db.session(), society_id))


@bp.get("/elections/<int:election_id>")
@needs()
def election(election_id: int) -> ResponseReturnValue:
    """Show members an election: the candidates, their own part in it, and what it came to."""
    row, session, at, me = _election(election_id), db.session(), clock.now(), my_id() or 0
    stage = elections.stage_of(row, at)
    is_over = stage is Stage.COUNTED
    on_ballot = elections.candidates(row)
    names = [one.person.name for one in on_ballot]
    urn = elections.urn(session, election_id).ballots if is_over else {}
    return page(
        "societies/election.html",
        election=row,
        stage=stage,
        on_ballot=on_ballot,
        asked=[one for one in row.candidates if not one.accepted_at],
        mine=next((one for one in row.candidates if one.person_id == me), None),
        voters=elections.voters(session, election_id),
        electors=row.electors or len(elections.electors(session, row, zone())),
        reasons=ballots.reasons_against(session, row, me, at) if stage is Stage.VOTING else [],
        has_voted=ballots.has_voted(session, election_id, me),
        count=elections.counted(session, row) if is_over else None,
        listed=life_lines.ballots(urn, names),
        paper_left=elections.paper_left(session, election_id) if stage is Stage.CLOSED else 0,
        leads=leads(row.society_id),
        is_staff=is_staff(),
        is_member=membership.is_member(session, row.society_id, me),
        lines=life_lines,
    )


@bp.get("/elections/<int:election_id>/ballots.txt")
@needs()
def ballots_text(election_id: int) -> ResponseReturnValue:
    """Give the list of ballots of a counted election as it goes into the seed of the lots."""
    row = _election(election_id)
    if elections.stage_of(row, clock.now()) is not Stage.COUNTED:
        raise Refused(Reason("ballots_not_published"))
    text = listed(elections.urn(db.session(), election_id).ballots)
    return Response(text, mimetype="text/plain")


@bp.route("/elections/<int:election_id>/stand", methods=["GET", "POST"])
@needs()
def stand(election_id: int) -> ResponseReturnValue:
    """Stand for a post, or accept that one is named, with a few words to the members."""
    form, me = StandForm(), my_id() or 0
    said = (form.statement.data or "").strip()
    if carried_out(form, lambda s: elections.name(s, election_id, me, said, **who()).id):
        flash(_("You are on the ballot."))
        return redirect(url_for("societies.election", election_id=election_id), 303)
    return page("societies/standing.html", form, election=_election(election_id), lines=life_lines)


@bp.post("/elections/<int:election_id>/step-down")
@needs()
def step_down(election_id: int) -> ResponseReturnValue:
    """Be no candidate, or not any more."""
    with transaction() as session:
        elections.step_down(session, election_id, my_id() or 0, **who())
    flash(_("You are not on the ballot."))
    return redirect(url_for("societies.election", election_id=election_id), 303)


@bp.route("/elections/<int:election_id>/name", methods=["GET", "POST"])
@needs()
def name_candidate(election_id: int) -> ResponseReturnValue:
    """Name another member; they are asked whether they accept."""
    form, row = LoginForm(), _election(election_id)
    login = form.login.data or ""
    if carried_out(form, lambda s: elections.name_called(s, election_id, login, **who()).id):
        flash(_("Thank you. They are asked whether they accept."))
        return redirect(url_for("societies.election", election_id=election_id), 303)
    return page("societies/naming.html", form, election=_election(row.id), lines=life_lines)


def _ballot(row: Any) -> Any:
    return ballot_form(row.seats, [one.person.name for one in elections.candidates(row)])


@bp.route("/elections/<int:election_id>/vote", methods=["GET", "POST"])
@needs()
def vote(election_id: int) -> ResponseReturnValue:
    """Cast one's vote. The answer is a page with the code of the ballot, shown this once and kept nowhere."""
    row, me, at = _election(election_id), my_id() or 0, clock.now()
    form = _ballot(row)
    if carried_out(form, lambda s: ballots.vote(s, election_id, me, form.numbers, at=at)):
        return page("societies/voted.html", election=_election(election_id), code=form.result, lines=life_lines)
    row = _election(election_id)
    reasons = [] if form.reasons else ballots.reasons_against(db.session(), row, me, at)
    shown = {"candidates": elections.candidates(row), "reasons": reasons, "lines": life_lines}
    return page("societies/voting.html", form, election=row, **shown)


@bp.route("/elections/<int:election_id>/paper", methods=["GET", "POST"])
@needs("plan_courses")
def paper(election_id: int) -> ResponseReturnValue:
    """Hand out ballots of paper while votes are cast, and key them in afterwards."""
    row = _election(election_id)
    is_over = elections.stage_of(row, clock.now()) is Stage.CLOSED
    form: Any = _ballot(row) if is_over else LoginForm()

    def act(session: Session) -> str | None:
        if is_over:
            return ballots.key_in(session, election_id, form.numbers, **who())
        return ballots.hand_paper(session, election_id, form.login.data or "", **who())

    if carried_out(form, act):
        said = (
            _("Write this code on the ballot: %(code)s", code=form.result) if is_over else _("Hand out the ballot now.")
        )
        flash(said)
        return redirect(url_for("societies.paper", election_id=election_id), 303)
    session, row = db.session(), _election(election_id)
    counts = {"voters": elections.voters(session, election_id), "left": elections.paper_left(session, election_id)}
    return page("societies/paper.html", form, election=row, is_over=is_over, lines=life_lines, **counts)


@bp.post("/elections/<int:election_id>/count")
@needs()
def count_votes(election_id: int) -> ResponseReturnValue:
    """Count the votes of an election that has ended."""
    must_lead(_election(election_id).society_id)
    with transaction() as session:
        elections.close(session, election_id, **who())
    flash(_("The votes are counted; members are told."))
    return redirect(url_for("societies.election", election_id=election_id), 303)


@bp.route("/elections/<int:election_id>/call-off", methods=["GET", "POST"])
@needs()
def call_off_election(election_id: int) -> ResponseReturnValue:
    """Call off an election, with the reason that members read."""
    must_lead(_election(election_id).society_id)
    form, is_kept = ReasonForm(), is_staff()
    note = (form.note.data or "").strip()
    if carried_out(form, lambda s: elections.call_off(s, election_id, note, is_staff=is_kept, **who()).id):
        flash(_("The election is called off; members are told."))
        return redirect(url_for("societies.election", election_id=election_id), 303)
    return page("societies/calling_off.html", form, election=_election(election_id), lines=life_lines)
