"""Events and readers for tests of the text alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from activity_center.courses.rules import Plan, WeeklyTime, planned
from activity_center.feeds.calendar import Event, Reader, Words
from activity_center.feeds.rules import Part, State
from activity_center.terms.rules import ClosureKind, Day

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
WORDS = Words(
    cancelled="[Cancelled]",
    left="[No longer yours]",
    replaced="[Taught by somebody else]",
    waiting="[Waitlist]",
    offered="[Please accept]",
    place="Place %(n)s",
    answer_by="By %(moment)s",
    instructor="Instructor: %(name)s",
    teaches="You teach this class.",
    details="More: %(url)s",
    alarm="In one hour: %(title)s",
    asked="[Not approved yet]",
    taken="Taken",
    against="Against: %(name)s",
    table="Round %(round)s: table %(table)s",
)


def reader(**values: Any) -> Reader:
    facts: dict[str, Any] = {
        "words": WORDS,
        "zone": SHANGHAI,
        "root": "https://centre.example",
        "uid": "centre-1",
        "alarms": True,
    }
    return Reader(**facts | values)


def event(**values: Any) -> Event:
    starts_at = values.get("starts_at", datetime(2026, 9, 7, 0, 30, tzinfo=UTC))
    facts: dict[str, Any] = {
        "meeting_id": 1,
        "section_id": 5,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "state": State.CONFIRMED,
        "part": Part.ONLOOKER,
        "sequence": 0,
        "changed_at": AT,
        "title": "书法（楷书）",
        "place": "302 书画教室, 南院",
        "category": "书画系",
    }
    return Event(**facts | values)


# The week of the National Day is closed; the Saturday after it follows Monday's timetable.
CLOSED = {date(2026, 10, 1) + timedelta(days=n): Day(ClosureKind.HOLIDAY) for n in range(7)}
CALENDAR = CLOSED | {date(2026, 10, 10): Day(ClosureKind.WORKDAY, follows_weekday=1)}


def term(zone: ZoneInfo) -> list[Event]:
    """Two classes a week from September to April with holidays; one meeting moved, one cancelled, one added."""
    plan = Plan(
        capacity=30,
        first_on=date(2026, 9, 7),
        last_on=date(2027, 4, 26),
        times=[WeeklyTime(1, time(8, 30), time(10)), WeeklyTime(6, time(23), time(23, 59))],
    )
    ids = count(1)
    events = [
        event(meeting_id=next(ids), starts_at=p.span.starts_at, ends_at=p.span.ends_at)
        for p in planned(plan, CALENDAR, zone)
    ]
    hour = timedelta(hours=1)
    moved = events[3]
    events[3] = replace(moved, starts_at=moved.starts_at + hour, ends_at=moved.ends_at + hour, sequence=1)
    events[5] = replace(events[5], state=State.CANCELLED, sequence=2)
    # Across the night in which the clocks go back, and the one in which they go forward.
    nights = (datetime(2026, 10, 25, 0, 0, tzinfo=zone), datetime(2027, 3, 28, 0, 30, tzinfo=zone))
    for night in nights:
        starts_at = night.astimezone(UTC)
        events.append(event(meeting_id=next(ids), starts_at=starts_at, ends_at=starts_at + 4 * hour))
    return events
