"""One person at the desk: the whole picture on one page, and every act one or two keys away."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.attendance import service as attendance
from activity_center.courses import service as courses
from activity_center.courses.service import Filters
from activity_center.db import db, transaction, zone
from activity_center.desk import lines, picture
from activity_center.desk.blueprint import SERVE, bp
from activity_center.enrolment import listing
from activity_center.people import access
from activity_center.people import service as people
from activity_center.people.caller_views import acting_for, on_the_telephone
from activity_center.people.desk_views import served, vault
from activity_center.people.id_number import masked
from activity_center.people.rules import may_serve
from activity_center.web import needs, page

FOUND = 20


@bp.get("/desk/people/<int:person_id>")
@needs(SERVE)
def person(person_id: int) -> Any:
    """Show everything the centre knows of one person."""
    return _shown(person_id)


def _shown(person_id: int, id_number: str | None = None) -> Any:
    """Show a person; the identity number masked unless it is given in clear."""
    whole = picture.of(db.session(), person_id, at=clock.now(), zone=zone())
    cipher = whole.person.id_cipher
    return page(
        "desk/person.html",
        picture=whole,
        person=whole.person,
        id_number=id_number or (masked(vault().open(cipher)) if cipher else ""),
        may_serve=may_serve(current_user.roles, whole.person.role_names),
        on_phone_until=on_the_telephone(person_id),
        today=clock.now().astimezone(zone()).date(),
        lines=lines,
    )


@bp.post("/desk/people/<int:person_id>/id-number/reveal")
@needs("reveal_id_number")
def reveal(person_id: int) -> Any:
    """Show an identity number in clear, this once; who looked is written down."""
    served(person_id)
    with transaction() as session:
        number = access.reveal_id_number(session, person_id, vault(), at=clock.now(), by=acting_for(person_id))
    return _shown(person_id, number)


@bp.get("/desk/people/<int:person_id>/enrol")
@needs(SERVE)
def find_class(person_id: int) -> Any:
    """Find a class for somebody, by its number in the printed catalogue or by words."""
    session, at, q = db.session(), clock.now(), request.args.get("q", "").strip()
    filters = Filters(q=q, not_over_on=at.astimezone(zone()).date())
    found = courses.catalogue(session, filters, limit=FOUND) if q else None
    return page(
        "desk/find_class.html",
        person=people.person(session, person_id),
        q=q,
        found=listing.listed(session, found.sections, person_id, at) if found else [],
        total=found.total if found else 0,
        lines=lines,
    )


@bp.post("/desk/people/<int:person_id>/sign-ins/<int:meeting_id>")
@needs(SERVE)
def sign_in(person_id: int, meeting_id: int) -> Any:
    """Write down that somebody has come to a class that is on now."""
    with transaction() as session:
        attendance.sign_in(session, person_id, meeting_id, at=clock.now(), by=acting_for(person_id))
    flash(_("Signed in for class."))
    return redirect(url_for("desk.person", person_id=person_id))
