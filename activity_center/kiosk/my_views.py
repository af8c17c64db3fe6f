"""What somebody sees of their own at a kiosk: today, the week, and what is on for everybody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from activity_center import clock, formats
from activity_center.agenda import lines as agenda_lines
from activity_center.agenda import service as agenda
from activity_center.agenda.service import Thing, What
from activity_center.attendance import queries as attendance
from activity_center.db import db, zone
from activity_center.enrolment import queries, week
from activity_center.enrolment.rules import Status
from activity_center.feeds import service as feeds
from activity_center.kiosk import lines, reading
from activity_center.kiosk.blueprint import bp, device, me, screen, shown
from activity_center.kiosk.lines import Line
from activity_center.kiosk.rules import Level
from activity_center.kiosk.slips import Slip, public_code
from activity_center.people.rules import TextSize
from activity_center.societies import coming, places
from activity_center.tables import lines as tables
from activity_center.tables import reading as walk_in
from activity_center.web import row_number

# As many as fit without scrolling on the smallest screen, with the largest text where no size is named.
ON_MINE = 2
ON_PAGE = {TextSize.STANDARD: 6, TextSize.LARGE: 4, TextSize.HUGE: 4}


def page_number() -> int:
    """Return which page of a long list is asked for, from 1."""
    return max(1, request.args.get("page", 1, row_number))


def _on_page() -> int:
    return ON_PAGE[g.visit.text_size if g.visit else TextSize.STANDARD]


def turned(number: int, total: int, size: int, **address: Any) -> dict[str, Any]:
    """Return what the buttons under a long list need: the page before, the one after, and where this is."""
    pages = max(1, -(-total // size))

    def url(page: int) -> str:
        values: dict[str, Any] = {**(request.view_args or {}), **address, "page": page}
        return url_for(str(request.endpoint), **values)

    return {
        "before": url(number - 1) if number > 1 else None,
        "after": url(number + 1) if number < pages else None,
        "words": _("Page %(n)s of %(total)s", n=number, total=pages) if pages > 1 else "",
        "labels": (_("Back one page"), _("Next page")),
    }


@bp.get("/kiosk/me")
@shown(Level.CARD)
def mine() -> Any:
    """Show somebody that it is them, what is on for them today, and what they can do."""
    session, at = db.session(), clock.now()
    held = _today_of_mine(session, at)
    offers = queries.offers_to(session, me(), at)
    # An offer takes the room of one row.
    room = ON_MINE - 1 if offers else ON_MINE
    return screen(
        "me.html",
        today=held[:room],
        more=max(0, len(held) - room),
        offer=lines.offer(*offers[0]) if offers else None,
        offers=len(offers),
        has_tables=walk_in.count_walk_in_rooms(session, device().site_id) > 0,
        turn=_turn_of_mine(session, at),
    )


def _turn_of_mine(session: Any, at: datetime) -> tuple[str, str] | None:
    """Return the address of somebody's turn at a walk-in table, and how it stands."""
    turn = walk_in.turn_of(session, me())
    return (url_for("kiosk.turn", turn_id=turn.id), tables.turn(turn)) if turn and turn.until > at else None


def _today_of_mine(session: Any, at: datetime) -> list[Line]:
    """Return the rest of somebody's day, with the button to sign in where it is open."""
    midnight = datetime.combine(at.astimezone(zone()).date() + timedelta(days=1), time(), zone())
    due = {one.meeting.id: one for one in attendance.due_for(session, me(), at)}
    things = agenda.things(session, me(), at, midnight)
    came = coming.came_at(session, [one.row.id for one in things if one.what is What.EVENT], me())
    return [
        _signing(replace(line, day=""), thing, due, came, at)
        for thing, line in zip(things, _lines(things), strict=True)
    ]


