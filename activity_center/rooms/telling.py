"""Who booked a room hears what somebody else made of it: one notice for each act, with the old and the new times."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.notices import service as notices
from activity_center.rooms.models import Booking, Room

_MOST_DAYS = 5


@dataclass(frozen=True)
class Seen:
    """When and where a booking is, or was before an act."""

    starts_at: datetime
    ends_at: datetime
    place: str

    def as_json(self) -> dict[str, str]:
        """Return it as plain values for a notice."""
        return {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat(), "place": self.place}


def seen(session: Session, bookings: Collection[Booking]) -> dict[int, Seen]:
    """Return when and where bookings are now, by their ids; for comparing after an act."""
    ids = {id for booking in bookings for id in booking.wanted.get("rooms", ())}
    names = dict(session.execute(select(Room.id, Room.name).where(Room.id.in_(ids))).all()) if ids else {}
    return {b.id: Seen(b.starts_at, b.ends_at, _place(b, names)) for b in bookings}


def _place(booking: Booking, names: Mapping[int, str]) -> str:
    return " · ".join(names[id] for id in booking.wanted.get("rooms", ()) if id in names)


def tell(
    session: Session,
    kind: str,
    bookings: Collection[Booking],
    *,
    before: Mapping[int, Seen] | None = None,
    note: str = "",
    at: datetime,
    by: Actor,
) -> None:
    """Tell the owners of these bookings, once each, what somebody else has done with them.

    `before` is what was there by id, for an act that moves, adds or ends days: a booking that is not in it is new.
    """
    now = seen(session, bookings)
    days: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for booking in sorted(bookings, key=lambda booking: booking.starts_at):
        if booking.owner_id and booking.owner_id != by.person_id:
            day = _day(booking, now[booking.id], before)
            days[booking.owner_id, booking.title].append(day)
    for (owner_id, title), listed in days.items():
        notices.post(session, [owner_id], kind, {"title": title, "days": _shortened(listed), "note": note}, at=at)


def _day(booking: Booking, now: Seen, before: Mapping[int, Seen] | None) -> dict[str, Any]:
    was = before.get(booking.id) if before is not None else now
    if not booking.is_on:
        return {"code": "gone" if before is not None else "on", **now.as_json()}
    if was is None:
        return {"code": "new", **now.as_json()}
    return {"code": "on"} | now.as_json() if was == now else {"code": "moved", "was": was.as_json(), **now.as_json()}


def _shortened(days: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    listed = list(days)
    rest = len(listed) - _MOST_DAYS
    return listed if rest < 2 else [*listed[:_MOST_DAYS], {"code": "more", "n": rest}]
