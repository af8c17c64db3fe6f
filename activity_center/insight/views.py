"""Who comes how often: to oneself, to whoever teaches a class, and to those who decide."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.courses.service import Filters
from activity_center.db import db, zone
from activity_center.enrolment import cards, queries
from activity_center.enrolment.blueprint import other, whose
from activity_center.errors import NotYours
from activity_center.insight import house, lines, reading, service
from activity_center.insight.forms import CompletionForm, ticked
from activity_center.insight.rules import CompletionFacts, lacking, still_to_attend
from activity_center.people import service as people
from activity_center.terms import service as terms
from activity_center.web import Form, by, carried_out, my_id, needs, page, row_number

bp = Blueprint("insight", __name__)

SERVE, KEEP = "serve_people", "keep_centre"


@bp.get("/me/attendance")
@needs()
def mine() -> Any:
    """Show somebody how often they came to each of their classes."""
    return _of_person(whose(), "insight/mine.html", person=other(whose()))


@bp.get("/desk/people/<int:person_id>/attendance")
@needs(SERVE)
def of_person(person_id: int) -> Any:
    """Show the desk how often somebody came to each of their classes."""
    return _of_person(person_id, "insight/person.html")


def _of_person(person_id: int, template: str, **more: Any) -> Any:
    session, at = db.session(), clock.now()
    records = reading.of_person(session, person_id, at)
    visits = dict(reading.visits_of(session, person_id))
    sections = queries.sections_loaded(session, [*records, *visits])
    rules = service.rules_of(session, {section.term_id for section in sections.values() if section.term_id})
    done = service.done_by(session, person_id)
    shown = [
        _class(sections[id], record, rules.get(sections[id].term_id or 0, CompletionFacts()), id in done)
        for id, record in records.items()
    ]
    return page(
        template,
        owner=people.person(session, person_id),
        classes=sorted(shown, key=lambda one: (not one["record"].places, one["section"].title)),
        visits=[(sections[id], number) for id, number in visits.items()],
        lines=lines,
        **more,
    )


def _class(section: Any, record: reading.OwnRecord, rule: CompletionFacts, has_work: bool) -> dict[str, Any]:
    reasons = lacking(record.tally, rule, has_work=has_work)
    must = still_to_attend(record.tally, rule, record.coming)
    return {"section": section, "record": record, "rule": rule, "lacking": reasons, "must": must, "has_work": has_work}


@bp.get("/teach/sections/<int:section_id>/attendance")
@needs()
def of_class(section_id: int) -> Any:
    """Show how a class comes: by meeting and by learner, to its instructor, its monitor and staff."""
    session, at = db.session(), clock.now()
    if not service.may_see_class(session, section_id, my_id(), at):
        raise NotYours
    return page(
        "insight/class.html",
        section=courses.section(session, section_id),
        known=service.completion(session, section_id, at),
        may_keep=service.may_teach(session, section_id, my_id()),
        lines=lines,
    )


@bp.route("/teach/sections/<int:section_id>/work", methods=["GET", "POST"])
@needs()
def work(section_id: int) -> Any:
    """Tick whose work for a class is done."""
    session, at = db.session(), clock.now()
    refuse_strangers(section_id)
    form, done = Form(), ticked(request.form.getlist("done"))
    if carried_out(form, lambda s: service.say_work_done(s, section_id, done, at=at, by=by())):
        flash(
            _("Saved: the work of %(n)s people is done.", n=len(done))
            if form.result
            else _("There was nothing new to save.")
        )
        return redirect(url_for("insight.work", section_id=section_id), 303)
    section, known = courses.section(session, section_id), service.completion(session, section_id, at)
    return page("insight/work.html", form, section=section, known=known, lines=lines)


def refuse_strangers(section_id: int) -> None:
    """Let only those go on who keep the registers of a class."""
    if not service.may_teach(db.session(), section_id, my_id()):
        raise NotYours


@bp.get("/desk/attendance")
@needs(SERVE)
def report() -> Any:
    """Show how all classes of a term come, by class, week and department."""
    known = asked_report(clock.now())
    return page("insight/house.html", lines=lines, **known)


def asked_report(at: datetime) -> dict[str, Any]:
    """Return the report that the address asks for: its term, its department, and what they can be."""
    session = db.session()
    choices = terms.terms(session)
    today = at.astimezone(zone()).date()
    asked = request.args.get("term", type=row_number)
    term = next((one for one in choices if one.id == asked), None)
    term = term or next((one for one in choices if one.first_on <= today <= one.last_on), None)
    term = term or next(iter(choices), None)
    here = courses.departments_with_counts(session, Filters(term_id=term.id)) if term else []
    departments = [department for department, _count in here if department]
    wanted = request.args.get("department", type=row_number)
    department = next((one for one in departments if one.id == wanted), None)
    only = department.id if department else None
    record = house.of_house(session, at, zone=zone(), term_id=term.id, department_id=only) if term else None
    names = {department.id: cards.department(department) for department in departments}
    return {
        "names": names,
        "terms": choices,
        "term": term,
        "departments": departments,
        "department": department,
        "record": record,
    }


@bp.route("/desk/terms/<int:term_id>/completion", methods=["GET", "POST"])
@needs(KEEP)
def completion_rule(term_id: int) -> Any:
    """Say what completing a class of a term takes."""
    session, at = db.session(), clock.now()
    known = service.rule_of(session, term_id)
    form = CompletionForm(obj=known)
    if carried_out(form, lambda s: service.set_rule(s, term_id, _typed(form, known), at=at, by=by())):
        flash(_("Saved. It holds for every class of this term at once; certificates that were issued stand."))
        return redirect(url_for("insight.completion_rule", term_id=term_id), 303)
    return page("insight/rule.html", form, term=terms.term(db.session(), term_id))


def _typed(form: CompletionForm, known: CompletionFacts) -> CompletionFacts:
    return replace(known, least_percent=form.least_percent.data or 0, work_needed=form.work_needed.data)
