"""Works for those who make them and for everybody: hand in, look, vote, and why a work has its place."""

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock
from activity_center.competitions import entries, exhibits, lines, show_lines, shows
from activity_center.competitions.blueprint import bp, is_staff
from activity_center.competitions.exhibits import ExhibitDraft
from activity_center.competitions.show_forms import ExhibitForm
from activity_center.db import db
from activity_center.errors import NotThere
from activity_center.rooms.photo_views import as_picture
from activity_center.rooms.photos import Photo
from activity_center.web import Form, by, carried_out, my_id, needs, page


def of_work(photo: Photo) -> Response:
    """Return the picture of a work, which a judge who goes to and fro need not fetch again."""
    return as_picture(photo, kept="max-age=600")


@bp.route("/me/competitions/<int:entry_id>/works", methods=["GET", "POST"])
@needs()
def my_works(entry_id: int) -> ResponseReturnValue:
    """Show the works of an entry, and hand one in."""
    session, form, staff = db.session(), ExhibitForm(), is_staff()
    entry = entries.entry_of(session, entry_id)
    entries.refuse_strangers(session, entry, my_id(), is_staff=staff)
    exhibits.category_of(session, entry.category_id)
    who = {"at": clock.now(), "by": by(), "is_staff": staff}
    if carried_out(form, lambda s: exhibits.hand_in(s, entry_id, ExhibitDraft(**form.typed), **who).id):
        flash(_("Your work is handed in. Staff look at it; you are told if something is missing."))
        return redirect(url_for("competitions.my_works", entry_id=entry_id), 303)
    entry, works = entries.entry_of(db.session(), entry_id), exhibits.of_entry(db.session(), entry_id)
    against = exhibits.reasons_against(db.session(), entry_id, clock.now(), is_staff=staff)
    show = exhibits.show_of(db.session(), entry.category_id)
    told = {"against": against, "show": show, "lines": show_lines}
    return page("competitions/works_mine.html", form, entry=entry, works=works, **told)


@bp.post("/me/competitions/works/<int:exhibit_id>/back")
@needs()
def take_work_back(exhibit_id: int) -> ResponseReturnValue:
    """Take a work back."""
    form, who = Form(), {"at": clock.now(), "by": by(), "is_staff": is_staff()}
    if carried_out(form, lambda s: exhibits.take_back(s, exhibit_id, **who).entry_id):
        flash(_("The work is taken back."))
        return redirect(url_for("competitions.my_works", entry_id=form.result), 303)
    return page("competitions/refused.html", form, back=url_for("competitions.mine"))


@bp.get("/me/competitions/works/<int:exhibit_id>/photo")
@needs()
def work_photo(exhibit_id: int) -> Response:
    """Show the picture of a work to who made it, and to staff."""
    return of_work(exhibits.own_picture(db.session(), exhibit_id, my_id(), is_staff=is_staff()))


@bp.get("/competitions/categories/<int:judged_id>/works")
def works(judged_id: int) -> ResponseReturnValue:
    """Show the works: by number while members vote, with names and prizes once the results are public."""
    session = db.session()
    row = shows.category_shown(session, judged_id, with_drafts=is_staff())
    result, known = shows.result(session, judged_id), current_user.is_authenticated
    shown = {line.work.id for line in result.lines if exhibits.is_on_show(result.show, line.work, is_member=known)}
    told = {"voted": shows.voted_for(session, judged_id, my_id()), "known": known, "my_id": my_id()}
    return page("competitions/works.html", row=row, result=result, shown=shown, lines=show_lines, names=lines, **told)


@bp.get("/competitions/categories/<int:judged_id>/works/<int:number>")
def work(judged_id: int, number: int) -> ResponseReturnValue:
    """Show one work of a show whose results are public, and how its place came about."""
    session = db.session()
    row = shows.category_shown(session, judged_id, with_drafts=is_staff())
    result = shows.result(session, judged_id)
    if result.show.published_at is None:
        return redirect(url_for("competitions.works", judged_id=judged_id))
    line = next((one for one in result.lines if one.work.number == number), None)
    if line is None:
        raise NotThere
    known = current_user.is_authenticated
    shown = exhibits.is_on_show(result.show, line.work, is_member=known)
    told: dict[str, Any] = {"known": known, "lines": show_lines, "names": lines, "shown": shown}
    return page("competitions/work.html", row=row, result=result, line=line, **told)


@bp.get("/competitions/categories/<int:judged_id>/works/<int:number>/photo")
def shown_photo(judged_id: int, number: int) -> Response:
    """Show the picture of a work that is on show."""
    session = db.session()
    show = exhibits.show_of(session, shows.category_shown(session, judged_id, with_drafts=False).id)
    one = exhibits.numbered(session, judged_id, number)
    if not exhibits.is_on_show(show, one, is_member=current_user.is_authenticated):
        raise NotThere
    return of_work(exhibits.picture(session, one.id))


@bp.post("/competitions/categories/<int:judged_id>/works/<int:number>/vote")
@needs()
def vote(judged_id: int, number: int) -> ResponseReturnValue:
    """Give one's vote to a work."""
    form, who = Form(), {"at": clock.now(), "by": by()}
    back = url_for("competitions.works", judged_id=judged_id, _anchor=f"work-{number}")
    if carried_out(form, lambda s: shows.vote(s, judged_id, number, **who).id):
        flash(_("Your vote is with work %(n)s. Until the judging is closed you may give it to another one.", n=number))
        return redirect(back, 303)
    return page("competitions/refused.html", form, back=back)
