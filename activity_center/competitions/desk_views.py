"""Competitions at the desk: set one up, take entries, draw, give times, and lead it to its end."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.competitions import (
    again,
    entries,
    finals,
    jobs,
    lines,
    lots,
    matches,
    pairing,
    playing,
    results,
    scores,
    service,
)
from activity_center.competitions.blueprint import bp, is_staff, led, needs
from activity_center.competitions.forms import (
    USUAL,
    CategoryForm,
    CompetitionForm,
    DeskEntryForm,
    DrawForm,
    HallForm,
    RefereeForm,
    RetireForm,
    SeedForm,
)
from activity_center.competitions.kinds import CompetitionStatus, StageKind
from activity_center.competitions.leading import RUN
from activity_center.competitions.playing import HallDraft
from activity_center.competitions.service import CategoryDraft, CompetitionDraft
from activity_center.competitions.tie_breaks import Criterion
from activity_center.courses.forms import offer
from activity_center.db import db, zone
from activity_center.errors import NotThere
from activity_center.rooms import register
from activity_center.rooms.bookings import Asker
from activity_center.societies import service as societies
from activity_center.web import Form, a_day, by, carried_out, my_id, page, row_number


def _who() -> dict[str, Any]:
    return {"at": clock.now(), "by": by()}


@bp.get("/desk/competitions")
@needs(RUN)
def register_of_competitions() -> ResponseReturnValue:
    """Show all competitions, drafts too; to officers those of their societies."""
    mine = None if is_staff() else led()
    every = [one for one in service.competitions(db.session()) if mine is None or one.society_id in mine]
    return page("competitions/desk.html", competitions=every, lines=lines)


def _room() -> int | None:
    return request.args.get("room", None, row_number)


def _offered(form: CompetitionForm) -> CompetitionForm:
    mine = None if is_staff() else led()
    known = societies.societies(db.session(), only_approved=True)
    offered = [(one.id, one.name) for one in known if mine is None or one.id in mine]
    offer(form.society_id, offered, _("the centre") if mine is None else None)
    return form


@bp.route("/desk/competitions/new", methods=["GET", "POST"])
@needs(RUN)
def new_competition() -> ResponseReturnValue:
    """Add a competition, or hold one of a former year again: `like` names it, `starts_on` the day, `room` the room."""
    like = request.args.get("like", None, row_number)
    former = service.competition(db.session(), like) if like else None
    form = _offered(CompetitionForm(data=_proposed(former)))
    form.show([Criterion(value) for value in former.criteria] if former else USUAL)

    def act(session: Session) -> int:
        draft = CompetitionDraft(**form.typed)
        if like:
            return again.add_again(session, draft, like, **_who()).id
        return service.add_competition(session, draft, **_who()).id

    if carried_out(form, act):
        flash(_("The competition is there. Now look after its categories."))
        there = url_for("competitions.desk_competition", competition_id=form.result, room=_room())
        return redirect(there, 303)
    return page("competitions/edit.html", form, row=None)


def _proposed(former: Any) -> dict[str, Any]:
    """Return what the form says before anything is typed: the day of the address, and what a former year's was."""
    starts_on = request.args.get("starts_on", None, a_day)
    if former and starts_on:
        return again.proposed(former, starts_on)
    return {"starts_on": starts_on, "ends_on": starts_on}


@bp.route("/desk/competitions/<int:competition_id>/edit", methods=["GET", "POST"])
@needs(RUN)
def edit_competition(competition_id: int) -> ResponseReturnValue:
    """Change a competition."""
    row = service.competition(db.session(), competition_id)
    form = _offered(CompetitionForm(obj=row))
    form.show([Criterion(value) for value in row.criteria], finals.prizes_of(row))
    if carried_out(
        form, lambda s: service.change_competition(s, competition_id, CompetitionDraft(**form.typed), **_who()).id
    ):
        flash(_("Saved."))
        return redirect(url_for("competitions.desk_competition", competition_id=competition_id), 303)
    return page("competitions/edit.html", form, row=service.competition(db.session(), competition_id))


