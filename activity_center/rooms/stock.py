"""The things that a site lends with its rooms, and how many there are of each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.rooms.models import Equipment, Site


def things_of(session: Session, site_id: int) -> Sequence[Equipment]:
    """Return what a site has, by name, also what there is none of any more."""
    return list(session.scalars(select(Equipment).where(Equipment.site_id == site_id).order_by(Equipment.name)))


def thing(session: Session, equipment_id: int) -> Equipment:
    """Return one kind of things."""
    return found(session.get(Equipment, equipment_id))


def add_thing(session: Session, site_id: int, name: str, count: int, *, at: datetime, by: Actor) -> Equipment:
    """Let a site lend so many things of a kind; refused where it has one of that name."""
    locked(session, Site, site_id)
    return _write(session, Equipment(site_id=site_id), name, count, "add_equipment", at, by)


def change_thing(session: Session, equipment_id: int, name: str, count: int, *, at: datetime, by: Actor) -> Equipment:
    """Give things another name, or say that there are more or fewer; bookings that are there stay."""
    locked(session, Site, thing(session, equipment_id).site_id)
    return _write(session, locked(session, Equipment, equipment_id), name, count, "change_equipment", at, by)


def _write(session: Session, row: Equipment, name: str, count: int, act: str, at: datetime, by: Actor) -> Equipment:
    namesake = session.scalar(select(Equipment.id).where(Equipment.site_id == row.site_id, Equipment.name == name))
    if namesake not in (None, row.id):
        raise Refused(Reason("name_taken", {"name": name}))
    row.name, row.count = name, count
    session.add(row)
    session.flush()
    audit.record(session, by, at, act, "equipment", row.id, name=name, count=count)
    return row
