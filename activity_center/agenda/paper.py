"""Somebody's timetable of a whole term, on paper: the usual week, what is not as usual, and every date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from activity_center import formats
from activity_center.agenda import lines
from activity_center.agenda.service import Thing, What
from activity_center.courses.rules import MeetingStatus
from activity_center.db import zone
from activity_center.enrolment import cards, week
from activity_center.enrolment.rules import Status
from activity_center.enrolment.week import Item

# A meeting, and what the reader of the paper is to it; None where they teach.
Held = tuple[Any, Status | None]


@dataclass(frozen=True)
class Weekly:
    """One weekly time: when, what, where, and what else one must know of it."""

    weekday: str
    time: str
    title: str
    place: str
    more: list[str]


@dataclass(frozen=True)
class Line:
    """One meeting, or one day without it: when, what, where, and what is unusual."""

    on: date
    day: str
    time: str
    title: str
    place: str
    note: str
    is_cancelled: bool = False


@dataclass(frozen=True)
class WeekOnPaper:
    """The meetings of one week; `number` is which week of the term it is, None outside one."""

    number: int | None
    lines: list[Line]


def bounds(first_on: date, last_on: date) -> tuple[datetime, datetime]:
    """Return the first moment of a stretch of days and the first after it."""
    return datetime.combine(first_on, time(), zone()), datetime.combine(last_on + timedelta(days=1), time(), zone())


def is_certain(thing: Thing) -> bool:
    """Say whether somebody may count on a thing: they do not merely wait for a place."""
    return thing.status is not Status.WAITING


def held(things: Iterable[Thing]) -> list[Held]:
    """Return the meetings of one's own sections among things; where one only makes up for another, one is a guest."""
    return [(one.row, one.status) for one in things if one.what is What.MEETING and not one.instead_of]


def waited_for(things: Iterable[Thing]) -> list[str]:
    """Return what somebody waits for, each once."""
    waits = [one for one in things if not is_certain(one)]
    titles = (one.row.section.title if one.what is What.MEETING else one.row.title for one in waits)
    return list(dict.fromkeys(titles))


def usual_week(things: Sequence[tuple[Thing, Item]], person_id: int) -> list[Weekly]:
    """Return the week as it usually is, Monday first; where somebody only stands in stands under the dates."""
    rows = [
        (row.weekday, row.starts, _weekly(row, theirs))
        for theirs in _by_section(held(thing for thing, _item in things)).values()
        if theirs[0][1] is not None or theirs[0][0].section.instructor_id == person_id
        for row in _times(theirs)
    ]
    return [shown for _weekday, _starts, shown in sorted([*rows, *_series(things)], key=lambda row: row[:2])]


def _series(things: Sequence[tuple[Thing, Item]]) -> list[tuple[int, time, Weekly]]:
    """Return what societies do week after week: at least three times at the same time of the same weekday."""
    found: dict[Any, list[Item]] = {}
    for thing, item in things:
        if thing.what is What.EVENT and thing.row.series_id and not item.is_cancelled:
            found.setdefault((thing.row.series_id, item.on.isoweekday(), item.starts), []).append(item)
    return [
        (weekday, starts, _of_series(weekday, group))
        for (_series_id, weekday, starts), group in found.items()
        if len(group) > 2
    ]


def _of_series(weekday: int, group: Sequence[Item]) -> Weekly:
    first = group[0]
    more = [first.note, _dates([item.on for item in group])]
    return Weekly(formats.weekday(weekday), first.time, first.title, first.place, [line for line in more if line])


