"""What a judge sees: works by number and picture. No name of a maker reaches these pages, their addresses or files."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.competitions import exhibits, judges, show_lines
from activity_center.competitions.blueprint import bp
from activity_center.competitions.exhibit_views import of_work
from activity_center.competitions.judges import Sheet
from activity_center.competitions.show_forms import ConflictForm, MarkForm
from activity_center.db import db
from activity_center.errors import NotThere
from activity_center.web import Form, by, carried_out, my_id, needs, page, row_number


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


@bp.get("/judging")
@needs()
def judging() -> ResponseReturnValue:
    """Show a judge what there is to judge."""
    session = db.session()
    mine = judges.of_person(session, my_id() or 0)
    sheets = [judges.sheet(session, judge.category_id, my_id()) for judge in mine]
    return page("competitions/judging.html", sheets=sheets)


@bp.get("/judging/<int:judged_id>")
@needs()
def judge_works(judged_id: int) -> ResponseReturnValue:
    """Show a judge all works with what they have said of them."""
    sheet = judges.sheet(db.session(), judged_id, my_id())
    return page("competitions/judge_works.html", sheet=sheet, lines=show_lines)


def _next(sheet: Sheet) -> ResponseReturnValue:
    """Go on to the next work, or to the list where none is left."""
    if sheet.next is None:
        flash(_("You have judged all works. Thank you. Until the judging is closed you may still correct."))
        return redirect(url_for("competitions.judge_works", judged_id=sheet.judge.category_id), 303)
    to = {"judged_id": sheet.judge.category_id, "number": sheet.next.number}
    return redirect(url_for("competitions.judge_work", **to), 303)


def _work(judged_id: int, number: int) -> tuple[Sheet, Any]:
    sheet = judges.sheet(db.session(), judged_id, my_id())
    found = next((one for one in sheet.works if one.number == number), None)
    if found is None:
        raise NotThere
    return sheet, found


@bp.route("/judging/<int:judged_id>/works/<int:number>", methods=["GET", "POST"])
@needs()
def judge_work(judged_id: int, number: int) -> ResponseReturnValue:
    """Show one work to a judge, and write down a mark."""
    sheet, work = _work(judged_id, number)
    form = MarkForm(data={"value": show_lines.mark(float(sheet.marks[work.id])) if work.id in sheet.marks else None})
    if carried_out(form, lambda s: judges.give_mark(s, judged_id, number, form.value.data, **_who()).id):
        flash(_("Work %(n)s: your mark is saved.", n=number))
        return _next(judges.sheet(db.session(), judged_id, my_id()))
    sheet, work = _work(judged_id, number)
    told = {"history": judges.history(db.session(), sheet.judge, work), "conflict_form": ConflictForm(formdata=None)}
    return page("competitions/judge_work.html", form, sheet=sheet, work=work, lines=show_lines, **told)


@bp.post("/judging/<int:judged_id>/works/<int:number>/conflict")
@needs()
def declare_conflict(judged_id: int, number: int) -> ResponseReturnValue:
    """Let a judge say that they are close to who made a work."""
    form = ConflictForm()
    note = form.note.data or ""
    if carried_out(form, lambda s: judges.declare(s, judged_id, number, note, **_who()).id):
        flash(_("Noted: you are not asked about work %(n)s. Thank you for saying so.", n=number))
        return redirect(url_for("competitions.judge_works", judged_id=judged_id), 303)
    back = url_for("competitions.judge_work", judged_id=judged_id, number=number)
    return page("competitions/refused.html", form, back=back)


@bp.get("/judging/<int:judged_id>/works/<int:number>/photo")
@needs()
def judge_photo(judged_id: int, number: int) -> Response:
    """Show the picture of a work to a judge."""
    _sheet, work = _work(judged_id, number)
    return of_work(exhibits.picture(db.session(), work.id))


@bp.route("/judging/<int:judged_id>/pairs", methods=["GET", "POST"])
@needs()
def judge_pairs(judged_id: int) -> ResponseReturnValue:
    """Show a judge two works, and write down which is better; two may be named to be looked at once more."""
    form = Form()
    better, worse = (request.form.get(name, 0, row_number) for name in ("better", "worse"))
    if carried_out(form, lambda s: judges.compare(s, judged_id, better, worse, **_who()).id):
        return redirect(url_for("competitions.judge_pairs", judged_id=judged_id), 303)
    sheet = judges.sheet(db.session(), judged_id, my_id())
    if not sheet.is_pairs:
        raise NotThere
    pair = judges.pair(sheet, request.args.getlist("work", row_number))
    return page("competitions/judge_pairs.html", form, sheet=sheet, pair=pair, lines=show_lines)
