"""Rows of a list of rooms: each known by its site and its name there."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center.errors import Refused
from activity_center.exchange import times
from activity_center.exchange.records import Row
from activity_center.exchange.report import Outcome, RowReport
from activity_center.exchange.rules import folded, whole
from activity_center.exchange.scene import Scene, refused, repeated, written
from activity_center.rooms import register
from activity_center.rooms.models import Room, Site
from activity_center.rooms.register import RoomDraft
from activity_center.rooms.rules import OpenHours

Key = tuple[str, str]


def import_rooms(session: Session, rows: Sequence[Row], scene: Scene) -> list[RowReport]:
    """Write rooms down, their sites too where they are new; hours replace the hours that are there."""
    whole_rooms = select(Room).join(Site).options(selectinload(Room.openings), selectinload(Room.site))
    known = {(folded(room.site.name), folded(room.name)): room for room in session.scalars(whole_rooms)}
    seen: dict[Key, int] = {}
    return [_taken_in(session, row, scene, known, seen) for row in rows]


def _taken_in(session: Session, row: Row, scene: Scene, known: dict[Key, Room], seen: dict[Key, int]) -> RowReport:
    site, name = row.words("site", 120), row.words("room", 80)
    for column, said in (("site", site), ("room", name)):
        if not said:
            row.refuse("import_cell_missing", column)
    seats, opening = row.read("seats", whole), row.read("opening", times.opening) or ()
    if seats == 0:
        row.refuse("import_number", "seats", value="0")
    title, key = f"{site} {name}".strip(), (folded(site), folded(name))
    if row.reasons:
        return refused(row, title)
    if key in seen:
        return repeated(row, title, seen[key])
    try:
        with session.begin_nested():
            report = _write(session, row, scene, known.get(key), title, (site, name, seats, opening))
    except Refused as refusal:
        return refused(row, title, refusal)
    seen[key] = row.number
    return report


def _write(
    session: Session,
    row: Row,
    scene: Scene,
    room: Room | None,
    title: str,
    said: tuple[str, str, int | None, Sequence[times.Hours]],
) -> RowReport:
    site, name, seats, opening = said
    hours = tuple(OpenHours(*span) for span in opening)
    if room is None:
        site_id = register.find_or_add_site(session, site, at=scene.at, by=scene.by).id
        register.add_room(session, RoomDraft(site_id, name, seats, hours=hours), at=scene.at, by=scene.by)
        return RowReport(row.number, title, Outcome.ADDED)
    had = tuple(room.year_hours)
    told = {"seats": (seats, room.seats), "opening": (hours or None, had)}
    changed = [name for name, (new, old) in told.items() if new is not None and new != old]
    if changed:
        draft = RoomDraft(room.site_id, room.name, seats or room.seats, room.is_open, hours or had)
        register.change_room(session, room.id, draft, at=scene.at, by=scene.by)
    return written(row, title, changed)
