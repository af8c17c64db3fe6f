"""What officers keep and members may read: the cash book, the plan of a term, the roll of a year."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction, zone
from activity_center.errors import NotYours
from activity_center.societies import cash, events, life_lines, lines, membership, plans, service, years
from activity_center.societies.blueprint import KEEP, bp, here, is_staff, leads, must_lead, today, who
from activity_center.societies.cash import CashDraft
from activity_center.societies.election_views import must_belong
from activity_center.societies.life_forms import AimsForm, CashForm, PlanDecisionForm
from activity_center.web import Form, carried_out, my_id, needs, page, row_number


def asked_year() -> int:
    """Return the year that is asked for: databases and the calendar know no others."""
    year = request.args.get("year", today().year, row_number)
    return min(max(year, 2000), today().year)


def _may_write(society_id: int) -> bool:
    return is_staff() or cash.may_write(db.session(), society_id, my_id(), today())


def _must_write(society_id: int) -> None:
    if not _may_write(society_id):
        raise NotYours


@bp.get("/societies/<int:society_id>/cash")
@needs()
def cash_book(society_id: int) -> ResponseReturnValue:
    """Show members a year of the cash book, to be read and printed."""
    must_belong(society_id)
    session = db.session()
    shown = {"leads": leads(society_id), "may_write": _may_write(society_id), "this_year": today().year}
    return page(
        "societies/cash.html",
        society=service.society(session, society_id),
        account=cash.account(session, society_id, asked_year()),
        undone=cash.undone(session, society_id),
        lines=life_lines,
        **shown,
    )


@bp.route("/societies/<int:society_id>/cash/new", methods=["GET", "POST"])
@needs()
def write_cash(society_id: int) -> ResponseReturnValue:
    """Add a line to the cash book."""
    _must_write(society_id)
    form = CashForm(data={"on": today()})
    draft = CashDraft(form.on.data, (form.what.data or "").strip(), form.fen, (form.receipt.data or "").strip())
    if carried_out(form, lambda s: cash.write(s, society_id, draft, today(), **who()).on.year):
        flash(_("Written into the cash book."))
        return redirect(url_for("societies.cash_book", society_id=society_id, year=form.result), 303)
    return page("societies/cash_new.html", form, society=service.society(db.session(), society_id))


@bp.route("/cash/<int:cash_id>/undo", methods=["GET", "POST"])
@needs()
def undo_cash(cash_id: int) -> ResponseReturnValue:
    """Ask once, then undo a line of the cash book by one of the opposite amount."""
    form, row = Form(), cash.entry(db.session(), cash_id)
    _must_write(row.society_id)
    if carried_out(form, lambda s: cash.undo(s, cash_id, today(), **who()).society_id):
        flash(_("Undone by a new line."))
        return redirect(url_for("societies.cash_book", society_id=form.result), 303)
    row = cash.entry(db.session(), cash_id)
    society = service.society(db.session(), row.society_id)
    return page("societies/cash_undo.html", form, row=row, society=society, lines=life_lines)


@bp.route("/societies/<int:society_id>/plan", methods=["GET", "POST"])
@needs()
def term_plan(society_id: int) -> ResponseReturnValue:
    """Show the plan of a term with its events and what became of them; officers write what they mean to do."""
    must_belong(society_id)
    session, may_write = db.session(), leads(society_id)
    term = plans.term_of(session, request.args.get("term", None, row_number), today())
    if term is None:
        return page("societies/plan_none.html", society=service.society(session, society_id), leads=may_write)
    term_id = term.id
    life = plans.life(session, society_id, term_id, zone())
    form = AimsForm(obj=life.plan)
    aims = form.aims.data or ""
    if may_write and carried_out(form, lambda s: plans.write(s, society_id, term_id, aims, **who()).id):
        flash(_("Saved."))
        return redirect(url_for("societies.term_plan", society_id=society_id, term=term_id), 303)
    session = db.session()
    life = plans.life(session, society_id, term_id, zone())
    return page(
        "societies/plan.html",
        form,
        society=service.society(session, society_id),
        life=life,
        rooms=events.rooms_of(session, life.events),
        terms=plans.terms_of(session),
        leads=may_write,
        at=clock.now(),
        lines=lines,
        said=life_lines,
    )


@bp.post("/societies/<int:society_id>/plan/hand-in")
@needs()
def hand_in_plan(society_id: int) -> ResponseReturnValue:
    """Hand the plan of a term in to staff."""
    must_lead(society_id)
    term_id = request.form.get("term", 0, row_number)
    with transaction() as session:
        plans.hand_in(session, society_id, term_id, **here())
    flash(_("Handed in. You get a notice when staff have decided."))
    return redirect(url_for("societies.term_plan", society_id=society_id, term=term_id), 303)


@bp.get("/desk/plans")
@needs(KEEP)
def waiting_plans() -> ResponseReturnValue:
    """Show staff the plans that wait for them."""
    return page("societies/plans.html", plans=plans.handed_in(db.session()))


@bp.route("/desk/plans/<int:plan_id>", methods=["GET", "POST"])
@needs(KEEP)
def decide_plan(plan_id: int) -> ResponseReturnValue:
    """Approve a plan, or send it back with the reason."""
    form = PlanDecisionForm()
    note, is_approved = (form.note.data or "").strip(), form.decision.data == "approve"
    if carried_out(form, lambda s: plans.decide(s, plan_id, is_approved, note, **who()).id):
        flash(_("Saved. Everybody concerned is told."))
        return redirect(url_for("societies.waiting_plans"), 303)
    return page("societies/plan_deciding.html", form, plan=plans.plan(db.session(), plan_id), lines=life_lines)


@bp.post("/memberships/<int:membership_id>/renew")
@needs()
def renew(membership_id: int) -> ResponseReturnValue:
    """Stay on the roll of a society this year: said by the member, or noted by an officer or the desk."""
    row = membership.membership(db.session(), membership_id)
    is_mine, society_id = row.person_id == my_id(), row.society_id
    if not is_mine:
        must_lead(society_id)
    with transaction() as session:
        years.renew(session, membership_id, today().year, **who())
    flash(_("Good that you stay!") if is_mine else _("Saved."))
    where = "societies.society" if is_mine else "societies.members"
    return redirect(url_for(where, society_id=society_id), 303)


@bp.post("/societies/<int:society_id>/roll")
@needs()
def ask_to_renew(society_id: int) -> ResponseReturnValue:
    """Ask everybody who is not on this year's roll yet whether they stay."""
    must_lead(society_id)
    with transaction() as session:
        asked = years.ask_to_renew(session, society_id, today().year, **here())
    flash(_("%(n)s members are asked.", n=asked))
    return redirect(url_for("societies.members", society_id=society_id), 303)
