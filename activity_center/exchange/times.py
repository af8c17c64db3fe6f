"""How days, wall times, weekdays and opening hours are read; what can be read in two ways is refused."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from activity_center.exchange.rules import Broken, Cell, folded, is_empty, text

_DAY = re.compile(
    r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:t?00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})", re.ASCII
)


def day(cell: Cell) -> date | None:
    """Return a day: a spreadsheet's own, 2026-10-05, 2026/10/5, 2026.10.5, 2026年10月5日 or 20261005.

    5/10/2026 is refused: it is May in one country and October in another.
    """
    if is_empty(cell):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _DAY.fullmatch(folded(cell))
    if match is None:
        raise Broken("import_day")
    return _date(*(int(part) for part in match.groups() if part))


def _date(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise Broken("import_day") from None


_MORNING, _LATER = ("上午", "早上", "am"), ("下午", "晚上", "晚", "pm")
_HALF = "|".join(_MORNING + _LATER)
_CLOCK = re.compile(
    rf"(?P<before>{_HALF})?(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}})(?::00)?|[点时](?:(?P<said>\d{{2}}|半)分?)?)"
    rf"(?P<after>{_HALF})?",
    re.ASCII,
)


def clock(cell: Cell) -> time | None:
    """Return a wall time: a spreadsheet's own (also as part of a day, 0.375), 9:00, ９：００, 9点半 or 下午2:30."""
    if is_empty(cell):
        return None
    if isinstance(cell, datetime | time):
        return (cell.time() if isinstance(cell, datetime) else cell).replace(second=0, microsecond=0)
    part = cell / timedelta(days=1) if isinstance(cell, timedelta) else cell
    if isinstance(part, float) and 0 <= part < 1:
        return _time(*divmod(round(part * 24 * 60), 60))
    match = _CLOCK.fullmatch(folded(cell))
    if match is None or (match["before"] and match["after"]):
        raise Broken("import_time")
    minute = match["minute"] or (match["said"] or "0").replace("半", "30")
    return _time(_hour(int(match["hour"]), match["before"] or match["after"]), int(minute))


def _hour(hour: int, half: str | None) -> int:
    """Return the hour of 24; 下午14:00 is 14, and 上午12:00 and 晚上12:00, which may mean two hours, are refused."""
    if half is None or (half in _LATER and hour > 12) or (half in _MORNING and hour < 12):
        return hour
    if half in _MORNING or hour == 0 or (hour == 12 and half.startswith("晚")):
        raise Broken("import_time")
    return hour % 12 + 12


def _time(hour: int, minute: int) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise Broken("import_time") from None


_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {
    **{name: number for number, name in enumerate(_ENGLISH, 1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH, 1)},
    **dict.fromkeys(("tues",), 2),
    **dict.fromkeys(("weds",), 3),
    **dict.fromkeys(("thur", "thurs"), 4),
    **{str(number): number for number in range(1, 8)},
    **{
        prefix + name: number
        for prefix in ("周", "星期", "礼拜", "週", "")
        for name, number in zip("一二三四五六日天", (1, 2, 3, 4, 5, 6, 7, 7), strict=True)
    },
}
_AND = re.compile(r"[,、;和及&/]|and")
_TO = re.compile(r"至|到|-|–|—|~|to")


def weekdays(cell: Cell, *, ranges: bool = False) -> tuple[int, ...]:
    """Return the weekdays named, 1 Monday to 7, in order: 周一, 星期日, 周一、三, Mon, "Mon, Wed & Fri", 1.

    With `ranges` 周一至周五 and Mon-Fri are the days from one to the other. In a catalogue 周一至周五 is mostly
    said of a whole school, so there it is refused.
    """
    if is_empty(cell):
        return ()
    named: set[int] = set()
    for part in _AND.split(folded(cell).replace("每", "").replace("逢", "")):
        ends = _TO.split(part) if ranges else [part]
        if len(ends) > 2 or any(end not in _WEEKDAYS for end in ends):
            raise Broken("import_weekday")
        first, last = _WEEKDAYS[ends[0]], _WEEKDAYS[ends[-1]]
        if first > last:
            raise Broken("import_weekday")
        named.update(range(first, last + 1))
    return tuple(sorted(named))


_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DATES = re.compile(r"((?:\d{1,2}(?:,|&|and))*\d{1,2})([a-z]{3,9})(\d{4})", re.ASCII)
_PROGRAMME = re.compile(r"([^()]*)(?:\((?:excluding|excludes?|except)([^()]*)\))?")


def programme_days(cell: Cell) -> tuple[tuple[int, ...], tuple[date, ...]]:
    """Return the weekdays and the days left out of "Mon,Wed (Exclude 19 Oct 2026)"."""
    match = _PROGRAMME.fullmatch(folded(cell))
    if match is None:
        raise Broken("import_weekday")
    named = tuple(range(1, 8)) if match[1] in ("daily", "everyday") else weekdays(match[1], ranges=True)
    return named, tuple(sorted(_excluded(match[2] or "")))


def _excluded(said: str) -> Iterable[date]:
    if re.sub(r"[,;&.]|and", "", _DATES.sub("", said)):
        raise Broken("import_day")
    for numbers, month, year in _DATES.findall(said):
        matching = [n for n, name in enumerate(_MONTHS, 1) if month in (name, name[:3], name[:4])]
        for number in re.split(r",|&|and", numbers):
            yield _date(int(year), matching[0] if matching else 0, int(number))


Hours = tuple[int, time, time]
_SPAN = r"(\d{1,2}:\d{2})(?:-|–|—|~|至|到)(\d{1,2}:\d{2})"
_HOURS = re.compile(rf"(\D*?)[:,]?({_SPAN}(?:[,、]{_SPAN})*)", re.ASCII)


def opening(cell: Cell) -> tuple[Hours, ...]:
    """Return opening hours as (weekday, opens, closes): "周一至周五 8:30-11:30,14:00-17:00；周六 9:00-12:00".

    Hours without a weekday, or after 每天, hold every day.
    """
    if is_empty(cell):
        return ()
    hours: set[Hours] = set()
    for part in re.split(r"[;\n]", unicodedata.normalize("NFKC", text(cell)).strip("; \n")):
        match = _HOURS.fullmatch(folded(part))
        if match is None:
            raise Broken("import_hours")
        everyday = match[1] in ("", "每天", "每日", "daily")
        named = range(1, 8) if everyday else weekdays(match[1], ranges=True)
        hours.update((weekday, *_span(*span)) for weekday in named for span in re.findall(_SPAN, match[2]))
    return tuple(sorted(hours))


def _span(opens: str, closes: str) -> tuple[time, time]:
    first, last = clock(opens), clock(closes)
    if first is None or last is None or first >= last:
        raise Broken("import_hours")
    return first, last
