"""What every importer is told, and the little they share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from activity_center.audit import Actor
from activity_center.errors import Refused
from activity_center.exchange.records import Row
from activity_center.exchange.report import Outcome, RowReport
from activity_center.people.secrets import Vault

T = TypeVar("T")


@dataclass(frozen=True)
class Scene:
    """When, by whom, where, and with which key for identity numbers an import is done."""

    at: datetime
    by: Actor
    zone: ZoneInfo
    vault: Vault | None = None


def chunks(items: Sequence[T], size: int = 1000) -> Iterator[Sequence[T]]:
    """Cut a long list into pieces that fit into one statement."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def refused(row: Row, title: str, refusal: Refused | None = None) -> RowReport:
    """Return the report of a row that is broken, or that a rule of the centre refuses."""
    reasons = [*row.reasons, *(refusal.reasons if refusal else ())]
    return RowReport(row.number, title, Outcome.REFUSED, reasons=tuple(reasons))


def repeated(row: Row, title: str, first: int) -> RowReport:
    """Return the report of a row that says again what row `first` says."""
    return RowReport(row.number, title, Outcome.DUPLICATE, duplicate_of=first)


def written(row: Row, title: str, changed: Sequence[str], **how: Any) -> RowReport:
    """Return the report of a row that is known; `changed` are our words for the columns that say something new."""
    headers = tuple(dict.fromkeys(row.headers[name] for name in row.headers if name in changed))
    return RowReport(row.number, title, Outcome.CHANGED if changed else Outcome.UNCHANGED, fields=headers, **how)
