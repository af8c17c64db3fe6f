"""What the pages of societies and events share: who asks, and what they may do."""

from datetime import date
from typing import Any

from flask import Blueprint
from flask_login import current_user

from activity_center import clock
from activity_center.db import db, zone
from activity_center.errors import NotYours
from activity_center.formats import local
from activity_center.rooms.bookings import Asker
from activity_center.societies import events, membership
from activity_center.web import by, my_id

bp = Blueprint("societies", __name__)

KEEP = "plan_courses"


def who() -> dict[str, Any]:
    """Return when and by whom, for an act."""
    return {"at": clock.now(), "by": by()}


def here() -> dict[str, Any]:
    """Return when, by whom and in which zone, for an act that is about rooms."""
    return who() | {"zone": zone()}


def today() -> date:
    """Return the day it is at the centre."""
    return local(clock.now()).date()


def is_staff() -> bool:
    """Say whether the reader keeps the societies."""
    return current_user.is_authenticated and current_user.may(KEEP)


def leads(society_id: int | None) -> bool:
    """Say whether the reader speaks for a society today, or keeps them all."""
    return is_staff() or membership.is_officer(db.session(), society_id, my_id(), today())


def must_lead(society_id: int | None) -> None:
    """Refuse whoever neither speaks for a society nor keeps them all; events of the centre are kept by staff."""
    if not leads(society_id):
        raise NotYours


def led_event(event_id: int) -> Any:
    """Return an event to whoever leads it."""
    row = events.event(db.session(), event_id)
    must_lead(row.society_id)
    return row


def asker() -> Asker:
    """Return who asks for a room, as the rules of rooms see them."""
    return Asker(my_id(), frozenset(current_user.roles))
