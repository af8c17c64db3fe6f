"""Who gets which weekly time of a round: fair by need, and by what each society got before.

1. The society with the least share so far chooses next, and takes the best-ranked of its wishes that is still free.
   Its share is the hours a week it got in the two rounds before and has got in this one, for each weekly time it needs.
2. Who would leave with nothing gets a time if one other society can move to another of its own wishes for it.

Equal shares: first who got less of what it needed before, then a lot that anybody can draw again from the seed of the
round. The order in which societies have applied means nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import Enum
from fractions import Fraction
from typing import Any, Protocol

from activity_center.errors import Reason
from activity_center.societies.rules import lot

# How many published rounds before this one count: a year of two terms.
ROUNDS_BEFORE = 2
# A weekly time can be used where at most one of so many of its dates is lost.
ONE_LOST_OF = 5
MOST_WISHES = 12


class Stage(Enum):
    """Where a round is: wishes are written while it is OPEN, and rooms are given once it is CLOSED."""

    AHEAD = "ahead"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


def stage(opens_at: datetime, closes_at: datetime, published_at: datetime | None, at: datetime) -> Stage:
    """Return where a round is at a moment."""
    if published_at:
        return Stage.PUBLISHED
    return Stage.AHEAD if at < opens_at else Stage.OPEN if at < closes_at else Stage.CLOSED


@dataclass(frozen=True, order=True)
class Weekly:
    """A weekday (1 Monday to 7) and wall times."""

    weekday: int
    starts: time
    ends: time

    def overlaps(self, other: "Weekly") -> bool:
        """Say whether both are on at some moment of a week; one that ends as the other starts is no overlap."""
        return self.weekday == other.weekday and self.starts < other.ends and other.starts < self.ends

    @property
    def minutes(self) -> int:
        """Return how long it is."""
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute


@dataclass(frozen=True)
class Slot:
    """A weekly time of a room on offer; `holds` are the room and its parts, no seats means that nobody knows."""

    id: int
    weekly: Weekly
    room_id: int
    room: str = ""
    seats: int | None = None
    holds: frozenset[int] = frozenset()

    def excludes(self, other: "Slot") -> bool:
        """Say whether only one of both can be given: they share a room, or a part of one, at some moment."""
        mine, theirs = self.holds | {self.room_id}, other.holds | {other.room_id}
        return self.weekly.overlaps(other.weekly) and not mine.isdisjoint(theirs)


class Offered(Protocol):
    """A weekly time of a room, as the rules or the database know it."""

    @property
    def weekly(self) -> Weekly: ...

    @property
    def room_id(self) -> Any: ...


@dataclass(frozen=True)
class Want:
    """One wish: a weekly time, in one room or, without one, in any."""

    weekly: Weekly
    room_id: int | None = None

    def is_met_by(self, slot: Offered) -> bool:
        """Say whether this is what was wished for."""
        return self.weekly == slot.weekly and self.room_id in (None, slot.room_id)


def rearranged(wants: Sequence[Want], act: str, n: int) -> tuple[Want, ...]:
    """Return wishes after the n-th (from 1) went up or down by one, or was removed; others stay in their order."""
    row = list(wants)
    other = n - 1 if act == "up" else n + 1
    if act == "remove" and n >= 1:
        return tuple(row[: n - 1] + row[n:])
    if 1 <= n <= len(row) and 1 <= other <= len(row):
        row[n - 1], row[other - 1] = row[other - 1], row[n - 1]
    return tuple(row)


@dataclass(frozen=True)
class Ask:
    """What a society asks for: so many weekly times for so many people, its wishes best first, and what it had before.

    `person_id` answers for it and cannot be in two places at once. `minutes_before` are those a week it got in the
    rounds before, `met_before` is how much of what it needed that was: 1 for a society that is new.
    """

    id: int
    society_id: int
    name: str = ""
    attendees: int = 1
    need: int = 1
    person_id: int | None = None
    wants: tuple[Want, ...] = ()
    minutes_before: int = 0
    met_before: Fraction = Fraction(1)


@dataclass(frozen=True)
class Outlook:
    """The dates of a weekly time in the term, and how many of them the room or whoever answers is not free on."""

    dates: int
    room: int = 0
    person: int = 0
    lost: int = 0

    @property
    def is_usable(self) -> bool:
        """Say whether only single dates are lost."""
        return self.dates > 0 and self.lost * ONE_LOST_OF <= self.dates


@dataclass(frozen=True)
class Given:
    """A slot that a society has: chosen in a turn, or in turn 0 by the staff, who keep it.

    `moved_for` is the ask for which it moved here from a wish it liked better; `is_rescue` that somebody moved for it.
    """

    slot_id: int
    ask_id: int
    turn: int = 0
    moved_for: int | None = None
    is_rescue: bool = False


@dataclass(frozen=True)
class Problem:
    """Everything an allocation follows from; `outlooks` are by slot and ask, what is not there is free throughout."""

    asks: tuple[Ask, ...]
    slots: tuple[Slot, ...]
    outlooks: Mapping[tuple[int, int], Outlook] = field(default_factory=dict)
    seed: str = ""

    def ask(self, id: int) -> Ask:
        """Return one ask."""
        return next(ask for ask in self.asks if ask.id == id)

    def slot(self, id: int) -> Slot:
        """Return one slot."""
        return next(slot for slot in self.slots if slot.id == id)


def unfit(problem: Problem, ask: Ask, slot: Slot) -> list[Reason]:
    """Return why a slot would not do for a society even if nobody else wanted it."""
    found = []
    if slot.seats is not None and slot.seats < ask.attendees:
        facts = {"room": slot.room, "seats": slot.seats, "attendees": ask.attendees}
        found.append(Reason("room_too_small", facts))
    outlook = problem.outlooks.get((slot.id, ask.id))
    if outlook and not outlook.is_usable:
        code = "round_room_busy" if outlook.room >= outlook.person else "round_leader_busy"
        found.append(Reason(code, {"room": slot.room, "n": outlook.lost, "dates": outlook.dates}))
    return found


class Table:
    """Who has which slot while they are given."""

    def __init__(self, problem: Problem, given: Iterable[Given] = ()) -> None:
        self.problem = problem
        self.given = {one.slot_id: one for one in given}
        self._slots = {slot.id: slot for slot in problem.slots}
        self._asks = {ask.id: ask for ask in problem.asks}

    def of(self, ask: Ask, before: int | None = None) -> list[Slot]:
        """Return what a society has, or had before a turn."""
        mine = [one for one in self.given.values() if one.ask_id == ask.id and (before is None or one.turn < before)]
        return [self._slots[one.slot_id] for one in mine]

    def share(self, ask: Ask, before: int | None = None) -> Fraction:
        """Return the hours a week that a society had before and has now, for each weekly time it needs."""
        minutes = ask.minutes_before + sum(slot.weekly.minutes for slot in self.of(ask, before))
        return Fraction(minutes, 60 * ask.need)

    def order(self, ask: Ask, before: int | None = None) -> tuple[Fraction, Fraction, str]:
        """Return what decides whose turn it is, the smallest first."""
        return self.share(ask, before), ask.met_before, lot(self.problem.seed, ask.society_id)

    def in_the_way(self, ask: Ask, slot: Slot) -> list[Given]:
        """Return what of all that is given stands against giving this too: the room, or the same person elsewhere."""
        return [
            one
            for one in self.given.values()
            if slot.excludes(other := self._slots[one.slot_id])
            or (slot.weekly.overlaps(other.weekly) and self._is_same(ask, self._asks[one.ask_id]))
        ]

    def _is_same(self, ask: Ask, other: Ask) -> bool:
        return ask.id == other.id or (ask.person_id is not None and ask.person_id == other.person_id)

    def wished(self, ask: Ask) -> Iterable[Slot]:
        """Yield the slots a society wishes for and could use, best first; of any room the smallest that will do."""
        for want in ask.wants:
            fitting = [slot for slot in self.problem.slots if want.is_met_by(slot)]
            for slot in sorted(fitting, key=lambda slot: (slot.seats is None, slot.seats or 0, slot.id)):
                if not unfit(self.problem, ask, slot):
                    yield slot

    def best(self, ask: Ask) -> Slot | None:
        """Return the best-ranked wish that can still be given."""
        return next((slot for slot in self.wished(ask) if not self.in_the_way(ask, slot)), None)

    def give(self, one: Given) -> None:
        """Give a slot."""
        self.given[one.slot_id] = one


def propose(problem: Problem, kept: Collection[Given] = ()) -> tuple[Given, ...]:
    """Return who gets what, with what staff have kept as it is; the same for the same values, in whatever order.

    Nobody gets more weekly times than needed, and no room and nobody who answers for a society is given twice.
    """
    table = Table(problem, kept)
    turn = _take_turns(table, 1)
    for ask in sorted((ask for ask in problem.asks if not table.of(ask)), key=table.order):
        if not table.of(ask) and _rescued(table, ask, turn):
            turn = _take_turns(table, turn + 1)
    return tuple(sorted(table.given.values(), key=lambda one: one.slot_id))


def _take_turns(table: Table, turn: int) -> int:
    """Let societies choose in turn until nobody needs, or can have, any more; return the number of the next turn."""
    choosing = [ask for ask in table.problem.asks if len(table.of(ask)) < ask.need]
    while choosing:
        ask = min(choosing, key=table.order)
        slot = table.best(ask)
        if slot:
            table.give(Given(slot.id, ask.id, turn))
            turn += 1
        if not slot or len(table.of(ask)) >= ask.need:
            choosing.remove(ask)
    return turn


def _rescued(table: Table, ask: Ask, turn: int) -> bool:
    """Let one other society move to another of its wishes, so that this one does not leave with nothing."""
    for slot in table.wished(ask):
        match table.in_the_way(ask, slot):
            case [Given(turn=chosen) as theirs] if chosen:
                if _moved(table, theirs, slot, ask, turn):
                    return True
    return False


def _moved(table: Table, theirs: Given, slot: Slot, ask: Ask, turn: int) -> bool:
    """Move what one society chose elsewhere and give the slot to another; where that fails nothing is changed."""
    other = table.problem.ask(theirs.ask_id)
    del table.given[theirs.slot_id]
    # With the slot given, what is free for the other cannot be in its way.
    table.give(Given(slot.id, ask.id, turn, is_rescue=True))
    elsewhere = table.best(other)
    if elsewhere:
        table.give(replace(theirs, slot_id=elsewhere.id, moved_for=ask.id, is_rescue=False))
        return True
    del table.given[slot.id]
    table.give(theirs)
    return False


@dataclass(frozen=True)
class Verdict:
    """What became of one wish: the slot that meets it, or everything that was in its way."""

    slot_id: int | None
    reasons: tuple[Reason, ...] = ()


def explain(problem: Problem, given: Iterable[Given]) -> dict[int, tuple[Verdict, ...]]:
    """Return for each ask what became of each of its wishes, in their order."""
    table = Table(problem, given)
    return {ask.id: tuple(_verdicts(table, ask)) for ask in problem.asks}


def _verdicts(table: Table, ask: Ask) -> Iterable[Verdict]:
    told: set[int] = set()
    mine = {slot.id for slot in table.of(ask)}
    for want in ask.wants:
        slots = [slot for slot in table.problem.slots if want.is_met_by(slot)]
        met = next((slot.id for slot in slots if slot.id in mine - told), None)
        if met is not None:
            told.add(met)
            yield Verdict(met)
            continue
        reasons = [reason for slot in slots for reason in why_not(table, ask, slot)]
        yield Verdict(None, tuple(each_once(reasons)) if slots else (Reason("round_not_on_offer"),))


def each_once(reasons: Iterable[Reason]) -> list[Reason]:
    """Return reasons each once, in their order."""
    kept: list[Reason] = []
    for reason in reasons:
        if reason not in kept:
            kept.append(reason)
    return kept


def why_not(table: Table, ask: Ask, slot: Slot) -> list[Reason]:
    """Return why a society has not this slot, or could not be given it."""
    if reasons := unfit(table.problem, ask, slot):
        return reasons
    blocking = table.in_the_way(ask, slot)
    turn = min((one.turn for one in blocking if one.ask_id != ask.id), default=None)
    has_all = len(table.of(ask, before=turn)) >= ask.need
    if has_all and not any(_has_moved(table, ask, one) for one in blocking):
        return [Reason("round_need_met", {"need": ask.need})]
    return [_taken(table, ask, slot, one) for one in blocking] or [Reason("round_left_free", {"room": slot.room})]


def _has_moved(table: Table, ask: Ask, one: Given) -> bool:
    """Say whether a society moved elsewhere so that this could be given."""
    return any(mine.ask_id == ask.id and mine.moved_for == one.ask_id for mine in table.given.values())


def hindrances(table: Table, ask: Ask, slot: Slot) -> list[Reason]:
    """Return everything against giving a slot to a society by hand."""
    reasons = unfit(table.problem, ask, slot) + [_taken(table, ask, slot, one) for one in table.in_the_way(ask, slot)]
    if len(table.of(ask)) >= ask.need:
        reasons.append(Reason("round_need_met", {"need": ask.need}))
    return each_once(reasons)


def _taken(table: Table, ask: Ask, slot: Slot, one: Given) -> Reason:
    """Return why what stands in the way was given to its holder."""
    holder = table.problem.ask(one.ask_id)
    facts = {"room": slot.room, "society": holder.name}
    if holder.id == ask.id:
        return Reason("round_own_time")
    if not slot.excludes(table.problem.slot(one.slot_id)):
        return Reason("round_leader_elsewhere", facts)
    if not one.turn:
        return Reason("round_kept_by_staff", facts)
    if one.is_rescue:
        return Reason("round_moved_for" if _has_moved(table, ask, one) else "round_rescue", facts)
    theirs, mine = table.order(holder, before=one.turn), table.order(ask, before=one.turn)
    shares = {"theirs": in_hours(theirs[0]), "yours": in_hours(mine[0])}
    if theirs[0] == mine[0]:
        code = "round_tie_before" if theirs[1] < mine[1] else "round_tie_lot"
        return Reason(code if theirs < mine else "round_taken", facts | shares)
    return Reason("round_lower_share" if theirs < mine else "round_taken", facts | shares)


def in_hours(share: Fraction) -> str:
    """Return a share as a number of hours with at most one decimal."""
    return f"{float(share):.1f}".removesuffix(".0")
