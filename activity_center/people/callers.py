"""Who calls by telephone: believed if name, date of birth and card number are all those of one person."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.people import secrets, throttle
from activity_center.people.models import Card, Person
from activity_center.people.rules import Standing, normal_card, same_name
from activity_center.people.service import person as person_of


def identify(session: Session, name: str, birth_on: date, card: str, *, at: datetime, by: Actor) -> Person | None:
    """Return the member whom these three agree on, or None: not a word about which of them is wrong.

    Every try is written down, and of one card or by one clerk only so many in vain are let through.
    """
    card_key = f"caller:{secrets.digest(normal_card(card))}"
    throttle.count(session, throttle.ACCOUNT, card_key, at)
    throttle.count(session, throttle.ADDRESS, f"caller by:{by.person_id}", at)
    person = holder(session, card)
    agrees = person is not None and person.birth_on == birth_on and same_name(person.name, name)
    known_id = person.id if person else None
    audit.record(session, by, at, "identify_caller", "person", known_id, known_id, agrees=agrees)
    if not agrees or person is None:
        return None
    throttle.forget(session, card_key)
    return person_of(session, person.id)


def holder(session: Session, card: str) -> Person | None:
    """Return the member whose card that works has this number."""
    theirs = select(Card.person_id).where(Card.number == normal_card(card), Card.revoked_at.is_(None))
    return session.scalar(select(Person).where(Person.id.in_(theirs), Person.standing == Standing.ACTIVE))
