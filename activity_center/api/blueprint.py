"""The blueprint that all calls share: how they are described, and how bodies are read."""

from collections.abc import Callable
from http import HTTPStatus
from inspect import unwrap
from typing import Any

from flask import Request, Response
from flask_smorest import Blueprint
from webargs.core import missing, parse_json
from webargs.flaskparser import FlaskParser, abort

from activity_center.api import problems

PREFIX = "/api/v1"
# What a path may name. A larger number names nothing, and SQLite would choke on one of 64 bits.
ID = "int(max=2147483647)"

# The errors of a call, by the name under which they stand in the description.
STATUSES = {
    "UNAUTHORIZED": "No token, or one that is not good any more; `WWW-Authenticate` says Bearer.",
    "FORBIDDEN": "Somebody else may do this.",
    "NOT_FOUND": "There is no such thing, or none that you may know of.",
    "CONFLICT": "Refused by the centre's rules, with `reasons`.",
    "UNPROCESSABLE_CONTENT": "Out of shape, with `errors`; or an Idempotency-Key used for another request.",
    "UNPROCESSABLE_ENTITY": "Out of shape, with `errors`; or an Idempotency-Key used for another request.",
    "TOO_MANY_REQUESTS": "Too many failed attempts; `Retry-After` says how many seconds to wait.",
    "DEFAULT_ERROR": "Any other error.",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Chosen by the client, new for each new request: printable ASCII, at most 200 characters.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
ANYBODY: list[dict[str, list[str]]] = [{}, {"bearer": []}]
NOBODY: list[dict[str, list[str]]] = []


class _Parser(FlaskParser):
    """Read every body as JSON whatever its type is called, an empty one as {}.

    A program that forgets the Content-Type of {"person": 7} must not enrol itself instead.
    """

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data()
        try:
            # RecursionError: a body of a million brackets. ValueError: also one of bytes that are no text.
            return parse_json(body) if body.strip() else missing
        except (ValueError, RecursionError):
            return abort(422, messages={"json": ["Invalid JSON body."]})


class _Calls(Blueprint):
    ARGUMENTS_PARSER = _Parser()


bp = _Calls("api", __name__, url_prefix=PREFIX)
problems.answer_errors(bp)


@bp.after_request
def _private(response: Response) -> Response:
    """Let nobody on the way keep what one person was told."""
    response.headers["Cache-Control"] = "no-store"
    return response


def described(*errors: int, security: Any = None, key: bool = False, **more: Any) -> Callable[[Any], Any]:
    """Describe a call: its errors, who may use it if not holders of a token only, and whether it takes a key."""
    doc: dict[str, Any] = {"responses": {str(status): HTTPStatus(status).name for status in errors}} | more
    if security is not None:
        doc["security"] = security
    if key:
        doc["parameters"] = [_KEY]
    return bp.doc(**doc)


def bare(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keep the description of a view and take away the wrappers that made it, each of which costs at every call."""
    plain: Any = unwrap(view)
    plain._apidoc = view._apidoc  # type: ignore[attr-defined]
    return plain
