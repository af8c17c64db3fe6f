"""The page of notices, and how many are unread on every page."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from activity_center import clock
from activity_center.db import db, transaction
from activity_center.notices import sentences, service
from activity_center.web import my_id, needs, next_url, page, paging

bp = Blueprint("notices", __name__)


@bp.app_context_processor
def unread() -> dict[str, Any]:
    """Count the unread notices for the header; asked for only when a page is rendered for somebody signed in."""
    person_id = my_id()
    return {"unread": service.unread_count(db.session(), person_id) if person_id else 0}


@bp.get("/me/notices")
@needs()
def mine() -> ResponseReturnValue:
    """Show everything we have told somebody, newest first."""
    asked = paging()
    notices, total = service.notices_of(db.session(), my_id() or 0, offset=asked.offset, limit=asked.size)
    told = [(notice, sentences.tell(notice.kind, notice.facts, notice.section_id)) for notice in notices]
    return page("notices/mine.html", told=told, paging=replace(asked, total=total))


@bp.post("/me/notices/read")
@needs()
def read_all() -> ResponseReturnValue:
    """Mark every notice as read."""
    with transaction() as session:
        service.mark_read(session, my_id() or 0, at=clock.now())
    flash(_("All notices are marked as read."))
    return redirect(url_for("notices.mine"))


@bp.post("/me/notices/<int:notice_id>/read")
@needs()
def read(notice_id: int) -> ResponseReturnValue:
    """Mark one notice as read and go where it leads."""
    with transaction() as session:
        service.mark_read(session, my_id() or 0, [notice_id], at=clock.now())
    return redirect(next_url(url_for("notices.mine")))
