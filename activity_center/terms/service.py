"""Terms, windows and closures: how staff keep them, and what the floors above ask of them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.many import among, rows
from activity_center.people.rules import Category
from activity_center.terms import rules
from activity_center.terms.models import Closure, Term, Window
from activity_center.terms.rules import Calendar, ClosureKind, Day, WindowFacts

_PUBLISHED = sorted(Path(__file__).parent.glob("holidays_cn_*.csv"))


@dataclass(frozen=True)
class TermDraft:
    """What staff type about a term."""

    name: str
    first_on: date
    last_on: date
    seats_per_person: int | None = None
    offer_working_days: int = 2
    instructors_ask: bool = False


@dataclass(frozen=True)
class WindowDraft:
    """What staff type about a window; no categories means everybody."""

    name: str
    opens_at: datetime
    closes_at: datetime
    categories: frozenset[Category] = frozenset()
    returning_only: bool = False


@dataclass(frozen=True)
class ClosureDraft:
    """What staff type about a day that is not what its weekday says."""

    on: date
    kind: ClosureKind
    name: str
    follows_weekday: int | None = None
    source: str = ""


def add_term(session: Session, draft: TermDraft, *, at: datetime, by: Actor) -> Term:
    """Add a term; refused where its name is taken or it ends before it begins."""
    _check_term(session, draft, None)
    return _write(session, Term(), draft, "add_term", at, by)


def change_term(session: Session, term_id: int, draft: TermDraft, *, at: datetime, by: Actor) -> Term:
    """Change a term; sections that are scheduled keep their meetings until they are scheduled again."""
    term = locked(session, Term, term_id)
    _check_term(session, draft, term_id)
    return _write(session, term, draft, "change_term", at, by)


def _check_term(session: Session, draft: TermDraft, term_id: int | None) -> None:
    namesake = session.scalar(select(Term.id).where(Term.name == draft.name))
    if namesake not in (None, term_id):
        raise Refused(Reason("name_taken", {"name": draft.name}))
    if draft.last_on < draft.first_on:
        raise Refused(Reason("days_out_of_order"))


def add_window(session: Session, term_id: int, draft: WindowDraft, *, at: datetime, by: Actor) -> Window:
    """Add a window to a term; refused where it closes before it opens."""
    found(session.get(Term, term_id))
    _check_window(draft)
    return _write(session, Window(term_id=term_id), draft, "add_window", at, by)


def change_window(session: Session, window_id: int, draft: WindowDraft, *, at: datetime, by: Actor) -> Window:
    """Change a window; who already has a seat keeps it."""
    window = locked(session, Window, window_id)
    _check_window(draft)
    return _write(session, window, draft, "change_window", at, by)


def remove_window(session: Session, window_id: int, *, at: datetime, by: Actor) -> int:
    """Remove a window and return the id of its term; who already has a seat keeps it."""
    window = locked(session, Window, window_id)
    audit.record(session, by, at, "remove_window", "window", window_id, name=window.name)
    session.delete(window)
    return window.term_id


def _check_window(draft: WindowDraft) -> None:
    if draft.closes_at <= draft.opens_at:
        raise Refused(Reason("times_out_of_order"))


def add_closure(session: Session, draft: ClosureDraft, *, at: datetime, by: Actor) -> Closure:
    """Say that a day is closed or, on a weekend, worked; refused where something is said of it already.

    Meetings that are scheduled stay as they are until staff schedule their sections again.
    """
    _check_closure(session, draft, None)
    return _write(session, Closure(), draft, "add_closure", at, by)


def change_closure(session: Session, closure_id: int, draft: ClosureDraft, *, at: datetime, by: Actor) -> Closure:
    """Change what is said of a day."""
    closure = locked(session, Closure, closure_id)
    _check_closure(session, draft, closure_id)
    return _write(session, closure, draft, "change_closure", at, by)


def remove_closure(session: Session, closure_id: int, *, at: datetime, by: Actor) -> date:
    """Let a day be what its weekday says again, and return it."""
    closure = locked(session, Closure, closure_id)
    audit.record(session, by, at, "remove_closure", "closure", closure_id, name=closure.name, on=str(closure.on))
    session.delete(closure)
    return closure.on


def _check_closure(session: Session, draft: ClosureDraft, closure_id: int | None) -> None:
    other = session.scalar(select(Closure).where(Closure.on == draft.on))
    if other and other.id != closure_id:
        raise Refused(Reason("day_has_closure", {"on": draft.on.isoformat(), "name": other.name}))


def seed_closures(session: Session, *, at: datetime, by: Actor) -> int:
    """Enter the published holidays and make-up workdays that come with the system; return how many were new.

    A day of which something is said already is left alone.
    """
    known = set(session.scalars(select(Closure.on)))
    fresh = [draft for draft in published_closures() if draft.on not in known]
    for draft in fresh:
        _write(session, Closure(), draft, "add_closure", at, by)
    return len(fresh)


def published_closures() -> list[ClosureDraft]:
    """Return the days in the files beside this one; each row names its source."""
    return [
        ClosureDraft(date.fromisoformat(row["on"]), ClosureKind(row["kind"]), row["name"], source=row["source"])
        for path in _PUBLISHED
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
    ]


def _write(session: Session, row: Any, draft: Any, act: str, at: datetime, by: Actor) -> Any:
    """Put what was typed into the row, and write down who did it."""
    for name, value in vars(draft).items():
        is_set = isinstance(value, frozenset)
        setattr(row, name, sorted(member.value for member in value) if is_set else value)
    session.add(row)
    session.flush()
    audit.record(session, by, at, act, row.__tablename__, row.id, name=row.name)
    return row


def calendar(session: Session, first_on: date, last_on: date) -> Calendar:
    """Return what is said of the days from the first to the last, both included."""
    rows = session.execute(
        select(Closure.on, Closure.kind, Closure.follows_weekday).where(Closure.on.between(first_on, last_on))
    )
    return {on: Day(kind, follows_weekday) for on, kind, follows_weekday in rows}


def closures(session: Session, first_on: date, last_on: date) -> list[Closure]:
    """Return the rows about these days, in order."""
    return list(session.scalars(select(Closure).where(Closure.on.between(first_on, last_on)).order_by(Closure.on)))


def closure_years(session: Session) -> list[int]:
    """Return the years of which anything is said, in order."""
    return sorted({on.year for on in session.scalars(select(Closure.on))})


def closure(session: Session, closure_id: int) -> Closure:
    """Return one row about a day."""
    return found(session.get(Closure, closure_id))


def term(session: Session, term_id: int) -> Term:
    """Return one term with its windows."""
    return found(session.get(Term, term_id, options=[selectinload(Term.windows)]))


def window(session: Session, window_id: int) -> Window:
    """Return one window."""
    return found(session.get(Window, window_id))


def terms(session: Session) -> list[Term]:
    """Return all terms with their windows, the latest first."""
    return _with_windows(session, Term.first_on.desc())


def terms_not_over(session: Session, today: date) -> list[Term]:
    """Return the terms that have not ended before today with their windows, the earliest first."""
    return _with_windows(session, Term.first_on, Term.last_on >= today)


def _with_windows(session: Session, order: Any, *conditions: Any) -> list[Term]:
    wanted = select(Term).where(*conditions).order_by(order, Term.id)
    return list(session.scalars(wanted.options(selectinload(Term.windows))))


_WINDOWS = (
    select(Window.term_id, Window.opens_at, Window.closes_at, Window.categories, Window.returning_only)
    .where(among(Window.term_id, "terms"))
    .order_by(Window.opens_at, Window.id)
)


def windows_of(session: Session, term_ids: Iterable[int]) -> dict[int, tuple[WindowFacts, ...]]:
    """Return the windows of each term as the rules see them; every id asked for has an entry."""
    theirs: dict[int, tuple[WindowFacts, ...]] = dict.fromkeys(term_ids, ())
    if not theirs:
        return theirs
    for term_id, opens_at, closes_at, categories, returning_only in rows(session, _WINDOWS, terms=theirs):
        admitted = frozenset(Category(value) for value in categories or ())
        theirs[term_id] += (WindowFacts(opens_at, closes_at, admitted, returning_only),)
    return theirs


def years_without_holidays(session: Session, today: date) -> list[int]:
    """Return the years that still matter and for which no holiday is entered: this one and those of coming terms."""
    last_on = session.scalar(select(func.max(Term.last_on)).where(Term.last_on >= today)) or today
    return years_lacking(session, rules.days_between(today, last_on))


def years_lacking(session: Session, days: Iterable[date]) -> list[int]:
    """Return the years among these days for which no holiday is entered; nobody may take them as they are."""
    days = list(days)
    if not days:
        return []
    return rules.years_without_holidays(days, calendar(session, *_whole_years(days)))


def _whole_years(days: list[date]) -> tuple[date, date]:
    return date(min(days).year, 1, 1), date(max(days).year, 12, 31)
