"""Leading a show to its end: judging begins, is closed, results become public; and the vote of members beside it."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.competitions import exhibits, judges, settling
from activity_center.competitions.judging import agreement
from activity_center.competitions.kinds import CompetitionStatus
from activity_center.competitions.models import Category
from activity_center.competitions.settling import locked_category
from activity_center.competitions.show_models import Conflict, Exhibit, ExhibitVote, Judge, Show
from activity_center.competitions.showing import (
    Closeness,
    ExhibitStatus,
    Judging,
    Ranked,
    beginning_refusals,
    ranked,
)
from activity_center.courses.models import Section
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import SEATED
from activity_center.errors import NotThere, Reason, Refused
from activity_center.notices import service as notices
from activity_center.societies.models import Membership
from activity_center.societies.rules import SEATED as MEMBERS


def begin(session: Session, category_id: int, chance: random.Random, *, at: datetime, by: Actor) -> Show:
    """Give every accepted work a number by chance, and let judges judge; from now on nothing is handed in.

    The numbers come from a secret chance, never from a text that is published: whoever could draw them again would
    know who made which work.
    """
    category = locked_category(session, category_id)
    show = exhibits.kept_show(session, exhibits.category_of(session, category_id).id)
    if category.drawn_at:
        return show
    every = exhibits.of_category(session, category_id)
    works = exhibits.in_show(session, category_id)
    reasons = beginning_refusals(
        show.judging,
        category.competition.status,
        waiting=sum(work.status is ExhibitStatus.HANDED_IN for work in every),
        accepted=len(works),
        judges=len(judges.judges(session, category_id)),
    )
    if reasons:
        raise Refused(*reasons)
    numbers = list(range(1, len(works) + 1))
    chance.shuffle(numbers)
    for work, number in zip(works, numbers, strict=True):
        work.number = number
    category.drawn_at, category.competition.status = at, CompetitionStatus.RUNNING
    settling.end_waiting(session, category_id, at)
    audit.record(session, by, at, "begin_judging", "competition", category.competition_id, category=category_id)
    _set_own_apart(session, category_id, at, by)
    return show


def _set_own_apart(session: Session, category_id: int, at: datetime, by: Actor) -> None:
    for one in likely(session, category_id):
        if one.closeness is Closeness.OWN:
            judges.set_apart(session, one.judge.id, one.work.id, one.closeness, at=at, by=by)


def close(session: Session, category_id: int, *, at: datetime, by: Actor) -> Show:
    """Close the judging: no mark changes any more. Refused while a judge has works left, or nobody judged a work."""
    category = locked_category(session, category_id)
    show = exhibits.kept_show(session, category_id)
    if show.closed_at:
        return show
    if category.drawn_at is None:
        raise Refused(Reason("judging_not_begun"))
    if show.judging is not Judging.EXHIBIT:
        _refuse_gaps(judges.given(session, category_id))
    show.closed_at = at
    audit.record(session, by, at, "close_judging", "competition", category.competition_id, category=category_id)
    return show


def _refuse_gaps(known: judges.Given) -> None:
    reasons = []
    behind = {judge.person.name: len(known.left(judge)) for judge in known.judges if known.left(judge)}
    reasons += [Reason("judge_behind", {"name": name, "n": left}) for name, left in behind.items()]
    judged = {work for judge in known.judges for work in known.done(judge)}
    unjudged = [work.number for work in known.works if work.id not in judged]
    reasons += [Reason("exhibit_unjudged", {"n": number}) for number in unjudged if not behind]
    if reasons:
        raise Refused(*reasons)


def reopen(session: Session, category_id: int, *, at: datetime, by: Actor) -> Show:
    """Let judges correct their marks once more, as long as results are not public."""
    category = locked_category(session, category_id)
    show = exhibits.kept_show(session, category_id)
    if show.published_at:
        raise Refused(Reason("show_published"))
    show.closed_at = None
    audit.record(session, by, at, "reopen_judging", "competition", category.competition_id, category=category_id)
    return show


def publish(session: Session, category_id: int, *, at: datetime, by: Actor) -> Show:
    """Let everybody read the results, and tell those who took part. Repeating it changes nothing."""
    category = locked_category(session, category_id)
    show = exhibits.kept_show(session, category_id)
    if show.published_at:
        return show
    if show.closed_at is None:
        raise Refused(Reason("judging_still_open"))
    show.published_at = at
    audit.record(session, by, at, "publish_show", "competition", category.competition_id, category=category_id)
    makers = {m.person_id for work in exhibits.in_show(session, category_id) for m in work.entry.members}
    notices.post(session, sorted(makers), "show_published", {"title": category.competition.name}, at=at)
    return show


@dataclass(frozen=True)
class Line:
    """One work with its place, and with how many votes of members it has."""

    work: Exhibit
    ranked: Ranked
    votes: int


@dataclass(frozen=True)
class Result:
    """How a show has come out; `agreement` of the judges is Kendall's W, None where nobody can tell."""

    show: Show
    lines: list[Line]
    judges: list[Judge]
    agreement: float | None
    marks: Mapping[int, Mapping[int, Fraction]]

    @property
    def by_votes(self) -> list[Line]:
        """Return the works that have votes, the most first."""
        return sorted(
            (line for line in self.lines if line.votes), key=lambda line: (-line.votes, line.work.number or 0)
        )


