"""What may be typed about terms, windows and days."""

import re
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from activity_center import words
from activity_center.formats import hour, weekday, zone
from activity_center.people.forms import Boxes, one_of, options, text
from activity_center.people.rules import Category
from activity_center.terms.rules import ClosureKind
from activity_center.web import Form

_l: Any = lazy_gettext


class MomentField(DateTimeLocalField):
    """A moment, typed and shown as wall time of the centre."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = self.data and self.data.replace(tzinfo=zone())

    def _value(self) -> str:
        shown: datetime | None = self.data
        return (
            self.raw_data[0] if self.raw_data else shown.astimezone(zone()).strftime("%Y-%m-%dT%H:%M") if shown else ""
        )


class ClockField(StringField):
    """A time of day, typed in any usual way: 8:30, 08:30, 0830."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        match = re.fullmatch(r"(\d{1,2})[:.\uff1a]?(\d{2})", typed)
        try:
            self.data = time(int(match[1]), int(match[2])) if match else None
        except ValueError:
            match = None
        if typed and not match:
            raise ValueError(_("Please type the time as 8:30."))

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else hour(self.data) if self.data else ""


class DaysField(StringField):
    """Some days: 2026-10-19, 2026-12-25."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = tuple(sorted({date.fromisoformat(word) for word in re.findall(r"[\d-]+", "".join(valuelist))}))
        except ValueError:
            self.data = ()
            raise ValueError(_("Please type the days as 2026-10-19, 2026-12-25.")) from None

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else ", ".join(day.isoformat() for day in self.data or ())


class CategoriesField(Boxes):
    """Some of the categories of people, as boxes to tick."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, choices=options(words.CATEGORY), coerce=_value_of, **more)

    @property
    def categories(self) -> frozenset[Category]:
        """Return what is ticked."""
        return frozenset(map(Category, self.data or ()))


def _value_of(category: Any) -> str:
    return category.value if isinstance(category, Category) else str(category)


class WeekdayField(SelectField):
    """A day of the week by its name, or none."""

    def __init__(self, label: Any, none: Any, **more: Any) -> None:
        super().__init__(label, coerce=lambda value: int(value) if value else None, **more)
        self.choices = options({"": none} | {str(number): weekday(number) for number in range(1, 8)})


class TermForm(Form):
    """A term and the rules that hold in it."""

    name = text(_l("Name"), 80, InputRequired(_l("Please type a name.")))
    first_on = DateField(_l("First day"), validators=[InputRequired(_l("Please choose a day."))])
    last_on = DateField(_l("Last day"), validators=[InputRequired(_l("Please choose a day."))])
    seats_per_person = IntegerField(
        _l("Classes one person may take"),
        validators=[Optional(), NumberRange(min=0, max=1000)],
        description=_l("Empty: as many as they like."),
    )
    offer_working_days = IntegerField(
        _l("Working days a freed place is kept"),
        default=2,
        validators=[InputRequired(_l("Please type a number.")), NumberRange(min=1, max=30)],
        description=_l(
            "A place that becomes free is offered to the first who waits until 17:00 of the last of these days."
        ),
    )
    instructors_ask = BooleanField(
        _l("Instructors ask the desk when a meeting must change"),
        description=_l("Without it they cancel, move and hand over meetings of theirs themselves; people are told."),
    )

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a TermDraft takes them."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


class WindowForm(Form):
    """When some may enrol."""

    name = text(
        _l("Name"), 80, InputRequired(_l("Please type a name.")), description=_l("For example: returning members")
    )
    opens_at = MomentField(_l("Opens"), validators=[InputRequired(_l("Please choose a day and a time."))])
    closes_at = MomentField(_l("Closes"), validators=[InputRequired(_l("Please choose a day and a time."))])
    categories = CategoriesField(_l("Who may enrol"), description=_l("Nothing ticked: everybody."))
    returning_only = BooleanField(_l("Only those who have studied here before"))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a WindowDraft takes them."""
        plain = {name: value for name, value in self.data.items() if name != "csrf_token"}
        return plain | {"categories": self.categories.categories}


class ClosureForm(Form):
    """A day that is not what its weekday says."""

    on = DateField(_l("Day"), validators=[InputRequired(_l("Please choose a day."))])
    kind = one_of(_l("What is different"), ClosureKind, words.CLOSURE_KIND)
    name = text(_l("Why"), 80, InputRequired(_l("Please type why.")), description=_l("For example: National Day"))
    follows_weekday = WeekdayField(
        _l("Follows the timetable of"),
        none=_l("no day: nothing is taught"),
        description=_l("Only for a make-up workday on which classes are held."),
    )
    source = text(_l("Where this is published"), 200)

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a ClosureDraft takes them."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}
