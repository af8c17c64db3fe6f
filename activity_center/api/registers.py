"""The register of a meeting, for those who keep it: its instructor, its substitute, and staff."""

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.api import auth
from activity_center.api.blueprint import ID, bp, described
from activity_center.api.schemas import MarkedRegister, Register, SentMarks
from activity_center.attendance import register as attendance
from activity_center.attendance.keeping import Outcome
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import Fate
from activity_center.db import db, transaction
from activity_center.errors import NotYours
from activity_center.sentences import say

TAGS = ["registers"]


@bp.get(f"/meetings/<{ID}:meeting_id>/register", tags=TAGS)
@described(401, 403, 404)
@bp.response(200, Register)
def register(meeting_id: int) -> Any:
    """Show the register of a meeting: who is expected, how each stands, and who waits and may sit in."""
    session = db.session()
    _refuse_strangers(session, meeting_id, auth.me(session, clock.now()))
    return attendance.register(session, meeting_id, clock.now())


@bp.put(f"/meetings/<{ID}:meeting_id>/register", tags=TAGS)
@described(401, 403, 404, 422)
@bp.arguments(SentMarks)
@bp.response(200, MarkedRegister)
def mark_register(sent: dict[str, Any], meeting_id: int) -> Any:
    """Mark who was there. Each mark counts once, by its id; of two of one person the later stands.

    A mark that is not taken stops no other: `outcomes` says of each whether it is saved, older or refused, and why.
    """
    at, marks = clock.now(), [_sent(mark) for mark in sent["marks"]]
    with transaction() as session:
        me = auth.me(session, at)
        _refuse_strangers(session, meeting_id, me)
        outcomes = attendance.mark_all(session, meeting_id, marks, sent_at=sent["sent_at"], at=at, by=auth.by(me))
        shown = attendance.register(session, meeting_id, at)
        return vars(shown) | {"outcomes": [_told(outcome) for outcome in outcomes]}


def _refuse_strangers(session: Session, meeting_id: int, me: int) -> None:
    if not attendance.may_keep(session, meeting_id, me):
        raise NotYours


def _sent(mark: dict[str, Any]) -> Sent:
    return Sent(mark["id"], mark["mark"], mark["marked_at"], mark.get("enrolment"), mark.get("person"), mark["device"])


def _told(outcome: Outcome) -> dict[str, Any]:
    # Somebody who had signed in already is there, which is what was sent.
    fate = Fate.SAVED if outcome.fate is Fate.KNOWN else outcome.fate
    reasons = [asdict(say(reason)) for reason in outcome.reasons]
    return {"uid": outcome.uid, "outcome": fate.value, "reasons": reasons}
