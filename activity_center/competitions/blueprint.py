"""The blueprint that all views of competitions share, and who may run which of them."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_login import current_user

from activity_center import clock, web
from activity_center.competitions import leading
from activity_center.competitions.leading import RUN
from activity_center.db import db
from activity_center.errors import NotYours
from activity_center.formats import local
from activity_center.web import my_id

bp = Blueprint("competitions", __name__)


def today() -> date:
    """Return the day it is at the centre."""
    return local(clock.now()).date()


def roles() -> frozenset[Any]:
    """Return the roles of the reader, none for a visitor."""
    return frozenset(current_user.roles) if current_user.is_authenticated else frozenset()


def is_staff() -> bool:
    """Say whether the reader runs all competitions."""
    return bool(current_user.is_authenticated and current_user.may(RUN))


def runs(**named: int) -> bool:
    """Say whether the reader runs the competition that is named; without a name, whether any at all."""
    return leading.may_run_named(db.session(), named, my_id(), roles(), today())


def led() -> list[int]:
    """Return the societies for which the reader speaks."""
    return leading.led(db.session(), my_id(), today())


def needs(act: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a view be used by who may do an act; RUN is also for officers whose society organises what is named."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**named: Any) -> Any:
            if not (runs(**named) if act == RUN else current_user.may(act)):
                raise NotYours
            return view(**named)

        return web.needs()(guarded)

    return guard


@bp.context_processor
def _way() -> dict[str, Any]:
    """Say by which pages one comes to those where competitions are run: officers have no desk."""
    mine = (url_for("societies.societies"), _("Societies"))
    return {"at_desk": [("/desk", _("Desk"))] if is_staff() else [mine]}
