"""Judges: who they are, what they are not asked about, and the marks and comparisons they give without any name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import exhibits
from activity_center.competitions.entries import entries as entries_of
from activity_center.competitions.judging import next_pair
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.competitions.leading import RUN
from activity_center.competitions.models import Category
from activity_center.competitions.settling import locked_category
from activity_center.competitions.show_models import Comparison, Conflict, Exhibit, Judge, JudgeMark, Show
from activity_center.competitions.showing import Closeness, Judging, open_works, standing_marks, standing_wins
from activity_center.db import found
from activity_center.errors import NotYours, Reason, Refused
from activity_center.notices import service as notices
from activity_center.people import access
from activity_center.people.rules import may
from activity_center.societies.rules import lot


def appoint(session: Session, category_id: int, login: str, *, at: datetime, by: Actor) -> Judge:
    """Let somebody judge a category; refused for staff, who read names at the desk, and for who takes part.

    Appointing somebody again who was dismissed lets the marks count that they gave before.
    """
    person = access.one_called(session, login)
    category = locked_category(session, category_id)
    if exhibits.show_of(session, category_id).closed_at:
        raise Refused(Reason("judging_closed"))
    if may(person.role_names, RUN):
        raise Refused(Reason("judge_is_staff", {"name": person.name}))
    taking_part = {m.person_id for entry in entries_of(session, category_id) for m in entry.members}
    if person.id in taking_part:
        raise Refused(Reason("judge_takes_part", {"name": person.name}))
    mine = select(Judge).where(Judge.category_id == category_id, Judge.person_id == person.id)
    judge = session.scalar(mine) or Judge(category_id=category_id, person_id=person.id, appointed_at=at)
    is_new = judge.id is None or judge.dismissed_at is not None
    judge.dismissed_at = None
    session.add(judge)
    session.flush()
    if is_new:
        audit.record(session, by, at, "appoint_judge", "competition", category.competition_id, person.id)
        notices.post(session, [person.id], "judge_appointed", {"title": category.competition.name}, at=at)
    return judge


def dismiss(session: Session, judge_id: int, *, at: datetime, by: Actor) -> Judge:
    """Take the post of a judge back: what they gave stays written down, and does not count."""
    judge = _locked(session, judge_id)
    if exhibits.show_of(session, judge.category_id).closed_at:
        raise Refused(Reason("judging_closed"))
    judge.dismissed_at = judge.dismissed_at or at
    session.flush()
    audit.record(session, by, at, "dismiss_judge", "competition", judge.category.competition_id, judge.person_id)
    return judge


def _locked(session: Session, judge_id: int) -> Judge:
    category_id: int = found(session.scalar(select(Judge.category_id).where(Judge.id == judge_id)))
    locked_category(session, category_id)
    return found(session.get(Judge, judge_id, populate_existing=True))


def judges(session: Session, category_id: int) -> list[Judge]:
    """Return who judges a category, in the order in which they were appointed."""
    theirs = select(Judge).where(Judge.category_id == category_id, Judge.dismissed_at.is_(None))
    return list(session.scalars(theirs.options(joinedload(Judge.person)).order_by(Judge.id)))


def of_person(session: Session, person_id: int) -> list[Judge]:
    """Return where somebody is a judge, the latest first."""
    mine = select(Judge).where(Judge.person_id == person_id, Judge.dismissed_at.is_(None))
    whole = joinedload(Judge.category).joinedload(Category.competition)
    return list(session.scalars(mine.options(whole).order_by(Judge.id.desc())))


def conflicts(session: Session, category_id: int) -> list[Conflict]:
    """Return which works judges of a category are not asked about."""
    theirs = select(Conflict).join(Judge).where(Judge.category_id == category_id)
    whole = [joinedload(Conflict.judge).joinedload(Judge.person), joinedload(Conflict.exhibit)]
    return list(session.scalars(theirs.options(*whole).order_by(Conflict.judge_id, Conflict.id)))


def set_apart(
    session: Session, judge_id: int, exhibit_id: int, closeness: Closeness, note: str = "", *, at: datetime, by: Actor
) -> Conflict:
    """Note that a judge is close to who made a work; marks they have given for it do not count. Once is enough."""
    judge = _locked(session, judge_id)
    work: Exhibit = found(session.get(Exhibit, exhibit_id))
    found(judge if judge.category_id == work.category_id else None)
    if exhibits.show_of(session, judge.category_id).closed_at:
        raise Refused(Reason("judging_closed"))
    known = select(Conflict).where(Conflict.judge_id == judge_id, Conflict.exhibit_id == exhibit_id)
    if one := session.scalar(known):
        return one
    row = Conflict(
        judge_id=judge_id, exhibit_id=exhibit_id, closeness=closeness, note=note.strip(), at=at, by_id=by.person_id
    )
    session.add(row)
    session.flush()
    audit.record(session, by, at, "set_apart", "exhibit", exhibit_id, judge.person_id, closeness=closeness.value)
    return row


def lift(session: Session, conflict_id: int, *, at: datetime, by: Actor) -> Judge:
    """Take such a note back: the judge is asked about the work again."""
    judge = _locked(session, found(session.scalar(select(Conflict.judge_id).where(Conflict.id == conflict_id))))
    row: Conflict = found(session.get(Conflict, conflict_id))
    if exhibits.show_of(session, judge.category_id).closed_at:
        raise Refused(Reason("judging_closed"))
    session.delete(row)
    session.flush()
    audit.record(session, by, at, "lift_conflict", "exhibit", row.exhibit_id, judge.person_id)
    return judge


def declare(session: Session, category_id: int, number: int, note: str, *, at: datetime, by: Actor) -> Conflict:
    """Let a judge say that they are close to who made a work; they are not asked about it any more."""
    judge, work = _asked(session, category_id, by), exhibits.numbered(session, category_id, number)
    return set_apart(session, judge.id, work.id, Closeness.DECLARED, note, at=at, by=by)


def _asked(session: Session, category_id: int, by: Actor) -> Judge:
    """Lock a category, and return whoever judges it now; NotYours for everybody else, refused while it is not open."""
    category = locked_category(session, category_id)
    judge = judge_of(session, category_id, by.person_id)
    if category.competition.status is not CompetitionStatus.RUNNING and category.drawn_at:
        raise Refused(Reason("competition_not_running", {"title": category.competition.name}))
    if category.drawn_at is None or exhibits.show_of(session, category_id).closed_at:
        raise Refused(Reason("judging_closed" if category.drawn_at else "judging_not_begun"))
    return judge


def judge_of(session: Session, category_id: int, person_id: int | None) -> Judge:
    """Return somebody as a judge of a category; NotYours if they are none."""
    mine = (Judge.category_id == category_id, Judge.person_id == person_id, Judge.dismissed_at.is_(None))
    judge = session.scalar(select(Judge).where(*mine)) if person_id else None
    if judge is None:
        raise NotYours
    return judge


def give_mark(session: Session, category_id: int, number: int, value: Decimal, *, at: datetime, by: Actor) -> JudgeMark:
    """Write down the mark of a judge for a work; another one corrects it, and what was there stays in the history.

    Where works are compared there are no marks.
    """
    judge, work = _asked(session, category_id, by), exhibits.numbered(session, category_id, number)
    found(None if exhibits.show_of(session, category_id).judging is Judging.PAIRS else work)
    _refuse_close(session, judge, [work])
    before = history(session, judge, work)
    if before and before[-1].value == value:
        return before[-1]
    row = JudgeMark(judge_id=judge.id, exhibit_id=work.id, value=value, at=at)
    session.add(row)
    session.flush()
    audit.record(session, by, at, "give_mark", "exhibit", work.id, None, value=str(value))
    return row


def compare(session: Session, category_id: int, better: int, worse: int, *, at: datetime, by: Actor) -> Comparison:
    """Write down which of two works a judge finds better, by their numbers; said again it is corrected.

    Where works are marked none are compared.
    """
    judge = _asked(session, category_id, by)
    works = [exhibits.numbered(session, category_id, number) for number in (better, worse)]
    is_asked = exhibits.show_of(session, category_id).judging is Judging.PAIRS and better != worse
    found(better if is_asked else None)
    _refuse_close(session, judge, works)
    row = Comparison(judge_id=judge.id, better_id=works[0].id, worse_id=works[1].id, at=at)
    session.add(row)
    session.flush()
    audit.record(session, by, at, "compare", "exhibit", works[0].id, None, worse=works[1].id)
    return row


def _refuse_close(session: Session, judge: Judge, works: list[Exhibit]) -> None:
    theirs = select(Conflict.exhibit_id).where(Conflict.judge_id == judge.id)
    close = set(session.scalars(theirs))
    if any(work.id in close for work in works):
        raise Refused(Reason("judge_close"))


def history(session: Session, judge: Judge, work: Exhibit) -> list[JudgeMark]:
    """Return every mark that a judge has given for a work, oldest first."""
    mine = select(JudgeMark).where(JudgeMark.judge_id == judge.id, JudgeMark.exhibit_id == work.id)
    return list(session.scalars(mine.order_by(JudgeMark.id)))


@dataclass(frozen=True)
class Given:
    """What counts in a category by now: marks and wins by judge, and whom each judge is too close to."""

    works: list[Exhibit]
    judges: list[Judge]
    close: dict[int, set[int]]
    marks: dict[int, dict[int, Fraction]]
    wins: dict[int, list[tuple[int, int]]]

    def done(self, judge: Judge) -> set[int]:
        """Return the works that a judge has marked, or compared with another one."""
        wins = self.wins.get(judge.id, [])
        return set(self.marks.get(judge.id, {})) | {work for pair in wins for work in pair}

    def left(self, judge: Judge) -> list[int]:
        """Return the works that a judge has still to look at."""
        return open_works((work.id for work in self.works), self.done(judge), self.close.get(judge.id, set()))


def given(session: Session, category_id: int) -> Given:
    """Return what judges have given in a category, as far as it counts."""
    theirs, works = judges(session, category_id), exhibits.in_show(session, category_id)
    apart = [(one.judge_id, one.exhibit_id) for one in conflicts(session, category_id)]
    close: dict[int, set[int]] = defaultdict(set)
    for judge_id, work_id in apart:
        close[judge_id].add(work_id)
    known = {"judges": {judge.id for judge in theirs}, "works": {work.id for work in works}, "close": set(apart)}
    mine: ColumnElement[bool] = Judge.category_id == category_id
    marks = select(JudgeMark).join(Judge, Judge.id == JudgeMark.judge_id).where(mine).order_by(JudgeMark.id)
    pairs = select(Comparison).join(Judge, Judge.id == Comparison.judge_id).where(mine).order_by(Comparison.id)
    stand = standing_marks(((m.judge_id, m.exhibit_id, Fraction(m.value)) for m in session.scalars(marks)), **known)
    wins = standing_wins(((c.judge_id, c.better_id, c.worse_id) for c in session.scalars(pairs)), **known)
    return Given(works, theirs, close, stand, wins)


@dataclass(frozen=True)
class Sheet:
    """What lies before one judge: works in an order of their own, what they gave, and what is left."""

    judge: Judge
    show: Show
    works: list[Exhibit]
    marks: dict[int, Fraction]
    wins: list[tuple[int, int]]
    close: set[int]
    left: list[int]
    all_wins: list[tuple[int, int]]

    @property
    def is_pairs(self) -> bool:
        """Say whether the judge compares works."""
        return self.show.judging is Judging.PAIRS

    @property
    def compared(self) -> list[tuple[Exhibit, Exhibit]]:
        """Return what the judge has said of two works, the better one first, the latest on top."""
        by_id = {work.id: work for work in self.works}
        return [(by_id[better], by_id[worse]) for better, worse in reversed(self.wins)]

    @property
    def next(self) -> Exhibit | None:
        """Return the first work that is left."""
        return next((work for work in self.works if work.id in self.left), None)


def sheet(session: Session, category_id: int, person_id: int | None) -> Sheet:
    """Return what lies before a judge; each has another order, so that no work is always the first or the last."""
    judge, known = judge_of(session, category_id, person_id), given(session, category_id)
    ordered = sorted(known.works, key=lambda work: lot(f"judge {judge.id}", work.number or 0))
    every = [pair for theirs in known.wins.values() for pair in theirs]
    return Sheet(
        judge,
        exhibits.show_of(session, category_id),
        ordered if judge.category.drawn_at else [],
        known.marks.get(judge.id, {}),
        known.wins.get(judge.id, []),
        known.close.get(judge.id, set()),
        known.left(judge),
        every,
    )


def pair(sheet: Sheet, wanted: Sequence[int] = ()) -> list[Exhibit]:
    """Return the two works with these numbers to compare them once more, else those to compare next, else nothing."""
    open_ones = {work.id: work for work in sheet.works if work.id not in sheet.close}
    again = [work for number in dict.fromkeys(wanted[:2]) for work in open_ones.values() if work.number == number]
    if len(again) == 2:
        return again
    every = [one for one in sheet.all_wins if set(one) <= open_ones.keys()]
    found_next = next_pair(open_ones, every, sheet.wins, lambda id: int(lot(f"judge {sheet.judge.id}", id)[:8], 16))
    return [open_ones[id] for id in found_next or ()]
