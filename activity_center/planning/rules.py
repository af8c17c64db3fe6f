"""What stands in the way of a timetable that is still on paper: drafts hold no room, so nothing else would notice."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from activity_center.errors import Reason
from activity_center.rooms.rules import OpenHours, Span, is_open, overlapping

# A weekly time of a section: the number of the section, and its place among the section's times, from 1.
Key = tuple[int, int]


@dataclass(frozen=True)
class RoomFacts:
    """A room as planning sees it; no seats means that nobody knows how many, no hours that it is always open."""

    id: int
    name: str
    site_id: int = 0
    seats: int | None = None
    hours: tuple[OpenHours, ...] = ()
    is_open: bool = True
    parts: tuple[int, ...] = ()

    @property
    def taken_with(self) -> tuple[int, ...]:
        """Return the rooms that are taken when this one is: itself and its parts."""
        return (self.id, *self.parts)

    def seats_all(self, people: int) -> bool:
        """Say whether it is large enough, as far as anybody knows."""
        return self.seats is None or self.seats >= people


@dataclass(frozen=True)
class Held:
    """Something that is booked already: for a time it has a room, or a person."""

    title: str
    span: Span
    room_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Lesson:
    """One weekly time of a draft with the dates it has in its term; without a weekday or hours there are none."""

    key: Key
    title: str
    weekday: int | None = None
    starts: time | None = None
    ends: time | None = None
    room_id: int | None = None
    place: str = ""
    instructor_id: int | None = None
    seats: int = 0
    spans: tuple[Span, ...] = ()

    @property
    def is_placed(self) -> bool:
        """Say whether nothing is lacking: a weekday, hours, and a room or a place in words."""
        return bool(self.weekday and self.starts and self.ends and (self.room_id or self.place))


def clashes(
    lessons: Iterable[Lesson],
    held: Iterable[Held],
    rooms: Mapping[int, RoomFacts],
    persons: Mapping[int, str],
    zone: ZoneInfo,
) -> dict[Key, list[Reason]]:
    """Return what is in the way of each draft that has a clash, once for each cause however many weeks it lasts.

    Two drafts that clash are both told. In time O(n log n) in the number of dates, and linear in what is found;
    the order in which lessons come means nothing.
    """
    lessons = sorted(lessons, key=lambda lesson: lesson.key)
    found: dict[Key, list[Reason]] = defaultdict(list)
    for lesson in lessons:
        found[lesson.key] += _unfit(lesson, rooms, zone)
    for key, reason in _twice(lessons, held, rooms, persons, zone):
        found[key].append(reason)
    return {key: reasons for key, reasons in found.items() if reasons}


def _unfit(lesson: Lesson, rooms: Mapping[int, RoomFacts], zone: ZoneInfo) -> Iterator[Reason]:
    """Yield why a room itself does not suit a lesson."""
    room = rooms.get(lesson.room_id or 0)
    if room is None:
        return
    if not room.is_open:
        yield Reason("plan_room_closed", {"room": room.name})
    if not room.seats_all(lesson.seats):
        yield Reason("plan_room_small", {"room": room.name, "seats": room.seats, "wanted": lesson.seats})
    shut = [day for span in lesson.spans if not open_then(room, span, zone) for day in [_day(span, zone)]]
    if shut:
        yield Reason("plan_room_shut", {"room": room.name, "on": min(shut).isoformat(), "n": len(shut)})


def open_then(room: RoomFacts, span: Span, zone: ZoneInfo) -> bool:
    """Say whether a room is open at a time, by its hours."""
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    return is_open(room.hours, starts.date(), starts.time(), ends.time())


def _day(span: Span, zone: ZoneInfo) -> date:
    return span.starts_at.astimezone(zone).date()


# Whose time or which room two things want: ("room", 3), ("person", 7), ("section", 12).
Holder = tuple[str, int]


def _twice(
    lessons: Sequence[Lesson],
    held: Iterable[Held],
    rooms: Mapping[int, RoomFacts],
    persons: Mapping[int, str],
    zone: ZoneInfo,
) -> Iterator[tuple[Key, Reason]]:
    """Yield each clash of two things, with its first day and on how many days it is."""
    days: dict[tuple[Key, str, str, str], set[date]] = defaultdict(set)
    for holder, entries in _entries(lessons, held, rooms).items():
        for pair in overlapping(entries):
            for (span, lesson), (_, other) in (pair, pair[::-1]):
                if isinstance(lesson, Lesson) and _counts(holder, lesson, other):
                    days[lesson.key, *_named(holder, lesson, rooms, persons), other.title].add(_day(span, zone))
    for (key, what, name, title), on in sorted(days.items()):
        facts = {what: name, "title": title, "on": min(on).isoformat(), "n": len(on)}
        yield key, Reason(f"plan_{what}_twice", facts)


def _counts(holder: Holder, lesson: Lesson, other: Lesson | Held) -> bool:
    """Say whether a clash is told: two times of one section are told once, not for its room and instructor again."""
    return holder[0] == "section" or not (isinstance(other, Lesson) and other.key[0] == lesson.key[0])


def _named(
    holder: Holder, lesson: Lesson, rooms: Mapping[int, RoomFacts], persons: Mapping[int, str]
) -> tuple[str, str]:
    """Return what clashes and its name; a part of a hall that is booked as a whole is called by the hall's name."""
    what, id = holder
    if what == "room":
        return what, rooms[lesson.room_id or id].name
    return what, persons.get(id, "") if what == "person" else lesson.title


# What is on and the dates of it, so that a pair says which date it was.
_Entry = tuple[Span, tuple[Span, Lesson | Held]]


def _entries(
    lessons: Iterable[Lesson], held: Iterable[Held], rooms: Mapping[int, RoomFacts]
) -> Mapping[Holder, Collection[Any]]:
    entries: dict[Holder, list[_Entry]] = defaultdict(list)
    for lesson in lessons:
        for holder in holders(lesson.key[0], rooms.get(lesson.room_id or 0), lesson.instructor_id):
            entries[holder] += [(span, (span, lesson)) for span in lesson.spans]
    for booked in held:
        for what, id in (("room", booked.room_id), ("person", booked.person_id)):
            if id is not None and (what, id) in entries:
                entries[what, id].append((booked.span, (booked.span, booked)))
    return entries


def holders(section_id: int, room: RoomFacts | None, instructor_id: int | None) -> list[Holder]:
    """Return all that a lesson holds: its room with the room's parts, its instructor, and the section's own time."""
    of_room: list[Holder] = [("room", id) for id in room.taken_with] if room else []
    of_person: list[Holder] = [("person", instructor_id)] if instructor_id is not None else []
    return [*of_room, *of_person, ("section", section_id)]
