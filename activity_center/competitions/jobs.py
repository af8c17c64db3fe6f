"""The queue of rounds to be paired: asked for by staff, taken up by a worker under a lease, written down once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import pairing
from activity_center.competitions.kinds import UNPAIRED, PairingStatus
from activity_center.competitions.models import Stage
from activity_center.competitions.pairing import Next
from activity_center.competitions.pairing_models import Pairing
from activity_center.db import lock
from activity_center.errors import Reason, Refused

# A worker says every few seconds that it is alive; after this long another takes up what it has left.
LEASE = timedelta(seconds=20)
# So many workers may be lost over one round, or see it change under their hands, before staff are asked to look.
MOST_TRIES = 5


@dataclass(frozen=True)
class Taken:
    """A round that a worker has taken up: what it follows from, and for whom it is paired."""

    pairing_id: int
    category_id: int
    next: Next
    by: Actor


def ask(session: Session, category_id: int, number: int, *, at: datetime, by: Actor) -> Pairing:
    """Ask for a round to be paired; asking again for one that is asked for or paired changes nothing.

    Refused with every reason why it cannot be paired now.
    """
    stage = pairing.locked_stage(session, category_id)
    known = session.scalar(select(Pairing).where(Pairing.stage_id == stage.id, Pairing.round == number))
    if known and known.status is not PairingStatus.FAILED:
        return known
    following = pairing.next_round(session, category_id)
    if following.number != number:
        raise Refused(Reason("round_paired_already", {"round": number}))
    row = known or Pairing(stage_id=stage.id, round=number)
    session.add(row)
    row.status, row.asked_at, row.asked_by_id = PairingStatus.WAITING, at, by.person_id
    row.lease_until, row.ended_at, row.reasons = None, None, []
    row.tries = row.done = 0
    row.entries = len(following.round.present)
    session.flush()
    audit.record(session, by, at, "ask_for_round", "competition", stage.category.competition_id, round=number)
    return row


def due(session: Session, at: datetime) -> list[int]:
    """Return the rounds that wait for a worker, or whose worker has not been heard of for too long."""
    lost = (Pairing.status == PairingStatus.RUNNING) & (Pairing.lease_until <= at)
    wanted = select(Pairing.id).where(or_(Pairing.status == PairingStatus.WAITING, lost)).order_by(Pairing.id)
    return list(session.scalars(wanted))


def take(session: Session, pairing_id: int, at: datetime) -> Taken | None:
    """Take a round up under a lease; None where somebody else has it, or where it cannot be paired any more."""
    row = _locked(session, pairing_id)
    is_held = row is None or row.status not in UNPAIRED or (row.lease_until is not None and row.lease_until > at)
    if row is None or is_held:
        return None
    row.tries += 1
    return read(session, row, at)


def read(session: Session, row: Pairing, at: datetime) -> Taken | None:
    """Read what a round follows from as it is now; where it cannot be paired, note why and return None."""
    if row.tries > MOST_TRIES:
        fail(session, row.id, [Reason("pairing_broke_down")], at)
        return None
    category_id = row.stage.category_id
    try:
        following = pairing.next_round(session, category_id)
    except Refused as refused:
        fail(session, row.id, refused.reasons, at)
        return None
    if following.number != row.round:
        _end(row, PairingStatus.DONE, at)
        return None
    row.status, row.lease_until, row.done = PairingStatus.RUNNING, at + LEASE, 0
    row.entries = len(following.round.present)
    session.flush()
    return Taken(row.id, category_id, following, Actor(row.asked_by_id))


def go_on(session: Session, pairing_id: int, done: int, at: datetime) -> bool:
    """Note how many have their opponent, and renew the lease; False where nobody wants the round any more."""
    row = _locked(session, pairing_id)
    if row is None or row.status is not PairingStatus.RUNNING:
        return False
    row.done, row.lease_until = min(done, row.entries), at + LEASE
    return True


def write(session: Session, taken: Taken, pairs: list[tuple[int, int | None]], at: datetime) -> Taken | None:
    """Write a round down, and return None; where it has changed meanwhile, return what it follows from now."""
    if session.scalar(select(Pairing.id).where(Pairing.id == taken.pairing_id)) is None:
        # The draw was taken back, and the round with it.
        return None
    pairing.locked_stage(session, taken.category_id)
    row = _locked(session, taken.pairing_id)
    if row is None or row.status is not PairingStatus.RUNNING:
        return None
    try:
        pairing.write_round(session, taken.category_id, taken.next, pairs, at=at, by=taken.by)
    except Refused:
        row.tries += 1
        return read(session, row, at)
    _end(row, PairingStatus.DONE, at)
    return None


def fail(session: Session, pairing_id: int, reasons: Sequence[Reason], at: datetime) -> None:
    """Note why a round could not be paired; staff see it and may ask again."""
    row = _locked(session, pairing_id)
    if row and row.status in UNPAIRED:
        _end(row, PairingStatus.FAILED, at)
        row.reasons = [[reason.code, reason.facts] for reason in reasons]


def _end(row: Pairing, status: PairingStatus, at: datetime) -> None:
    row.status, row.ended_at, row.lease_until = status, at, None
    if status is PairingStatus.DONE:
        row.done = row.entries


def _locked(session: Session, pairing_id: int) -> Pairing | None:
    lock(session, Pairing, [pairing_id])
    return session.get(Pairing, pairing_id, populate_existing=True)


def latest(session: Session, category_id: int) -> Pairing | None:
    """Return the round of a category that was asked for last, if any was."""
    mine = select(Pairing).join(Stage).where(Stage.category_id == category_id)
    return session.scalar(mine.order_by(Pairing.round.desc()).limit(1))


def is_open(row: Pairing | None) -> bool:
    """Say whether a round is asked for and not there yet."""
    return row is not None and row.status in UNPAIRED


def reasons_of(row: Pairing) -> list[Reason]:
    """Return why a round could not be paired."""
    return [Reason(code, facts) for code, facts in row.reasons]
