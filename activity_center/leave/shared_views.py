"""What the pages about one person's leaves share, whoever looks at them."""

from datetime import date, datetime
from typing import Any

from flask import flash
from flask_babel import gettext as _

from activity_center import clock
from activity_center.audit import Actor
from activity_center.db import db, transaction, zone
from activity_center.leave import lines, reading, service
from activity_center.leave.forms import LeaveForm
from activity_center.leave.rules import AskedAs, Kind
from activity_center.leave.service import Wish


def today() -> date:
    """Return the day it is at the centre."""
    return clock.now().astimezone(zone()).date()


def form_for(person_id: int) -> LeaveForm:
    """Return the form to ask for days, with the classes of this person."""
    form = LeaveForm(data={"first_on": today(), "last_on": today()})
    sections = [(row.id, row.title) for row in reading.sections_of(db.session(), person_id)]
    form.section_id.choices = [(0, _("all my classes")), *sections]
    return form


def ask(session: Any, person_id: int, form: LeaveForm, asked_as: AskedAs, by: Actor) -> Any:
    """Ask for the days that were typed."""
    wish = Wish(person_id, **form.typed)
    return service.ask(session, wish, asked_as, at=clock.now(), by=by, zone=zone()).id


def ask_for_meeting(person_id: int, meeting_id: int, kind: Kind, asked_as: AskedAs, by: Actor) -> None:
    """Ask for one meeting, and say so."""
    with transaction() as session:
        service.ask_for_meeting(session, person_id, meeting_id, kind, asked_as, at=clock.now(), by=by, zone=zone())
    say_asked()


def say_asked() -> None:
    """Say that a leave is written down."""
    flash(_("The leave is written down; the instructor sees it on the register."))


def take_back(leave_id: int, by: Actor) -> None:
    """Take a leave back, and say so."""
    with transaction() as session:
        service.take_back(session, leave_id, at=clock.now(), by=by, zone=zone())
    flash(_("The leave is taken back."))


def shown(person_id: int, at: datetime) -> dict[str, Any]:
    """Return what a page about somebody's leaves shows."""
    session = db.session()
    return {
        "coming": reading.coming(session, person_id, at),
        "leaves": reading.leaves_of(session, person_id),
        "at": at,
        "lines": lines,
    }
