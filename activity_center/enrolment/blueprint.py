"""What the pages of enrolment share: for whom they are, and what the reader may see."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, request
from flask_login import current_user

from activity_center.courses import service as courses
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import Filters
from activity_center.db import db, zone
from activity_center.enrolment import queries
from activity_center.enrolment.forms import NO_TERM, Wanted
from activity_center.enrolment.queries import Seat
from activity_center.errors import NotThere, NotYours
from activity_center.people import proxies
from activity_center.people import service as people
from activity_center.web import my_id, row_number

bp = Blueprint("enrolment", __name__)


def me() -> int:
    """Return the number of the reader, on a page for which one must be signed in."""
    return current_user.id


def for_whom() -> int | None:
    """Return whose places a page is about: see `whose`; None for a visitor."""
    return whose() if current_user.is_authenticated else None


def whose() -> int:
    """Return whose places this is about: the reader's, or those of `person`, for whom the reader may act."""
    wanted = request.values.get("person", me(), row_number)
    if not people.may_act_for(db.session(), me(), wanted):
        raise NotYours
    return wanted


def other(person_id: int | None) -> int | None:
    """Return the person for an address: None where it is the reader, who need not be named."""
    return None if person_id == my_id() else person_id


def reader(person_id: int) -> dict[str, Any]:
    """Return for a template whose page it is, and whose else the reader may see."""
    name = people.person(db.session(), person_id).name if other(person_id) else ""
    return {"person": other(person_id), "whose": name, "others": proxies.acts_for(db.session(), me())}


def claimed(enrolment_id: int) -> Seat:
    """Return an enrolment that the reader may decide about."""
    seat = queries.seat(db.session(), enrolment_id)
    if not people.may_act_for(db.session(), me(), seat.person_id):
        raise NotYours
    return seat


def seen(section_id: int) -> Any:
    """Return a section that the reader may see: drafts are for staff."""
    row = courses.section(db.session(), section_id)
    is_staff = current_user.is_authenticated and current_user.may("plan_courses")
    if row.status is SectionStatus.DRAFT and not is_staff:
        raise NotThere
    return row


def today(at: datetime) -> date:
    """Return the day it is at the centre."""
    return at.astimezone(zone()).date()


def chosen_term(choices: Sequence[Any], asked: Wanted, at: datetime) -> Any:
    """Return the term asked for, else that whose enrolment is open, else the first; None for no term at all."""
    if asked.term == NO_TERM or not choices:
        return None
    named = [term for term in choices if str(term.id) == asked.term]
    is_open = [term for term in choices if any(w.opens_at <= at < w.closes_at for w in term.windows)]
    return [*named, *is_open, *choices][0]


def filters_of(term: Any, asked: Wanted, at: datetime) -> Filters:
    """Return what the catalogue has to look for."""
    return Filters(
        term_id=term.id if term else None,
        without_term=term is None,
        weekdays=asked.weekdays,
        department_ids=asked.departments,
        q=asked.q,
        not_over_on=today(at),
    )
