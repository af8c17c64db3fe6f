"""Months ahead without a contest, with what was held at that season before and where there would be room."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.calendar import rules
from activity_center.calendar.free_rooms import Rooms, rooms_on
from activity_center.competitions import service as competitions
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.competitions.models import Competition
from activity_center.planning.rules import RoomFacts
from activity_center.terms import service as terms

MONTHS_AHEAD = 12
WHOLE_DAY = rules.GOOD_HOURS[0][0], rules.GOOD_HOURS[1][1]
# Where nothing was held before: the second Wednesday, on which no holiday begins.
_USUAL = date(2026, 9, 9)


@dataclass(frozen=True)
class Chance:
    """A day on which a contest could be, and a room that is free all that day.

    `former` is the contest of a former year that would be held again, None for a new one.
    """

    former: Competition | None
    on: date
    room_id: int | None


@dataclass(frozen=True)
class EmptyMonth:
    """A month without a contest: those that are only a draft, and what could be held."""

    first_on: date
    drafts: Sequence[Competition]
    chances: Sequence[Chance]


def months_ahead(session: Session, at: datetime, zone: ZoneInfo) -> tuple[list[EmptyMonth], Mapping[int, RoomFacts]]:
    """Return the months without a contest among the next twelve, this one included, and the rooms by their numbers.

    For each of them the contests of the same season of former years (that month, or the one before or after it) are
    what could be held again; a month without any has a day for a new one.
    """
    today = at.astimezone(zone).date()
    ahead = rules.months(rules.month_of(today), MONTHS_AHEAD)
    every = competitions.competitions(session)
    held = [one for one in every if one.status not in (CompetitionStatus.DRAFT, CompetitionStatus.CANCELLED)]
    busy = {month for one in held for month in rules.months_between(one.starts_on, one.ends_on)}
    is_open = _opening(session, ahead, zone)
    earliest = today + timedelta(days=1)
    days = [(m, one, on) for m in ahead if m not in busy for one, on in _days(held, m, earliest, is_open)]
    rooms = rooms_on(session, {on for _month, _former, on in days}, zone)
    largest = {on: _largest(rooms, on, at) for _month, _former, on in days}
    drafts = [one for one in every if one.status is CompetitionStatus.DRAFT]
    empty = [
        EmptyMonth(
            month,
            [one for one in drafts if rules.month_of(one.starts_on) == month],
            [Chance(former, on, largest[on]) for of, former, on in days if of == month],
        )
        for month in ahead
        if month not in busy
    ]
    return empty, rooms.facts


def _opening(session: Session, ahead: Sequence[date], zone: ZoneInfo) -> Callable[[date], bool]:
    calendar = terms.calendar(session, ahead[0], rules.after(ahead[-1], 1))
    return Rooms(rooms_on(session, (), zone).facts, {}, calendar, zone).is_open_on


def _days(
    held: Sequence[Competition], month: date, earliest: date, is_open: Callable[[date], bool]
) -> list[tuple[Competition | None, date]]:
    """Return what could be held in a month and when: each game once, of the latest year and the nearest season."""
    near = [(rules.same_season(month, one.starts_on), one) for one in held]
    former = sorted(((n, one) for n, one in near if n is not None), key=lambda p: (p[0], -p[1].starts_on.toordinal()))
    once: dict[Any, Competition] = {}
    for _n, one in former:
        once.setdefault(one.discipline, one)
    wanted: list[Competition | None] = [*once.values()] or [None]
    days = [(one, rules.again_on(month, one.starts_on if one else _USUAL, earliest, is_open)) for one in wanted]
    return [(one, on) for one, on in days if on]


def _largest(rooms: Rooms, on: date, at: datetime) -> int | None:
    free = rooms.free(on, [WHOLE_DAY], at)
    return max(free, key=lambda place: (place.seats or 0, -place.room_id)).room_id if free else None
