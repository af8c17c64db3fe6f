"""What a check finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Session


class Level(Enum):
    """NOTE is for somebody to know, PROBLEM for somebody to mend."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    level: Level
    text: str


Check = Callable[[Session, datetime], Iterator[Finding]]


def ok(text: str) -> Finding:
    """Return that all is well."""
    return Finding(Level.OK, text)


def note(text: str) -> Finding:
    """Return something to know."""
    return Finding(Level.NOTE, text)


def problem(text: str) -> Finding:
    """Return something to mend."""
    return Finding(Level.PROBLEM, text)


def verdict(fits: bool, good: str, bad: str) -> Finding:
    """Return that all is well, or else the problem."""
    return ok(good) if fits else problem(bad)


def none_of(found: Iterable[str], good: str) -> Iterator[Finding]:
    """Yield each thing found as a problem, or that there is none."""
    texts = list(found)
    yield from map(problem, texts) if texts else [ok(good)]
