"""Closures as drafts: what closes, everything it hits, and what is to become of each. Nothing else is touched.

What is in their way is in looking.py, publishing in publishing.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.closures.hits import House, closing_rooms, hits, house
from activity_center.closures.looking import fate_of, problems, shut_there
from activity_center.closures.models import ClosingLine, ClosingPlan
from activity_center.closures.proposing import propose
from activity_center.closures.rules import (
    CANCELLED,
    LEFT,
    Act,
    ClosingKind,
    ClosingStatus,
    Fate,
    Hit,
    Scope,
    flaws_of_time,
    may,
    with_others,
)
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.rooms.rules import Span


@dataclass(frozen=True)
class ClosingDraft:
    """What staff type about a closure; `why` is read by everybody it concerns."""

    scope: Scope
    starts_at: datetime
    ends_at: datetime
    kind: ClosingKind
    why: str
    site_id: int | None = None
    room_ids: tuple[int, ...] = ()

    @property
    def span(self) -> Span:
        """Return the time in which it is closed."""
        return Span(self.starts_at, self.ends_at)


def start(session: Session, draft: ClosingDraft, *, at: datetime, by: Actor, zone: ZoneInfo) -> ClosingPlan:
    """Begin a closure: write down what it hits, with a proposal for each; nobody's booking is touched."""
    here = house(session)
    _check(draft, here, at)
    plan = ClosingPlan(made_at=at, maker_id=by.person_id, status=ClosingStatus.DRAFT)
    _write(plan, draft)
    session.add(plan)
    session.flush()
    _list_again(session, plan, here, at, zone)
    for line in plan.lines:
        line.is_news = False
    session.flush()
    audit.record(session, by, at, "draft_closing", "closing_plan", plan.id, why=plan.why, lines=len(plan.lines))
    return plan


def change(
    session: Session, plan_id: int, draft: ClosingDraft, *, at: datetime, by: Actor, zone: ZoneInfo
) -> ClosingPlan:
    """Change what a draft closes; what was decided stays wherever it still can be."""
    plan, here = _draft(session, plan_id), house(session)
    _check(draft, here, at)
    _write(plan, draft)
    session.flush()
    _list_again(session, plan, here, at, zone)
    audit.record(session, by, at, "change_closing", "closing_plan", plan.id, why=plan.why, lines=len(plan.lines))
    return plan


