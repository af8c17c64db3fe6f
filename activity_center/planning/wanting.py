"""What each draft still wants, from what is typed of it and where it was last term."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.courses import service as courses
from activity_center.courses.models import Course, Section, SectionTime
from activity_center.courses.rules import SectionStatus, WeeklyTime
from activity_center.courses.service import Filters
from activity_center.db import found
from activity_center.planning.minutes import minute
from activity_center.planning.reading import Scene
from activity_center.planning.rules import Key
from activity_center.planning.wishes import Problem, Spot, Wish
from activity_center.terms.models import Term

_BOTH = frozenset({SectionStatus.DRAFT, SectionStatus.OPEN})
_MINUTES = 90

# A draft, its weekly times of last term, and the rooms that are known to suit it.
_Background = tuple[Section, Sequence[WeeklyTime], Mapping[int, int]]


def problem(session: Session, scene: Scene, *, with_clashing: bool = False) -> Problem:
    """Return what a proposal is made from: every time of a draft that lacks its place, or also those that clash."""
    moving = {lesson.key for lesson in scene.lessons if not lesson.is_placed and not lesson.place}
    if with_clashing:
        moving |= {lesson.key for lesson in scene.lessons if lesson.key in scene.clashes and lesson.room_id}
    wishes = [
        wish
        for section, before, known in _backgrounds(session, scene)
        for wish in _wishes(section, before, known, scene, moving)
    ]
    return _problem(scene, moving, wishes)


def problem_of_one(session: Session, scene: Scene, key: Key) -> tuple[Problem, Wish]:
    """Return one time of a draft as a wish that goes anywhere, while all others stay; the time after the last is new.

    Where it is now, or else where it was last term, is liked.
    """
    mine = (background for background in _backgrounds(session, scene) if background[0].id == key[0])
    background: _Background = found(next(mine, None))
    section, before, known = background
    weekly = _at(courses.draft_of(section).times, key[1]) or WeeklyTime()
    wish = _wish(section, key[1], weekly, _at(before, key[1]), known, scene)
    free = replace(wish, weekday=None, start=None, room_id=None, last=_spot(weekly) or wish.last)
    return _problem(scene, {key}, [free]), free


def _problem(scene: Scene, moving: Collection[Key], wishes: Iterable[Wish]) -> Problem:
    fixed = tuple(lesson for lesson in scene.lessons if lesson.key not in moving)
    calendars, held = scene.known_calendars, tuple(scene.held)
    return Problem(scene.rooms, tuple(wishes), calendars, scene.zone, fixed, held, scene.persons)


def _backgrounds(session: Session, scene: Scene) -> Iterator[_Background]:
    last = _last_term(session, scene.term)
    by_course, by_department = _known_rooms(session)
    for section in scene.drafts:
        known = dict.fromkeys(by_department[section.course.department_id], 1)
        known |= dict.fromkeys(by_course[section.course_id], 0)
        yield section, last.get((section.course_id, section.label), ()), known


def _wishes(
    section: Section, last: Sequence[WeeklyTime], known: Mapping[int, int], scene: Scene, moving: Collection[Key]
) -> Iterator[Wish]:
    """Yield what a draft wants: its times without a place or, where it has none at all, as many as last term."""
    times = courses.draft_of(section).times
    for n, weekly in enumerate(times or [WeeklyTime()] * max(1, len(last)), 1):
        if not times or (section.id, n) in moving:
            yield _wish(section, n, weekly, _at(last, n), known, scene)


def _wish(
    section: Section, n: int, weekly: WeeklyTime, before: WeeklyTime | None, known: Mapping[int, int], scene: Scene
) -> Wish:
    """Return a weekly time as a wish: what is given of it must be so.

    One that has its place, and clashes, wants to stay where it is and only go as far as it must.
    """
    has_place = bool(weekly.weekday and weekly.starts and weekly.room_id)
    liked, given = (weekly, WeeklyTime()) if has_place else (before, weekly)
    return Wish(
        (section.id, n),
        section.title,
        _length(weekly) or _length(before) or _MINUTES,
        section.capacity or 0,
        scene.calendars[section.id],
        given.weekday,
        minute(given.starts) if given.starts else None,
        given.room_id,
        section.site_id,
        section.instructor_id,
        _spot(liked),
        known,
    )


def _at(times: Sequence[WeeklyTime], n: int) -> WeeklyTime | None:
    return times[n - 1] if n <= len(times) else None


def _length(weekly: WeeklyTime | None) -> int:
    return minute(weekly.ends) - minute(weekly.starts) if weekly and weekly.starts and weekly.ends else 0


def _spot(weekly: WeeklyTime | None) -> Spot | None:
    if weekly is None or not (weekly.weekday and weekly.starts):
        return None
    return Spot(weekly.weekday, minute(weekly.starts), weekly.room_id or 0)


def term_before(session: Session, term: Term) -> Term | None:
    """Return the last term that began before another and has sections, or None."""
    taught = select(Section.term_id).where(Section.status.in_(_BOTH))
    before = select(Term).where(Term.first_on < term.first_on, Term.id.in_(taught))
    return session.scalar(before.order_by(Term.first_on.desc(), Term.id).limit(1))


def _last_term(session: Session, term: Term) -> dict[tuple[int, str], tuple[WeeklyTime, ...]]:
    """Return the weekly times of last term's sections by course and label."""
    before = term_before(session, term)
    if before is None:
        return {}
    sections = courses.catalogue(session, Filters(term_id=before.id, statuses=_BOTH)).sections
    return {(section.course_id, section.label): courses.draft_of(section).times for section in sections}


def _known_rooms(session: Session) -> tuple[Mapping[int, set[int]], Mapping[int | None, set[int]]]:
    """Return the rooms in which each course was taught, and those of each department."""
    by_course, by_department = defaultdict(set), defaultdict(set)
    rows = (
        select(Section.course_id, Course.department_id, SectionTime.room_id)
        .join(Course, Course.id == Section.course_id)
        .join(SectionTime, SectionTime.section_id == Section.id)
        .where(SectionTime.room_id.is_not(None))
        .distinct()
    )
    for course_id, department_id, room_id in session.execute(rows):
        by_course[course_id].add(room_id)
        if department_id:
            by_department[department_id].add(room_id)
    return by_course, by_department
