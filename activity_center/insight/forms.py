"""What staff may type about completing a class."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from activity_center.insight.rules import LEAST_PERCENT
from activity_center.web import LARGEST, Form

_l: Any = lazy_gettext


class CompletionForm(Form):
    """What completing a class of a term takes."""

    least_percent = IntegerField(
        _l("Attendance, in percent, at least"),
        default=LEAST_PERCENT,
        validators=[
            InputRequired(_l("Please type a number.")),
            NumberRange(0, 100, _l("Please type a number from 0 to 100.")),
        ],
        description=_l(
            "Of the meetings whose register was kept, without those on leave. Many schools ask for 70 or 60."
        ),
    )
    work_needed = BooleanField(
        _l("The work of the class must be done as well"),
        default=True,
        description=_l("Homework, a piece for the exhibition, a part in the performance: the instructor ticks it."),
    )


def ticked(values: list[str]) -> set[int]:
    """Return the numbers of people who were ticked."""
    return {int(value) for value in values if value.isascii() and value.isdecimal() and int(value) <= LARGEST}
