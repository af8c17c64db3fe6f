"""What was typed from a register on paper."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, StringField

from activity_center.attendance.rules import Mark
from activity_center.registers.rules import numbers
from activity_center.web import Form

_l: Any = lazy_gettext
MARKS = {mark.value: mark for mark in Mark}


class NumbersField(StringField):
    """Numbers of rows: 1-5, 7, 9."""

    numbers: list[int] = []

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        found = numbers(self.data or "")
        if found is None:
            raise ValueError(_("Please type numbers of rows, for example 1-5, 7, 9."))
        self.numbers = found


class PaperForm(Form):
    """The marks of a paper register by the numbers of its rows."""

    present = NumbersField(_l("Present"), description=_l("For example 1-12, 14, 17-20."))
    late = NumbersField(_l("Late"))
    leave = NumbersField(_l("On leave"))
    absent = NumbersField(_l("Absent"))
    rest = BooleanField(
        _l("All others who are expected were present"),
        description=_l("Then you need to type only who was late, on leave or absent."),
    )

    @property
    def said(self) -> dict[Mark, list[int]]:
        """Return the numbers by mark."""
        return {mark: getattr(self, mark.value).numbers for mark in Mark}


def ticked(form: Mapping[str, str], prefix: str = "mark-") -> dict[int, Mark | None]:
    """Return the marks by person that were ticked on the page, or that it showed (`was-`)."""
    found = {name.removeprefix(prefix): mark for name, mark in form.items() if name.startswith(prefix)}
    return {int(person): MARKS.get(mark) for person, mark in found.items() if person.isdecimal() and len(person) < 10}
