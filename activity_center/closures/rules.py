"""What a closure hits, and what may become of each thing it hits."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from hashlib import blake2b
from zoneinfo import ZoneInfo

from activity_center.errors import Reason
from activity_center.rooms.rules import Span
from activity_center.terms.rules import Calendar, days_between, weekday_taught


class ClosingKind(Enum):
    """Why something closes. What happens elsewhere is called off for a HOLIDAY only."""

    HOLIDAY = "holiday"
    REPAIR = "repair"
    EMERGENCY = "emergency"
    OCCASION = "occasion"
    OTHER = "other"


class Scope(Enum):
    """What closes."""

    CENTRE = "centre"
    SITE = "site"
    ROOMS = "rooms"


class ClosingStatus(Enum):
    """A DRAFT touches nothing; PUBLISHED has been carried out; REOPENED can be booked again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REOPENED = "reopened"


class HitKind(Enum):
    """A meeting of a class, something that people booked themselves, or what another floor holds."""

    MEETING = "meeting"
    BOOKING = "booking"
    OTHER = "other"


class Act(Enum):
    MOVE = "move"
    CANCEL = "cancel"
    LEAVE = "leave"


@dataclass(frozen=True)
class Hit:
    """One thing that a closure is in the way of, as it is now.

    `room_ids` are the rooms that were asked for, `shut_ids` those of them that close, wholly or in a part. `seats` is
    how large a room must be. `is_firm` says that it holds its rooms; what is only asked for does not.
    """

    kind: HitKind
    title: str
    span: Span
    booking_id: int | None = None
    meeting_id: int | None = None
    section_id: int | None = None
    owner_id: int | None = None
    room_ids: tuple[int, ...] = ()
    shut_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    equipment: tuple[tuple[int, int], ...] = ()
    setup: int = 0
    cleanup: int = 0
    seats: int = 0
    place: str = ""
    is_firm: bool = True
    repeats: bool = False
    made_up: bool = False

    @property
    def key(self) -> tuple[int | None, int | None]:
        """Return what it is known by: its meeting where it has one, else its booking."""
        return (self.meeting_id, None) if self.meeting_id else (None, self.booking_id)

    @property
    def wide(self) -> Span:
        """Return its time with setting up and clearing away."""
        return self.span.widened(self.setup, self.cleanup)

    @property
    def seen(self) -> str:
        """Return what is different once somebody has changed it; how many people come is not part of it."""
        plain = (self.title, *(moment.timestamp() for moment in self.span), self.room_ids, self.shut_ids)
        more = (self.person_ids, self.equipment, self.setup, self.cleanup, self.place, self.is_firm)
        return blake2b(repr((plain, more)).encode(), digest_size=12).hexdigest()

    def has_begun(self, at: datetime) -> bool:
        """Say whether it is on already; what is only asked for never begins."""
        return self.is_firm and self.span.starts_at <= at


def may(hit: Hit, act: Act, at: datetime) -> bool:
    """Say whether this can become of a hit: what has begun is left, and nothing else may stay in a room that closes."""
    if hit.has_begun(at):
        return act is Act.LEAVE
    return act is not Act.LEAVE or not hit.shut_ids


def flaws_of_time(span: Span, at: datetime) -> list[Reason]:
    """Return what is wrong with the time for which something is to close."""
    if span.ends_at <= span.starts_at:
        return [Reason("times_out_of_order")]
    return [Reason("time_is_past", {"starts_at": span.ends_at.isoformat()})] if span.ends_at <= at else []


def whole_days(span: Span, zone: ZoneInfo) -> list[date]:
    """Return the days that lie wholly within a time, from midnight to midnight on the wall."""
    starts, ends = (moment.astimezone(zone) for moment in span)
    first_on = starts.date() if starts.time() == time(0) else starts.date() + timedelta(days=1)
    return list(days_between(first_on, ends.date() - timedelta(days=1)))


def with_others(asked: Sequence[int], shut: Collection[int], instead: int) -> tuple[int, ...]:
    """Return the rooms of a booking with another room instead of those that close, each once."""
    return tuple(dict.fromkeys(instead if id in shut else id for id in asked))


