"""A room's hours and rules in plain words, as they stand on its page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from functools import reduce
from itertools import groupby, pairwise
from typing import NamedTuple

from flask_babel import gettext as _

from activity_center.formats import day_of_year, hour, weekday
from activity_center.people.rules import RoleName
from activity_center.rooms.rules import Allowance, OpenHours, Season
from activity_center.words import ROLES

Spans = Sequence[tuple[time, time]]


class SeasonSaid(NamedTuple):
    """The hours of a season, a line for days that are alike; without a title they hold all the year."""

    title: str
    lines: list[str]


def hours_said(hours: Sequence[OpenHours]) -> list[SeasonSaid]:
    """Return the opening hours of a room: its seasons in the order of the year, then the rest of the year."""
    seasons = sorted({one.season for one in hours if one.season})
    told = [SeasonSaid(season_said(season), _week_said([h for h in hours if h.season == season])) for season in seasons]
    rest = [one for one in hours if not one.season]
    return [*told, SeasonSaid(_("The rest of the year") if seasons else "", _week_said(rest))] if rest else told


def season_said(season: Season) -> str:
    """Return "1 May to 30 September, every year"."""
    first, last = map(day_of_year, season)
    return _("%(first)s to %(last)s, every year", first=first, last=last)


def _week_said(hours: Iterable[OpenHours]) -> list[str]:
    by_day = {n: sorted((h.opens, h.closes) for h in hours if h.weekday == n) for n in range(1, 8)}
    alike = [list(group) for _spans, group in groupby(by_day, key=lambda number: by_day[number])]
    return [f"{_days_said(numbers)} {_day_said(by_day[numbers[0]])}" for numbers in alike]


def _days_said(numbers: Sequence[int]) -> str:
    if len(numbers) < 3:
        return _(", ").join(weekday(number) for number in numbers)
    return _("%(first)s through %(last)s", first=weekday(numbers[0]), last=weekday(numbers[-1]))


def _day_said(spans: Spans) -> str:
    """Return the hours of a day; a break in them is said, lest somebody read over it."""
    if not spans:
        return _("not open")
    open_ = _(", ").join(_span_said(*span) for span in spans)
    breaks = [_span_said(ends, starts) for (_starts, ends), (starts, _ends) in pairwise(spans) if starts > ends]
    return _("%(hours)s (break %(breaks)s)", hours=open_, breaks=_(", ").join(breaks)) if breaks else open_


def _span_said(starts: time, ends: time) -> str:
    return f"{hour(starts)}–{hour(ends)}"


def rules_said(rules: Mapping[RoleName, Allowance]) -> list[str]:
    """Return for each role that may book by itself how it may, in one sentence."""
    said = [(role, allowance_said(rules[role])) for role in RoleName if role in rules]
    return [_("%(who)s may book: %(how)s.", who=ROLES[role.value], how=how) for role, how in said]


def allowance_said(allowed: Allowance) -> str:
    """Return "from 2 hours to 14 days ahead, at most 2 hours at a time, after approval"."""
    approval = _("after approval by the desk") if allowed.needs_approval else _("without asking")
    parts = [_ahead_said(allowed), _longest_said(allowed), _crowd_said(allowed), approval]
    return reduce(lambda one, other: _("%(one)s, %(other)s", one=one, other=other), filter(None, parts))


def _ahead_said(allowed: Allowance) -> str:
    notice = allowed.notice and _length_said(allowed.notice)
    ahead = allowed.ahead and _length_said(allowed.ahead)
    if notice and ahead:
        return _("from %(notice)s to %(ahead)s ahead", notice=notice, ahead=ahead)
    if notice:
        return _("at least %(notice)s ahead", notice=notice)
    return _("at most %(ahead)s ahead", ahead=ahead) if ahead else _("as far ahead as they like")


def _longest_said(allowed: Allowance) -> str:
    return _("at most %(length)s at a time", length=_length_said(allowed.longest)) if allowed.longest else ""


def _crowd_said(allowed: Allowance) -> str:
    if allowed.least and allowed.most:
        return _("for %(least)s to %(most)s people", least=allowed.least, most=allowed.most)
    if allowed.least:
        return _("for at least %(n)s people", n=allowed.least)
    return _("for at most %(n)s people", n=allowed.most) if allowed.most else ""


def _length_said(length: timedelta) -> str:
    """Return a length in the largest unit that says it exactly; one day is 24 hours to whoever counts."""
    if length >= timedelta(days=2) and length % timedelta(days=1) == timedelta(0):
        return _("%(n)s days", n=length.days)
    hours, rest = divmod(length, timedelta(hours=1))
    return _("%(n)s minutes", n=length // timedelta(minutes=1)) if rest else _("%(n)s hours", n=hours)
