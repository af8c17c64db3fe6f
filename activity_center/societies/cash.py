"""A society's cash book: lines that are only ever added, what is in the box, and the account of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.societies import membership, service
from activity_center.societies.life_models import CashEntry
from activity_center.societies.models import Society
from activity_center.societies.rules import Post, SocietyStatus
from activity_center.societies.yearly import cash_reasons


@dataclass(frozen=True)
class CashDraft:
    """A line as it is typed; `fen` is what came in, or with a minus what went out."""

    on: date
    what: str
    fen: int
    receipt: str = ""


@dataclass(frozen=True)
class Account:
    """A year of a cash book, in fen: what was in the box before, its lines each with what was in it then, what came
    in and what went out. A line that undoes another makes less of what that one was, and is nothing of its own.
    """

    year: int
    before: int
    lines: Sequence[tuple[CashEntry, int]]
    came_in: int
    went_out: int

    @property
    def in_box(self) -> int:
        """Return what is in the box at the end of the year, or now."""
        return self.before + self.came_in - self.went_out


def write(session: Session, society_id: int, draft: CashDraft, today: date, *, at: datetime, by: Actor) -> CashEntry:
    """Add a line to the cash book of a society that has not ended."""
    society = locked(session, Society, society_id)
    reasons = cash_reasons(draft.fen, draft.on, today)
    if society.status is SocietyStatus.DISSOLVED:
        reasons.append(Reason("society_over", {"name": society.name}))
    if reasons:
        raise Refused(*reasons)
    return _add(session, society_id, draft, at, by)


def _add(
    session: Session, society_id: int, draft: CashDraft, at: datetime, by: Actor, corrects: int | None = None
) -> CashEntry:
    last = session.scalar(select(func.max(CashEntry.number)).where(CashEntry.society_id == society_id)) or 0
    facts = vars(draft) | {"written_at": at, "person_id": by.person_id, "corrects_id": corrects}
    entry = CashEntry(society_id=society_id, number=last + 1, **facts)
    session.add(entry)
    session.flush()
    audit.record(session, by, at, "write_cash", "society", society_id, number=entry.number, fen=entry.fen)
    return entry


def undo(session: Session, entry_id: int, today: date, *, at: datetime, by: Actor) -> CashEntry:
    """Undo a line by one of the opposite amount, today; doing so again returns the same line.

    A line that undoes another cannot itself be undone: what is right is written anew.
    """
    wrong = entry(session, entry_id)
    locked(session, Society, wrong.society_id)
    if there := session.scalar(select(CashEntry).where(CashEntry.corrects_id == entry_id)):
        return there
    if wrong.corrects_id:
        raise Refused(Reason("cash_undone"))
    return _add(session, wrong.society_id, CashDraft(today, wrong.what, -wrong.fen, wrong.receipt), at, by, entry_id)


def entry(session: Session, entry_id: int) -> CashEntry:
    """Return one line."""
    row: CashEntry = found(session.get(CashEntry, entry_id))
    return row


def account(session: Session, society_id: int, year: int) -> Account:
    """Return a year of a society's cash book, by day and then by number."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    mine = CashEntry.society_id == society_id
    before = session.scalar(select(func.sum(CashEntry.fen)).where(mine, CashEntry.on < first)) or 0
    wanted = select(CashEntry).where(mine, CashEntry.on.between(first, last)).order_by(CashEntry.on, CashEntry.number)
    rows = session.scalars(wanted.options(joinedload(CashEntry.person), joinedload(CashEntry.corrects))).all()
    box, lines = before, []
    for row in rows:
        box += row.fen
        lines.append((row, box))
    came = sum(row.fen for row in rows if (row.corrects or row).fen > 0)
    return Account(year, before, lines, came, came - sum(row.fen for row in rows))


def undone(session: Session, society_id: int) -> set[int]:
    """Return the lines of a society that were undone."""
    mine = select(CashEntry.corrects_id).where(CashEntry.society_id == society_id, CashEntry.corrects_id.is_not(None))
    return {id for id in session.scalars(mine) if id}


def may_write(session: Session, society_id: int, person_id: int | None, on: date) -> bool:
    """Say whether somebody keeps the cash book: the treasurer, and where there is none every officer."""
    if not membership.is_officer(session, society_id, person_id, on):
        return False
    held = service.posts_on(session, society_id, on)
    keepers = {office.person_id for office in held if office.post is Post.TREASURER}
    return not keepers or person_id in keepers
