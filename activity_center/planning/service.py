"""Planning a term: where each draft is to be, one by one or all that have no place at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.meetings import lock_sections
from activity_center.courses.models import Section
from activity_center.courses.rules import SectionStatus, WeeklyTime
from activity_center.db import found
from activity_center.errors import Reason, Refused
from activity_center.planning import proposing, reading, wanting
from activity_center.planning.proposing import Proposal
from activity_center.planning.rules import Key
from activity_center.planning.wishes import Ground, Problem, Spot, Wish
from activity_center.terms import service as terms
from activity_center.terms.models import Term

# Somebody has changed something since the proposal was looked at.
STALE = Reason("preview_stale")


def term_called(session: Session, said: str) -> Term:
    """Return the term with this number or name, or raise NotThere."""
    if said.isdecimal() and len(said) < 10:
        return terms.term(session, int(said))
    return found(session.scalar(select(Term).where(Term.name == said)))


def term_to_plan(session: Session) -> Term | None:
    """Return the term that staff most likely plan: the one with most drafts, else the latest; None without terms."""
    drafts = select(Section.term_id).where(Section.status == SectionStatus.DRAFT, Section.term_id.is_not(None))
    counted = drafts.group_by(Section.term_id).order_by(func.count().desc(), Section.term_id).limit(1)
    id = session.scalar(counted)
    return terms.term(session, id) if id else next(iter(terms.terms(session)), None)


def propose(
    session: Session, term_id: int, zone: ZoneInfo, *, seed: int = 0, with_clashing: bool = False
) -> tuple[reading.Scene, Proposal]:
    """Return the term, and places for what has none in it; nothing is written. See proposing.propose."""
    scene = reading.scene(session, term_id, zone)
    problem = wanting.problem(session, scene, with_clashing=with_clashing)
    return scene, proposing.propose(problem, seed)


def seen(proposal: Proposal) -> str:
    """Return what is different once a proposal is."""
    return blake2b(repr(proposal.placed).encode(), digest_size=12).hexdigest()


def apply(
    session: Session,
    term_id: int,
    proposal: Proposal,
    *,
    with_clashing: bool = False,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> int:
    """Write a proposal into the drafts, all of it or nothing, and return how many sections have changed.

    Refused where a draft, or anything that is booked, has changed so that the proposal is not what it was.
    """
    ids = {wish.key[0] for wish, _ in proposal.placed}
    drafts = {row.id: row for row in lock_sections(session, ids)}
    scene = reading.scene(session, term_id, zone)
    _refuse_stale(wanting.problem(session, scene, with_clashing=with_clashing), proposal)
    for id in sorted(ids):
        mine = {wish.key: (wish, spot) for wish, spot in proposal.placed if wish.key[0] == id}
        draft = courses.draft_of(drafts[id])
        times = _with(draft.times, mine)
        courses.change_draft(session, id, replace(draft, times=times), at=at, by=by, zone=zone)
    audit.record(session, by, at, "apply_plan", "term", term_id, sections=len(ids))
    return len(ids)


def _refuse_stale(problem: Problem, proposal: Proposal) -> None:
    """Refuse where a wish is not what it was, or its place is not free any more."""
    wishes, ground = {wish.key: wish for wish in problem.wishes}, Ground(problem)
    for wish, spot in proposal.placed:
        room = problem.rooms.get(spot.room_id)
        is_same = wishes.get(wish.key) == wish and room is not None and wish.may_be_in(room)
        if not (room and is_same and ground.starts(wish, spot.weekday, room) >> spot.start & 1):
            raise Refused(STALE)
        ground.put(wish, spot)


def _with(times: Sequence[WeeklyTime], placed: dict[Key, tuple[Wish, Spot]]) -> tuple[WeeklyTime, ...]:
    """Return weekly times with those that were placed in their place; a section that had none gets them."""
    chosen = {key[1]: weekly_of(wish, spot) for key, (wish, spot) in placed.items()}
    last = max(len(times), *chosen)
    return tuple(chosen.get(n) or times[n - 1] for n in range(1, last + 1) if n in chosen or n <= len(times))


def weekly_of(wish: Wish, spot: Spot) -> WeeklyTime:
    """Return a place as a weekly time."""
    return WeeklyTime(spot.weekday, *spot.until(wish.minutes), spot.room_id)


def place(
    session: Session, section_id: int, n: int, weekly: WeeklyTime, *, at: datetime, by: Actor, zone: ZoneInfo
) -> None:
    """Give one weekly time of a draft this place; the time after the last is a new one.

    A draft holds nothing, so what clashes is shown and not refused. Refused where it has been offered meanwhile.
    """
    [row] = lock_sections(session, [section_id])
    draft = courses.draft_of(row)
    if not 1 <= n <= len(draft.times) + 1:
        raise Refused(STALE)
    times = (*draft.times[: n - 1], weekly, *draft.times[n:])
    courses.change_draft(session, section_id, replace(draft, times=times), at=at, by=by, zone=zone)


def suggestions(session: Session, section_id: int, n: int, zone: ZoneInfo) -> Sequence[tuple[Wish, Spot]]:
    """Return free places for one weekly time of a draft while all others stay, the best first."""
    section = courses.section(session, section_id)
    if section.term_id is None:
        return []
    scene = reading.scene(session, section.term_id, zone)
    problem, wish = wanting.problem_of_one(session, scene, (section_id, n))
    return [(wish, spot) for spot in proposing.options(problem, wish)]


def clashes_of(session: Session, section_id: int, zone: ZoneInfo) -> Sequence[Reason]:
    """Return what is in the way of a draft where it is now."""
    section = courses.section(session, section_id)
    if section.term_id is None:
        return []
    clashes = reading.scene(session, section.term_id, zone).clashes
    return [reason for key, reasons in sorted(clashes.items()) if key[0] == section_id for reason in reasons]
