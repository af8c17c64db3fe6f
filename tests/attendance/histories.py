"""Histories of a meeting: what people do, when each act is made, and when we hear of it.

Each act has one time by which it is judged. A mark or a card: when it was made, by a clock put right
(rules.corrected), however long it travelled. Asking for leave and taking it back, leaving the section and coming
back into it, closing a register and opening it again: when we hear of it, for then it is done. A history in order of
these times is what the world was like; every other order of arrival must end in the same state.

Times are seconds, all different, and no clock is off by what it says it is off: a device says what its clock shows at
making and at sending, which is all that anybody knows of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from activity_center.attendance.rules import (
    Closed,
    EnrolmentFacts,
    Mark,
    MarkFacts,
    MeetingFacts,
    closed_times,
    corrected,
    effective,
    mark_refusals,
    sign_in_mark,
    sign_in_refusals,
    standing,
)
from activity_center.enrolment.rules import Status
from activity_center.leave.rules import Gathering, LeaveFacts
from tests.attendance.scenes import STARTS, meeting_facts, o_clock

SENT = ("mark", "card")


@dataclass(frozen=True)
class Done:
    """One act: what, of which person, when it is made, how long it travels, and how far the device's clock is off."""

    what: str
    person: int
    made_at: datetime
    travels: timedelta = timedelta()
    clock_is_off: timedelta = timedelta()
    mark: Mark | None = None
    uid: str = ""

    @property
    def arrives_at(self) -> datetime:
        """Return when we hear of it."""
        return self.made_at + self.travels

    @property
    def judged_at(self) -> datetime:
        """Return the time by which a mark is judged, as it is put right on arrival."""
        says, sent = self.made_at + self.clock_is_off, self.arrives_at + self.clock_is_off
        return corrected(says, sent, self.arrives_at)


_WHATS = ["mark"] * 5 + ["card"] * 2 + ["leave", "take back"]
_WHATS += ["withdraw", "withdraw", "come back", "come back", "close", "close", "reopen"]
# Around what matters: the register opens at -60 minutes, the meeting lasts from 0 to 90.
_MINUTES = st.one_of(st.integers(-70, 110), st.sampled_from([-61, -59, -1, 1, 9, 11, 89, 91]))
_TRAVELS = st.sampled_from([0, 0, 1, 7, 45, 240, 3 * 24 * 60])
_OFF = st.sampled_from([0, 0, -600, 600, 3, 24 * 60])


@st.composite
def histories(draw: Any, people: int = 2, most: int = 14) -> list[Done]:
    """Draw acts of a few people around one meeting, in order of their times, no two at the same second."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(_WHATS),
                st.integers(0, people - 1),
                _MINUTES,
                _TRAVELS,
                _OFF,
                st.sampled_from([*Mark, None]),
            ),
            min_size=3,
            max_size=most,
        )
    )
    acts = []
    for number, (what, person, minute, travels, off, mark) in enumerate(drawn):
        made_at = STARTS + timedelta(minutes=minute, seconds=2 * number + 1)
        is_sent = what in SENT
        acts.append(
            Done(
                what,
                person,
                made_at,
                # One more second, odd and even: nothing arrives at the second at which something else is made.
                timedelta(minutes=travels, seconds=travels > 0) if is_sent else timedelta(),
                timedelta(minutes=off) if is_sent else timedelta(),
                mark,
                f"{number:03}",
            )
        )
    return sorted(acts, key=lambda one: one.made_at)


def arrivals(history: list[Done], chance: Any) -> list[Done]:
    """Return a history as it arrives: each when it has travelled, and some of what was sent a second time, later."""
    sent = [one for one in history if one.what in SENT]
    again = chance.choices(sent, k=min(3, len(sent))) if sent else []
    late = [replace(one, travels=one.travels + timedelta(minutes=chance.choice([1, 30]), seconds=1)) for one in again]
    return sorted([*history, *late], key=lambda one: one.arrives_at)


def prompt(history: list[Done]) -> list[Done]:
    """Return the same history where nothing travels and every clock is right: the order of the acts' own times."""
    return [replace(one, travels=timedelta(), clock_is_off=timedelta()) for one in history]


