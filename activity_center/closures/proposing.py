"""What is proposed for each thing a closure hits, so that all of it can be done together."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.closures.hits import House, closing_rooms
from activity_center.closures.rules import (
    LEFT,
    MAKE_UP_DAYS,
    ClosingKind,
    Fate,
    Hit,
    HitKind,
    Offers,
    Scope,
    Taken,
    days_for,
    held_by,
    proposed,
)
from activity_center.courses.models import Meeting
from activity_center.courses.rules import MeetingStatus
from activity_center.rooms import closing as closings
from activity_center.rooms import register
from activity_center.rooms.models import BookingPerson, BookingRoom, Room
from activity_center.rooms.rules import Span, is_open
from activity_center.terms import service as terms
from activity_center.terms.rules import Calendar, at_wall_time

_MIDNIGHT = time(0)


def propose(
    session: Session,
    plan: Any,
    here: House,
    hits: Sequence[Hit],
    kept: Iterable[tuple[Hit, Fate]] = (),
    *,
    at: datetime,
    zone: ZoneInfo,
) -> list[Fate]:
    """Return the best fate of each hit, in their order; what is `kept` for others is not proposed again.

    Classes choose before what people booked themselves, and earlier times before later ones.
    """
    if not hits:
        return []
    proposing = _Proposing(session, plan, here, hits, at, zone)
    for hit, fate in kept:
        proposing.keep(hit, fate)
    order = sorted(range(len(hits)), key=lambda n: (hits[n].kind is not HitKind.MEETING, hits[n].span))
    fates = {n: proposing.fate(hits[n]) for n in order}
    return [fates[n] for n in range(len(hits))]


class _Proposing:
    """The rooms and the people as they are, and what has been proposed so far."""

    def __init__(
        self, session: Session, plan: Any, here: House, hits: Sequence[Hit], at: datetime, zone: ZoneInfo
    ) -> None:
        self.plan, self.here, self.at, self.zone = plan, here, at, zone
        self.closing = closing_rooms(plan, here)
        self.until = (plan.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
        self.last_on = _last_days(session, {hit.section_id for hit in hits if hit.section_id}, zone)
        far = max([*self.last_on.values(), self.until])
        horizon = Span(min(hit.wide.starts_at for hit in hits), plan.ends_at)
        later = Span(horizon.starts_at, at_wall_time(far + timedelta(days=MAKE_UP_DAYS + 2), _MIDNIGHT, zone))
        self.calendar: Calendar = terms.calendar(
            session, horizon.starts_at.astimezone(zone).date(), later.ends_at.astimezone(zone).date()
        )
        self.hours = {room.id: room for site in register.sites(session) for room in site.rooms}
        self.rooms, self.persons = Taken(), Taken()
        self.rooms.add(self.closing, plan.span)
        self._load(session, hits, horizon, later)

    def _load(self, session: Session, hits: Sequence[Hit], horizon: Span, later: Span) -> None:
        mine = {id for hit in hits for id in held_by(hit.room_ids, self.here.parts)}
        latest = max([horizon.ends_at, *(hit.wide.ends_at for hit in hits)])
        for id, span in _taken(session, BookingRoom, BookingRoom.room_id, Span(horizon.starts_at, latest)):
            self.rooms.add([id], span)
        for id, span in _taken(session, BookingRoom, BookingRoom.room_id, Span(latest, later.ends_at), mine):
            self.rooms.add([id], span)
        persons = {id for hit in hits for id in hit.person_ids}
        for id, span in _taken(session, BookingPerson, BookingPerson.person_id, later, persons):
            self.persons.add([id], span)
        for row in closings.closed(session, later):
            self.rooms.add([row.room_id], Span(row.starts_at, row.ends_at))

    def keep(self, hit: Hit, fate: Fate) -> None:
        """Count what has been decided already as taken."""
        if fate.span:
            self.rooms.add(held_by(fate.room_ids, self.here.parts), fate.span.widened(hit.setup, hit.cleanup))
            self.persons.add(hit.person_ids, fate.span)

    def fate(self, hit: Hit) -> Fate:
        stays = not hit.shut_ids and self.plan.kind is not ClosingKind.HOLIDAY
        if hit.has_begun(self.at) or stays:
            return LEFT
        offers = Offers(self._rooms_for(hit), self._spans_for(hit), self._are_open)
        return proposed(hit, offers, self.rooms, self.persons, self.here.parts)

    def _rooms_for(self, hit: Hit) -> list[int]:
        """Return rooms that would do, the same site before others, the smallest that is big enough first."""
        if self.plan.scope is Scope.CENTRE:
            return []
        sites = {self.here.rooms[id].site_id for id in hit.shut_ids if id in self.here.rooms}
        fitting = [room for room in self.here.rooms.values() if self._would_do(room, hit)]
        nearest = sorted(fitting, key=lambda r: (r.site_id not in sites, r.seats is None, r.seats or 0, r.id))
        return [room.id for room in nearest]

    def _would_do(self, room: Room, hit: Hit) -> bool:
        held = held_by([room.id], self.here.parts)
        is_ours = room.is_open and room.id not in hit.room_ids and held.isdisjoint(self.closing)
        return is_ours and (room.seats is None or room.seats >= hit.seats)

    def _spans_for(self, hit: Hit) -> Iterable[Span]:
        starts, length = hit.span.starts_at.astimezone(self.zone), hit.span.ends_at - hit.span.starts_at
        last_on = self.last_on.get((hit.section_id or 0, starts.isoweekday()), self.until)
        for day in days_for(hit, last_on, self.until, self.calendar, self.zone):
            begins = at_wall_time(day, starts.time(), self.zone)
            if begins > self.at:
                yield Span(begins, begins + length)

    def _are_open(self, room_ids: Sequence[int], span: Span) -> bool:
        starts, ends = (moment.astimezone(self.zone) for moment in span)
        rooms = [self.hours[id] for id in room_ids]
        return all(
            room.is_open
            and (
                not room.openings
                or (starts.date() == ends.date() and is_open(room.hours, starts.date(), starts.time(), ends.time()))
            )
            for room in rooms
        )


def _last_days(session: Session, section_ids: Collection[int], zone: ZoneInfo) -> dict[tuple[int, int], date]:
    """Return the day of the last meeting of each section on each weekday, by wall time."""
    found: dict[tuple[int, int], date] = {}
    rows = select(Meeting.section_id, Meeting.starts_at).where(
        Meeting.section_id.in_(section_ids), Meeting.status == MeetingStatus.SCHEDULED
    )
    for section_id, starts_at in session.execute(rows):
        on = starts_at.astimezone(zone).date()
        key = section_id, on.isoweekday()
        found[key] = max(on, found.get(key, on))
    return found


def _taken(
    session: Session, model: Any, column: Any, span: Span, ids: Collection[int] | None = None
) -> Iterable[tuple[int, Span]]:
    during = select(column, model.starts_at, model.ends_at).where(
        model.starts_at < span.ends_at, model.ends_at > span.starts_at
    )
    rows = session.execute(during if ids is None else during.where(column.in_(ids)))
    return ((id, Span(starts_at, ends_at)) for id, starts_at, ends_at in rows)
