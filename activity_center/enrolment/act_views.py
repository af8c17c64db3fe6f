"""Asking for a place, and deciding about one: each act is confirmed on a page of its own before it is done.

`request_seat` is where everybody knocks in the minute enrolment opens: it reads the signed session and hands the
rest to the collector, without loading who is signed in and without rendering anything but a refusal.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.db import db, transaction
from activity_center.enrolment import cards, collector, listing, queries, service
from activity_center.enrolment.blueprint import bp, claimed, me, other, seen, whose
from activity_center.enrolment.collector import Call
from activity_center.enrolment.rules import Status
from activity_center.errors import Reason
from activity_center.people import proxies
from activity_center.web import by, needs, row_number


@bp.get("/sections/<int:section_id>/enrol")
@needs()
def confirm(section_id: int) -> Any:
    """Say what asking for a place in this section would lead to, and for whom, before it is done."""
    row, person_id, at = seen(section_id), whose(), clock.now()
    shown = listing.one(db.session(), row, person_id, at)
    if shown.seat:
        return redirect(_section_url(section_id, other(person_id)))
    return render_template(
        "enrolment/confirm.html",
        section=row,
        shown=shown,
        label=cards.ask_label(shown.leads_to) if shown.is_open else "",
        cards=cards,
        person=other(person_id),
        others=proxies.acts_for(db.session(), me()),
        exchanges=listing.exchanges(db.session(), shown, person_id, at),
    )


@bp.post("/sections/<int:section_id>/enrolments")
def request_seat(section_id: int) -> Any:
    """Ask for a place and show what became of it."""
    kept = session.get("_user_id") or (current_user.get_id() if current_user.is_authenticated else None)
    if not kept:
        return _sign_in(section_id)
    person_id, serial = map(int, kept.split("."))
    for_id = _for_somebody_else(person_id)
    call = Call(section_id, clock.now(), "web", request.remote_addr, person_id, serial, for_id=for_id)
    outcome = collector.ask(call).outcome
    if outcome.seat:
        return redirect(_section_url(section_id, for_id, asked=1), 303)
    if any(reason.code == "signed_out" for reason in outcome.reasons):
        return _sign_in(section_id)
    return _refused(section_id, for_id, outcome.reasons)


def _for_somebody_else(person_id: int) -> int | None:
    """Return whom it is for where that is not the person who is signed in; only then does it cost a query."""
    wanted = request.form.get("person", type=row_number)
    return None if wanted in (None, person_id) else whose()


def _sign_in(section_id: int) -> Any:
    return redirect(url_for("people.sign_in", next=url_for("enrolment.confirm", section_id=section_id)), 303)


def _section_url(section_id: int, person_id: int | None, **more: Any) -> str:
    return url_for("enrolment.section", section_id=section_id, person=person_id, **more)


def _refused(section_id: int, for_id: int | None, reasons: Sequence[Reason]) -> Any:
    """Show why not, and what can be done instead."""
    row, at, person_id = seen(section_id), clock.now(), for_id or me()
    told = service.with_alternatives(db.session(), person_id, section_id, reasons, at)
    shown = replace(listing.listed(db.session(), [row], person_id, at)[0], reasons=told, is_open=False)
    exchanges = listing.exchanges(db.session(), shown, person_id, at)
    context = {"section": row, "shown": shown, "exchanges": exchanges, "person": for_id}
    return render_template("enrolment/refused.html", cards=cards, **context), 409


@bp.post("/enrolments/<int:enrolment_id>/accept")
@needs()
def accept(enrolment_id: int) -> Any:
    """Take the place that was offered."""
    claimed(enrolment_id)
    with transaction() as writing:
        seat = service.accept(writing, enrolment_id, at=clock.now(), by=by())
    flash(_("The place is yours. It stands in your timetable."))
    return _to_mine(seat)


@bp.get("/enrolments/<int:enrolment_id>/decline")
@needs()
def declining(enrolment_id: int) -> Any:
    """Ask first whether somebody really leaves the place to the next."""
    return _asked_first(enrolment_id, "enrolment/declining.html", {Status.OFFERED})


@bp.post("/enrolments/<int:enrolment_id>/decline")
@needs()
def decline(enrolment_id: int) -> Any:
    """Leave the place that was offered to the next who waits."""
    claimed(enrolment_id)
    with transaction() as writing:
        seat = service.decline(writing, enrolment_id, at=clock.now(), by=by())
    flash(_("You have left the place to the next person. Thank you for telling us."))
    return _to_mine(seat)


@bp.get("/enrolments/<int:enrolment_id>/withdraw")
@needs()
def withdrawing(enrolment_id: int) -> Any:
    """Say what is lost before it is."""
    return _asked_first(enrolment_id, "enrolment/withdrawing.html", service.LIVE)


@bp.post("/enrolments/<int:enrolment_id>/withdraw")
@needs()
def withdraw(enrolment_id: int) -> Any:
    """Give up a place, an application or the place in the waitlist."""
    claimed(enrolment_id)
    with transaction() as writing:
        seat = service.withdraw(writing, enrolment_id, at=clock.now(), by=by())
    flash(_("You have withdrawn. What you had goes to somebody else."))
    return _to_mine(seat)


def _asked_first(enrolment_id: int, template: str, statuses: Any) -> Any:
    """Show the page before an act, or go back to one's courses where there is nothing left to decide."""
    seat = claimed(enrolment_id)
    if seat.status not in statuses:
        return _to_mine(seat)
    section = courses.section(db.session(), seat.section_id)
    counts = listing.listed(db.session(), [section], None, clock.now())[0].counts
    shown = {"seat": seat, "section": section, "counts": counts, "person": other(seat.person_id)}
    return render_template(template, cards=cards, **shown)


def _to_mine(seat: queries.Seat) -> Any:
    return redirect(url_for("enrolment.mine", person=other(seat.person_id)), 303)
