"""Rounds and what is on offer in them, as staff keep them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.rooms.models import Room
from activity_center.rounds.models import Allocation, Application, Round, Slot, Wish
from activity_center.rounds.rules import Stage, Weekly
from activity_center.societies import service as societies
from activity_center.societies.models import Society
from activity_center.terms import service as terms


@dataclass(frozen=True)
class RoundDraft:
    """What staff type about a round; wishes are taken from `opens_at` until `closes_at`."""

    term_id: int
    name: str
    opens_at: datetime
    closes_at: datetime


def open_round(session: Session, draft: RoundDraft, *, at: datetime, by: Actor) -> Round:
    """Add a round with the seed of its lots, which everybody can read from now on; there is nothing in it yet.

    Refused where its name is taken or it closes before it opens.
    """
    terms.term(session, draft.term_id)
    return _write(session, Round(seed=token_hex(8)), draft, "open_round", at, by)


def change_round(session: Session, round_id: int, draft: RoundDraft, *, at: datetime, by: Actor) -> Round:
    """Change a round that is not published: its name, its term, or from when to when wishes are taken."""
    terms.term(session, draft.term_id)
    return _write(session, unpublished(session, round_id), draft, "change_round", at, by)


def _write(session: Session, row: Round, draft: RoundDraft, act: str, at: datetime, by: Actor) -> Round:
    name = draft.name.strip()
    if session.scalar(select(Round.id).where(Round.name == name)) not in (None, row.id):
        raise Refused(Reason("name_taken", {"name": name}))
    if draft.closes_at <= draft.opens_at:
        raise Refused(Reason("times_out_of_order"))
    row.term_id, row.name, row.opens_at, row.closes_at = draft.term_id, name, draft.opens_at, draft.closes_at
    session.add(row)
    session.flush()
    session.expire(row, ["term"])
    audit.record(session, by, at, act, "round", row.id, name=name)
    return row


def unpublished(session: Session, round_id: int) -> Round:
    """Lock a round and return it as it is now; refused where it is published, for then it is as it is."""
    row = locked(session, Round, round_id)
    if row.published_at:
        raise Refused(Reason("round_published", {"name": row.name}))
    return row


def unpublished_slot(session: Session, slot_id: int) -> Slot:
    """Lock the round of a slot, and return the slot as it is now; refused where the round is published."""
    slot: Slot = found(session.get(Slot, slot_id))
    unpublished(session, slot.round_id)
    session.expire_all()
    return found(session.get(Slot, slot_id))


def offer(
    session: Session,
    round_id: int,
    room_ids: Collection[int],
    weeklies: Collection[Weekly],
    *,
    at: datetime,
    by: Actor,
) -> int:
    """Put each of these rooms on offer at each of these weekly times, and return how many are new."""
    unpublished(session, round_id)
    known = select(Slot.room_id, Slot.weekday, Slot.starts, Slot.ends).where(Slot.round_id == round_id)
    there = {tuple(row) for row in session.execute(known)}
    rooms = session.scalars(select(Room.id).where(Room.id.in_(room_ids)).order_by(Room.id))
    wanted = [(room, w.weekday, w.starts, w.ends) for room in rooms for w in sorted(set(weeklies))]
    fresh = [row for row in wanted if row not in there]
    names = ("room_id", "weekday", "starts", "ends")
    session.add_all([Slot(round_id=round_id, **dict(zip(names, row, strict=True))) for row in fresh])
    session.flush()
    if fresh:
        audit.record(session, by, at, "offer_slots", "round", round_id, count=len(fresh))
    return len(fresh)


def take_off(session: Session, slot_id: int, *, at: datetime, by: Actor) -> int:
    """Take a weekly time of a room off the offer, and return its round; refused where a society has it."""
    slot = unpublished_slot(session, slot_id)
    if slot.allocation:
        raise Refused(Reason("round_slot_given", {"society": slot.allocation.application.society.name}))
    session.delete(slot)
    session.flush()
    audit.record(session, by, at, "take_slot_off", "round", slot.round_id)
    return slot.round_id


def rounds(session: Session) -> list[Round]:
    """Return all rounds with their terms, the latest first."""
    wanted = select(Round).order_by(Round.closes_at.desc(), Round.id.desc())
    return list(session.scalars(wanted.options(selectinload(Round.term), selectinload(Round.applications))))


def round_of(session: Session, round_id: int) -> Round:
    """Return one round with everything in it, as it is now."""
    asked = selectinload(Round.applications)
    given = selectinload(Round.slots).selectinload(Slot.allocation).selectinload(Allocation.application)
    options = [
        selectinload(Round.term),
        selectinload(Round.slots).selectinload(Slot.room).selectinload(Room.site),
        given.selectinload(Application.society),
        asked.selectinload(Application.society),
        asked.selectinload(Application.leader),
        asked.selectinload(Application.wishes).selectinload(Wish.room),
        asked.selectinload(Application.allocations).selectinload(Allocation.slot).selectinload(Slot.room),
    ]
    # What was read before a lock is stale.
    wanted = select(Round).where(Round.id == round_id).options(*options)
    return found(session.scalar(wanted.execution_options(populate_existing=True)))


def of_leader(session: Session, person_id: int, on: date, at: datetime) -> list[tuple[Society, list[Round]]]:
    """Return the societies for which somebody speaks, each with the rounds that have opened, the latest first."""
    opened = [row for row in rounds(session) if row.stage(at) is not Stage.AHEAD]
    return [(society, opened) for society in societies.led_by(session, person_id, on)]
