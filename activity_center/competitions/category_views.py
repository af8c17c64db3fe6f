"""Categories at the desk, as long as their lots are not drawn."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.competitions import categories, service
from activity_center.competitions.blueprint import bp, needs
from activity_center.competitions.forms import CategoryForm
from activity_center.competitions.leading import RUN
from activity_center.competitions.service import CategoryDraft
from activity_center.db import db
from activity_center.web import Form, by, carried_out, page


@bp.route("/desk/competitions/categories/<int:category_id>/edit", methods=["GET", "POST"])
@needs(RUN)
def edit_category(category_id: int) -> ResponseReturnValue:
    """Change a category, or delete it."""
    form = CategoryForm(obj=service.category(db.session(), category_id))
    if request.form.get("act") == "delete":
        return _deleted(category_id)
    who = {"at": clock.now(), "by": by()}
    draft = CategoryDraft(**form.typed)
    if carried_out(form, lambda s: categories.change_category(s, category_id, draft, **who).id):
        flash(_("Saved."))
        return redirect(url_for("competitions.desk_category", category_id=category_id), 303)
    return page("competitions/edit_category.html", form, row=service.category(db.session(), category_id))


def _deleted(category_id: int) -> ResponseReturnValue:
    form = Form()
    who = {"at": clock.now(), "by": by()}
    if carried_out(form, lambda s: categories.delete_category(s, category_id, **who)):
        flash(_("The category is deleted."))
        return redirect(url_for("competitions.desk_competition", competition_id=form.result), 303)
    return page("competitions/refused.html", form, back=url_for("competitions.desk_category", category_id=category_id))
