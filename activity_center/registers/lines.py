"""What registers on paper and spreadsheets of attendance say. Nothing here looks anything up."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from activity_center import formats
from activity_center.exchange.sheets import Sheet
from activity_center.insight import lines as counts
from activity_center.insight.house import HouseRecord
from activity_center.insight.reading import ClassRecord, Place
from activity_center.insight.rules import Tally

# A name longer than this is set in smaller letters, so that it stays on one line.
_USUAL = 8


def is_long(name: str) -> bool:
    """Say whether a name needs smaller letters."""
    return len(name) > _USUAL


def column(starts_at: Any) -> tuple[str, str]:
    """Return the head of a column for a meeting: the day in figures, and the day of the week."""
    on = formats.local(starts_at)
    return f"{on.month}/{on.day}", formats.weekday(on.isoweekday())


def register_sheets(section: Any, record: ClassRecord) -> list[Sheet]:
    """Return the register of a class as sheets: everybody at every meeting, and how many came to each meeting."""
    above = (section.title, section.term.name if section.term else "")
    days = [formats.local(line.starts_at).date() for line in record.meetings]
    grid = Sheet(
        _("Register"),
        [_("Number"), _("Full name"), *days, *_heads()],
        [
            [learner.number, learner.name, *_cells(record, learner.places), *_figures(learner.tally)]
            for learner in record.learners
        ],
        above,
        (8, 18, *(12 for _day in days)),
    )
    meetings = Sheet(
        _("Meetings"),
        [_("Day"), _("Time"), _("Register"), *_heads(), _("Others here")],
        [
            [
                day,
                formats.hour(line.starts_at),
                _("kept") if line.is_kept else _("not kept"),
                *_figures(line.tally),
                line.others,
            ]
            for day, line in zip(days, record.meetings, strict=True)
        ],
        above,
        (14, 10, 12),
    )
    return [grid, meetings]


def _cells(record: ClassRecord, places: Sequence[Place]) -> list[str]:
    known = {place.meeting_id: counts.at_meeting(place)[0] for place in places}
    return [known.get(line.meeting_id, "") for line in record.meetings]


def _heads() -> list[str]:
    return [_("Present"), _("of these late"), _("On leave"), _("Absent"), _("Not marked"), _("Attendance in percent")]


def _figures(tally: Tally) -> list[int | None]:
    return [tally.there, tally.late, tally.leave, tally.absent, tally.unmarked, tally.percent]


def house_sheets(term: Any, record: HouseRecord, departments: dict[int, str]) -> list[Sheet]:
    """Return the report of a term as sheets: by class, and by week."""
    above = (term.name,)
    classes = Sheet(
        _("Classes"),
        [
            _("Department"),
            _("Which class"),
            _("Teacher"),
            _("Learners"),
            _("Meetings"),
            _("Registers kept"),
            *_heads(),
            _("Visits"),
        ],
        [
            [
                departments.get(line.department_id or 0, ""),
                line.title,
                line.instructor,
                line.learners,
                line.past,
                line.kept,
                *_figures(line.tally),
                line.visits,
            ]
            for line in record.lines
        ],
        above,
        (14, 30, 14),
    )
    weeks = Sheet(
        _("Weeks"),
        [_("Week from"), *_heads(), _("Registers not kept")],
        [[monday, *_figures(tally), unkept] for monday, tally, unkept in record.weeks],
        above,
        (14,),
    )
    return [classes, weeks]
