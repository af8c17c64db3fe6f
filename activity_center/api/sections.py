"""Sections: found, looked at, and who is in them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.api import auth
from activity_center.api import shown as looked_at
from activity_center.api.blueprint import ANYBODY, ID, bp, described
from activity_center.api.paging import cut
from activity_center.api.schemas import NamedEnrolment, Section, SectionsAsked, SectionWithMeetings, page_of
from activity_center.api.shown import shown
from activity_center.courses import service as courses
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import Filters
from activity_center.db import db, zone
from activity_center.enrolment import listing, queries
from activity_center.errors import NotThere, NotYours, Reason, Refused

TAGS = ["sections"]


@bp.get("/sections", tags=TAGS)
@described(401, security=ANYBODY)
@bp.arguments(SectionsAsked, location="query")
@bp.response(200, page_of(Section))
def sections(asked: dict[str, Any]) -> Any:
    """Find sections, in order of weekday, start and name; drafts are for staff."""
    session, at = db.session(), clock.now()
    me = auth.reader(session, at)
    filters = _filters(session, asked, me, at)
    if asked["fits_me"]:
        return _fitting(session, filters, asked, me, at)
    found = courses.catalogue(session, filters, limit=asked["limit"], after=asked["cursor"])
    rows = listing.listed(session, found.sections, me, at)
    return {"items": shown(session, rows, me, at), "next": found.next}


def _filters(session: Session, asked: dict[str, Any], me: int | None, at: datetime) -> Filters:
    filters = Filters(
        term_id=asked["term"],
        weekdays=frozenset(asked["weekday"]),
        department_ids=frozenset(asked["department"]),
        q=asked["q"],
        not_over_on=None if asked["term"] else at.astimezone(zone()).date(),
    )
    return filters.with_drafts() if auth.may(session, me, "plan_courses") else filters


def _fitting(session: Session, filters: Filters, asked: dict[str, Any], me: int | None, at: datetime) -> Any:
    """Return a page of what suits the caller, who must be known; what that is takes looking at everything."""
    if me is None:
        raise Refused(Reason("token_missing"))
    rows = listing.listed(session, courses.catalogue(session, filters).sections, me, at)
    return cut([row for row in shown(session, rows, me, at) if row.fits], asked)


@bp.get(f"/sections/<{ID}:section_id>", tags=TAGS)
@described(401, 404, security=ANYBODY)
@bp.response(200, SectionWithMeetings)
def section(section_id: int) -> Any:
    """Show one section with its meetings."""
    session, at = db.session(), clock.now()
    return looked_at.one(session, section_id, auth.reader(session, at), at)


@bp.get(f"/sections/<{ID}:section_id>/roster", tags=TAGS)
@described(401, 403, 404)
@bp.response(200, page_of(NamedEnrolment))
def roster(section_id: int) -> Any:
    """List who is in a section, for staff and its instructor: enrolled in order, offered, waiting by position.

    Those who have applied to a draw come last. It is never paged: `next` is always null.
    """
    session, at = db.session(), clock.now()
    _may_see_roster(session, section_id, auth.me(session, at))
    rows = queries.roster(session, section_id)
    return {"items": [seat._asdict() | {"name": enrolment.person.name} for enrolment, seat in rows], "next": None}


def _may_see_roster(session: Session, section_id: int, me: int) -> None:
    row = courses.section(session, section_id)
    if row.instructor_id == me or auth.may(session, me, "plan_courses"):
        return
    raise NotThere if row.status is SectionStatus.DRAFT else NotYours
