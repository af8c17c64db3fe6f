"""What somebody has asked for."""

from typing import Any

from flask import render_template

from activity_center import clock
from activity_center.db import db
from activity_center.enrolment import cards, queries
from activity_center.enrolment.blueprint import bp, reader, whose
from activity_center.enrolment.rules import LIVE, Status
from activity_center.web import needs


@bp.get("/me")
@needs()
def mine() -> str:
    """Show what somebody has asked for, with what waits for a decision on top."""
    session, at, person_id = db.session(), clock.now(), whose()
    everything = queries.seats_of(session, person_id)
    return render_template(
        "enrolment/mine.html",
        offers=queries.offers_to(session, person_id, at),
        enrolled=_of(everything, Status.ENROLLED),
        waiting=_of(everything, Status.WAITING),
        applied=_of(everything, Status.APPLIED),
        past_rows=[cards.past(*pair) for pair in everything if pair[1].status not in LIVE],
        cards=cards,
        **reader(person_id),
    )


def _of(everything: Any, status: Status) -> list[Any]:
    return [pair for pair in everything if pair[1].status is status]