class World:
    """What we know of one meeting, changed act by act as acts arrive, by the rules alone."""

    def __init__(self, people: int = 2) -> None:
        self.people = range(people)
        self.marks: dict[int, dict[str, MarkFacts]] = {person: {} for person in self.people}
        self.leaves: dict[int, list[LeaveFacts]] = {person: [] for person in self.people}
        self.enrolments = {
            person: [EnrolmentFacts(1, Status.ENROLLED, o_clock(6), asked_at=o_clock(6))] for person in self.people
        }
        self.closings: list[Closed] = []

    def meeting(self) -> MeetingFacts:
        """Return the meeting with the times in which its register is closed, as far as is known."""
        return meeting_facts(closed=closed_times(o_clock(10), None, self.closings))

    def hear(self, act: Done) -> None:
        """Take in one act on its arrival."""
        getattr(self, f"_{act.what.replace(' ', '_')}")(act)

    def state(self) -> dict[str, Any]:
        """Return everything that pages and counts are made from."""
        meeting = Gathering(1, "", STARTS, o_clock(10))
        shown = {}
        for person in self.people:
            stands = standing(self.marks[person].values())
            on_leave = any(leave.covers(meeting) for leave in self.leaves[person])
            made = (stands.mark, stands.marked_at) if stands else (None, None)
            shown[person] = (*made, effective(made[0], is_on_leave=on_leave))
        return {"shown": shown, "seats": self.enrolments, "closed": self.meeting().closed}

    def _mark(self, act: Done) -> None:
        if not mark_refusals(self.meeting(), act.judged_at, self.enrolments[act.person]):
            self._keep(act, act.mark)

    def _card(self, act: Done) -> None:
        if not sign_in_refusals(self.meeting(), act.judged_at, self.enrolments[act.person]):
            self._keep(act, sign_in_mark(STARTS, act.judged_at))

    def _keep(self, act: Done, mark: Mark | None) -> None:
        made = MarkFacts(act.uid, mark, act.judged_at, is_sign_in=act.what == "card")
        self.marks[act.person].setdefault(act.uid, made)

    def _leave(self, act: Done) -> None:
        midnight = STARTS.replace(hour=0, minute=0)
        asked = LeaveFacts(1, midnight, midnight + timedelta(days=1), act.arrives_at)
        self.leaves[act.person].append(asked)

    def _take_back(self, act: Done) -> None:
        theirs = self.leaves[act.person]
        standing_ones = [n for n, leave in enumerate(theirs) if leave.taken_back_at is None]
        if standing_ones:
            theirs[standing_ones[-1]] = replace(theirs[standing_ones[-1]], taken_back_at=act.arrives_at)

    def _withdraw(self, act: Done) -> None:
        *_earlier, last = self.enrolments[act.person]
        if last.status is Status.ENROLLED:
            ended = replace(last, status=Status.WITHDRAWN, changed_at=act.arrives_at)
            self.enrolments[act.person][-1] = ended

    def _come_back(self, act: Done) -> None:
        *_earlier, last = self.enrolments[act.person]
        if last.status is Status.WITHDRAWN:
            at = act.arrives_at
            self.enrolments[act.person].append(EnrolmentFacts(last.id + 1, Status.ENROLLED, at, asked_at=at))

    def _close(self, act: Done) -> None:
        at = act.arrives_at
        if at >= STARTS and not self.meeting().closed_by(at):
            self.closings.append(Closed(at))

    def _reopen(self, act: Done) -> None:
        closed = self.meeting().closed_by(act.arrives_at)
        if closed:
            known = [one for one in self.closings if one.closed_at != closed.closed_at]
            self.closings = [*known, Closed(closed.closed_at, act.arrives_at)]


def told(acts: list[Done], world: World | None = None) -> dict[str, Any]:
    """Let a world hear acts in this order, and return how it ends."""
    world = world or World()
    for act in acts:
        world.hear(act)
    return world.state()
