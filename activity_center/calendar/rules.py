"""The days of a month, on which of them nothing is planned, and who could plan something where."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

# When old people like to come: not at dawn, not in the nap after lunch, home before dark.
GOOD_HOURS = ((time(9), time(11)), (time(14, 30), time(16, 30)))
# A contest that lasts longer has matches on some of its days only.
LONGEST_SHOWN = 14
_WEEK = timedelta(days=7)
_MOST_A_DAY = 2
_FORMER = 10

Hours = tuple[time, time]


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def after(month: date, count: int) -> date:
    """Return the first day of the month so many months later, or earlier where the count is negative."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def months(first: date, count: int) -> list[date]:
    """Return the first days of so many months, from that of `first` on."""
    return [after(first, n) for n in range(count)]


def months_between(first_on: date, last_on: date) -> list[date]:
    """Return the first days of the months from one day to another."""
    first, last = month_of(first_on), month_of(last_on)
    return months(first, (last.year - first.year) * 12 + last.month - first.month + 1)


def weeks(month: date) -> list[list[date]]:
    """Return the weeks that have a day of the month, Monday to Sunday, with the neighbours' days that fill them."""
    first = month - timedelta(days=month.isoweekday() - 1)
    until, mondays = after(month, 1), []
    while first < until:
        mondays.append(first)
        first += _WEEK
    return [[monday + timedelta(days=n) for n in range(7)] for monday in mondays]


def contest_days(first_on: date, last_on: date, played: Collection[date]) -> list[date]:
    """Return the days on which a contest stands in a calendar, in order.

    Once matches have a time these are their days, with the first and the last day; before, all from the first to the
    last, of a contest that lasts longer than two weeks only these two.
    """
    length = (last_on - first_on).days + 1
    is_whole = length <= LONGEST_SHOWN and not played
    own = [first_on + timedelta(days=n) for n in range(length)] if is_whole else [first_on, last_on]
    return sorted({*own, *played})


def without(days: Iterable[date], active: Collection[date], is_open: Callable[[date], bool]) -> list[date]:
    """Return the days on which the centre is open and nothing is planned."""
    return [day for day in days if day not in active and is_open(day)]


def same_season(month: date, first_on: date) -> int | None:
    """Return how many months of the year lie between a contest of a former year and a month, at most one.

    None for another season, and for a contest that is less than ten months old by then.
    """
    apart = (first_on.month - month.month) % 12
    near = min(apart, 12 - apart)
    return near if near <= 1 and first_on < after(month, -_FORMER) else None


def again_on(month: date, former: date, earliest: date, is_open: Callable[[date], bool]) -> date | None:
    """Return the day of a month on which to do something again: the same weekday in the same week of the month.

    Where the centre is closed then, or that is before `earliest`, the next day on which it is open; None where the
    month has no such day any more.
    """
    first = month + timedelta(days=(former.isoweekday() - month.isoweekday()) % 7)
    wanted = first + _WEEK * min((former.day - 1) // 7, 3)
    days = [wanted + timedelta(days=n) for n in range((after(month, 1) - wanted).days)]
    return next((day for day in days if day >= earliest and is_open(day)), None)


@dataclass(frozen=True)
class Quiet:
    """A society that may plan events: how many come, when it last had one, and the rooms that suit it, best first.

    `last_on` is None where it never had any. Who `moves` would rather have too much space than too little.
    """

    id: int
    people: int = 0
    last_on: date | None = None
    rooms: tuple[int, ...] = ()
    moves: bool = False


@dataclass(frozen=True)
class Place:
    """A room at good hours of a day; `seats` is None where nobody has counted them."""

    room_id: int
    hours: Hours
    seats: int | None = None

    def seats_all(self, people: int) -> bool:
        """Say whether so many fit in, as far as anybody knows."""
        return self.seats is None or self.seats >= people


@dataclass(frozen=True)
class Idea:
    """Who could do something on a day, in which room and at which hours."""

    on: date
    society_id: int
    place: Place


def silent_first(societies: Iterable[Quiet], since: date) -> list[Quiet]:
    """Return the societies that had nothing since a day, who was silent longest first."""
    silent = [one for one in societies if one.last_on is None or one.last_on < since]
    return sorted(silent, key=lambda one: (one.last_on or date.min, one.id))


def ideas(
    days: Sequence[date],
    silent: Sequence[Quiet],
    free: Mapping[date, Sequence[Place]],
    may_use: Callable[[int, int, date], bool],
) -> list[Idea]:
    """Return for each day up to two societies that could fill it, each with a room that is free and seats it.

    `silent` is in the order in which they are asked; who has got a day goes to the end, so that ideas are spread.
    `may_use` says whether a society may have a room on a day. A room that suits it goes first, then the smallest, or
    for one that moves the largest.
    """
    queue, found = list(silent), []
    for on in days:
        taken: set[tuple[int, Hours]] = set()
        chosen = list(_day_ideas(on, queue, free.get(on, ()), taken, may_use))
        found += chosen
        ids = [idea.society_id for idea in chosen]
        queue.sort(key=lambda one, ids=ids: one.id in ids)  # type: ignore[misc]
    return found


def _day_ideas(
    on: date,
    queue: Sequence[Quiet],
    places: Sequence[Place],
    taken: set[tuple[int, Hours]],
    may_use: Callable[[int, int, date], bool],
) -> Iterator[Idea]:
    for society in queue:
        if len(taken) == _MOST_A_DAY:
            return
        left = [p for p in places if (p.room_id, p.hours) not in taken and p.seats_all(society.people)]
        fitting = (p for p in sorted(left, key=lambda p: _liking(society, p)) if may_use(society.id, p.room_id, on))
        if place := next(fitting, None):
            taken.add((place.room_id, place.hours))
            yield Idea(on, society.id, place)


def _liking(society: Quiet, place: Place) -> tuple[int, bool, int, Hours, int]:
    used = society.rooms.index(place.room_id) if place.room_id in society.rooms else len(society.rooms)
    seats = place.seats or 0
    return used, place.seats is None, -seats if society.moves else seats, place.hours, place.room_id


def alike(one: str, other: str) -> bool:
    """Say whether two names share two characters in a row, as a society of table tennis and its room do."""
    return any(one[n : n + 2] in other for n in range(len(one) - 1) if one[n : n + 2].strip())


def by_day(ideas: Iterable[Idea]) -> dict[date, list[Idea]]:
    """Return the ideas of each day."""
    return {on: list(some) for on, some in groupby(sorted(ideas, key=lambda idea: idea.on), key=lambda idea: idea.on)}
