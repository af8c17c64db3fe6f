"""Societies as staff keep them: the register, posts, what is decided about one, and who is put in by the desk."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.formats import local
from activity_center.people import access
from activity_center.societies import founding, lines, membership, seats, service
from activity_center.societies.blueprint import KEEP, bp, today, who
from activity_center.societies.forms import CharterForm, LoginForm, OfficeForm, ReasonForm, SocietyForm
from activity_center.societies.founding import Charter
from activity_center.societies.founding_views import least_founders
from activity_center.societies.rules import SOCIETY_MOVES, Post, SocietyStatus
from activity_center.societies.seats import SOCIETIES
from activity_center.societies.service import OfficeDraft
from activity_center.web import by, carried_out, needs, page


@bp.route("/desk/societies", methods=["GET", "POST"])
@needs(KEEP)
def register() -> ResponseReturnValue:
    """Show all societies with who leads them, and add one."""
    form, at = SocietyForm(), clock.now()
    today = local(at).date()
    office = OfficeDraft(form.login.data or "", Post.LEADER, today)
    typed = (form.name.data or "", form.kind.data)
    if carried_out(form, lambda session: service.add_led(session, *typed, office, at=at, by=by()).id):
        flash(_("The society is added; its leader can ask for rooms now."))
        return redirect(url_for("societies.register"), 303)
    every = service.societies(db.session())
    officers = service.officers(db.session(), [society.id for society in every], today)
    return page("societies/register.html", form, societies=every, officers=officers)


@bp.route("/desk/societies/<int:society_id>", methods=["GET", "POST"])
@needs(KEEP)
def desk_society(society_id: int) -> ResponseReturnValue:
    """Show who has held which post in a society and what was decided about it, and give a post."""
    session, form = db.session(), OfficeForm(data={"from_on": today()})
    draft = OfficeDraft(form.login.data or "", form.post.data, form.from_on.data, form.until_on.data)
    if carried_out(form, lambda session: service.give_office_to(session, society_id, draft, **who()).id):
        flash(_("Saved."))
        return redirect(url_for("societies.desk_society", society_id=society_id), 303)
    row = service.society(session, society_id)
    return page(
        "societies/desk_society.html",
        form,
        society=row,
        moves=[status.value for status in SOCIETY_MOVES[row.status]],
        counts=seats.counts(session, SOCIETIES, [society_id])[society_id],
        history=founding.history(session, society_id),
        least=least_founders(),
        lines=lines,
    )


@bp.route("/desk/societies/<int:society_id>/details", methods=["GET", "POST"])
@needs(KEEP)
def details(society_id: int) -> ResponseReturnValue:
    """Change what a society says of itself, and how many it takes."""
    form = CharterForm(obj=service.society(db.session(), society_id))
    if carried_out(form, lambda s: founding.change(s, society_id, Charter(**form.typed), **who()).id):
        flash(_("Saved."))
        return redirect(url_for("societies.desk_society", society_id=society_id), 303)
    return page("societies/details.html", form, society=service.society(db.session(), society_id))


@bp.post("/desk/societies/<int:society_id>/approve")
@needs(KEEP)
def approve(society_id: int) -> ResponseReturnValue:
    """Let a society begin that has enough founders."""
    with transaction() as session:
        founding.approve(session, society_id, least_founders(), **who())
    flash(_("The society is approved; its founders are told."))
    return redirect(url_for("societies.desk_society", society_id=society_id), 303)


@bp.route("/desk/societies/<int:society_id>/<any(approved, suspended, dissolved):status>", methods=["GET", "POST"])
@needs(KEEP)
def set_status(society_id: int, status: str) -> ResponseReturnValue:
    """Suspend, close or refuse a society, or let it go on, with the reason that everybody concerned reads."""
    form, to = ReasonForm(), SocietyStatus(status)
    note = form.note.data or ""
    if carried_out(form, lambda s: founding.decide(s, society_id, to, note, **who()).id):
        flash(_("Saved. Everybody concerned is told."))
        return redirect(url_for("societies.desk_society", society_id=society_id), 303)
    return page("societies/deciding.html", form, society=service.society(db.session(), society_id), status=status)


@bp.route("/societies/<int:society_id>/put-in", methods=["GET", "POST"])
@needs("serve_people")
def put_in(society_id: int) -> ResponseReturnValue:
    """Put somebody into a society at the desk."""
    form = LoginForm()

    def act(session: Any) -> Any:
        person = access.one_called(session, form.login.data or "")
        return membership.join(session, society_id, person.id, **who())

    if carried_out(form, act):
        flash(_("Done. They are told."))
        return redirect(url_for("societies.members", society_id=society_id), 303)
    return page("societies/put_in.html", form, society=service.society(db.session(), society_id))
