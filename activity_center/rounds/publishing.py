"""Publishing: what was given becomes bookings, all in one transaction, and everybody who asked is told why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import locked
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.rooms import bookings
from activity_center.rooms import service as rooms
from activity_center.rooms.bookings import Wish
from activity_center.rooms.models import BookingSeries
from activity_center.rooms.obstacles import obstacles
from activity_center.rooms.recurrence import Occurrence
from activity_center.rounds import outlook, rules
from activity_center.rounds.models import Allocation, Application, Round
from activity_center.rounds.outlook import Season
from activity_center.rounds.proposing import STALE, given_in
from activity_center.rounds.rules import Problem, Stage, Verdict
from activity_center.rounds.service import round_of
from activity_center.societies import service as societies


@dataclass(frozen=True)
class Line:
    """One allocation before it is booked: its dates, and those left out with what is in their way."""

    allocation: Allocation
    wish: Wish
    days: Sequence[Occurrence]
    left_out: dict[date, list[Reason]]


@dataclass(frozen=True)
class Plan:
    """What publishing would do."""

    lines: Sequence[Line]
    problem: Problem
    without: Sequence[Application]

    @property
    def seen(self) -> str:
        """Return what is different once anything of it is."""
        said = [(line.allocation.given, [day.span for day in line.days], sorted(line.left_out)) for line in self.lines]
        return blake2b(repr(said).encode(), digest_size=12).hexdigest()


def look(session: Session, round_id: int, *, at: datetime, zone: ZoneInfo) -> Plan:
    """Return what publishing would book, date by date, and who would get nothing; nothing is written."""
    row = round_of(session, round_id)
    season = outlook.season(session, row, at=at, zone=zone)
    given = [slot.allocation for slot in row.slots if slot.allocation]
    planned = [(one, _wish(one, season)) for one in given]
    dated = [(one, wish, season.occurrences(one.slot.weekly)) for one, wish in planned]
    told = iter(obstacles(session, [wish.hold(day) for _one, wish, days in dated for day in days], zone=zone))
    lines = [_line(one, wish, days, [next(told) for _day in days]) for one, wish, days in dated]
    without = [application for application in row.applications if not application.allocations]
    return Plan(lines, outlook.problem(session, row, at=at, zone=zone), without)


def _wish(one: Allocation, season: Season) -> Wish:
    application, weekly = one.application, one.slot.weekly
    persons = (application.leader_id,) if application.leader_id else ()
    title, pattern = application.society.name, season.pattern(weekly)
    return Wish(title, pattern, (one.slot.room_id,), persons, attendees=application.attendees)


def _line(one: Allocation, wish: Wish, days: Sequence[Occurrence], reasons: Sequence[list[Reason]]) -> Line:
    told = list(zip(days, reasons, strict=True))
    return Line(one, wish, [day for day, why in told if not why], {day.on: why for day, why in told if why})


def publish(session: Session, round_id: int, seen: str, *, at: datetime, by: Actor, zone: ZoneInfo) -> Round:
    """Book what was given for every free date of the term, and tell each society what it gets and why not more.

    All of it or nothing. One that is published already stays as it is, and nobody is told twice. Refused while wishes
    may still change, and where it would not do what was `seen`.
    """
    _lock(session, round_of(session, round_id))
    row = round_of(session, round_id)
    if row.stage(at) is Stage.PUBLISHED:
        return row
    if row.stage(at) is not Stage.CLOSED:
        raise Refused(Reason("round_still_open", {"closes_at": row.closes_at.isoformat()}))
    plan = look(session, round_id, at=at, zone=zone)
    if plan.seen != seen:
        raise Refused(STALE)
    _book(session, plan.lines, at, zone)
    _keep_verdicts(row, plan.problem)
    row.published_at = at
    session.flush()
    _tell(session, row, plan.lines, at, zone)
    facts = {"name": row.name, "series": len(plan.lines), "dates": sum(len(line.days) for line in plan.lines)}
    audit.record(session, by, at, "publish_round", "round", row.id, **facts)
    return row


def _lock(session: Session, row: Round) -> None:
    """Lock whose time and which rooms are concerned, then the round: the order of the floors."""
    held = ({slot.room_id for slot in row.slots}, {application.leader_id for application in row.applications})
    rooms.lock_holders(session, *held)
    locked(session, Round, row.id)
    now = round_of(session, row.id)
    if not ({slot.room_id for slot in now.slots} <= held[0] and {one.leader_id for one in now.applications} <= held[1]):
        # Somebody put another room on offer in this very moment, and that one is not locked.
        raise Refused(STALE)


def _book(session: Session, lines: Iterable[Line], at: datetime, zone: ZoneInfo) -> None:
    """Make a series of bookings for each line, owned by who answers for the society."""
    holds = []
    for line in lines:
        owner_id = line.allocation.application.leader_id
        series = BookingSeries(title=line.wish.title, owner_id=owner_id, pattern=line.wish.pattern.as_json())
        line.allocation.series = series
        line.allocation.left_out = [
            {"on": on.isoformat(), "reasons": [vars(reason) for reason in why]} for on, why in line.left_out.items()
        ]
        session.add(series)
        session.flush()
        more = {"owner_id": owner_id, "series_id": series.id, "changed_at": at}
        holds += [line.wish.hold(day, **more) for day in line.days]
    if holds:
        bookings.written(session, holds, False, zone)


def _keep_verdicts(row: Round, problem: Problem) -> None:
    verdicts = rules.explain(problem, given_in(row))
    before = {ask.id: ask.minutes_before for ask in problem.asks}
    for application in row.applications:
        application.minutes_before = before[application.id]
        for wish, verdict in zip(application.wishes, verdicts[application.id], strict=True):
            wish.verdict = _plain(verdict)


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {"slot_id": verdict.slot_id, "reasons": [vars(reason) for reason in verdict.reasons]}


def verdict_of(kept: dict[str, Any] | None) -> Verdict | None:
    """Return a verdict that was kept when a round was published."""
    if kept is None:
        return None
    return Verdict(kept["slot_id"], tuple(Reason(one["code"], one["facts"]) for one in kept["reasons"]))


def _tell(session: Session, row: Round, lines: Iterable[Line], at: datetime, zone: ZoneInfo) -> None:
    mine: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        mine[line.allocation.application_id].append(line)
    on = at.astimezone(zone).date()
    officers = societies.officers(session, [one.society_id for one in row.applications], on)
    for application in row.applications:
        ids = {person.id for person in officers[application.society_id]} | {application.leader_id}
        kind, facts = _said(row, application, mine[application.id])
        once = f"round:{row.id}:{application.society_id}"
        notices.post(session, {id for id in ids if id}, kind, facts, at=at, once=once)


def _said(row: Round, application: Application, lines: Sequence[Line]) -> tuple[str, dict[str, Any]]:
    facts: dict[str, Any] = {"society": application.society.name, "round": row.name}
    if not lines:
        return "round_nothing", facts
    facts["times"] = [_time(line.allocation) for line in lines]
    days = sorted({day.isoformat() for line in lines for day in line.left_out})
    return ("round_given_but", facts | {"left_out": days}) if days else ("round_given", facts)


def _time(one: Allocation) -> dict[str, Any]:
    slot = one.slot
    hours = {"starts": slot.starts.isoformat("minutes"), "ends": slot.ends.isoformat("minutes")}
    return {"weekday": slot.weekday, **hours, "place": slot.room.name}
