"""The planning table: rooms by weekdays, the same by day for a narrow screen, and what has no place yet."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from activity_center.courses import service as courses
from activity_center.courses.models import Section
from activity_center.courses.rules import SectionStatus, WeeklyTime
from activity_center.errors import Reason
from activity_center.planning.reading import Scene
from activity_center.planning.rules import RoomFacts

WEEKDAYS = range(1, 8)


@dataclass(frozen=True)
class Item:
    """One weekly time of a section, with what is in its way."""

    section_id: int
    n: int
    title: str
    weekly: WeeklyTime
    instructor: str
    is_draft: bool
    reasons: Sequence[Reason] = ()

    @property
    def order(self) -> tuple[time, str, int, int]:
        """Return what items of one day are sorted by."""
        return self.weekly.starts or time.max, self.title, self.section_id, self.n


@dataclass(frozen=True)
class Row:
    """A room with what is in it on each weekday, and how many other bookings it has then in the whole term."""

    room: RoomFacts
    cells: Mapping[int, Sequence[Item]]
    others: Mapping[int, int]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is in it all week."""
        return not any(self.cells.values()) and not any(self.others.values())


@dataclass(frozen=True)
class Table:
    """A term laid out; `elsewhere` has a place in words, `unplaced` lacks its place or a part of it."""

    weekdays: Sequence[int]
    rows: Sequence[Row]
    elsewhere: Sequence[Item]
    unplaced: Sequence[Item]
    clashing: Sequence[Item]

    def on(self, weekday: int) -> list[tuple[Item, str]]:
        """Return what is on a weekday in order of time, each with the name of its room."""
        found = [(item, row.room.name) for row in self.rows for item in row.cells[weekday]]
        return sorted(found, key=lambda pair: pair[0].order)

    def free_on(self, weekday: int) -> list[str]:
        """Return the rooms in which nothing is on a weekday."""
        return [row.room.name for row in self.rows if not row.cells[weekday] and not row.others[weekday]]


def table(scene: Scene, site_id: int | None = None) -> Table:
    """Return a term as the page shows it; with a site, only its rooms."""
    items = [item for section in scene.sections for item in _items(section, scene)]
    placed = [item for item in items if item.weekly.room_id and _has_hours(item.weekly)]
    elsewhere = [item for item in items if item.weekly.place and _has_hours(item.weekly) and not item.weekly.room_id]
    shown = {id(item) for item in (*placed, *elsewhere)}
    rooms = [room for room in _in_order(scene) if site_id in (None, room.site_id)]
    rows = _rows(rooms, placed, _others(scene))
    return Table(
        [n for n in WEEKDAYS if n < 6 or any(row.cells[n] or row.others[n] or _opens(row.room, n) for row in rows)],
        rows,
        elsewhere,
        [item for item in items if id(item) not in shown],
        [item for item in items if item.reasons],
    )


def _items(section: Section, scene: Scene) -> Iterator[Item]:
    instructor = section.instructor.name if section.instructor else ""
    is_draft = section.status is SectionStatus.DRAFT
    times = courses.draft_of(section).times
    for n, weekly in enumerate(times or [WeeklyTime()], 1):
        if is_draft or times:
            reasons = scene.clashes.get((section.id, n), ())
            yield Item(section.id, n, section.title, weekly, instructor, is_draft, reasons)


def _has_hours(weekly: WeeklyTime) -> bool:
    return bool(weekly.weekday and weekly.starts and weekly.ends)


def _in_order(scene: Scene) -> list[RoomFacts]:
    return [scene.rooms[room.id] for site in scene.sites for room in site.rooms]


def _rows(rooms: Sequence[RoomFacts], placed: Sequence[Item], others: Mapping[int, Mapping[int, int]]) -> list[Row]:
    cells: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for item in sorted(placed, key=lambda item: item.order):
        cells[item.weekly.room_id or 0, item.weekly.weekday or 0].append(item)
    return [Row(room, {n: cells[room.id, n] for n in WEEKDAYS}, others.get(room.id, Counter())) for room in rooms]


def _others(scene: Scene) -> dict[int, Counter[int]]:
    """Return how many bookings that are no section's a room has on each weekday in the term."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for other in scene.others:
        found[other.room_id][other.starts_at.astimezone(scene.zone).isoweekday()] += 1
    return found


def _opens(room: RoomFacts, weekday: int) -> bool:
    return any(hours.weekday == weekday for hours in room.hours)
