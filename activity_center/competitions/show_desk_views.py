"""Shows at the desk: the first look at works, judges, conflicts, and the way to public results."""

from dataclasses import asdict
from secrets import SystemRandom
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.competitions import exhibits, judges, lines, measured, service, show_lines, shows
from activity_center.competitions.blueprint import bp, needs
from activity_center.competitions.exhibits import ShowDraft
from activity_center.competitions.forms import RefereeForm
from activity_center.competitions.kinds import Format
from activity_center.competitions.leading import RUN
from activity_center.competitions.measured import MeasureDraft
from activity_center.competitions.prizes import text_of
from activity_center.competitions.show_forms import ApartForm, MeasureForm, ReviewForm, ShowForm
from activity_center.competitions.showing import Closeness, ExhibitStatus
from activity_center.courses.forms import offer
from activity_center.db import db
from activity_center.errors import NotThere
from activity_center.web import Form, by, carried_out, page, row_number

_ACTS = {"close": shows.close, "reopen": shows.reopen, "publish": shows.publish}


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


def _back_to(judged_id: int, endpoint: str = "desk_show", anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(f"competitions.{endpoint}", judged_id=judged_id, _anchor=anchor), 303)


@bp.get("/desk/competitions/categories/<int:judged_id>/show")
@needs(RUN)
def desk_show(judged_id: int) -> ResponseReturnValue:
    """Show how far the works of a category are: taken, judged, closed, public; with judges and conflicts."""
    session = db.session()
    row, every = exhibits.category_of(session, judged_id), exhibits.of_category(session, judged_id)
    known, likely = judges.given(session, judged_id), shows.likely(session, judged_id)
    apart = ApartForm(formdata=None)
    offer(apart.judge_id, [(judge.id, judge.person.name) for judge in known.judges], None)
    offer(apart.exhibit_id, [(work.id, f"{work.title} · {work.entry.name}") for work in every], None)
    result = shows.result(session, judged_id)
    told: dict[str, Any] = {"result": result, "known": known, "likely": likely, "apart_form": apart}
    told |= {"waiting": sum(work.status is ExhibitStatus.HANDED_IN for work in every), "works": every}
    told["prizes"] = text_of(exhibits.prizes_of(result.show.prizes)).splitlines()
    told |= {"conflicts": shows.rows_apart(session, judged_id), "judge_form": RefereeForm(formdata=None)}
    return page("competitions/desk_show.html", row=row, lines=show_lines, names=lines, **told)


@bp.route("/desk/competitions/categories/<int:judged_id>/show/edit", methods=["GET", "POST"])
@needs(RUN)
def edit_show(judged_id: int) -> ResponseReturnValue:
    """Settle how works are judged, and what they win."""
    session = db.session()
    row, show = exhibits.category_of(session, judged_id), exhibits.show_of(session, judged_id)
    form = ShowForm(obj=show, prizes=text_of(exhibits.prizes_of(show.prizes)))
    if not form.is_submitted():
        form.prizes.data = text_of(exhibits.prizes_of(show.prizes))
    if carried_out(form, lambda s: exhibits.set_show(s, judged_id, ShowDraft(**form.typed), **_who()).id):
        flash(_("Saved."))
        return _back_to(judged_id)
    row = exhibits.category_of(db.session(), judged_id)
    return page("competitions/show_edit.html", form, row=row, lines=show_lines)


@bp.post("/desk/competitions/categories/<int:judged_id>/show/<act>")
@needs(RUN)
def lead_show(judged_id: int, act: str) -> ResponseReturnValue:
    """Begin or close the judging, open it again, make results public, note whoever is close to a maker."""
    form = Form()
    if act not in (*_ACTS, "begin", "apart"):
        raise NotThere
    if carried_out(form, lambda s: (_led(s, judged_id, act),)):
        flash(_("%(n)s noted.", n=form.result[0]) if act == "apart" else _("Saved."))
        return _back_to(judged_id)
    back = url_for("competitions.desk_show", judged_id=judged_id)
    return page("competitions/refused.html", form, back=back)


def _led(session: Any, judged_id: int, act: str) -> Any:
    if act == "begin":
        return shows.begin(session, judged_id, SystemRandom(), **_who()).id
    if act == "apart":
        return shows.set_likely_apart(session, judged_id, **_who())
    return _ACTS[act](session, judged_id, **_who()).id


