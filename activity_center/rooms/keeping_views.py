"""Pages on which administrators keep what rooms are like: seasons, parts, who may book them, and what is lent."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction, zone
from activity_center.errors import NotThere
from activity_center.rooms import booking_reading as reading
from activity_center.rooms import dividing, lines, outside, permissions, register, seasons, stock
from activity_center.rooms.blueprint import bp
from activity_center.rooms.keeping_forms import PartsForm, RuleForm, SeasonForm, ThingForm
from activity_center.rooms.permissions import RuleDraft
from activity_center.rooms.rules import Season
from activity_center.web import by, carried_out, needs, page, row_number

READ, KEEP = "plan_courses", "keep_centre"


def who() -> dict[str, Any]:
    """Return when and by whom, for an act."""
    return {"at": clock.now(), "by": by()}


def room_saved(room_id: int, message: str) -> ResponseReturnValue:
    """Say that it is done, on the page of the room, and how many later bookings lie outside now."""
    session = db.session()
    found = outside.of_room(session, register.room(session, room_id), at=clock.now(), zone=zone())
    flash(message)
    if found:
        flash(
            _("%(n)s later bookings lie outside of it now. They stay booked; you find them below.", n=len(found)),
            "warning",
        )
    return redirect(url_for("rooms.edit_room", room_id=room_id))


def about_room(room_id: int) -> dict[str, Any]:
    """Return what the page of a room says beside its form: seasons, rules, parts, and what lies outside of them."""
    session, room = db.session(), register.room(db.session(), room_id)
    found = outside.of_room(session, room, at=clock.now(), zone=zone())
    of_seasons = [(*season, lines.season_said(season)) for season in seasons.seasons_of(room)]
    rules = lines.rules_said(reading.rules_in(session, room))
    parts, wholes = reading.parts_and_wholes(session, room_id)
    return {"seasons": of_seasons, "rules": rules, "parts": parts, "wholes": wholes, "outside": found}


@bp.route("/desk/rooms/<int:room_id>/season", methods=["GET", "POST"])
@needs(KEEP)
def season(room_id: int) -> ResponseReturnValue:
    """Add a season with hours of its own, or change the one that the address names."""
    room, before = register.room(db.session(), room_id), _season_asked(room_id)
    there = {"first": before[0], "last": before[1]} if before else {}
    form = SeasonForm(data=there, hours=[hours for hours in room.hours if hours.season == before])

    def act(session: Any) -> Any:
        return seasons.keep_season(session, room_id, form.season, form.hours, instead_of=before, **who()).id

    if carried_out(form, act):
        return room_saved(room_id, _("The hours of the season are saved."))
    return page("rooms/season.html", form, room=register.room(db.session(), room_id), season=before)


def _season_asked(room_id: int) -> Season | None:
    """Return the season in the address, None where a new one is meant."""
    asked = request.args.get("first", ""), request.args.get("last", "")
    if asked == ("", ""):
        return None
    if asked not in seasons.seasons_of(register.room(db.session(), room_id)):
        raise NotThere
    return asked


@bp.post("/desk/rooms/<int:room_id>/season/drop")
@needs(KEEP)
def drop_season(room_id: int) -> ResponseReturnValue:
    """Let the hours of the whole year hold in a season again."""
    with transaction() as session:
        seasons.drop_season(session, room_id, (request.form["first"], request.form["last"]), **who())
    return room_saved(room_id, _("The season is taken away."))


@bp.route("/desk/rooms/<int:room_id>/parts", methods=["GET", "POST"])
@needs(KEEP)
def parts(room_id: int) -> ResponseReturnValue:
    """Say into which rooms another divides."""
    session, room = db.session(), register.room(db.session(), room_id)
    inside, wholes = reading.parts_and_wholes(session, room_id)
    form = PartsForm(data={"parts": [part.id for part in inside]})
    form.parts.offer((other.id, other.name) for other in room.site.rooms if other.id != room_id)

    def act(session: Any) -> Any:
        return dividing.divide(session, room_id, form.parts.data, zone=zone(), **who()).id

    if carried_out(form, act):
        return room_saved(room_id, _("The parts of the room are saved."))
    return page("rooms/parts.html", form, room=register.room(db.session(), room_id), wholes=wholes)


@bp.get("/desk/room-rules")
@needs(READ)
def rules() -> ResponseReturnValue:
    """Show who may book which room by themselves."""
    told = [(row, lines.allowance_said(row.allowance)) for row in permissions.rules(db.session())]
    return page("rooms/rules.html", rules=told)


@bp.route("/desk/room-rules/new", methods=["GET", "POST"])
@needs(KEEP)
def new_rule() -> ResponseReturnValue:
    """Let a role book a room, or all."""
    form = _offered(RuleForm(data={"room_id": request.args.get("room", 0, row_number)}))
    if carried_out(form, lambda session: permissions.add_rule(session, RuleDraft(**form.typed), **who()).id):
        return _rule_saved(_("The rule is there."))
    return page("rooms/rule.html", form, rule=None)


@bp.route("/desk/room-rules/<int:rule_id>", methods=["GET", "POST"])
@needs(KEEP)
def edit_rule(rule_id: int) -> ResponseReturnValue:
    """Change what a role may book."""
    row = permissions.rule(db.session(), rule_id)
    form = _offered(RuleForm(obj=row, room_id=row.room_id or 0))

    def act(session: Any) -> Any:
        return permissions.change_rule(session, rule_id, RuleDraft(**form.typed), **who()).id

    if carried_out(form, act):
        return _rule_saved(_("The rule is changed. What is booked stays booked."))
    return page("rooms/rule.html", form, rule=permissions.rule(db.session(), rule_id))


@bp.post("/desk/room-rules/<int:rule_id>/drop")
@needs(KEEP)
def drop_rule(rule_id: int) -> ResponseReturnValue:
    """Take a rule away."""
    with transaction() as session:
        permissions.drop_rule(session, rule_id, **who())
    return _rule_saved(_("The rule is taken away. What is booked stays booked."))


def _rule_saved(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("rooms.rules"))


def _offered(form: RuleForm) -> RuleForm:
    every = register.sites(db.session())
    form.offer((room.id, f"{site.name} · {room.name}") for site in every for room in site.rooms)
    return form


@bp.route("/desk/sites/<int:site_id>/equipment", methods=["GET", "POST"])
@needs(KEEP)
def equipment(site_id: int) -> ResponseReturnValue:
    """Show what a site lends with its rooms, and add to it."""
    form, site = ThingForm(), register.site(db.session(), site_id)
    if carried_out(form, lambda session: stock.add_thing(session, site_id, **form.typed, **who()).id):
        flash(_("It can be lent now."))
        return redirect(url_for("rooms.equipment", site_id=site_id))
    site = register.site(db.session(), site_id)
    return page("rooms/equipment.html", form, site=site, things=stock.things_of(db.session(), site_id))


@bp.route("/desk/equipment/<int:equipment_id>", methods=["GET", "POST"])
@needs(KEEP)
def edit_equipment(equipment_id: int) -> ResponseReturnValue:
    """Change how many there are of a thing, and show which bookings then want too many."""
    session = db.session()
    form = ThingForm(obj=stock.thing(session, equipment_id))
    if carried_out(form, lambda session: stock.change_thing(session, equipment_id, **form.typed, **who()).site_id):
        return _equipment_saved(equipment_id, form.result)
    found = outside.of_equipment(session, equipment_id, at=clock.now(), zone=zone())
    return page("rooms/thing.html", form, thing=stock.thing(session, equipment_id), outside=found)


def _equipment_saved(equipment_id: int, site_id: int) -> ResponseReturnValue:
    flash(_("It is saved."))
    if found := outside.of_equipment(db.session(), equipment_id, at=clock.now(), zone=zone()):
        flash(
            _(
                "%(n)s later bookings want more than there are now. They stay booked; you find them below.",
                n=len(found),
            ),
            "warning",
        )
        return redirect(url_for("rooms.edit_equipment", equipment_id=equipment_id))
    return redirect(url_for("rooms.equipment", site_id=site_id))
