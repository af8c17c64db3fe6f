"""Looking for a class at a kiosk, and deciding about a place; each act is confirmed on a page of its own."""

from dataclasses import replace
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock, formats
from activity_center.db import db, transaction
from activity_center.enrolment import cards, collector, listing, queries, service
from activity_center.enrolment.collector import Call
from activity_center.enrolment.rules import LIVE, Status
from activity_center.errors import NotYours, Reason
from activity_center.kiosk import lines, reading
from activity_center.kiosk.blueprint import bp, by, device, me, refused, screen, shown, visitor
from activity_center.kiosk.my_views import page_number, turned
from activity_center.kiosk.reading import Wanted
from activity_center.kiosk.rules import Level, pressed
from activity_center.kiosk.slips import Slip, public_code
from activity_center.web import row_number

# Beside the letters there is room for so many on the smallest screen with the largest text.
ON_FOUND, ON_MY = 3, 4
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@bp.get("/kiosk/find")
@shown()
def find() -> Any:
    """Show the letters, the weekdays or the departments to choose by, and beside them what there is."""
    by_what, at = request.args.get("by", "letters"), clock.now()
    wanted = Wanted(
        q="".join(letter for letter in request.args.get("q", "").lower() if letter in LETTERS)[:12],
        weekday=_weekday(),
        department_id=request.args.get("department", type=row_number),
    )
    page = page_number()
    rows, total = reading.found(db.session(), wanted, visitor(), at, offset=(page - 1) * ON_FOUND, limit=ON_FOUND)
    return screen(
        "find.html",
        by=by_what,
        wanted=wanted,
        letters=LETTERS,
        weekdays=[(day, formats.weekday(day)) for day in range(1, 8)],
        departments=reading.departments(db.session(), at) if by_what == "department" else [],
        department=cards.department,
        found=[lines.section(row) for row in rows],
        total=total,
        turn=turned(page, total, ON_FOUND, **request.args.to_dict()),
    )


def _weekday() -> int | None:
    day = request.args.get("weekday", type=row_number)
    return day if day and 1 <= day <= 7 else None


@bp.route("/kiosk/number", methods=["GET", "POST"])
@shown()
def number() -> Any:
    """Find a class by the number that is printed beside it in the catalogue."""
    key, typed = request.form.get("key", ""), request.form.get("number", "")
    if request.method == "GET" or key not in ("", "next"):
        return _numbering(typed=pressed(typed, key))
    id = reading.numbered(db.session(), typed.strip())
    if id is None:
        return _numbering([Reason("number_unknown", {"number": typed})])
    return redirect(url_for("kiosk.section", section_id=id), 303)


def _numbering(reasons: Any = (), typed: str = "") -> Any:
    return screen("number.html", 409 if reasons else 200, reasons=reasons, typed=typed)


@bp.get("/kiosk/sections/<int:section_id>")
@shown()
def section(section_id: int) -> Any:
    """Show a class, what it is to the visitor, and the next step."""
    return _section(section_id)


def _section(section_id: int, reasons: Any = None) -> Any:
    row, at = reading.seen(db.session(), section_id), clock.now()
    one = listing.one(db.session(), row, visitor(), at)
    if reasons is not None:
        told = service.with_alternatives(db.session(), me(), section_id, reasons, at)
        one = replace(one, reasons=told, is_open=False)
    return screen("section.html", 409 if reasons else 200, **_about(row, one))


def _about(row: Any, one: Any) -> dict[str, Any]:
    return {"section": row, "shown": one, "line": lines.section(one), "acts": lines.acts(one), "cards": cards}


@bp.get("/kiosk/sections/<int:section_id>/enrol")
@shown(Level.PIN)
def confirm(section_id: int) -> Any:
    """Say what asking for a place would lead to, before it is done."""
    row, at = reading.seen(db.session(), section_id), clock.now()
    one = listing.one(db.session(), row, me(), at)
    if one.seat or not one.is_open:
        return redirect(url_for("kiosk.section", section_id=section_id), 303)
    return screen("confirm.html", **_about(row, one), label=cards.ask_label(one.leads_to))


@bp.post("/kiosk/sections/<int:section_id>/enrol")
@shown(Level.PIN)
def enrol(section_id: int) -> Any:
    """Ask for a place, and show what became of it."""
    call = Call(section_id, clock.now(), "kiosk", device().address, me(), g.visit.serial)
    outcome = collector.ask(call).outcome
    if outcome.seat:
        return redirect(url_for("kiosk.done", enrolment_id=outcome.seat.id), 303)
    if any(reason.code == "signed_out" for reason in outcome.reasons):
        return refused([Reason("visit_over")])
    return _section(section_id, outcome.reasons)


@bp.get("/kiosk/enrolments")
@shown(Level.CARD)
def enrolments() -> Any:
    """Show what somebody has asked for, what waits for a decision first."""
    live = [pair for pair in queries.seats_of(db.session(), me()) if pair[1].status in LIVE]
    order = [Status.OFFERED, Status.WAITING, Status.APPLIED, Status.ENROLLED]
    live.sort(key=lambda pair: order.index(pair[1].status))
    rows, page = reading.split(live, page_number(), ON_MY)
    return screen("enrolments.html", held=[lines.held(*pair) for pair in rows], turn=turned(page, len(live), ON_MY))


def _claimed(enrolment_id: int) -> Any:
    """Return an enrolment of the visitor's own; at a kiosk nobody acts for somebody else."""
    seat = queries.seat(db.session(), enrolment_id)
    if seat.person_id != me():
        raise NotYours
    return seat


ACTS = {"accept": service.accept, "decline": service.decline, "withdraw": service.withdraw}
_DECIDING = "/kiosk/enrolments/<int:enrolment_id>/<any(accept, decline, withdraw):choice>"


@bp.get(_DECIDING)
@shown(Level.PIN)
def deciding(enrolment_id: int, choice: str) -> Any:
    """Say what an act leads to before it is done; where nothing is left to decide, show how it stands."""
    seat = _claimed(enrolment_id)
    if seat.status not in (LIVE if choice == "withdraw" else {Status.OFFERED}):
        return redirect(url_for("kiosk.done", enrolment_id=enrolment_id), 303)
    row = reading.seen(db.session(), seat.section_id)
    return screen("deciding.html", choice=choice, seat=seat, line=lines.plain(row), standing=lines.standing(seat))


@bp.post(_DECIDING)
@shown(Level.PIN)
def decide(enrolment_id: int, choice: str) -> Any:
    """Take the place that was offered, leave it to the next, or give up what one has."""
    _claimed(enrolment_id)
    with transaction() as session:
        ACTS[choice](session, enrolment_id, at=clock.now(), by=by())
    return redirect(url_for("kiosk.done", enrolment_id=enrolment_id), 303)


@bp.get("/kiosk/enrolments/<int:enrolment_id>/done")
@shown(Level.CARD)
def done(enrolment_id: int) -> Any:
    """Say what became of an act, and offer it on paper."""
    seat = _claimed(enrolment_id)
    row = reading.seen(db.session(), seat.section_id)
    heading, sentence = lines.what_happened(seat.status, seat.position)
    code = public_code(url_for("enrolment.section", section_id=row.id))
    slip = Slip(heading, [lines.plain(row)], code, _("The class on your phone"))
    return screen("done.html", heading=heading, sentence=sentence, line=slip.lines[0], slip=slip)
