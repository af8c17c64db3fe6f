"""What the pages of a register share."""

from flask import Blueprint

from activity_center.attendance import register
from activity_center.db import db
from activity_center.errors import NotYours
from activity_center.web import my_id

bp = Blueprint("attendance", __name__)


def refuse_strangers(meeting_id: int) -> None:
    """Let only those go on who keep the register of this meeting."""
    if not register.may_keep(db.session(), meeting_id, my_id()):
        raise NotYours


def refuse_others(meeting_id: int) -> None:
    """Let only those go on who teach this meeting: its instructor, and a substitute."""
    if not register.teaches(db.session(), meeting_id, my_id()):
        raise NotYours
