"""Clerks at work and people with offers: what the desk's lists are tested on."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.courses.models import Section
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from tests.enrolment.scenes import AT, ZONE, a_person, a_section, an_enrolment
from tests.factories import make_card, make_person

__all__ = ["AT", "ZONE", "a_person", "a_section", "an_enrolment"]


def a_clerk(session: Session, name: str = "周慧") -> Actor:
    """Make somebody who works at the desk."""
    return Actor(make_person(session, name, RoleName.DESK).id, "web", "10.0.0.7")


def an_offer(
    session: Session, person: Person, section: Section | None = None, *, ends: datetime = AT + timedelta(days=2)
) -> Enrolment:
    """Make an open offer, with the notice that goes with it."""
    section = section or a_section(session)
    offer = an_enrolment(session, section, person, Status.OFFERED)
    offer.offer_expires_at = ends
    told = {"title": section.title, "expires_at": ends.isoformat()}
    notices.post(session, [person.id], "offer_made", told, at=AT, section_id=section.id)
    session.flush()
    return offer


def a_member(session: Session, name: str = "李秀英", card: str = "10000001", **given: Any) -> Person:
    """Make a member with a card and a telephone."""
    person = a_person(session, name=name, **{"phone": "13800001111"} | given)
    make_card(session, person, card)
    return person
