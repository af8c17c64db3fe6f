"""Small terms for tests of planning, and a slow judge of what is free that shares nothing with the rules."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from activity_center.planning.rules import Held, Lesson, RoomFacts
from activity_center.planning.wishes import Problem, Spot, Wish
from activity_center.rooms.rules import OpenHours, Span

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2027, 3, 1)
NINE = 9 * 60
HOURS = tuple(OpenHours(weekday, time(9), time(12)) for weekday in range(1, 6))


def dates(weekday: int, weeks: int = 3, first: date = MONDAY) -> tuple[date, ...]:
    """Return the dates of a weekday in a short term."""
    return tuple(first + timedelta(days=weekday - 1, weeks=n) for n in range(weeks))


CALENDAR = {weekday: dates(weekday) for weekday in range(1, 8)}


def a_room(id: int = 1, **more: Any) -> RoomFacts:
    """Return a room of 30 seats, open on working days from nine to twelve."""
    return RoomFacts(id, **{"name": f"R{id}", "seats": 30, "hours": HOURS} | more)


def a_lesson(id: int = 1, weekday: int = 1, starts: time = time(9), room_id: int | None = 1, **more: Any) -> Lesson:
    """Return a lesson of ninety minutes that is placed."""
    ends = (datetime.combine(MONDAY, starts) + timedelta(minutes=90)).time()
    spans = tuple(span(day, starts, ends) for day in dates(weekday))
    facts = {"title": f"S{id}", "weekday": weekday, "starts": starts, "ends": ends, "room_id": room_id, "spans": spans}
    return Lesson((id, 1), **facts | more)


def span(day: date, starts: time, ends: time) -> Span:
    """Return some hours of a day."""
    return Span(datetime.combine(day, starts, ZONE), datetime.combine(day, ends, ZONE))


def a_wish(id: int = 1, **more: Any) -> Wish:
    """Return a wish for ninety minutes anywhere."""
    return Wish((id, 1), **{"title": f"S{id}", "seats": 20} | more)


def a_problem(*wishes: Wish, rooms: Any = None, **more: Any) -> Problem:
    """Return a problem with one room unless some are given."""
    every = {room.id: room for room in rooms or [a_room()]}
    return Problem(every, wishes, (CALENDAR,), ZONE, **more)


def taken(problem: Problem) -> list[tuple[set[Any], Span]]:
    """Return whose time is taken when, by what is fixed and what is held."""
    fixed = [
        (_whose(problem, lesson.key[0], lesson.room_id, lesson.instructor_id), span)
        for lesson in problem.fixed
        for span in lesson.spans
    ]
    return fixed + [(_whose_held(held), held.span) for held in problem.held]


def _whose(problem: Problem, section_id: int, room_id: int | None, person_id: int | None) -> set[Any]:
    of_room = {("room", id) for id in problem.rooms[room_id].taken_with} if room_id else set()
    return of_room | {("person", person_id)} - {("person", None)} | {("section", section_id)}


def _whose_held(held: Held) -> set[Any]:
    return {("room", held.room_id), ("person", held.person_id)} - {("room", None), ("person", None)}


def wants(problem: Problem, wish: Wish, spot: Spot) -> list[tuple[set[Any], Span]]:
    """Return whose time a wish would take at a place."""
    whose = _whose(problem, wish.key[0], spot.room_id, wish.instructor_id)
    return [(whose, span(day, *spot.until(wish.minutes))) for day in problem.calendars[wish.calendar][spot.weekday]]


def is_possible(problem: Problem, wish: Wish, spot: Spot, others: list[tuple[set[Any], Span]]) -> bool:
    """Say whether a wish may be at a place beside these others, asked of each date by itself."""
    room = problem.rooms[spot.room_id]
    starts, ends = spot.until(wish.minutes)
    fits = room.seats is None or room.seats >= wish.seats
    wished = wish.weekday in (None, spot.weekday) and wish.start in (None, spot.start)
    here = wish.room_id in (None, room.id) and wish.site_id in (None, room.site_id)
    opened = not room.hours or any(
        h.weekday == spot.weekday and h.opens <= starts and ends <= h.closes for h in room.hours
    )
    free = not any(mine & theirs and a.overlaps(b) for mine, a in wants(problem, wish, spot) for theirs, b in others)
    return fits and wished and here and opened and room.is_open and free