def look_again(session: Session, plan_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> int:
    """Take over what changed since the draft was made, and return how many lines are new or different."""
    plan = _draft(session, plan_id)
    _list_again(session, plan, house(session), at, zone)
    audit.record(session, by, at, "look_at_closing", "closing_plan", plan.id, lines=len(plan.lines))
    return sum(line.is_news for line in plan.lines)


def discard(session: Session, plan_id: int, *, at: datetime, by: Actor) -> None:
    """Throw a draft away, as if it had never been."""
    plan = _draft(session, plan_id)
    audit.record(session, by, at, "discard_closing", "closing_plan", plan.id, why=plan.why, lines=len(plan.lines))
    session.delete(plan)
    session.flush()


def _write(plan: ClosingPlan, draft: ClosingDraft) -> None:
    plan.scope, plan.kind, plan.why = draft.scope, draft.kind, draft.why
    plan.starts_at, plan.ends_at = draft.starts_at, draft.ends_at
    plan.site_id = draft.site_id if draft.scope is Scope.SITE else None
    plan.room_ids = sorted(set(draft.room_ids)) if draft.scope is Scope.ROOMS else []


def _check(draft: ClosingDraft, here: House, at: datetime) -> None:
    reasons = flaws_of_time(draft.span, at)
    if draft.scope is not Scope.CENTRE and not closing_rooms(draft, here):
        reasons.append(Reason("closing_without_rooms"))
    if reasons:
        raise Refused(*reasons)


def _draft(session: Session, plan_id: int) -> ClosingPlan:
    """Lock a draft and return it as it is now; refused once it is published."""
    plan = locked(session, ClosingPlan, plan_id)
    session.refresh(plan, ["lines"])
    if plan.status is not ClosingStatus.DRAFT:
        raise Refused(Reason("closing_published", {"why": plan.why}))
    return plan


def _list_again(session: Session, plan: ClosingPlan, here: House, at: datetime, zone: ZoneInfo) -> None:
    """Let a draft have a line for each hit, and no other; what is decided stays where it can."""
    now = hits(session, plan, here)
    by_key = {line.key: line for line in plan.lines}
    closing = closing_rooms(plan, here)
    stay = [
        (hit, line)
        for hit in now
        if (line := by_key.get(hit.key)) and line.seen == hit.seen and _still_can(plan, hit, line, here, closing, at)
    ]
    kept = {hit.key for hit, _line in stay}
    new = [hit for hit in now if hit.key not in kept]
    fates = propose(session, plan, here, new, [(hit, fate_of(line)) for hit, line in stay], at=at, zone=zone)
    for line in plan.lines:
        line.is_news = False
    plan.lines = [line for hit in now if (line := by_key.get(hit.key))]
    session.flush()
    for hit, fate in zip(new, fates, strict=True):
        line = by_key.get(hit.key) or ClosingLine(plan_id=plan.id)
        line.is_news = True
        _describe(line, hit)
        _decide(line, fate, hit, here)
        session.add(line)
    session.flush()
    session.expire(plan, ["lines"])


def _still_can(
    plan: ClosingPlan, hit: Hit, line: ClosingLine, here: House, closing: Collection[int], at: datetime
) -> bool:
    is_inside = line.act is Act.MOVE and bool(shut_there(plan, fate_of(line), hit, here, closing))
    return may(hit, line.act, at) and not is_inside


def _describe(line: ClosingLine, hit: Hit) -> None:
    line.booking_id, line.meeting_id, line.section_id, line.kind = (
        hit.booking_id,
        hit.meeting_id,
        hit.section_id,
        hit.kind,
    )
    line.title, line.place, line.seen, line.seats = hit.title[:200], hit.place[:400], hit.seen, hit.seats
    line.starts_at, line.ends_at = hit.span
    line.is_shut, line.is_firm = bool(hit.shut_ids), hit.is_firm


def _decide(line: ClosingLine, fate: Fate, hit: Hit, here: House) -> None:
    line.act = fate.act
    line.to_starts_at, line.to_ends_at = fate.span or (None, None)
    line.to_room_ids = list(fate.room_ids)
    line.to_place = (here.place(fate.room_ids) or hit.place)[:400] if fate.act is Act.MOVE else ""


def decide(
    session: Session,
    plan_id: int,
    line_ids: Collection[int] | None,
    act: Act,
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> int:
    """Let these lines of a draft (None: all) be cancelled, left, or moved as proposed; return how many are so now.

    A line of which this cannot become stays as it is, and so does one that changed since it was listed.
    """
    plan, here = _draft(session, plan_id), house(session)
    now = {hit.key: hit for hit in hits(session, plan, here)}
    mine = [line for line in plan.lines if line_ids is None or line.id in line_ids]
    pairs = [(line, hit) for line in mine if (hit := now.get(line.key)) and hit.seen == line.seen]
    if act is Act.MOVE:
        chosen = {line.id for line, _hit in pairs}
        others = [(now[line.key], fate_of(line)) for line in plan.lines if line.id not in chosen and line.key in now]
        fates = propose(session, plan, here, [hit for _line, hit in pairs], others, at=at, zone=zone)
    else:
        fates = [CANCELLED if act is Act.CANCEL else LEFT] * len(pairs)
    done = [(line, fate, hit) for (line, hit), fate in zip(pairs, fates, strict=True) if may(hit, fate.act, at)]
    for line, fate, hit in done:
        _decide(line, fate, hit, here)
    session.flush()
    audit.record(session, by, at, "decide_closing", "closing_plan", plan.id, became=act.value, lines=len(done))
    return sum(line.act is act for line, _fate, _hit in done)


def move(
    session: Session,
    line_id: int,
    starts_at: datetime,
    room_id: int | None = None,
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> ClosingLine:
    """Move one line of a draft to another beginning and, where one is named, to another room; its length stays.

    The room stands in for those that close, or for all where none does. Refused with everything in the way.
    """
    seen: ClosingLine = found(session.get(ClosingLine, line_id))
    plan, here = _draft(session, seen.plan_id), house(session)
    line = next(line for line in plan.lines if line.id == line_id)
    now = {hit.key: hit for hit in hits(session, plan, here)}
    hit = now.get(line.key)
    if hit is None or hit.seen != line.seen:
        raise Refused(Reason("closing_line_changed", line.facts))
    if not may(hit, Act.MOVE, at):
        raise Refused(Reason("booking_begun", line.facts))
    room_ids = hit.room_ids
    if room_id:
        room_ids = with_others(hit.room_ids, hit.shut_ids or hit.room_ids, room_id) or (room_id,)
    fate = Fate(Act.MOVE, Span(starts_at, starts_at + (hit.span.ends_at - hit.span.starts_at)), room_ids)
    before = problems(session, plan, plan.lines, now, here, at=at, zone=zone)
    _decide(line, fate, hit, here)
    session.flush()
    after = problems(session, plan, plan.lines, now, here, at=at, zone=zone)
    # Of two lines that want one room the later is told: it may be another than this one.
    spoilt = [r for id, theirs in after.items() if id != line.id for r in theirs if r not in before.get(id, [])]
    if reasons := after.get(line.id, []) + spoilt:
        raise Refused(*reasons)
    audit.record(session, by, at, "move_in_closing", "closing_plan", plan.id, line=line.id, **line.facts)
    return line
