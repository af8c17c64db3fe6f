"""The printed catalogue: what its first page and its rows say. Nothing here looks anything up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from activity_center import formats, words
from activity_center.courses.rules import Mode
from activity_center.enrolment import cards

# So many classes one may name on the form, the dearest first; the desk keys in as many.
CHOICES = 5
# Sizes of print, in points, by the size of text that somebody reads on a screen.
LETTERS = {"standard": 14, "large": 17, "huge": 20}


def letters(asked: str | None, size: str) -> int:
    """Return the size of print: the one asked for, else what goes with the size of text of the reader."""
    sizes = {str(points): points for points in LETTERS.values()}
    return sizes.get(asked or "", LETTERS.get(size, LETTERS["standard"]))


def letter_choices(chosen: int) -> list[tuple[int, str, bool]]:
    """Return the sizes of print to choose from."""
    names = (_("Large"), _("Larger"), _("Largest"))
    return [
        (points, _("%(name)s (%(n)s points)", name=name, n=points), points == chosen)
        for name, points in zip(names, LETTERS.values(), strict=True)
    ]


@dataclass(frozen=True)
class Entry:
    """One section in the printed catalogue; `when` are lines of which the second half stays in one piece."""

    number: int
    title: str
    facts: list[str]
    when: list[tuple[str, str]]


@dataclass(frozen=True)
class CourseOnPaper:
    """A course with its sections; `heading` is empty where there is no more to say of it than its sections do."""

    heading: str
    description: str
    entries: list[Entry]


@dataclass(frozen=True)
class DepartmentOnPaper:
    """A department with its courses and how many sections they have."""

    name: str
    courses: list[CourseOnPaper]

    @property
    def size(self) -> int:
        """Return how many sections it offers."""
        return sum(len(course.entries) for course in self.courses)


def departments(sections: Iterable[Any]) -> list[DepartmentOnPaper]:
    """Group sections by department and course, as one turns the pages; what has no department comes last."""
    rows = sorted(sections, key=_place_in_print)
    has_sites = len({time.room.site_id for row in rows for time in row.times if time.room}) > 1
    return [DepartmentOnPaper(name, _courses(group, has_sites)) for name, group in groupby(rows, _department)]


def _courses(sections: Iterable[Any], with_site: bool) -> list[CourseOnPaper]:
    return [_course(list(group), with_site) for _id, group in groupby(sections, lambda section: section.course_id)]


def _place_in_print(section: Any) -> tuple[bool, str, str, int, list[tuple[int, Any]], int]:
    course = section.course
    times = [(time.weekday, time.starts) for time in section.times if time.weekday and time.starts]
    return not course.department, _department(section), course.pinyin, course.id, times, section.id


def _department(section: Any) -> str:
    return cards.department(section.course.department) if section.course.department else _("Other programmes")


def _course(sections: Sequence[Any], with_site: bool) -> CourseOnPaper:
    course = sections[0].course
    title = f"{course.title} {course.name_en}" if cards.is_english() else course.title
    return CourseOnPaper(
        heading=title if course.description or (cards.is_english() and course.name_en) else "",
        description=course.description,
        entries=[_entry(section, with_site) for section in sections],
    )


def _entry(section: Any, with_site: bool) -> Entry:
    return Entry(section.id, section.title, _facts(section), _when(section, with_site))


def _facts(section: Any) -> list[str]:
    """Return who teaches it, what it costs, for how long and for how many it is, how places are given and to whom."""
    has_seats = section.capacity is not None and section.mode is not Mode.WALK_IN
    told = [
        _("Teacher: %(name)s", name=section.instructor.name) if section.instructor else "",
        cards.fee(section),
        _("%(n)s weeks", n=section.weeks) if section.weeks else cards.days(section),
        _("%(n)s places", n=section.capacity) if has_seats else "",
        _admits(section),
        _("For: %(who)s", who=cards.categories(section.categories)) if section.categories else "",
        *cards.ages(section),
        section.eligibility_words,
        section.notes,
    ]
    return [fact for fact in told if fact]


def _admits(section: Any) -> str:
    if section.mode is Mode.DRAW and section.draw_at:
        return _("by draw on %(day)s", day=formats.day(section.draw_at))
    return str(words.MODE[section.mode.value])


def _when(section: Any, with_site: bool) -> list[tuple[str, str]]:
    """Return the weekly times, each place after its times."""
    found = [(_time(row), _place(row, with_site)) for row in section.times if row.weekday and row.starts]
    lines = [
        line
        for place, rows in groupby(found, lambda pair: pair[1])
        for line in [*(time for time, _place in rows), *((part, "") for part in place)]
    ]
    return lines or [(_("The time is not fixed yet"), "")]


def _time(row: Any) -> tuple[str, str]:
    weekday, starts, ends = cards.weekly(row)
    return weekday, f"{starts}–{ends}" if ends else starts


def _place(row: Any, with_site: bool) -> list[str]:
    """Return the room, and below it its site where there are several."""
    site = row.room.site.name if row.room and with_site else ""
    return [line for line in (cards.place(row), site) if line]


def windows(term: Any) -> list[tuple[str, str, str, str]]:
    """Return who may enrol from when to when, as moments that stay true on paper."""
    return [
        (window.name, _admitted(window), formats.moment(window.opens_at), formats.moment(window.closes_at))
        for window in term.windows
    ]


def _admitted(window: Any) -> str:
    if not window.returning_only:
        return cards.categories(window.categories)
    who = cards.categories(window.categories) if window.categories else ""
    return _("%(who)s who have studied here before", who=who) if who else _("those who have studied here before")


def modes(sections: Iterable[Any]) -> list[str]:
    """Return how places are given, in words, for the ways that are used."""
    used = {section.mode for section in sections}
    told = {
        Mode.FIRST_COME: _(
            "First come, first served: who asks first has the place. When a class is full you may wait: "
            "whenever somebody leaves, the first of those who wait is asked."
        ),
        Mode.DRAW: _("By draw: everybody who applies in time has the same chance. It does not matter who comes first."),
        Mode.WALK_IN: _("Walk in: no enrolment, just come at the time shown."),
    }
    return [line for mode, line in told.items() if mode in used]
