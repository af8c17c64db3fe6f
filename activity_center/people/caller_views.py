"""Somebody on the telephone: who they are, and for how long what is done for them counts as done by telephone."""

from datetime import datetime, timedelta

from flask import flash, redirect, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.audit import Actor
from activity_center.errors import Reason
from activity_center.people import callers, forms
from activity_center.people.blueprint import bp
from activity_center.web import by, carried_out, needs, page

DESK = "serve_people"
# A call that lasts longer is another call: whoever is on the telephone then says once more who they are.
LASTS = timedelta(minutes=10)


def on_the_telephone(person_id: int) -> datetime | None:
    """Return until when the reader has this person on the telephone, None if they have not."""
    caller_id, until = session.get("caller", (None, ""))
    ends_at = datetime.fromisoformat(until) if caller_id == person_id else None
    return ends_at if ends_at and ends_at > clock.now() else None


def acting_for(person_id: int) -> Actor:
    """Return who acts for a person, for the audit: by telephone where they are on it."""
    return by("phone" if on_the_telephone(person_id) else "web")


@bp.route("/desk/caller", methods=["GET", "POST"])
@needs(DESK)
def caller() -> ResponseReturnValue:
    """Find out who is calling; what does not agree is all that is said."""
    form = forms.CallerForm()
    if carried_out(form, lambda s: callers.identify(s, **form.typed, at=clock.now(), by=by("phone"))):
        if form.result:
            session["caller"] = (form.result.id, (clock.now() + LASTS).isoformat())
            return redirect(f"/desk/people/{form.result.id}")
        form.reasons = [Reason("caller_mismatch")]
    return page("people/caller.html", form)


@bp.post("/desk/caller/end")
@needs(DESK)
def hang_up() -> ResponseReturnValue:
    """End the call."""
    session.pop("caller", None)
    flash(_("The call has ended."))
    return redirect("/desk")
