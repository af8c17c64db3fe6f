"""Calls for help from the kiosks, from the moment somebody calls until somebody was there."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.db import locked
from activity_center.desk.models import HelpCall
from activity_center.errors import Reason, Refused
from activity_center.people import service as people
from activity_center.rooms.models import Site


def call_for_help(
    session: Session, kiosk_name: str, site_id: int, person_id: int | None, *, at: datetime, by: Actor
) -> HelpCall:
    """Show on the desk's screen that somebody at this kiosk wants help, and return the call.

    Calling again while a call of the kiosk is open returns that one; who has signed in since is added to it.
    """
    locked(session, Site, site_id)
    call = session.scalar(
        select(HelpCall).where(
            HelpCall.site_id == site_id, HelpCall.kiosk_name == kiosk_name, HelpCall.done_at.is_(None)
        )
    )
    if call is None:
        call = HelpCall(kiosk_name=kiosk_name, site_id=site_id, person_id=person_id, called_at=at)
        session.add(call)
        session.flush()
        audit.record(session, by, at, "call_for_help", "help_call", call.id, person_id, kiosk=kiosk_name)
    elif call.person_id is None:
        call.person_id = person_id
    return call


def answer_help(session: Session, call_id: int, *, at: datetime, by: Actor) -> HelpCall:
    """Say that one is going there; refused where a colleague is on the way, so that not two go and nobody at all."""
    call = locked(session, HelpCall, call_id)
    if call.answered_by_id == by.person_id or call.done_at is not None:
        return call
    if call.answered_by_id is not None:
        name = people.names(session, [call.answered_by_id])[call.answered_by_id]
        raise Refused(Reason("help_is_coming", {"name": name}))
    call.answered_at, call.answered_by_id = at, by.person_id
    audit.record(session, by, at, "answer_help", "help_call", call.id, call.person_id)
    return call


def finish_help(session: Session, call_id: int, *, at: datetime, by: Actor) -> HelpCall:
    """Take a call off the screen because somebody was there; whoever was, and however often it is said."""
    call = locked(session, HelpCall, call_id)
    if call.done_at is None:
        call.done_at = at
        audit.record(session, by, at, "finish_help", "help_call", call.id, call.person_id)
    return call


def open_help_calls(session: Session) -> list[HelpCall]:
    """Return the calls that are not done, the longest waiting first."""
    waiting = select(HelpCall).where(HelpCall.done_at.is_(None)).order_by(HelpCall.called_at, HelpCall.id)
    loaded = (joinedload(HelpCall.site), joinedload(HelpCall.person), joinedload(HelpCall.answered_by))
    return list(session.scalars(waiting.options(*loaded)))
