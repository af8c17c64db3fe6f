"""The ways an act can fail that are not bugs."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reason:
    """Why something cannot be done: a code, and the facts its sentence is made from (see sentences.py).

    Facts are plain values that survive JSON: text, numbers, and dates or moments in ISO 8601.
    """

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """The centre's rules say no; shown with its reasons and remedies, HTTP 409."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = list(reasons)


class NotThere(Exception):
    """What was asked for does not exist, or must look as if it did not; HTTP 404."""


class NotYours(Exception):
    """The person who asked may not do this; HTTP 403."""
