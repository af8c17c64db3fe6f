"""What a row of a catalogue says of a section: read cell by cell, no database.

`said` holds, for each column that says something, what that means for the section. An empty cell says nothing, and
so erases nothing when the row is imported again.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from activity_center.courses.rules import FeePer, HolidayRule, Mode, WeeklyTime
from activity_center.exchange import times
from activity_center.exchange.records import Row
from activity_center.exchange.rules import Broken, Cell, Fee, fee, folded, is_empty, line, one_of, whole


@dataclass(frozen=True)
class CourseSaid:
    """The course a row speaks of."""

    name: str
    level: str = ""
    name_en: str = ""
    department: str = ""
    department_en: str = ""


@dataclass(frozen=True)
class Draft:
    """One row as a section; `key` is what the row is known by, `times` are its weekly times or nothing."""

    key: str
    course: CourseSaid
    site: str = ""
    code: str | None = None
    holiday_rule: HolidayRule = HolidayRule.MAKE_UP
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    times: tuple[WeeklyTime, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """Return everything that is said, by the names of the section."""
        return {name: value for group in self.said.values() for name, value in group.items()}


def course_key(school: str, department: str, course: str, level: str, weekly: Sequence[WeeklyTime]) -> str:
    """Return what a row of a catalogue is known by: school, department, course, level, weekday and start."""
    days = ",".join(sorted({str(time.weekday) for time in weekly if time.weekday}))
    starts = ",".join(sorted({time.starts.isoformat() for time in weekly if time.starts}))
    parts = "\n".join((folded(school), folded(department), folded(course), folded(level), days, starts))
    return hashlib.sha256(parts.encode()).hexdigest()


def course_draft(row: Row) -> Draft:
    """Read one row of a catalogue; what is broken is noted down in the row."""
    _expect(row, "course")
    course = CourseSaid(row.words("course", 120), row.words("level", 40), department=row.words("department", 80))
    site, weekly = row.words("school", 120), _weekly(row, row.read("weekday", times.weekdays) or ())
    return Draft(
        course_key(site, course.department, course.name, course.level, weekly),
        course,
        site,
        said=_without_blanks(
            capacity={"capacity": row.read("capacity", whole)},
            **_fees(row),
            weeks={"weeks": row.read("weeks", _weeks)},
            eligibility={"eligibility_words": row.words("eligibility")},
            notes={"notes": row.words("notes")},
        ),
        times=weekly,
    )


def _expect(row: Row, name: str) -> None:
    if not line(row.cells.get(name)):
        row.refuse("import_cell_missing", name)


def _weekly(row: Row, weekdays: Sequence[int]) -> tuple[WeeklyTime, ...]:
    starts, ends = row.read("start", times.clock), row.read("end", times.clock)
    place = row.words("room", 160)
    if starts and ends and ends <= starts:
        row.refuse("import_end_before_start", "end", value=line(row.cells["end"]))
    if not (weekdays or starts or ends or place):
        return ()
    return tuple(WeeklyTime(weekday, starts, ends, None, place) for weekday in weekdays or (None,))


def _fees(row: Row) -> dict[str, dict[str, Any]]:
    readers = {
        "fee": fee,
        "fee_per_term": lambda cell: fee(cell, FeePer.TERM),
        "fee_per_year": lambda cell: fee(cell, FeePer.YEAR),
    }
    return {name: _fee(row, name, read) for name, read in readers.items()}


def _fee(row: Row, name: str, reader: Any) -> dict[str, Any]:
    read: Fee = row.read(name, reader) or Fee()
    if len(read.words) > 120:
        row.refuse("import_too_long", name, limit=120)
    if read.amount is None:
        return {"fee_words": read.words}
    words = {"fee_words": read.words} if read.words else {}
    return {"fee_amount": read.amount, "fee_currency": read.currency, "fee_per": read.per, **words}


def _weeks(cell: Cell) -> int | None:
    weeks = whole(cell)
    if weeks is not None and not 1 <= weeks <= 200:
        raise Broken("import_number")
    return weeks


def _without_blanks(**said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: values for name, values in said.items() if any(value not in (None, "") for value in values.values())}


# As Hong Kong's Leisure and Cultural Services Department publishes its programmes.
_METHODS = {
    **dict.fromkeys(("walkin", "walk-in"), Mode.WALK_IN),
    **dict.fromkeys(("ballot", "balloting"), Mode.DRAW),
    **dict.fromkeys(("fcfs", "firstcomefirstserved", "firstcome,firstserved"), Mode.FIRST_COME),
    **dict.fromkeys(("first-come-first-served", "first-come,first-served"), Mode.FIRST_COME),
}


def programme_draft(row: Row) -> Draft:
    """Read one published programme; it is known by its ACTIVITY_NO and held on its days whatever our calendar says."""
    _expect(row, "code")
    code = row.words("code", 40)
    named, excluded = row.read("weekday", times.programme_days) or ((), ())
    weekly = _weekly(row, named)
    return Draft(
        hashlib.sha256(folded(code).encode()).hexdigest(),
        _programme_course(row),
        code=code,
        holiday_rule=HolidayRule.HELD,
        said=_without_blanks(
            mode={"mode": row.read("mode", one_of(_METHODS, "import_method"))},
            capacity={"capacity": row.read("capacity", whole)},
            fee=_fee(row, "fee", _hong_kong_fee),
            eligibility={"eligibility_words": row.words("eligibility")},
            notes={"notes": _programme_notes(row)},
        )
        | _days(row, named, excluded)
        | _ages(row),
        times=weekly,
    )


def _programme_course(row: Row) -> CourseSaid:
    chinese, english = row.words("course", 120), row.words("course_en", 160)
    if not (chinese or english):
        row.refuse("import_cell_missing", "course")
    department, department_en = row.words("department", 80), row.words("department_en", 80)
    return CourseSaid(chinese or english[:120], "", english, department or department_en, department_en)


def _programme_notes(row: Row) -> str:
    district = row.words("district", 80)
    return "\n".join(filter(None, (row.words("notes"), district and f"District: {district}")))


def _hong_kong_fee(cell: Cell) -> Fee:
    read = fee(cell, FeePer.TERM)
    plain = re.fullmatch(r"[\d.]+", folded(cell)) is not None
    return replace(read, currency="HKD") if plain or read.amount == Decimal(0) else read


def _days(row: Row, named: Sequence[int], excluded: Sequence[date]) -> dict[str, dict[str, Any]]:
    first_on, last_on = row.read("first_on", times.day), row.read("last_on", times.day)
    said = _without_blanks(first_on={"first_on": first_on}, last_on={"last_on": last_on})
    if named:
        said["weekday"] = {"excluded_on": tuple(excluded)}
    if first_on and last_on:
        if last_on < first_on:
            row.refuse("import_end_before_start", "last_on", value=line(row.cells["last_on"]))
        elif named and not _meets(named, excluded, first_on, last_on):
            row.refuse("import_no_day_between", "weekday", value=line(row.cells["weekday"]))
    return said


def _meets(named: Sequence[int], excluded: Sequence[date], first_on: date, last_on: date) -> bool:
    # A week has every weekday; each excluded day may cost one more.
    span = range(min((last_on - first_on).days, 7 * (len(excluded) + 1)) + 1)
    days = (date.fromordinal(first_on.toordinal() + n) for n in span)
    return any(day.isoweekday() in named and day not in excluded for day in days)


# The publisher writes 0 for "from any age" and 199 for "up to any age".
_NO_MAXIMUM = 199


def _ages(row: Row) -> dict[str, dict[str, Any]]:
    least, most = row.read("min_age", whole), row.read("max_age", whole)
    said: dict[str, dict[str, Any]] = {}
    if not is_empty(row.cells.get("min_age")):
        said["min_age"] = dict.fromkeys(("min_age_male", "min_age_female"), least or None)
    if not is_empty(row.cells.get("max_age")):
        said["max_age"] = {"max_age": most if most and most < _NO_MAXIMUM else None}
    if least and most and least > most:
        row.refuse("import_ages", "max_age", value=most)
    return said
