"""The queue of a kiosk: cards that were read for class while there was no network, sent later, each counted once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activity_center.attendance import rules, service
from activity_center.attendance.rules import Fate
from activity_center.attendance.service import SignIn
from activity_center.audit import Actor
from activity_center.errors import Reason
from activity_center.kiosk.door import holder
from activity_center.kiosk.service import Device
from activity_center.people.models import Person
from activity_center.people.secrets import Vault

# An hour without network at a busy door; a kiosk sends what is more in the next call.
MOST = 500


@dataclass(frozen=True)
class Read:
    """One card that was read: the kiosk's own number for it, what the card says, and when, by a clock put right."""

    id: str
    number: str
    at: datetime


@dataclass(frozen=True)
class Taken:
    """What became of it: saved, known (sent before, or signed in already) or refused, with why."""

    id: str
    outcome: str
    title: str = ""
    reasons: Sequence[Reason] = ()


def read(sent: Any, received_at: datetime) -> list[Read] | None:
    """Read {"sent_at", "sign_ins": [{"id", "number", "at"}]}, or return None for anything else.

    The clock of a kiosk may be wrong: by how much it is off when it sends, it was off when it read.
    """
    try:
        sent_at = _moment(sent["sent_at"])
        rows = [(row["id"], row["number"], _moment(row["at"])) for row in sent["sign_ins"]]
    except (KeyError, TypeError, ValueError):
        return None
    shaped = all(isinstance(text, str) and 0 < len(text) <= 64 for id, number, _at in rows for text in (id, number))
    if not shaped or len(rows) > MOST:
        return None
    return [Read(id, number, rules.corrected(at, sent_at, received_at)) for id, number, at in rows]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def take_in(session: Session, device: Device, reads: Sequence[Read], vault: Vault, *, at: datetime) -> list[Taken]:
    """Sign everybody in whose card was read, for the nearest meeting of theirs, and return what became of each."""
    found = {one.id: holder(session, one.number, vault) for one in reads}
    known = {id: person.id for id, person in found.items() if isinstance(person, Person)}
    by = Actor(via="kiosk", address=device.address)
    sign_ins = {one.id: SignIn(known[one.id], one.at, one.id, device=device.name) for one in reads if one.id in known}
    outcomes = {one.uid: one for one in service.sign_in_many(session, list(sign_ins.values()), at=at, by=by)}
    return [
        _taken(outcomes[one.id]) if one.id in outcomes else Taken(one.id, "refused", reasons=[_reason(found[one.id])])
        for one in {one.id: one for one in reads}.values()
    ]


def _reason(found: Person | Reason) -> Reason:
    assert isinstance(found, Reason)
    return found


def _taken(outcome: service.Outcome) -> Taken:
    """Say in one of three words what became of a sign-in; one that came too late to count is known, too."""
    word = {Fate.SAVED: "saved", Fate.REFUSED: "refused"}.get(outcome.fate, "known")
    return Taken(outcome.uid, word, outcome.meeting.title if outcome.meeting else "", outcome.reasons)
