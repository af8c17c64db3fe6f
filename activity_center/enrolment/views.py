"""The pages that anybody may read: the catalogue, a section. What one does is in the files beside."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request

from activity_center import clock, formats
from activity_center.courses import service as courses
from activity_center.courses.service import Filters
from activity_center.db import db
from activity_center.enrolment import act_views, cards, listing, my_views, paper_views, swap_views, week
from activity_center.enrolment.blueprint import bp, chosen_term, filters_of, for_whom, me, other, seen, today
from activity_center.enrolment.forms import NO_TERM, wanted
from activity_center.enrolment.listing import Listed
from activity_center.looks import are_looked_for
from activity_center.people import pinyin, proxies
from activity_center.sentences import say
from activity_center.terms import service as terms
from activity_center.web import my_id, paging

__all__ = ["act_views", "bp", "my_views", "paper_views", "swap_views"]

PER_PAGE = 40


@bp.get("/catalogue")
def catalogue() -> str:
    """Show the sections somebody looks for."""
    session, at, asked = db.session(), clock.now(), wanted(request.args)
    choices = terms.terms_not_over(session, today(at))
    term = chosen_term(choices, asked, at)
    filters = filters_of(term, asked, at)
    ids = listing.narrowed(
        session, courses.section_ids(session, filters), my_id(), at, fits=asked.fits, left=asked.left
    )
    pages = replace(paging(PER_PAGE), total=len(ids))
    rows = listing.listed(session, courses.sections(session, ids[pages.offset :][:PER_PAGE]), my_id(), at)
    return render_template(
        "enrolment/catalogue.html",
        asked=asked,
        looks_for_looks=are_looked_for(pinyin.index(asked.q)) if asked.q else False,
        term=term,
        terms=choices,
        has_others=bool(courses.count_sections(session, Filters(without_term=True, not_over_on=today(at)))),
        no_term=NO_TERM,
        windows=cards.windows(term, at) if term else [],
        window=_window(rows),
        departments=cards.department_choices(courses.departments_with_counts(session, filters), asked.departments),
        weekdays=[(day, formats.weekday(day), day in asked.weekdays) for day in range(1, 8)],
        cards=[cards.card(row) for row in rows],
        pages=pages,
    )


def _window(rows: Sequence[Listed]) -> Any:
    """Return why enrolment is not open for the reader in the whole term, if that is so."""
    told = (reason for row in rows for reason in row.reasons if reason.code.startswith("window_"))
    reason = next(told, None)
    return say(reason) if reason and not any(row.is_open for row in rows) else None


@bp.get("/sections/<int:section_id>")
def section(section_id: int) -> str:
    """Show everything about a section, and what it is to the reader or to the person they act for."""
    session, at, person_id = db.session(), clock.now(), for_whom()
    row = seen(section_id)
    shown = listing.one(session, row, person_id, at)
    return render_template(
        "enrolment/section.html",
        section=row,
        shown=shown,
        seats=cards.seats_in_words(shown),
        act=cards.next_step(shown, other(person_id)),
        cards=cards,
        person=other(person_id),
        asked="asked" in request.args,
        others=proxies.acts_for(session, me()) if person_id else [],
        windows=cards.windows(row.term, at) if row.term else [],
        first=week.coming(row.meetings, at),
        week=week,
        exchanges=listing.exchanges(session, shown, person_id, at),
        at=at,
    )
