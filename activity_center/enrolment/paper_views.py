"""What people take home on paper: the catalogue, the form to fill in by hand, somebody's timetable of a whole term."""

from typing import Any

from flask import render_template, request, url_for

from activity_center import clock, qr
from activity_center.courses import service as courses
from activity_center.db import db
from activity_center.enrolment import cards, paper
from activity_center.enrolment.blueprint import bp, chosen_term, filters_of, today
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
