"""Leaves of a class: asked for by its monitor, entered by its instructor or the desk; and who its monitors are."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.courses import service as courses
from activity_center.db import db, transaction
from activity_center.errors import NotThere, NotYours
from activity_center.leave import lines, monitors, reading
from activity_center.leave.blueprint import bp
from activity_center.leave.forms import MemberForm, NameForm
from activity_center.leave.rules import AskedAs
from activity_center.leave.shared_views import ask, say_asked, take_back, today
from activity_center.web import by, carried_out, my_id, needs, page


def _acting(section: Any) -> AskedAs | None:
    """Return as what the reader may act for the members of a class, None where they may not."""
    if current_user.may("serve_people"):
        return AskedAs.DESK
    if section.instructor_id == my_id():
        return AskedAs.INSTRUCTOR
    is_monitor = monitors.is_monitor(db.session(), section.id, my_id() or 0, today())
    return AskedAs.MONITOR if is_monitor else None


@bp.route("/sections/<int:section_id>/leave", methods=["GET", "POST"])
@needs()
def of_class(section_id: int) -> Any:
    """Show who of a class is on leave, and ask for its members."""
    section, session = courses.section(db.session(), section_id), db.session()
    acting, title = _acting(section), section.title
    if acting is None:
        raise NotYours
    form = MemberForm(data={"first_on": today(), "last_on": today(), "section_id": section_id})
    form.person_id.choices = [(person.id, person.name) for person in monitors.members(session, section_id)]
    form.section_id.choices = [(section_id, title)]
    if carried_out(form, lambda s: ask(s, form.person_id.data, form, acting, by())):
        say_asked()
        return redirect(url_for("leave.of_class", section_id=section_id), 303)
    leaves = reading.leaves_in(db.session(), section_id, clock.now())
    return page(
        "leave/class.html", form, section=section, acting=acting.value, leaves=leaves, at=clock.now(), lines=lines
    )


@bp.post("/sections/<int:section_id>/leave/<int:leave_id>/take-back")
@needs()
def take_back_of_class(section_id: int, leave_id: int) -> Any:
    """Take back a leave one has asked for; instructor and desk also those of others."""
    section, leave = courses.section(db.session(), section_id), reading.leave(db.session(), leave_id)
    acting = _acting(section)
    if leave.section_id != section_id:
        raise NotThere
    if acting is None or (acting is AskedAs.MONITOR and leave.asked_by_id != my_id()):
        raise NotYours
    take_back(leave_id, by())
    return redirect(url_for("leave.of_class", section_id=section_id), 303)


def _refuse_strangers(section: Any) -> None:
    if _acting(section) not in (AskedAs.DESK, AskedAs.INSTRUCTOR):
        raise NotYours


@bp.route("/sections/<int:section_id>/monitors", methods=["GET", "POST"])
@needs()
def class_monitors(section_id: int) -> Any:
    """Show who is monitor of a class, and appoint one."""
    section, session, form = courses.section(db.session(), section_id), db.session(), NameForm()
    _refuse_strangers(section)
    form.person_id.choices = [(person.id, person.name) for person in monitors.members(session, section_id)]
    who: dict[str, Any] = {"on": today(), "at": clock.now(), "by": by()}
    if carried_out(form, lambda s: monitors.appoint(s, section_id, form.person_id.data, **who).id):
        flash(_("The class has a monitor."))
        return redirect(url_for("leave.class_monitors", section_id=section_id), 303)
    known = monitors.of_section(db.session(), section_id)
    return page("leave/monitors.html", form, section=section, monitors=known, day=today())


@bp.post("/sections/<int:section_id>/monitors/<int:monitor_id>/end")
@needs()
def end_monitor(section_id: int, monitor_id: int) -> Any:
    """End somebody's office as monitor."""
    _refuse_strangers(courses.section(db.session(), section_id))
    with transaction() as session:
        monitors.end(session, section_id, monitor_id, on=today(), at=clock.now(), by=by())
    flash(_("The office has ended."))
    return redirect(url_for("leave.class_monitors", section_id=section_id), 303)
