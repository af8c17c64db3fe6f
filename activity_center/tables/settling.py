"""The one way a free table moves on.

Every act begins and ends with `settle`, and so does the periodic round; doing it twice changes nothing.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import SYSTEM, Actor
from activity_center.db import lock
from activity_center.people.rules import Standing
from activity_center.rooms.models import Room
from activity_center.tables import reading, rules
from activity_center.tables.models import Turn
from activity_center.tables.reading import State
from activity_center.tables.rules import LIVE, TurnStatus


def settle(session: Session, room_id: int, at: datetime) -> State:
    """End the turns whose time is over, call the first of the queue to every free table, and return how it stands.

    A table is kept for somebody who is called as long as the room's rule says; who does not come loses the turn, and
    the next is called. Where the room is not open any more all turns end.
    """
    lock(session, Room, [room_id])
    _end_what_is_over(session, reading.state_of(session, room_id, at), at)
    state = reading.state_of(session, room_id, at)
    called = rules.calls({table.id: table.seats for table in state.free}, [(t.id, t.people) for t in state.waiting])
    for turn in state.waiting:
        if turn.id in called and state.until:
            _call(session, turn, called[turn.id], min(at + state.rule.hold, state.until), at)
    session.flush()
    return reading.state_of(session, room_id, at) if called else state


def _end_what_is_over(session: Session, state: State, at: datetime) -> None:
    for turn in reading.live_turns(session, [state.room.id]):
        is_gone = turn.person.standing is not Standing.ACTIVE and turn.status is not TurnStatus.PLAYING
        if turn.until <= at or state.until is None or is_gone:
            was_playing = turn.status is TurnStatus.PLAYING
            end(session, turn, TurnStatus.DONE if was_playing else TurnStatus.LAPSED, min(turn.until, at), at, SYSTEM)
    session.flush()


def _call(session: Session, turn: Turn, table_id: int, until: datetime, at: datetime) -> None:
    turn.status, turn.table_id, turn.until = TurnStatus.CALLED, table_id, until
    audit.record(session, SYSTEM, at, "call_to_table", "turn", turn.id, turn.person_id, table=table_id)


def end(session: Session, turn: Turn, status: TurnStatus, ended_at: datetime, at: datetime, by: Actor) -> None:
    """End a turn, so that its table is free; the caller settles."""
    turn.status, turn.ended_at = status, ended_at
    session.flush()
    audit.record(session, by, at, f"turn_{status.value}", "turn", turn.id, turn.person_id)


def rooms_due(session: Session, at: datetime) -> list[int]:
    """Return the rooms in which a turn has ended by itself."""
    over = select(Turn.room_id).where(Turn.status.in_(LIVE), Turn.until <= at).distinct()
    return sorted(session.scalars(over))
