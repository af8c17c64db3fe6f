"""What people do at walk-in tables: take one, queue, come when called, go on longer, bring guests, hand over, end.

Locks: the person, then the room; under them nobody else asks in the room, so the first to come is the first.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked, zone
from activity_center.errors import Reason, Refused
from activity_center.people.models import Person
from activity_center.tables import reading, rules, settling
from activity_center.tables.models import PlayTable, Turn
from activity_center.tables.reading import State
from activity_center.tables.rules import LIVE, TurnStatus, Way


def take(
    session: Session,
    room_id: int,
    person_id: int,
    table_id: int | None = None,
    *,
    guests: int = 0,
    at: datetime,
    by: Actor,
    at_desk: bool = False,
) -> Turn:
    """Let somebody play at a free table at once: the named one, else the smallest that is large enough.

    Refused where none is free; a table that is free is one that nobody who waits could have. Asking again returns
    what one has, and who is called begins.
    """
    state, mine = _asked(session, room_id, person_id, at)
    if mine and mine.status is TurnStatus.WAITING:
        raise Refused(Reason("you_wait_already", {"number": mine.number}))
    if mine:
        return _begin(session, mine, state, at, by)
    table = _free_table(state, table_id, 1 + guests)
    _check_guests(state, guests, table.seats, at_desk)
    turn = _added(session, state, person_id, guests, at)
    turn.table_id = table.id
    audit.record(session, by, at, "take_table", "turn", turn.id, person_id, table=table.id, number=turn.number)
    return _begin(session, turn, state, at, by)


def _free_table(state: State, table_id: int | None, people: int) -> PlayTable:
    wanted = [table for table in state.free if table_id in (None, table.id)]
    if not wanted:
        taken = [place.table.name for place in state.places if place.table.id == table_id]
        none = Reason("no_table_free", {"room": state.room.name, "n": len(state.waiting)})
        raise Refused(Reason("table_taken", {"table": taken[0]}) if taken else none)
    # Where none is large enough, the largest says so.
    return min(wanted, key=lambda table: (table.seats < people, abs(table.seats - people), table.id))


def join(
    session: Session, room_id: int, person_id: int, *, guests: int = 0, at: datetime, by: Actor, at_desk: bool = False
) -> Turn:
    """Put somebody in a room's queue; where a table is free they are called to it at once.

    Asking again returns what one has.
    """
    state, mine = _asked(session, room_id, person_id, at)
    if mine:
        return mine
    _check_guests(state, guests, state.largest, at_desk)
    turn = _added(session, state, person_id, guests, at)
    audit.record(session, by, at, "join_queue", "turn", turn.id, person_id, room=room_id, number=turn.number)
    settling.settle(session, room_id, at)
    return turn


def _asked(session: Session, room_id: int, person_id: int, at: datetime) -> tuple[State, Turn | None]:
    """Lock, settle, and return how the room stands and what turn the person has in it; refuse who may have none."""
    locked(session, Person, person_id)
    state = settling.settle(session, room_id, at)
    mine = reading.turn_of(session, person_id)
    if mine and mine.room_id == room_id:
        return state, mine
    reasons = reading.reasons_against(session, state, person_id)
    if reasons:
        raise Refused(*reasons)
    return state, None


def _check_guests(state: State, guests: int, seats: int, at_desk: bool) -> None:
    if reasons := rules.guest_reasons(state.rule, guests, seats, state.room.name, at_desk=at_desk):
        raise Refused(*reasons)


def _added(session: Session, state: State, person_id: int, guests: int, at: datetime) -> Turn:
    on, room_id = at.astimezone(zone()).date(), state.room.id
    last = session.scalar(select(func.max(Turn.number)).where(Turn.room_id == room_id, Turn.on == on)) or 0
    asked = {"room_id": room_id, "person_id": person_id, "on": on, "number": last + 1, "guests": guests}
    turn = Turn(**asked, status=TurnStatus.WAITING, extensions=0, until=found(state.until), joined_at=at)
    session.add(turn)
    session.flush()
    return turn


def _begin(session: Session, turn: Turn, state: State, at: datetime, by: Actor) -> Turn:
    if turn.status is not TurnStatus.PLAYING:
        turn.status, turn.started_at, turn.until = TurnStatus.PLAYING, at, _time_over(state, at)
        session.flush()
        audit.record(session, by, at, "begin_turn", "turn", turn.id, turn.person_id, table=turn.table_id)
    return turn


def _time_over(state: State, at: datetime) -> datetime:
    closes_at = found(state.until)
    return min(at + state.rule.turn, closes_at) if state.rule.way is Way.SLOTS else closes_at


def _settled(session: Session, turn_id: int, at: datetime) -> tuple[State, Turn]:
    """Lock and settle the room of a turn, and return both as they are now."""
    turn = reading.turn(session, turn_id)
    state = settling.settle(session, turn.room_id, at)
    session.refresh(turn)
    return state, turn


def start(session: Session, turn_id: int, *, at: datetime, by: Actor) -> Turn:
    """Let somebody who was called begin; refused where the table was kept no longer, or nobody has called them yet."""
    state, turn = _settled(session, turn_id, at)
    if turn.status not in rules.AT_TABLE:
        raise Refused(Reason("not_called_yet" if turn.status is TurnStatus.WAITING else "turn_over"))
    return _begin(session, turn, state, at, by)


def end(session: Session, turn_id: int, *, at: datetime, by: Actor) -> Turn:
    """End a turn: a game that is over, or a place in the queue given up. The table goes to the next at once.

    Ending again changes nothing.
    """
    _state, turn = _settled(session, turn_id, at)
    if turn.status in LIVE:
        status = TurnStatus.DONE if turn.status is TurnStatus.PLAYING else TurnStatus.LEFT
        settling.end(session, turn, status, at, at, by)
        settling.settle(session, turn.room_id, at)
    return turn


def extend(session: Session, turn_id: int, nth: int, *, at: datetime, by: Actor) -> Turn:
    """Let somebody play longer for the `nth` time, until the room closes at most; refused while somebody waits.

    A second tap on the same button is the same extension.
    """
    state, turn = _playing(session, turn_id, at)
    if turn.extensions >= nth:
        return turn
    reasons = rules.extension_reasons(state.rule, turn.extensions, len(state.waiting))
    until = min(turn.until + state.rule.extension, found(state.until))
    if not reasons and until <= turn.until:
        reasons = [
            Reason("room_closes_then", {"room": state.room.name, "until": turn.until.astimezone(zone()).isoformat()})
        ]
    if reasons:
        raise Refused(*reasons)
    turn.extensions, turn.until = turn.extensions + 1, until
    audit.record(session, by, at, "extend_turn", "turn", turn.id, turn.person_id, until=until.isoformat())
    return turn


def _playing(session: Session, turn_id: int, at: datetime) -> tuple[State, Turn]:
    state, turn = _settled(session, turn_id, at)
    if turn.status is not TurnStatus.PLAYING:
        raise Refused(Reason("turn_over" if turn.status not in LIVE else "not_playing_yet"))
    return state, turn


def bring(session: Session, turn_id: int, guests: int, *, at: datetime, by: Actor, at_desk: bool = False) -> Turn:
    """Let somebody come with so many guests, as the room's rule allows; fewer than before is always allowed."""
    state, turn = _settled(session, turn_id, at)
    if turn.status not in LIVE:
        raise Refused(Reason("turn_over"))
    if guests > turn.guests:
        _check_guests(state, guests, turn.table.seats if turn.table else state.largest, at_desk)
    if guests != turn.guests:
        turn.guests = max(0, guests)
        session.flush()
        audit.record(session, by, at, "bring_guests", "turn", turn.id, turn.person_id, guests=turn.guests)
        settling.settle(session, turn.room_id, at)
    return turn


def hand_over(session: Session, turn_id: int, person_id: int, *, at: datetime, by: Actor) -> Turn:
    """Let somebody else go on at a table until the same end, as a turn of their own; repeating it returns that one.

    Refused where they may have no turn here, or have one already.
    """
    locked(session, Person, person_id)
    _state, turn = _settled(session, turn_id, at)
    theirs = reading.turn_of(session, person_id)
    if theirs and theirs.table_id and theirs.table_id == turn.table_id:
        return theirs
    state, turn = _playing(session, turn_id, at)
    if reasons := reading.reasons_against(session, state, person_id):
        raise Refused(*reasons)
    settling.end(session, turn, TurnStatus.DONE, at, at, by)
    heir = _added(session, state, person_id, turn.guests, at)
    heir.table_id, heir.status, heir.started_at = turn.table_id, TurnStatus.PLAYING, turn.started_at
    heir.until, heir.extensions = turn.until, turn.extensions
    session.flush()
    audit.record(session, by, at, "hand_over", "turn", turn.id, turn.person_id, to=heir.id)
    return heir
