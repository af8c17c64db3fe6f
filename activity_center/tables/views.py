"""Walk-in tables for everybody to look at, and for the desk to serve; visitors act at a kiosk."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.people import service as people
from activity_center.people.cards import working_card
from activity_center.rooms import register
from activity_center.tables import lines, reading, service, setup
from activity_center.tables.forms import SetupForm
from activity_center.tables.setup import SetupDraft
from activity_center.web import by, carried_out, needs, page, row_number

bp = Blueprint("tables", __name__)

SERVE, KEEP = "serve_people", "keep_centre"
HITS = 8


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


@bp.get("/tables")
def tables() -> ResponseReturnValue:
    """Show how all walk-in rooms stand, without a name."""
    return page("tables/tables.html", states=reading.states(db.session(), clock.now()), lines=lines, mine=_mine())


@bp.get("/rooms/<int:room_id>/tables")
def room(room_id: int) -> ResponseReturnValue:
    """Show how one walk-in room stands, without a name but with one's own number."""
    session, at = db.session(), clock.now()
    row, state = register.room(session, room_id), reading.state(session, room_id, at)
    mine = _mine()
    return page("tables/room.html", room=row, state=state, lines=lines, mine=mine if mine and state else None)


def _mine() -> Any:
    return reading.turn_of(db.session(), current_user.id) if current_user.is_authenticated else None


@bp.get("/desk/tables")
@needs(SERVE)
def desk() -> ResponseReturnValue:
    """Show staff who is at which table, and who waits, in all rooms."""
    return page("tables/desk.html", states=reading.states(db.session(), clock.now()), lines=lines)


@bp.get("/desk/rooms/<int:room_id>/tables")
@needs(SERVE)
def serve(room_id: int) -> ResponseReturnValue:
    """Show one room with every act, and who was searched for."""
    session, at, q = db.session(), clock.now(), request.args.get("q", "").strip()
    given = request.args.get("turn", type=row_number)
    return page(
        "tables/serve.html",
        room=register.room(session, room_id),
        state=reading.state(session, room_id, at),
        q=q,
        hits=people.search(session, q, limit=HITS) if q else [],
        giving=reading.turn(session, given) if given else None,
        card=working_card,
        lines=lines,
    )


def _back(room_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("tables.serve", room_id=room_id))


@bp.post("/desk/rooms/<int:room_id>/tables")
@needs(SERVE)
def ask(room_id: int) -> ResponseReturnValue:
    """Give somebody a table, or put them in the queue."""
    person_id = request.form.get("person_id", 0, row_number)
    table_id = request.form.get("table_id", type=row_number)
    with transaction() as session:
        if "join" in request.form:
            number = service.join(session, room_id, person_id, at_desk=True, **_who()).number
            told = _("In the queue with number %(number)s.", number=number)
        else:
            turn = service.take(session, room_id, person_id, table_id, at_desk=True, **_who())
            told = _("“%(table)s” is theirs.", table=turn.table.name if turn.table else "")
    return _back(room_id, told)


@bp.post("/desk/turns/<int:turn_id>")
@needs(SERVE)
def act(turn_id: int) -> ResponseReturnValue:
    """Begin or extend a turn, change how many guests there are, or hand it over."""
    choice, number = request.form.get("act"), request.form.get("number", 0, row_number)
    with transaction() as session:
        if choice == "start":
            turn = service.start(session, turn_id, **_who())
        elif choice == "extend":
            turn = service.extend(session, turn_id, number, **_who())
        elif choice == "hand_over":
            turn = service.hand_over(session, turn_id, number, **_who())
        else:
            turn = service.bring(session, turn_id, number, at_desk=True, **_who())
        room_id = turn.room_id
    return _back(room_id, _("Done."))


@bp.route("/desk/turns/<int:turn_id>/end", methods=["GET", "POST"])
@needs(SERVE)
def end(turn_id: int) -> ResponseReturnValue:
    """Ask whether a turn shall end, and end it."""
    if request.method == "GET":
        return page("tables/end.html", turn=reading.turn(db.session(), turn_id), lines=lines)
    with transaction() as session:
        room_id = service.end(session, turn_id, **_who()).room_id
    return _back(room_id, _("The turn is ended."))


@bp.route("/desk/rooms/<int:room_id>/tables/setup", methods=["GET", "POST"])
@needs(KEEP)
def set_up(room_id: int) -> ResponseReturnValue:
    """Change the tables of a room and its rule, or make it a walk-in room."""
    row, rule = register.room(db.session(), room_id), setup.rule_of(db.session(), room_id)
    known = [(table.name, table.seats) for table in setup.tables_of(db.session(), room_id) if table.is_in_use]
    form = SetupForm(obj=rule, tables=known, **({"way": rule.way.value} if rule else {}))
    if carried_out(form, lambda session: setup.set_up(session, room_id, SetupDraft(**form.typed), **_who()).id):
        return _back(room_id, _("The tables and the rule are kept."))
    return page("tables/set_up.html", form, room=row)
