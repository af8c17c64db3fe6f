"""Whether we live, and whether we can serve: two addresses for those who watch the server."""

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from activity_center import schema
from activity_center.db import db

bp = Blueprint("health", __name__)

_PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/healthz")
def alive() -> tuple[str, int, dict[str, str]]:
    """Say that the process runs."""
    return "ok\n", 200, _PLAIN


@bp.get("/readyz")
def ready() -> tuple[str, int, dict[str, str]]:
    """Say whether the database answers and has the schema this program needs."""
    try:
        present = schema.present(db.session())
    except SQLAlchemyError:
        return "the database does not answer\n", 503, _PLAIN
    if present != schema.newest():
        return f"the schema is {present}, not {schema.newest()}: run activity-center migrate\n", 503, _PLAIN
    return "ok\n", 200, _PLAIN
