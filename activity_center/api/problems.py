"""What goes wrong, as RFC 9457 says it: one document for every error under /api/."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, current_app, json, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from activity_center.errors import NotThere, NotYours, Reason, Refused
from activity_center.sentences import say

MEDIA_TYPE = "application/problem+json"

_TITLES = {
    400: _l("This request cannot be understood"),
    401: _l("Please sign in"),
    403: _l("This is not for you"),
    404: _l("There is no such thing here"),
    405: _l("This address does not work this way"),
    409: _l("This cannot be done now"),
    413: _l("What you sent is too large"),
    422: _l("Something in this request is out of shape"),
    429: _l("Too many attempts"),
    500: _l("Something went wrong on our side"),
}
# A refusal is a 409, except where HTTP has a word of its own for it.
_STATUS = {
    "token_missing": 401,
    "signed_out": 401,
    "sign_in_failed": 401,
    "shared_phone": 401,
    "not_confirmed": 401,
    "membership_ended": 401,
    "first_secret": 403,
    "section_unknown": 404,
    "key_reused": 422,
    "too_many_attempts": 429,
}
# What marshmallow and webargs say of a shape, as we say it.
_SHAPES = {
    "Missing data for required field.": _l("This is needed."),
    "Field may not be null.": _l("This may not be null."),
    "Unknown field.": _l("There is no such field."),
    "Invalid input type.": _l("This must be a JSON object."),
    "Invalid JSON body.": _l("This is not JSON."),
    "Not a valid integer.": _l("This must be a whole number."),
    "Not a valid string.": _l("This must be text."),
    "Not a valid boolean.": _l("This must be 1 or 0."),
}


def problem(status: int, detail: str = "", headers: dict[str, str] | None = None, **more: Any) -> Response:
    """Return one problem document; `more` are members beyond those of the RFC."""
    title = str(_TITLES.get(status) or _("This did not work"))
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail or title} | more
    known = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return Response(json.dumps(told), status, known | (headers or {}), mimetype=MEDIA_TYPE)


def refusal(reasons: Sequence[Reason], **members: Any) -> Response:
    """Return the answer to a refusal: every reason with its sentence and its remedy, and further `members`."""
    said = [asdict(say(reason)) for reason in reasons]
    status = next((_STATUS[reason.code] for reason in reasons if reason.code in _STATUS), 409)
    seconds = next((reason.facts["seconds"] for reason in reasons if "seconds" in reason.facts), None)
    headers = {"Retry-After": str(seconds)} if seconds else {}
    errors = [_of_key(one["message"]) for one in said] if status == 422 else []
    more = members | ({"errors": errors} if errors else {})
    return problem(status, " ".join(one["message"] for one in said), headers, reasons=said, **more)


def _of_key(message: str) -> dict[str, str]:
    return {"field": "Idempotency-Key", "message": message}


def out_of_shape(field: str, message: str) -> Response:
    """Return the answer to one field out of shape."""
    return problem(422, message, errors=[{"field": field, "message": message}])


def unhandled(error: HTTPException) -> Response:
    """Return the answer to what werkzeug or the reader of bodies and parameters found."""
    messages = (getattr(error, "data", None) or {}).get("messages")
    status = error.code or 500
    if messages is None:
        headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
        return problem(status, headers=headers)
    errors = [{"field": field, "message": message} for field, message in _flat("", messages)]
    return problem(status, " ".join(f"{one['field']}: {one['message']}" for one in errors), errors=errors)


def _flat(path: str, messages: Any) -> Iterator[tuple[str, str]]:
    """Yield field and sentence; the outermost level says where the field was, which nobody needs to know."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            known = name in ("json", "query", "_schema") and not path
            yield from _flat(path if known else f"{path}.{name}".strip("."), inner)
    else:
        for message in messages:
            yield path, str(_SHAPES.get(message, message))


def _bug(error: Exception) -> Response:
    number = uuid4().hex[:8]
    current_app.logger.exception("bug %s at %s %s", number, request.method, request.path, exc_info=error)
    return problem(500, _("Nothing you had saved is lost. Please tell the desk this number."), id=number)


def answer_errors(bp: Blueprint) -> None:
    """Let whatever goes wrong in this blueprint be answered by a problem document."""
    bp.register_error_handler(Refused, lambda error: refusal(error.reasons))
    bp.register_error_handler(NotThere, lambda _error: problem(404))
    bp.register_error_handler(NotYours, lambda _error: problem(403))
    # By number too: Flask asks the handlers of a number before those of a class, and our pages have one for it.
    bp.register_error_handler(404, unhandled)
    bp.register_error_handler(HTTPException, unhandled)
    bp.register_error_handler(Exception, _bug)
