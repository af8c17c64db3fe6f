"""What an allocation follows from: who asks, what each had before, and on which dates what is on offer is free."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center.errors import Reason
from activity_center.rooms.obstacles import Hold, obstacles, parts_of
from activity_center.rooms.recurrence import Occurrence, Pattern, Rhythm, occurrences
from activity_center.rounds import models
from activity_center.rounds.models import Allocation, Application, Round
from activity_center.rounds.rules import ROUNDS_BEFORE, Ask, Outlook, Problem, Slot, Weekly
from activity_center.terms import service as terms
from activity_center.terms.rules import Calendar

# What is in the way on which days.
Busy = dict[date, list[Reason]]


@dataclass(frozen=True)
class _Thing:
    """A room, or a person, at a weekly time; `holds` are what two of them may both want."""

    key: Hashable
    weekly: Weekly
    room_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    holds: frozenset[tuple[str, int]] = frozenset()

    def disturbs(self, other: "_Thing") -> bool:
        """Say whether looking at both at once would show one in the way of the other."""
        return self.weekly.overlaps(other.weekly) and not self.holds.isdisjoint(other.holds)


@dataclass(frozen=True)
class Season:
    """The days of a round's term that are still to come."""

    first_on: date
    last_on: date
    calendar: Calendar
    at: datetime
    zone: ZoneInfo

    def pattern(self, weekly: Weekly) -> Pattern:
        """Return a weekly time through the term as a booking repeats it, without holidays."""
        days = (self.first_on, self.last_on, Rhythm.WEEKLY)
        return Pattern(weekly.starts, weekly.ends, *days, weekdays=(weekly.weekday,))

    def occurrences(self, weekly: Weekly) -> list[Occurrence]:
        """Return the dates of a weekly time that have not begun."""
        found = occurrences(self.pattern(weekly), self.calendar, self.zone)
        return [occurrence for occurrence in found if occurrence.span.starts_at > self.at]


def season(session: Session, row: Round, *, at: datetime, zone: ZoneInfo) -> Season:
    """Return what is still to come of a round's term."""
    first_on = max(row.term.first_on, at.astimezone(zone).date())
    last_on = max(row.term.last_on, first_on)
    return Season(first_on, last_on, terms.calendar(session, first_on, last_on), at, zone)


def problem(session: Session, row: Round, *, at: datetime, zone: ZoneInfo) -> Problem:
    """Return everything from which it follows who gets what in a round."""
    slots, asks = slots_of(session, row), asks_of(session, row)
    return Problem(asks, slots, _outlooks(session, season(session, row, at=at, zone=zone), slots, asks), row.seed)


def slots_of(session: Session, row: Round) -> tuple[Slot, ...]:
    """Return what is on offer, each room with its parts."""
    parts = parts_of(session, {slot.room_id for slot in row.slots})
    return tuple(_slot(slot, parts) for slot in row.slots)


def _slot(slot: models.Slot, parts: Mapping[int, set[int]]) -> Slot:
    holds = frozenset({slot.room_id, *parts.get(slot.room_id, ())})
    return Slot(slot.id, slot.weekly, slot.room_id, slot.room.name, slot.room.seats, holds)


def asks_of(session: Session, row: Round) -> tuple[Ask, ...]:
    """Return what each society asks for, with what it had in the rounds before."""
    before = had_before(session, row)
    return tuple(
        _ask(application, *before.get(application.society_id, (0, Fraction(1)))) for application in row.applications
    )


def _ask(application: Application, minutes: int, met: Fraction) -> Ask:
    return Ask(
        application.id,
        application.society_id,
        application.society.name,
        application.attendees,
        application.need,
        application.leader_id,
        application.wants,
        minutes,
        met,
    )


def had_before(session: Session, row: Round) -> dict[int, tuple[int, Fraction]]:
    """Return for each society of the rounds published before this one its minutes a week, and how much of its need
    that was; only the latest rounds count.
    """
    earlier = select(Round.id).where(
        Round.published_at.is_not(None), Round.id != row.id, Round.closes_at < row.closes_at
    )
    ids = list(session.scalars(earlier.order_by(Round.published_at.desc(), Round.id.desc()).limit(ROUNDS_BEFORE)))
    asked = select(Application).where(Application.round_id.in_(ids))
    given = selectinload(Application.allocations).selectinload(Allocation.slot)
    had: dict[int, list[Application]] = {}
    for application in session.scalars(asked.options(given)):
        had.setdefault(application.society_id, []).append(application)
    return {society_id: (sum(map(_minutes, theirs)), _met(theirs)) for society_id, theirs in had.items()}


def _minutes(application: Application) -> int:
    return sum(allocation.slot.weekly.minutes for allocation in application.allocations)


def _met(theirs: Sequence[Application]) -> Fraction:
    return Fraction(sum(len(one.allocations) for one in theirs), sum(one.need for one in theirs))


def _outlooks(
    session: Session, season: Season, slots: Iterable[Slot], asks: Iterable[Ask]
) -> dict[tuple[int, int], Outlook]:
    slots, asks = list(slots), list(asks)
    rooms = busy(session, season, [room_thing(slot) for slot in slots])
    times = {slot.weekly for slot in slots}
    persons = {ask.person_id for ask in asks if ask.person_id is not None}
    people = busy(session, season, [person_thing(id, weekly) for id in sorted(persons) for weekly in sorted(times)])
    dates = {weekly: len(season.occurrences(weekly)) for weekly in times}
    found = {}
    for slot in slots:
        room = rooms.get(("room", slot.id), {})
        for ask in asks:
            person = people.get(("person", ask.person_id, slot.weekly), {})
            lost = len(room.keys() | person.keys())
            found[slot.id, ask.id] = Outlook(dates[slot.weekly], len(room), len(person), lost)
    return found


def room_thing(slot: Slot) -> _Thing:
    """Return a slot to look at, without anybody."""
    holds = frozenset(("room", id) for id in slot.holds)
    return _Thing(("room", slot.id), slot.weekly, (slot.room_id,), (), holds)


def person_thing(person_id: int, weekly: Weekly) -> _Thing:
    """Return a person at a weekly time to look at, without a room."""
    return _Thing(("person", person_id, weekly), weekly, (), (person_id,), frozenset({("person", person_id)}))


def busy(session: Session, season: Season, things: Sequence[_Thing]) -> dict[Hashable, Busy]:
    """Return for each thing that is not free throughout on which days it is not, and what is in the way."""
    found: dict[Hashable, Busy] = {}
    for layer in _layers(things):
        dated = [(thing, occurrence) for thing in layer for occurrence in season.occurrences(thing.weekly)]
        holds = [Hold("", on.span, thing.room_ids, thing.person_ids) for thing, on in dated]
        for (thing, on), reasons in zip(dated, obstacles(session, holds, zone=season.zone), strict=True):
            if reasons:
                found.setdefault(thing.key, {})[on.on] = reasons
    return found


def _layers(things: Sequence[_Thing]) -> list[list[_Thing]]:
    """Return things in as few groups as it takes that none of a group disturbs another."""
    layers: list[list[_Thing]] = []
    for thing in things:
        free = next((layer for layer in layers if not any(thing.disturbs(other) for other in layer)), None)
        if free is None:
            layers.append([thing])
        else:
            free.append(thing)
    return layers
