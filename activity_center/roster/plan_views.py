"""An offered section changed or scheduled again: typed, looked at with everybody it concerns, and only then done.

The addresses are those of every section; a draft concerns nobody yet and is passed to the floor of courses.
"""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock
from activity_center.courses import draft_views
from activity_center.courses import service as courses
from activity_center.courses.forms import SectionForm
from activity_center.courses.rules import SectionStatus
from activity_center.db import db, zone
from activity_center.roster import lines, replanning
from activity_center.roster.blueprint import PLAN, bp
from activity_center.roster.section_views import to_section
from activity_center.web import Form, by, carried_out, needs, page


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by(), "zone": zone()}


@bp.route("/desk/sections/<int:section_id>/edit", methods=["GET", "POST"])
@needs(PLAN)
def edit_section(section_id: int) -> Any:
    """Change a section."""
    status = courses.section(db.session(), section_id).status
    if status is SectionStatus.CANCELLED:
        return to_section(section_id)
    return draft_views.edit_draft(section_id) if status is SectionStatus.DRAFT else _change(section_id)


def _change(section_id: int) -> Any:
    """Show the form, then what it would do, then do it. `step` says how far somebody has come."""
    form, step = draft_views.form_of(courses.section(db.session(), section_id)), request.form.get("step", "")
    draft_views.complete(form, more_rows=step == "more")
    if step not in ("look", "do") or not form.validate_on_submit():
        section = courses.section(db.session(), section_id)
        return page("roster/edit_section.html", form, section=section, preview=None)
    seen = request.form.get("seen", "")
    if step == "do" and carried_out(form, lambda s: _do(s, section_id, _wish(s, section_id, form), seen)):
        return _done(section_id, form.result)
    return _preview(form, section_id)


def _wish(session: Any, section_id: int, form: SectionForm) -> Any:
    return draft_views.typed_over(form, courses.section(session, section_id))


def _do(session: Any, section_id: int, wish: Any, seen: str) -> int | None:
    return replanning.carry_out(session, section_id, wish, seen, **_who())


def _done(section_id: int, told: int | None) -> Any:
    said = {None: _("It is so already; nobody was told again."), 0: _("Saved. Nobody has to be told of it.")}
    flash(said[told] if told in said else _("Done, and %(n)s people are told.", n=told))
    return redirect(url_for("roster.dates", section_id=section_id), 303)


def _shown(section_id: int, wish: Any) -> dict[str, Any]:
    shown = replanning.look(db.session(), section_id, wish, at=clock.now(), zone=zone())
    section = courses.section(db.session(), section_id)
    return {"section": section, "shown": shown, "rooms": draft_views.room_names(), "lines": lines}


def _preview(form: SectionForm, section_id: int) -> Any:
    """Show what the change would do; that it would do nothing, or was refused just now, makes it a refusal."""
    known = _shown(section_id, _wish(db.session(), section_id, form))
    form.reasons = form.reasons or list(known["shown"].reasons)
    hidden = request.form.to_dict(flat=False)
    typed = {name: values for name, values in hidden.items() if name not in ("csrf_token", "step", "seen")}
    return page("roster/replanned.html", form, typed=typed, **known)


@bp.get("/desk/sections/<int:section_id>/dates")
@needs(PLAN)
def dates(section_id: int) -> Any:
    """Show the dates of a section, and what scheduling it again would do to them."""
    status = courses.section(db.session(), section_id).status
    if status is SectionStatus.CANCELLED:
        return to_section(section_id)
    return draft_views.draft_dates(section_id) if status is SectionStatus.DRAFT else _dates(section_id, None)


def _dates(section_id: int, form: Form | None) -> Any:
    return page("roster/dates.html", form, **_shown(section_id, None))


@bp.post("/desk/sections/<int:section_id>/schedule")
@needs(PLAN)
def schedule(section_id: int) -> Any:
    """Make a section's meetings follow its weekly times and the closed days again."""
    form, seen = Form(), request.form.get("seen", "")
    if carried_out(form, lambda s: _do(s, section_id, None, seen)):
        return _done(section_id, form.result)
    return _dates(section_id, form)
