"""The same request twice, one act: see people/idempotency.py for what is kept."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from webargs.flaskparser import abort

from activity_center.db import lock
from activity_center.errors import Reason, Refused
from activity_center.people import idempotency
from activity_center.people.idempotency import Key, Stored
from activity_center.people.models import Person

Answer = tuple[Any, int]

_SHAPE = re.compile(r"[!-~]{1,200}")


def sent_key() -> str:
    """Return the key the client chose, "" for none; only a POST has one."""
    key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
    if key is not None and not _SHAPE.fullmatch(key):
        abort(422, messages={"Idempotency-Key": [_("1 to 200 letters, digits and signs of ASCII.")]})
    return key or ""


def scope() -> str:
    """Return for what a key counts: the method and the path."""
    return f"{request.method} {request.path}"


def request_digest() -> str:
    """Return what tells this request from another under the same key."""
    return idempotency.digest(request.method, request.path, request.get_data())


def once(
    session: Session, owner_id: int, act: Callable[[], Answer], *, at: datetime, concerns: int | None = None
) -> Answer:
    """Carry out an act, or give the answer that the same key got before; only what succeeds is kept.

    The key is locked by its owner's row: a second request waits for the first and then finds its answer. The row
    of the person whom the act `concerns` is locked with it, so that people are locked in order of id.
    """
    chosen = sent_key()
    if not chosen:
        return act()
    lock(session, Person, {owner_id, concerns or owner_id})
    key = Key(owner_id, scope(), chosen)
    kept = idempotency.stored(session, [key]).get(key)
    if kept is None:
        answer, status = act()
        idempotency.keep(session, {key: Stored(request_digest(), status, answer)}, at)
        return answer, status
    if kept.digest != request_digest():
        raise Refused(Reason("key_reused"))
    return kept.answer, kept.status or 200
