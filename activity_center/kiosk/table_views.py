"""Walk-in tables at a kiosk: take a free one, or a number in the queue; begin, play longer, bring a guest, end."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from activity_center import clock, formats
from activity_center.db import db, transaction
from activity_center.errors import NotYours
from activity_center.kiosk import reading
from activity_center.kiosk.blueprint import bp, by, device, me, screen, shown, visitor
from activity_center.kiosk.lines import Line
from activity_center.kiosk.my_views import page_number, turned
from activity_center.kiosk.rules import Level
from activity_center.kiosk.slips import Slip, public_code
from activity_center.tables import lines, service
from activity_center.tables import reading as walk_in
from activity_center.tables.rules import LIVE, TurnStatus, Way
from activity_center.web import row_number

# As many as fit without scrolling on the smallest screen with the largest text, with reasons above them.
ON_ROOMS, ON_TABLES = 6, 4


@bp.get("/kiosk/tables")
@shown()
def tables() -> Any:
    """Show the walk-in rooms of this site, and how many tables are free."""
    states = walk_in.states(db.session(), clock.now(), site_id=device().site_id)
    rows, page = reading.split(states, page_number(), ON_ROOMS)
    turn = turned(page, len(states), ON_ROOMS)
    return screen("tables.html", rows_=[_row(state) for state in rows], turn=turn, mine=my_turn())


def _row(state: Any) -> Line:
    url = url_for("kiosk.table_room", room_id=state.room.id)
    kind = "main" if state.free and state.until else ""
    return Line("", state.room.name, "", note=lines.room(state), url=url, act=(url, _("Look at it"), kind))


def my_turn() -> Any:
    """Return the turn that the visitor has at present, in whatever room."""
    person_id = visitor()
    return walk_in.turn_of(db.session(), person_id) if person_id else None


@bp.get("/kiosk/rooms/<int:room_id>/tables")
@shown()
def table_room(room_id: int) -> Any:
    """Show the tables of a room, with a button at each that is free, and how long the queue is."""
    session, at, person_id = db.session(), clock.now(), visitor()
    state, mine = walk_in.state_of(session, room_id, at), my_turn()
    if mine and mine.room_id == room_id:
        return redirect(url_for("kiosk.turn", turn_id=mine.id), 303)
    places, page = reading.split(state.places, page_number(), ON_TABLES)
    return screen(
        "tables_room.html",
        state=state,
        places=places,
        reasons=walk_in.reasons_against(session, state, person_id)[:1] if person_id else state.reasons,
        lines=lines,
        turn=turned(page, len(state.places), ON_TABLES),
    )


@bp.post("/kiosk/rooms/<int:room_id>/tables")
@shown(Level.CARD)
def ask_for_table(room_id: int) -> Any:
    """Take a table or a number, and show which it is."""
    table_id = request.form.get("table_id", type=row_number)
    with transaction() as session:
        if table_id:
            turn_id = service.take(session, room_id, me(), table_id, at=clock.now(), by=by()).id
        else:
            turn_id = service.join(session, room_id, me(), at=clock.now(), by=by()).id
    return redirect(url_for("kiosk.turn", turn_id=turn_id), 303)


def _claimed(turn_id: int) -> Any:
    """Return a turn of the visitor's own; at a kiosk nobody acts for somebody else."""
    turn = walk_in.turn(db.session(), turn_id)
    if turn.person_id != me():
        raise NotYours
    return turn


@bp.get("/kiosk/turns/<int:turn_id>")
@shown(Level.CARD)
def turn(turn_id: int) -> Any:
    """Show somebody their turn: the number and how long it will take, or the table and until when; and on paper."""
    mine = _claimed(turn_id)
    state = walk_in.state_of(db.session(), mine.room_id, clock.now())
    said = _said(mine, state)
    code = public_code(url_for("tables.room", room_id=mine.room_id))
    line = Line("", mine.room.name, "", note=" ".join(said))
    return screen(
        "tables_turn.html",
        mine=mine,
        said=said,
        can=_can(mine, state),
        heading=lines.turn(mine),
        slip=Slip(lines.turn(mine), [line], code, _("How far the queue is, on your phone")),
    )


def _said(mine: Any, state: Any) -> list[str]:
    """Say what else somebody wants to know about their turn."""
    if mine.status is TurnStatus.WAITING:
        [waiting] = [one for one in state.queue if one.turn.id == mine.id] or [None]
        when = [lines.before(waiting.before), lines.expected(waiting.expected_at, state.at)] if waiting else []
        return [_("; ").join(when)] if when else []
    if mine.status is TurnStatus.CALLED:
        return [_("If you do not begin before then, the next in the queue is called.")]
    if mine.status is not TurnStatus.PLAYING:
        return [_("Thank you for leaving the table to the next.")]
    until = _("Until %(time)s.", time=formats.hour(mine.until))
    rotating = _("When the game is over, please come back here, so that the next is called.")
    return [part for part in (rotating if state.rule.way is Way.ROTATION else until, lines.people(mine)) if part]


def _can(mine: Any, state: Any) -> dict[str, bool]:
    """Return which buttons lead to something; the acts themselves look again."""
    rule, is_playing = state.rule, mine.status is TurnStatus.PLAYING
    seats = mine.table.seats if mine.table else state.largest
    more = mine.status in LIVE and not rule.guests_at_desk and mine.guests < rule.guests and mine.people < seats
    longer = is_playing and rule.way is Way.SLOTS and mine.extensions < rule.extensions and not state.waiting
    return {"guest": more, "extend": longer, "end": mine.status in LIVE}


@bp.post("/kiosk/turns/<int:turn_id>")
@shown(Level.CARD)
def change_turn(turn_id: int) -> Any:
    """Begin, play longer, or bring one guest more."""
    _claimed(turn_id)
    choice, number, at = request.form.get("act"), request.form.get("number", 0, row_number), clock.now()
    with transaction() as session:
        if choice == "start":
            service.start(session, turn_id, at=at, by=by())
        elif choice == "extend":
            service.extend(session, turn_id, number, at=at, by=by())
        else:
            service.bring(session, turn_id, number, at=at, by=by())
    return redirect(url_for("kiosk.turn", turn_id=turn_id), 303)


@bp.get("/kiosk/turns/<int:turn_id>/end")
@shown(Level.CARD)
def ending_turn(turn_id: int) -> Any:
    """Say what ending leads to before it is done."""
    mine = _claimed(turn_id)
    if mine.status not in LIVE:
        return redirect(url_for("kiosk.turn", turn_id=turn_id), 303)
    return screen("tables_ending.html", mine=mine, standing=lines.turn(mine))


@bp.post("/kiosk/turns/<int:turn_id>/end")
@shown(Level.CARD)
def end_turn(turn_id: int) -> Any:
    """End a game, or give up a place in the queue."""
    _claimed(turn_id)
    with transaction() as session:
        service.end(session, turn_id, at=clock.now(), by=by())
    return redirect(url_for("kiosk.turn", turn_id=turn_id), 303)
