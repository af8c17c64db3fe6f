"""How what is on in rooms is laid out: as a grid of rooms and days, and as what is to be said beside a door."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from activity_center.rooms.rules import OpenHours, Span, hours_on
from activity_center.terms.rules import at_wall_time


class RoomLine(NamedTuple):
    """A room as it stands at the head of a row."""

    id: int
    name: str
    seats: int | None
    is_open: bool


class Entry(NamedTuple):
    """One booking in one room, or a time in which it is closed; `title` is None where whoever asks may not know it.

    `closed` says why a room is closed; it is "" outside of its opening hours, and None where it is not closed.
    From `held_from` to `held_until` nobody else can have the room: that is the time of setting up and clearing away.
    `where` names the rooms, for a list that is not about one.
    """

    room_id: int | None
    title: str | None
    starts_at: datetime
    ends_at: datetime
    held_from: datetime
    held_until: datetime
    where: str = ""
    closed: str | None = None

    @classmethod
    def closing(cls, room_id: int | None, span: Span, why: str, where: str = "") -> "Entry":
        """Return a time in which a room is closed."""
        return cls(room_id, None, *span, *span, where, why)

    @property
    def is_closing(self) -> bool:
        """Say whether the room is closed then, for a reason or because it is not open yet or any more."""
        return self.closed is not None

    @property
    def is_out_of_hours(self) -> bool:
        """Say whether the room is only not open yet, or not any more."""
        return self.closed == ""

    @property
    def moments(self) -> tuple[datetime, ...]:
        """Return the moments at which something changes."""
        return self[2:6]


class Item(NamedTuple):
    """One booking in a cell, with its hours as they are read; or why and until when the room is closed."""

    title: str | None
    time: str
    closed: str | None = None
    until: datetime | None = None


class Row(NamedTuple):
    """A room and what is on in it, one list for each column."""

    room: RoomLine
    cells: list[list[Item]]


# The parts of a day, as they are columns of a page.
PARTS = (time(0), time(12), time(18))


def days(first_on: date, count: int, zone: ZoneInfo) -> list[Span]:
    """Return so many days as spans, each from midnight to midnight by the clock on the wall."""
    bounds = [at_wall_time(first_on + timedelta(days=n), time(0), zone) for n in range(count + 1)]
    return [Span(*bounds[n : n + 2]) for n in range(count)]


def parts(on: date, zone: ZoneInfo) -> list[Span]:
    """Return morning, afternoon and evening of a day as spans."""
    bounds = [at_wall_time(on, part, zone) for part in PARTS] + [days(on, 1, zone)[0].ends_at]
    return [Span(*bounds[n : n + 2]) for n in range(len(PARTS))]


def whole(spans: Sequence[Span]) -> Span:
    """Return all of these spans, which follow each other, as one."""
    return Span(spans[0].starts_at, spans[-1].ends_at)


def grid(rooms: Iterable[RoomLine], entries: Iterable[Entry], columns: Sequence[Span], zone: ZoneInfo) -> list[Row]:
    """Lay out what is on: a row for each room, a cell for each of these spans, which follow each other.

    What lasts over several columns stands in each of them.
    """
    rows = {room.id: Row(room, [[] for _column in columns]) for room in rooms}
    starts = [span.starts_at for span in columns]
    # In a large house many bookings have the same hours.
    places: dict[tuple[datetime, datetime], tuple[str, list[int]]] = {}
    for entry in entries:
        if row := rows.get(entry.room_id or 0):
            when = entry.starts_at, entry.ends_at
            if when not in places:
                places[when] = hours(entry, zone), list(_touched(entry, columns, starts))
            read, touched = places[when]
            item = Item(entry.title, read, entry.closed, entry.ends_at)
            for n in touched:
                row.cells[n].append(item)
    return list(rows.values())


def _touched(entry: Entry, columns: Sequence[Span], starts: Sequence[datetime]) -> Iterator[int]:
    n = max(0, bisect_right(starts, entry.starts_at) - 1)
    while n < len(columns) and columns[n].starts_at < entry.ends_at:
        if columns[n].ends_at > entry.starts_at:
            yield n
        n += 1


def on_days(entries: Iterable[Entry], spans: Sequence[Span]) -> list[list[Entry]]:
    """Return for each of these spans, which follow each other, what is on then."""
    found: list[list[Entry]] = [[] for _span in spans]
    starts = [span.starts_at for span in spans]
    for entry in entries:
        for n in _touched(entry, spans, starts):
            found[n].append(entry)
    return found


def hours(entry: Entry, zone: ZoneInfo) -> str:
    """Return "8:30–10:00", by the clock on the wall."""
    starts, ends = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
    return f"{starts.hour}:{starts.minute:02}–{ends.hour}:{ends.minute:02}"


def hours_within(entry: Entry, day: Span, zone: ZoneInfo) -> str:
    """Return the hours of a booking, and of a closed time what of it is on this day: "14:00–24:00"."""
    if not entry.is_closing:
        return hours(entry, zone)
    starts = max(entry.starts_at, day.starts_at).astimezone(zone)
    ends = entry.ends_at.astimezone(zone)
    until = "24:00" if entry.ends_at >= day.ends_at else f"{ends.hour}:{ends.minute:02}"
    return f"{starts.hour}:{starts.minute:02}–{until}"


def out_of_hours(opening: Sequence[OpenHours], days: Sequence[Span], zone: ZoneInfo) -> list[Entry]:
    """Return when a room is not open in the course of these days, which follow each other; never without any hours."""
    if not opening:
        return []
    until, closed = days[0].starts_at, []
    for opens, closes in sorted(span for day in days for span in _open_spans(opening, day, zone)):
        if opens > until:
            closed.append(Span(until, opens))
        until = max(until, closes)
    if until < days[-1].ends_at:
        closed.append(Span(until, days[-1].ends_at))
    return [Entry.closing(None, span, "") for span in closed]


def _open_spans(opening: Sequence[OpenHours], day: Span, zone: ZoneInfo) -> Iterator[Span]:
    on = day.starts_at.astimezone(zone).date()
    for one in hours_on(opening, on):
        if one.weekday == on.isoweekday():
            yield Span(at_wall_time(on, one.opens, zone), at_wall_time(on, one.closes, zone))


class Scene(NamedTuple):
    """What is to be said beside a door from one moment to another.

    `now` is on, or says that the room is closed; where it is None and `is_held` is set, the room is made ready or
    cleared. `next` comes after on the same day, and `free_until` is when the room is held or closed again then, None
    for the rest of the day.
    """

    from_: datetime
    until: datetime
    now: Entry | None
    is_held: bool
    next: Entry | None
    free_until: datetime | None


def scenes(entries: Sequence[Entry], day: Span) -> list[Scene]:
    """Return what is to be said beside a door in the course of a day: a scene begins wherever something changes."""
    changes = {moment for entry in entries for moment in entry.moments}
    bounds = sorted({*day, *(moment for moment in changes if day.starts_at < moment < day.ends_at)})
    return [_scene(entries, Span(*bounds[n : n + 2]), day) for n in range(len(bounds) - 1)]


def _scene(entries: Sequence[Entry], span: Span, day: Span) -> Scene:
    on = [entry for entry in entries if entry.starts_at <= span.starts_at < entry.ends_at]
    real = [entry for entry in entries if not entry.is_out_of_hours]
    is_held = any(entry.held_from <= span.starts_at < entry.held_until for entry in real)
    # A closed room is closed, whatever stayed booked; and what is booked goes before the hours, which may be younger.
    now = min(on, key=lambda entry: (entry.is_out_of_hours, not entry.is_closing), default=None)
    now = None if is_held and now and now.is_out_of_hours else now
    later = [entry for entry in real if span.ends_at <= entry.starts_at < day.ends_at]
    holds = [e.held_from for e in entries if span.ends_at <= e.held_from < day.ends_at]
    return Scene(*span, now, is_held, later[0] if later else None, min(holds, default=None))
