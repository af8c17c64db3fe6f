"""Home, and what somebody has with a time: week by week, and the whole term on paper."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock, formats
from activity_center.agenda import lines, paper, service
from activity_center.agenda.service import Thing
from activity_center.db import db
from activity_center.enrolment import cards, queries, week
from activity_center.enrolment.blueprint import me, other, reader, today, whose
from activity_center.people import proxies
from activity_center.people import service as people
from activity_center.terms import service as terms
from activity_center.web import needs

bp = Blueprint("agenda", __name__)

_NEXT = 5


def _items(things: Sequence[Thing], person_id: int) -> list[Any]:
    return lines.items(things, lines.ways(is_mine=person_id == me()), person_id)


@bp.get("/")
def home() -> str:
    """Show a member what waits for them and what comes next, and a visitor what the centre is."""
    session, at = db.session(), clock.now()
    shown_terms = [(term, cards.windows(term, at)) for term in terms.terms_not_over(session, today(at))]
    if not current_user.is_authenticated:
        return render_template("agenda/welcome.html", terms=shown_terms)
    items = _items(service.ahead(session, me(), at), me())
    return render_template(
        "agenda/home.html",
        terms=shown_terms,
        offers=queries.offers_to(session, me(), at),
        today=[item for item in items if item.on <= today(at)],
        next=[item for item in items if item.on > today(at) and not item.is_cancelled][:_NEXT],
        day=today(at),
        others=proxies.acts_for(session, me()),
    )


@bp.get("/me/timetable")
@needs()
def timetable() -> str:
    """Show one week: that of the day in the address, else this one, else the first in which something comes."""
    session, at, person_id = db.session(), clock.now(), whose()
    monday = week.monday_of(week.asked_day(request.args) or today(at))
    things = service.things(session, person_id, *week.bounds(monday))
    if not things and not week.asked_day(request.args) and (ahead := service.ahead(session, person_id, at)):
        monday = week.monday_of(formats.local(ahead[0].starts_at).date())
        things = service.things(session, person_id, *week.bounds(monday))
    sunday = week.sunday_after(monday)
    shown = week.week(monday, today(at), _items(things, person_id), terms.closures(session, monday, sunday))
    return render_template(
        "agenda/timetable.html",
        title=_title(week.term_in(terms.terms(session), monday), monday, today(at)),
        dates=cards.days_between(monday, sunday),
        week=shown,
        previous_url=_week_url(week.week_before(monday), person_id),
        next_url=_week_url(week.week_after(monday), person_id),
        today_url=_week_url(today(at), person_id) if monday != week.monday_of(today(at)) else None,
        offers=queries.offers_to(session, person_id, at),
        **reader(person_id),
    )


def _title(term: Any, monday: date, today: date) -> str:
    if term:
        return _("Week %(n)s", n=week.number_in(term, monday))
    return _("This week") if monday == week.monday_of(today) else _("Week of %(day)s", day=formats.day(monday))


def _week_url(monday: date | None, person_id: int) -> str:
    return url_for("agenda.timetable", week=monday, person=other(person_id))


@bp.get("/me/timetable/print")
@needs()
def printed() -> str:
    """Show somebody's whole term as one prints it and hangs it up at home."""
    at, person_id = clock.now(), whose()
    term, first_on, last_on = _stretch(today(at), person_id)
    everything = _things(person_id, first_on, last_on)
    certain = [thing for thing in everything if paper.is_certain(thing)]
    closed = terms.closures(db.session(), first_on, last_on)
    items = list(zip(certain, _items(certain, person_id), strict=True))
    return render_template(
        "agenda/printed.html",
        term=term,
        person=other(person_id),
        owner=people.person(db.session(), person_id),
        usual=paper.usual_week(items, person_id),
        exceptions=paper.exceptions(paper.held(certain), closed),
        weeks=paper.weeks(items, term),
        waiting=paper.waited_for(everything),
        at=at,
    )


def _things(person_id: int, first_on: date, last_on: date) -> list[Thing]:
    return service.things(db.session(), person_id, *paper.bounds(first_on, last_on))


# How far to look ahead where no term says it.
HALF_A_YEAR = timedelta(days=183)


def _stretch(day: date, person_id: int) -> tuple[Any, date, date]:
    """Return the term in the address, else the next in which the person has something; its first day and its last."""
    choices = terms.terms_not_over(db.session(), day)
    asked = [term for term in terms.terms(db.session()) if str(term.id) == request.args.get("term")]
    theirs = (term for term in choices if _things(person_id, term.first_on, term.last_on))
    term = next(chain(asked, theirs, choices), None)
    return (term, term.first_on, term.last_on) if term else (None, day, day + HALF_A_YEAR)
