"""How somebody proves who they are, step by step; door.py puts the steps into transactions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import locked
from activity_center.errors import Reason, Refused
from activity_center.people import id_number, secrets, throttle, tokens
from activity_center.people.cards import working_card
from activity_center.people.models import Card, Person, Role
from activity_center.people.rules import RoleName, Standing, normal_card, normal_login, normal_phone, secret_flaws
from activity_center.people.secrets import SealedNumber, Vault


@dataclass(frozen=True)
class Attempt:
    """A try that has been counted: whom it is for, if anybody, and what the secret must match."""

    key: str
    address: str
    person_id: int | None
    secret_hash: str | None
    standing: Standing | None
    is_shared_phone: bool = False


@dataclass(frozen=True)
class Who:
    """What every page needs to know of who is signed in."""

    id: int
    name: str
    serial: int
    roles: frozenset[RoleName]
    must_change_secret: bool


def begin(session: Session, login: str, address: str | None, at: datetime) -> Attempt:
    """Count a try of this login from this address and return what it must match, or refuse until later.

    A login that nobody has is counted in the same way, so that the answers do not tell who is known.
    """
    throttle.refuse_if_blocked(session, throttle.of_address(address), at)
    people = called(session, login)
    person = people[0] if len(people) == 1 else None
    key = throttle.of_person(person.id) if person else f"login:{secrets.digest(normal_login(login))}"
    throttle.count(session, throttle.ACCOUNT, key, at)
    return _attempt(person, key, address, len(people) > 1)


def begin_as(session: Session, person_id: int, address: str | None, at: datetime) -> Attempt:
    """Count a try of somebody who is signed in and proves it again."""
    person = locked(session, Person, person_id)
    key = throttle.of_person(person_id)
    throttle.count(session, throttle.ACCOUNT, key, at)
    return _attempt(person, key, address)


def _attempt(person: Person | None, key: str, address: str | None, shared: bool = False) -> Attempt:
    id, kept, standing = (person.id, person.secret_hash, person.standing) if person else (None, None, None)
    return Attempt(key, throttle.of_address(address), id, kept, standing, shared)


def finish(session: Session, attempt: Attempt, is_right: bool, at: datetime, by: Actor) -> list[Reason]:
    """Write down how a try ended, and return why the person is not let in, nothing if they are."""
    if not is_right:
        # Whoever tries in vain from a blocked address learns so at the next try.
        throttle.add(session, throttle.ADDRESS, attempt.address, at)
        return [Reason("shared_phone" if attempt.is_shared_phone else "sign_in_failed")]
    throttle.forget(session, attempt.key)
    if attempt.standing is not Standing.ACTIVE:
        return [Reason("not_confirmed" if attempt.standing is Standing.APPLICANT else "membership_ended")]
    audit.record(session, by, at, "sign_in", "person", attempt.person_id, attempt.person_id)
    return []


def withdraw_try(session: Session, attempt: Attempt) -> None:
    """Take back a try that was right, of somebody who is signed in already."""
    throttle.forget(session, attempt.key)


def called(session: Session, login: str) -> list[Person]:
    """Return whom a login means: at most one, but for a telephone that several people share."""
    typed = normal_login(login)
    live_card = select(Card.person_id).where(Card.number == normal_card(login), Card.revoked_at.is_(None))
    for test in (Person.id.in_(live_card), Person.staff_name == typed, Person.email == typed):
        if person := session.scalar(select(Person).where(test)):
            return [person]
    phone = normal_phone(login)
    # An application that somebody sends in with a stranger's number must not take that number away as a login.
    members = select(Person).where(Person.phone == phone, Person.standing == Standing.ACTIVE)
    return list(session.scalars(members.limit(2))) if phone else []


def one_called(session: Session, login: str) -> Person:
    """Return the one person a card number, telephone, e-mail or staff name means, or refuse."""
    people = called(session, login)
    if len(people) != 1:
        raise Refused(Reason("shared_phone" if people else "nobody_called"))
    return people[0]


def flaws(person: Person, secret: str) -> list[Reason]:
    """Return why `secret` cannot be this person's new PIN or password."""
    birth = [f"{person.birth_on:%Y%m%d}", f"{person.birth_on:%d%m%Y}"] if person.birth_on else []
    return secret_flaws(secret, person.role_names, [*birth, person.phone or "", working_card(person) or ""])


def set_secret(
    session: Session, person_id: int, secret_hash: str, *, must_change: bool, at: datetime, by: Actor
) -> Person:
    """Give a person a new PIN or password; whoever was signed in as them, person or program, is so no longer."""
    person = locked(session, Person, person_id)
    person.secret_hash = secret_hash
    person.must_change_secret = must_change
    person.serial += 1
    tokens.end_all(session, person_id)
    throttle.forget(session, throttle.of_person(person_id))
    act = "reset_secret" if must_change else "change_secret"
    audit.record(session, by, at, act, "person", person_id, person_id)
    return person


def sign_out_everywhere(session: Session, person_id: int, *, at: datetime, by: Actor) -> Person:
    """End every sign-in of a person, on every device and in every program."""
    person = locked(session, Person, person_id)
    person.serial += 1
    tokens.end_all(session, person_id)
    audit.record(session, by, at, "sign_out_everywhere", "person", person_id, person_id)
    return person


def keep_id_number(
    session: Session, person_id: int, sealed: SealedNumber, clear: str, *, at: datetime, by: Actor
) -> Person:
    """Keep an identity number; refused is one that somebody else has.

    Where date of birth and sex are not known yet they are taken from it; what is written down otherwise stays,
    for archives and cards of this generation often differ.
    """
    person = locked(session, Person, person_id)
    known = session.scalar(select(Person.id).where(Person.id_index == sealed.index, Person.id != person_id))
    if known:
        raise Refused(Reason("id_number_known"))
    person.id_cipher, person.id_index = sealed.cipher, sealed.index
    number = id_number.normal_number(clear)
    person.birth_on = person.birth_on or id_number.birth_on(number)
    person.sex = person.sex or id_number.sex_of(number)
    audit.record(session, by, at, "keep_id_number", "person", person_id, person_id)
    return person


def reveal_id_number(session: Session, person_id: int, vault: Vault, *, at: datetime, by: Actor) -> str | None:
    """Return an identity number in clear, and write down who looked."""
    person = locked(session, Person, person_id)
    if person.id_cipher is None:
        return None
    audit.record(session, by, at, "reveal_id_number", "person", person_id, person_id)
    return vault.open(person.id_cipher)


def who(session: Session, person_id: int, serial: int) -> Who | None:
    """Return who is signed in, in one query; None if they left or were signed out everywhere since."""
    rows = session.execute(
        select(Person.name, Person.must_change_secret, Role.name)
        .outerjoin(Role, Role.person_id == Person.id)
        .where(Person.id == person_id, Person.serial == serial, Person.standing == Standing.ACTIVE)
    ).all()
    if not rows:
        return None
    name, must_change, _ = rows[0]
    return Who(person_id, name, serial, frozenset(row[2] for row in rows if row[2]), must_change)
