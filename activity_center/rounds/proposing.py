"""What the system proposes, as a difference to what there is, and writing it down once somebody has looked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import blake2b
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.errors import Reason, Refused
from activity_center.rounds import outlook, rules
from activity_center.rounds.models import Allocation, Round, Slot
from activity_center.rounds.rules import Given, Problem, Stage, Verdict
from activity_center.rounds.service import round_of, unpublished

# Somebody has changed something since it was looked at.
STALE = Reason("preview_stale")


class Fate(Enum):
    """What a proposal makes of one slot."""

    SAME = "same"
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One slot before and after: the asks that have it, None for nobody."""

    slot_id: int
    before: int | None
    after: int | None

    @property
    def fate(self) -> Fate:
        """Return what becomes of it."""
        if self.before == self.after:
            return Fate.SAME
        return Fate.NEW if self.before is None else Fate.GONE if self.after is None else Fate.CHANGED


@dataclass(frozen=True)
class Proposal:
    """What would be given, how that differs from now, and what became of each wish."""

    problem: Problem
    given: tuple[Given, ...]
    changes: tuple[Change, ...]
    verdicts: dict[int, tuple[Verdict, ...]]

    @property
    def seen(self) -> str:
        """Return what is different once a proposal, or what there is now, is."""
        return blake2b(repr((self.given, self.changes)).encode(), digest_size=12).hexdigest()

    @property
    def is_news(self) -> bool:
        """Say whether it would change anything."""
        return any(change.fate is not Fate.SAME for change in self.changes)


def look(session: Session, round_id: int, *, at: datetime, zone: ZoneInfo) -> Proposal:
    """Return what would be given now, with what staff keep as it is; nothing is written."""
    row = round_of(session, round_id)
    problem = outlook.problem(session, row, at=at, zone=zone)
    kept = [slot.allocation.given for slot in row.slots if slot.allocation and slot.allocation.is_kept]
    given = rules.propose(problem, kept)
    changes = tuple(_changes(row.slots, given_in(row), given))
    return Proposal(problem, given, changes, rules.explain(problem, given))


def given_in(row: Round) -> list[Given]:
    """Return what is given in a round at present."""
    return [slot.allocation.given for slot in row.slots if slot.allocation]


def _changes(slots: Iterable[Slot], now: Collection[Given], then: Collection[Given]) -> Iterable[Change]:
    before, after = ({one.slot_id: one.ask_id for one in given} for given in (now, then))
    for slot in slots:
        if slot.id in before or slot.id in after:
            yield Change(slot.id, before.get(slot.id), after.get(slot.id))


def apply(session: Session, round_id: int, seen: str, *, at: datetime, by: Actor, zone: ZoneInfo) -> int:
    """Write the proposal down that was `seen`, and return how many weekly times are given now.

    Refused while wishes may still change, and where it would not be the same any more.
    """
    row = unpublished(session, round_id)
    if row.stage(at) is not Stage.CLOSED:
        raise Refused(Reason("round_still_open", {"closes_at": row.closes_at.isoformat()}))
    proposal = look(session, round_id, at=at, zone=zone)
    if proposal.seen != seen:
        raise Refused(STALE)
    mine = select(Slot.id).where(Slot.round_id == round_id)
    session.execute(delete(Allocation).where(Allocation.slot_id.in_(mine), ~Allocation.is_kept))
    session.add_all([_row(one) for one in proposal.given if one.turn])
    session.flush()
    audit.record(session, by, at, "apply_proposal", "round", round_id, given=len(proposal.given))
    return len(proposal.given)


def _row(one: Given) -> Allocation:
    return Allocation(
        slot_id=one.slot_id,
        application_id=one.ask_id,
        turn=one.turn,
        moved_for_id=one.moved_for,
        is_rescue=one.is_rescue,
    )
