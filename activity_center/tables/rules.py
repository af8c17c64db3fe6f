"""Walk-in tables: who may have one, who is called next, and when somebody's turn will probably come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

from activity_center.errors import Reason
from activity_center.people.rules import Category, Standing
from activity_center.rooms.rules import OpenHours, hours_on


class Way(Enum):
    """How a table goes on: after a fixed time (SLOTS), or after each game (ROTATION, 每盘轮换)."""

    SLOTS = "slots"
    ROTATION = "rotation"


class TurnStatus(Enum):
    """WAITING in the queue, CALLED to a table that is kept, PLAYING; then DONE, LEFT before playing, or LAPSED."""

    WAITING = "waiting"
    CALLED = "called"
    PLAYING = "playing"
    DONE = "done"
    LEFT = "left"
    LAPSED = "lapsed"


AT_TABLE = frozenset({TurnStatus.CALLED, TurnStatus.PLAYING})
LIVE = AT_TABLE | {TurnStatus.WAITING}
# What counts for the most turns of a day: somebody who never played may ask again.
COUNTED = LIVE | {TurnStatus.DONE}


@dataclass(frozen=True)
class Rule:
    """What holds in one walk-in room. In a rotation `turn` is how long a game usually lasts, for the estimate only."""

    way: Way = Way.SLOTS
    turn: timedelta = timedelta(minutes=60)
    hold: timedelta = timedelta(minutes=15)
    extension: timedelta = timedelta(minutes=30)
    extensions: int = 1
    most_a_day: int | None = None
    guests: int = 0
    guests_at_desk: bool = False
    categories: frozenset[Category] = frozenset()


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks for a table: how many turns they had in the room today, and where else they have one."""

    standing: Standing
    category: Category | None
    turns_today: int = 0
    elsewhere: str = ""


def closes(hours: Collection[OpenHours], now: datetime) -> datetime | None:
    """Return when a room that is open at a wall time closes, None where it is not open; without hours at midnight.

    Hours that meet, as 8:30 to 12:00 and 12:00 to 17:00 do, are one.
    """
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    if not hours:
        return midnight
    today = sorted((h.opens, h.closes) for h in hours_on(hours, now.date()) if h.weekday == now.isoweekday())
    end: time | None = None
    for opens, until in today:
        if opens <= (end or now.time()) < until:
            end = until
    return datetime.combine(now.date(), end, now.tzinfo) if end else None


def visitor_reasons(rule: Rule, visitor: Visitor, room: str) -> list[Reason]:
    """Return why somebody may not have a table here today."""
    reasons = []
    if visitor.standing is not Standing.ACTIVE:
        reasons.append(Reason("person_not_active"))
    if rule.categories and visitor.category not in rule.categories:
        admitted = sorted(category.value for category in rule.categories)
        reasons.append(Reason("table_not_for_category", {"room": room, "categories": admitted}))
    if visitor.elsewhere:
        reasons.append(Reason("turn_elsewhere", {"room": visitor.elsewhere}))
    if rule.most_a_day is not None and visitor.turns_today >= rule.most_a_day:
        reasons.append(Reason("turns_used_up", {"room": room, "most": rule.most_a_day}))
    return reasons


def guest_reasons(rule: Rule, guests: int, seats: int, room: str, *, at_desk: bool) -> list[Reason]:
    """Return why somebody may not bring so many guests to a table with so many seats."""
    if guests <= 0:
        return []
    if guests > rule.guests:
        return [Reason("too_many_guests", {"room": room, "most": rule.guests})]
    if guests + 1 > seats:
        return [Reason("table_too_small", {"seats": seats})]
    return [Reason("guests_at_desk", {"room": room})] if rule.guests_at_desk and not at_desk else []


def extension_reasons(rule: Rule, used: int, waiting: int) -> list[Reason]:
    """Return why a turn may not go on beyond its time: once only by the rule, and never while somebody waits."""
    if rule.way is Way.ROTATION:
        return [Reason("no_extension_here")]
    if used >= rule.extensions:
        return [Reason("extension_used", {"most": rule.extensions})]
    return [Reason("others_wait", {"n": waiting})] if waiting else []


def calls(free: Mapping[int, int], waiting: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return who is called to which table: first come, first served, each to the smallest table that is large enough.

    `free` are tables and their seats, `waiting` turns and how many people they are, in order of joining. Who fits no
    free table keeps the place and holds nobody up.
    """
    left, called = dict(free), {}
    for turn, people in waiting:
        fitting = [(seats, table) for table, seats in left.items() if seats >= people]
        if fitting:
            called[turn] = min(fitting)[1]
            del left[called[turn]]
    return called


def estimates(
    tables: Sequence[tuple[int, datetime]], waiting: Iterable[int], turn: timedelta, closes_at: datetime
) -> list[datetime | None]:
    """Return when each of those who wait will probably be called, if everybody plays to the end.

    `tables` are seats and the moment at which the table will be free. None stands for not before the room closes:
    whoever asks is told so, and not a time that nobody will keep.
    """
    free, expected = list(tables), []
    for people in waiting:
        fitting = [(moment, n) for n, (seats, moment) in enumerate(free) if seats >= people]
        moment, n = min(fitting, default=(closes_at, -1))
        expected.append(moment if moment < closes_at else None)
        if n >= 0:
            free[n] = (free[n][0], moment + turn)
    return expected
