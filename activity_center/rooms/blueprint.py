"""The blueprint that all pages of rooms share."""

from datetime import time
from typing import Any

from flask import Blueprint, request

from activity_center.web import a_day

bp = Blueprint("rooms", __name__)


def proposed_time() -> dict[str, Any]:
    """Return the day and the hours that an address names, for a form in which nothing is typed yet."""
    hours = {name: request.args.get(name, None, time.fromisoformat) for name in ("starts", "ends")}
    said = {"on": request.args.get("on", None, a_day)} | hours
    return {name: value for name, value in said.items() if value is not None}
