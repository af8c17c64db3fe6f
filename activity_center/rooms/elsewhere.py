"""Where and when else something could be, for the page that has just said what is in its way."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.rooms import register
from activity_center.rooms.models import Room
from activity_center.rooms.obstacles import Hold, obstacles
from activity_center.rooms.rules import Span, free_spans, is_open
from activity_center.terms.rules import at_wall_time

# What another room or another time can mend.
MENDED = frozenset({"room_taken", "person_taken", "room_closed", "room_not_open_then", "room_shut"})
MENDED |= {"room_taken_privately", "person_taken_privately", "taken_meanwhile"}
_FIRST, _LAST = time(8), time(20)
_MOST = 5


def rooms(session: Session, hold: Hold, seats: int, zone: ZoneInfo) -> list[Room]:
    """Return rooms that would do at this time: big enough before too small, the same site before others.

    There are none while somebody who is needed is elsewhere: another room would not mend that.
    """
    if obstacles(session, [replace(hold, room_ids=(), equipment=())], zone=zone)[0]:
        return []
    every = [room for site in register.sites(session) for room in site.rooms if room.id not in hold.room_ids]
    holds = [replace(hold, room_ids=(room.id,), person_ids=(), equipment=()) for room in every]
    blocked = obstacles(session, holds, zone=zone)
    here = {register.room(session, id).site_id for id in hold.room_ids}
    free = [room for room, reasons in zip(every, blocked, strict=True) if not reasons]
    return sorted(free, key=lambda r: (_is_small(r, seats), r.site_id not in here, r.seats or 0))[:_MOST]


def _is_small(room: Room, seats: int) -> bool:
    return room.seats is not None and room.seats < seats


def spans(session: Session, hold: Hold, at: datetime, zone: ZoneInfo) -> list[Span]:
    """Return other times of the same day at which rooms and persons are all free, nearest first."""
    on = hold.span.starts_at.astimezone(zone).date()
    hours = Span(at_wall_time(on, _FIRST, zone), at_wall_time(on, _LAST, zone))
    reasons = obstacles(session, [replace(hold, span=hours, equipment=())], zone=zone)[0]
    if any(reason.code == "room_closed" for reason in reasons):
        return []
    taken = [_span(reason.facts) for reason in reasons if reason.code in ("room_taken", "person_taken", "room_shut")]
    # Setting up before the next and clearing away after the last must fit as well.
    busy = [span.widened(hold.cleanup, hold.setup) for span in taken]
    fitting = [span for span in free_spans(busy, hours, hold.span, most=24) if span.starts_at > at]
    return [span for span in fitting if _are_open(session, hold.room_ids, span, zone)][:3]


def _span(facts: dict[str, str]) -> Span:
    return Span(datetime.fromisoformat(facts["starts_at"]), datetime.fromisoformat(facts["ends_at"]))


def _are_open(session: Session, room_ids: Iterable[int], span: Span, zone: ZoneInfo) -> bool:
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    return all(is_open(register.room(session, id).hours, starts.date(), starts.time(), ends.time()) for id in room_ids)
