"""Rounds as societies see them: write wishes, put them in order, and read what became of them and why."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.db import db, zone
from activity_center.formats import local
from activity_center.rounds import applying, lines, publishing, service
from activity_center.rounds.applying import ApplicationDraft, Change, Speaker
from activity_center.rounds.blueprint import bp
from activity_center.rounds.forms import ApplicationForm
from activity_center.rounds.rules import Stage
from activity_center.societies import service as societies
from activity_center.web import by, carried_out, my_id, needs, page


@bp.get("/me/rounds")
@needs()
def mine() -> ResponseReturnValue:
    """Show the societies one speaks for, and the rounds in which they can ask for rooms."""
    at = clock.now()
    led = service.of_leader(db.session(), my_id() or 0, local(at).date(), at)
    return page("rounds/mine.html", led=led, at=at, lines=lines)


@bp.get("/rounds/<int:round_id>")
@needs()
def result(round_id: int) -> ResponseReturnValue:
    """Show how a round is decided, the lots, and once it is published who got what."""
    row = service.round_of(db.session(), round_id)
    return page("rounds/result.html", row=row, stage=row.stage(clock.now()).value, at=clock.now(), lines=lines)


@bp.route("/rounds/<int:round_id>/societies/<int:society_id>", methods=["GET", "POST"])
@needs()
def application(round_id: int, society_id: int) -> ResponseReturnValue:
    """Write a society's wishes while the round is open; afterwards show what became of each, and why."""
    session, at, speaker = db.session(), clock.now(), _speaker()
    applying.refuse_strangers(session, society_id, speaker, local(at).date())
    row = service.round_of(session, round_id)
    asked = applying.application_of(session, round_id, society_id)
    form = _with_offer(ApplicationForm(obj=asked), row)
    draft = ApplicationDraft(form.attendees.data or 0, form.need.data or 0, form.note.data or "")
    who = {"at": at, "by": by(), "zone": zone()}

    def write(s: Session) -> int:
        return applying.write(s, round_id, society_id, draft, speaker, _change(form, s, round_id), **who).id

    if carried_out(form, write):
        flash(_("Saved. You can change it until the round closes."))
        here = url_for("rounds.application", round_id=round_id, society_id=society_id, _anchor="wishes")
        return redirect(here, 303)
    row = service.round_of(session, round_id)
    asked = applying.application_of(session, round_id, society_id)
    stage = row.stage(at)
    return page(
        "rounds/application.html",
        form,
        row=row,
        society=societies.society(session, society_id),
        asked=asked,
        verdicts=[publishing.verdict_of(wish.verdict) for wish in asked.wishes] if asked else [],
        stage=stage.value,
        may_write=stage is Stage.OPEN or (stage is Stage.CLOSED and speaker.is_staff),
        is_staff=speaker.is_staff,
        lines=lines,
    )


def _speaker() -> Speaker:
    return Speaker(my_id() or 0, current_user.may("plan_courses"))


def _with_offer(form: Any, row: Any) -> Any:
    times = sorted({slot.weekly for slot in row.slots})
    rooms = {slot.room_id: f"{slot.room.name} · {slot.room.site.name}" for slot in row.slots}
    form.offer([(lines.value_of(time), lines.weekly(time)) for time in times], sorted(rooms.items()))
    return form


def _change(form: Any, session: Session, round_id: int) -> Change:
    if form.act.data == "add":
        return applying.added(service.round_of(session, round_id), form.want)
    return applying.moved(*form.step) if form.step else tuple
