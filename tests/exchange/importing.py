"""What the tests of imports share: the published files, and importing with defaults."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import activity_center.demo
from activity_center.audit import Actor
from activity_center.courses.models import Course, Department, Section
from activity_center.db import Base
from activity_center.exchange import files, service
from activity_center.exchange.report import Report
from activity_center.people.models import Person
from activity_center.people.secrets import Vault
from activity_center.rooms.models import Room, Site

PUBLISHED = Path(activity_center.demo.__path__[0]) / "data"
CATALOGUES = sorted(PUBLISHED.glob("*.csv"))
PROGRAMMES = PUBLISHED / "hk_leisure_programmes_2026-10.json"
AT = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
VAULT = Vault("only for tests")


def take_in(
    session: Session, kind: str, content: bytes | str | Path, *, keep_good: bool = False, at: datetime = AT
) -> Report:
    """Import a file, or the bytes or text of one."""
    raw = content.read_bytes() if isinstance(content, Path) else content
    table = files.table(raw.encode() if isinstance(raw, str) else raw)
    zone = ZoneInfo("Asia/Shanghai")
    return service.import_rows(
        session, kind, table, at=at, by=Actor(via="cli"), keep_good=keep_good, zone=zone, vault=VAULT
    )


def workbook(rows: Iterable[Iterable[object]]) -> bytes:
    """Return an Excel workbook with these rows on its one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def outcomes(report: Report) -> list[str]:
    """Return what became of each row."""
    return [row.outcome.value for row in report.rows]


def codes(report: Report) -> list[str]:
    """Return why rows were refused."""
    return [reason.code for row in report.rows for reason in row.reasons]


def counted(session: Session) -> dict[str, int]:
    """Return how many rows there are of what imports write."""
    models: list[type[Base]] = [Section, Course, Department, Site, Room, Person]
    return {model.__name__: session.scalar(select(func.count()).select_from(model)) or 0 for model in models}


def only_section(session: Session, **where: Any) -> Section:
    """Return the one section there is."""
    return session.scalars(select(Section).filter_by(**where)).one()
