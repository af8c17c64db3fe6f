"""What staff change by hand: give a weekly time, take it back, keep it whatever is proposed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found
from activity_center.errors import NotThere, Refused
from activity_center.rounds import outlook, rules
from activity_center.rounds.models import Allocation
from activity_center.rounds.proposing import given_in
from activity_center.rounds.rules import Table, Verdict
from activity_center.rounds.service import round_of, unpublished_slot


def give(session: Session, slot_id: int, application_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> Allocation:
    """Give a slot to a society, for staff to keep; giving it again to the same one keeps it.

    Refused with everything in the way: who has it, the same leader elsewhere, too few seats, lost dates, need met.
    """
    slot = unpublished_slot(session, slot_id)
    if slot.allocation and slot.allocation.application_id == application_id:
        return keep(session, slot_id, True, at=at, by=by)
    row = round_of(session, slot.round_id)
    problem = outlook.problem(session, row, at=at, zone=zone)
    if all(ask.id != application_id for ask in problem.asks):
        raise NotThere
    table, ask, wanted = Table(problem, given_in(row)), problem.ask(application_id), problem.slot(slot_id)
    reasons = rules.hindrances(table, ask, wanted)
    if reasons:
        raise Refused(*reasons)
    allocation = Allocation(slot_id=slot_id, application_id=application_id, is_kept=True)
    session.add(allocation)
    session.flush()
    session.expire_all()
    audit.record(session, by, at, "give_slot", "round", slot.round_id, slot=slot_id, society=ask.name)
    return allocation


def take(session: Session, slot_id: int, *, at: datetime, by: Actor) -> int:
    """Take a slot back from whoever has it, and return its round; taking it twice is taking it once."""
    slot = unpublished_slot(session, slot_id)
    if slot.allocation:
        society = slot.allocation.application.society.name
        session.delete(slot.allocation)
        session.flush()
        session.expire_all()
        audit.record(session, by, at, "take_slot", "round", slot.round_id, slot=slot_id, society=society)
    return slot.round_id


def keep(session: Session, slot_id: int, is_kept: bool, *, at: datetime, by: Actor) -> Allocation:
    """Let a slot stay with who has it whatever is proposed, or let the next proposal decide again."""
    slot = unpublished_slot(session, slot_id)
    allocation: Allocation = found(slot.allocation)
    if allocation.is_kept is not is_kept:
        allocation.is_kept = is_kept
        allocation.turn, allocation.moved_for_id, allocation.is_rescue = 0, None, False
        session.flush()
        act = "keep_slot" if is_kept else "let_slot_go"
        audit.record(session, by, at, act, "round", slot.round_id, slot=slot_id)
    return allocation


def verdicts(session: Session, round_id: int, *, at: datetime, zone: ZoneInfo) -> dict[int, tuple[Verdict, ...]]:
    """Return for each application what becomes of its wishes as things stand."""
    row = round_of(session, round_id)
    return rules.explain(outlook.problem(session, row, at=at, zone=zone), given_in(row))
