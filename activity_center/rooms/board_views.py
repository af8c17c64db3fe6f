"""What is on: the day and the week of a site, a room and a person, the sheet on a door, the panel and the board."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from flask import Response, abort, current_app, render_template, request, send_from_directory, url_for
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock, formats
from activity_center.db import db, zone
from activity_center.errors import NotYours
from activity_center.rooms import boards, booking_reading, lines, register, reports
from activity_center.rooms.blueprint import bp
from activity_center.rooms.boards import ANYBODY, SiteLine
from activity_center.rooms.bookings import Asker
from activity_center.rooms.layout import (
    Entry,
    days,
    grid,
    hours,
    hours_within,
    on_days,
    out_of_hours,
    parts,
    scenes,
    whole,
)
from activity_center.rooms.rules import Span
from activity_center.web import a_day, my_id, needs, paging, row_number

ROOMS_A_PAGE = 50


def asker() -> Asker:
    """Return who asks, as far as it says what they may know."""
    return Asker(my_id(), frozenset(current_user.roles)) if current_user.is_authenticated else ANYBODY


def _today() -> date:
    return clock.now().astimezone(zone()).date()


def _monday() -> date:
    day = request.args.get("from", _today(), a_day)
    return day - timedelta(days=day.weekday())


def _site(sites: Sequence[SiteLine]) -> SiteLine | None:
    """Return the site that is asked for, else the first; None where no site has a room."""
    wanted = request.args.get("site", None, row_number)
    site = next((site for site in sites if wanted in (None, site.id)), None)
    return site if site or not sites else abort(404)


def _turn(name: str, days: int, here: date, **more: Any) -> dict[str, str]:
    """Return the addresses of the page before and after this one, and of the present."""

    def url(**asked: Any) -> str:
        return url_for(request.endpoint or "", **more, **asked)

    before, after = ({name: (here + timedelta(days=by)).isoformat()} for by in (-days, days))
    return {"previous_url": url(**before), "next_url": url(**after), "now_url": url()}


@bp.get("/rooms/day")
def day_of_site() -> str:
    """Show what is on in the rooms of a site on one day."""
    on = request.args.get("on", _today(), a_day)
    return _of_site("rooms/day.html", parts(on, zone()), on, _turn("on", 1, on, site=request.args.get("site")))


@bp.get("/rooms/week")
def week_of_site() -> str:
    """Show what is on in the rooms of a site in one week."""
    monday = _monday()
    turn = _turn("from", 7, monday, site=request.args.get("site"))
    return _of_site("rooms/week.html", days(monday, 7, zone()), monday, turn)


def _of_site(template: str, columns: Sequence[Span], on: date, turn: dict[str, str]) -> str:
    session = db.session()
    sites = boards.sites(session)
    site = _site(sites)
    every = boards.rooms_of(session, site.id) if site else []
    shown = replace(paging(len(every) or 1 if "all" in request.args else ROOMS_A_PAGE), total=len(every))
    rooms = every[shown.offset : shown.offset + shown.size]
    entries = boards.on_site(session, site.id, whole(columns), asker()) if site else []
    rows = grid(rooms, entries, columns, zone())
    return render_template(template, **frame(columns, on), rows=rows, sites=sites, site=site, paging=shown, **turn)


def frame(columns: Sequence[Span], on: date) -> dict[str, Any]:
    """Return what a page of a day or a week says besides what is on: which day it is, and what stands over columns."""
    return {"labels": _labels(columns), "on": on, "today": _today(), "last_on": on + timedelta(days=6)}


def _labels(columns: Sequence[Span]) -> list[str]:
    """Return what stands over the columns: the parts of a day, or the days of a week."""
    if len(columns) == 3:
        return [_("Morning"), _("Afternoon"), _("Evening")]
    return [formats.day(span.starts_at) for span in columns]


def _week(entries: Sequence[Entry], spans: Sequence[Span]) -> dict[str, Any]:
    """Return a week as parts/week.html draws it: a row for all that begins at the same time of day."""
    by_day = on_days(entries, spans)
    rows = [
        {"label": [formats.hour(at)], "cells": [[_item(one) for one in on if _starts(one) == at] for on in by_day]}
        for at in sorted({_starts(entry) for entry in entries})
    ]
    days = [{"label": formats.day(s.starts_at), "is_today": _on(s) == _today(), "closed": ""} for s in spans]
    return {"days": days, "rows": rows}


def _on(span: Span) -> date:
    return span.starts_at.astimezone(zone()).date()


def _starts(entry: Entry) -> time:
    return entry.starts_at.astimezone(zone()).time()


def _item(entry: Entry) -> dict[str, str]:
    if entry.is_closing:
        until = _("%(why)s, until %(time)s", why=entry.closed, time=formats.moment(entry.ends_at))
        return {"title": _("Closed"), "time": "", "place": "", "note": until, "url": "", "kind": "amber"}
    until = _("until %(time)s", time=formats.hour(entry.ends_at))
    shown = {"title": entry.title or _("Taken"), "time": hours(entry, zone()), "place": entry.where, "note": until}
    return shown | {"url": "", "kind": "jade" if entry.title else "cancelled"}


@bp.get("/rooms/<int:room_id>/week")
def week_of_room(room_id: int) -> str:
    """Show what is on in one room in one week."""
    room, monday = register.room(db.session(), room_id), _monday()
    spans = days(monday, 7, zone())
    entries = boards.in_room(db.session(), room_id, whole(spans), asker())
    week = _week(entries, spans)
    turn = _turn("from", 7, monday, room_id=room_id)
    broken = reports.open_in(db.session(), room_id) if asker().is_staff else []
    told = {
        "hours": lines.hours_said(room.hours),
        "rules": lines.rules_said(booking_reading.rules_in(db.session(), room)),
    }
    frames = frame(spans, monday) | turn
    return render_template("rooms/room_week.html", room=room, week=week, reports=broken, **told, **frames)


@bp.get("/instructors/<int:person_id>/week")
@needs()
def week_of_person(person_id: int) -> str:
    """Show staff, or somebody themselves, what their time is held for in one week."""
    if not (my_id() == person_id or current_user.may("serve_people")):
        raise NotYours
    monday = _monday()
    spans = days(monday, 7, zone())
    name = boards.person_name(db.session(), person_id)
    week = _week(boards.of_person(db.session(), person_id, whole(spans)), spans)
    turn = _turn("from", 7, monday, person_id=person_id)
    return render_template("rooms/person_week.html", name=name, week=week, **frame(spans, monday), **turn)


@bp.get("/rooms/<int:room_id>/door")
def door(room_id: int) -> str:
    """Show the sheet for a door, of a day or of a week, to be printed."""
    room, on = register.room(db.session(), room_id), request.args.get("on", _today(), a_day)
    is_week = "week" in request.args
    first_on = on - timedelta(days=on.weekday()) if is_week else on
    spans = days(first_on, 7 if is_week else 1, zone())
    found = on_days(boards.in_room(db.session(), room_id, whole(spans), ANYBODY), spans)
    listed = list(zip(spans, found, strict=True))
    return render_template("rooms/door.html", room=room, on=on, is_week=is_week, days=listed, hours=_hours)


@bp.get("/rooms/<int:room_id>/panel")
def panel(room_id: int) -> str:
    """Show beside a door what is on, what comes next and until when the room is free, for anybody who passes."""
    room, spans = register.room(db.session(), room_id), days(_today(), 2, zone())
    entries = boards.in_room(db.session(), room_id, whole(spans), ANYBODY)
    closed = out_of_hours(room.hours, spans, zone())
    changes = [(span, scene) for span in spans for scene in scenes([*entries, *closed], span)]
    return render_template("rooms/panel.html", room=room, scenes=changes, **_screen(entries, spans))


@bp.get("/rooms/board")
def board() -> str:
    """Show in the hall what is on today in a whole site, what is on now first."""
    session, spans = db.session(), days(_today(), 2, zone())
    site = _site(boards.sites(session))
    entries = boards.listed_on_site(session, site.id, whole(spans), ANYBODY) if site else []
    rooms = {room.id: room.name for room in boards.rooms_of(session, site.id)} if site else {}
    return render_template("rooms/board.html", site=site, **_screen(boards.gathered(entries, rooms), spans))


def _screen(entries: Sequence[Entry], spans: Sequence[Span]) -> dict[str, Any]:
    """Return what a screen that nobody operates knows: today and tomorrow, in case the network is lost meanwhile."""
    listed = list(zip(spans, on_days(entries, spans), strict=True))
    return {"days": listed, "at": clock.now(), "until": spans[-1].ends_at, "zone": zone(), "hours": _hours}


def _hours(entry: Entry, day: Span) -> str:
    return hours_within(entry, day, zone())


@bp.get("/rooms/panel-worker.js")
def panel_worker() -> Response:
    """Give the browser the script that keeps panels and boards for a start without network."""
    response = send_from_directory(str(current_app.static_folder), "panel-worker.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
