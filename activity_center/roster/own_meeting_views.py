"""A meeting of an instructor's own on a phone: what can be done with it, and cancelling, moving or handing it over."""

from dataclasses import replace
from typing import Any

from flask import url_for

from activity_center import clock
from activity_center.attendance.rules import opens_at
from activity_center.db import db, zone
from activity_center.roster import lines, reading, teaching
from activity_center.roster.blueprint import TEACH, bp
from activity_center.roster.change_views import Flow, change, times_of
from activity_center.roster.forms import FORMS, StandInForm
from activity_center.roster.rules import Act
from activity_center.roster.service import Target
from activity_center.web import my_id, needs, page


@bp.get("/teach/meetings/<int:meeting_id>")
@needs(TEACH)
def own_meeting(meeting_id: int) -> Any:
    """Show a meeting to who teaches it, with everything that can be done."""
    session, at = db.session(), clock.now()
    meeting = teaching.own_meeting(session, meeting_id, my_id())
    return page(
        "roster/own_meeting.html",
        own=meeting,
        counts=reading.counts(session, meeting.section_id, at),
        can=teaching.possible(meeting, at),
        is_open=opens_at(meeting.starts_at) <= at,
        is_over=meeting.ends_at <= at,
        opens_at=opens_at(meeting.starts_at),
        asks_desk=teaching.asks_desk(meeting),
        lines=lines,
    )


@bp.route("/teach/meetings/<int:meeting_id>/cancel", methods=["GET", "POST"])
@needs(TEACH)
def cancel_own(meeting_id: int) -> Any:
    """Cancel a meeting one teaches."""
    flow, _ = _flow(meeting_id, Act.CANCEL)
    return change(flow, FORMS[Act.CANCEL]())


@bp.route("/teach/meetings/<int:meeting_id>/restore", methods=["GET", "POST"])
@needs(TEACH)
def restore_own(meeting_id: int) -> Any:
    """Let a meeting one teaches take place after all."""
    flow, _ = _flow(meeting_id, Act.RESTORE)
    return change(flow, FORMS[Act.RESTORE]())


@bp.route("/teach/meetings/<int:meeting_id>/substitute", methods=["GET", "POST"])
@needs(TEACH)
def hand_over(meeting_id: int) -> Any:
    """Let somebody else teach a meeting: those who are free then are shown, and who is chosen is told."""
    flow, meeting = _flow(meeting_id, Act.SUBSTITUTE)
    free = teaching.stand_ins(db.session(), meeting, zone())
    form = StandInForm()
    form.instructor_id.choices = [(one.person_id, one.name) for one in free]
    near = sum(one.is_near for one in free)
    return change(replace(flow, typing="roster/own_substitute.html", more=flow.more | {"near": near}), form)


@bp.route("/teach/meetings/<int:meeting_id>/move", methods=["GET", "POST"])
@needs(TEACH)
def move_own(meeting_id: int) -> Any:
    """Move a meeting to one of the times that are free, or to another one."""
    flow, meeting = _flow(meeting_id, Act.MOVE)
    return _at_another_time(flow, meeting, FORMS[Act.MOVE](data=times_of(meeting)))


@bp.route("/teach/meetings/<int:meeting_id>/make-up", methods=["GET", "POST"])
@needs(TEACH)
def add_own(meeting_id: int) -> Any:
    """Add a meeting in place of one that did not take place, at one of the times that are free or at another one."""
    flow, meeting = _flow(meeting_id, Act.ADD)
    return _at_another_time(replace(flow, target=Target(meeting.section_id)), meeting, FORMS[Act.ADD]())


def _at_another_time(flow: Flow, meeting: Any, form: Any) -> Any:
    """Show the openings as long as nothing is chosen: finding them takes a while."""
    found = [] if form.is_submitted() else teaching.openings(db.session(), meeting, clock.now(), zone())
    ready = [(opening, _chosen(opening, meeting)) for opening in found]
    return change(replace(flow, typing="roster/own_time.html", more=flow.more | {"openings": ready}), form)


def _chosen(opening: teaching.Opening, meeting: Any) -> dict[str, Any]:
    """Return an opening as it would be typed."""
    span, room = opening.span, opening.room
    place = {"room_id": room.id, "place": ""} if room else {"room_id": "", "place": meeting.place}
    starts, ends = span.starts_at.astimezone(zone()), span.ends_at.astimezone(zone())
    return {"on": starts.date().isoformat(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", **place}


def _flow(meeting_id: int, act: Act) -> tuple[Flow, Any]:
    """Return the change of a meeting of one's own, or refuse it."""

    def allows(session: Any) -> Any:
        return teaching.refuse(session, meeting_id, act, my_id(), clock.now())

    meeting = allows(db.session())
    back = url_for("roster.own_meeting", meeting_id=meeting_id)
    frame, target = "roster/_own_meeting.html", Target(meeting.section_id, meeting_id)
    return Flow(act, target, back, allows, frame, more={"own": meeting}), meeting
