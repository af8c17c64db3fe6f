"""What a section is, what it still lacks before it can be offered, and when it meets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from itertools import combinations, zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from activity_center.errors import Reason
from activity_center.rooms.rules import Span
from activity_center.terms.rules import Calendar, at_wall_time, days_between, teaching_days


class Mode(Enum):
    """How a section admits: in order of asking, by a draw over applications, or whoever walks in."""

    FIRST_COME = "first_come"
    DRAW = "draw"
    WALK_IN = "walk_in"


class SectionStatus(Enum):
    """A DRAFT is seen by staff only; OPEN is offered; CANCELLED stays visible to those it concerned."""

    DRAFT = "draft"
    OPEN = "open"
    CANCELLED = "cancelled"


class MeetingStatus(Enum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class FeePer(Enum):
    TERM = "term"
    YEAR = "year"


class HolidayRule(Enum):
    """What becomes of a meeting that falls on a closed day: made up after the end, lost, or held all the same."""

    MAKE_UP = "make_up"
    SKIP = "skip"
    HELD = "held"


@dataclass(frozen=True)
class WeeklyTime:
    """One weekly time, wall time, in a room or at a place in words; in a draft parts may be missing."""

    weekday: int | None = None
    starts: time | None = None
    ends: time | None = None
    room_id: int | None = None
    place: str = ""

    def place_in_week(self) -> tuple[Any, ...]:
        """Return what weekly times are sorted by; what is missing comes last."""
        return (self.weekday or 8, self.starts or time.max, self.ends or time.max, self.room_id or 0, self.place)


@dataclass(frozen=True)
class Plan:
    """A section as the schedule sees it; its days are its own or, where it names none, those of its term.

    With `weeks` it meets that many times at each weekly time, otherwise on every such weekday until `last_on`.
    """

    mode: Mode = Mode.FIRST_COME
    capacity: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    weeks: int | None = None
    holiday_rule: HolidayRule = HolidayRule.MAKE_UP
    excluded_on: Sequence[date] = ()
    times: Sequence[WeeklyTime] = ()


def missing(plan: Plan) -> list[Reason]:
    """Return everything a draft lacks before it can be offered; an empty list means nothing.

    The day of a draw may be announced later: people apply meanwhile.
    """
    lacks = {
        "lacks_first_day": plan.first_on is None,
        "lacks_last_day": plan.last_on is None and plan.weeks is None,
        "lacks_capacity": plan.capacity is None and plan.mode is not Mode.WALK_IN,
        "lacks_times": not plan.times,
        "lacks_weekday": any(t.weekday is None for t in plan.times),
        "lacks_start": any(t.starts is None for t in plan.times),
        "lacks_end": any(t.ends is None for t in plan.times),
        "lacks_place": any(t.room_id is None and not t.place for t in plan.times),
        "times_overlap": any(_overlap(a, b) for a, b in combinations(plan.times, 2)),
    }
    return [Reason(code) for code, is_lacking in lacks.items() if is_lacking]


def _overlap(a: WeeklyTime, b: WeeklyTime) -> bool:
    if not (a.starts and a.ends and b.starts and b.ends and a.weekday == b.weekday is not None):
        return False
    return a.starts < b.ends and b.starts < a.ends


@dataclass(frozen=True, order=True)
class Planned:
    """One meeting as the weekly plan has it."""

    span: Span
    room_id: int | None = None
    place: str = ""


def planned(plan: Plan, calendar: Calendar, zone: ZoneInfo) -> list[Planned]:
    """Return the meetings of a plan that lacks nothing, in order of time.

    Weekly times are wall time: a class at 8:30 stays at 8:30 when the clocks change. Days on which the timetable of
    another weekday is followed count for that weekday.
    """
    found = {_planned(day, weekly, zone) for weekly in plan.times for day in _days(plan, weekly, calendar)}
    return sorted(found, key=lambda p: (p.span, p.room_id or 0, p.place))


def _days(plan: Plan, weekly: WeeklyTime, calendar: Calendar) -> list[date]:
    assert weekly.weekday, "nothing is lacking"
    assert plan.first_on, "nothing is lacking"
    return teaching_days(
        weekly.weekday,
        plan.first_on,
        plan.last_on or plan.first_on,
        {} if plan.holiday_rule is HolidayRule.HELD else calendar,
        count=plan.weeks,
        make_up=plan.holiday_rule is HolidayRule.MAKE_UP,
        excluded=plan.excluded_on,
    )


def _planned(day: date, weekly: WeeklyTime, zone: ZoneInfo) -> Planned:
    assert weekly.starts, "nothing is lacking"
    assert weekly.ends, "nothing is lacking"
    starts_at, ends_at = (at_wall_time(day, wall, zone) for wall in (weekly.starts, weekly.ends))
    return Planned(Span(starts_at, ends_at), weekly.room_id, weekly.place)


def lost_days(plan: Plan, calendar: Calendar) -> list[date]:
    """Return the days on which a plan that lacks nothing would have met, were they not closed."""
    return sorted({day for weekly in plan.times for day in _lost(plan, weekly, calendar)})


def _lost(plan: Plan, weekly: WeeklyTime, calendar: Calendar) -> list[date]:
    assert plan.first_on, "nothing is lacking"
    held, wished = _days(plan, weekly, calendar), _days(plan, weekly, {})
    last = max([*held, *wished], default=plan.first_on)
    mine = (day for day in days_between(plan.first_on, last) if day.isoweekday() == weekly.weekday)
    return [day for day in mine if day not in held and day not in plan.excluded_on]


@dataclass(frozen=True)
class Slot:
    """A meeting that is already there, as scheduling again sees it.

    `planned_at` is the start that the weekly plan gave it, None where the plan knows nothing of it. What staff
    changed `by_hand` stays as it is for as long as the plan still has its day.
    """

    id: int
    starts_at: datetime
    planned_at: datetime | None
    is_on: bool = True
    by_hand: bool = False


@dataclass(frozen=True)
class Step:
    """What becomes of one meeting: one that is there goes to a planned time or away, or a new one comes."""

    slot: Slot | None
    to: Planned | None


def steps(slots: Sequence[Slot], plan: Sequence[Planned], at: datetime) -> list[Step]:
    """Return how the meetings that are there become the plan, touching as few as possible and none that has begun.

    One whose start the plan still has stays the same, so that a calendar knows it again. The others move, in order
    of time, to the starts that have none; what is left over goes away and what is lacking comes new. Meetings held
    by an older plan count: who met on Monday does not meet on Tuesday of that week again. A section without meetings
    gets all of them, also those of days gone by.
    """
    if not slots:
        return [Step(None, to) for to in plan]
    mine = {slot.planned_at: slot for slot in slots if slot.planned_at}
    starts = {to.span.starts_at for to in plan}
    kept = [Step(slot, to) for to in plan if (slot := mine.get(to.span.starts_at)) and not slot.by_hand]
    loose = [slot for slot in mine.values() if slot.is_on and slot.planned_at not in starts]
    lacking = [to for to in plan if to.span.starts_at not in mine]
    held = [slot for slot in loose if slot.starts_at <= at]
    gone_by = [to for to in lacking if to.span.starts_at <= at]
    surplus = max(0, len(held) - len(gone_by))
    return [
        *(step for step in kept if step.slot and step.slot.starts_at > at),
        *_paired(
            sorted((slot for slot in loose if slot.starts_at > at), key=lambda slot: slot.starts_at),
            [to for to in lacking if to.span.starts_at > at][surplus:],
        ),
    ]


def _paired(loose: Sequence[Slot], lacking: Sequence[Planned]) -> list[Step]:
    return [Step(slot, to) for slot, to in zip_longest(loose, lacking)]
