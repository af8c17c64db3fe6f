"""How many sections can find a place at all, and why one cannot: the constraint that blocks, with its numbers.

After Hall: where more sections want the same rooms and hours than these can take one after another, some go without,
whoever plans. Such groups that share no section add up, which bounds what any plan can do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from activity_center.errors import Reason
from activity_center.planning.minutes import most_apart, wall
from activity_center.planning.rules import Key, RoomFacts
from activity_center.planning.wishes import Ground, Problem, Wish

WEEKDAYS = range(1, 8)
# Names of rooms that one sentence bears.
_NAMES = 3


def most(problem: Problem, ground: Ground) -> tuple[int, list[Reason]]:
    """Return how many wishes can be placed at most before any is, and the groups that are too large for their rooms.

    No plan places more; whether one places as many is not said.
    """
    wishes = sorted(problem.wishes, key=lambda wish: wish.key)
    groups = [*_of_rooms(problem, ground, wishes), *_of_persons(problem, ground, wishes)]
    crowded = [group for group in groups if len(group.keys) > group.times]
    seen: set[Key] = set()
    lost, reasons = 0, []
    for group in sorted(crowded, key=lambda group: (group.times - len(group.keys), group.keys)):
        if seen.isdisjoint(group.keys):
            seen |= set(group.keys)
            lost += len(group.keys) - group.times
            reasons.append(group.reason)
    return len(problem.wishes) - lost, reasons


@dataclass(frozen=True)
class _Group:
    """Wishes that want the same, how many of them fit, and the sentence for where that is too few."""

    keys: tuple[Key, ...]
    times: int
    reason: Reason


def _of_rooms(problem: Problem, ground: Ground, wishes: Sequence[Wish]) -> Iterator[_Group]:
    """Yield the wishes that cannot go beyond the rooms and hours of one of them."""
    rooms = {wish.key: frozenset(_rooms(problem, wish)) for wish in wishes}
    for wish in _first_of_each(wishes, lambda wish: rooms[wish.key]):
        mine = rooms[wish.key]
        group = [w for w in wishes if w.calendar == wish.calendar and rooms[w.key] <= mine and _is_within(w, wish)]
        times = _times(problem, ground, wish, group, mine)
        names = [problem.rooms[id].name for id in sorted(mine)[:_NAMES]]
        facts = {"n": len(group), "times": times, "titles": names, "rooms": len(mine)}
        code = "plan_too_many" if len(mine) <= _NAMES else "plan_too_many_rooms"
        yield _Group(tuple(w.key for w in group), times, Reason(code, facts))


def _of_persons(problem: Problem, ground: Ground, wishes: Sequence[Wish]) -> Iterator[_Group]:
    """Yield the wishes of one instructor that cannot go beyond the hours of one of them."""
    for wish in _first_of_each([w for w in wishes if w.instructor_id is not None], lambda wish: wish.instructor_id):
        mine = [w for w in wishes if (w.instructor_id, w.calendar) == (wish.instructor_id, wish.calendar)]
        group = [w for w in mine if _is_within(w, wish)]
        length = min(w.minutes for w in group)
        free = (wish.window(weekday) & ground.has_time(wish, weekday, length) for weekday in WEEKDAYS)
        times = sum(most_apart(starts, length) for starts in free)
        facts = {"person": problem.persons.get(wish.instructor_id or 0, ""), "n": len(group), "times": times}
        yield _Group(tuple(w.key for w in group), times, Reason("plan_person_too_many", facts))


def _first_of_each(wishes: Sequence[Wish], among: Callable[[Wish], Any]) -> Iterator[Wish]:
    """Yield one of those that have the same dates, the same hours to begin at, and the same of something else."""
    seen = set()
    for wish in wishes:
        shape = (among(wish), wish.calendar, tuple(map(wish.window, WEEKDAYS)))
        if shape not in seen:
            seen.add(shape)
            yield wish


def _rooms(problem: Problem, wish: Wish) -> set[int]:
    return {room.id for room in problem.rooms.values() if wish.may_be_in(room)}


def _is_within(one: Wish, other: Wish) -> bool:
    """Say whether one can begin only when the other can."""
    return all(not one.window(weekday) & ~other.window(weekday) for weekday in WEEKDAYS)


def _times(problem: Problem, ground: Ground, wish: Wish, group: Sequence[Wish], rooms: Iterable[int]) -> int:
    """Return how many of the shortest of a group fit into these rooms in a week, one after another."""
    shortest = replace(wish, minutes=min(w.minutes for w in group))
    # Who names an hour may have a room without opening hours at that hour, however late.
    is_bound = all(w.start is None and w.last is None for w in group)
    starts = ground.starts if is_bound else ground.fits
    return sum(
        most_apart(wish.window(weekday) & starts(shortest, weekday, problem.rooms[id], alone=True), shortest.minutes)
        for id in rooms
        for weekday in WEEKDAYS
    )


def why_not(problem: Problem, ground: Ground, wish: Wish) -> Reason:
    """Return why a wish has no place as things are on this ground: the first that is true, from within outwards."""
    facts = {"title": wish.title, "seats": wish.seats} | _when(wish)
    rooms = [room for room in problem.rooms.values() if wish.may_be_in(room)]
    if not rooms:
        largest = max((room.seats or 0 for room in problem.rooms.values() if _is_wished(wish, room)), default=0)
        return Reason("plan_no_room_large", facts | {"largest": largest})
    if not any(ground.days(wish, weekday) for weekday in WEEKDAYS if wish.window(weekday)):
        return Reason("plan_no_days", facts)
    if _has_place(ground, replace(wish, instructor_id=None), rooms):
        return Reason("plan_person_busy", facts | {"person": problem.persons.get(wish.instructor_id or 0, "")})
    if any(ground.starts(wish, weekday, room, alone=True) for room in rooms for weekday in WEEKDAYS):
        return Reason("plan_section_busy", facts)
    return Reason(_no_room(wish), facts)


def _has_place(ground: Ground, wish: Wish, rooms: Sequence[RoomFacts]) -> bool:
    return any(ground.starts(wish, weekday, room) for room in rooms for weekday in WEEKDAYS)


def _is_wished(wish: Wish, room: RoomFacts) -> bool:
    return wish.room_id in (None, room.id) and wish.site_id in (None, room.site_id) and room.is_open


def _when(wish: Wish) -> dict[str, object]:
    """Return the weekday and hours that a wish insists on."""
    found: dict[str, object] = {"on_weekday": wish.weekday} if wish.weekday else {}
    if wish.start is not None:
        found |= {"from_hour": wall(wish.start).isoformat(), "to_hour": wall(wish.start + wish.minutes).isoformat()}
    return found


def _no_room(wish: Wish) -> str:
    if wish.start is None:
        return "plan_no_room_on" if wish.weekday else "plan_no_room"
    return "plan_no_room_then" if wish.weekday else "plan_no_room_at"
