"""The desk: the day, what needs somebody, and every waitlist. What one does is in the files beside."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import render_template

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.courses.rules import SectionStatus
from activity_center.courses.service import Filters
from activity_center.db import db, zone
from activity_center.people import service as people
from activity_center.roster import (
    enrolment_views,
    lines,
    meeting_views,
    plan_views,
    reading,
    section_views,
    teach_views,
)
from activity_center.roster.blueprint import PLAN, SERVE, bp
from activity_center.roster.reading import Crowd
from activity_center.roster.rules import lapses_soon
from activity_center.terms import service as terms
from activity_center.web import needs

__all__ = ["bp", "enrolment_views", "meeting_views", "plan_views", "section_views", "teach_views"]

SHOWN = 8


@bp.get("/desk")
@needs(SERVE)
def desk() -> str:
    """Show the day, and what needs somebody."""
    session, at = db.session(), clock.now()
    today = at.astimezone(zone()).date()
    offers = reading.offers(session, at)
    crowds = reading.crowds(session, at)
    drafts = courses.catalogue(session, Filters(statuses=frozenset({SectionStatus.DRAFT})), limit=SHOWN)
    return render_template(
        "roster/desk.html",
        today=today,
        at=at,
        meetings=reading.day(session, *bounds(today)),
        offers=offers[:SHOWN],
        offers_total=len(offers),
        urgent=sum(lapses_soon(offer.offer_expires_at, at) for offer in offers),
        full=_full(crowds)[:SHOWN],
        full_total=len(_full(crowds)),
        drafts=drafts,
        applicants=people.count_applicants(session),
        years=terms.years_without_holidays(session, today),
        lines=lines,
    )


def _full(crowds: Sequence[Crowd]) -> list[Crowd]:
    return [crowd for crowd in crowds if crowd.counts.waiting]


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day and that of the next."""
    first, next_ = (datetime.combine(day + timedelta(days=n), time(), zone()) for n in (0, 1))
    return first, next_


@bp.get("/desk/waitlists")
@needs(PLAN)
def waitlists() -> Any:
    """Show every section in which somebody waits or has an offer."""
    at = clock.now()
    crowds, offers = reading.crowds(db.session(), at), reading.offers(db.session(), at)
    return render_template("roster/waitlists.html", crowds=crowds, offers=offers, at=at, lines=lines)
