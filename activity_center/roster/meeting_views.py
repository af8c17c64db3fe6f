"""Meetings one by one: typed, looked at, and only then changed and told."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock, formats
from activity_center.attendance.rules import opens_at
from activity_center.courses import service as courses
from activity_center.courses.forms import offer
from activity_center.db import db, transaction, zone
from activity_center.rooms import register
from activity_center.rooms.rules import Span
from activity_center.roster import lines, reading, service
from activity_center.roster.blueprint import PLAN, bp
from activity_center.roster.forms import FORMS
from activity_center.roster.rules import Act, Wish
from activity_center.roster.service import Target
from activity_center.terms.rules import at_wall_time
from activity_center.web import Form, by, carried_out, needs, page


@bp.get("/desk/sections/<int:section_id>/meetings")
@needs(PLAN)
def meetings(section_id: int) -> Any:
    """Show every meeting of a section with what can be done with it."""
    row = courses.section(db.session(), section_id)
    rows = reading.meetings(db.session(), section_id)
    return page("roster/meetings.html", section=row, meetings=rows, at=clock.now(), opens_at=opens_at, lines=lines)


@bp.route("/desk/sections/<int:section_id>/meetings/add", methods=["GET", "POST"])
@needs(PLAN)
def add_meeting(section_id: int) -> Any:
    """Add a meeting to a section."""
    return _change(Act.ADD, Target(section_id), {})


@bp.route("/desk/meetings/<int:meeting_id>/<any(move, cancel, restore, substitute):act>", methods=["GET", "POST"])
@needs(PLAN)
def change_meeting(meeting_id: int, act: str) -> Any:
    """Move, cancel or put back a meeting, or give it another room or instructor."""
    meeting = courses.meeting(db.session(), meeting_id)
    starts, ends = formats.local(meeting.starts_at), formats.local(meeting.ends_at)
    now = {"on": starts.date(), "starts": starts.time(), "ends": ends.time()}
    return _change(Act(act), Target(meeting.section_id, meeting_id), now)


def _change(act: Act, target: Target, now: dict[str, Any]) -> Any:
    """Show the form, then what it would do, then do it. `step` says how far somebody has come."""
    form, step = FORMS[act](data=now), request.form.get("step", "")
    _offer_choices(form, act)
    if request.method == "GET" or step == "edit" or not form.validate():
        return _typing(form, act, target)
    seen = request.form.get("seen", -1, int)
    if step == "do" and carried_out(form, lambda s: service.carry_out(s, target, _wish(form, act), seen, **_who())):
        flash(_said(form.result))
        return redirect(url_for("roster.meetings", section_id=target.section_id), 303)
    return _preview(form, act, target)


def _said(told: int) -> str:
    return _("Done, and %(n)s people are told.", n=told) if told else _("It is so already; nobody was told again.")


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by(), "zone": zone()}


def _offer_choices(form: Any, act: Act) -> None:
    """Fill the lists of rooms and instructors; choosing none leaves it as it is."""
    if "room_id" in form:
        sites = register.sites(db.session())
        rooms = [(room.id, f"{room.name} · {site.name}") for site in sites for room in site.rooms if room.is_open]
        offer(form.room_id, rooms, _("no room of ours") if act is Act.ADD else _("as it is"))
    if "instructor_id" in form:
        people = [(person.id, person.name) for person in courses.instructors(db.session())]
        offer(form.instructor_id, people, _("as it is"))


def _wish(form: Any, act: Act) -> Wish:
    return Wish(act, _span(form.on.data, form.starts.data, form.ends.data) if "on" in form else None, **form.typed)


def _span(on: date, starts: time, ends: time) -> Span:
    return Span(at_wall_time(on, starts, zone()), at_wall_time(on, ends, zone()))


def _context(target: Target) -> dict[str, Any]:
    section = courses.section(db.session(), target.section_id)
    meeting = courses.meeting(db.session(), target.meeting_id) if target.meeting_id else None
    return {"section": section, "meeting": meeting, "lines": lines}


def _typing(form: Form, act: Act, target: Target) -> Any:
    if act is Act.ADD and request.method == "GET":
        _suggest(form, target.section_id)
    return page("roster/meeting_form.html", form, act=act, **_context(target))


def _suggest(form: Any, section_id: int) -> None:
    """Type the usual times of the section into an empty form."""
    usual = next((time for time in courses.section(db.session(), section_id).times if time.starts), None)
    if usual:
        form.starts.data, form.ends.data = usual.starts, usual.ends
        form.room_id.data, form.place.data = usual.room_id, usual.place


def _preview(form: Form, act: Act, target: Target) -> Any:
    """Show what the change would do; what stands in the way makes it a refusal, as the act would."""
    with transaction() as session:
        shown = service.look(session, target, _wish(form, act), **_who())
    known = {reason.code for reason in form.reasons}
    form.reasons = [reason for reason in form.reasons if reason.code == "preview_stale"] + shown.reasons
    typed = {name: value for name, value in request.form.items() if name not in ("csrf_token", "step", "seen")}
    return page(
        "roster/preview.html",
        form,
        act=act,
        shown=shown,
        typed=typed,
        is_stale="preview_stale" in known,
        other_rooms=_with(typed, ((room, {"room_id": room.id, "place": ""}) for room in shown.rooms)),
        other_spans=_with(typed, ((span, _as_typed(span)) for span in shown.spans)) if "on" in form else [],
        **_context(target),
    )


def _as_typed(span: Span) -> dict[str, Any]:
    starts, ends = formats.local(span.starts_at), formats.local(span.ends_at)
    return {"on": starts.date().isoformat(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


def _with(typed: dict[str, Any], others: Iterable[tuple[Any, dict[str, Any]]]) -> list[tuple[Any, dict[str, Any]]]:
    """Return each alternative with the form as it would be typed."""
    return [(what, typed | change) for what, change in others]
