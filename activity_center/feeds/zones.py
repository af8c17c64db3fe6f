"""A time zone as a VTIMEZONE: which offset from UTC holds from when on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@lru_cache(maxsize=64)
def vtimezone(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """Return the zone with one observance for the first of January and one for each change until the last year's end.

    Each change stands on its own, without RDATE or RRULE, which some phones read wrongly. Not made by icalendar's
    `from_tzinfo`: its summer time begins an hour late, because it states DTSTART in the new offset where
    RFC 5545 wants the old one.
    """
    component = Timezone()
    component.add("TZID", zone.key)
    begin = datetime(first_year, 1, 1, tzinfo=zone).astimezone(UTC)
    component.add_component(_observance(zone, begin, begin))
    for change in _changes(zone, begin, datetime(last_year + 1, 1, 1, tzinfo=UTC)):
        component.add_component(_observance(zone, change - _SECOND, change))
    return component


def _observance(zone: ZoneInfo, before: datetime, since: datetime) -> TimezoneStandard | TimezoneDaylight:
    (old, _), (new, name) = _rule(zone, before), _rule(zone, since)
    component = TimezoneDaylight() if since.astimezone(zone).dst() else TimezoneStandard()
    component.add("DTSTART", (since + old).replace(tzinfo=None))
    component.add("TZOFFSETFROM", old)
    component.add("TZOFFSETTO", new)
    component.add("TZNAME", name)
    return component


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments at which the offset changes, looking at every day and then at its seconds."""
    day = begin
    while day < end:
        if _rule(zone, day) != _rule(zone, day + _DAY):
            yield _change(zone, day, day + _DAY)
        day += _DAY


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        before, after = (middle, after) if _rule(zone, middle) == _rule(zone, before) else (before, middle)
    return after


def _rule(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, str]:
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or zone.key