def result(session: Session, category_id: int) -> Result:
    """Return how a show stands, or has come out, from everything that counts."""
    known, show = judges.given(session, category_id), exhibits.show_of(session, category_id)
    works = {work.id: work for work in known.works}
    # Equal works stand in order of their numbers; ids tell who handed in first.
    votes = Counter(session.scalars(select(ExhibitVote.exhibit_id).where(ExhibitVote.category_id == category_id)))
    places = ranked(show.judging, works.keys(), known.marks, known.wins, exhibits.prizes_of(show.prizes))
    lines = [Line(works[one.work], one, votes[one.work]) for one in places]
    lines.sort(key=lambda line: (line.ranked.rank is None, line.ranked.rank or 0, line.work.number or 0))
    return Result(show, lines, known.judges, agreement(known.marks), known.marks)


def vote(session: Session, category_id: int, number: int, *, at: datetime, by: Actor) -> ExhibitVote:
    """Give one's vote to a work, or move it there; refused for one's own, and where there is no vote now."""
    category = locked_category(session, category_id)
    show, work = exhibits.show_of(session, category_id), exhibits.numbered(session, category_id, number)
    if by.person_id is None or not work.may_show:
        raise NotThere
    if not show.has_vote or category.drawn_at is None or show.closed_at:
        raise Refused(Reason("no_vote_now"))
    if by.person_id in {member.person_id for member in work.entry.members}:
        raise Refused(Reason("vote_for_own"))
    row = _vote(session, category_id, by.person_id)
    row = row or ExhibitVote(category_id=category_id, person_id=by.person_id)
    row.exhibit_id, row.at = work.id, at
    session.add(row)
    session.flush()
    return row


def _vote(session: Session, category_id: int, person_id: int) -> ExhibitVote | None:
    mine = (ExhibitVote.category_id == category_id, ExhibitVote.person_id == person_id)
    return session.scalar(select(ExhibitVote).where(*mine))


def voted_for(session: Session, category_id: int, person_id: int | None) -> int | None:
    """Return for which work somebody has voted."""
    row = _vote(session, category_id, person_id) if person_id else None
    return row.exhibit_id if row else None


@dataclass(frozen=True)
class Likely:
    """A judge who seems to be close to who made a work, and why."""

    judge: Judge
    work: Exhibit
    closeness: Closeness


def likely(session: Session, category_id: int) -> list[Likely]:
    """Return which judges seem to be close to makers of works, as far as it is not noted already.

    They are the same person, of one unit, in one society, or one teaches the other in a class.
    """
    noted = {(one.judge_id, one.exhibit_id) for one in judges.conflicts(session, category_id)}
    theirs = judges.judges(session, category_id)
    clubs, pupils = _clubs(session, theirs, category_id), _pupils(session, theirs)
    found = []
    for judge in theirs:
        for work in exhibits.of_category(session, category_id):
            why = _closeness(judge, work, clubs, pupils)
            if why and (judge.id, work.id) not in noted and work.status is not ExhibitStatus.RETURNED:
                found.append(Likely(judge, work, why))
    return found


def _closeness(
    judge: Judge, work: Exhibit, clubs: dict[int, set[int]], pupils: dict[int, set[int]]
) -> Closeness | None:
    makers = {member.person_id for member in work.entry.members}
    mine = clubs.get(judge.person_id, set())
    if judge.person_id in makers:
        return Closeness.OWN
    if makers & pupils.get(judge.person_id, set()):
        return Closeness.TEACHER
    if judge.person.unit and judge.person.unit == work.entry.unit:
        return Closeness.UNIT
    return Closeness.SOCIETY if any(mine & clubs.get(maker, set()) for maker in makers) else None


def _clubs(session: Session, theirs: list[Judge], category_id: int) -> dict[int, set[int]]:
    people = {judge.person_id for judge in theirs}
    people |= {m.person_id for work in exhibits.of_category(session, category_id) for m in work.entry.members}
    rows = select(Membership.person_id, Membership.society_id)
    found: dict[int, set[int]] = {}
    for person_id, society_id in session.execute(
        rows.where(Membership.person_id.in_(people), Membership.status.in_(MEMBERS))
    ):
        found.setdefault(person_id, set()).add(society_id)
    return found


def _pupils(session: Session, theirs: list[Judge]) -> dict[int, set[int]]:
    people = [judge.person_id for judge in theirs]
    rows = select(Section.instructor_id, Enrolment.person_id).join(Enrolment, Enrolment.section_id == Section.id)
    found: dict[int, set[int]] = {}
    for instructor_id, person_id in session.execute(
        rows.where(Section.instructor_id.in_(people), Enrolment.status.in_(SEATED))
    ):
        found.setdefault(instructor_id or 0, set()).add(person_id)
    return found


def set_likely_apart(session: Session, category_id: int, *, at: datetime, by: Actor) -> int:
    """Note every such closeness, and return how many there were."""
    every = likely(session, category_id)
    for one in every:
        judges.set_apart(session, one.judge.id, one.work.id, one.closeness, at=at, by=by)
    return len(every)


def rows_apart(session: Session, category_id: int) -> list[Conflict]:
    """Return which works judges are not asked about, of judges who are in their post."""
    return [one for one in judges.conflicts(session, category_id) if one.judge.dismissed_at is None]


def category_shown(session: Session, category_id: int, *, with_drafts: bool) -> Category:
    """Return a category of works as its page shows it; a draft is not there for those who may not see it."""
    category = exhibits.category_of(session, category_id)
    if category.competition.status is CompetitionStatus.DRAFT and not with_drafts:
        raise NotThere
    return category
