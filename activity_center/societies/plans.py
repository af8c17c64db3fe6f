"""The plan of a term: what a society means to do, approved by staff; and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import found, locked
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.societies import events, places, service
from activity_center.societies.life_models import TermPlan
from activity_center.societies.models import Event, Society
from activity_center.societies.yearly import PlanStatus, handing_in_reasons
from activity_center.terms import service as terms
from activity_center.terms.models import Term


@dataclass(frozen=True)
class TermLife:
    """A term of a society: its plan if one was written, all its events in it, and how many of the register came."""

    term: Term
    plan: TermPlan | None
    events: Sequence[Event]
    came: dict[int, int]

    @property
    def status(self) -> PlanStatus:
        """Return where the plan is; one that nobody wrote is a draft."""
        return self.plan.status if self.plan else PlanStatus.DRAFT


def life(session: Session, society_id: int, term_id: int, zone: ZoneInfo) -> TermLife:
    """Return a term of a society."""
    term = terms.term(session, term_id)
    rows = _events(session, society_id, term, zone)
    return TermLife(
        term, _plan(session, society_id, term_id), rows, places.count_came(session, [one.id for one in rows])
    )


def _plan(session: Session, society_id: int, term_id: int) -> TermPlan | None:
    mine = select(TermPlan).where(TermPlan.society_id == society_id, TermPlan.term_id == term_id)
    return session.scalar(mine)


def _events(session: Session, society_id: int, term: Term, zone: ZoneInfo) -> list[Event]:
    since, until = (datetime.combine(day, time(), zone) for day in (term.first_on, term.last_on + timedelta(days=1)))
    return events.of_society(session, society_id, since=since, until=until)


def write(session: Session, society_id: int, term_id: int, aims: str, *, at: datetime, by: Actor) -> TermPlan:
    """Write down what a society means to do in a term; refused once staff have approved it."""
    locked(session, Society, society_id)
    plan = _plan(session, society_id, term_id) or TermPlan(
        society_id=society_id, term_id=terms.term(session, term_id).id
    )
    if plan.status is PlanStatus.APPROVED:
        raise Refused(Reason("plan_approved"))
    # What is changed is with staff no longer.
    plan.aims, plan.status = aims.strip(), PlanStatus.DRAFT
    session.add(plan)
    session.flush()
    audit.record(session, by, at, "write_plan", "society", society_id, term=term_id)
    return plan


def hand_in(session: Session, society_id: int, term_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> TermPlan:
    """Hand the plan of a term in to staff, with the events as they stand now; again takes in what has come since."""
    locked(session, Society, society_id)
    term = terms.term(session, term_id)
    plan = _plan(session, society_id, term_id) or TermPlan(society_id=society_id, term_id=term_id, aims="")
    items = [_item(one, zone) for one in _events(session, society_id, term, zone) if one.is_on]
    reasons = handing_in_reasons(plan.status or PlanStatus.DRAFT, plan.aims, len(items))
    if reasons:
        raise Refused(*reasons)
    plan.items, plan.status, plan.handed_in_at, plan.note = items, PlanStatus.HANDED_IN, at, ""
    session.add(plan)
    session.flush()
    audit.record(session, by, at, "hand_in_plan", "society", society_id, term=term_id, events=len(items))
    return plan


def _item(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    on = event.starts_at.astimezone(zone).date()
    return {"event": event.id, "on": on.isoformat(), "kind": event.kind.value, "title": event.title}


def decide(session: Session, plan_id: int, is_approved: bool, note: str, *, at: datetime, by: Actor) -> TermPlan:
    """Approve the plan of a term, or send it back with a reason; those who speak for the society are told."""
    if not is_approved and not note:
        raise Refused(Reason("plan_unexplained"))
    seen = plan(session, plan_id)
    society = locked(session, Society, seen.society_id)
    row = locked(session, TermPlan, plan_id)
    to = PlanStatus.APPROVED if is_approved else PlanStatus.RETURNED
    if row.status is to:
        return row
    if row.status is not PlanStatus.HANDED_IN:
        raise Refused(Reason("plan_not_in"))
    row.status, row.note, row.decided_at = to, note, at
    session.flush()
    audit.record(session, by, at, f"plan_{to.value}", "society", society.id, term=row.term_id, note=note)
    facts = {"society": society.name, "term": row.term.name, "note": note}
    told = service.officers(session, [society.id], at.date())[society.id]
    notices.post(session, {one.id for one in told}, f"plan_{to.value}", facts, at=at)
    return row


def plan(session: Session, plan_id: int) -> TermPlan:
    """Return one plan."""
    row: TermPlan = found(session.get(TermPlan, plan_id))
    return row


def handed_in(session: Session) -> list[TermPlan]:
    """Return the plans that wait for staff, the oldest first."""
    waiting = select(TermPlan).where(TermPlan.status == PlanStatus.HANDED_IN).order_by(TermPlan.handed_in_at)
    return list(session.scalars(waiting.options(joinedload(TermPlan.society), joinedload(TermPlan.term))))


def terms_of(session: Session) -> list[Term]:
    """Return the terms one may plan for or look back on, the newest first."""
    return sorted(terms.terms(session), key=lambda one: one.first_on, reverse=True)


def term_of(session: Session, term_id: int | None, today: date) -> Term | None:
    """Return the term that is asked for, or else the one that runs or comes next, or the newest; None without any."""
    if term_id:
        return terms.term(session, term_id)
    newest_first = terms_of(session)
    coming = [one for one in newest_first if one.last_on >= today]
    return coming[-1] if coming else next(iter(newest_first), None)
