"""Application forms on paper: the pile, keying in twice, deciding, carrying out, and the slip."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction, zone
from activity_center.desk import carrying_out, lines, paper
from activity_center.desk.blueprint import SERVE, bp
from activity_center.desk.forms import DiscardForm, FirstReadingForm, ReadingForm
from activity_center.desk.rules import OPEN_FORMS, FormStatus, Reading, differences
from activity_center.people import service as people
from activity_center.terms import service as terms
from activity_center.web import by, carried_out, needs, page, paging

ENDED = frozenset(FormStatus) - OPEN_FORMS


@bp.get("/desk/paper-forms")
@needs(SERVE)
def paper_forms() -> Any:
    """Show the forms that are still to be worked on, or those that are not."""
    asked, is_ended = paging(), "ended" in request.args
    rows, total = paper.forms(db.session(), ENDED if is_ended else OPEN_FORMS, offset=asked.offset, limit=asked.size)
    known, counts = replace(asked, total=total), paper.counts(db.session())
    return page(
        "desk/paper_forms.html",
        forms=rows,
        paging=known,
        counts=counts,
        statuses=FormStatus,
        is_ended=is_ended,
        lines=lines,
    )


@bp.route("/desk/paper-forms/new", methods=["GET", "POST"])
@needs(SERVE)
def key_in() -> Any:
    """Key in a form for the first time."""
    at = clock.now()
    today = at.astimezone(zone()).date()
    choices = [(term.id, term.name) for term in terms.terms_not_over(db.session(), today)]
    form = FirstReadingForm(terms=choices, today=today)
    received = _received(form.received_on.data or today, today, at)
    if choices and carried_out(
        form, lambda s: paper.key_in(s, form.term_id.data, form.reading, received, at=at, by=by())
    ):
        flash(
            _(
                "Please write the number %(number)s on the sheet and lay it aside for the second keying.",
                number=form.result.id,
            )
        )
        return redirect(url_for("desk.key_in"))
    return page("desk/key_in.html", form, number=None)


def _received(day: date, today: date, at: datetime) -> datetime:
    """Return the moment a form came in: now, or for one that lay there the beginning of its day."""
    return at if day == today else datetime.combine(day, time(), zone())


@bp.route("/desk/paper-forms/<int:form_id>/second", methods=["GET", "POST"])
@needs(SERVE)
def key_in_again(form_id: int) -> Any:
    """Key in a form for the second time, on an empty page that shows nothing of the first."""
    form, row = ReadingForm(), paper.form(db.session(), form_id)
    if row.status is not FormStatus.KEYED_ONCE:
        return redirect(url_for("desk.paper_form", form_id=form_id))
    if carried_out(form, lambda s: paper.key_in_again(s, form_id, form.reading, at=clock.now(), by=by())):
        is_agreed = form.result.status is FormStatus.AGREED
        flash(_("Both readings agree.")) if is_agreed else flash(_("The two readings differ."), "warning")
        return redirect(url_for("desk.paper_form", form_id=form_id))
    return page("desk/key_in.html", form, number=form_id)


@bp.get("/desk/paper-forms/<int:form_id>")
@needs(SERVE)
def paper_form(form_id: int) -> Any:
    """Show a form: what differs, what carrying it out would lead to, or what became of it."""
    session = db.session()
    row = paper.form(session, form_id)
    # The first reading is not for the eyes of whoever keys in the second.
    read = paper.readings(row) if row.status is not FormStatus.KEYED_ONCE else []
    agreed = Reading(**row.agreed) if row.agreed else None
    person, reasons = carrying_out.applicant(session, agreed) if agreed else (None, [])
    is_ready = row.status is FormStatus.AGREED and not reasons
    history = paper.history(session, form_id)
    return page(
        "desk/paper_form.html",
        form_row=row,
        read=read,
        differ=differences(*read) if len(read) == 2 else [],
        titles=carrying_out.titles(session, read),
        agreed=agreed,
        person=person,
        reasons=reasons,
        foreseen=_foreseen(row, agreed, person) if is_ready else [],
        statuses=FormStatus,
        history=history,
        names=people.names(session, {row.actor_id for row in history if row.actor_id}),
        lines=lines,
    )


def _foreseen(row: Any, agreed: Reading | None, person: Any) -> list[dict[str, Any]]:
    if agreed is None:
        return []
    ahead = carrying_out.foreseen(db.session(), row, agreed, person.id, clock.now())
    return [choice.told() for choice in ahead]


@bp.post("/desk/paper-forms/<int:form_id>/decide")
@needs(SERVE)
def decide(form_id: int) -> Any:
    """Decide the differences."""
    chosen = {name: request.form.get(name, 0, int) for name in lines.FIELD}
    with transaction() as session:
        paper.decide(session, form_id, chosen, at=clock.now(), by=by())
    flash(_("The differences are decided."))
    return redirect(url_for("desk.paper_form", form_id=form_id))


@bp.post("/desk/paper-forms/<int:form_id>/carry-out")
@needs(SERVE)
def carry_out(form_id: int) -> Any:
    """Carry a form out."""
    with transaction() as session:
        carrying_out.carry_out(session, form_id, at=clock.now(), by=by())
    flash(_("The form is carried out. Below is what became of each choice."))
    return redirect(url_for("desk.paper_form", form_id=form_id))


@bp.post("/desk/paper-forms/carry-out")
@needs(SERVE)
def carry_out_all() -> Any:
    """Carry out every form that is ready, in the order in which they came, each in a transaction of its own."""
    results = [_carried_out(form_id) for form_id in carrying_out.agreed_ids(db.session())]
    flash(_("%(n)s forms are carried out.", n=results.count(True)))
    if False in results:
        flash(_("%(n)s forms could not be carried out; please open them.", n=results.count(False)), "warning")
    return redirect(url_for("desk.paper_forms"))


def _carried_out(form_id: int) -> bool:
    """Carry one form out; a sheet whose card nobody has must not hold up the others."""
    with transaction() as session:
        return not carrying_out.try_to_carry_out(session, form_id, at=clock.now(), by=by())


@bp.route("/desk/paper-forms/<int:form_id>/discard", methods=["GET", "POST"])
@needs(SERVE)
def discard(form_id: int) -> Any:
    """Put a form aside, with the reason."""
    form, row = DiscardForm(), paper.form(db.session(), form_id)
    if carried_out(form, lambda s: paper.discard(s, form_id, form.note.data or "", at=clock.now(), by=by())):
        flash(_("The form is put aside."))
        return redirect(url_for("desk.paper_forms"))
    return page("desk/discard.html", form, form_row=row)


@bp.get("/desk/paper-forms/<int:form_id>/slip")
@needs(SERVE)
def form_slip(form_id: int) -> Any:
    """Show what became of a form, to print for whoever handed it in."""
    row = paper.form(db.session(), form_id)
    if row.status is not FormStatus.DONE:
        return redirect(url_for("desk.paper_form", form_id=form_id))
    return page("desk/form_slip.html", form_row=row, lines=lines)
