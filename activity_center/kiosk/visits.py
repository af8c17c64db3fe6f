"""Who stands before a kiosk: all of it is here and not in the browser, and gone when they leave."""

import secrets as random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from activity_center.db import locked
from activity_center.errors import Reason, Refused
from activity_center.kiosk.models import Kiosk, KioskVisit
from activity_center.kiosk.rules import TOUCHED_EVERY, VISIT_LASTS, Level, is_over, masked_name
from activity_center.people.models import Person
from activity_center.people.rules import STAFF, Category, Contrast, Standing, TextSize

LOOKS = ("text_size", "contrast", "language")
# How pages look to somebody who never chose.
_PLAIN = (TextSize.STANDARD, Contrast.NORMAL, None)


@dataclass(frozen=True)
class Visit:
    """A visit as plain values that outlive the transaction in which they were read; `name` is masked."""

    nonce: str
    level: Level
    seen_at: datetime
    text_size: TextSize
    contrast: Contrast
    language: str
    person_id: int | None = None
    serial: int | None = None
    name: str = ""
    category: Category | None = None
    is_staff: bool = False
    has_secret: bool = False
    must_change_secret: bool = False

    def is_to_be_noted(self, at: datetime) -> bool:
        """Say whether it is time to write down again that the visit was touched."""
        return at - self.seen_at > TOUCHED_EVERY


def current(session: Session, kiosk_id: int, at: datetime) -> Visit | None:
    """Return the visit at a kiosk, None where nobody is there; refused where it has ended by itself.

    That is so when nobody has touched it for two minutes, and when the person has left or was signed out everywhere.
    """
    whole = joinedload(KioskVisit.person).selectinload(Person.roles)
    row = session.scalar(select(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id).options(whole))
    if row is None:
        return None
    person = row.person
    is_gone = person and (person.serial != row.serial or person.standing is not Standing.ACTIVE)
    if is_gone or is_over(row.seen_at, at):
        raise Refused(Reason("visit_over"))
    looks = (row.text_size, row.contrast, row.language)
    if person is None:
        return Visit(row.nonce, row.level, row.seen_at, *looks)
    return Visit(
        row.nonce,
        row.level,
        row.seen_at,
        *looks,
        person_id=person.id,
        serial=row.serial,
        name=masked_name(person.name),
        category=person.category,
        is_staff=not STAFF.isdisjoint(person.role_names),
        has_secret=person.secret_hash is not None,
        must_change_secret=person.must_change_secret,
    )


def begin(session: Session, kiosk_id: int, person_id: int, level: Level, at: datetime) -> None:
    """Let a person's visit begin; whoever stood there before is gone wholly.

    Pages look as the person is used to; who never chose keeps what was chosen on this screen just before.
    """
    locked(session, Kiosk, kiosk_id)
    looks = _chosen_before(session, kiosk_id, at)
    end(session, kiosk_id)
    person = session.get_one(Person, person_id, populate_existing=True)
    looks |= {name: value for name in LOOKS if (value := getattr(person, name)) not in _PLAIN}
    session.add(
        KioskVisit(
            kiosk_id=kiosk_id,
            person_id=person_id,
            serial=person.serial,
            level=level,
            nonce=random.token_hex(16),
            began_at=at,
            seen_at=at,
            **looks,
        )
    )
    session.flush()


def _chosen_before(session: Session, kiosk_id: int, at: datetime) -> dict[str, Any]:
    nobody = select(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id, KioskVisit.person_id.is_(None))
    row = session.scalar(nobody)
    return {name: getattr(row, name) for name in LOOKS} if row and not is_over(row.seen_at, at) else {}


def prove(session: Session, kiosk_id: int, person_id: int, at: datetime) -> None:
    """Write down that the visitor has shown the PIN, with the serial they have now: they may just have changed it."""
    serial = select(Person.serial).where(Person.id == person_id).scalar_subquery()
    theirs = update(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id, KioskVisit.person_id == person_id)
    session.execute(theirs.values(level=Level.PIN, serial=serial, seen_at=at))


def prefer(session: Session, kiosk_id: int, at: datetime, **looks: object) -> None:
    """Keep how the visitor wants pages to look (text_size, contrast, language) for as long as the visit lasts."""
    locked(session, Kiosk, kiosk_id)
    row = session.scalar(select(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id))
    if row is None:
        row = KioskVisit(kiosk_id=kiosk_id, nonce=random.token_hex(16), began_at=at, seen_at=at)
        session.add(row)
    for name, value in looks.items():
        setattr(row, name, value)
    row.seen_at = at
    session.flush()


def touch(session: Session, kiosk_id: int, at: datetime) -> None:
    """Write down that somebody is still there."""
    session.execute(update(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id).values(seen_at=at))


def end(session: Session, kiosk_id: int) -> None:
    """End the visit at a kiosk with all that was kept of it."""
    session.execute(delete(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id))


def purge(session: Session, at: datetime) -> None:
    """End the visits that nobody has touched for long: the power may be out, and nobody may ever look again."""
    session.execute(delete(KioskVisit).where(KioskVisit.seen_at < at - VISIT_LASTS))
