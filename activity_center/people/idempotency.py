"""The same request twice, one act: what a client's key was answered, kept in the transaction of the act."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from activity_center.people.models import Idempotency

KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Key:
    """Whose key it is and for what: `scope` is the method and the path, `key` what the client chose."""

    person_id: int
    scope: str
    key: str


@dataclass(frozen=True)
class Stored:
    """What was asked under a key, as a digest, and what was answered."""

    digest: str
    status: int | None
    answer: dict[str, Any] | None


def digest(method: str, path: str, body: bytes) -> str:
    """Return what tells one request from another: SHA-256 of method, path and body."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()


def stored(session: Session, keys: Collection[Key]) -> dict[Key, Stored]:
    """Return what is kept under these keys, in one query.

    Ask after the rows of the people are locked: then a key in flight is waited for, and its answer is seen.
    """
    if not keys:
        return {}
    rows = select(
        Idempotency.person_id,
        Idempotency.scope,
        Idempotency.key,
        Idempotency.request_digest,
        Idempotency.status,
        Idempotency.answer,
    ).where(
        # Not as tuples: SQLite looks at every row for those.
        Idempotency.person_id.in_({key.person_id for key in keys}),
        Idempotency.key.in_({key.key for key in keys}),
    )
    found = {Key(*row[:3]): Stored(*row[3:]) for row in session.execute(rows)}
    return {key: found[key] for key in keys if key in found}


def keep(session: Session, rows: Mapping[Key, Stored], at: datetime) -> None:
    """Keep answers, in one statement; only what succeeded is worth keeping."""
    values = [
        {
            "person_id": key.person_id,
            "scope": key.scope,
            "key": key.key,
            "request_digest": kept.digest,
            "status": kept.status,
            "answer": kept.answer,
            "created_at": at,
        }
        for key, kept in rows.items()
    ]
    if values:
        session.execute(insert(Idempotency), values)


def purge(session: Session, at: datetime) -> None:
    """Remove what is older than seven days."""
    session.execute(delete(Idempotency).where(Idempotency.created_at < at - KEPT))
