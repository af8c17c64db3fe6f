"""A week of somebody's timetable, laid out as the page draws it. Nothing here looks anything up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from activity_center import formats
from activity_center.courses.rules import MeetingStatus
from activity_center.db import zone
from activity_center.enrolment.cards import place
from activity_center.enrolment.rules import Status
from activity_center.terms.rules import ClosureKind


@dataclass(frozen=True)
class Day:
    """One day of the week: its name, and why nothing happens on it, "" for an ordinary day."""

    on: date
    label: str
    is_today: bool
    closed: str


@dataclass(frozen=True)
class Shown:
    """One thing as a calendar shows it, with its state in words in `note`; parts/week.html says what the parts are."""

    title: str
    time: str
    place: str
    url: str
    kind: str
    note: str
    on: date


@dataclass(frozen=True)
class Item(Shown):
    """One thing in the grid of a timetable."""

    starts: time
    is_cancelled: bool = False


@dataclass(frozen=True)
class Row:
    """All that begins at the same time of day, one list of items for each day."""

    label: list[str]
    cells: list[list[Item]]


@dataclass(frozen=True)
class Week:
    """The days and rows of one week; days and rows without anything are left out where they are not needed."""

    days: list[Day]
    rows: list[Row]

    @property
    def closed_days(self) -> list[Day]:
        """Return the days that are not what their weekday says."""
        return [day for day in self.days if day.closed]


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def sunday_after(monday: date) -> date:
    """Return the last day of a week."""
    return monday + timedelta(days=6)


def asked_day(arguments: Mapping[str, str]) -> date | None:
    """Return the day that an address asks for by `week`, None where it asks for none that is near."""
    try:
        asked = date.fromisoformat(arguments.get("week", ""))
    except ValueError:
        return None
    return asked if 2000 <= asked.year < 2100 else None


def week_before(monday: date) -> date:
    """Return the Monday before."""
    return monday - timedelta(days=7)


def week_after(monday: date) -> date:
    """Return the Monday after."""
    return monday + timedelta(days=7)


def bounds(monday: date) -> tuple[datetime, datetime]:
    """Return the first moment of a week and that of the next."""
    first, last = (datetime.combine(monday + timedelta(days=n), time(), zone()) for n in (0, 7))
    return first, last


def term_in(terms: Iterable[Any], monday: date) -> Any:
    """Return the term to which a week belongs, None between terms."""
    return next((term for term in terms if term.first_on <= sunday_after(monday) and term.last_on >= monday), None)


def number_in(term: Any, monday: date) -> int:
    """Return which week of the term it is, from 1."""
    return (monday - monday_of(term.first_on)).days // 7 + 1


def item(meeting: Any, status: Status | None, position: int | None) -> Item:
    """Return a meeting as the timetable shows it; without a status the reader teaches it, who waits has a position."""
    cancelled = meeting.status is MeetingStatus.CANCELLED
    starts = formats.local(meeting.starts_at)
    part = [] if cancelled else _part(status, position)
    return Item(
        title=meeting.section.title,
        time=f"{formats.hour(meeting.starts_at)}–{formats.hour(meeting.ends_at)}",
        place=place(meeting),
        url=url_for("enrolment.section", section_id=meeting.section_id),
        kind="cancelled" if cancelled else _KINDS.get(status, "indigo") if status else "indigo",
        note=_("; ").join(told for told in [note(meeting), *part] if told),
        on=starts.date(),
        starts=starts.time(),
        is_cancelled=cancelled,
    )


_KINDS = {Status.ENROLLED: "jade", Status.OFFERED: "amber", Status.WAITING: "amber"}


def _part(status: Status | None, position: int | None) -> list[str]:
    if status is None:
        return [_("You teach")]
    if status is Status.WAITING and position:
        return [_("Waitlist, place %(n)s", n=position)]
    return [_("Place kept for you, not confirmed yet")] if status is Status.OFFERED else []


def coming(meetings: Iterable[Any], at: datetime) -> Any:
    """Return the first meeting that is not over and takes place, None where there is none."""
    return next((m for m in meetings if m.ends_at > at and m.status is MeetingStatus.SCHEDULED), None)


def note(meeting: Any) -> str:
    """Say what is unusual about a meeting: that it is cancelled, moved or added, or who stands in; else ""."""
    if meeting.status is MeetingStatus.CANCELLED:
        return _("Cancelled")
    moved = meeting.planned_at and meeting.planned_at != meeting.starts_at
    told = [_("moved from %(day)s", day=formats.moment(meeting.planned_at))] if moved else []
    added = [_("added")] if meeting.planned_at is None and meeting.by_hand else []
    stands_in = [_("with %(name)s", name=meeting.instructor.name)] if meeting.instructor else []
    return _("; ").join(told + added + stands_in)


def week(monday: date, today: date, items: Sequence[Item], closures: Iterable[Any]) -> Week:
    """Lay out a week: Monday to Friday always, Saturday and Sunday where something happens on them."""
    special = {closure.on: closure for closure in closures}
    taken = {item.on for item in items}
    dates = [monday + timedelta(days=n) for n in range(7)]
    shown = [day for day in dates if day.weekday() < 5 or day in taken or _is_workday(special.get(day))]
    days = [Day(day, _label(special, day), day == today, why_closed(special, day)) for day in shown]
    starts = sorted({item.starts for item in items})
    return Week(days, [_row(start, shown, items) for start in starts])


def _is_workday(closure: Any) -> bool:
    return closure is not None and closure.kind is ClosureKind.WORKDAY


def _row(start: time, shown: Sequence[date], items: Sequence[Item]) -> Row:
    cells = [[item for item in items if item.on == day and item.starts == start] for day in shown]
    return Row([part_of_day(start), formats.hour(start)], cells)


def part_of_day(wall: time) -> str:
    """Return "上午" or "morning" and so on."""
    if wall < time(12):
        return _("Morning")
    return _("Afternoon") if wall < time(18) else _("Evening")


def _label(special: Mapping[date, Any], day: date) -> str:
    """Return "周一 21", and whose timetable is followed where it is not its own."""
    name = _("%(weekday)s %(day)s", weekday=formats.weekday(day.isoweekday()), day=day.day)
    follows = special[day].follows_weekday if day in special else None
    return _("%(day)s (taught as %(weekday)s)", day=name, weekday=formats.weekday(follows)) if follows else name


def why_closed(special: Mapping[date, Any], day: date) -> str:
    """Say why nothing is taught on a day, "" for an ordinary one."""
    closure = special.get(day)
    if closure is None or closure.follows_weekday:
        return ""
    if closure.kind is ClosureKind.HOLIDAY:
        return _("%(name)s, closed", name=closure.name)
    return _("make-up workday, no classes")
