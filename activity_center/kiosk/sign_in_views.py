"""Signing in for class at a kiosk: by a button at once, or from the queue of an hour without network."""

from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.attendance import queries, service
from activity_center.courses import service as courses
from activity_center.db import db, transaction
from activity_center.kiosk import lines, queue
from activity_center.kiosk.blueprint import bp, by, device, me, screen, shown, vault
from activity_center.kiosk.rules import Level
from activity_center.kiosk.slips import Slip, public_code
from activity_center.sentences import say


@bp.post("/kiosk/meetings/<int:meeting_id>/sign-in")
@shown(Level.CARD)
def sign_in_for_class(meeting_id: int) -> Any:
    """Sign somebody in for a meeting that is open for it."""
    with transaction() as session:
        service.sign_in(session, me(), meeting_id, at=clock.now(), by=by(), device=device().name)
    return redirect(url_for("kiosk.signed_in", meeting_id=meeting_id), 303)


@bp.get("/kiosk/meetings/<int:meeting_id>/signed-in")
@shown(Level.CARD)
def signed_in(meeting_id: int) -> Any:
    """Say that somebody is signed in, since when, and where to go."""
    row = courses.meeting(db.session(), meeting_id)
    mark, marked_at = queries.standing_of(db.session(), me(), [meeting_id]).get(meeting_id, (None, None))
    heading, sentence = lines.what_is_marked(mark, marked_at)
    slip = Slip(
        heading,
        [lines.anybodys(row)],
        public_code(url_for("enrolment.section", section_id=row.section_id)),
        _("The class on your phone"),
    )
    return screen("done.html", heading=heading, sentence=sentence, line=slip.lines[0], slip=slip)


@bp.post("/kiosk/sign-ins")
def sign_ins() -> Any:
    """Take the cards that were read while there was no network, each exactly once.

    What is out of shape is refused as a whole. A card that leads nowhere is an outcome and stops no other.
    """
    if device() is None:
        return jsonify({"code": "not_paired"}), 403
    sent = queue.read(request.get_json(silent=True), clock.now())
    if sent is None:
        return jsonify({"code": "out_of_shape"}), 422
    with transaction() as session:
        told = queue.take_in(session, device(), sent, vault(), at=clock.now())
    return jsonify({"outcomes": [{"id": one.id, "outcome": one.outcome, "message": _sentence(one)} for one in told]})


def _sentence(one: queue.Taken) -> str:
    if one.reasons:
        said = say(one.reasons[0])
        return f"{said.message} {said.remedy}"
    return _("Signed in for “%(title)s”.", title=one.title)
