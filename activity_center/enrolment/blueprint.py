"""What the pages of enrolment share: for whom they are, and what the reader may see."""

from typing import Any

from flask import Blueprint, request
from flask_login import current_user

from activity_center.courses import service as courses
from activity_center.courses.rules import SectionStatus
from activity_center.db import db
from activity_center.enrolment import queries
from activity_center.enrolment.queries import Seat
from activity_center.errors import NotThere, NotYours
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
