"""Rooms: what everybody may see today, and what administrators keep."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from activity_center import clock
from activity_center.db import db, zone
from activity_center.formats import local
from activity_center.rooms import (
    board_views,
    boards,
    booking_desk_views,
    booking_reading,
    booking_series_views,
    booking_views,
    keeping_views,
    lines,
    register,
    report_views,
)
from activity_center.rooms.blueprint import bp
from activity_center.rooms.forms import RoomForm, SiteForm
from activity_center.rooms.layout import Entry, days
from activity_center.rooms.register import RoomDraft
from activity_center.web import carried_out, needs, page

__all__ = [
    "board_views",
    "booking_desk_views",
    "booking_series_views",
    "booking_views",
    "bp",
    "keeping_views",
    "report_views",
]

READ, KEEP = keeping_views.READ, keeping_views.KEEP


def _back(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("rooms.desk"))


@bp.get("/rooms")
def rooms() -> ResponseReturnValue:
    """Show sites, rooms and what is on in them today."""
    now = local(clock.now())
    [day] = days(now.date(), 1, zone())
    today: dict[int | None, list[Entry]] = {}
    for entry in boards.everywhere(db.session(), day, board_views.asker()):
        today.setdefault(entry.room_id, []).append(entry)
    mine = booking_reading.bookable(db.session(), board_views.asker())
    return page("rooms/rooms.html", sites=register.sites(db.session()), today=today, now=now, bookable=mine)


@bp.get("/desk/rooms")
@needs(READ)
def desk() -> ResponseReturnValue:
    """Show sites and rooms with their hours."""
    return page("rooms/desk.html", sites=register.sites(db.session()), hours_said=lines.hours_said)


@bp.route("/desk/sites/new", methods=["GET", "POST"])
@needs(KEEP)
def new_site() -> ResponseReturnValue:
    """Add a site."""
    form = SiteForm()
    if carried_out(form, lambda session: register.add_site(session, **form.typed, **keeping_views.who()).id):
        return _back(_("The site is there. Now add its rooms."))
    return page("rooms/site.html", form, site=None)


@bp.route("/desk/sites/<int:site_id>/edit", methods=["GET", "POST"])
@needs(KEEP)
def edit_site(site_id: int) -> ResponseReturnValue:
    """Change a site."""
    form = SiteForm(obj=register.site(db.session(), site_id))
    if carried_out(
        form, lambda session: register.change_site(session, site_id, **form.typed, **keeping_views.who()).id
    ):
        return _back(_("The site is changed."))
    return page("rooms/site.html", form, site=register.site(db.session(), site_id))


def _with_sites(form: RoomForm) -> RoomForm:
    form.site_id.choices = [SelectChoice(str(site.id), site.name) for site in register.sites(db.session())]
    return form


@bp.route("/desk/sites/<int:site_id>/rooms/new", methods=["GET", "POST"])
@needs(KEEP)
def new_room(site_id: int) -> ResponseReturnValue:
    """Add a room to a site."""
    site = register.site(db.session(), site_id)
    form = _with_sites(RoomForm(site_id=site.id))
    if carried_out(form, lambda session: register.add_room(session, RoomDraft(**form.typed), **keeping_views.who()).id):
        return _back(_("The room is there."))
    return page("rooms/room.html", form, site=site, room=None, bookings=[], outside=[])


@bp.route("/desk/rooms/<int:room_id>/edit", methods=["GET", "POST"])
@needs(KEEP)
def edit_room(room_id: int) -> ResponseReturnValue:
    """Change a room, and show what is booked in it."""
    row = register.room(db.session(), room_id)
    form = _with_sites(RoomForm(obj=row, hours=row.year_hours))
    if carried_out(
        form, lambda session: register.change_room(session, room_id, RoomDraft(**form.typed), **keeping_views.who()).id
    ):
        return keeping_views.room_saved(room_id, _("The room is changed."))
    bookings = register.bookings_of(db.session(), room_id, clock.now(), limit=30)
    more = keeping_views.about_room(room_id)
    return page("rooms/room.html", form, room=register.room(db.session(), room_id), bookings=bookings, **more)
