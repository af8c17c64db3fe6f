"""A proposal: where each section that has no place could be, found most constrained first.

Whoever has the fewest places to be in chooses first. Who finds none looks for one that may go elsewhere instead, and
who still finds none chooses earlier in the next round. Every place holds each week of the term; what is merely liked
(last term's room and hour, a room that is not larger than needed, a week that is evenly full) decides among places.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from activity_center.errors import Reason
from activity_center.planning import limits
from activity_center.planning.minutes import each, minute
from activity_center.planning.rules import Key, RoomFacts
from activity_center.planning.wishes import Ground, Problem, Spot, Wish

WEEKDAYS = range(1, 8)
_NOON = 12 * 60
_FIRST, _LAST = 8 * 60 + 30, 17 * 60
_USUAL = frozenset({9 * 60, 10 * 60 + 30, 14 * 60, 15 * 60 + 30})
# How often one may ask another to go elsewhere, in one round.
_PATIENCE = 300
_ROUNDS = 3


@dataclass(frozen=True)
class Unplaced:
    """A wish without a place: the reason, and the nearest place it could have if it wished less."""

    wish: Wish
    reason: Reason
    nearest: Spot | None = None


@dataclass(frozen=True)
class Proposal:
    """Places for wishes in the order of their keys, those without one, and how many there can be at most."""

    placed: tuple[tuple[Wish, Spot], ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    most: int = 0
    blocks: tuple[Reason, ...] = ()


def propose(problem: Problem, seed: int = 0) -> Proposal:
    """Return places for as many wishes as are found, none of which breaks what must be so; see Ground.

    The same problem and seed give the same proposal, in whatever order its parts come. What has a place already
    keeps it.
    """
    ground = Ground(problem)
    freedom = {wish.key: _freedom(problem, ground, wish) for wish in problem.wishes}
    rounds: list[_Round] = []
    first: tuple[Key, ...] = ()
    most, blocks = limits.most(problem, ground)
    while len(rounds) < _ROUNDS and (not rounds or len(rounds[-1].places) < most):
        rounds.append(_Round(problem, seed, freedom, first))
        left = rounds[-1].run()
        first = (*left, *(key for key in first if key not in left))
    best = max(rounds, key=lambda round: (len(round.places), -round.cost))
    placed = tuple((best.wishes[key], spot) for key, spot in sorted(best.places.items()))
    return Proposal(placed, tuple(best.explained()), most, tuple(blocks))


def _freedom(problem: Problem, ground: Ground, wish: Wish) -> int:
    """Return in how many places a wish could be before any other has one."""
    rooms = [room for room in problem.rooms.values() if wish.may_be_in(room)]
    return sum(ground.starts(wish, weekday, room).bit_count() for room in rooms for weekday in WEEKDAYS)


def options(problem: Problem, wish: Wish, limit: int = 6) -> list[Spot]:
    """Return places one wish could have while everything else stays, the best first and none over another."""
    chosen: list[Spot] = []
    for _, spot in sorted(_Round(problem, 0, {}, ()).choices(wish)):
        if len(chosen) < limit and not any(_over(spot, other, wish.minutes) for other in chosen):
            chosen.append(spot)
    return chosen


def _over(one: Spot, other: Spot, minutes: int) -> bool:
    """Say whether two places of the same length are partly the same, or the same hour in two rooms."""
    if one.weekday != other.weekday:
        return False
    return one.start == other.start or (one.room_id == other.room_id and abs(one.start - other.start) < minutes)


class _Round:
    """One attempt to place all wishes; those in `first` choose before the others."""

    def __init__(self, problem: Problem, seed: int, freedom: Mapping[Key, int], first: Sequence[Key]) -> None:
        self.problem, self.seed, self.freedom = problem, seed, freedom
        self.first = {key: n for n, key in enumerate(first)}
        self.wishes = {wish.key: wish for wish in problem.wishes}
        self.rooms = [room for _, room in sorted(problem.rooms.items())]
        self.ground = Ground(problem)
        self.places: dict[Key, Spot] = {}
        self.left: tuple[Key, ...] = ()
        self.patience = _PATIENCE
        # How many there are on a weekday before and after noon, and of a section on a weekday.
        self.load: Counter[tuple[int, bool]] = Counter()
        self.meets: Counter[tuple[int, int]] = Counter()
        for lesson in problem.fixed:
            if lesson.weekday and lesson.starts:
                self._count(lesson.key, lesson.weekday, minute(lesson.starts), 1)

    def _count(self, key: Key, weekday: int, start: int, by: int) -> None:
        self.load[weekday, start < _NOON] += by
        self.meets[key[0], weekday] += by

    @property
    def cost(self) -> int:
        """Return how much of what is liked is missed."""
        return sum(_likes(self.wishes[key], spot, self.problem.rooms) for key, spot in self.places.items())

    def run(self) -> tuple[Key, ...]:
        """Place whatever finds a place, and return what does not."""
        order = sorted(self.wishes.values(), key=self._turn)
        left = [wish.key for wish in order if not (self._settle(wish) or self._make_way(wish, 1))]
        # Who was asked to go elsewhere may have left a place for those who came before.
        self.left = tuple(key for key in left if not self._settle(self.wishes[key]))
        return self.left

    def _turn(self, wish: Wish) -> tuple[int, int, int, bytes]:
        drawn = blake2b(f"{self.seed} {wish.key}".encode(), digest_size=8).digest()
        return self.first.get(wish.key, len(self.first)), self.freedom[wish.key], -wish.minutes, drawn

    def _rooms(self, wish: Wish) -> list[RoomFacts]:
        return [room for room in self.rooms if wish.may_be_in(room)]

    def _settle(self, wish: Wish) -> bool:
        spot = self.best(wish)
        if spot:
            self._put(wish, spot)
        return spot is not None

    def _put(self, wish: Wish, spot: Spot) -> None:
        self.ground.put(wish, spot)
        self.places[wish.key] = spot
        self._count(wish.key, spot.weekday, spot.start, 1)

    def _take_out(self, wish: Wish) -> Spot:
        spot = self.places.pop(wish.key)
        self.ground.take_out(wish, spot)
        self._count(wish.key, spot.weekday, spot.start, -1)
        return spot

    def best(self, wish: Wish) -> Spot | None:
        """Return the place that is liked most, or None."""
        return min(self.choices(wish), default=(0, None))[1]

    def choices(self, wish: Wish) -> Iterator[tuple[int, Spot]]:
        """Yield for each room of a weekday and hour that could be the best what it costs and the place."""
        liked = sorted((_room_cost(wish, room), room.id, room) for room in self._rooms(wish))
        for weekday in WEEKDAYS:
            untried = wish.window(weekday)
            for cost, id, room in liked:
                if not untried:
                    break
                # An hour that a better liked room has free needs no other room.
                starts = self.ground.starts(wish, weekday, room) & untried
                untried &= ~starts
                for start in each(starts):
                    yield cost + self._time_cost(wish, weekday, start), Spot(weekday, start, id)

    def _time_cost(self, wish: Wish, weekday: int, start: int) -> int:
        full = self.load[weekday, start < _NOON] * 20 // max(1, len(self.rooms))
        again = self.meets[wish.key[0], weekday] > 0
        return _hour_cost(wish, weekday, start) + full + 80 * again

    def _make_way(self, wish: Wish, depth: int) -> bool:
        """Let another go elsewhere so that this one finds a place; where nobody can, everything stays as it was."""
        for other in self._in_the_way(wish):
            if self.patience <= 0:
                return False
            self.patience -= 1
            before = self._take_out(other)
            spot = self.best(wish)
            if spot:
                self._put(wish, spot)
                if self._settle(other) or (depth and self._make_way(other, depth - 1)):
                    return True
                self._take_out(wish)
            self._put(other, before)
        return False

    def _in_the_way(self, wish: Wish) -> list[Wish]:
        """Return those whose place this one could want, the ones with the most freedom last placed first."""
        rooms = {id for room in self._rooms(wish) for id in room.taken_with}
        placed = [(self.wishes[key], spot) for key, spot in reversed(self.places.items())]
        return [
            other
            for other, spot in placed
            if (wish.weekday in (None, spot.weekday) or other.key[0] == wish.key[0])
            and (not rooms.isdisjoint(self.problem.rooms[spot.room_id].taken_with) or _shared(wish, other))
        ]

    def explained(self) -> Iterator[Unplaced]:
        """Yield each wish that has no place, with the reason and what it could have instead."""
        for key, wish in sorted(self.wishes.items()):
            if key not in self.places:
                yield Unplaced(wish, limits.why_not(self.problem, self.ground, wish), self._nearest(wish))

    def _nearest(self, wish: Wish) -> Spot | None:
        """Return the nearest place with another hour or, where that is not enough, in another room."""
        free = replace(wish, weekday=None, start=None, last=_wished(wish) or wish.last)
        return self.best(free) or self.best(replace(free, room_id=None, site_id=None))


def _shared(wish: Wish, other: Wish) -> bool:
    return wish.key[0] == other.key[0] or (wish.instructor_id is not None and wish.instructor_id == other.instructor_id)


def _wished(wish: Wish) -> Spot | None:
    """Return the hour that was wished as one that is liked, so that the nearest to it is found."""
    if wish.weekday is None or wish.start is None:
        return None
    return Spot(wish.weekday, wish.start, wish.room_id or 0)


def _likes(wish: Wish, spot: Spot, rooms: Mapping[int, RoomFacts]) -> int:
    return _room_cost(wish, rooms[spot.room_id]) + _hour_cost(wish, spot.weekday, spot.start)


def _room_cost(wish: Wish, room: RoomFacts) -> int:
    """Return how little a room is liked: last term's best, then where the course is taught, then small ones."""
    if wish.last and wish.last.room_id == room.id:
        return 0
    empty = 10 if room.seats is None else min(20, (room.seats - wish.seats) // 3)
    return 10 + {0: 0, 1: 15}.get(wish.known.get(room.id, 2), 45) + empty


def _hour_cost(wish: Wish, weekday: int, start: int) -> int:
    """Return how little an hour is liked: last term's best, then near it, in the day and on the usual hour."""
    cost = 20
    if wish.last:
        away = 12 * (wish.last.weekday != weekday) + min(24, abs(wish.last.start - start) // 15)
        cost = away + 4 if away else 0
    if wish.last is None or wish.last.start != start:
        cost += 60 * (start < _FIRST or start + wish.minutes > _LAST) + 4 * (start not in _USUAL)
    return cost + 40 * (weekday > 5 and (wish.last is None or wish.last.weekday != weekday))
