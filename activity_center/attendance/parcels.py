"""What a device has written down and sends: marks and notes in one parcel, read, taken in, and answered for.

A device knows each mark and note by an id of its own, so a parcel that is sent again changes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.attendance import notes, register
from activity_center.attendance.keeping import Outcome
from activity_center.attendance.models import Attendance, Marking
from activity_center.attendance.notes import LONGEST, Line
from activity_center.attendance.register import Register, Sent
from activity_center.attendance.rules import Mark
from activity_center.audit import Actor
from activity_center.errors import Reason

MOST = 500
_LARGEST = 2**31 - 1
_UID = re.compile(r"[0-9A-Za-z_.:-]{1,64}")
_MARKS = {mark.value: mark for mark in Mark}
# Clocks may be wrong by decades. Beyond these years nothing can be reckoned with.
_YEARS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Parcel:
    """Marks and notes of one person at one meeting, and when the device sent them by its own clock."""

    person_id: int
    sent_at: datetime
    marks: Sequence[Sent]
    notes: Sequence[Line]


class _OutOfShape(ValueError):
    """What was sent is no parcel; the text says where."""


def read(sent: Any) -> Parcel | Reason:
    """Read a parcel, or return why it is none.

    {"by": person, "device": name, "sent_at": moment, "marks": [{"id", "person", "mark", "marked_at"}],
    "notes": [{"id", "text", "made_at"}]}; a mark is one of rules.Mark or null, which clears. Moments have an offset.
    """
    try:
        return _read(sent)
    except _OutOfShape as wrong:
        return Reason("parcel_out_of_shape", {"where": str(wrong)})


def _read(sent: Any) -> Parcel:
    if not isinstance(sent, dict):
        raise _OutOfShape("JSON")
    device = _text(sent.get("device", ""), "device", 80)
    return Parcel(
        _number(sent.get("by"), "by"),
        _moment(sent.get("sent_at"), "sent_at"),
        [
            Sent(
                _uid(row.get("id"), f"{where}.id"),
                _mark(row.get("mark", 0), f"{where}.mark"),
                _moment(row.get("marked_at"), f"{where}.marked_at"),
                person_id=_number(row.get("person"), f"{where}.person"),
                device=device,
            )
            for where, row in _rows(sent, "marks")
        ],
        [
            Line(
                _uid(row.get("id"), f"{where}.id"),
                _text(row.get("text"), f"{where}.text", LONGEST, least=1),
                _moment(row.get("made_at"), f"{where}.made_at"),
                device,
            )
            for where, row in _rows(sent, "notes")
        ],
    )


def _rows(sent: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = sent.get(name, [])
    if not isinstance(rows, list) or len(rows) > MOST:
        raise _OutOfShape(name)
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            raise _OutOfShape(f"{name}[{number}]")
        yield f"{name}[{number}]", row


def _uid(given: Any, where: str) -> str:
    if isinstance(given, str) and _UID.fullmatch(given):
        return given
    raise _OutOfShape(where)


def _number(given: Any, where: str) -> int:
    if type(given) is int and 0 < given <= _LARGEST:
        return given
    raise _OutOfShape(where)


def _mark(given: Any, where: str) -> Mark | None:
    if given is None:
        return None
    if isinstance(given, str) and given in _MARKS:
        return _MARKS[given]
    raise _OutOfShape(where)


def _moment(given: Any, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
        if moment.tzinfo and _YEARS[0] <= moment <= _YEARS[1]:
            return moment
    except (TypeError, ValueError, OverflowError):
        pass
    raise _OutOfShape(where)


def _text(given: Any, where: str, longest: int, least: int = 0) -> str:
    """Return a text on one line. No database keeps NUL, nor half of a character."""
    if not isinstance(given, str) or "\0" in given or re.search("[\ud800-\udfff]", given):
        raise _OutOfShape(where)
    plain = " ".join(given.split())
    if not least <= len(plain) <= longest:
        raise _OutOfShape(where)
    return plain


def take_in(session: Session, meeting_id: int, parcel: Parcel, *, at: datetime, by: Actor) -> list[Outcome]:
    """Enter the marks and notes of a parcel, and return what became of each mark in the same order."""
    notes.note_all(session, meeting_id, parcel.notes, sent_at=parcel.sent_at, at=at, by=by)
    return register.mark_all(session, meeting_id, parcel.marks, sent_at=parcel.sent_at, at=at, by=by)


@dataclass(frozen=True)
class Book:
    """All that a device is told of a meeting: its register, every mark with its maker, and the notes."""

    register: Register
    history: Sequence[Any]  # newest first
    standing: dict[int, str]  # the uid of the mark that stands, by person
    notes: Sequence[Any]

    def stands(self, person_id: int) -> Any | None:
        """Return the entry of the history that stands for somebody, None where nobody has marked them."""
        uid = self.standing.get(person_id)
        return next((entry for entry in self.history if entry.Marking.uid == uid), None)

    def made(self, uid: str) -> Any | None:
        """Return one entry of the history."""
        return next((entry for entry in self.history if entry.Marking.uid == uid), None)

    def before(self, uid: str) -> Any | None:
        """Return the entry of the same person that was made last before this one."""
        theirs = iter(self._like(uid))
        next((entry for entry in theirs if entry.Marking.uid == uid), None)
        return next(theirs, None)

    def _like(self, uid: str) -> list[Any]:
        mine = self.made(uid)
        return [entry for entry in self.history if mine and entry.Marking.person_id == mine.Marking.person_id]


def book(session: Session, meeting_id: int, at: datetime) -> Book:
    """Return what a device is told of a meeting, in a constant number of queries."""
    stands = select(Attendance.person_id, Marking.uid).join(Marking, Marking.id == Attendance.marking_id)
    return Book(
        register.register(session, meeting_id, at),
        register.history(session, meeting_id),
        dict(session.execute(stands.where(Attendance.meeting_id == meeting_id)).all()),
        notes.notes(session, meeting_id),
    )
