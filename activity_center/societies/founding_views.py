"""Founding a society: applying, and saying that one is among the founders."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center.db import transaction
from activity_center.societies import founding
from activity_center.societies.blueprint import bp, who
from activity_center.societies.forms import CharterForm
from activity_center.societies.founding import Charter
from activity_center.web import carried_out, my_id, needs, page


def least_founders() -> int:
    """Return how many founders it takes."""
    return current_app.config["SOCIETY_FOUNDERS"]


@bp.route("/societies/new", methods=["GET", "POST"])
@needs()
def apply() -> ResponseReturnValue:
    """Ask to found a society, with its charter."""
    form, me = CharterForm(), my_id() or 0
    if carried_out(form, lambda session: founding.apply(session, Charter(**form.typed), me, **who()).id):
        flash(_("We have your application. Now ask the others to confirm on this page."))
        return redirect(url_for("societies.society", society_id=form.result), 303)
    return page("societies/applying.html", form, least=least_founders())


@bp.post("/societies/<int:society_id>/<any(confirm, back):choice>")
@needs()
def found(society_id: int, choice: str) -> ResponseReturnValue:
    """Say that one is among the founders, or is not any more."""
    act = founding.confirm if choice == "confirm" else founding.step_back
    with transaction() as session:
        act(session, society_id, my_id() or 0, **who())
    flash(_("You are one of the founders. Thank you!") if choice == "confirm" else _("You have stepped back."))
    return redirect(url_for("societies.society", society_id=society_id), 303)


@bp.app_template_global()
def founders_needed() -> int:
    """Return how many founders it takes, for whatever page says so."""
    return least_founders()
