"""What is on in the house in some days, for everybody: classes counted, events, contests, closed days and rooms."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.calendar import rules
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.competitions.models import Category, Competition, Match, Stage
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, SectionStatus
from activity_center.feeds.rules import is_still_shown
from activity_center.rooms import closing
from activity_center.rooms.models import Booking, Room
from activity_center.rooms.rules import BookingStatus, Span
from activity_center.societies import events
from activity_center.societies.models import Event
from activity_center.terms import service as terms
from activity_center.terms.models import Closure, Term
from activity_center.terms.rules import at_wall_time, days_between

_DAY = timedelta(days=1)
_MONTH = timedelta(days=31)
HIDDEN = (CompetitionStatus.DRAFT, CompetitionStatus.CANCELLED)


@dataclass(frozen=True)
class Contest:
    """A competition with the days on which it stands in the calendar, and how many matches each of them has."""

    row: Competition
    matches: dict[date, int]

    @property
    def days(self) -> list[date]:
        """Return its days in order."""
        return rules.contest_days(self.row.starts_on, self.row.ends_on, self.matches)


@dataclass(frozen=True)
class Shut:
    """Rooms that are closed for the same reason at the same time."""

    why: str
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...]


@dataclass(frozen=True)
class Days:
    """Some days of the house, one after the other; events and contests stand on each of theirs."""

    days: Sequence[date]
    classes: Counter[date]
    events: dict[date, list[Event]]
    rooms: dict[int, list[Any]]
    contests: dict[date, list[Contest]]
    closures: dict[date, Closure]
    shut: Sequence[Shut]
    terms: Sequence[Term]

    def active(self) -> set[date]:
        """Return the days on which there is an event or a contest; classes are no activity, and neither is drafting."""
        held = {day for day, rows in self.events.items() if any(row.is_on for row in rows)}
        return held | {day for day, rows in self.contests.items() if rows}


def on_days(session: Session, days: Sequence[date], *, today: date, zone: ZoneInfo) -> Days:
    """Return what is on in the house on these days, which follow each other, in a constant number of queries.

    Drafts and cancelled contests are nowhere, cancelled events as long as feeds show them; who may see an event is
    for the caller to say.
    """
    span = span_of(days, zone)
    gatherings = [row for row in events.between(session, *span) if _is_shown(row, today, zone)]
    return Days(
        days,
        _classes(session, span, zone),
        _by_day(gatherings, days, zone),
        events.rooms_of(session, gatherings),
        _contests(session, days, zone),
        {one.on: one for one in terms.closures(session, days[0], days[-1])},
        _shut(session, span),
        [term for term in terms.terms(session) if term.first_on <= days[-1] and term.last_on >= days[0]],
    )


def span_of(days: Sequence[date], zone: ZoneInfo) -> Span:
    """Return days that follow each other as one span, from midnight to midnight."""
    return Span(at_wall_time(days[0], time(), zone), at_wall_time(days[-1] + _DAY, time(), zone))


def _is_shown(row: Event, today: date, zone: ZoneInfo) -> bool:
    return row.is_on or is_still_shown(row.starts_at.astimezone(zone).date(), today)


def _classes(session: Session, span: Span, zone: ZoneInfo) -> Counter[date]:
    """Count the meetings of each day; many begin at the same moment, so few rows come."""
    wanted = (
        select(Meeting.starts_at, func.count())
        .join(Section, Section.id == Meeting.section_id)
        .where(Section.status != SectionStatus.DRAFT, Meeting.status != MeetingStatus.CANCELLED)
        .where(Meeting.starts_at >= span.starts_at, Meeting.starts_at < span.ends_at)
        .group_by(Meeting.starts_at)
    )
    counted: Counter[date] = Counter()
    for starts_at, n in session.execute(wanted):
        counted[starts_at.astimezone(zone).date()] += n
    return counted


def _by_day(rows: Sequence[Any], days: Sequence[date], zone: ZoneInfo) -> dict[date, list[Any]]:
    """Return what stands on each day, in the order in which it came."""
    found = defaultdict(list)
    for row in rows:
        first = max(days[0], row.starts_at.astimezone(zone).date())
        # What ends at midnight is not on the day that begins then.
        last = min(days[-1], (row.ends_at - timedelta(microseconds=1)).astimezone(zone).date())
        for day in days_between(first, last):
            found[day].append(row)
    return dict(found)


def _contests(session: Session, days: Sequence[date], zone: ZoneInfo) -> dict[date, list[Contest]]:
    """Return the contests of each day; a match that is more than a month away from its contest is not looked for."""
    is_near = (Competition.starts_on <= days[-1] + _MONTH) & (Competition.ends_on >= days[0] - _MONTH)
    wanted = select(Competition).where(Competition.status.not_in(HIDDEN), is_near)
    rows = list(session.scalars(wanted.order_by(Competition.starts_on, Competition.id)))
    played = _matches(session, [row.id for row in rows], zone)
    found = defaultdict(list)
    for contest in (Contest(row, played.get(row.id, {})) for row in rows):
        for day in contest.days:
            found[day].append(contest)
    return {day: found[day] for day in days if day in found}


def _matches(session: Session, competition_ids: Sequence[int], zone: ZoneInfo) -> dict[int, dict[date, int]]:
    """Return how many matches each competition has on each day, for those whose matches have a time."""
    wanted = (
        select(Category.competition_id, Booking.starts_at, func.count())
        .join(Stage, Stage.category_id == Category.id)
        .join(Match, Match.stage_id == Stage.id)
        .join(Booking, Booking.id == Match.booking_id)
        .where(Category.competition_id.in_(competition_ids), Booking.status == BookingStatus.HELD)
        .group_by(Category.competition_id, Booking.starts_at)
    )
    counted: dict[int, dict[date, int]] = defaultdict(Counter)
    for id, starts_at, n in session.execute(wanted):
        counted[id][starts_at.astimezone(zone).date()] += n
    return dict(counted)


def _shut(session: Session, span: Span) -> list[Shut]:
    rows = closing.closed(session, span)
    named = select(Room.id, Room.name).where(Room.id.in_({row.room_id for row in rows}))
    names: dict[int, str] = dict(session.execute(named).tuples().all()) if rows else {}
    alike: dict[tuple[datetime, datetime, str], list[str]] = defaultdict(list)
    for row in rows:
        alike[row.starts_at, row.ends_at, row.why].append(names[row.room_id])
    return [Shut(why, starts_at, ends_at, tuple(rooms)) for (starts_at, ends_at, why), rooms in sorted(alike.items())]
