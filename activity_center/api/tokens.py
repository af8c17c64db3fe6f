"""Signing in by program."""

from typing import Any

from flask import request

from activity_center import clock
from activity_center.api import auth
from activity_center.api.blueprint import NOBODY, bp, described
from activity_center.api.schemas import Credentials, IssuedToken
from activity_center.audit import Actor
from activity_center.db import transaction
from activity_center.errors import Reason, Refused
from activity_center.people import door
from activity_center.people import service as people

TAGS = ["tokens"]


@bp.post("/tokens", tags=TAGS)
@described(401, 403, 429, security=NOBODY)
@bp.arguments(Credentials)
@bp.response(201, IssuedToken)
def sign_in(credentials: dict[str, str]) -> Any:
    """Sign in and get a token, good for 90 days.

    A first PIN or password opens nothing here (403): it has been printed, and is changed at the browser first. A
    token ends with a DELETE, with a new PIN, or when the person leaves. An Idempotency-Key has no effect on this
    call: it would mean keeping the token.
    """
    at = clock.now()
    person = door.sign_in(
        credentials["login"], credentials["secret"], at=at, by=Actor(None, "api", request.remote_addr)
    )
    if person.must_change_secret:
        raise Refused(Reason("first_secret"))
    told = {"id": person.id, "name": person.name, "roles": sorted(person.role_names, key=lambda role: role.value)}
    with transaction() as session:
        token, row = people.issue_token(session, person.id, at=at)
        expires_at = row.expires_at
    return {"token": token, "expires_at": expires_at, "person": told}


@bp.delete("/tokens/current", tags=TAGS)
@described(401)
@bp.response(204)
def sign_out() -> None:
    """End the token of this call, at once and everywhere."""
    with transaction() as session:
        auth.me(session, clock.now())
        people.end_token(session, auth.bearer())
