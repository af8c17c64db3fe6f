"""Pictures of events: looking at them, putting them up, and asking not to be shown."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.errors import NotThere, NotYours
from activity_center.rooms.photo_views import as_picture
from activity_center.rooms.photos import Photo
from activity_center.societies import lines, photos
from activity_center.societies.blueprint import bp, leads, led_event, who
from activity_center.societies.event_views import seen
from activity_center.societies.forms import PhotoForm
from activity_center.societies.rules import Audience
from activity_center.web import Form, carried_out, my_id, needs, page


@bp.route("/events/<int:event_id>/pictures", methods=["GET", "POST"])
def pictures(event_id: int) -> ResponseReturnValue:
    """Show the pictures of an event; who leads it puts them up here."""
    row, form = seen(event_id), PhotoForm(data={"audience": Audience.MEMBERS.value})
    if form.is_submitted():
        led_event(event_id)
    if carried_out(form, lambda s: _put_up(s, event_id, form)):
        flash(_("The picture is up."))
        return redirect(url_for("societies.pictures", event_id=event_id), 303)
    session, is_leader = db.session(), leads(row.society_id)
    return page(
        "societies/pictures.html",
        form,
        event=seen(event_id),
        photos=photos.seen_by(session, row, my_id(), leads=is_leader),
        not_to_be_shown=photos.not_to_be_shown(session, event_id) if is_leader else [],
        leads=is_leader,
        at=clock.now(),
        lines=lines,
    )


def _put_up(session: Any, event_id: int, form: PhotoForm) -> int:
    if form.cleaned is None:
        raise NotThere
    audience, agreed = Audience(form.audience.data), form.agreed.data
    caption = form.caption.data or ""
    return photos.put_up(session, event_id, form.cleaned, caption, audience, everybody_agreed=agreed, **who()).id


def _shown(photo_id: int) -> Any:
    """Return a picture that the reader may see."""
    row = photos.photo(db.session(), photo_id)
    event = seen(row.event_id)
    mine = photos.seen_by(db.session(), event, my_id(), leads=leads(event.society_id))
    if row.id not in {one.id for one in mine}:
        raise NotYours
    return row


@bp.get("/photos/<int:photo_id>")
def photo(photo_id: int) -> Response:
    """Show one picture of an event, as a picture and nothing else."""
    row = _shown(photo_id)
    # Nobody may keep it: whoever takes a picture down wants it gone from every screen.
    return as_picture(Photo(row.type, row.content))


@bp.route("/photos/<int:photo_id>/hide", methods=["GET", "POST"])
@needs()
def hide_photo(photo_id: int) -> ResponseReturnValue:
    """Ask once, then hide a picture at once for somebody who does not want it shown."""
    _shown(photo_id)
    done = _("The picture is hidden now. Who leads the event takes it down.")
    return _asked_once(photo_id, "hide", lambda s: photos.hide(s, photo_id, **who()).event_id, done)


@bp.route("/photos/<int:photo_id>/down", methods=["GET", "POST"])
@needs()
def take_photo_down(photo_id: int) -> ResponseReturnValue:
    """Ask once, then take a picture down for good."""
    led_event(photos.photo(db.session(), photo_id).event_id)
    done = _("The picture is gone for good.")
    return _asked_once(photo_id, "down", lambda s: photos.take_down(s, photo_id, **who()), done)


def _asked_once(photo_id: int, what: str, act: Callable[[Any], int], done: str) -> ResponseReturnValue:
    form = Form()
    if carried_out(form, act):
        flash(done)
        return redirect(url_for("societies.pictures", event_id=form.result), 303)
    return page("societies/hiding_photo.html", form, photo=photos.photo(db.session(), photo_id), what=what)


@bp.post("/photos/<int:photo_id>/again")
@needs()
def show_photo_again(photo_id: int) -> ResponseReturnValue:
    """Show a picture again that was hidden."""
    event_id = led_event(photos.photo(db.session(), photo_id).event_id).id
    with transaction() as session:
        photos.show_again(session, photo_id, **who())
    flash(_("The picture is shown again."))
    return redirect(url_for("societies.pictures", event_id=event_id), 303)


@bp.route("/me/photos", methods=["GET", "POST"])
@needs()
def photo_consent() -> ResponseReturnValue:
    """Show what the reader said about being shown in pictures, and let them say it otherwise."""
    form, me = Form(), my_id() or 0
    said = request.form.get("said", "")
    if form.is_submitted() and said not in ("yes", "no"):
        raise NotThere
    if carried_out(form, lambda s: photos.say(s, me, said == "yes", **who()).allows):
        flash(_("Thank you. That holds from now on, until you say otherwise."))
        return redirect(url_for("societies.photo_consent"), 303)
    return page("societies/photo_consent.html", form, consent=photos.said_by(db.session(), [me]).get(me))
