"""The same acts for programs: JSON under /api/v1, described by OpenAPI 3.1. There are no rules here.

A call reads like a page of its subject: who asks (auth.py), what they sent (schemas.py), one call of a service, and
the answer. Everything that goes wrong is a problem document (problems.py).
"""

from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_smorest import Api
from flask_smorest.utils import prepare_response
from werkzeug.exceptions import HTTPException

from activity_center.api import (
    competitions,
    enrolments,
    judging,
    me,
    registers,
    rooms,
    seats,
    sections,
    shows,
    societies,
    standings,
    terms,
    tokens,
)
from activity_center.api.blueprint import PREFIX, STATUSES, bp
from activity_center.api.problems import MEDIA_TYPE, unhandled
from activity_center.api.schemas import Problem
from activity_center.web import csrf

__all__ = [
    "competitions",
    "enrolments",
    "judging",
    "me",
    "registers",
    "rooms",
    "seats",
    "sections",
    "shows",
    "societies",
    "standings",
    "terms",
    "tokens",
]

_DESCRIPTION = """
Everything a member, an instructor or staff may do by program. Send the token of `POST /api/v1/tokens` as
`Authorization: Bearer ...`; no cookie is read or set. Times are RFC 3339 with the offset of the centre, clock times
`"08:30"`, days `"2026-09-07"`, weekdays 1 (Monday) to 7. Sentences follow `Accept-Language` (zh, en), Chinese by
default. Lists are paged by `limit` and `cursor`; send `next` of an answer as the `cursor` of the next call.

Every error is `application/problem+json` (RFC 9457). A refusal by the centre's rules (409) lists `reasons`, each with
a code that does not change, a sentence, and what can be done instead; a request out of shape (422) lists `errors`.

Any `POST` with a token may carry an `Idempotency-Key`: the same key with the same body is carried out once and
answered alike for 7 days, with another body it is a 422. Refusals are not kept.
"""


class _Described(Api):
    """smorest's description, with errors as this API gives them."""

    def _register_error_handlers(self) -> None:
        """Leave errors alone: smorest would answer those of our pages too. See problems.py."""

    def _register_responses(self) -> None:
        for name, description in STATUSES.items():
            response = {"description": description, "schema": Problem}
            prepare_response(response, self.spec, MEDIA_TYPE)
            self.spec.components.response(name, response, lazy=True)


class _NoCookies(SecureCookieSessionInterface):
    """Leave programs without a session: the cookie of a browser opens nothing here, and none is sent."""

    def open_session(self, app: Flask, request: Request) -> Any:
        return None if request.path.startswith("/api/") else super().open_session(app, request)


def init(app: Flask) -> None:
    """Put the API into an application."""
    app.config.update(API_TITLE="Activity centre", API_VERSION="v1", OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=PREFIX)
    bearer = {"type": "http", "scheme": "bearer", "description": "A token of POST /api/v1/tokens."}
    described = _Described(app, spec_kwargs={"info": {"description": _DESCRIPTION}, "security": [{"bearer": []}]})
    described.spec.components.security_scheme("bearer", bearer)
    described.register_blueprint(bp)
    csrf.exempt(bp)
    app.session_interface = _NoCookies()
    app.before_request(_no_such_address)
    app.json.sort_keys = False  # type: ignore[attr-defined]


def _no_such_address() -> Response | None:
    """Answer what leads nowhere under /api/ as a problem: no view and so no blueprint would do it."""
    lost = request.routing_exception
    if isinstance(lost, HTTPException) and (lost.code or 0) >= 400 and request.path.startswith("/api/"):
        return unhandled(lost)
    return None
