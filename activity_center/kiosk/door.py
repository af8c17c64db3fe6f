"""The door of a kiosk: a device becomes one, a card is read, a number is typed with its PIN.

As at the other door, tries are counted in transactions of their own, so that a refusal does not undo the counting.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import db, transaction
from activity_center.errors import Reason, Refused
from activity_center.kiosk import service, visits
from activity_center.kiosk.rules import Level, is_id_number
from activity_center.kiosk.service import Device
from activity_center.kiosk.visits import Visit
from activity_center.people import access, throttle
from activity_center.people import door as people_door
from activity_center.people import service as people
from activity_center.people.models import Card, Person
from activity_center.people.rules import STAFF, Standing, normal_card
from activity_center.people.secrets import Vault
from activity_center.people.throttle import Throttle

# Whoever runs through the eight digits of a code has ten minutes and these tries.
CODES = Throttle(free=5, first=timedelta(minutes=1), longest=timedelta(hours=1), forget=timedelta(minutes=10))
# Worn cards and cards of other houses are read in vain too, some of them again and again; nobody has twenty at once.
UNKNOWN = Throttle(free=20, first=timedelta(minutes=1), longest=timedelta(minutes=15), forget=timedelta(seconds=30))
# Somebody who lets a machine name one number after the other gets as many as a long queue of people, and no more.
READ = Throttle(free=60, first=timedelta(seconds=30), longest=timedelta(minutes=5), forget=timedelta(seconds=2))


def pair(code: str, *, at: datetime, by: Actor) -> str:
    """Make this device a kiosk by its code and return the token; refused until later after some wrong codes."""
    key = f"pair:{by.address}"
    with transaction() as session:
        throttle.count(session, CODES, key, at)
    with transaction() as session:
        token = service.pair(session, code, at=at, by=by)
        throttle.forget(session, key)
    return token


def read_card(device: Device, number: str, vault: Vault, visit: Visit | None, *, at: datetime) -> bool:
    """Let whoever's card was read be the visitor and return True; that of who is there already changes nothing.

    Refused with card_unknown, card_dead, membership_ended, not_confirmed or too_many_attempts.
    """
    with transaction() as session:
        found = holder(session, number, vault)
        reasons = [found] if isinstance(found, Reason) else []
        if isinstance(found, Person) and visit and visit.person_id == found.id:
            return False
        _count_reading(session, device, bool(reasons), at)
        # Who stood there has gone: somebody else holds a card to the reader, whether it works or not.
        visits.end(session, device.id) if reasons and visit and visit.person_id else None
        if isinstance(found, Person):
            _let_in(session, device, found.id, Level.CARD, at)
    if reasons:
        raise Refused(*reasons)
    return True


def card_of_partner(device: Device, number: str, vault: Vault, *, at: datetime) -> Person:
    """Return whose card was read, or its number typed, to play along with the visitor; why it cannot be is not said."""
    with transaction() as session:
        found = holder(session, number, vault)
        _count_reading(session, device, isinstance(found, Reason), at)
    if isinstance(found, Reason):
        raise Refused(Reason("partner_unknown"))
    return found


def sign_in(device: Device, login: str, secret: str, *, at: datetime) -> None:
    """Let whoever types a number and its PIN be the visitor; refused as at the other door, and counted as there.

    Somebody who has no PIN yet, and staff, whose passwords no pad can type, are told so.
    """
    if not secret:
        raise Refused(Reason("pin_missing"))
    by = Actor(via="kiosk", address=device.address)
    try:
        person = people_door.sign_in(login, secret, at=at, by=by)
    except Refused as refused:
        raise Refused(*_told_better(refused.reasons, login)) from None
    with transaction() as session:
        visits.begin(session, device.id, person.id, Level.PIN, at)


def prove(device: Device, visit: Visit, secret: str, *, at: datetime) -> None:
    """Let a visitor who has shown a card show the PIN too; refused with secret_wrong or too_many_attempts."""
    person_id = visit.person_id or 0
    people_door.prove(person_id, secret, at=at, by=Actor(person_id, "kiosk", device.address))
    with transaction() as session:
        visits.prove(session, device.id, person_id, at)


def choose_pin(device: Device, visit: Visit, new: str, *, at: datetime) -> None:
    """Give the visitor, who has just come in with a first PIN, one of their own; refused where it is too easy."""
    person_id = visit.person_id or 0
    people_door.change_secret(person_id, "", new, at=at, by=Actor(person_id, "kiosk", device.address))
    with transaction() as session:
        visits.prove(session, device.id, person_id, at)


def holder(session: Session, number: str, vault: Vault) -> Person | Reason:
    """Return whose card or identity card this is, or why it opens nothing."""
    if is_id_number(number):
        person = people.by_id_index(session, vault.index(number))
        return _standing(person) if person else Reason("card_unknown")
    card = session.scalar(select(Card).where(Card.number == normal_card(number)))
    if card is None:
        return Reason("card_unknown")
    person = people.person(session, card.person_id)
    is_dead = card.revoked_at is not None and person.standing is Standing.ACTIVE
    return Reason("card_dead") if is_dead else _standing(person)


def _standing(person: Person) -> Person | Reason:
    if person.standing is Standing.ACTIVE:
        return person
    return Reason("not_confirmed" if person.standing is Standing.APPLICANT else "membership_ended")


def _count_reading(session: Session, device: Device, is_vain: bool, at: datetime) -> None:
    """Count one reading at this kiosk, and more strictly one that opened nothing; refuse where there were too many."""
    throttle.count(session, READ, f"read:{device.address}", at)
    throttle.refuse_if_blocked(session, f"unknown:{device.address}", at)
    if is_vain:
        throttle.add(session, UNKNOWN, f"unknown:{device.address}", at)


def _let_in(session: Session, device: Device, person_id: int, level: Level, at: datetime) -> None:
    visits.begin(session, device.id, person_id, level, at)
    by = Actor(person_id, "kiosk", device.address)
    audit.record(session, by, at, "sign_in", "person", person_id, person_id, level=level.value)


def _told_better(reasons: list[Reason], login: str) -> list[Reason]:
    """Say more than that number and PIN do not go together where trying again can never help."""
    person = None
    if any(reason.code == "sign_in_failed" for reason in reasons):
        called = access.called(db.session(), login)
        person = called[0] if len(called) == 1 else None
    if person is None:
        return reasons
    if person.secret_hash is None:
        return [Reason("no_pin_yet")]
    return reasons if STAFF.isdisjoint(person.role_names) else [Reason("staff_at_kiosk")]
