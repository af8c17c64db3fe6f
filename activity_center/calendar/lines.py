"""What the calendar of the centre says in words. Nothing here looks anything up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from activity_center import formats
from activity_center.calendar import rules
from activity_center.calendar.service import Contest, Days, Shut
from activity_center.enrolment.week import Shown, number_in
from activity_center.rooms.rules import BookingStatus
from activity_center.terms.models import Term
from activity_center.terms.rules import ClosureKind

_NAMED = 3


@dataclass(frozen=True)
class Cell:
    """One day of a month as it is drawn; `closed` and `classes` are "" where there is nothing to say."""

    on: date
    is_here: bool
    is_today: bool
    closed: str
    classes: str
    items: Sequence[Shown]

    @property
    def is_empty(self) -> bool:
        """Say whether a list of days can leave it out."""
        return not (self.closed or self.classes or self.items)


@dataclass(frozen=True)
class Week:
    """Seven days of a month, and which week of the term it is, "" outside of one."""

    label: str
    cells: Sequence[Cell]


def weeks(there: Days, month: date, today: date, is_for: Callable[[Any], bool]) -> list[Week]:
    """Return a month week by week; days of its neighbours are there and say nothing."""
    return [
        Week(_week_of_term(week, there.terms), [cell(there, on, today, is_for, month) for on in week])
        for week in rules.weeks(month)
    ]


def cell(there: Days, on: date, today: date, is_for: Callable[[Any], bool], month: date | None = None) -> Cell:
    """Return one day; one of another month than `month` says nothing."""
    if month and rules.month_of(on) != month:
        return Cell(on, False, False, "", "", ())
    return Cell(on, True, on == today, _closed(there, on), classes(there.classes[on]), items(there, on, is_for))


def items(there: Days, on: date, is_for: Callable[[Any], bool]) -> list[Shown]:
    """Return the contests of a day and those of its events that the reader may see."""
    seen = [row for row in there.events.get(on, ()) if is_for(row)]
    contests = [_contest(one, on) for one in there.contests.get(on, ())]
    return [*contests, *(_event(row, there.rooms[row.id], on) for row in seen)]


def _week_of_term(week: Sequence[date], terms: Sequence[Term]) -> str:
    of = next((one for one in terms if one.first_on <= week[-1] and one.last_on >= week[0]), None)
    if of is None:
        return ""
    return _("Week %(n)s", n=number_in(of, week[0]))


def _closed(there: Days, on: date) -> str:
    closure = there.closures.get(on)
    if closure is None:
        return ""
    return closure.name if closure.kind is ClosureKind.HOLIDAY else _("%(name)s, worked", name=closure.name)


def classes(n: int) -> str:
    """Say how many classes meet on a day, "" for none."""
    return _("%(n)s classes", n=n) if n else ""


def _contest(one: Contest, on: date) -> Shown:
    n = one.matches.get(on, 0)
    note = _("%(n)s matches", n=n) if n else _("Contest")
    url = url_for("competitions.competition", competition_id=one.row.id)
    return Shown(one.row.name, "", note, url, "rose", "", on)


def _event(row: Any, rooms: Sequence[Any], on: date) -> Shown:
    url = url_for("societies.event", event_id=row.id)
    place = _(", ").join([room.name for room in rooms]) or row.place
    note = ""
    if not row.is_on:
        note = _("Cancelled")
    elif row.booking.status is BookingStatus.REQUESTED:
        note = _("room not approved yet")
    kind = "cancelled" if not row.is_on else "amber" if note else "indigo"
    return Shown(row.title, _hours(row, on), place, url, kind, note, on)


def _hours(row: Any, on: date) -> str:
    """Say the hours of an event; on a day between its first and its last there are none to say."""
    starts, ends = formats.local(row.starts_at), formats.local(row.ends_at)
    if starts.date() == ends.date():
        return f"{formats.hour(row.starts_at)}–{formats.hour(row.ends_at)}"
    return formats.hour(row.starts_at) if starts.date() == on else ""


def shut(one: Shut) -> tuple[str, str]:
    """Return when and why rooms are closed, and which."""
    names = _(", ").join(one.rooms[:_NAMED])
    more = len(one.rooms) - _NAMED
    rooms = _("%(names)s and %(n)s more", names=names, n=more) if more > 0 else names
    return _time(one.starts_at, one.ends_at), f"{rooms}{_(': ')}{one.why}"


def _time(starts_at: datetime, ends_at: datetime) -> str:
    if formats.local(starts_at).date() == formats.local(ends_at).date():
        return formats.span(starts_at, ends_at)
    return _("%(first)s to %(last)s", first=formats.moment(starts_at), last=formats.moment(ends_at))


def hours(place: rules.Place) -> str:
    """Return "9:00–11:00"."""
    return f"{formats.hour(place.hours[0])}–{formats.hour(place.hours[1])}"


def silence(last_on: date | None, today: date) -> str:
    """Say since when a society had nothing."""
    if last_on is None:
        return _("never yet")
    return _("%(day)s, %(n)s weeks ago", day=formats.day(last_on), n=(today - last_on).days // 7)
