"""Drafts of sections: written down, completed, looked at and offered.

Once a section is offered, changing it concerns those who are in it: the floor above has the addresses of one section,
asks what state it is in, and for a draft calls `edit_draft` and `draft_dates` here.
"""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import service
from activity_center.courses.blueprint import PLAN, bp
from activity_center.courses.forms import SectionForm, offer
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import SectionDraft
from activity_center.db import db, transaction
from activity_center.formats import zone
from activity_center.rooms import register
from activity_center.terms import service as terms
from activity_center.web import by, carried_out, needs, page, row_number


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


def _to_dates(section_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(f"/desk/sections/{section_id}/dates", 303)


@bp.route("/desk/sections/new", methods=["GET", "POST"])
@needs(PLAN)
def new_section() -> ResponseReturnValue:
    """Write down a section; whatever is not known yet may be left out."""
    form = SectionForm(course_id=request.args.get("course", None, row_number), fee_currency="CNY")
    return _edit(form, None)


def edit_draft(section_id: int) -> ResponseReturnValue:
    """Change a draft; what dates that gives is shown before it is saved."""
    return _edit(form_of(service.section(db.session(), section_id)), section_id)


def form_of(section: Any) -> SectionForm:
    """Return the form of a section, filled in."""
    draft = service.draft_of(section)
    typed = {**vars(draft), "categories": [category.value for category in draft.categories]}
    return SectionForm(data=typed, is_draft=section.status is SectionStatus.DRAFT)


def complete(form: SectionForm, *, more_rows: bool = False) -> None:
    """Give a form the courses, terms, people and rooms to choose from, and more weekly times where they are wanted."""
    session = db.session()
    for _row in range(4 if more_rows else 0):
        form.times.append_entry()
    offer(form.course_id, [(course.id, course.title) for course in service.courses(session)], _("please choose"))
    offer(form.term_id, [(term.id, term.name) for term in terms.terms(session)], _("none"))
    offer(form.instructor_id, [(person.id, person.name) for person in service.instructors(session)], _("nobody yet"))
    sites = register.sites(session)
    offer(form.site_id, [(site.id, site.name) for site in sites], _("none"))
    rooms = [(room.id, f"{room.name} · {site.name}") for site in sites for room in site.rooms]
    for row in form.times:
        offer(row.form.room_id, rooms, "")


def room_names() -> dict[int, str]:
    """Return the names of all rooms."""
    return {room.id: room.name for site in register.sites(db.session()) for room in site.rooms}


def typed_over(form: SectionForm, section: Any) -> SectionDraft:
    """Return a section with what was typed; what the form does not show stays."""
    return replace(service.draft_of(section), **form.typed)


def _edit(form: SectionForm, section_id: int | None) -> ResponseReturnValue:
    step, preview = request.form.get("step", ""), None
    complete(form, more_rows=step == "more")
    if step == "look" and form.validate_on_submit():
        preview = _looked_at(form, section_id)
    if step == "save" and carried_out(form, lambda session: _write(session, section_id, form)):
        return _to_dates(form.result, _("Saved."))
    section = service.section(db.session(), section_id) if section_id else None
    return page("courses/section.html", form, section=section, preview=preview, rooms=room_names())


def _draft(session: Any, form: SectionForm, section_id: int | None) -> SectionDraft:
    return typed_over(form, service.section(session, section_id)) if section_id else SectionDraft(**form.typed)


def _looked_at(form: SectionForm, section_id: int | None) -> Any:
    draft = _draft(db.session(), form, section_id)
    title = f"{service.course(db.session(), draft.course_id).title}{draft.label}"
    return service.preview(db.session(), title, draft, section_id, at=clock.now(), zone=zone())


def _write(session: Any, section_id: int | None, form: SectionForm) -> int:
    draft = _draft(session, form, section_id)
    if section_id is None:
        return service.draft_section(session, draft, **_who()).id
    service.change_draft(session, section_id, draft, **_who(), zone=zone())
    return section_id


def draft_dates(section_id: int) -> ResponseReturnValue:
    """Show which dates a draft will have and what is in their way, before anything is written."""
    section = service.section(db.session(), section_id)
    draft = service.draft_of(section)
    preview = service.preview(db.session(), section.title, draft, section_id, at=clock.now(), zone=zone())
    return page("courses/dates.html", section=section, preview=preview, rooms=room_names())


@bp.post("/desk/sections/<int:section_id>/publish")
@needs(PLAN)
def publish(section_id: int) -> ResponseReturnValue:
    """Offer a draft."""
    with transaction() as session:
        service.publish(session, section_id, **_who(), zone=zone())
    return _to_dates(section_id, _("The class is offered now and stands in the catalogue."))
