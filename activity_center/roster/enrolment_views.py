"""Somebody's place in a section, decided at the desk: enrol, move, take off, accept or decline for them."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.courses.service import Filters
from activity_center.db import db, transaction, zone
from activity_center.enrolment import listing
from activity_center.enrolment.rules import LIVE, Status
from activity_center.people import service as people
from activity_center.people.caller_views import acting_for
from activity_center.people.cards import working_card
from activity_center.roster import lines, reading, records, service
from activity_center.roster.blueprint import SERVE, bp
from activity_center.roster.forms import EndForm, MoveForm, WaiverForm
from activity_center.web import carried_out, needs, next_url, page

FOUND = 20


@bp.get("/desk/sections/<int:section_id>/enrol")
@needs(SERVE)
def find_prospect(section_id: int) -> Any:
    """Find somebody to put into a section."""
    q = request.args.get("q", "").strip()
    found = people.search(db.session(), q, limit=FOUND) if q else []
    row = courses.section(db.session(), section_id)
    return page("roster/find_prospect.html", section=row, q=q, people=found, card=working_card, most=FOUND)


@bp.route("/desk/sections/<int:section_id>/enrol/<int:person_id>", methods=["GET", "POST"])
@needs(SERVE)
def enrol(section_id: int, person_id: int) -> Any:
    """Put somebody into a section, after showing everything that speaks against it."""
    form, who = WaiverForm(), acting_for(person_id)
    waive, note = form.waive.data or [], form.note.data or ""
    if carried_out(form, lambda s: service.enrol(s, section_id, person_id, waive, note, at=clock.now(), by=who)):
        name = people.person(db.session(), person_id).name
        flash(lines.done(name, form.result))
        return _back(section_id)
    row = courses.section(db.session(), section_id)
    shown = reading.prospect(db.session(), row, person_id, clock.now())
    return page("roster/enrol.html", form, section=row, shown=shown, lines=lines)


@bp.get("/desk/enrolments/<int:enrolment_id>")
@needs(SERVE)
def enrolment(enrolment_id: int) -> Any:
    """Show one enrolment, what was done with it, and what can be done."""
    seat, context = _shown(enrolment_id)
    history = records.of_enrolment(db.session(), enrolment_id)
    return page("roster/enrolment.html", is_live=seat.status in LIVE, records=history, **context)


def _shown(enrolment_id: int) -> tuple[Any, dict[str, Any]]:
    seat = service.seat(db.session(), enrolment_id)
    section = courses.section(db.session(), seat.section_id)
    person = people.person(db.session(), seat.person_id)
    return seat, {"seat": seat, "section": section, "person": person, "card": working_card(person), "lines": lines}


def _back(section_id: int) -> Any:
    """Go where `next` says, to the person for example, else to the section."""
    return redirect(next_url(url_for("roster.section", section_id=section_id)), 303)


@bp.post("/desk/enrolments/<int:enrolment_id>/accept")
@needs(SERVE)
def accept(enrolment_id: int) -> Any:
    """Accept an offer for somebody who said so."""
    who = acting_for(service.seat(db.session(), enrolment_id).person_id)
    with transaction() as session:
        seat = service.accept(session, enrolment_id, at=clock.now(), by=who)
    flash(_("Accepted: the place is theirs."))
    return _back(seat.section_id)


@bp.get("/desk/enrolments/<int:enrolment_id>/decline")
@needs(SERVE)
def declining(enrolment_id: int) -> Any:
    """Ask first whether somebody really leaves the place to the next."""
    seat, context = _shown(enrolment_id)
    if seat.status is not Status.OFFERED:
        return redirect(url_for("roster.enrolment", enrolment_id=enrolment_id))
    back = next_url(url_for("roster.enrolment", enrolment_id=enrolment_id))
    return page("roster/declining.html", back=back, **context)


@bp.post("/desk/enrolments/<int:enrolment_id>/decline")
@needs(SERVE)
def decline(enrolment_id: int) -> Any:
    """Decline an offer for somebody who said so."""
    who = acting_for(service.seat(db.session(), enrolment_id).person_id)
    with transaction() as session:
        seat = service.decline(session, enrolment_id, at=clock.now(), by=who)
    flash(_("Declined: the place goes to the next person."))
    return _back(seat.section_id)


@bp.route("/desk/enrolments/<int:enrolment_id>/end", methods=["GET", "POST"])
@needs(SERVE)
def end(enrolment_id: int) -> Any:
    """Take somebody off a section, with a reason."""
    form, (seat, context) = EndForm(), _shown(enrolment_id)
    note, is_own_wish, who = form.note.data or "", form.whose.data == "own", acting_for(seat.person_id)
    if form.is_submitted() and seat.status not in LIVE:
        return _back(seat.section_id)
    if carried_out(
        form,
        lambda s: service.end(s, enrolment_id, note, is_own_wish=is_own_wish, at=clock.now(), by=who),
    ):
        flash(_("%(name)s is no longer in this class.", name=context["person"].name))
        return _back(seat.section_id)
    seat, context = _shown(enrolment_id)
    return page("roster/end.html", form, **context)


@bp.get("/desk/enrolments/<int:enrolment_id>/move")
@needs(SERVE)
def find_section(enrolment_id: int) -> Any:
    """Find the section to which somebody shall be moved."""
    (seat, context), at, q = _shown(enrolment_id), clock.now(), request.args.get("q", "").strip()
    old = context["section"]
    filters = Filters(term_id=old.term_id, q=q or old.course.name, not_over_on=at.astimezone(zone()).date())
    found = courses.catalogue(db.session(), filters, limit=FOUND + 1).sections
    others = [row for row in found if row.id != old.id][:FOUND]
    shown = listing.listed(db.session(), others, seat.person_id, at, enrolment_id)
    return page("roster/find_section.html", q=q or old.course.name, found=shown, **context)


@bp.route("/desk/enrolments/<int:enrolment_id>/move/<int:section_id>", methods=["GET", "POST"])
@needs(SERVE)
def move(enrolment_id: int, section_id: int) -> Any:
    """Give somebody a place in another section instead, after showing everything that speaks against it."""
    form, who = MoveForm(), acting_for(service.seat(db.session(), enrolment_id).person_id)
    waive, note = form.waive.data or [], form.note.data or ""
    if carried_out(form, lambda s: service.move(s, enrolment_id, section_id, waive, note, at=clock.now(), by=who)):
        name = people.person(db.session(), form.result.person_id).name
        flash(lines.done(name, form.result))
        return _back(section_id)
    seat, context = _shown(enrolment_id)
    to = courses.section(db.session(), section_id)
    shown = reading.prospect(db.session(), to, seat.person_id, clock.now(), enrolment_id)
    if seat.status not in LIVE:
        return redirect(url_for("roster.enrolment", enrolment_id=enrolment_id))
    return page("roster/move.html", form, to=to, shown=shown, **context)