@bp.get("/desk/competitions/categories/<int:judged_id>/works")
@needs(RUN)
def desk_works(judged_id: int) -> ResponseReturnValue:
    """Show the works with their makers, those to look at first."""
    session = db.session()
    row, every = exhibits.category_of(session, judged_id), exhibits.of_category(session, judged_id)
    form = ReviewForm(formdata=None)
    show = exhibits.show_of(session, judged_id)
    return page("competitions/desk_works.html", form, row=row, show=show, works=every, lines=show_lines)


@bp.post("/desk/competitions/works/<int:exhibit_id>")
@needs(RUN)
def review_work(exhibit_id: int) -> ResponseReturnValue:
    """Accept a work, or return it with a reason."""
    form = ReviewForm()
    accepts, note = request.form.get("act") == "accept", form.note.data or ""
    if carried_out(form, lambda s: exhibits.review(s, exhibit_id, accepts, note, **_who()).category_id):
        flash(_("Accepted.") if accepts else _("Returned; its maker is told why."))
        return _back_to(form.result, "desk_works", f"work-{exhibit_id}")
    return page("competitions/refused.html", form, back=url_for("competitions.register_of_competitions"))


@bp.post("/desk/competitions/categories/<int:judged_id>/judges")
@needs(RUN)
def appoint_judge(judged_id: int) -> ResponseReturnValue:
    """Appoint a judge."""
    form = RefereeForm()
    login = form.login.data or ""
    if carried_out(form, lambda s: judges.appoint(s, judged_id, login, **_who()).id):
        flash(_("Appointed. They are told where the works are."))
        return _back_to(judged_id, anchor="judges")
    back = url_for("competitions.desk_show", judged_id=judged_id)
    return page("competitions/refused.html", form, back=back)


@bp.post("/desk/competitions/judges/<int:judge_id>/dismiss")
@needs(RUN)
def dismiss_judge(judge_id: int) -> ResponseReturnValue:
    """Take the post of a judge back."""
    form = Form()
    if carried_out(form, lambda s: judges.dismiss(s, judge_id, **_who()).category_id):
        flash(_("Saved."))
        return _back_to(form.result, anchor="judges")
    return page("competitions/refused.html", form, back=url_for("competitions.register_of_competitions"))


@bp.post("/desk/competitions/categories/<int:judged_id>/conflicts")
@needs(RUN)
def set_apart(judged_id: int) -> ResponseReturnValue:
    """Note that a judge is close to a maker, or take such a note back."""
    lifted = request.form.get("lift", 0, row_number)
    form: Any = Form() if lifted else ApartForm()
    if not lifted:
        known = judges.judges(db.session(), judged_id), exhibits.of_category(db.session(), judged_id)
        offer(form.judge_id, [(judge.id, "") for judge in known[0]], None)
        offer(form.exhibit_id, [(work.id, "") for work in known[1]], None)
    if carried_out(form, lambda s: _apart(s, form, lifted).id):
        flash(_("Saved."))
        return _back_to(judged_id, anchor="conflicts")
    back = url_for("competitions.desk_show", judged_id=judged_id)
    return page("competitions/refused.html", form, back=back)


def _apart(session: Any, form: Any, lifted: int) -> Any:
    if lifted:
        return judges.lift(session, lifted, **_who())
    judge_id, exhibit_id = form.judge_id.data, form.exhibit_id.data
    return judges.set_apart(session, judge_id, exhibit_id, Closeness.OTHER, form.note.data or "", **_who())


@bp.route("/desk/competitions/categories/<int:scored_id>/measure", methods=["GET", "POST"])
@needs(RUN)
def edit_measure(scored_id: int) -> ResponseReturnValue:
    """Settle how tries are counted in a category that is ranked by score, and what is won."""
    row = service.category(db.session(), scored_id)
    if row.competition.format is not Format.RANK_BY_SCORE:
        raise NotThere
    kept = measured.measure(db.session(), scored_id)
    form = MeasureForm(data=asdict(kept) | {"prizes": text_of(kept.prizes)})
    if carried_out(form, lambda s: measured.set_measure(s, scored_id, MeasureDraft(**form.typed), **_who()).id):
        flash(_("Saved."))
        return redirect(url_for("competitions.desk_category", category_id=scored_id), 303)
    return page("competitions/measure.html", form, row=service.category(db.session(), scored_id))
