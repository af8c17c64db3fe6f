"""What may be typed about a walk-in room."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from activity_center.tables.rules import Way
from activity_center.terms.forms import CategoriesField
from activity_center.web import Form

_l: Any = lazy_gettext

SEATS = 2
_LINE = re.compile(r"(?P<name>.+?)\s*[:\uff1a]\s*(?P<seats>\d{1,2})")


class TablesField(TextAreaField):
    """Tables, one a line: a name, and after a colon for how many people it is."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = [line.strip() for line in (valuelist[0] if valuelist else "").splitlines() if line.strip()]
        self.data = [_table(line) for line in lines]
        names = [name for name, _seats in self.data]
        if len(set(names)) < len(names):
            raise ValueError(_("Two tables have the same name."))
        if any(not name or len(name) > 40 or not 1 <= seats <= 20 for name, seats in self.data):
            raise ValueError(_("Please type one table a line, as “Table 1: 2”, for 1 to 20 people."))

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "\n".join(f"{name}: {seats}" for name, seats in self.data or ())


def _table(line: str) -> tuple[str, int]:
    match = _LINE.fullmatch(line)
    return (match["name"], int(match["seats"])) if match else (line, SEATS)


def _count(label: Any, least: int, most: int, default: int) -> IntegerField:
    missing, wrong = _l("Please type a number."), _l("Please type a number from %(min)s to %(max)s.")
    return IntegerField(label, default=default, validators=[InputRequired(missing), NumberRange(least, most, wrong)])


class SetupForm(Form):
    """The tables of a room and the rule that holds there."""

    tables = TablesField(
        _l("The tables"),
        description=_l("One a line, with the number of people after a colon: “Table 1: 2”."),
        validators=[Optional()],
    )
    way = RadioField(
        _l("How a table goes on"),
        choices=[
            SelectChoice(Way.SLOTS.value, _l("each turn for a fixed time")),
            SelectChoice(Way.ROTATION.value, _l("after each game the next")),
        ],
        default=Way.SLOTS.value,
        validators=[InputRequired(_l("Please choose."))],
    )
    turn_minutes = _count(_l("Minutes of a turn, or of a usual game"), 5, 600, 60)
    hold_minutes = _count(_l("Minutes a table is kept for who is called"), 1, 120, 15)
    extension_minutes = _count(_l("Minutes of an extension"), 5, 240, 30)
    extensions = _count(_l("Extensions at most, while nobody waits"), 0, 10, 1)
    most_a_day = IntegerField(
        _l("Turns at most for a person and a day"),
        validators=[Optional(), NumberRange(1, 50, _l("Please type a number from %(min)s to %(max)s."))],
        description=_l("Empty: as many as one likes."),
    )
    guests = _count(_l("Guests a member may bring"), 0, 10, 0)
    guests_at_desk = BooleanField(_l("Only the desk lets guests in"))
    categories = CategoriesField(_l("Who may play"), description=_l("Nothing ticked: everybody."))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a SetupDraft takes them."""
        names = ("tables", "turn_minutes", "hold_minutes", "extension_minutes", "extensions", "most_a_day", "guests")
        plain = {name: self[name].data for name in (*names, "guests_at_desk")}
        categories = sorted(one.value for one in self.categories.categories)
        return plain | {"tables": self.tables.data or [], "way": Way(self.way.data), "categories": categories}
