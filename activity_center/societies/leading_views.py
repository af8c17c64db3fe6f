"""What officers do for their society: its members, word to them, and everything that is planned."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, zone
from activity_center.societies import events, life_lines, lines, membership, places, seats, service, years
from activity_center.societies import review as counted
from activity_center.societies.blueprint import bp, is_staff, must_lead, today, who
from activity_center.societies.forms import ReasonForm, WriteForm
from activity_center.societies.keeping_views import asked_year
from activity_center.societies.seats import EVENTS
from activity_center.web import carried_out, needs, page


@bp.get("/societies/<int:society_id>/members")
@needs()
def members(society_id: int) -> ResponseReturnValue:
    """Show who is in a society to its officers; a telephone number only with leave, or to staff."""
    must_lead(society_id)
    rows = membership.members(db.session(), society_id)
    shown: dict[str, Any] = {"society": service.society(db.session(), society_id), "is_staff": is_staff()}
    shown |= {"year": today().year, "leads": True}
    shown["not_renewed"] = {row.id for row in years.not_renewed(db.session(), society_id, today().year, zone())}
    return page("societies/members.html", rows=rows, lines=lines, **shown)


@bp.route("/memberships/<int:membership_id>/remove", methods=["GET", "POST"])
@needs()
def remove(membership_id: int) -> ResponseReturnValue:
    """Take somebody off a society, with the reason."""
    row, form = membership.membership(db.session(), membership_id), ReasonForm()
    must_lead(row.society_id)
    note = form.note.data or ""
    if carried_out(form, lambda s: membership.remove(s, membership_id, note, **who()).society_id):
        flash(_("Done. They are told."))
        return redirect(url_for("societies.members", society_id=form.result), 303)
    return page("societies/removing.html", form, row=membership.membership(db.session(), membership_id))


@bp.route("/societies/<int:society_id>/write", methods=["GET", "POST"])
@needs()
def write(society_id: int) -> ResponseReturnValue:
    """Write to all members at once; nobody sees anybody's address."""
    must_lead(society_id)
    form = WriteForm()
    text = (form.text.data or "").strip()
    if carried_out(form, lambda s: membership.write_to_members(s, society_id, text, **who())):
        flash(_("Sent to %(n)s members.", n=form.result))
        return redirect(url_for("societies.led", society_id=society_id), 303)
    people = len(membership.member_ids(db.session(), society_id))
    return page("societies/writing.html", form, society=service.society(db.session(), society_id), people=people)


@bp.get("/societies/<int:society_id>/lead")
@needs()
def led(society_id: int) -> ResponseReturnValue:
    """Show officers what their society has planned, and what was."""
    must_lead(society_id)
    session, at = db.session(), clock.now()
    rows = events.of_society(session, society_id)
    ids = [row.id for row in rows]
    return page(
        "societies/led.html",
        society=service.society(session, society_id),
        ahead=[row for row in rows if row.ends_at > at],
        past=[row for row in reversed(rows) if row.ends_at <= at],
        rooms=events.rooms_of(session, rows),
        counts=seats.counts(session, EVENTS, ids),
        came=places.count_came(session, ids),
        waiting=[row for row in membership.members(session, society_id) if row.status.value == "waiting"],
        lines=lines,
        at=at,
    )


@bp.get("/societies/<int:society_id>/review")
@needs()
def review(society_id: int) -> ResponseReturnValue:
    """Show a society's year as it really was, to be printed, signed and handed in."""
    must_lead(society_id)
    session, at = db.session(), clock.now()
    known = counted.review(session, society_id, asked_year(), at=at, zone=zone())
    shown: dict[str, Any] = {
        "society": service.society(session, society_id),
        "review": known,
        "this_year": today().year,
        "at": at,
    }
    shown |= {"decision": years.decision(session, society_id, known.year), "is_staff": is_staff()}
    return page("societies/review.html", lines=lines, life=life_lines, **shown)
