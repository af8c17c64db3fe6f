"""People to telephone: the list, one call, and how it ended."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from activity_center import clock, words
from activity_center.db import db, transaction, zone
from activity_center.desk import calls, lines
from activity_center.desk.blueprint import SERVE, bp
from activity_center.desk.rules import CallOutcome
from activity_center.people import service as people
from activity_center.web import by, my_id, needs, page, paging, row_number


@bp.get("/desk/calls")
@needs(SERVE)
def to_telephone() -> Any:
    """Show whom to telephone, the most urgent first."""
    queue, asked = calls.queue(db.session(), clock.now()), paging(50)
    due = queue.due[asked.offset : asked.offset + asked.size]
    known = replace(asked, total=len(queue.due))
    return page("desk/calls.html", queue=queue, due=due, paging=known, my_id=my_id(), lines=lines)


@bp.post("/desk/calls/<int:person_id>/claim")
@needs(SERVE)
def claim(person_id: int) -> Any:
    """Take somebody to telephone, so that no colleague does."""
    with transaction() as session:
        calls.claim(session, person_id, at=clock.now(), by=by())
    return redirect(url_for("desk.call", person_id=person_id))


@bp.get("/desk/calls/<int:person_id>")
@needs(SERVE)
def call(person_id: int) -> Any:
    """Show what to say to somebody, and how the call may end."""
    at = clock.now()
    row = calls.of_person(db.session(), person_id, at)
    return page(
        "desk/call.html",
        row=row,
        person=people.person(db.session(), person_id),
        attempts=calls.calls_to(db.session(), person_id),
        is_mine=bool(row and row.claim and row.claim.clerk_id == my_id()),
        lines=lines,
    )


@bp.post("/desk/calls/<int:person_id>")
@needs(SERVE)
def finish(person_id: int) -> Any:
    """Write down how a call ended, and do what was said."""
    outcome = {each.value: each for each in CallOutcome}.get(request.form.get("outcome", ""))
    if outcome is None:
        raise BadRequest
    with transaction() as session:
        ended = calls.finish(
            session,
            person_id,
            outcome,
            at=clock.now(),
            by=by(),
            zone=zone(),
            enrolment_id=request.form.get("enrolment", type=row_number),
            notice_ids=request.form.getlist("notice", type=row_number),
        )
        left = calls.of_person(session, person_id, clock.now()) if ended.next_at is None else None
        has_more = left is not None and left.has_number
    flash(_("Written down: %(outcome)s.", outcome=words.CALL_OUTCOME[outcome.value]))
    return redirect(url_for("desk.call", person_id=person_id) if has_more else url_for("desk.to_telephone"))
