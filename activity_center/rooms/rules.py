"""When a room is free."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import NamedTuple, TypeVar

from activity_center.errors import Reason
from activity_center.people.rules import RoleName, may


class BookingStatus(Enum):
    """Only a HELD booking holds anything; REQUESTED waits for approval, REFUSED was not approved."""

    REQUESTED = "requested"
    HELD = "held"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class ReportStatus(Enum):
    """What became of something broken that was reported."""

    REPORTED = "reported"
    REPAIRING = "repairing"
    DONE = "done"
    DECLINED = "declined"


OPEN_REPORTS = frozenset({ReportStatus.REPORTED, ReportStatus.REPAIRING})
# What is over may turn out not to be mended after all.
REPORT_MOVES = {
    ReportStatus.REPORTED: (ReportStatus.REPAIRING, ReportStatus.DONE, ReportStatus.DECLINED),
    ReportStatus.REPAIRING: (ReportStatus.DONE, ReportStatus.DECLINED),
    ReportStatus.DONE: (ReportStatus.REPAIRING,),
    ReportStatus.DECLINED: (ReportStatus.REPAIRING,),
}


class Span(NamedTuple):
    """A half-open interval of moments: it starts at `starts_at` and is over at `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Say whether both are on at some moment; one that ends as the other starts is no overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def widened(self, before: int, after: int) -> "Span":
        """Return the span with so many minutes more before and after."""
        return Span(self.starts_at - timedelta(minutes=before), self.ends_at + timedelta(minutes=after))


def first_overlap(mine: Iterable[Span], theirs: Iterable[Span]) -> Span | None:
    """Return the earliest of my spans that overlaps one of theirs, or None; both may be in any order."""
    a, b = sorted(mine), sorted(theirs)
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i].overlaps(b[j]):
            return a[i]
        if a[i].ends_at <= b[j].ends_at:
            i += 1
        else:
            j += 1
    return None


# A first and a last day of every year, as "05-01".
Season = tuple[str, str]


@dataclass(frozen=True)
class OpenHours:
    """A room's opening on one weekday (1 Monday to 7), wall time; with a season only from one day of a year to another.

    A season is two days as "05-01" and "09-30", both included; one whose last day is before its first runs over the
    end of the year.
    """

    weekday: int
    opens: time
    closes: time
    season: Season | None = None

    def is_in_season(self, day: date) -> bool:
        """Say whether the season holds on a day; hours without one hold the whole year."""
        return not self.season or _is_within(f"{day:%m-%d}", self.season)


def _is_within(day: str, season: Season) -> bool:
    first, last = season
    return first <= day <= last if first <= last else day >= first or day <= last


def hours_on(hours: Iterable[OpenHours], day: date) -> list[OpenHours]:
    """Return the hours that hold on a day: those of its season, if there are any, else those of the whole year."""
    holding = [h for h in hours if h.is_in_season(day)]
    return [h for h in holding if h.season] or holding


def is_open(hours: Iterable[OpenHours], day: date, starts: time, ends: time) -> bool:
    """Say whether a room with these hours is open throughout; one without any hours is always open.

    Hours that meet, as 8:30 to 12:00 and 12:00 to 17:00 do, leave no gap between them.
    """
    hours = list(hours)
    reached = starts
    for h in sorted((h for h in hours_on(hours, day) if h.weekday == day.isoweekday()), key=lambda h: h.opens):
        if h.opens <= reached < h.closes:
            reached = h.closes
    return not hours or reached >= ends > starts


@dataclass(frozen=True)
class Allowance:
    """What somebody may book by themselves; None stands for no limit.

    `least` and `most` are how many people must or may come.
    """

    notice: timedelta = timedelta(0)
    ahead: timedelta | None = None
    longest: timedelta | None = None
    needs_approval: bool = True
    least: int | None = None
    most: int | None = None


UNLIMITED = Allowance(needs_approval=False)


def allowance(mine: Mapping[RoleName, Allowance], roles: Iterable[RoleName]) -> Allowance | None:
    """Return what somebody with these roles may book in a room, None for nothing.

    Staff may book without a rule of their own. Who has several roles has the best of each limit.
    """
    roles = list(roles)
    rules = [mine[role] for role in roles if role in mine]
    if may(roles, "serve_people") and not any(role in mine for role in (RoleName.DESK, RoleName.ADMIN)):
        return UNLIMITED
    if not rules:
        return None
    return Allowance(
        min(rule.notice for rule in rules),
        None if any(rule.ahead is None for rule in rules) else max(rule.ahead for rule in rules if rule.ahead),
        None if any(rule.longest is None for rule in rules) else max(r.longest for r in rules if r.longest),
        all(rule.needs_approval for rule in rules),
        None if any(rule.least is None for rule in rules) else min(rule.least for rule in rules if rule.least),
        None if any(rule.most is None for rule in rules) else max(rule.most for rule in rules if rule.most),
    )


def breaches(
    allowed: Allowance | None, room: str, span: Span, at: datetime, attendees: int | None = None
) -> list[Reason]:
    """Return why somebody may not book a room for a time, as far as their role says so."""
    if allowed is None:
        return [Reason("room_not_for_you", {"room": room})]
    ahead, longest = span.starts_at - at, span.ends_at - span.starts_at
    facts = {"room": room, "starts_at": span.starts_at.isoformat(), "ends_at": span.ends_at.isoformat()}
    found = []
    if timedelta(0) <= ahead < allowed.notice:
        found.append(Reason("room_notice", facts | {"hours": int(allowed.notice.total_seconds() // 3600)}))
    if allowed.ahead is not None and ahead > allowed.ahead:
        found.append(Reason("room_too_far_ahead", facts | {"days": allowed.ahead.days}))
    if allowed.longest is not None and longest > allowed.longest:
        found.append(Reason("room_too_long", facts | {"minutes": int(allowed.longest.total_seconds() // 60)}))
    return found + _crowd_breaches(allowed, room, attendees)


def _crowd_breaches(allowed: Allowance, room: str, attendees: int | None) -> list[Reason]:
    """Return why so many people are too few or too many; a limit cannot be evaded by not saying how many come."""
    if attendees is None:
        return [Reason("room_crowd_unsaid", {"room": room})] if allowed.least or allowed.most else []
    if allowed.least is not None and attendees < allowed.least:
        return [Reason("room_crowd_small", {"room": room, "least": allowed.least, "attendees": attendees})]
    if allowed.most is not None and attendees > allowed.most:
        return [Reason("room_crowd_large", {"room": room, "most": allowed.most, "attendees": attendees})]
    return []


def most_at_once(held: Iterable[tuple[Span, int]], within: Span) -> int:
    """Return the largest sum of counts that is held at one moment within a time."""
    during = [(span, count) for span, count in held if span.overlaps(within)]
    # The sum only grows where something begins: there, or where the time itself begins, is the largest.
    moments = {within.starts_at, *(max(span.starts_at, within.starts_at) for span, _count in during)}
    return max(sum(count for span, count in during if span.starts_at <= m < span.ends_at) for m in moments)


def free_spans(busy: Iterable[Span], hours: Span, wanted: Span, most: int = 3) -> list[Span]:
    """Return the spans as long as the wanted one, within these hours and clear of what is busy, nearest first.

    They begin on the half hour after the hours begin.
    """
    taken, length = list(busy), wanted.ends_at - wanted.starts_at
    step = timedelta(minutes=30)
    count = max(0, (hours.ends_at - hours.starts_at - length) // step + 1)
    starts = (hours.starts_at + n * step for n in range(count))
    spans = [Span(start, start + length) for start in starts]
    clear = [span for span in spans if not any(span.overlaps(other) for other in taken)]
    return sorted(clear, key=lambda span: (abs(span.starts_at - wanted.starts_at), span))[:most]


def seasons_meet(one: Season, other: Season) -> bool:
    """Say whether some day of the year is in both seasons."""
    return _is_within(other[0], one) or _is_within(one[0], other)


T = TypeVar("T")


def overlapping(entries: Iterable[tuple[Span, T]]) -> Iterator[tuple[T, T]]:
    """Yield each two things whose spans overlap, the one that starts earlier first."""
    running: list[tuple[Span, T]] = []
    for span, thing in sorted(entries, key=lambda entry: entry[0]):
        running = [(other, earlier) for other, earlier in running if other.overlaps(span)]
        yield from ((earlier, thing) for _, earlier in running)
        running.append((span, thing))