@bp.route("/desk/competitions/<int:competition_id>", methods=["GET", "POST"])
@needs(RUN)
def desk_competition(competition_id: int) -> ResponseReturnValue:
    """Show a competition with what comes next, and add a category."""
    form = CategoryForm()
    draft = CategoryDraft(**form.typed)
    if carried_out(form, lambda s: service.add_category(s, competition_id, draft, **_who()).id):
        flash(_("The category is added."))
        return redirect(url_for("competitions.desk_competition", competition_id=competition_id), 303)
    session = db.session()
    row = service.competition(session, competition_id)
    if row.status in service.OVER:
        return page("competitions/desk_over.html", form, row=row, ways=service.ways(row))
    counted = service.places(session, [category.id for category in row.categories])
    halls, untimed = playing.halls(session, competition_id), playing.count_untimed(session, competition_id)
    told = {"referees": service.referees(session, competition_id), "halls": halls, "untimed": untimed}
    return page(
        "competitions/desk_competition.html",
        form,
        row=row,
        counted=counted,
        ways=service.ways(row),
        hall_form=_with_rooms(HallForm(formdata=None, data={"on": row.starts_on, "room_id": _room()})),
        referee_form=RefereeForm(formdata=None),
        lines=lines,
        **told,
    )


def _with_rooms(form: HallForm) -> HallForm:
    sites = register.sites(db.session())
    offer(form.room_id, [(room.id, f"{room.name} · {site.name}") for site in sites for room in site.rooms], None)
    return form


def _back_to(competition_id: int) -> ResponseReturnValue:
    return redirect(url_for("competitions.desk_competition", competition_id=competition_id), 303)


def _refused(form: Form, competition_id: int) -> ResponseReturnValue:
    back = url_for("competitions.desk_competition", competition_id=competition_id)
    return page("competitions/refused.html", form, back=back)


@bp.post("/desk/competitions/<int:competition_id>/status")
@needs(RUN)
def move_on(competition_id: int) -> ResponseReturnValue:
    """Open or close entries, finish, archive, cancel."""
    form, wanted = Form(), request.form.get("status", "")
    if wanted not in {status.value for status in CompetitionStatus}:
        raise NotThere
    note = request.form.get("note", "")[:200]
    if carried_out(form, lambda s: service.move_on(s, competition_id, CompetitionStatus(wanted), note, **_who()).id):
        flash(_("Saved."))
        return _back_to(competition_id)
    return _refused(form, competition_id)


@bp.get("/desk/competitions/<int:competition_id>/cancel")
@needs(RUN)
def ask_to_cancel(competition_id: int) -> ResponseReturnValue:
    """Ask before a competition is cancelled, and why."""
    return page("competitions/cancel.html", row=service.competition(db.session(), competition_id))


@bp.post("/desk/competitions/<int:competition_id>/referees")
@needs(RUN)
def appoint(competition_id: int) -> ResponseReturnValue:
    """Appoint a referee."""
    form = RefereeForm()
    login = form.login.data or ""
    if carried_out(form, lambda s: service.appoint_referee(s, competition_id, login, **_who()).id):
        flash(_("Appointed. The page of the competition now shows them where to write scores."))
        return _back_to(competition_id)
    return _refused(form, competition_id)


@bp.post("/desk/competitions/referees/<int:referee_id>/dismiss")
@needs(RUN)
def dismiss(referee_id: int) -> ResponseReturnValue:
    """Take a referee's post back."""
    form = Form()
    if carried_out(form, lambda s: service.dismiss_referee(s, referee_id, **_who())):
        flash(_("Saved."))
        return _back_to(form.result)
    return page("competitions/refused.html", form, back=url_for("competitions.register_of_competitions"))


@bp.post("/desk/competitions/<int:competition_id>/halls")
@needs(RUN)
def add_hall(competition_id: int) -> ResponseReturnValue:
    """Book a room."""
    form = _with_rooms(HallForm())
    asker = Asker(my_id(), frozenset(current_user.roles))
    if carried_out(form, lambda s: playing.add_hall(s, competition_id, _hall(form), asker, **_who(), zone=zone()).id):
        flash(_("The room is booked."))
        return _back_to(competition_id)
    return _refused(form, competition_id)


def _hall(form: HallForm) -> HallDraft:
    starts, ends = (datetime.combine(form.on.data, clocked.data, zone()) for clocked in (form.starts, form.ends))
    return HallDraft(form.room_id.data, starts, ends, form.tables.data or 1)


@bp.post("/desk/competitions/halls/<int:hall_id>/back")
@needs(RUN)
def give_back(hall_id: int) -> ResponseReturnValue:
    """Give a room back."""
    form = Form()
    if carried_out(form, lambda s: playing.give_back(s, hall_id, **_who())):
        flash(_("The room is free again."))
        return _back_to(form.result)
    return page("competitions/refused.html", form, back=url_for("competitions.register_of_competitions"))


