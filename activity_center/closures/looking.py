"""A closure as it stands: its lines, what is in their way now, and what is not listed yet. Nothing is written."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.closures import telling
from activity_center.closures.hits import House, closing_rooms, hits, house
from activity_center.closures.models import ClosingLine, ClosingPlan
from activity_center.closures.rules import Act, ClosingStatus, Fate, Hit, HitKind, may, shut_among
from activity_center.db import found
from activity_center.errors import Reason
from activity_center.rooms import elsewhere
from activity_center.rooms import service as rooms
from activity_center.rooms.service import Hold


def fate_of(line: ClosingLine) -> Fate:
    """Return what a line decides."""
    return Fate(line.act, line.to, tuple(line.to_room_ids)) if line.act is Act.MOVE else Fate(line.act)


def shut_there(plan: ClosingPlan, fate: Fate, hit: Hit, here: House, closing: Collection[int]) -> list[int]:
    """Return which rooms of a move close at the time to which it moves."""
    if not fate.span or not fate.span.widened(hit.setup, hit.cleanup).overlaps(plan.span):
        return []
    return shut_among(fate.room_ids, closing, here.parts)


def problems(
    session: Session,
    plan: ClosingPlan,
    lines: Sequence[ClosingLine],
    now: Mapping[Any, Hit],
    here: House,
    *,
    at: datetime,
    zone: ZoneInfo,
) -> dict[int, list[Reason]]:
    """Return for each line everything in the way of it; lines without any are left out."""
    closing = closing_rooms(plan, here)
    found_for: dict[int, list[Reason]] = {}
    for line in lines:
        found_for[line.id] = _own_problems(plan, line, now.get(line.key), here, closing, at)
    moving = [(line, now[line.key]) for line in lines if line.act is Act.MOVE and line.key in now and line.is_firm]
    gone = [line.booking_id for line in lines if line.act is Act.CANCEL and line.booking_id]
    holds = [hold_of(hit, fate_of(line)) for line, hit in moving]
    in_the_way = rooms.obstacles(session, holds, zone=zone, without=gone)
    for (line, _hit), reasons in zip(moving, in_the_way, strict=True):
        found_for[line.id] += reasons
    return {id: reasons for id, reasons in found_for.items() if reasons}


def hold_of(hit: Hit, fate: Fate, **more: Any) -> Hold:
    """Return what a hit would hold where it moves."""
    span = found(fate.span)
    return Hold(
        hit.title, span, fate.room_ids, hit.person_ids, hit.booking_id, hit.equipment, hit.setup, hit.cleanup, more
    )


def _own_problems(
    plan: ClosingPlan, line: ClosingLine, hit: Hit | None, here: House, closing: Collection[int], at: datetime
) -> list[Reason]:
    if hit is None:
        return [Reason("closing_line_gone", line.facts)]
    if hit.seen != line.seen:
        return [Reason("closing_line_changed", line.facts)]
    if not may(hit, line.act, at):
        return [Reason("booking_begun" if hit.has_begun(at) else "closing_line_stays", line.facts)]
    fate = fate_of(line)
    reasons = []
    if fate.span and fate.span.starts_at <= at:
        reasons.append(Reason("time_is_past", {"starts_at": fate.span.starts_at.isoformat()}))
    facts = {"starts_at": plan.starts_at.isoformat(), "ends_at": plan.ends_at.isoformat(), "why": plan.why}
    shut = shut_there(plan, fate, hit, here, closing)
    return reasons + [Reason("room_shut", {"room": here.rooms[id].name, **facts}) for id in shut]


def unlisted(plan: ClosingPlan, now: Iterable[Hit]) -> list[Hit]:
    """Return what a closure hits and its draft does not list yet."""
    listed = {line.key for line in plan.lines}
    return [hit for hit in now if hit.key not in listed]


_ACTS, _KINDS = [act.value for act in Act], [kind.value for kind in HitKind]


@dataclass(frozen=True)
class Looked:
    """A plan as it stands: its lines, what is in their way, what is not listed yet, and how many people are told."""

    plan: ClosingPlan
    lines: Sequence[ClosingLine]
    problems: Mapping[int, list[Reason]]
    unlisted: Sequence[Hit]
    people: int

    @property
    def is_ready(self) -> bool:
        """Say whether it can be published as it is."""
        return not self.problems and not self.unlisted

    def chosen(self, show: str, text: str) -> list[ClosingLine]:
        """Return the lines of an act or a kind, or those to look at again, that say this text."""
        return [line for line in self.lines if self._is_shown(line, show) and text in f"{line.title} {line.place}"]

    def _is_shown(self, line: ClosingLine, show: str) -> bool:
        if show == "problem":
            return line.id in self.problems
        return show in (line.act.value, line.kind.value) or show not in (*_ACTS, *_KINDS)

    def count(self, is_meant: Callable[[ClosingLine], Any]) -> int:
        """Return how many lines are so."""
        return sum(bool(is_meant(line)) for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many lines there are of each act and each kind, and how many need another look."""
        by_act = {act.value: self.count(lambda line, act=act: line.act is act) for act in Act}
        by_kind = {kind.value: self.count(lambda line, kind=kind: line.kind is kind) for kind in HitKind}
        return {"all": len(self.lines), **by_act, **by_kind, "problem": len(self.problems)}


