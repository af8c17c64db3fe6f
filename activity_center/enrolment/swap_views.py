"""Changing to another class without losing the place one has: choose, confirm, done."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.db import db, transaction
from activity_center.enrolment import cards, listing, service
from activity_center.enrolment.blueprint import bp, claimed, other, seen
from activity_center.enrolment.rules import LIVE, Status
from activity_center.people import service as people
from activity_center.web import by, needs, row_number


@bp.get("/enrolments/<int:enrolment_id>/swap")
@needs()
def choosing(enrolment_id: int) -> Any:
    """Show the classes for which this one could be given up, or ask to confirm the one that is named."""
    seat, at = claimed(enrolment_id), clock.now()
    person = other(seat.person_id)
    if seat.status not in LIVE:
        return redirect(url_for("enrolment.mine", person=person))
    old = courses.section(db.session(), seat.section_id)
    whose = people.person(db.session(), person).name if person else ""
    context = {"seat": seat, "old": old, "cards": cards, "person": person, "whose": whose}
    wanted = request.args.get("section", type=row_number)
    if wanted:
        shown = listing.one(db.session(), seen(wanted), seat.person_id, at, seat.id)
        return render_template("enrolment/swapping.html", shown=shown, section=shown.section, **context)
    q = request.args.get("q", "").strip()
    rows = listing.open_to(db.session(), seat, old, q, at)
    return render_template("enrolment/choosing.html", rows=[_card(row, enrolment_id) for row in rows], q=q, **context)


def _card(row: listing.Listed, enrolment_id: int) -> cards.Card:
    url = url_for("enrolment.choosing", enrolment_id=enrolment_id, section=row.section.id)
    return cards.card(row, act=(_("Change to this class"), url, "plain", "get"))


@bp.post("/enrolments/<int:enrolment_id>/swap")
@needs()
def swap(enrolment_id: int) -> Any:
    """Ask for another class in place of this one."""
    seat = claimed(enrolment_id)
    with transaction() as session:
        new = service.swap(
            session, enrolment_id, request.form.get("section", 0, type=row_number), at=clock.now(), by=by()
        )
    flash(_SAID[new.status]() if new.status in _SAID else _("Done."))
    return redirect(url_for("enrolment.mine", person=other(seat.person_id)), 303)


_SAID = {
    Status.ENROLLED: lambda: _("You have changed: the new place is yours, and somebody else may have the old one."),
    Status.WAITING: lambda: _("You are on the waitlist of the new class and keep your old place until then."),
    Status.APPLIED: lambda: _("You have applied to the new class and keep your old place until then."),
}
