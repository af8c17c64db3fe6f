"""Bearer tokens of the API: random, kept as a digest, dead when the person's secret or standing changes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from activity_center.db import locked
from activity_center.many import among, rows
from activity_center.people import secrets
from activity_center.people.models import Person, Token
from activity_center.people.rules import Standing

LIFETIME = timedelta(days=90)


def issue_token(session: Session, person_id: int, *, at: datetime) -> tuple[str, Token]:
    """Return a new token in clear, which is nowhere kept, and its row."""
    person = locked(session, Person, person_id)
    plaintext = secrets.token()
    token = Token(
        person_id=person_id,
        digest=secrets.digest(plaintext),
        serial=person.serial,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    session.add(token)
    session.flush()
    return plaintext, token


def end_token(session: Session, plaintext: str) -> None:
    """End a token at once and everywhere; one that has ended already stays so."""
    session.execute(delete(Token).where(Token.digest == secrets.digest(plaintext)))


def end_all(session: Session, person_id: int) -> None:
    """End every token of a person."""
    session.execute(delete(Token).where(Token.person_id == person_id))


_GOOD = (
    select(Token.digest, Token.person_id)
    .join(Person, Person.id == Token.person_id)
    .where(
        among(Token.digest, "digests"),
        Token.expires_at > bindparam("at"),
        Token.serial == Person.serial,
        Person.standing == Standing.ACTIVE,
    )
)


def token_holders(session: Session, digests: Collection[str], *, at: datetime) -> dict[str, int]:
    """Return for each digest of a token that is good now whose it is, in one query."""
    return dict(map(tuple, rows(session, _GOOD, digests=digests, at=at)))


def purge(session: Session, at: datetime) -> None:
    """Remove tokens that have expired."""
    session.execute(delete(Token).where(Token.expires_at <= at))
