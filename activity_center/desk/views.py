"""The desk: who is here, who calls for help, whom to telephone, and the day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import Filters
from activity_center.db import db, transaction, zone
from activity_center.desk import call_views, calls, lines, paper, paper_views, person_views, picture, service
from activity_center.desk.blueprint import SERVE, bp
from activity_center.desk.rules import FormStatus
from activity_center.people import service as people
from activity_center.people.cards import working_card
from activity_center.people.desk_views import vault
from activity_center.people.id_number import looks_like_one
from activity_center.roster import reading
from activity_center.terms import service as terms
from activity_center.web import by, needs

__all__ = ["bp", "call_views", "paper_views", "person_views"]

SHOWN, HITS = 8, 20


@bp.get("/desk")
@needs(SERVE)
def desk() -> str:
    """Show who was searched for, and what needs somebody."""
    session, at, q = db.session(), clock.now(), request.args.get("q", "").strip()
    today = at.astimezone(zone()).date()
    hits, total = picture.hits(session, q, HITS) if q else ([], 0)
    queue = calls.queue(session, at)
    drafts = Filters(statuses=frozenset({SectionStatus.DRAFT}))
    return render_template(
        "desk/desk.html",
        q=q,
        hits=hits,
        hits_total=total,
        card=working_card,
        help_calls=service.open_help_calls(session),
        queue=queue,
        lapsing=queue.lapsing(at),
        shown=SHOWN,
        forms=paper.counts(session),
        statuses=FormStatus,
        applicants=people.count_applicants(session),
        drafts=courses.count_sections(session, drafts),
        years=terms.years_without_holidays(session, today),
        meetings=reading.day(session, *_bounds(today)),
        today=today,
        at=at,
        lines=lines,
    )


def _bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day and that of the next."""
    first, next_ = (datetime.combine(day + timedelta(days=n), time(), zone()) for n in (0, 1))
    return first, next_


@bp.post("/desk/search")
@needs(SERVE)
def search() -> Any:
    """Open the one person who is meant, or show who may be; an identity number stays out of every address."""
    q = request.form.get("q", "").strip()
    if looks_like_one(q):
        person = people.by_id_index(db.session(), vault().index(q))
        if person is None:
            flash(_("Nobody on the register has this identity number."), "warning")
        return redirect(url_for("desk.person", person_id=person.id) if person else url_for("desk.desk"))
    hits, total = picture.hits(db.session(), q, 1) if q else ([], 0)
    if total == 1:
        return redirect(url_for("desk.person", person_id=hits[0].id))
    return redirect(url_for("desk.desk", q=q or None))


@bp.get("/desk/help-calls")
@needs(SERVE)
def help_calls() -> str:
    """Show who calls for help: what the desk's page reads again every few seconds."""
    rows = service.open_help_calls(db.session())
    return render_template("desk/help_calls.html", help_calls=rows, at=clock.now(), lines=lines)


@bp.post("/desk/help-calls/<int:call_id>/answer")
@needs(SERVE)
def answer_help(call_id: int) -> Any:
    """Say that one is going there."""
    with transaction() as session:
        service.answer_help(session, call_id, at=clock.now(), by=by())
    return redirect(url_for("desk.desk"))


@bp.post("/desk/help-calls/<int:call_id>/done")
@needs(SERVE)
def finish_help(call_id: int) -> Any:
    """Say that somebody was there."""
    with transaction() as session:
        service.finish_help(session, call_id, at=clock.now(), by=by())
    return redirect(url_for("desk.desk"))
