"""Changing one meeting in steps, for the desk and for instructors: typed, looked at, and only then changed and told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from activity_center import clock, formats
from activity_center.courses import service as courses
from activity_center.courses.forms import offer
from activity_center.db import db, transaction, zone
from activity_center.rooms import register
from activity_center.rooms.rules import Span
from activity_center.roster import lines, service
from activity_center.roster.rules import Act, Wish
from activity_center.roster.service import Target
from activity_center.terms.rules import at_wall_time
from activity_center.web import Form, by, carried_out, page


@dataclass(frozen=True)
class Flow:
    """One change on the pages of somebody: `back` is where they come from and go when it is done.

    `allows` raises where they may not do it; it is asked again in the transaction of the act. `frame` is the template
    around every step, `typing` that of the first; `more` is what these show besides.
    """

    act: Act
    target: Target
    back: str
    allows: Callable[[Session], Any] = lambda _session: None
    frame: str = "roster/_section.html"
    typing: str = "roster/meeting_form.html"
    more: dict[str, Any] = field(default_factory=dict)


def times_of(meeting: Any) -> dict[str, Any]:
    """Return when a meeting is, as it would be typed."""
    starts, ends = formats.local(meeting.starts_at), formats.local(meeting.ends_at)
    return {"on": starts.date(), "starts": starts.time(), "ends": ends.time()}


def change(flow: Flow, form: Any) -> Any:
    """Show the form, then what it would do, then do it. `step` says how far somebody has come."""
    step = request.form.get("step", "")
    _offer_choices(form, flow.act)
    if request.method == "GET" or step == "edit" or not form.validate():
        return _typing(form, flow)
    seen = request.form.get("seen", -1, int)
    if step == "do" and carried_out(form, lambda session: _carry_out(session, flow, form, seen)):
        flash(_said(form.result))
        return redirect(flow.back, 303)
    return _preview(form, flow)


def _carry_out(session: Session, flow: Flow, form: Any, seen: int) -> int:
    flow.allows(session)
    return service.carry_out(session, flow.target, _wish(form, flow.act), seen, **_who())


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
    if "instructor_id" in form and form.instructor_id.choices is None:
        people = [(person.id, person.name) for person in courses.instructors(db.session())]
        offer(form.instructor_id, people, _("as it is"))


def _wish(form: Any, act: Act) -> Wish:
    return Wish(act, _span(form.on.data, form.starts.data, form.ends.data) if "on" in form else None, **form.typed)


def _span(on: date, starts: time, ends: time) -> Span:
    return Span(at_wall_time(on, starts, zone()), at_wall_time(on, ends, zone()))


def _context(flow: Flow) -> dict[str, Any]:
    target = flow.target
    section = courses.section(db.session(), target.section_id)
    meeting = courses.meeting(db.session(), target.meeting_id) if target.meeting_id else None
    known = {"section": section, "meeting": meeting, "lines": lines, "act": flow.act}
    return known | {"frame": flow.frame, "back": flow.back} | flow.more


def _typing(form: Form, flow: Flow) -> Any:
    if flow.act is Act.ADD and request.method == "GET":
        _suggest(form, flow.target.section_id)
    return page(flow.typing, form, **_context(flow))


def _suggest(form: Any, section_id: int) -> None:
    """Type the usual times of the section into an empty form."""
    usual = next((time for time in courses.section(db.session(), section_id).times if time.starts), None)
    if usual:
        form.starts.data, form.ends.data = usual.starts, usual.ends
        form.room_id.data, form.place.data = usual.room_id, usual.place


def _preview(form: Form, flow: Flow) -> Any:
    """Show what the change would do; what stands in the way makes it a refusal, as the act would."""
    with transaction() as session:
        flow.allows(session)
        shown = service.look(session, flow.target, _wish(form, flow.act), **_who())
    known = {reason.code for reason in form.reasons}
    form.reasons = [reason for reason in form.reasons if reason.code == "preview_stale"] + shown.reasons
    typed = {name: value for name, value in request.form.items() if name not in ("csrf_token", "step", "seen")}
    return page(
        "roster/preview.html",
        form,
        shown=shown,
        typed=typed,
        is_stale="preview_stale" in known,
        other_rooms=_with(typed, ((room, {"room_id": room.id, "place": ""}) for room in shown.rooms)),
        other_spans=_with(typed, ((span, _as_typed(span)) for span in shown.spans)) if "on" in form else [],
        **_context(flow),
    )


def _as_typed(span: Span) -> dict[str, Any]:
    starts, ends = formats.local(span.starts_at), formats.local(span.ends_at)
    return {"on": starts.date().isoformat(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


def _with(typed: dict[str, Any], others: Iterable[tuple[Any, dict[str, Any]]]) -> list[tuple[Any, dict[str, Any]]]:
    """Return each alternative with the form as it would be typed."""
    return [(what, typed | change) for what, change in others]
