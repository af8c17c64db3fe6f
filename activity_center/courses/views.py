"""Departments, courses and sections at the desk. One section's people and meetings are on the floor above."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import service
from activity_center.courses.forms import CourseForm, DepartmentForm, SectionForm, offer
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import CourseDraft, Filters, SectionDraft
from activity_center.db import db, transaction
from activity_center.errors import NotThere
from activity_center.formats import local, zone
from activity_center.rooms import register
from activity_center.terms import service as terms
from activity_center.web import by, carried_out, needs, page, paging

bp = Blueprint("courses", __name__)

PLAN = "plan_courses"


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


def _back(endpoint: str, message: str, **values: Any) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(endpoint, **values), 303)


@bp.get("/desk/courses")
@needs(PLAN)
def courses() -> ResponseReturnValue:
    """Show departments and courses."""
    department_id = request.args.get("department", None, int)
    rows = service.courses(db.session(), department_id)
    shown = {"departments": service.departments(db.session()), "department_id": department_id}
    return page("courses/courses.html", courses=rows, **shown)


@bp.route("/desk/departments/new", methods=["GET", "POST"])
@needs(PLAN)
def new_department() -> ResponseReturnValue:
    """Add a department."""
    form = DepartmentForm()
    if carried_out(form, lambda session: service.add_department(session, **form.typed, **_who()).id):
        return _back("courses.courses", _("The department is there."))
    return page("courses/department.html", form, department=None)


@bp.route("/desk/departments/<int:department_id>/edit", methods=["GET", "POST"])
@needs(PLAN)
def edit_department(department_id: int) -> ResponseReturnValue:
    """Change a department."""
    form = DepartmentForm(obj=service.department(db.session(), department_id))
    if carried_out(form, lambda session: service.change_department(session, department_id, **form.typed, **_who()).id):
        return _back("courses.courses", _("The department is changed."))
    return page("courses/department.html", form, department=service.department(db.session(), department_id))


def _with_departments(form: CourseForm) -> CourseForm:
    rows = [(department.id, department.name) for department in service.departments(db.session())]
    offer(form.department_id, rows, _("none"))
    return form


@bp.route("/desk/courses/new", methods=["GET", "POST"])
@needs(PLAN)
def new_course() -> ResponseReturnValue:
    """Add a course."""
    form = _with_departments(CourseForm(department_id=request.args.get("department", None, int)))
    if carried_out(form, lambda session: service.add_course(session, CourseDraft(**form.typed), **_who()).id):
        return _back("courses.new_section", _("The course is there. Now plan a class of it."), course=form.result)
    return page("courses/course.html", form, course=None)


@bp.route("/desk/courses/<int:course_id>/edit", methods=["GET", "POST"])
@needs(PLAN)
def edit_course(course_id: int) -> ResponseReturnValue:
    """Change a course."""
    form = _with_departments(CourseForm(obj=service.course(db.session(), course_id)))
    if carried_out(form, lambda session: _change_course(session, course_id, form)):
        return _back("courses.courses", _("The course is changed."))
    return page("courses/course.html", form, course=service.course(db.session(), course_id))


def _change_course(session: Any, course_id: int, form: CourseForm) -> int:
    return service.change_course(session, course_id, CourseDraft(**form.typed), **_who()).id


@bp.get("/desk/sections")
@needs(PLAN)
def sections() -> ResponseReturnValue:
    """Find sections; drafts say what they lack."""
    asked = paging(100)
    found = service.catalogue(db.session(), _filters(), limit=asked.size, offset=asked.offset)
    choices = {"terms": terms.terms(db.session()), "departments": service.departments(db.session())}
    rows = [(row, service.missing_in(row) if row.status is SectionStatus.DRAFT else []) for row in found.sections]
    return page("courses/sections.html", rows=rows, paging=replace(asked, total=found.total), **choices)


def _filters() -> Filters:
    statuses = {s.value: s for s in SectionStatus}
    ticked = [statuses[value] for value in request.args.getlist("status") if value in statuses]
    return Filters(
        term_id=request.args.get("term", None, int),
        without_term=request.args.get("term") == "none",
        department_ids=frozenset(request.args.getlist("department", int)),
        q=request.args.get("q", ""),
        statuses=frozenset(ticked or SectionStatus),
    )


@bp.route("/desk/sections/new", methods=["GET", "POST"])
@needs(PLAN)
def new_section() -> ResponseReturnValue:
    """Write down a section; whatever is not known yet may be left out."""
    form = SectionForm(course_id=request.args.get("course", None, int), fee_currency="CNY")
    return _edit(form, None)


@bp.route("/desk/sections/<int:section_id>/edit", methods=["GET", "POST"])
@needs(PLAN)
def edit_section(section_id: int) -> ResponseReturnValue:
    """Change a section; what that does to its dates is shown before it is saved."""
    section = service.section(db.session(), section_id)
    if section.status is SectionStatus.CANCELLED:
        return redirect(f"/desk/sections/{section_id}")
    draft = service.draft_of(section)
    is_draft = section.status is SectionStatus.DRAFT
    typed = {**vars(draft), "categories": [category.value for category in draft.categories]}
    return _edit(SectionForm(data=typed, is_draft=is_draft), section)


def _edit(form: SectionForm, section: Any) -> ResponseReturnValue:
    step, section_id, preview = request.form.get("step", ""), section and section.id, None
    if step == "more":
        for _row in range(4):
            form.times.append_entry()
    _with_choices(form)
    if step == "look" and form.validate_on_submit():
        preview = _looked_at(form, section)
    if step == "save" and carried_out(form, lambda session: _write(session, section_id, form)):
        return _saved(form.result)
    section = service.section(db.session(), section_id) if section_id else None
    return page("courses/section.html", form, section=section, preview=preview, rooms=_room_names())


def _with_choices(form: SectionForm) -> None:
    session = db.session()
    offer(form.course_id, [(course.id, course.title) for course in service.courses(session)], _("please choose"))
    offer(form.term_id, [(term.id, term.name) for term in terms.terms(session)], _("none"))
    offer(form.instructor_id, [(person.id, person.name) for person in service.instructors(session)], _("nobody yet"))
    sites = register.sites(session)
    offer(form.site_id, [(site.id, site.name) for site in sites], _("none"))
    rooms = [(room.id, f"{room.name} · {site.name}") for site in sites for room in site.rooms]
    for row in form.times:
        offer(row.form.room_id, rooms, "")


def _room_names() -> dict[int, str]:
    return {room.id: room.name for site in register.sites(db.session()) for room in site.rooms}


def _draft(form: SectionForm, section: Any) -> SectionDraft:
    return replace(service.draft_of(section), **form.typed) if section else SectionDraft(**form.typed)


def _looked_at(form: SectionForm, section: Any) -> Any:
    course = service.course(db.session(), form.course_id.data)
    draft, section_id = _draft(form, section), section and section.id
    title = f"{course.title}{draft.label}"
    return service.preview(db.session(), title, draft, section_id, at=clock.now(), zone=zone())


def _write(session: Any, section_id: int | None, form: SectionForm) -> int:
    if section_id is None:
        return service.draft_section(session, _draft(form, None), **_who()).id
    draft = _draft(form, service.section(session, section_id))
    service.change_section(session, section_id, draft, **_who(), zone=zone())
    return section_id


def _saved(section_id: int) -> ResponseReturnValue:
    return _back("courses.dates", _("Saved."), section_id=section_id)


@bp.get("/desk/sections/<int:section_id>/dates")
@needs(PLAN)
def dates(section_id: int) -> ResponseReturnValue:
    """Show which dates a section will have and what is in their way, before anything is written."""
    section = service.section(db.session(), section_id)
    draft = service.draft_of(section)
    preview = service.preview(db.session(), section.title, draft, section_id, at=clock.now(), zone=zone())
    return page("courses/dates.html", section=section, preview=preview, rooms=_room_names())


@bp.post("/desk/sections/<int:section_id>/publish")
@needs(PLAN)
def publish(section_id: int) -> ResponseReturnValue:
    """Offer a draft."""
    with transaction() as session:
        service.publish(session, section_id, **_who(), zone=zone())
    return _back("courses.dates", _("The class is offered now and stands in the catalogue."), section_id=section_id)


@bp.post("/desk/sections/<int:section_id>/schedule")
@needs(PLAN)
def schedule(section_id: int) -> ResponseReturnValue:
    """Make a section's meetings follow its weekly times and the closed days again."""
    with transaction() as session:
        service.schedule(session, section_id, **_who(), zone=zone())
    return _back("courses.dates", _("The meetings are as shown now."), section_id=section_id)


@bp.get("/desk/days/<on>")
@needs(PLAN)
def day(on: str) -> ResponseReturnValue:
    """Show what is said of a day, and what is scheduled on it all the same."""
    begins = datetime.combine(_day(on), time(0), zone())
    meetings = service.meetings_on(db.session(), begins, begins + timedelta(days=1))
    closures = terms.closures(db.session(), begins.date(), begins.date())
    today = local(clock.now()).date()
    return page("courses/day.html", on=begins.date(), meetings=meetings, closures=closures, today=today)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotThere from None
