"""What was tapped on a register: only what somebody changed is sent on, so that an old page undoes nobody's marks."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.validators import InputRequired

from activity_center.attendance.rules import Mark
from activity_center.people.forms import text
from activity_center.web import Form

_l: Any = lazy_gettext

_MARKS = {mark.value: mark for mark in Mark}


def typed(form: Mapping[str, str]) -> dict[int, Mark | None]:
    """Return the marks by person that differ from what the page showed when it was opened."""
    tapped = {name.removeprefix("mark-"): mark for name, mark in form.items() if name.startswith("mark-")}
    return {
        int(person): _MARKS[mark]
        for person, mark in tapped.items()
        if person.isdecimal() and len(person) < 10 and mark in _MARKS and mark != form.get(f"was-{person}")
    }


def typed_mark(mark: str) -> Mark | None:
    """Return one mark; anything that is none clears."""
    return _MARKS.get(mark)


class ClosingForm(Form):
    """Closing a register, and what becomes of those whom nobody has marked."""

    absent_rest = BooleanField(_l("Mark them as absent"))


class ReopeningForm(Form):
    """Why a register is opened again."""

    reason = text(_l("Why it is opened again"), 200, InputRequired(_l("Please type a reason.")))
