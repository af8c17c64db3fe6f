"""Walk-in rooms of the demo centre: billiards by turns of an hour, table tennis game by game, and who is there."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.rooms import register
from activity_center.rooms.register import RoomDraft
from activity_center.tables import reading, service, setup
from activity_center.tables.rules import Way
from activity_center.tables.setup import SetupDraft

_BILLIARDS = SetupDraft([(f"{n} 号球台", 4) for n in range(1, 4)], most_a_day=3, guests=1, guests_at_desk=True)
_TABLE_TENNIS = SetupDraft([("东台", 4), ("西台", 4)], way=Way.ROTATION, turn_minutes=20, hold_minutes=10, guests=2)
_ROOMS = (("台球室", 16, _BILLIARDS), ("乒乓球室", 20, _TABLE_TENNIS))


def open_rooms(session: Session, members: Sequence[int], at: datetime, by: Actor) -> None:
    """Open both rooms where the demo's kiosks are, and let some people play and wait since half an hour ago.

    On a holiday nobody is there.
    """
    site_id = min(site.id for site in register.sites(session))
    billiards, table_tennis = (_room(session, site_id, *room, at, by) for room in _ROOMS)
    if reading.state_of(session, billiards, at - timedelta(minutes=30)).reasons:
        return
    someone = iter(members[-12:])
    for minutes in (28, 12):
        service.take(session, billiards, next(someone), at=at - timedelta(minutes=minutes), by=by)
    for minutes in (18, 15):
        service.take(session, table_tennis, next(someone), at=at - timedelta(minutes=minutes), by=by)
    for minutes in (9, 4):
        service.join(session, table_tennis, next(someone), at=at - timedelta(minutes=minutes), by=by)
    # Whoever tries the demo as 10000001 has a number.
    service.join(session, table_tennis, members[0], at=at - timedelta(minutes=1), by=by)


def _room(session: Session, site_id: int, name: str, seats: int, draft: SetupDraft, at: datetime, by: Actor) -> int:
    room = register.add_room(session, RoomDraft(site_id, name, seats), at=at, by=by)
    setup.set_up(session, room.id, draft, at=at, by=by)
    return room.id
