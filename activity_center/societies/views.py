"""The list of societies for everybody, and their register at the desk."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db
from activity_center.formats import local
from activity_center.societies import service
from activity_center.societies.forms import OfficeForm, SocietyForm
from activity_center.societies.rules import Post
from activity_center.societies.service import OfficeDraft
from activity_center.web import by, carried_out, needs, page

bp = Blueprint("societies", __name__)

KEEP = "plan_courses"


@bp.get("/societies")
def societies() -> ResponseReturnValue:
    """Show which societies there are; nobody's name is said."""
    return page("societies/societies.html", societies=service.societies(db.session(), only_approved=True))


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
def society(society_id: int) -> ResponseReturnValue:
    """Show who has held which post in a society, and give one."""
    at = clock.now()
    form = OfficeForm(data={"from_on": local(at).date()})
    draft = OfficeDraft(form.login.data or "", form.post.data, form.from_on.data, form.until_on.data)
    if carried_out(form, lambda session: service.give_office_to(session, society_id, draft, at=at, by=by()).id):
        flash(_("Saved."))
        return redirect(url_for("societies.society", society_id=society_id), 303)
    return page("societies/society.html", form, society=service.society(db.session(), society_id))
