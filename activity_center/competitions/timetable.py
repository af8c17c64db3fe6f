"""When and at which table each match is played: nobody at two tables, rest between games, later rounds later."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from activity_center.rooms.rules import Span


@dataclass(frozen=True)
class Hall:
    """A room that is there from when to when, with so many tables."""

    id: int
    span: Span
    tables: int


@dataclass(frozen=True)
class ToPlay:
    """A match without a time yet: whose time it takes, as far as it is known, and which matches come before it."""

    id: int
    round: int
    person_ids: frozenset[int]
    after: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Seat:
    """Where a match is played: in which hall, at which table (from 1), in which slot of the hall (from 0)."""

    hall_id: int
    slot: int
    table: int
    span: Span


@dataclass
class _Board:
    """What is taken so far."""

    busy: dict[int, list[Span]]
    ends: dict[int, datetime] = field(default_factory=dict)
    taken: set[tuple[int, int, int]] = field(default_factory=set)


def timetable(
    matches: Sequence[ToPlay],
    halls: Sequence[Hall],
    length: timedelta,
    rest: timedelta,
    busy: Mapping[int, Collection[Span]],
    taken: Collection[tuple[int, int, int]] = (),
) -> dict[int, Seat]:
    """Return a seat for as many matches as there is time for, in the order of their rounds, each as early as can be.

    `busy` is what else takes the players' time, with their matches that have one already; `taken` are (hall, slot,
    table). A match begins only when those before it are over and rested from; where one of those has no time, it has
    none either.
    """
    spread: dict[int, list[Span]] = defaultdict(list)
    for person, spans in busy.items():
        spread[person] = list(spans)
    board = _Board(spread, taken=set(taken))
    waiting = {match.id for match in matches}
    found: dict[int, Seat] = {}
    for match in sorted(matches, key=lambda one: (one.round, one.id)):
        waiting.discard(match.id)
        seat = None if match.after & waiting else _seat(match, halls, length, rest, board)
        if seat is None:
            waiting.add(match.id)
            continue
        found[match.id] = seat
        board.taken.add((seat.hall_id, seat.slot, seat.table))
        board.ends[match.id] = seat.span.ends_at
        for person in match.person_ids:
            board.busy[person].append(seat.span)
    return found


def slots(hall: Hall, length: timedelta) -> list[Span]:
    """Return the times of a hall in which matches are played one after another."""
    count = int((hall.span.ends_at - hall.span.starts_at) / length)
    starts = [hall.span.starts_at + n * length for n in range(count)]
    return [Span(start, start + length) for start in starts]


def _seat(match: ToPlay, halls: Sequence[Hall], length: timedelta, rest: timedelta, board: _Board) -> Seat | None:
    earliest = max((board.ends[other] + rest for other in match.after if other in board.ends), default=None)
    seats = [(span, hall, n) for hall in halls for n, span in enumerate(slots(hall, length))]
    for span, hall, slot in sorted(seats, key=lambda one: (one[0].starts_at, one[1].id)):
        if earliest is not None and span.starts_at < earliest:
            continue
        table = next((n for n in range(1, hall.tables + 1) if (hall.id, slot, n) not in board.taken), None)
        if table is not None and all(_is_free(board.busy[person], span, rest) for person in match.person_ids):
            return Seat(hall.id, slot, table, span)
    return None


def _is_free(busy: Collection[Span], span: Span, rest: timedelta) -> bool:
    return all(span.starts_at >= one.ends_at + rest or span.ends_at + rest <= one.starts_at for one in busy)
