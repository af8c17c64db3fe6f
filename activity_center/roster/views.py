"""The desk's waitlists, and what joins the other files of the floor. What one does is in the files beside."""

from typing import Any

from flask import render_template

from activity_center import clock
from activity_center.db import db
from activity_center.roster import (
    enrolment_views,
    lines,
    meeting_views,
    own_meeting_views,
    plan_views,
    reading,
    section_views,
    teach_views,
)
from activity_center.roster.blueprint import PLAN, bp
from activity_center.web import needs

__all__ = ["bp", "enrolment_views", "meeting_views", "own_meeting_views", "plan_views", "section_views", "teach_views"]


@bp.get("/desk/waitlists")
@needs(PLAN)
def waitlists() -> Any:
    """Show every section in which somebody waits or has an offer."""
    at = clock.now()
    crowds, offers = reading.crowds(db.session(), at), reading.offers(db.session(), at)
    return render_template("roster/waitlists.html", crowds=crowds, offers=offers, at=at, lines=lines)
