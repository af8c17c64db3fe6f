"""What is broken in the rooms: reported by anybody, repaired or declined by staff, with what happened in between."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from activity_center import audit
from activity_center.audit import Actor, Audit
from activity_center.db import found, locked
from activity_center.errors import NotYours, Reason, Refused
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.rooms.models import Room, RoomReport, Site
from activity_center.rooms.photos import Photo
from activity_center.rooms.rules import OPEN_REPORTS, REPORT_MOVES, ReportStatus

_NOTICES = {ReportStatus.DONE: "report_done", ReportStatus.DECLINED: "report_declined"}


class Line(NamedTuple):
    """A report with the names of its room and site, and of who reported it."""

    report: RoomReport
    room: str
    site: str
    reporter: str | None


def report(session: Session, room_id: int, what: str, photo: Photo | None, *, at: datetime, by: Actor) -> RoomReport:
    """Write down what is broken in a room; the same words from the same person twice are one report."""
    room = locked(session, Room, room_id)
    mine = (RoomReport.room_id == room.id, RoomReport.reporter_id == by.person_id, RoomReport.what == what)
    again = session.scalar(select(RoomReport).where(*mine, RoomReport.status.in_(OPEN_REPORTS)))
    if again:
        return again
    row = RoomReport(room_id=room.id, reporter_id=by.person_id, what=what, reported_at=at)
    if photo:
        row.photo_type, row.photo = photo
    session.add(row)
    session.flush()
    facts = {"status": ReportStatus.REPORTED.value, "note": ""}
    audit.record(session, by, at, "report_fault", "report", row.id, by.person_id, **facts)
    return row


def decide(session: Session, report_id: int, status: ReportStatus, note: str, *, at: datetime, by: Actor) -> RoomReport:
    """Let a report be repaired, done or declined; who reported it is told when it is over.

    What is so already stays so. Refused where somebody else has decided otherwise meanwhile.
    """
    row = locked(session, RoomReport, report_id)
    if row.status is status:
        return row
    if status not in REPORT_MOVES[row.status]:
        raise Refused(Reason("report_decided", {"what": row.what}))
    row.status = status
    session.flush()
    audit.record(session, by, at, "decide_report", "report", row.id, row.reporter_id, status=status.value, note=note)
    if row.reporter_id and row.reporter_id != by.person_id and status in _NOTICES:
        facts = {"room": session.get_one(Room, row.room_id).name, "what": row.what, "note": note}
        notices.post(session, [row.reporter_id], _NOTICES[status], facts, at=at)
    return row


def _lines() -> Select[RoomReport, str, str, str]:
    return (
        select(RoomReport, Room.name, Site.name, Person.name)
        .join(Room, Room.id == RoomReport.room_id)
        .join(Site, Site.id == Room.site_id)
        .outerjoin(Person, Person.id == RoomReport.reporter_id)
    )


def listed(
    session: Session, statuses: Collection[ReportStatus], *, offset: int = 0, limit: int = 50
) -> tuple[list[Line], int]:
    """Return one page of the reports in these states, the oldest first, and how many there are in all."""
    wanted = RoomReport.status.in_(statuses)
    total = session.scalar(select(func.count()).select_from(RoomReport).where(wanted)) or 0
    rows = session.execute(_lines().where(wanted).order_by(RoomReport.id).offset(offset).limit(limit))
    return [Line._make(row) for row in rows], total


def open_in(session: Session, room_id: int) -> list[RoomReport]:
    """Return what is broken in a room and not yet repaired."""
    mine = select(RoomReport).where(RoomReport.room_id == room_id, RoomReport.status.in_(OPEN_REPORTS))
    return list(session.scalars(mine.order_by(RoomReport.id)))


def of_person(session: Session, person_id: int, limit: int = 100) -> list[Line]:
    """Return what somebody has reported, newest first."""
    mine = _lines().where(RoomReport.reporter_id == person_id)
    return [Line._make(row) for row in session.execute(mine.order_by(RoomReport.id.desc()).limit(limit))]


def line(session: Session, report_id: int) -> Line:
    """Return one report with its names."""
    return Line._make(found(session.execute(_lines().where(RoomReport.id == report_id)).one_or_none()))


def history(session: Session, report_id: int) -> list[tuple[Audit, str | None]]:
    """Return what happened to a report, oldest first, each with the name of who did it."""
    acts = audit.history(session, "report", report_id)[::-1]
    ids = {act.actor_id for act in acts}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    return [(act, names.get(act.actor_id or 0)) for act in acts]


def photo(session: Session, report_id: int, person_id: int, is_staff: bool) -> Photo:
    """Return the photo of a report, to staff and to who took it."""
    row: RoomReport = found(session.get(RoomReport, report_id, options=[undefer(RoomReport.photo)]))
    if not (is_staff or row.reporter_id == person_id):
        raise NotYours
    return Photo(found(row.photo_type), found(row.photo))
