"""Departments, courses, sections and days at the desk. Drafts are in the file beside, what is offered a floor above."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import draft_views, service
from activity_center.courses.blueprint import PLAN, bp
from activity_center.courses.forms import CourseForm, DepartmentForm, offer
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import CourseDraft, Filters
from activity_center.db import db
from activity_center.formats import local, zone
from activity_center.terms import service as terms
from activity_center.web import by, carried_out, needs, page, paging, row_number

__all__ = ["bp", "draft_views"]


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


def _back(endpoint: str, message: str, **values: Any) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(endpoint, **values), 303)


@bp.get("/desk/courses")
@needs(PLAN)
def courses() -> ResponseReturnValue:
    """Show departments and courses."""
    department_id = request.args.get("department", None, row_number)
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
    form = _with_departments(CourseForm(department_id=request.args.get("department", None, row_number)))
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
        term_id=request.args.get("term", None, row_number),
        without_term=request.args.get("term") == "none",
        department_ids=frozenset(request.args.getlist("department", row_number)),
        q=request.args.get("q", ""),
        statuses=frozenset(ticked or SectionStatus),
    )


@bp.get("/desk/days/<day:on>")
@needs(PLAN)
def day(on: date) -> ResponseReturnValue:
    """Show what is said of a day, and what is scheduled on it all the same."""
    begins = datetime.combine(on, time(0), zone())
    meetings = service.meetings_on(db.session(), begins, begins + timedelta(days=1))
    closures = terms.closures(db.session(), on, on)
    today = local(clock.now()).date()
    due = service.due_on(db.session(), on, zone=zone()) if on >= today else []
    return page("courses/day.html", on=on, meetings=meetings, closures=closures, due=due, today=today)
