"""Who did what for whom, when and from where. Rows are only ever added.

The rows name people and things by number without foreign keys: they outlive what they speak of.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from activity_center.db import Base, Moment
from activity_center.many import insert_all


@dataclass(frozen=True)
class Actor:
    """Who acts and from where; nobody means the system itself.

    `via` is web, api, kiosk, phone, paper, import, worker or cli.
    """

    person_id: int | None = None
    via: str = "worker"
    address: str | None = None


SYSTEM = Actor()


class Audit(Base):
    """One act: `act` is the verb of the service, `subject` the thing, `person_id` whom it was done for."""

    __tablename__ = "audit"

    at: Mapped[Moment]
    actor_id: Mapped[int | None]
    via: Mapped[str] = mapped_column(String(16))
    address: Mapped[str | None] = mapped_column(String(45))
    act: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (Index(None, "subject", "subject_id"),)


def record(
    session: Session,
    by: Actor,
    at: datetime,
    act: str,
    subject: str,
    subject_id: int | None,
    person_id: int | None = None,
    **facts: Any,
) -> None:
    """Write down one act; facts are plain JSON values and hold no secret."""
    record_all(session, [row(by, at, act, subject, subject_id, person_id, **facts)])


def row(
    by: Actor,
    at: datetime,
    act: str,
    subject: str,
    subject_id: int | None,
    person_id: int | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """Return one act as a row for record_all."""
    who = {"at": at, "actor_id": by.person_id, "via": by.via, "address": by.address}
    return {
        **who,
        "act": act,
        "subject": subject,
        "subject_id": subject_id,
        "person_id": person_id,
        "facts": facts,
    }


def record_all(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write down many acts in one statement."""
    insert_all(session, Audit, rows)


def history(session: Session, subject: str, subject_id: int, limit: int = 200) -> list[Audit]:
    """Return the acts on one thing, newest first."""
    mine = select(Audit).where(Audit.subject == subject, Audit.subject_id == subject_id)
    return list(session.scalars(mine.order_by(Audit.id.desc()).limit(limit)))
