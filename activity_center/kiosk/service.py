"""The screens themselves: added, paired with a device, revoked."""

import secrets as random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import the_centre
from activity_center.db import found, locked
from activity_center.errors import NotThere, Reason, Refused
from activity_center.kiosk.models import Kiosk, KioskVisit
from activity_center.kiosk.rules import CODE_DIGITS, CODE_LASTS, SEEN_EVERY, Paper
from activity_center.people import secrets
from activity_center.people.rules import normal, normal_card
from activity_center.rooms.models import Site


@dataclass(frozen=True)
class KioskDraft:
    """What an administrator types about a kiosk."""

    name: str
    site_id: int
    paper: Paper = Paper.NONE


@dataclass(frozen=True)
class Device:
    """A paired kiosk, as plain values that outlive the transaction in which they were read."""

    id: int
    name: str
    site_id: int
    site_name: str
    paper: Paper
    seen_at: datetime | None

    @property
    def address(self) -> str:
        """Return from where somebody acts who acts here: for the audit, and for counting failures to sign in."""
        return f"kiosk:{self.id}"

    def is_to_be_noted(self, at: datetime) -> bool:
        """Say whether it is time to write down again that the kiosk was seen."""
        return self.seen_at is None or at - self.seen_at > SEEN_EVERY


def kiosks(session: Session) -> list[Kiosk]:
    """Return all kiosks with their sites: those at work by name, then those that are revoked."""
    rows = select(Kiosk).options(joinedload(Kiosk.site)).order_by(Kiosk.revoked_at.is_not(None), Kiosk.name)
    return list(session.scalars(rows))


def kiosk(session: Session, kiosk_id: int) -> Kiosk:
    """Return one kiosk, or raise NotThere."""
    return found(session.get(Kiosk, kiosk_id))


def add_kiosk(session: Session, draft: KioskDraft, *, at: datetime, by: Actor) -> Kiosk:
    """Add a kiosk, which no device is yet; refused where the name is taken."""
    return _write(session, Kiosk(), draft, "add_kiosk", at, by)


def change_kiosk(session: Session, kiosk_id: int, draft: KioskDraft, *, at: datetime, by: Actor) -> Kiosk:
    """Give a kiosk another name, site or paper; refused where the name is taken."""
    return _write(session, locked(session, Kiosk, kiosk_id), draft, "change_kiosk", at, by)


def _write(session: Session, kiosk: Kiosk, draft: KioskDraft, act: str, at: datetime, by: Actor) -> Kiosk:
    name = normal(draft.name)
    with session.no_autoflush:
        namesake = session.scalar(select(Kiosk.id).where(Kiosk.name == name))
    if namesake not in (None, kiosk.id):
        raise Refused(Reason("name_taken", {"name": name}))
    kiosk.name, kiosk.site_id, kiosk.paper = name, draft.site_id, draft.paper
    session.add(kiosk)
    session.flush()
    audit.record(session, by, at, act, "kiosk", kiosk.id, name=name, site=draft.site_id, paper=draft.paper.value)
    return kiosk


def new_code(session: Session, kiosk_id: int, *, at: datetime, by: Actor) -> str:
    """Return a code of eight digits by which one device can become this kiosk within ten minutes.

    It is nowhere kept in clear, and the one before is worthless from now on.
    """
    kiosk = locked(session, Kiosk, kiosk_id)
    code = f"{random.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    kiosk.code_digest, kiosk.code_expires_at = secrets.digest(code), at + CODE_LASTS
    audit.record(session, by, at, "new_kiosk_code", "kiosk", kiosk_id)
    return code


def pair(session: Session, code: str, *, at: datetime, by: Actor) -> str:
    """Make the device that types this code the kiosk, and return the token it shows from now on.

    The code is used up; a device that was this kiosk before is so no longer.
    """
    id = session.scalar(select(Kiosk.id).where(Kiosk.code_digest == secrets.digest(normal_card(code))))
    if id is None:
        raise Refused(Reason("pairing_code_wrong"))
    kiosk = locked(session, Kiosk, id)
    if kiosk.code_expires_at is None or kiosk.code_expires_at <= at:
        raise Refused(Reason("pairing_code_expired"))
    return _pair(session, kiosk, at, by)


def _pair(session: Session, kiosk: Kiosk, at: datetime, by: Actor) -> str:
    token = secrets.token()
    kiosk.token_digest, kiosk.code_digest, kiosk.code_expires_at = secrets.digest(token), None, None
    kiosk.paired_at = kiosk.seen_at = at
    kiosk.revoked_at = None
    _end_visits(session, kiosk.id)
    audit.record(session, by, at, "pair_kiosk", "kiosk", kiosk.id)
    return token


def pair_for_demo(session: Session, name: str, *, at: datetime, by: Actor) -> str:
    """Make a device a kiosk of the demo centre at once; refused in any other centre.

    Kiosks of demonstrations that nobody has looked at for a day are removed on the way.
    """
    centre, site_id = the_centre(session), session.scalar(select(Site.id).order_by(Site.id).limit(1))
    if not (centre and centre.is_demo) or site_id is None:
        raise NotThere
    old = select(Kiosk.id).where(Kiosk.is_sample, Kiosk.seen_at < at - timedelta(days=1))
    for id in session.scalars(old).all():
        _end_visits(session, id)
        session.execute(delete(Kiosk).where(Kiosk.id == id))
    kiosk = Kiosk(name=f"{name} {random.token_hex(3)}", site_id=site_id, paper=Paper.ROLL_80, is_sample=True)
    session.add(kiosk)
    session.flush()
    return _pair(session, kiosk, at, by)


def revoke(session: Session, kiosk_id: int, *, at: datetime, by: Actor) -> Kiosk:
    """Let the device be no kiosk any more, at once, in the middle of a visit too; repeating it changes nothing."""
    kiosk = locked(session, Kiosk, kiosk_id)
    if kiosk.revoked_at is None:
        kiosk.revoked_at = at
        kiosk.code_digest = kiosk.code_expires_at = None
        _end_visits(session, kiosk_id)
        audit.record(session, by, at, "revoke_kiosk", "kiosk", kiosk_id)
    return kiosk


def _end_visits(session: Session, kiosk_id: int) -> None:
    session.execute(delete(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id))


def device(session: Session, token: str) -> Device | None:
    """Return which kiosk a device is, None for one that is none; refused for one that was."""
    row = session.scalar(
        select(Kiosk).where(Kiosk.token_digest == secrets.digest(token)).options(joinedload(Kiosk.site))
    )
    if row is None:
        return None
    if row.revoked_at is not None:
        raise Refused(Reason("kiosk_revoked"))
    return Device(row.id, row.name, row.site_id, row.site.name, row.paper, row.seen_at)


def note_seen(session: Session, kiosk_id: int, at: datetime) -> None:
    """Write down that a kiosk is at work."""
    session.execute(update(Kiosk).where(Kiosk.id == kiosk_id).values(seen_at=at))
