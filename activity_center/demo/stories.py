"""What has happened in the demo centre so far: who asked for which class before we came.

The first two hundred cards have asked for nothing, so that whoever tries the demo finds people who are free; only
10000001 has a timetable and waits for a class, and 10000002 has an offer for the same one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.courses.rules import Mode
from activity_center.demo.timetable import Placed
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.service import Ask

FREE_CARDS = 200
# People asked one after the other over this time, all after enrolment had opened for everybody.
_SINCE = timedelta(hours=24)
_BATCH = 500

# Course and level -> how many more than its seats have asked for its first section.
_ASKED = {
    ("书法", "初级"): -1,  # one seat left
    ("书法", "入门"): 4,  # full, four wait
    ("八段锦", ""): -6,  # six seats left, at any age
    ("钢琴", "入门"): 28,  # applications for a draw
}
_FULL = ("古筝", "入门")
_TIMETABLE = (("智能手机应用", "入门"), ("合唱", ""))


@dataclass(frozen=True)
class Offered:
    """A section of the demo that is open."""

    id: int
    mode: Mode
    placed: Placed

    @property
    def key(self) -> tuple[str, str]:
        return self.placed.course.name, self.placed.level


Wish = tuple[int, int, Actor]


def tell(session: Session, sections: Sequence[Offered], members: Sequence[int], desk_id: int, at: datetime) -> None:
    """Let people ask for seats as they would, through the one door there is for seats."""
    first = {section.key: section for section in sections if section.placed.number == 1}
    strangers = iter(members[FREE_CARDS:])
    leaver = members[FREE_CARDS]
    wishes = list(_first_two(first, members, strangers, desk_id))
    for key, more in _ASKED.items():
        wishes += [_wish(next(strangers), first[key]) for _ in range(first[key].placed.course.capacity + more)]
    told = {first[key].id for key in (*_ASKED, _FULL)}
    open_to_all = [s for s in sections if s.id not in told and s.mode is Mode.FIRST_COME]
    wishes += _crowd(open_to_all, list(strangers))
    seats = _ask(session, wishes, at)
    # Somebody gives up the zither; the head of its waitlist is offered the seat.
    enrolment.withdraw(session, seats[leaver, first[_FULL].id], at=at, by=Actor(leaver, "web"))


def _first_two(
    first: dict[tuple[str, str], Offered], members: Sequence[int], strangers: Iterator[int], desk_id: int
) -> Iterator[Wish]:
    one, two = members[:2]
    yield from (_wish(next(strangers), first[_FULL]) for _ in range(first[_FULL].placed.course.capacity))
    yield from (_wish(person, first[_FULL]) for person in (two, one))
    by_phone, by_herself = (first[key] for key in _TIMETABLE)
    yield one, by_phone.id, Actor(desk_id, "web")
    yield _wish(one, by_herself)


def _wish(person_id: int, section: Offered) -> Wish:
    return person_id, section.id, Actor(person_id, "web")


def _crowd(sections: Sequence[Offered], people: Sequence[int]) -> Iterator[Wish]:
    """Fill each section to between a tenth and three quarters; some of these asks the rules refuse."""
    random = Random(7)
    for section in sections:
        share = random.uniform(0.1, 0.75)
        for person_id in random.sample(people, int(section.placed.course.capacity * share)):
            yield _wish(person_id, section)


def _ask(session: Session, wishes: Sequence[Wish], at: datetime) -> dict[tuple[int, int], int]:
    """Ask in this order, evenly over the time, and return the enrolments by person and section."""
    step = _SINCE / len(wishes)
    asks = [Ask(person, section, by, at - _SINCE + n * step) for n, (person, section, by) in enumerate(wishes)]
    seats: dict[tuple[int, int], int] = {}
    for start in range(0, len(asks), _BATCH):
        outcomes = enrolment.request_seats(session, asks[start : start + _BATCH], at)
        seats |= {(o.seat.person_id, o.seat.section_id): o.seat.id for o in outcomes if o.seat}
    return seats
