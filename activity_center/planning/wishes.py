"""What a plan is made from: sections that want a place in the week, and what is taken already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from activity_center.planning.minutes import ALL, DAY, between, minute, opened, runs, wall
from activity_center.planning.rules import Held, Holder, Key, Lesson, RoomFacts, holders
from activity_center.rooms.rules import Span

# Where nothing is wished, classes begin on the half hour between these.
_EARLIEST, _LATEST = 8 * 60, 20 * 60
HALF_HOURS = sum(1 << start for start in range(_EARLIEST, _LATEST + 1, 30))
# A room without opening hours is used at these, on working days.
OFFICE = between(8 * 60 + 30, 17 * 60)


class Spot(NamedTuple):
    """A weekday, the minute of the day at which it starts, and a room."""

    weekday: int
    start: int
    room_id: int

    def until(self, minutes: int) -> tuple[time, time]:
        """Return from when to when something of this length is."""
        return wall(self.start), wall(self.start + minutes)


@dataclass(frozen=True)
class Wish:
    """One weekly time of a draft that has no place yet.

    What is given of weekday, start, room and site must be so; `last` is where it was last term, which is liked.
    `calendar` is the number of its dates in Problem.calendars. `known` are the rooms in which such a course was
    taught (0 the course itself, 1 its department).
    """

    key: Key
    title: str
    minutes: int = 90
    seats: int = 0
    calendar: int = 0
    weekday: int | None = None
    start: int | None = None
    room_id: int | None = None
    site_id: int | None = None
    instructor_id: int | None = None
    last: Spot | None = None
    known: Mapping[int, int] = field(default_factory=dict, hash=False)

    def window(self, weekday: int) -> int:
        """Return the minutes of a weekday at which it may begin as far as it matters to itself."""
        if self.weekday not in (None, weekday):
            return 0
        return 1 << self.start if self.start is not None else HALF_HOURS | (1 << self.last.start if self.last else 0)

    def may_be_in(self, room: RoomFacts) -> bool:
        """Say whether a room would do at all: the one that is wished, at the site, open, and large enough."""
        here = self.room_id in (None, room.id) and self.site_id in (None, room.site_id)
        return here and room.is_open and room.seats_all(self.seats)


# The dates that each weekday has in a term: all of a term, or of a section that begins later or has fewer weeks.
Calendar = Mapping[int, tuple[date, ...]]


@dataclass(frozen=True)
class Problem:
    """Everything a proposal is made from; `fixed` are drafts that have a place and keep it."""

    rooms: Mapping[int, RoomFacts]
    wishes: tuple[Wish, ...]
    calendars: tuple[Calendar, ...]
    zone: ZoneInfo
    fixed: tuple[Lesson, ...] = ()
    held: tuple[Held, ...] = ()
    persons: Mapping[int, str] = field(default_factory=dict)


class Ground:
    """Whose minutes are taken on which day, and where something still fits in each week of a term."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._taken: dict[Holder, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        self._weekly: dict[Holder, dict[tuple[int, int], int]] = defaultdict(dict)
        self._shut: dict[tuple[int, int, int], int] = {}
        for lesson in problem.fixed:
            room = problem.rooms.get(lesson.room_id or 0)
            for holder in holders(lesson.key[0], room, lesson.instructor_id):
                self._hold(holder, lesson.spans)
        for held in problem.held:
            for what, id in (("room", held.room_id), ("person", held.person_id)):
                if id is not None:
                    self._hold((what, id), [held.span])

    def _hold(self, holder: Holder, spans: Iterable[Span]) -> None:
        for span in spans:
            for day, bits in _days_of(span, self.problem.zone):
                self._taken[holder][day] |= bits

    def put(self, wish: Wish, spot: Spot) -> None:
        """Let a wish hold its place."""
        bits = between(spot.start, spot.start + wish.minutes)
        for holder in self._holders(wish, spot):
            self._weekly.pop(holder, None)
            for day in self.days(wish, spot.weekday):
                self._taken[holder][day] |= bits

    def take_out(self, wish: Wish, spot: Spot) -> None:
        """Let a place go that was free before the wish was put there."""
        bits = between(spot.start, spot.start + wish.minutes)
        for holder in self._holders(wish, spot):
            self._weekly.pop(holder, None)
            for day in self.days(wish, spot.weekday):
                self._taken[holder][day] &= ~bits

    def _holders(self, wish: Wish, spot: Spot) -> list[Holder]:
        return holders(wish.key[0], self.problem.rooms[spot.room_id], wish.instructor_id)

    def days(self, wish: Wish, weekday: int) -> tuple[date, ...]:
        """Return the dates a wish would have on a weekday."""
        return self.problem.calendars[wish.calendar].get(weekday, ())

    def starts(self, wish: Wish, weekday: int, room: RoomFacts, *, alone: bool = False) -> int:
        """Return the minutes at which a wish could begin in a room each week; `alone` asks about the room only."""
        window = wish.window(weekday)
        if not room.hours and wish.start is None and not (wish.last and wish.last.weekday == weekday):
            window &= runs(OFFICE, wish.minutes) if weekday <= 5 else 0
        return window & self.fits(wish, weekday, room, alone=alone) if window else 0

    def fits(self, wish: Wish, weekday: int, room: RoomFacts, *, alone: bool = False) -> int:
        """Return the minutes at which something of this length fits into a room each week, at any hour."""
        return runs(self._free(wish, weekday, room, alone), wish.minutes) if self.days(wish, weekday) else 0

    def has_time(self, wish: Wish, weekday: int, minutes: int) -> int:
        """Return the minutes at which its instructor has so many free ones each week, wherever that would be."""
        if not self.days(wish, weekday) or wish.instructor_id is None:
            return 0
        return runs(ALL & ~self._each_week(("person", wish.instructor_id), wish.calendar, weekday), minutes)

    def _free(self, wish: Wish, weekday: int, room: RoomFacts, alone: bool) -> int:
        taken = self._closed(wish.calendar, weekday, room)
        mine = holders(wish.key[0], room, None if alone else wish.instructor_id)
        for holder in mine[: len(room.taken_with)] if alone else mine:
            taken |= self._each_week(holder, wish.calendar, weekday)
        return ALL & ~taken

    def _each_week(self, holder: Holder, calendar: int, weekday: int) -> int:
        """Return the minutes that are taken in any week."""
        known = self._weekly[holder]
        if (calendar, weekday) not in known:
            taken, bits = self._taken[holder], 0
            for day in self.problem.calendars[calendar].get(weekday, ()):
                bits |= taken.get(day, 0)
            known[calendar, weekday] = bits
        return known[calendar, weekday]

    def _closed(self, calendar: int, weekday: int, room: RoomFacts) -> int:
        key = (calendar, weekday, room.id)
        if key not in self._shut:
            bits = 0
            for day in self.problem.calendars[calendar].get(weekday, ()):
                bits |= ALL & ~opened(room.hours, day)
            self._shut[key] = bits
        return self._shut[key]


def _days_of(span: Span, zone: ZoneInfo) -> Iterable[tuple[date, int]]:
    """Yield the days of a span with its minutes of each; what begins within a minute takes all of it."""
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    last = minute(ends.time()) + (1 if ends.second or ends.microsecond else 0)
    for n in range((ends.date() - starts.date()).days + 1):
        day = date.fromordinal(starts.date().toordinal() + n)
        first = minute(starts.time()) if day == starts.date() else 0
        yield day, between(first, last if day == ends.date() else DAY)
