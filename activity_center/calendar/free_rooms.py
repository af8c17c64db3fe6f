"""Which rooms are free at some hours of some days, and whether the centre is open then."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activity_center.calendar import rules
from activity_center.calendar.rules import Place
from activity_center.calendar.service import span_of
from activity_center.planning import reading
from activity_center.planning.rules import RoomFacts, open_then
from activity_center.rooms import closing, register
from activity_center.rooms.models import BookingRoom
from activity_center.rooms.rules import Span, hours_on
from activity_center.terms import service as terms
from activity_center.terms.rules import Calendar, ClosureKind, at_wall_time


@dataclass(frozen=True)
class Rooms:
    """All rooms with their hours, and when each of them is held or closed."""

    facts: Mapping[int, RoomFacts]
    taken: Mapping[int, Sequence[Span]]
    calendar: Calendar
    zone: ZoneInfo

    def is_open_on(self, day: date) -> bool:
        """Say whether the centre is open on a day: no holiday, and some room has hours then."""
        special = self.calendar.get(day)
        if special and special.kind is ClosureKind.HOLIDAY:
            return False
        rooms = [room for room in self.facts.values() if room.is_open]
        return not rooms or any(not room.hours or self._has_hours(room, day) for room in rooms)

    @staticmethod
    def _has_hours(room: RoomFacts, day: date) -> bool:
        return any(one.weekday == day.isoweekday() for one in hours_on(room.hours, day))

    def free(self, day: date, hours: Sequence[rules.Hours], at: datetime) -> list[Place]:
        """Return the rooms that are open and free at some hours of a day, parts and all."""
        spans = [(one, span) for one in hours for span in [span_at(day, one, self.zone)] if span.starts_at > at]
        every = ((room, one, span) for room in self.facts.values() for one, span in spans)
        return [Place(room.id, one, room.seats) for room, one, span in every if self._is_free(room, span)]

    def _is_free(self, room: RoomFacts, span: Span) -> bool:
        if not room.is_open or not open_then(room, span, self.zone):
            return False
        return not any(span.overlaps(taken) for id in room.taken_with for taken in self.taken.get(id, ()))


def span_at(day: date, hours: rules.Hours, zone: ZoneInfo) -> Span:
    """Return some hours of a day as moments."""
    return Span(at_wall_time(day, hours[0], zone), at_wall_time(day, hours[1], zone))


def rooms_on(session: Session, days: Collection[date], zone: ZoneInfo) -> Rooms:
    """Return the rooms as they stand on these days, which need not follow each other."""
    facts = reading.room_facts(session, register.sites(session))
    if not days:
        return Rooms(facts, {}, {}, zone)
    taken: dict[int, list[Span]] = defaultdict(list)
    spans = [span_of([day], zone) for day in sorted(days)]
    during = [(BookingRoom.starts_at < span.ends_at) & (BookingRoom.ends_at > span.starts_at) for span in _runs(spans)]
    held = select(BookingRoom.room_id, BookingRoom.starts_at, BookingRoom.ends_at).where(or_(*during))
    for id, starts_at, ends_at in session.execute(held):
        taken[id].append(Span(starts_at, ends_at))
    for one in closing.closed(session, Span(spans[0].starts_at, spans[-1].ends_at)):
        taken[one.room_id].append(Span(one.starts_at, one.ends_at))
    return Rooms(facts, taken, terms.calendar(session, min(days), max(days)), zone)


def _runs(spans: Sequence[Span]) -> list[Span]:
    """Return spans in order with those that touch made one."""
    runs: list[Span] = []
    for span in spans:
        if runs and runs[-1].ends_at == span.starts_at:
            runs[-1] = Span(runs[-1].starts_at, span.ends_at)
        else:
            runs.append(span)
    return runs
