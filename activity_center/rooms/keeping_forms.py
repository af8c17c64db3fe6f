"""What staff may type about rooms besides their names: seasons, who may book them, their parts, and what is lent."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from activity_center import words
from activity_center.people.forms import options, text
from activity_center.people.rules import RoleName
from activity_center.rooms.booking_forms import BoxesField
from activity_center.rooms.forms import WeekForm
from activity_center.rooms.rules import Season
from activity_center.web import Form

_l: Any = lazy_gettext

_EVERY_ROOM = 0


class YearDayField(StringField):
    """A day of every year, typed month first: 5-1 is the first of May."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        numbers = [int(number) for number in re.findall(r"\d+", typed)]
        try:
            # Of a leap year, so that the 29 February is a day.
            self.data = f"{date(2000, *numbers):%m-%d}" if typed else None
        except (TypeError, ValueError):
            raise ValueError(_("Please type month and day as 5-1.")) from None

    def _value(self) -> str:
        month, _dash, day = (self.data or "").partition("-")
        return self.raw_data[0] if self.raw_data else f"{int(month)}-{int(day)}" if day else ""


class SeasonForm(WeekForm):
    """A season of every year with its hours."""

    first = YearDayField(
        _l("First day"),
        validators=[InputRequired(_l("Please type month and day as 5-1."))],
        description=_l("Month and day, for example 5-1"),
    )
    last = YearDayField(
        _l("Last day"),
        validators=[InputRequired(_l("Please type month and day as 5-1."))],
        description=_l("It may be before the first day: 11-1 to 3-31 is a winter."),
    )

    @property
    def season(self) -> Season:
        """Return the first and the last day."""
        return self.first.data, self.last.data


def _number(label: Any, most: int, description: Any = "", least: int = 1) -> IntegerField:
    valid = NumberRange(least, most, _l("Please type a number from %(min)s to %(max)s."))
    return IntegerField(label, validators=[Optional(), valid], description=description)


class RuleForm(Form):
    """What somebody with a role may book by themselves."""

    role = SelectField(_l("Who"), choices=options(words.ROLES), coerce=RoleName)
    room_id = SelectField(_l("Where"), coerce=int)
    notice_hours = _number(_l("At least so many hours ahead"), 8760, _l("Empty: until the last minute"), least=0)
    ahead_days = _number(_l("At most so many days ahead"), 731, _l("Empty: as far ahead as they like"))
    longest_minutes = _number(_l("At most so many minutes at a time"), 1440, _l("Empty: as long as they like"))
    least_people = _number(_l("At least so many people"), 100_000, _l("Empty: also alone"))
    most_people = _number(_l("At most so many people"), 100_000, _l("Empty: as many as the room has seats"))
    needs_approval = BooleanField(
        _l("The desk has to approve it"), default=True, description=_l("Until then a booking holds nothing.")
    )

    def offer(self, rooms: Iterable[tuple[int, str]]) -> None:
        """Say for which rooms there can be a rule."""
        every = SelectChoice(str(_EVERY_ROOM), _("All rooms without a rule of their own"))
        self.room_id.choices = [every, *(SelectChoice(str(number), name) for number, name in rooms)]

    def validate_most_people(self, field: Any) -> None:
        """At most is not less than at least."""
        if field.data and self.least_people.data and field.data < self.least_people.data:
            raise ValidationError(_("This is less than at least so many."))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a RuleDraft takes them."""
        limits = ("ahead_days", "longest_minutes", "least_people", "most_people", "needs_approval", "role")
        return {name: self[name].data for name in limits} | {
            "room_id": self.room_id.data or None,
            "notice_hours": self.notice_hours.data or 0,
        }


class PartsForm(Form):
    """Into which rooms another divides."""

    parts = BoxesField(_l("It divides into"), validators=[Optional()])


class ThingForm(Form):
    """Things of one kind, and how many there are."""

    name = text(_l("Name"), 80, InputRequired(_l("Please type a name.")))
    count = IntegerField(
        _l("How many there are"),
        validators=[
            InputRequired(_l("Please type a number.")),
            NumberRange(0, 10_000, _l("Please type a number from %(min)s to %(max)s.")),
        ],
        description=_l("0 while there are none to lend"),
    )

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {"name": self.name.data, "count": self.count.data}
