"""A society's year as it really was, counted from its events, its lists, its rooms and its members."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.societies import cash, events, places
from activity_center.societies.models import Event, Membership, Office, Presence
from activity_center.societies.rules import EventKind, Status

_LEFT = (Status.WITHDRAWN, Status.REMOVED, Status.CANCELLED)


@dataclass(frozen=True)
class Review:
    """What a society did in a year; `room_hours` are those of its events in rooms of the centre.

    `visits` counts everybody each time they were there, `people` of the register once. `members` are those of now.
    Money is in fen: what came in and went out in the year, and what was in the box at its end.
    """

    year: int
    events: Sequence[Event]
    came: dict[int, int]
    kinds: dict[EventKind, int]
    cancelled: int
    visits: int
    people: int
    room_hours: float
    members: int
    joined: int
    left: int
    offices: Sequence[Office]
    came_in: int
    went_out: int
    in_box: int

    @property
    def visited(self) -> dict[str, list[Event]]:
        """Return the performances by the unit they went to, the unit visited most often first."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            if event.host:
                found.setdefault(event.host, []).append(event)
        return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))

    def came_to(self, events: Sequence[Event]) -> int:
        """Return how often somebody of the register was at these events."""
        return sum(self.came[one.id] for one in events)


def review(session: Session, society_id: int, year: int, *, at: datetime, zone: ZoneInfo) -> Review:
    """Return a society's year so far, or the whole of it where it is over; what is still ahead does not count."""
    since, until = (datetime.combine(date(one, 1, 1), time(), zone) for one in (year, year + 1))
    rows = events.of_society(session, society_id, since=since, until=min(until, at))
    held = [one for one in rows if one.is_on and one.ends_at <= at]
    came = places.count_came(session, [one.id for one in held])
    book = cash.account(session, society_id, year)
    return Review(
        year=year,
        events=held,
        came=came,
        kinds=dict(Counter(one.kind for one in held)),
        cancelled=sum(not one.is_on for one in rows),
        visits=sum(came.values()) + sum(one.guests for one in held),
        people=_people(session, [one.id for one in held]),
        room_hours=sum((_length(one) for one in held if one.booking.wanted.get("rooms")), timedelta())
        / timedelta(hours=1),
        members=_members(session, society_id, Membership.status == Status.ENROLLED),
        joined=_members(session, society_id, Membership.requested_at >= since, Membership.requested_at < until),
        left=_members(
            session,
            society_id,
            Membership.status.in_(_LEFT),
            Membership.changed_at >= since,
            Membership.changed_at < until,
        ),
        offices=_offices(session, society_id, year),
        came_in=book.came_in,
        went_out=book.went_out,
        in_box=book.in_box,
    )


def _length(event: Event) -> timedelta:
    return event.ends_at - event.starts_at


def _people(session: Session, ids: Sequence[int]) -> int:
    counted = select(func.count(func.distinct(Presence.person_id))).where(Presence.event_id.in_(ids))
    return session.scalar(counted) or 0


def _members(session: Session, society_id: int, *conditions: Any) -> int:
    mine = select(func.count()).select_from(Membership).where(Membership.society_id == society_id, *conditions)
    return session.scalar(mine) or 0


def _offices(session: Session, society_id: int, year: int) -> Sequence[Office]:
    mine = select(Office).where(Office.society_id == society_id, Office.from_on <= date(year, 12, 31))
    rows = session.scalars(mine.order_by(Office.from_on, Office.id))
    return [row for row in rows if row.until_on is None or row.until_on >= date(year, 1, 1)]
