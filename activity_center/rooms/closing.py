"""Rooms that close for a while, so that nobody can book them; what is booked there already stays."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activity_center.many import insert_all
from activity_center.rooms.models import RoomClosure
from activity_center.rooms.obstacles import parts_of
from activity_center.rooms.rules import Span


def with_parts(session: Session, room_ids: Collection[int]) -> set[int]:
    """Return these rooms and their parts: what cannot be used while they are closed."""
    return set(room_ids).union(*parts_of(session, room_ids).values())


def close(session: Session, room_ids: Collection[int], span: Span, why: str) -> list[int]:
    """Close rooms with their parts for a time and return the ids of the rows; bookings that are there stay.

    Callers lock the rooms first, so that nobody books one of them at the same moment.
    """
    row = {"starts_at": span.starts_at, "ends_at": span.ends_at, "why": why}
    return insert_all(session, RoomClosure, [{"room_id": id, **row} for id in sorted(with_parts(session, room_ids))])


def reopen(session: Session, closure_ids: Collection[int]) -> None:
    """Let rooms be used again; taking a closure back twice changes nothing."""
    session.execute(delete(RoomClosure).where(RoomClosure.id.in_(closure_ids)))


def closed(session: Session, span: Span, room_ids: Collection[int] | None = None) -> Sequence[RoomClosure]:
    """Return what is closed at some moment of a time, in these rooms or in all, in order of time."""
    during = select(RoomClosure).where(RoomClosure.starts_at < span.ends_at, RoomClosure.ends_at > span.starts_at)
    mine = during if room_ids is None else during.where(RoomClosure.room_id.in_(room_ids))
    return list(session.scalars(mine.order_by(RoomClosure.starts_at, RoomClosure.id)))
