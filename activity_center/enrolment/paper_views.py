"""What people take home on paper: the catalogue, the form to fill in by hand, somebody's timetable of a whole term."""

from datetime import date, timedelta
from itertools import chain
from typing import Any

from flask import render_template, request, url_for

from activity_center import clock, qr
from activity_center.courses import service as courses
from activity_center.db import db
from activity_center.enrolment import cards, paper, paper_timetable, queries
from activity_center.enrolment.blueprint import bp, chosen_term, filters_of, other, today, whose
from activity_center.enrolment.forms import NO_TERM, wanted
from activity_center.people import service as people
from activity_center.people.cards import working_card
from activity_center.terms import service as terms
from activity_center.web import looks, needs, row_number


@bp.get("/catalogue/print")
def printed_catalogue() -> str:
    """Show the catalogue as one prints it: all of it on one long page, numbered, in large type."""
    at, asked = clock.now(), wanted(request.args)
    term = chosen_term(terms.terms_not_over(db.session(), today(at)), asked, at)
    filters = filters_of(term, asked, at)
    sections = courses.sections(db.session(), courses.section_ids(db.session(), filters))
    address = qr.public_url(url_for("enrolment.catalogue"))
    letters = paper.letters(request.args.get("letters"), looks().text_size)
    return render_template(
        "enrolment/paper_catalogue.html",
        term=term,
        asked=asked,
        no_term=NO_TERM,
        choices=cards.department_choices(courses.departments_with_counts(db.session(), filters), asked.departments),
        sizes=paper.letter_choices(letters),
        letters=letters,
        departments=paper.departments(sections),
        total=len(sections),
        windows=paper.windows(term) if term else [],
        modes=paper.modes(sections),
        address=address,
        code=qr.drawn(address),
        at=at,
    )


@bp.get("/catalogue/form")
def paper_form() -> str:
    """Show the form on which one writes down by hand which classes one would like."""
    return _form(None)


@bp.get("/desk/paper-forms/blank")
@needs("serve_people")
def blank_paper_form() -> str:
    """Show the same form to the desk, with the name and the card of a person where one is named."""
    person_id = request.args.get("person", type=row_number)
    return _form(people.person(db.session(), person_id) if person_id else None)


def _form(person: Any) -> str:
    at = clock.now()
    term = chosen_term(terms.terms_not_over(db.session(), today(at)), wanted(request.args), at)
    return render_template(
        "enrolment/paper_form.html",
        term=term,
        windows=paper.windows(term) if term else [],
        person=person,
        card=working_card(person) if person else None,
        choices=paper.CHOICES,
        most=min(paper.CHOICES, (term and term.seats_per_person) or paper.CHOICES),
    )


@bp.get("/me/timetable/print")
@needs()
def printed_timetable() -> str:
    """Show somebody's whole term as one prints it and hangs it up at home."""
    at, person_id = clock.now(), whose()
    term, first_on, last_on = _stretch(today(at), person_id)
    held = _held(person_id, first_on, last_on)
    certain = [pair for pair in held if paper_timetable.is_certain(pair)]
    return render_template(
        "enrolment/paper_timetable.html",
        term=term,
        person=other(person_id),
        owner=people.person(db.session(), person_id),
        usual=paper_timetable.usual_week(certain, person_id),
        exceptions=paper_timetable.exceptions(certain, terms.closures(db.session(), first_on, last_on)),
        weeks=paper_timetable.weeks(certain, term),
        waiting=list(dict.fromkeys(pair[0].section.title for pair in held if not paper_timetable.is_certain(pair))),
        at=at,
    )


def _held(person_id: int, first_on: date, last_on: date) -> Any:
    return queries.meetings_of(db.session(), person_id, *paper_timetable.bounds(first_on, last_on))


# How far to look ahead where no term says it.
HALF_A_YEAR = timedelta(days=183)


def _stretch(day: date, person_id: int) -> tuple[Any, date, date]:
    """Return the term in the address, else the next in which the person has something; its first day and its last."""
    choices = terms.terms_not_over(db.session(), day)
    asked = [term for term in terms.terms(db.session()) if str(term.id) == request.args.get("term")]
    theirs = (term for term in choices if _held(person_id, term.first_on, term.last_on))
    term = next(chain(asked, theirs, choices), None)
    return (term, term.first_on, term.last_on) if term else (None, day, day + HALF_A_YEAR)
