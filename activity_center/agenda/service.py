"""What somebody has between two moments: meetings, make-ups, rooms they booked, events and matches. It only reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from activity_center.attendance.models import MakeUp
from activity_center.competitions import hours, playing, sitting
from activity_center.competitions.kinds import EntryStatus
from activity_center.competitions.models import Entry, PlayingTime
from activity_center.competitions.seating_models import TableSeat
from activity_center.courses.models import Meeting
from activity_center.enrolment import queries
from activity_center.enrolment.queries import Seat
from activity_center.enrolment.rules import Status
from activity_center.leave.covering import Excuse, excuses
from activity_center.rooms import booking_reading
from activity_center.rooms.models import Booking
from activity_center.societies import events, places, seats
from activity_center.societies.models import Event


class What(Enum):
    """Of which kind a thing is; its row is one of that table, and of a contest the hours in one of its rooms."""

    MEETING = "meeting"
    BOOKING = "booking"
    EVENT = "event"
    MATCH = "match"
    CONTEST = "contest"


@dataclass(frozen=True)
class Thing:
    """One thing with a time. `status` is that of one's enrolment or place: None where one teaches, leads or just comes.

    `position` counts from 1 and is there only while one waits. `excuse` says that one is on leave; one makes up for a
    meeting at `made_up_at`, and comes to it instead of to that at `instead_of`. `seats` are those at drawn tables.
    """

    what: What
    row: Any
    starts_at: datetime
    ends_at: datetime
    status: Status | None = None
    position: int | None = None
    rooms: Sequence[Any] = ()
    excuse: Excuse | None = None
    made_up_at: datetime | None = None
    instead_of: datetime | None = None
    seats: Sequence[TableSeat] = ()


def things(session: Session, person_id: int, since: datetime, until: datetime) -> list[Thing]:
    """Return everything that is somebody's and not over at a moment and begins before another, in order of time.

    What is cancelled is among it, and what they wait for; a room booked for an event stands there as the event.
    """
    found = [
        *_meetings(session, person_id, since, until),
        *_bookings(session, person_id, since, until),
        *_events(session, person_id, since, until),
        *_matches(session, person_id, since, until),
        *_contests(session, person_id, since, until),
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.what.value, one.row.id))


def ahead(session: Session, person_id: int, at: datetime) -> list[Thing]:
    """Return what comes next for somebody: the next two weeks, or where they are empty the half year after them."""
    near, far = at + timedelta(days=14), at + timedelta(days=180)
    return things(session, person_id, at, near) or things(session, person_id, near, far)


def _meetings(session: Session, person_id: int, since: datetime, until: datetime) -> list[Thing]:
    made_up_at, instead_of = _made_up(session, person_id)
    rows = queries.meetings_of(session, person_id, since, until, also=instead_of)
    seated = queries.live_by_section(session, person_id) if rows else {}
    mine = [row.id for row, status in rows if status is Status.ENROLLED]
    away = excuses(session, [person_id], mine) if mine else {}
    return [
        _meeting(row, status, seated, away.get((row.id, person_id)), made_up_at.get(row.id), instead_of.get(row.id))
        for row, status in rows
    ]


def _meeting(
    row: Meeting,
    status: Status | None,
    seated: Mapping[int, Seat],
    excuse: Excuse | None,
    made_up_at: datetime | None,
    instead_of: datetime | None,
) -> Thing:
    seat = seated.get(row.section_id)
    # Who makes up here has a seat for this one day.
    status = Status.ENROLLED if instead_of else status
    position = seat.position if seat and status is Status.WAITING else None
    more = {"excuse": excuse, "made_up_at": made_up_at, "instead_of": instead_of}
    return Thing(What.MEETING, row, row.starts_at, row.ends_at, status, position, **more)


def _made_up(session: Session, person_id: int) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """Return for meetings that somebody misses when they make up for them, and for those they come to instead of when.

    Both are by the number of the meeting.
    """
    missed, instead = aliased(Meeting), aliased(Meeting)
    agreed = (
        select(missed.id, missed.starts_at, instead.id, instead.starts_at)
        .select_from(MakeUp)
        .join(missed, missed.id == MakeUp.missed_id)
        .join(instead, instead.id == MakeUp.instead_id)
        .where(MakeUp.person_id == person_id, MakeUp.ended_at.is_(None))
    )
    rows = session.execute(agreed).all()
    return {row[0]: row[3] for row in rows}, {row[2]: row[1] for row in rows}


def _bookings(session: Session, person_id: int, since: datetime, until: datetime) -> list[Thing]:
    rows = booking_reading.of_owner_between(session, person_id, since, until)
    held = _for_events(session, [row.id for row in rows])
    mine = [row for row in rows if row.id not in held]
    rooms = booking_reading.rooms_of(session, mine)
    return [Thing(What.BOOKING, row, row.starts_at, row.ends_at, rooms=rooms[row.id]) for row in mine]


def _for_events(session: Session, booking_ids: Collection[int]) -> set[int]:
    if not booking_ids:
        return set()
    return set(session.scalars(select(Event.booking_id).where(Event.booking_id.in_(booking_ids))))


def _events(session: Session, person_id: int, since: datetime, until: datetime) -> list[Thing]:
    rows = places.attended_by(session, person_id, since, until)
    rooms = events.rooms_of(session, [row for row, _place in rows])
    return [
        Thing(
            What.EVENT,
            row,
            row.starts_at,
            row.ends_at,
            place.status if place else None,
            seats.position(session, seats.EVENTS, place) if place else None,
            rooms[row.id],
        )
        for row, place in rows
    ]


def _matches(session: Session, person_id: int, since: datetime, until: datetime) -> list[Thing]:
    rows = playing.next_of_person(session, person_id, since, until)
    return [_match(row, row.booking) for row in rows if row.booking]


def _match(row: Any, booking: Booking) -> Thing:
    rooms = [row.playing_time.room] if row.playing_time else []
    return Thing(What.MATCH, row, booking.starts_at, booking.ends_at, rooms=rooms)


def _contests(session: Session, person_id: int, since: datetime, until: datetime) -> list[Thing]:
    """Return the hours of contests in which nobody is told a match; `status` is None where somebody referees."""
    rows = hours.between(session, person_id, since, until)
    mine = hours.entries(session, person_id, {row.competition_id for row in rows})
    seats = sitting.of_entries(session, [entry.id for each in mine.values() for entry in each]) if mine else {}
    return [_contest(row, mine.get(row.competition_id, ()), seats) for row in rows]


def _contest(row: PlayingTime, mine: Sequence[Entry], seats: Mapping[int, Sequence[TableSeat]]) -> Thing:
    is_sure = any(entry.status is EntryStatus.ENTERED for entry in mine)
    status = (Status.ENROLLED if is_sure else Status.OFFERED) if mine else None
    booking, theirs = row.booking, [seat for entry in mine for seat in seats.get(entry.id, ())]
    return Thing(What.CONTEST, row, booking.starts_at, booking.ends_at, status, rooms=[row.room], seats=theirs)