def _by_section(meetings: Iterable[Held]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = {}
    for held in meetings:
        found.setdefault(held[0].section_id, []).append(held)
    return found


def _times(held: Sequence[Held]) -> list[Any]:
    return [row for row in held[0][0].section.times if row.weekday and row.starts]


def _weekly(row: Any, held: Sequence[Held]) -> Weekly:
    section, status = held[0][0].section, held[0][1]
    weekday, starts, ends = cards.weekly(row)
    more = [
        _("Teacher: %(name)s", name=section.instructor.name) if section.instructor and status else "",
        _dates([_day(meeting) for meeting, _status in held if meeting.status is MeetingStatus.SCHEDULED]),
        _part(status),
    ]
    return Weekly(weekday, f"{starts}–{ends}", section.title, cards.place(row), [line for line in more if line])


def _dates(days: Sequence[date]) -> str:
    return _("%(days)s, %(n)s times", days=cards.days_between(days[0], days[-1]), n=len(days)) if days else ""


def _part(status: Status | None) -> str:
    if status is None:
        return _("You teach")
    return _("Place kept for you, not confirmed yet") if status is Status.OFFERED else ""


def _day(meeting: Any) -> date:
    return formats.local(meeting.starts_at).date()


def weeks(things: Iterable[tuple[Thing, Item]], term: Any) -> list[WeekOnPaper]:
    """Return everything in order, week by week."""
    dated = ((week.monday_of(item.on), _dated(thing, item)) for thing, item in things)
    return [
        WeekOnPaper(week.number_in(term, monday) if term else None, [line for _monday, line in group])
        for monday, group in groupby(dated, lambda pair: pair[0])
    ]


def _dated(thing: Thing, item: Item) -> Line:
    """Return a thing as one line; of a meeting only what is not as every week is noted."""
    if thing.what is What.MEETING and not thing.instead_of:
        line = _line(thing.row, _unusual(thing.row))
        return replace(line, note=_("; ").join(filter(None, (line.note, *lines.own(thing)))))
    return Line(item.on, _on(item.on), item.time, item.title, item.place, item.note, item.is_cancelled)


def _on(day: date) -> str:
    """Return "周三 1月6日": no year, which a term makes clear."""
    return _("%(weekday)s %(day)s", weekday=formats.weekday(day.isoweekday()), day=cards.days_between(day, None))


def _line(meeting: Any, note: str) -> Line:
    return Line(
        on=_day(meeting),
        day=_on(_day(meeting)),
        time=f"{formats.hour(meeting.starts_at)}–{formats.hour(meeting.ends_at)}",
        title=meeting.section.title,
        place=cards.place(meeting),
        note=note,
        is_cancelled=meeting.status is MeetingStatus.CANCELLED,
    )


def _unusual(meeting: Any) -> str:
    """Say what is not as every week about a meeting, "" for an ordinary one."""
    usual = {cards.place(row) for row in meeting.section.times} - {""}
    is_elsewhere = meeting.status is MeetingStatus.SCHEDULED and usual and cards.place(meeting) not in usual
    elsewhere = _("in another place: %(place)s", place=cards.place(meeting)) if is_elsewhere else ""
    return _("; ").join(told for told in (week.note(meeting), elsewhere) if told)


def exceptions(meetings: Sequence[Held], closures: Iterable[Any]) -> list[Line]:
    """Return what is not as every week, in order: no class, moved, added, elsewhere, or as another weekday."""
    special = {closure.on: closure for closure in closures}
    noted = [(meeting, _unusual(meeting) or _in_spite(special, _day(meeting))) for meeting, _status in meetings]
    found = [_line(meeting, note) for meeting, note in noted if note]
    free = [line for held in _by_section(meetings).values() for line in _left_out(held, special)]
    return sorted(found + free, key=lambda line: line.on)


def _in_spite(special: Mapping[date, Any], on: date) -> str:
    """Say why something is taught on a day that is not what its weekday says."""
    if on not in special:
        return ""
    if follows := special[on].follows_weekday:
        return _("taught as %(weekday)s", weekday=formats.weekday(follows))
    return _("%(name)s, but the class takes place", name=special[on].name)


def _left_out(held: Sequence[Held], special: Mapping[date, Any]) -> list[Line]:
    """Return the days between the first and the last meeting on which the centre is closed and nothing is held."""
    days = [_day(meeting) for meeting, _status in held]
    section = held[0][0].section
    return [
        Line(on, _on(on), "", section.title, "", week.why_closed(special, on), is_cancelled=True)
        for on in special
        for row in _times(held)
        if on not in days and days[0] < on < days[-1] and on.isoweekday() == row.weekday
    ]
