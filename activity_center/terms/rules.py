"""Which days are worked and taught, and whose enrolment is open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from activity_center.people.rules import Category


class ClosureKind(Enum):
    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True)
class Day:
    """What a calendar row says of one day."""

    kind: ClosureKind
    follows_weekday: int | None = None


Calendar = Mapping[date, Day]


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Say whether the office works: Monday to Friday and make-up days, without holidays."""
    special = calendar.get(day)
    return special.kind is ClosureKind.WORKDAY if special else day.isoweekday() <= 5


def weekday_taught(day: date, calendar: Calendar) -> int | None:
    """Return whose weekday's timetable `day` follows (1 Monday to 7), or None where nothing is taught."""
    special = calendar.get(day)
    return special.follows_weekday if special else day.isoweekday()


def days_between(first_on: date, last_on: date) -> Iterator[date]:
    """Yield every day from the first to the last, both included."""
    for n in range((last_on - first_on).days + 1):
        yield first_on + timedelta(days=n)


def at_wall_time(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clock on the wall shows this time on this day, in UTC."""
    return datetime.combine(day, wall, zone).astimezone(UTC)


def deadline(at: datetime, working_days: int, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """Return the moment an offer made `at` lapses: 17:00 of the given number of working days later.

    An offer made on Monday at any hour with two working days lapses on Wednesday at 17:00, local time: nobody
    loses a seat at night or on a holiday.
    """
    day, left = at.astimezone(zone).date(), working_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, calendar)
    return datetime.combine(day, time(17), zone).astimezone(UTC)


class WindowState(Enum):
    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"
    NONE = "none"


@dataclass(frozen=True)
class WindowFacts:
    """A window as the rules see it; no categories means everybody."""

    opens_at: datetime
    closes_at: datetime
    categories: frozenset[Category] = frozenset()
    returning_only: bool = False

    def is_for(self, category: Category | None, is_returning: bool) -> bool:
        """Say whether the window is meant for such a person at all."""
        return (not self.categories or category in self.categories) and (is_returning or not self.returning_only)


@dataclass(frozen=True)
class Admission:
    """Whether enrolment is open, with the window that decides it."""

    state: WindowState
    window: WindowFacts | None = None


def admission(windows: Iterable[WindowFacts], at: datetime) -> Admission:
    """Return the state of the windows that are meant for somebody: open, else the next one, else the last."""
    mine = sorted(windows, key=lambda w: w.opens_at)
    for state, fits in (
        (WindowState.OPEN, [w for w in mine if w.opens_at <= at < w.closes_at]),
        (WindowState.BEFORE, [w for w in mine if at < w.opens_at]),
        (WindowState.CLOSED, mine[::-1]),
    ):
        if fits:
            return Admission(state, fits[0])
    return Admission(WindowState.NONE)


def years_without_holidays(days: Iterable[date], calendar: Calendar) -> list[int]:
    """Return the years among these days for which no holiday is entered (they are published each November)."""
    known = {day.year for day, special in calendar.items() if special.kind is ClosureKind.HOLIDAY}
    return sorted({day.year for day in days} - known)


def teaching_days(
    weekday: int,
    first_on: date,
    last_on: date,
    calendar: Calendar,
    *,
    count: int | None = None,
    make_up: bool = True,
    excluded: Sequence[date] = (),
) -> list[date]:
    """Return the days on which a weekly class of this weekday meets.

    Without `count`, as many as there are such weekdays from the first day to the last; with it, that many.
    Days lost to holidays are made up after the end in the same rhythm when `make_up`, otherwise they are lost.
    `excluded` days are left out and never made up: the programme itself says so.
    """
    planned = [d for d in days_between(first_on, last_on) if d.isoweekday() == weekday and d not in excluded]
    wanted = len(planned) if count is None else count
    if not make_up:
        nominal = _every(first_on, lambda d: d.isoweekday() == weekday and d not in excluded, wanted)
        return [d for d in nominal if weekday_taught(d, calendar) == weekday]
    return _every(first_on, lambda d: weekday_taught(d, calendar) == weekday and d not in excluded, wanted)


def _every(first_on: date, fits, count: int) -> list[date]:
    days: list[date] = []
    for n in range(366 * 3):
        if len(days) == count:
            break
        if fits(day := first_on + timedelta(days=n)):
            days.append(day)
    return days
