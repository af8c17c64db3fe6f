"""A closure of the demo centre that staff still think about: the pipes of one site are repaired."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.closures import service
from activity_center.closures.rules import ClosingKind, Scope
from activity_center.closures.service import ClosingDraft
from activity_center.rooms import register
from activity_center.terms.rules import at_wall_time

# Weeks after the Monday on which the term of the demo begins, which is some weeks ahead.
_WEEKS, _DAYS = 6, 3


def lay_out(session: Session, clerk_id: int, *, at: datetime, zone: ZoneInfo) -> None:
    """Draft a closure of one site for three days in the middle of the term; nobody is told of it."""
    today = at.astimezone(zone).date()
    first_on = today + timedelta(days=28 - today.weekday(), weeks=_WEEKS)
    starts_at, ends_at = (at_wall_time(first_on + timedelta(days=n), time(0), zone) for n in (0, _DAYS))
    site_id = min(site.id for site in register.sites(session))
    draft = ClosingDraft(Scope.SITE, starts_at, ends_at, ClosingKind.REPAIR, "水管检修", site_id)
    service.start(session, draft, at=at, by=Actor(clerk_id, "web"), zone=zone)
