"""Lists in parts. A cursor is the number of the last thing of the part before."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from webargs.flaskparser import abort


def cut(rows: Sequence[Any], paging: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a list, loaded whole, that was asked for."""
    return page(rows[_start(rows, paging["cursor"]) :], paging["limit"])


def page(rest: Sequence[Any], limit: int) -> dict[str, Any]:
    """Return the first part of what is left of a list."""
    part = rest[:limit]
    return {"items": part, "next": number_of(part[-1]) if len(rest) > limit else None}


def number_of(row: Any) -> int:
    """Return the number of a row, be it an object or what an answer is made from."""
    return row.get("cursor") or row["id"] if isinstance(row, dict) else row.id


def _start(rows: Sequence[Any], cursor: int | None) -> int:
    if cursor is None:
        return 0
    places = (place for place, row in enumerate(rows, 1) if number_of(row) == cursor)
    found = next(places, None)
    return abort(422, messages={"cursor": [_("Send back `next` as it came.")]}) if found is None else found
