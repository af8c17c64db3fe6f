"""What stands in calendars of competitions: their rooms and hours, each match, and those that are somebody's.

Public calendars name no player. The centre's has the hours of a competition, that of the competition each match.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from activity_center.competitions import hours
from activity_center.competitions.kinds import CompetitionStatus, EntryStatus
from activity_center.competitions.models import Category, Competition, EntryMember, Match, PlayingTime
from activity_center.competitions.models import Stage as MatchStage
from activity_center.competitions.seating_models import TableSeat
from activity_center.competitions.service import PUBLIC
from activity_center.feeds import rules
from activity_center.feeds.calendar import Event
from activity_center.feeds.rules import Part, State
from activity_center.rooms.models import Booking, Room

# A match that has lost its time stands at the one it had, cancelled.
_MATCHES = (
    select(Match)
    .join(Booking, Booking.id == func.coalesce(Match.booking_id, Match.last_booking_id))
    .join(MatchStage, MatchStage.id == Match.stage_id)
    .join(Category, Category.id == MatchStage.category_id)
    .join(Competition, Competition.id == Category.competition_id)
    .where(Competition.status.in_(PUBLIC))
    .options(
        joinedload(Match.booking),
        joinedload(Match.last_booking),
        joinedload(Match.stage).joinedload(MatchStage.category).joinedload(Category.competition),
        joinedload(Match.playing_time).joinedload(PlayingTime.room).joinedload(Room.site),
        joinedload(Match.one),
        joinedload(Match.two),
    )
)


def public(session: Session, since: datetime, competition_id: int | None = None) -> list[Event]:
    """Return the hours of all competitions from a moment on, or of one each match, and hours without matches."""
    recent = hours.EVERY.where(Booking.starts_at >= since)
    if competition_id is None:
        return [_hall(row, Part.ONLOOKER) for row in session.scalars(recent)]
    rows = session.scalars(_MATCHES.where(Competition.id == competition_id, Booking.starts_at >= since)).all()
    used = {row.playing_time_id for row in rows}
    empty = [hall for hall in session.scalars(recent.where(Competition.id == competition_id)) if hall.id not in used]
    return [*(_hall(row, Part.ONLOOKER) for row in empty), *(_match(row, Part.ONLOOKER) for row in rows)]


def of_person(session: Session, person_id: int, since: datetime) -> list[Event]:
    """Return the matches somebody plays, and the hours of competitions that have none or in which they referee."""
    mine = select(EntryMember.entry_id).where(EntryMember.person_id == person_id)
    played = _MATCHES.where(or_(Match.one_id.in_(mine), Match.two_id.in_(mine)), Booking.starts_at >= since)
    halls = session.scalars(hours.of_person(person_id).where(Booking.starts_at >= since))
    own = set(session.scalars(mine))
    seats = _seats(session, own)
    there = [_hall(row, Part.ENROLLED, seats.get(row.competition_id, ())) for row in halls]
    return there + [_match(row, Part.ENROLLED, own) for row in session.scalars(played)]


def _seats(session: Session, entry_ids: set[int]) -> dict[int, list[tuple[TableSeat, datetime]]]:
    """Return where entries sit and since when that is known, by competition."""
    mine = (
        select(TableSeat, Category.competition_id, Category.drawn_at)
        .join(MatchStage, MatchStage.id == TableSeat.stage_id)
        .join(Category, Category.id == MatchStage.category_id)
        .where(TableSeat.entry_id.in_(entry_ids))
    )
    rows = session.execute(mine.order_by(TableSeat.round, TableSeat.id)) if entry_ids else ()
    found: dict[int, list[tuple[TableSeat, datetime]]] = {}
    for seat, competition_id, drawn_at in rows:
        if drawn_at:
            found.setdefault(competition_id, []).append((seat, drawn_at))
    return found


def _hall(row: PlayingTime, part: Part, seats: Sequence[tuple[TableSeat, datetime]] = ()) -> Event:
    competition = row.competition
    changed = [row.booking.changed_at or row.booking.starts_at, *(drawn_at for _seat, drawn_at in seats)]
    return _event(
        row.booking,
        rules.state_of_booking(row.booking.status),
        part,
        title=competition.name,
        place=_place(row.room),
        category=competition.society.name if competition.society else "",
        changed_at=max(changed) if seats else changed[0],
        tables=tuple((seat.round, seat.table) for seat, _drawn_at in seats),
        subject=f"playing-{row.id}",
        path=f"/competitions/{competition.id}",
    )


def _match(row: Match, part: Part, own: Sequence[int] | set[int] = ()) -> Event:
    category = row.stage.category
    booking = row.booking or row.last_booking
    assert booking is not None
    mine, other = (row.one, row.two) if row.one_id in own else (row.two, row.one)
    has_left = (
        bool(own) and mine is not None and mine.status is EntryStatus.RETIRED and booking.ends_at > mine.changed_at
    )
    stands = rules.state_of_booking(booking.status)
    is_off = has_left or row.booking is None or category.competition.status is CompetitionStatus.CANCELLED
    hall = row.playing_time
    return _event(
        booking,
        State.CANCELLED if is_off else stands,
        Part.LEFT if has_left else part,
        title=f"{category.competition.name} · {category.name} #{row.number}",
        place=f"{hall.room.name} · {row.table}, {hall.room.site.name}" if hall else "",
        category=category.name,
        subject=_subject(row, category),
        path=f"/competitions/categories/{category.id}",
        against=other.name if own and other else "",
        sequence=row.sequence + (booking.sequence if row.booking else 0) + has_left,
        changed_at=max(
            filter(None, [row.timed_at, booking.changed_at, mine.changed_at if has_left and mine else None])
        ),
    )


def _subject(row: Match, category: Category) -> str:
    """Return by what calendars know a match: its number may be given anew, but never in the same draw."""
    drawn = f"-{category.drawn_at:%Y%m%d%H%M%S%f}" if category.drawn_at else ""
    return f"match-{row.id}{drawn}"


def _event(booking: Booking, state: State, part: Part, **more: Any) -> Event:
    plain: dict[str, Any] = {"sequence": booking.sequence, "changed_at": booking.changed_at or booking.starts_at}
    return Event(
        meeting_id=None,
        section_id=None,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        state=state,
        part=part,
        **plain | more,
    )


def _place(room: Room) -> str:
    return ", ".join(part for part in (room.name, room.site.name, room.site.address) if part)
