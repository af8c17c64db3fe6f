"""A clause of a norm, and a norm."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Clause:
    """One clause: our short name, its number in the norm, what it asks, how it is met, and the tests that check it.

    `state` is kept, partly, or none where there is nothing here that it could be about.
    """

    id: str
    number: str
    state: str
    asks: Any
    met: Any
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Norm:
    """A norm, and how well we know it."""

    title: Any
    source: Any
    clauses: tuple[Clause, ...]
