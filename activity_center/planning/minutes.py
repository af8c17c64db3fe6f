"""The minutes of a day as the bits of one number: free or not, and where something of a length fits in.

A term of sixty rooms is then some thousand numbers, and whether a room is free each week one `or` over them.
"""

from collections.abc import Iterable, Iterator
from datetime import date, time

from activity_center.rooms.rules import OpenHours, hours_on

DAY = 24 * 60
ALL = (1 << DAY) - 1


def minute(wall: time) -> int:
    """Return the minutes since midnight."""
    return wall.hour * 60 + wall.minute


def wall(minutes: int) -> time:
    """Return the time of day so many minutes after midnight."""
    return time(minutes // 60, minutes % 60)


def between(starts: int, ends: int) -> int:
    """Return the minutes from one to another, the last not included, within the day."""
    starts, ends = max(0, starts), min(DAY, ends)
    return (1 << ends) - (1 << starts) if ends > starts else 0


def opened(hours: Iterable[OpenHours], day: date) -> int:
    """Return the minutes of a day at which these hours are open; without any hours all are."""
    hours = list(hours)
    mine = (h for h in hours_on(hours, day) if h.weekday == day.isoweekday())
    found = 0 if hours else ALL
    for h in mine:
        found |= between(minute(h.opens), minute(h.closes))
    return found


def runs(free: int, length: int) -> int:
    """Return the minutes at which so many free ones begin."""
    have = 1
    while have < length:
        step = min(have, length - have)
        free &= free >> step
        have += step
    return free


def each(bits: int) -> Iterator[int]:
    """Yield the minutes that are in, earliest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def most_apart(starts: int, length: int) -> int:
    """Return how many things of one length fit one after another, each beginning at one of these minutes."""
    count, reached = 0, 0
    for start in each(starts):
        if start >= reached:
            count, reached = count + 1, start + length
    return count
