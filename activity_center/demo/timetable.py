"""The demo's timetable: every section gets a time, a room and an instructor, none of them twice at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import product

from activity_center.demo.samples import Course

# 9:00-10:30 and 14:00-15:30 are the hours at which such schools mostly teach.
MORNING, AFTERNOON = (time(9), time(10, 30)), (time(14), time(15, 30))
Slot = tuple[int, tuple[time, time]]
SLOTS: tuple[Slot, ...] = tuple(product(range(1, 6), (MORNING, AFTERNOON)))

# Sections about which the demo tells something (see stories.py) have their time; the others take what is free.
FIXED: dict[tuple[str, str], Slot] = {
    ("书法", "入门"): (2, MORNING),
    ("书法", "初级"): (1, MORNING),
    ("书法", "中级"): (3, AFTERNOON),
    ("书法", "研修班"): (4, AFTERNOON),
    ("智能手机应用", "入门"): (3, MORNING),
    ("合唱", ""): (4, MORNING),
    ("古筝", "入门"): (5, MORNING),
    ("八段锦", ""): (3, MORNING),
}


@dataclass(frozen=True)
class Placed:
    """A section with its place in the week; `number` counts the sections of one course and level from 1."""

    course: Course
    level: str
    number: int
    of: int
    slot: Slot
    room_id: int
    instructor_id: int

    @property
    def label(self) -> str:
        """Return what tells it from the other sections of its course."""
        return f"{self.number}班" if self.of > 1 else ""


# The slots in which each room and each person is taken.
Taken = dict[tuple[str, int], set[Slot]]


def placed(
    courses: Sequence[Course], rooms: Mapping[str, Sequence[int]], instructors: Mapping[str, Sequence[int]], scale: int
) -> list[Placed]:
    """Place every section; `rooms` are by kind, `instructors` by department.

    The first instructor of a department has its fixed times; the rest goes to whoever has least.
    """
    taken: Taken = defaultdict(set)
    wanted = list(_wanted(courses, scale))
    fixed = [section for section in wanted if section.slots is not SLOTS]
    others = [section for section in wanted if section.slots is SLOTS]
    return [_place(section, place, rooms, instructors, taken) for place, section in enumerate(fixed + others)]


@dataclass(frozen=True)
class _Wanted:
    course: Course
    level: str
    number: int
    of: int
    slots: tuple[Slot, ...]


def _wanted(courses: Sequence[Course], scale: int) -> Iterator[_Wanted]:
    for course in courses:
        for level, count in course.levels.items():
            of = count * scale
            for number in range(1, of + 1):
                fixed = FIXED.get((course.name, level)) if number == 1 else None
                yield _Wanted(course, level, number, of, (fixed,) if fixed else SLOTS)


def _place(
    wanted: _Wanted,
    place: int,
    rooms: Mapping[str, Sequence[int]],
    instructors: Mapping[str, Sequence[int]],
    taken: Taken,
) -> Placed:
    # Beginning elsewhere for each section spreads them over the week.
    turn = place * 3 % len(wanted.slots)
    staff = instructors[wanted.course.department]
    if wanted.slots is SLOTS:
        staff = sorted(staff, key=lambda id: len(taken["person", id]))
    for slot in wanted.slots[turn:] + wanted.slots[:turn]:
        room_id = _free(slot, "room", rooms[wanted.course.room], taken)
        instructor_id = _free(slot, "person", staff, taken)
        if room_id and instructor_id:
            taken["room", room_id].add(slot)
            taken["person", instructor_id].add(slot)
            return Placed(wanted.course, wanted.level, wanted.number, wanted.of, slot, room_id, instructor_id)
    raise ValueError(f"the demo has no room or no instructor left for {wanted.course.name}")


def _free(slot: Slot, kind: str, ids: Sequence[int], taken: Taken) -> int | None:
    return next((id for id in ids if slot not in taken[kind, id]), None)
