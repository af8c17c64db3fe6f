"""How a booking repeats: wall times on days, in the centre's zone, as moments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from activity_center.rooms.rules import Span
from activity_center.terms.rules import Calendar, at_wall_time, days_between, weekday_taught

LONGEST_SERIES = timedelta(days=731)


class Rhythm(Enum):
    """ONCE is one day; WEEKLY every n weeks; MONTHLY the nth such weekday of every nth month; DATES days by hand."""

    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    DATES = "dates"


@dataclass(frozen=True)
class Pattern:
    """Days and wall times. Where `ends` is not later than `starts` it ends on the day after.

    `weekdays` are 1 Monday to 7; a monthly one takes the weekday and the place in its month of `first_on`, counted
    from the end where that is the last. `keeps_holidays` leaves out closed days and counts a worked weekend day as
    the weekday whose timetable it follows, as classes do.
    """

    starts: time
    ends: time
    first_on: date
    last_on: date
    rhythm: Rhythm = Rhythm.ONCE
    every: int = 1
    weekdays: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()
    keeps_holidays: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the pattern as plain values; from_json reads them."""
        return {
            "starts": self.starts.isoformat("minutes"),
            "ends": self.ends.isoformat("minutes"),
            "first_on": self.first_on.isoformat(),
            "last_on": self.last_on.isoformat(),
            "rhythm": self.rhythm.value,
            "every": self.every,
            "weekdays": list(self.weekdays),
            "dates": [day.isoformat() for day in self.dates],
            "keeps_holidays": self.keeps_holidays,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Pattern":
        """Read what as_json wrote."""
        return cls(
            time.fromisoformat(kept["starts"]),
            time.fromisoformat(kept["ends"]),
            date.fromisoformat(kept["first_on"]),
            date.fromisoformat(kept["last_on"]),
            Rhythm(kept["rhythm"]),
            kept["every"],
            tuple(kept["weekdays"]),
            tuple(date.fromisoformat(day) for day in kept["dates"]),
            kept["keeps_holidays"],
        )


def days(pattern: Pattern, calendar: Calendar) -> list[date]:
    """Return the days of a pattern in order, each once; days by hand are taken as they are, holiday or not."""
    if pattern.rhythm is Rhythm.ONCE:
        return [pattern.first_on]
    if pattern.rhythm is Rhythm.DATES:
        return sorted(set(pattern.dates))
    last_on = min(pattern.last_on, pattern.first_on + LONGEST_SERIES)
    known = calendar if pattern.keeps_holidays else {}
    return [day for day in days_between(pattern.first_on, last_on) if _is_on(pattern, day, known)]


def _is_on(pattern: Pattern, day: date, calendar: Calendar) -> bool:
    weekday = weekday_taught(day, calendar)
    if pattern.rhythm is Rhythm.WEEKLY:
        weeks = (_monday(day) - _monday(pattern.first_on)).days // 7
        return weekday in pattern.weekdays and weeks % pattern.every == 0
    months = (day.year - pattern.first_on.year) * 12 + day.month - pattern.first_on.month
    # A worked weekend day stands for a weekday, but is not the first or last such weekday of its month.
    is_plain = weekday == day.isoweekday() == pattern.first_on.isoweekday()
    return is_plain and months % pattern.every == 0 and _is_same_place(pattern.first_on, day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def is_last_of_month(day: date) -> bool:
    """Say whether no later day of its month has the same weekday."""
    return (day + timedelta(days=7)).month != day.month


def place_in_month(day: date) -> int:
    """Return which of its weekday a day is in its month: 1 for the first."""
    return (day.day - 1) // 7 + 1


def _is_same_place(pattern_day: date, day: date) -> bool:
    if is_last_of_month(pattern_day):
        return is_last_of_month(day)
    return place_in_month(day) == place_in_month(pattern_day)


def span_on(day: date, starts: time, ends: time, zone: ZoneInfo) -> Span:
    """Return the moments of wall times on a day: 8:30 stays 8:30 when the clocks change.

    An end that is not after its start lies on the day after. A time that the clocks leave out is the one as much
    later; of an hour that comes twice the first is meant (PEP 495).
    """
    ends_on = day if ends > starts else day + timedelta(days=1)
    starts_at, ends_at = at_wall_time(day, starts, zone), at_wall_time(ends_on, ends, zone)
    # What lies wholly in an hour that the clocks leave out keeps its length.
    return Span(starts_at, ends_at if ends_at > starts_at else starts_at + _length(starts, ends))


def _length(starts: time, ends: time) -> timedelta:
    day = date(2000, 1, 1)
    length = datetime.combine(day, ends) - datetime.combine(day, starts)
    return length if length > timedelta(0) else length + timedelta(days=1)


@dataclass(frozen=True)
class Occurrence:
    """One day of a series, by which it is known for ever, and when it is."""

    on: date
    span: Span


def occurrences(pattern: Pattern, calendar: Calendar, zone: ZoneInfo) -> list[Occurrence]:
    """Return every occurrence of a pattern in order."""
    return [Occurrence(day, span_on(day, pattern.starts, pattern.ends, zone)) for day in days(pattern, calendar)]


@dataclass(frozen=True)
class Known:
    """An occurrence that is there: the day the pattern gave it (None: added by hand), and whether staff changed it."""

    id: int
    planned_on: date | None
    starts_at: datetime
    is_on: bool = True
    by_hand: bool = False


@dataclass(frozen=True)
class Step:
    """What an edit of a series makes of one occurrence: `to` None goes away, `known` None comes new."""

    known: Known | None
    to: Occurrence | None


def steps(known: Sequence[Known], wanted: Sequence[Occurrence], since: datetime) -> list[Step]:
    """Return how the occurrences from `since` on become the wanted ones; those before, and those by hand, stay.

    A day that the pattern still has keeps its row, so that a calendar knows it again; the others move, in order, to
    the days that have none; what is left over goes and what is lacking comes new.
    """
    mine = {k.planned_on: k for k in known if k.planned_on}
    days_wanted = {o.on for o in wanted}
    loose = [k for day, k in sorted(mine.items()) if day not in days_wanted and _is_free(k, since) and k.is_on]
    lacking = [o for o in wanted if o.on not in mine and o.span.starts_at >= since]
    kept = [Step(k, o) for o in wanted if (k := mine.get(o.on)) and _is_free(k, since)]
    return [*kept, *_paired(loose, lacking)]


def _is_free(known: Known, since: datetime) -> bool:
    return known.starts_at >= since and not known.by_hand


def _paired(loose: Sequence[Known], lacking: Sequence[Occurrence]) -> Iterator[Step]:
    for n in range(max(len(loose), len(lacking))):
        yield Step(loose[n] if n < len(loose) else None, lacking[n] if n < len(lacking) else None)
