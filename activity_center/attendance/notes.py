"""Notes of a meeting: lines that those who keep its register write down, each added once and never changed.

Locks: the meeting, as for marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.attendance.models import RegisterNote
from activity_center.attendance.rules import corrected
from activity_center.audit import Actor
from activity_center.courses.models import Meeting
from activity_center.db import found, lock
from activity_center.many import insert_all
from activity_center.people.models import Person

LONGEST = 500


@dataclass(frozen=True)
class Line:
    """One note as a device sends it, written `made_at` by the device's own clock."""

    uid: str
    text: str
    made_at: datetime
    device: str = ""


def note_all(
    session: Session,
    meeting_id: int,
    lines: Sequence[Line],
    *,
    sent_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Add notes to a meeting, each once by its uid; times are put right as those of marks are."""
    found(next(iter(lock(session, Meeting, [meeting_id])), None))
    wanted = {line.uid: line for line in lines}
    known = set(session.scalars(select(RegisterNote.uid).where(RegisterNote.uid.in_(wanted))))
    new = [line for uid, line in wanted.items() if uid not in known]
    insert_all(session, RegisterNote, [_row(meeting_id, line, sent_at, at, by) for line in new])
    if new:
        audit.record(session, by, at, "note_meeting", "meeting", meeting_id, count=len(new))


def _row(meeting_id: int, line: Line, sent_at: datetime | None, at: datetime, by: Actor) -> dict[str, object]:
    return {
        "uid": line.uid,
        "meeting_id": meeting_id,
        "text": line.text,
        "made_at": corrected(line.made_at, sent_at, at),
        "received_at": at,
        "actor_id": by.person_id,
        "via": by.via,
        "device": line.device,
    }


def notes(session: Session, meeting_id: int) -> Sequence[Any]:
    """Return the notes of a meeting in the order in which they were written, each with the name of the writer."""
    wanted = (
        select(RegisterNote, Person.name.label("by"))
        .outerjoin(Person, Person.id == RegisterNote.actor_id)
        .where(RegisterNote.meeting_id == meeting_id)
    )
    return session.execute(wanted.order_by(RegisterNote.made_at, RegisterNote.uid)).all()
