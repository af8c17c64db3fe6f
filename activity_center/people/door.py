"""The door: signing in and changing one's secret.

To compare a secret takes tens of milliseconds by design. So a try is counted in one short transaction, the
secret is compared in none, and what came of it is written in another: nobody else waits meanwhile.
"""

from dataclasses import replace
from datetime import datetime

from activity_center.audit import Actor
from activity_center.db import db, transaction
from activity_center.errors import Reason, Refused
from activity_center.people import access, secrets, service
from activity_center.people.models import Person


def sign_in(login: str, secret: str, *, at: datetime, by: Actor) -> Person:
    """Return whom this card number, telephone, e-mail or staff name belongs to, if the secret is theirs.

    Refused with one of sign_in_failed, shared_phone, not_confirmed, membership_ended, or too_many_attempts, whose
    facts say the seconds to wait.
    """
    with transaction() as session:
        attempt = access.begin(session, login, by.address, at)
    _finish(attempt, secret, at, replace(by, person_id=attempt.person_id))
    return service.person(db.session(), attempt.person_id or 0)


def change_secret(person_id: int, old: str, new: str, *, at: datetime, by: Actor) -> Person:
    """Give oneself a new PIN or password and return oneself with the new serial.

    Whoever has just come in with a first PIN need not type it again; everybody else proves themselves by `old`.
    """
    person = service.person(db.session(), person_id)
    if reasons := access.flaws(person, new):
        raise Refused(*reasons)
    if person.must_change_secret:
        if secrets.matches(person.secret_hash, new):
            raise Refused(Reason("secret_unchanged"))
    else:
        prove(person_id, old, at=at, by=by)
    kept = secrets.hashed(new)
    with transaction() as session:
        access.set_secret(session, person_id, kept, must_change=False, at=at, by=by)
    return service.person(db.session(), person_id)


def prove(person_id: int, secret: str, *, at: datetime, by: Actor) -> None:
    """Refuse unless the secret is that of the person, who is signed in already; counted as signing in is."""
    with transaction() as session:
        attempt = access.begin_as(session, person_id, by.address, at)
    if not secrets.matches(attempt.secret_hash, secret):
        raise Refused(Reason("secret_wrong"))
    with transaction() as session:
        access.withdraw_try(session, attempt)


def first_secret(person_id: int, *, at: datetime, by: Actor) -> str:
    """Set a random first PIN (staff: password), to be changed at its first use, and return it to be printed."""
    person = service.person(db.session(), person_id)
    secret = secrets.first_for(person.role_names)
    kept = secrets.hashed(secret)
    with transaction() as session:
        access.set_secret(session, person_id, kept, must_change=True, at=at, by=by)
    return secret


def _finish(attempt: access.Attempt, secret: str, at: datetime, by: Actor) -> None:
    is_right = secrets.matches(attempt.secret_hash, secret)
    with transaction() as session:
        reasons = access.finish(session, attempt, is_right, at, by)
    if reasons:
        raise Refused(*reasons)