@bp.post("/desk/competitions/<int:competition_id>/times")
@needs(RUN)
def set_times(competition_id: int) -> ResponseReturnValue:
    """Give every match a time and a table, or take the times of what is not played away."""
    form = Form()
    if "clear" in request.form:
        if carried_out(form, lambda s: (playing.clear_times(s, competition_id, **_who()), 0)):
            flash(_("%(n)s matches have no time any more.", n=form.result[0]))
            return _back_to(competition_id)
    elif carried_out(form, lambda s: playing.set_times(s, competition_id, **_who())):
        given, left = form.result
        flash(_("%(given)s matches have a time now; for %(left)s there was none.", given=given, left=left))
        return _back_to(competition_id)
    return _refused(form, competition_id)


@bp.route("/desk/competitions/categories/<int:category_id>", methods=["GET", "POST"])
@needs(RUN)
def desk_category(category_id: int) -> ResponseReturnValue:
    """Show who has entered a category, enter somebody, and draw."""
    form = DeskEntryForm()
    logins, typed = form.logins, form.typed
    if carried_out(form, lambda s: entries.enter_for(s, category_id, logins, typed, **_who()).status.value):
        flash(_("Entered."))
        return redirect(url_for("competitions.desk_category", category_id=category_id), 303)
    session = db.session()
    row = service.category(session, category_id)
    told = {"tables": results.tables(session, row), "counted": service.places(session, [category_id])[category_id]}
    draw_form = DrawForm(formdata=None)
    shown: dict[str, Any] = {"entries": entries.entries(session, category_id), "seed_form": SeedForm(formdata=None)}
    kinds = {one.stage.kind for one in told["tables"]}
    shown["swiss"] = pairing.state(session, category_id) if StageKind.SWISS in kinds else None
    shown["late"] = pairing.takes_late(session, row)
    shown["is_pairing"] = jobs.is_open(jobs.latest(session, category_id))
    shown["reports"] = not kinds.isdisjoint({StageKind.SWISS, StageKind.ROUND_ROBIN}) and len(told["tables"]) == 1
    return page("competitions/desk_category.html", form, row=row, draw_form=draw_form, lines=lines, **told, **shown)


_DRAWN = ("publish", "draw", "take_back", "knockout")


@bp.post("/desk/competitions/categories/<int:category_id>/draw")
@needs(RUN)
def draw(category_id: int) -> ResponseReturnValue:
    """Publish the list, draw the lots, take the draw back, or begin the knockout after groups."""
    act = request.form.get("act", "")
    form: Any = DrawForm() if act == "draw" else Form()
    if act not in _DRAWN:
        raise NotThere
    if carried_out(form, lambda s: _drawn(s, category_id, act, form).id):
        flash(_("Saved."))
        return redirect(url_for("competitions.desk_category", category_id=category_id), 303)
    back = url_for("competitions.desk_category", category_id=category_id)
    return page("competitions/refused.html", form, back=back)


def _drawn(session: Any, category_id: int, act: str, form: Any) -> Any:
    if act == "draw":
        return lots.draw(session, category_id, form.text.data, **_who())
    acts = {"publish": lots.publish_list, "take_back": lots.take_back, "knockout": lots.begin_knockout}
    return acts[act](session, category_id, **_who())


@bp.post("/desk/competitions/entries/<int:entry_id>")
@needs(RUN)
def change_entry(entry_id: int) -> ResponseReturnValue:
    """Check somebody in or out, or seed them."""
    form, act = Form(), request.form.get("act", "")
    rank = request.form.get("seed", None, row_number) or None
    if carried_out(form, lambda s: _changed(s, entry_id, act, rank).category_id):
        to = url_for("competitions.desk_category", category_id=form.result, _anchor=f"entry-{entry_id}")
        return redirect(to, 303)
    entry = entries.entry_of(db.session(), entry_id)
    back = url_for("competitions.desk_category", category_id=entry.category_id)
    return page("competitions/refused.html", form, back=back)


def _changed(session: Any, entry_id: int, act: str, rank: int | None) -> Any:
    if act == "seed":
        return entries.seed(session, entry_id, rank, **_who())
    return entries.check_in(session, entry_id, act == "check_in", **_who())


@bp.route("/desk/competitions/entries/<int:entry_id>/retire", methods=["GET", "POST"])
@needs(RUN)
def retire(entry_id: int) -> ResponseReturnValue:
    """Let an entry leave after the draw."""
    form = RetireForm()
    note = form.note.data or ""
    if carried_out(form, lambda s: scores.retire(s, entry_id, note, **_who()).category_id):
        flash(_("Noted. The matches that were not played go to the others."))
        return redirect(url_for("competitions.desk_category", category_id=form.result), 303)
    return page("competitions/retire.html", form, entry=entries.entry_of(db.session(), entry_id), games=matches)
