"""Spreadsheets in: the one door for people, courses, rooms and programmes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import Centre
from activity_center.db import lock
from activity_center.exchange import records
from activity_center.exchange.columns import KINDS
from activity_center.exchange.files import Table
from activity_center.exchange.people import import_people
from activity_center.exchange.records import Row
from activity_center.exchange.report import Report, RowReport
from activity_center.exchange.rooms import import_rooms
from activity_center.exchange.scene import Scene
from activity_center.exchange.sections import import_courses, import_programmes
from activity_center.people.secrets import Vault

Importer = Callable[[Session, Sequence[Row], Scene], list[RowReport]]

IMPORTERS: dict[str, Importer] = {
    "people": import_people,
    "courses": import_courses,
    "rooms": import_rooms,
    "programmes": import_programmes,
}


def import_rows(
    session: Session,
    kind: str,
    table: Table,
    *,
    at: datetime,
    by: Actor,
    keep_good: bool,
    zone: ZoneInfo,
    vault: Vault | None = None,
) -> Report:
    """Take the rows of a table in and report what became of each.

    `kind` is people, courses, rooms or programmes. Where a row is refused nothing is written, unless `keep_good`:
    then the others are. A table without the columns it must have is refused as a whole. Identity numbers need the
    `vault`.
    """
    sheet = records.sheet(table, KINDS[kind])
    # The centre's row is the lock under which two imports do not add the same thing twice.
    lock(session, Centre, session.scalars(select(Centre.id)))
    with session.begin_nested() as trial:
        scene = Scene(at, by, zone, vault)
        report = Report(IMPORTERS[kind](session, records.rows(sheet), scene), sheet.unread)
        if report.refused and not keep_good:
            trial.rollback()
            return replace(report, is_written=False)
    audit.record(session, by, at, "import", kind, None, **report.counts)
    return report
