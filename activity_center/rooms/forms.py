"""What may be typed about sites and rooms."""

import re
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from activity_center.formats import hour, weekday
from activity_center.people.forms import text
from activity_center.rooms.rules import OpenHours
from activity_center.web import Form

_l: Any = lazy_gettext

_HOURS = re.compile(r"(\d{1,2})[:.\uff1a](\d{2})\s*[-\u2013\u2014~\u81f3]+\s*(\d{1,2})[:.\uff1a](\d{2})")


class HoursField(StringField):
    """The opening hours of one day: "8:30-12:00, 14:00-17:00"."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = []
        rest = re.sub(r"[\s,;\u3001\uff0c\uff1b]", "", _HOURS.sub("", typed))
        try:
            found = [tuple(map(int, match)) for match in _HOURS.findall(typed)]
            self.data = [(time(a, b), time(c, d)) for a, b, c, d in found]
        except ValueError:
            rest = typed
        if rest or any(closes <= opens for opens, closes in self.data):
            raise ValueError(_("Please type the hours as 8:30-12:00, 14:00-17:00."))

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return ", ".join(f"{hour(opens)}-{hour(closes)}" for opens, closes in self.data or ())


class SiteForm(Form):
    """A site: its name and where it is."""

    name = text(_l("Name"), 120, InputRequired(_l("Please type a name.")))
    address = text(_l("Address"), 200)

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {"name": self.name.data, "address": self.address.data or ""}


class RoomForm(Form):
    """A room with its seats and hours."""

    site_id = SelectField(_l("Site"), coerce=int)
    name = text(_l("Name"), 80, InputRequired(_l("Please type a name.")))
    seats = IntegerField(_l("Seats in the room"), validators=[Optional(), NumberRange(min=1, max=100_000)])
    is_open = BooleanField(
        _l("Can be booked"),
        default=True,
        description=_l("Untick it while the room is repaired; what is booked stays booked."),
    )
    on_1, on_2, on_3, on_4, on_5, on_6, on_7 = (HoursField() for _day in range(7))

    def __init__(self, *args: Any, hours: Any = (), **more: Any) -> None:
        days = {f"on_{n}": [(h.opens, h.closes) for h in hours if h.weekday == n] for n in range(1, 8)}
        super().__init__(*args, **days, **more)
        for number, field in enumerate(self.days, 1):
            field.label.text = weekday(number)

    @property
    def days(self) -> list[Any]:
        """Return the fields of the week, Monday first."""
        return [self[f"on_{number}"] for number in range(1, 8)]

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a RoomDraft takes them."""
        hours = [OpenHours(n, *span) for n, day in enumerate(self.days, 1) for span in day.data]
        return {name: self[name].data for name in ("site_id", "name", "seats", "is_open")} | {"hours": hours}
