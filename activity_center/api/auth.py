"""Who asks: the holder of a bearer token, and nobody by a cookie."""

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.errors import Reason, Refused
from activity_center.people import rules
from activity_center.people import service as people


def bearer() -> str:
    """Return the token that was sent; refused where there is none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Refused(Reason("token_missing"))
    return token.strip()


def digest() -> str:
    """Return what the database knows of the token that was sent, without asking it."""
    return people.digest(bearer())


def me(session: Session, at: datetime) -> int:
    """Return whose token was sent; refused unless it is good at this moment."""
    sent = digest()
    holder = people.token_holders(session, [sent], at=at).get(sent)
    if holder is None:
        raise Refused(Reason("signed_out"))
    return holder


def reader(session: Session, at: datetime) -> int | None:
    """Return who reads what anybody may read, None for a stranger; a token that is not good is still refused."""
    return me(session, at) if "Authorization" in request.headers else None


def may(session: Session, person_id: int | None, act: str) -> bool:
    """Say whether somebody may do `act`; a stranger may do nothing."""
    return person_id is not None and rules.may(people.person(session, person_id).role_names, act)


def by(person_id: int) -> Actor:
    """Return who asks, for the audit."""
    return Actor(person_id, "api", request.remote_addr)
