"""Where administrators keep the kiosks."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.kiosk import service
from activity_center.kiosk.forms import PAPER, KioskForm
from activity_center.kiosk.rules import is_at_work
from activity_center.kiosk.service import KioskDraft
from activity_center.rooms import register
from activity_center.web import by, carried_out, needs, page

bp = Blueprint("kiosks", __name__)

KEEP = "keep_centre"


@bp.get("/desk/kiosks")
@needs(KEEP)
def kiosks() -> ResponseReturnValue:
    """Show all kiosks: where they stand, and when each was last seen."""
    rows, at = service.kiosks(db.session()), clock.now()
    at_work = {row.id for row in rows if is_at_work(row.seen_at, at)}
    return page("kiosk/kiosks.html", kiosks=rows, at_work=at_work, paper=PAPER)


@bp.route("/desk/kiosks/new", methods=["GET", "POST"])
@needs(KEEP)
def new() -> ResponseReturnValue:
    """Add a kiosk and show the code by which a device becomes it."""
    form = _with_sites(KioskForm())
    if carried_out(form, lambda s: service.add_kiosk(s, KioskDraft(**form.typed), at=clock.now(), by=by()).id):
        return _code(form.result)
    return page("kiosk/kiosk.html", form, kiosk=None)


@bp.route("/desk/kiosks/<int:kiosk_id>/edit", methods=["GET", "POST"])
@needs(KEEP)
def edit(kiosk_id: int) -> ResponseReturnValue:
    """Change the name of a kiosk, where it stands, or what it prints on."""
    form = _with_sites(KioskForm(obj=service.kiosk(db.session(), kiosk_id)))
    if carried_out(
        form, lambda s: service.change_kiosk(s, kiosk_id, KioskDraft(**form.typed), at=clock.now(), by=by())
    ):
        flash(_("The kiosk is changed."))
        return redirect(url_for("kiosks.kiosks"))
    return page("kiosk/kiosk.html", form, kiosk=service.kiosk(db.session(), kiosk_id))


def _with_sites(form: KioskForm) -> KioskForm:
    form.site_id.choices = [SelectChoice(str(site.id), site.name) for site in register.sites(db.session())]
    return form


@bp.post("/desk/kiosks/<int:kiosk_id>/code")
@needs(KEEP)
def code(kiosk_id: int) -> ResponseReturnValue:
    """Make a new code and show it, this once."""
    return _code(kiosk_id)


def _code(kiosk_id: int) -> Any:
    with transaction() as session:
        made = service.new_code(session, kiosk_id, at=clock.now(), by=by())
    return page("kiosk/code.html", kiosk=service.kiosk(db.session(), kiosk_id), code=made)


@bp.get("/desk/kiosks/<int:kiosk_id>/revoke")
@needs(KEEP)
def revoking(kiosk_id: int) -> ResponseReturnValue:
    """Say what revoking a kiosk means."""
    return page("kiosk/revoking.html", kiosk=service.kiosk(db.session(), kiosk_id))


@bp.post("/desk/kiosks/<int:kiosk_id>/revoke")
@needs(KEEP)
def revoke(kiosk_id: int) -> ResponseReturnValue:
    """Let a device be no kiosk any more."""
    with transaction() as session:
        service.revoke(session, kiosk_id, at=clock.now(), by=by())
    flash(_("The kiosk is out of service at once."))
    return redirect(url_for("kiosks.kiosks"))