class Taken:
    """Who or what is taken when, by number; looked up by day, so that a large house stays quick."""

    def __init__(self) -> None:
        self._days: dict[tuple[int, date], list[Span]] = defaultdict(list)

    def add(self, ids: Iterable[int], span: Span) -> None:
        """Let these be taken for a time."""
        for id in ids:
            for day in _utc_days(span):
                self._days[id, day].append(span)

    def is_free(self, ids: Iterable[int], span: Span) -> bool:
        """Say whether none of these is taken at any moment of a time."""
        return not any(span.overlaps(other) for id in ids for day in _utc_days(span) for other in self._of(id, day))

    def _of(self, id: int, day: date) -> Sequence[Span]:
        return self._days.get((id, day), ())


def _utc_days(span: Span) -> Iterator[date]:
    # A day more at the end than a time that ends at midnight touches: asked and kept alike, it costs little.
    return days_between(span.starts_at.date(), span.ends_at.date())


@dataclass(frozen=True)
class Fate:
    """What becomes of a hit: where and when it moves, or that it is cancelled or left."""

    act: Act
    span: Span | None = None
    room_ids: tuple[int, ...] = ()


CANCELLED, LEFT = Fate(Act.CANCEL), Fate(Act.LEAVE)
LATER_DAYS = 14
MAKE_UP_DAYS = 120


def days_for(hit: Hit, last_on: date, until: date, calendar: Calendar, zone: ZoneInfo) -> list[date]:
    """Return the days on which a hit could be instead, the best first.

    A meeting is made up in its rhythm after the last of its class on that weekday, as scheduling does; something that
    was booked once may be on one of the next days. Else there are none: a series has its other days already.
    """
    on = hit.span.starts_at.astimezone(zone).date()
    if hit.kind is HitKind.MEETING:
        after = max(last_on, until) + timedelta(days=1)
        days = days_between(after, after + timedelta(days=MAKE_UP_DAYS)) if hit.made_up else ()
        weekday = weekday_taught(on, calendar) or on.isoweekday()
        return [day for day in days if weekday_taught(day, calendar) == weekday]
    if hit.repeats:
        return []
    after = max(on, until) + timedelta(days=1)
    return [day for day in days_between(after, after + timedelta(days=LATER_DAYS)) if weekday_taught(day, calendar)]


@dataclass(frozen=True)
class Offers:
    """What a proposal may choose from: another room at the same time, and the same rooms at these other times."""

    rooms: Iterable[int]
    spans: Iterable[Span]
    is_open: Callable[[Sequence[int], Span], bool]


def proposed(hit: Hit, offers: Offers, rooms: Taken, persons: Taken, parts: Mapping[int, Collection[int]]) -> Fate:
    """Return the best fate of a hit that has not begun: another room, else a later time, else cancelled.

    What is proposed counts as taken for those that come after. Rooms are held with setting up and clearing away.
    """
    for fate in _moves(hit, offers):
        span = fate.span
        assert span, "a move has a time"
        wide = span.widened(hit.setup, hit.cleanup)
        held = held_by(fate.room_ids, parts)
        # At its own time a hit has its persons and its other rooms already.
        new_rooms = held - held_by(hit.room_ids, parts) if span == hit.span else held
        new_persons = () if span == hit.span else hit.person_ids
        is_free = rooms.is_free(new_rooms, wide) and persons.is_free(new_persons, span)
        if is_free and offers.is_open(fate.room_ids, span):
            rooms.add(held, wide)
            persons.add(hit.person_ids, span)
            return fate
    return CANCELLED


def _moves(hit: Hit, offers: Offers) -> Iterator[Fate]:
    for room_id in offers.rooms if hit.shut_ids else ():
        yield Fate(Act.MOVE, hit.span, with_others(hit.room_ids, hit.shut_ids, room_id))
    yield from (Fate(Act.MOVE, span, hit.room_ids) for span in offers.spans)


def held_by(room_ids: Iterable[int], parts: Mapping[int, Collection[int]]) -> set[int]:
    """Return what is held with these rooms: they and their parts."""
    return {id for room_id in room_ids for id in (room_id, *parts.get(room_id, ()))}


def shut_among(room_ids: Iterable[int], closing: Collection[int], parts: Mapping[int, Collection[int]]) -> list[int]:
    """Return those of these rooms that close, wholly or in a part."""
    return [id for id in room_ids if not held_by([id], parts).isdisjoint(closing)]
