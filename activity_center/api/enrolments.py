"""Deciding about an enrolment: accepted, declined, given up, swapped. Doing so twice is doing so once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from activity_center.api import auth
from activity_center.api.acting import carried_out
from activity_center.api.blueprint import ID, bp, described
from activity_center.api.schemas import Enrolment, SwapFor
from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.rules import SectionStatus
from activity_center.enrolment import queries, service
from activity_center.enrolment.queries import Seat
from activity_center.errors import NotThere
from activity_center.people import service as people

TAGS = ["enrolments"]

Act = Callable[[Session, datetime, Actor], Seat]
_shape = Enrolment()


@bp.post(f"/enrolments/<{ID}:enrolment_id>/accept", tags=TAGS)
@described(401, 404, 409, 422, key=True)
@bp.response(200, Enrolment)
def accept(enrolment_id: int) -> Any:
    """Take the seat that is offered; the one that it replaces in a swap is given up with it."""
    return _decided(enrolment_id, lambda session, at, by: service.accept(session, enrolment_id, at=at, by=by))


@bp.post(f"/enrolments/<{ID}:enrolment_id>/decline", tags=TAGS)
@described(401, 404, 409, 422, key=True)
@bp.response(200, Enrolment)
def decline(enrolment_id: int) -> Any:
    """Leave the seat that is offered to the next in the waitlist."""
    return _decided(enrolment_id, lambda session, at, by: service.decline(session, enrolment_id, at=at, by=by))


@bp.delete(f"/enrolments/<{ID}:enrolment_id>", tags=TAGS)
@described(401, 404, 409)
@bp.response(200, Enrolment)
def withdraw(enrolment_id: int) -> Any:
    """Give up a seat, an offer, an application or a place in the waitlist."""
    return _decided(enrolment_id, lambda session, at, by: service.withdraw(session, enrolment_id, at=at, by=by))


@bp.post(f"/enrolments/<{ID}:enrolment_id>/swap", tags=TAGS)
@described(401, 404, 409, 422, key=True)
@bp.arguments(SwapFor)
@bp.response(200, Enrolment)
def swap(wanted: dict[str, int], enrolment_id: int) -> Any:
    """Ask for another section in place of this one, and get the new enrolment.

    The old seat is no clash and does not count for the limit; it is given up only when the new one is held. Where
    the new one waits, accepting its offer later gives the old one up in the same transaction.
    """

    def act(session: Session, at: datetime, by: Actor) -> Seat:
        _must_be_visible(session, wanted["section"], by)
        return service.swap(session, enrolment_id, wanted["section"], at=at, by=by)

    return _decided(enrolment_id, act)


def _decided(enrolment_id: int, act: Act) -> tuple[Response, int]:
    """Carry out an act on an enrolment of one's own, or of somebody for whom one may act; others' do not exist."""

    def whom(session: Session, me: int) -> int:
        person_id = queries.seat(session, enrolment_id).person_id
        if not people.may_act_for(session, me, person_id):
            raise NotThere
        return person_id

    return carried_out(lambda asking: (_shape.dump(act(asking.session, asking.at, asking.by)), 200), whom)


def _must_be_visible(session: Session, section_id: int, by: Actor) -> None:
    is_draft = courses.section(session, section_id).status is SectionStatus.DRAFT
    if is_draft and not auth.may(session, by.person_id, "plan_courses"):
        raise NotThere