def _signing(line: Line, thing: Thing, due: dict[int, Any], came: dict[int, datetime], at: datetime) -> Line:
    """Return a row with the button to sign in where that is open, and with what is noted already."""
    if thing.what is What.MEETING:
        return lines.with_sign_in(line, due.get(thing.row.id))
    if thing.what is What.EVENT and thing.status in (None, Status.ENROLLED):
        return lines.with_presence(line, thing.row, came.get(thing.row.id), places.opens_at(thing.row), at)
    return line


def _lines(things: Sequence[Thing]) -> list[Line]:
    return [lines.mine(item) for item in agenda_lines.items(things, agenda_lines.NOWHERE, me())]


@bp.get("/kiosk/today")
@shown()
def today() -> Any:
    """Show everything that is on at this site today, with a button where one may just come in."""
    session, at = db.session(), clock.now()
    ahead = reading.rest_of_day(session, device().site_id, at)
    open_to_me = _open_to_me(session, at)
    if "walk_in" in request.args:
        ahead = [row for row in ahead if reading.is_walk_in(row)]
    size = _on_page()
    rows, page = reading.split(ahead, page_number(), size)
    return screen(
        "today.html",
        rows_=[lines.with_sign_in(lines.anybodys(row), open_to_me.get(row.id)) for row in rows],
        walk_in="walk_in" in request.args,
        total=len(ahead),
        has_tables=walk_in.count_walk_in_rooms(session, device().site_id) > 0,
        turn=turned(page, len(ahead), size, **request.args.to_dict()),
    )


def _open_to_me(session: Any, at: datetime) -> dict[int, Any]:
    if g.visit is None or g.visit.person_id is None:
        return {}
    due = attendance.due_for(session, me(), at) + attendance.walk_ins_for(session, me(), at)
    return {one.meeting.id: one for one in due}


@bp.get("/kiosk/timetable")
@shown(Level.CARD)
def timetable() -> Any:
    """Show one week of somebody's timetable: that of the day in the address, else the one in which something comes."""
    session, at = db.session(), clock.now()
    today = at.astimezone(zone()).date()
    monday = week.monday_of(week.asked_day(request.args) or _first_day(session, at) or today)
    rows = _lines(agenda.things(session, me(), *week.bounds(monday)))
    size = _on_page()
    shown_rows, page = reading.split(rows, page_number(), size)
    return screen(
        "timetable.html",
        rows_=shown_rows,
        is_this_week=monday == week.monday_of(today),
        monday=monday,
        sunday=week.sunday_after(monday),
        turn=_turned_weeks(monday, page, -(-len(rows) // size)),
        slip=Slip(_("My timetable"), rows, _feed_code(session), _("This timetable on your phone")) if rows else None,
    )


def _first_day(session: Any, at: datetime) -> date | None:
    ahead = agenda.ahead(session, me(), at)
    return formats.local(ahead[0].starts_at).date() if ahead else None


def _turned_weeks(monday: date, page: int, pages: int) -> dict[str, Any]:
    """Turn the pages of a full week first, and then the weeks."""

    def url(first: date, number: int = 1) -> str:
        return url_for("kiosk.timetable", week=first, page=number)

    earlier, later = (url(week.week_before(monday)), _("Week before")), (url(week.week_after(monday)), _("Next week"))
    back = (url(monday, page - 1), _("Back one page")) if page > 1 else earlier
    on = (url(monday, page + 1), _("Next page")) if page < pages else later
    words = _("Page %(n)s of %(total)s", n=page, total=pages) if pages > 1 else ""
    return {"before": back[0], "after": on[0], "words": words, "labels": (back[1], on[1])}


def _feed_code(session: Any) -> Any:
    """Return the code of somebody's calendar for a phone, None where they have no address or have only shown a card.

    Whoever has the address reads the timetable for good, so a found card must not print it.
    """
    address = feeds.address_of(session, me()) if g.visit.level is Level.PIN else None
    return public_code(url_for("feeds.person", token=address.token), "webcal") if address else None