def look(session: Session, plan_id: int, *, at: datetime, zone: ZoneInfo) -> Looked:
    """Return a plan with what is in its way now and how many people it would tell.

    What is published is as it was then.
    """
    plan: ClosingPlan = found(session.get(ClosingPlan, plan_id))
    if plan.status is not ClosingStatus.DRAFT:
        return Looked(plan, plan.lines, {}, [], plan.told)
    here = house(session)
    listed = hits(session, plan, here)
    now = {hit.key: hit for hit in listed}
    in_the_way = problems(session, plan, plan.lines, now, here, at=at, zone=zone)
    people = telling.concerned(session, plan.lines, listed)
    return Looked(plan, plan.lines, in_the_way, unlisted(plan, listed), people)


def plan(session: Session, plan_id: int) -> ClosingPlan:
    """Return one closure."""
    return found(session.get(ClosingPlan, plan_id))


def line(session: Session, line_id: int) -> ClosingLine:
    """Return one line of a closure."""
    return found(session.get(ClosingLine, line_id))


def free_rooms(session: Session, line_id: int, *, zone: ZoneInfo) -> list[str]:
    """Return rooms that are free at the time to which a line moves, or at its own, as people say them."""
    row = line(session, line_id)
    plan, here = row.plan, house(session)
    if plan.status is not ClosingStatus.DRAFT:
        return []
    hit = next((hit for hit in hits(session, plan, here) if hit.key == row.key), None)
    if hit is None:
        return []
    span = row.to if row.act is Act.MOVE else hit.span
    others = elsewhere.rooms(session, hold_of(hit, Fate(Act.MOVE, span, hit.room_ids)), hit.seats, zone)
    closing = closing_rooms(plan, here) if span.overlaps(plan.span) else set()
    return [here.place([room.id]) for room in others if not shut_among([room.id], closing, here.parts)]


def plans(session: Session, limit: int = 200) -> list[tuple[ClosingPlan, int]]:
    """Return the closures with how much each hits, drafts first, then the latest."""
    counts = dict(session.execute(select(ClosingLine.plan_id, func.count()).group_by(ClosingLine.plan_id)).all())
    newest = select(ClosingPlan).order_by(ClosingPlan.status != ClosingStatus.DRAFT, ClosingPlan.starts_at.desc())
    return [
        (row, counts.get(row.id, 0)) for row in session.scalars(newest.order_by(ClosingPlan.id.desc()).limit(limit))
    ]


def names_of_rooms(session: Session, plan: ClosingPlan) -> list[str]:
    """Return the rooms that were named to close, as people say them."""
    here = house(session)
    return [here.place([id]) for id in plan.room_ids if id in here.rooms]
