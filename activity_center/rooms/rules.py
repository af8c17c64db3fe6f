"""When a room is free."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum
from typing import NamedTuple, TypeVar


class BookingStatus(Enum):
    HELD = "held"
    CANCELLED = "cancelled"


class Span(NamedTuple):
    """A half-open interval of moments: it starts at `starts_at` and is over at `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Say whether both are on at some moment; one that ends as the other starts is no overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def first_overlap(mine: Iterable[Span], theirs: Iterable[Span]) -> Span | None:
    """Return the earliest of my spans that overlaps one of theirs, or None; both may be in any order."""
    a, b = sorted(mine), sorted(theirs)
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i].overlaps(b[j]):
            return a[i]
        if a[i].ends_at <= b[j].ends_at:
            i += 1
        else:
            j += 1
    return None


@dataclass(frozen=True)
class OpenHours:
    """A room's opening on one weekday (1 Monday to 7), wall time."""

    weekday: int
    opens: time
    closes: time


def is_open(hours: Iterable[OpenHours], weekday: int, starts: time, ends: time) -> bool:
    """Say whether a room with these hours is open throughout; one without any hours is always open."""
    hours = list(hours)
    return not hours or any(h.weekday == weekday and h.opens <= starts and ends <= h.closes for h in hours)


T = TypeVar("T")


def overlapping(entries: Iterable[tuple[Span, T]]) -> Iterator[tuple[T, T]]:
    """Yield each two things whose spans overlap, the one that starts earlier first."""
    running: list[tuple[Span, T]] = []
    for span, thing in sorted(entries, key=lambda entry: entry[0]):
        running = [(other, earlier) for other, earlier in running if other.overlaps(span)]
        yield from ((earlier, thing) for _, earlier in running)
        running.append((span, thing))
