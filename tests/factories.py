"""Rows for tests: functions with defaults that every test may override. They flush; the test commits if it must."""

from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from activity_center.people import pinyin, secrets
from activity_center.people.models import Card, Person, Role
from activity_center.people.rules import RoleName

LONG_AGO = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PIN = "246810"

_numbers = count(20_000_001)


@cache
def hashed(secret: str) -> str:
    """Hash each secret once in a test run; hashing is slow on purpose."""
    return secrets.hashed(secret)


def make_person(
    session: Session,
    name: str = "李秀英",
    *roles: RoleName,
    secret: str | None = None,
    card: str | None = None,
    **values: Any,
) -> Person:
    """Make somebody: a member unless `roles` are named; without a secret, which makes it fast, nor a card."""
    person = Person(
        name=name,
        pinyin=pinyin.index(name, is_person=True),
        secret_hash=hashed(secret) if secret else None,
        **{"created_at": LONG_AGO} | values,
    )
    person.roles = [Role(name=role) for role in roles or (RoleName.MEMBER,)]
    session.add(person)
    session.flush()
    if card:
        make_card(session, person, card)
    return person


def make_card(session: Session, person: Person, number: str | None = None, **values: Any) -> Card:
    """Give somebody a card with this number, or one that nobody has."""
    card = Card(person=person, number=number or str(next(_numbers)), **{"issued_at": LONG_AGO} | values)
    session.add(card)
    session.flush()
    return card


def sign_in(client: FlaskClient, person: Person) -> None:
    """Let a client be signed in as somebody, without the door and its slow comparison."""
    with client.session_transaction() as cookies:
        cookies["_user_id"] = f"{person.id}.{person.serial}"
        cookies["_fresh"] = True
