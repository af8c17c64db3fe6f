"""Publishing: one transaction that looks once more, changes everything, closes the rooms and tells everybody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.closures import telling
from activity_center.closures.hits import House, closing_rooms, hits, house
from activity_center.closures.looking import fate_of, hold_of, problems, unlisted
from activity_center.closures.models import ClosingLine, ClosingPlan
from activity_center.closures.rules import Act, ClosingStatus, Fate, Hit, Scope, whole_days
from activity_center.courses import rearranging
from activity_center.courses.meetings import lock_sections
from activity_center.courses.models import Meeting
from activity_center.courses.rules import Planned, WeeklyTime
from activity_center.courses.service import SectionDraft
from activity_center.db import found, lock, locked
from activity_center.errors import Reason, Refused
from activity_center.rooms import closing as rooms_closing
from activity_center.rooms import service as rooms
from activity_center.rooms.models import Booking
from activity_center.rooms.rules import BookingStatus
from activity_center.rooms.service import Hold
from activity_center.terms import service as terms
from activity_center.terms.rules import ClosureKind
from activity_center.terms.service import ClosureDraft


@dataclass(frozen=True)
class _Work:
    """One line with what it is about, as both are now, and the booking there is."""

    line: ClosingLine
    hit: Hit
    fate: Fate
    booking: Booking | None

    @property
    def is_meeting(self) -> bool:
        return self.hit.meeting_id is not None


def publish(session: Session, plan_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> ClosingPlan:
    """Carry a draft out, all or nothing: afterwards nothing is on in what closes, and everybody concerned is told once.

    One that is published already stays as it is. Refused where anything has changed since it was listed, or where
    something is in the way of a move; then nothing has happened.
    """
    _lock(session, found(session.get(ClosingPlan, plan_id)))
    plan, here = locked(session, ClosingPlan, plan_id), house(session)
    session.refresh(plan, ["lines"])
    if plan.status is not ClosingStatus.DRAFT:
        return plan
    now = {hit.key: hit for hit in hits(session, plan, here)}
    _refuse_stale(session, plan, now, here, at, zone)
    work = _work(session, plan, now)
    plan.kept = {
        "rooms": rooms_closing.close(session, closing_rooms(plan, here), plan.span, plan.why),
        "days": _close_days(session, plan, at, by, zone),
    }
    _carry_out(session, work, at, zone)
    audit.record_all(session, [_audited(each, plan, at, by) for each in work])
    plan.told = telling.tell(session, plan, _changes(work, here), at=at)
    plan.status, plan.published_at = ClosingStatus.PUBLISHED, at
    session.flush()
    audit.record(session, by, at, "publish_closing", "closing_plan", plan.id, why=plan.why, people=plan.told)
    return plan


def _lock(session: Session, plan: ClosingPlan) -> None:
    """Lock all that publishing concerns, in the order of the floors; what comes new meanwhile is found out after it."""
    here = house(session)
    now = hits(session, plan, here)
    persons = {id for hit in now for id in hit.person_ids}
    places = closing_rooms(plan, here) | {id for hit in now for id in hit.room_ids}
    places |= {id for line in plan.lines for id in line.to_room_ids}
    needed = [SectionDraft(0, instructor_id=id) for id in persons]
    needed.append(SectionDraft(0, times=tuple(WeeklyTime(room_id=id) for id in places)))
    booking_ids = {hit.booking_id for hit in now if hit.booking_id}
    lock_sections(session, {hit.section_id for hit in now if hit.section_id}, also=needed)
    lock(session, Booking, booking_ids)
    session.expire_all()


def _refuse_stale(
    session: Session, plan: ClosingPlan, now: Mapping[Any, Hit], here: House, at: datetime, zone: ZoneInfo
) -> None:
    new = unlisted(plan, now.values())
    reasons = [Reason("closing_line_new", {"title": h.title, "starts_at": h.span.starts_at.isoformat()}) for h in new]
    for mine in problems(session, plan, plan.lines, now, here, at=at, zone=zone).values():
        reasons += mine
    if plan.ends_at <= at:
        reasons.append(Reason("time_is_past", {"starts_at": plan.ends_at.isoformat()}))
    if reasons:
        raise Refused(*reasons)


def _work(session: Session, plan: ClosingPlan, now: Mapping[Any, Hit]) -> list[_Work]:
    ids = [line.booking_id for line in plan.lines if line.booking_id]
    bookings = {row.id: row for row in session.scalars(select(Booking).where(Booking.id.in_(ids)))}
    return [
        _Work(line, now[line.key], fate_of(line), bookings.get(line.booking_id or 0))
        for line in plan.lines
        if line.act is not Act.LEAVE
    ]


def _close_days(session: Session, plan: ClosingPlan, at: datetime, by: Actor, zone: ZoneInfo) -> list[int]:
    """Let the days on which the whole centre is closed be holidays, also for planning; what is said already stays."""
    days: list[date] = whole_days(plan.span, zone) if plan.scope is Scope.CENTRE else []
    known = {row.on for row in terms.closures(session, days[0], days[-1])} if days else set()
    drafts = [ClosureDraft(day, ClosureKind.HOLIDAY, plan.why) for day in days if day not in known]
    return [terms.add_closure(session, draft, at=at, by=by).id for draft in drafts]


def _carry_out(session: Session, work: Sequence[_Work], at: datetime, zone: ZoneInfo) -> None:
    """Let go first, so that what moves finds it free; then hold all at once."""
    meetings = _meetings(session, work)
    own = [each for each in work if not each.is_meeting]
    called_off = [meetings[each.hit.meeting_id] for each in work if each.is_meeting and each.fate.act is Act.CANCEL]
    rearranging.call_off(session, called_off, at=at)
    cancelled = [_as_it_is(each, at) for each in own if each.fate.act is Act.CANCEL]
    rooms.wish_all(session, cancelled, BookingStatus.CANCELLED)
    moved = [each for each in own if each.fate.act is Act.MOVE]
    asked_for = [_moved(each, at) for each in moved if not each.hit.is_firm]
    rooms.wish_all(session, asked_for, BookingStatus.REQUESTED)
    to = {
        meetings[each.hit.meeting_id]: _planned(each) for each in work if each.is_meeting and each.fate.act is Act.MOVE
    }
    holds: list[tuple[Meeting | None, Hold]] = [(None, _moved(each, at)) for each in moved if each.hit.is_firm]
    holds += [(meeting, hold) for meeting, planned in to.items() if (hold := rearranging.hold_of(meeting, planned))]
    ids = rooms.hold_all(session, [hold for _meeting, hold in holds], zone=zone)
    booked = {meeting: id for (meeting, _hold), id in zip(holds, ids, strict=True) if meeting}
    rearranging.settle(session, {meeting: (planned, booked.get(meeting)) for meeting, planned in to.items()}, at=at)
    rearranging.tell_calendars(session, {meeting.section for meeting in meetings.values()})
    calendar_changed(session)


def _meetings(session: Session, work: Iterable[_Work]) -> dict[Any, Meeting]:
    ids = [each.hit.meeting_id for each in work if each.hit.meeting_id]
    return {row.id: row for row in session.scalars(select(Meeting).where(Meeting.id.in_(ids)))}


def _planned(each: _Work) -> Planned:
    room_id = next(iter(each.fate.room_ids), None)
    return Planned(found(each.fate.span), room_id, "" if room_id else each.hit.place)


def _marked(each: _Work, at: datetime) -> dict[str, Any]:
    return {"sequence": found(each.booking).sequence + 1, "changed_at": at, "by_hand": True}


def _as_it_is(each: _Work, at: datetime) -> Hold:
    return hold_of(each.hit, Fate(Act.MOVE, each.hit.span, each.hit.room_ids), **_marked(each, at))


def _moved(each: _Work, at: datetime) -> Hold:
    return hold_of(each.hit, each.fate, **_marked(each, at))


def _changes(work: Sequence[_Work], here: House) -> list[tuple[Hit, telling.Change]]:
    said = [(each.hit, telling.changed(each.hit, each.fate, here)) for each in work]
    return [(hit, change) for hit, change in said if change]


def _audited(each: _Work, plan: ClosingPlan, at: datetime, by: Actor) -> dict[str, Any]:
    hit, is_move = each.hit, each.fate.act is Act.MOVE
    subject = "meeting" if each.is_meeting else "booking"
    act = f"{'move' if is_move else 'cancel'}_{subject}"
    span = found(each.fate.span) if is_move else hit.span
    facts = {"closing": plan.id, "starts_at": span.starts_at.isoformat(), "was_at": hit.span.starts_at.isoformat()}
    return audit.row(by, at, act, subject, hit.meeting_id or hit.booking_id, hit.owner_id, **facts)


def reopen(session: Session, plan_id: int, *, at: datetime, by: Actor) -> ClosingPlan:
    """Let what is closed be booked again, as when a repair is done early; what was moved or cancelled stays so.

    Doing it twice is doing it once. Each meeting can then be put back by itself.
    """
    seen: ClosingPlan = found(session.get(ClosingPlan, plan_id))
    rooms.lock_holders(session, closing_rooms(seen, house(session)), ())
    plan = locked(session, ClosingPlan, plan_id)
    if plan.status is ClosingStatus.DRAFT:
        raise Refused(Reason("closing_not_published", {"why": plan.why}))
    if plan.status is ClosingStatus.PUBLISHED:
        rooms_closing.reopen(session, plan.kept.get("rooms", []))
        there = {row.id for row in terms.closures(session, *_days(plan))}
        for closure_id in there.intersection(plan.kept.get("days", [])):
            terms.remove_closure(session, closure_id, at=at, by=by)
        plan.status = ClosingStatus.REOPENED
        audit.record(session, by, at, "reopen_closing", "closing_plan", plan.id, why=plan.why)
    return plan


def _days(plan: ClosingPlan) -> tuple[date, date]:
    """Return days around the closure, whatever the zone."""
    return plan.starts_at.date(), plan.ends_at.date()
