"""How walk-in rooms stand: who is at which table, who waits, and until when a room is open."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from activity_center.db import found, zone
from activity_center.errors import Reason
from activity_center.people.models import Person
from activity_center.rooms import closing
from activity_center.rooms.models import BookingRoom, Room
from activity_center.rooms.rules import Span
from activity_center.tables import rules
from activity_center.tables.models import PlayTable, TableRule, Turn
from activity_center.tables.rules import COUNTED, LIVE, Rule, TurnStatus, Visitor, Way
from activity_center.terms import service as terms
from activity_center.terms.rules import ClosureKind


@dataclass(frozen=True)
class Place:
    """A table and whose turn is there, called or playing; None where it is free."""

    table: PlayTable
    turn: Turn | None

    @property
    def is_playing(self) -> bool:
        """Say whether somebody plays here, and the table is not only kept."""
        return self.turn is not None and self.turn.status is TurnStatus.PLAYING


@dataclass(frozen=True)
class Waiting:
    """Somebody in the queue: how many are before them, and when they will probably be called, None for not today."""

    turn: Turn
    before: int
    expected_at: datetime | None


@dataclass(frozen=True)
class State:
    """A walk-in room at a moment: its tables, its queue, and until when it is open; `reasons` say why it is not."""

    room: Room
    rule: Rule
    places: list[Place]
    waiting: list[Turn]
    until: datetime | None
    reasons: list[Reason]
    at: datetime

    @property
    def free(self) -> list[PlayTable]:
        """Return the tables at which nobody is and which are kept for nobody."""
        return [place.table for place in self.places if place.turn is None and place.table.is_in_use]

    @property
    def largest(self) -> int:
        """Return how many people the largest table takes."""
        return max((place.table.seats for place in self.places), default=0)

    @property
    def queue(self) -> list[Waiting]:
        """Return those who wait, first come first, with an estimate for each."""
        expected = self._estimates([turn.people for turn in self.waiting])
        return [Waiting(turn, n, moment) for n, (turn, moment) in enumerate(zip(self.waiting, expected, strict=True))]

    def expected_at(self, people: int = 1) -> datetime | None:
        """Return when somebody who joins the queue now will probably be called, None for not today."""
        return self._estimates([*(turn.people for turn in self.waiting), people])[-1]

    def _estimates(self, people: list[int]) -> list[datetime | None]:
        tables = [(place.table.seats, self._free_at(place)) for place in self.places if place.table.is_in_use]
        return rules.estimates(tables, people, self.rule.turn, self.until or self.at)

    def _free_at(self, place: Place) -> datetime:
        if place.turn is None:
            return self.at
        if place.is_playing and self.rule.way is Way.SLOTS:
            return place.turn.until
        began = place.turn.started_at or self.at
        return max(self.at, began + self.rule.turn)


def states(session: Session, at: datetime, *, site_id: int | None = None) -> list[State]:
    """Return all walk-in rooms, or those of a site, by name; in the same number of queries however many there are."""
    rooms = select(TableRule).join(Room).order_by(Room.name, Room.id)
    here = rooms.where(Room.site_id == site_id) if site_id is not None else rooms
    return _states(session, list(session.scalars(here.options(*_WHOLE))), at)


def state(session: Session, room_id: int, at: datetime) -> State | None:
    """Return how one room stands, None for a room that is no walk-in room."""
    row = session.scalar(select(TableRule).where(TableRule.room_id == room_id).options(*_WHOLE))
    return _states(session, [row], at)[0] if row else None


def state_of(session: Session, room_id: int, at: datetime) -> State:
    """Return how a walk-in room stands, or raise NotThere."""
    return found(state(session, room_id, at))


_WHOLE = (joinedload(TableRule.room).selectinload(Room.openings), joinedload(TableRule.room).joinedload(Room.site))


def _states(session: Session, rows: list[TableRule], at: datetime) -> list[State]:
    ids = [row.room_id for row in rows]
    tables, turns = defaultdict(list), defaultdict(list)
    for table in session.scalars(select(PlayTable).where(PlayTable.room_id.in_(ids)).order_by(PlayTable.id)):
        tables[table.room_id].append(table)
    for turn in live_turns(session, ids):
        # A turn whose time is over is ended by the next act or round; until then it holds nothing.
        turns[turn.room_id] += [turn] if turn.until > at else []
    doors = _doors(session, [row.room for row in rows], at)
    return [
        State(row.room, row.rule, *_sorted(tables[row.room_id], turns[row.room_id]), *doors[row.room_id], at)
        for row in rows
    ]


def _sorted(tables: list[PlayTable], turns: list[Turn]) -> tuple[list[Place], list[Turn]]:
    at_table = {turn.table_id: turn for turn in turns if turn.table_id}
    places = [Place(table, at_table.get(table.id)) for table in tables if table.is_in_use or table.id in at_table]
    return places, [turn for turn in turns if turn.status is TurnStatus.WAITING]


def live_turns(session: Session, room_ids: Collection[int]) -> list[Turn]:
    """Return the turns of these rooms that wait, are called or play, first come first, as they are now."""
    theirs = select(Turn).where(Turn.room_id.in_(room_ids), Turn.status.in_(LIVE)).order_by(Turn.id)
    with_people = theirs.options(joinedload(Turn.person), joinedload(Turn.table))
    return list(session.scalars(with_people.execution_options(populate_existing=True)))


def _doors(session: Session, rooms: list[Room], at: datetime) -> dict[int, tuple[datetime | None, list[Reason]]]:
    """Return until when each room is open for whoever walks in, or None and why it is not."""
    day = at.astimezone(zone()).date()
    said = terms.calendar(session, day, day).get(day)
    is_holiday = said is not None and said.kind is ClosureKind.HOLIDAY
    held = _held(session, [room.id for room in rooms], at)
    return {room.id: _door(room, at, is_holiday, held.get(room.id)) for room in rooms}


def _held(session: Session, room_ids: list[int], at: datetime) -> dict[int, Span]:
    """Return the booking or closure of each room that is on now or comes first within a day."""
    ahead = Span(at, at + timedelta(days=1))
    booked = select(BookingRoom.room_id, BookingRoom.starts_at, BookingRoom.ends_at).where(
        BookingRoom.room_id.in_(room_ids), BookingRoom.starts_at < ahead.ends_at, BookingRoom.ends_at > at
    )
    shut = [(row.room_id, row.starts_at, row.ends_at) for row in closing.closed(session, ahead, room_ids)]
    spans = [(room_id, Span(*span)) for room_id, *span in [*session.execute(booked), *shut]]
    # The earliest is written last and stays.
    return dict(sorted(spans, key=lambda one: one[1], reverse=True))


def _door(room: Room, at: datetime, is_holiday: bool, held: Span | None) -> tuple[datetime | None, list[Reason]]:
    closes_at = rules.closes(room.hours, at.astimezone(zone())) if room.is_open and not is_holiday else None
    if closes_at is None:
        return None, [Reason("tables_closed", {"room": room.name})]
    if held and held.starts_at <= at:
        return None, [Reason("tables_held", {"room": room.name, "until": held.ends_at.astimezone(zone()).isoformat()})]
    return (min(closes_at, held.starts_at) if held else closes_at), []


def turn(session: Session, turn_id: int) -> Turn:
    """Return one turn with its person, table and room."""
    whole = [joinedload(Turn.person), joinedload(Turn.table), joinedload(Turn.room)]
    return found(session.get(Turn, turn_id, options=whole))


def turn_of(session: Session, person_id: int) -> Turn | None:
    """Return the turn that somebody has at present, in whatever room."""
    theirs = select(Turn).where(Turn.person_id == person_id, Turn.status.in_(LIVE))
    whole = theirs.options(joinedload(Turn.room), joinedload(Turn.table), joinedload(Turn.person))
    return session.scalar(whole.execution_options(populate_existing=True))


def reasons_against(session: Session, state: State, person_id: int) -> list[Reason]:
    """Return everything that keeps somebody from a turn here; the acts refuse for the same reasons."""
    return state.reasons + rules.visitor_reasons(state.rule, visitor(session, state, person_id), state.room.name)


def visitor(session: Session, state: State, person_id: int) -> Visitor:
    """Return what the rules must know of somebody who asks for a table in a room."""
    person: Person = found(session.get(Person, person_id))
    today = state.at.astimezone(zone()).date()
    mine = select(func.count()).where(
        Turn.person_id == person_id, Turn.room_id == state.room.id, Turn.on == today, Turn.status.in_(COUNTED)
    )
    other = turn_of(session, person_id)
    return Visitor(
        person.standing,
        person.category,
        session.scalar(mine) or 0,
        other.room.name if other else "",
    )


def count_walk_in_rooms(session: Session, site_id: int | None = None) -> int:
    """Return how many walk-in rooms there are, in the whole centre or at a site."""
    rooms = select(func.count()).select_from(TableRule).join(Room)
    return session.scalar(rooms.where(Room.site_id == site_id) if site_id is not None else rooms) or 0
