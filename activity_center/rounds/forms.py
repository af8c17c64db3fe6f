"""What may be typed about rounds."""

import re
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from activity_center.courses.forms import choice_of
from activity_center.formats import hour, weekday
from activity_center.people.forms import Boxes, text
from activity_center.rounds.rules import Want, Weekly
from activity_center.terms.forms import MomentField
from activity_center.web import Form

_l: Any = lazy_gettext

_NUMBER = _l("Please type a number.")


class HoursField(StringField):
    """Some times of a day from when to when: 8:30-11:30, 14:00-16:00."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = "".join(valuelist).strip()
        try:
            numbers = [time(int(h), int(m)) for h, m in re.findall(r"(\d{1,2})[:.\uff1a](\d{2})", typed)]
        except ValueError:
            numbers = []
        self.data = tuple(zip(numbers[::2], numbers[1::2], strict=False))
        if len(numbers) % 2 or not numbers or any(starts >= ends for starts, ends in self.data):
            raise ValueError(_("Please type the times as 8:30-11:30, 14:00-16:00."))

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return ", ".join(f"{hour(starts)}-{hour(ends)}" for starts, ends in self.data or ())


class RoundForm(Form):
    """A round: for which term, and from when to when wishes are taken."""

    name = text(_l("Name"), 80, InputRequired(_l("Please type a name.")), description=_l("For example: spring rooms"))
    term_id = choice_of(_l("Term"), validators=[InputRequired(_l("Please choose a term."))])
    opens_at = MomentField(_l("Wishes from"), validators=[InputRequired(_l("Please choose a day and a time."))])
    closes_at = MomentField(_l("Wishes until"), validators=[InputRequired(_l("Please choose a day and a time."))])


class OfferForm(Form):
    """Which rooms at which weekly times: every room at every one of them."""

    room_ids = Boxes(_l("Which rooms"), coerce=int, validators=[InputRequired(_l("Please tick at least one room."))])
    weekdays = Boxes(_l("Weekdays"), coerce=int, validators=[InputRequired(_l("Please tick at least one day."))])
    hours = HoursField(
        _l("Times of the day"),
        validators=[InputRequired(_l("Please type the times as 8:30-11:30, 14:00-16:00."))],
        description=_l("For example 8:30-11:30, 14:00-16:00"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.weekdays.choices = [(n, weekday(n)) for n in range(1, 8)]

    @property
    def weeklies(self) -> list[Weekly]:
        """Return the weekly times."""
        return [Weekly(day, *hours) for day in self.weekdays.data or () for hours in self.hours.data or ()]


class SeenForm(Form):
    """An act that is carried out only if it still is what was looked at."""

    seen = HiddenField()


class ApplicationForm(Form):
    """What a society asks for, and one more wish; `act` says which button was pressed."""

    attendees = IntegerField(
        _l("How many people come"), validators=[InputRequired(_NUMBER), NumberRange(min=1, max=2000)]
    )
    need = IntegerField(
        _l("Times a week you need"), default=1, validators=[InputRequired(_NUMBER), NumberRange(min=1, max=7)]
    )
    note = TextAreaField(_l("What else we should know"), validators=[Length(max=400)])
    when = SelectField(_l("Weekday and time"))
    room_id = choice_of(_l("Room"))
    act = StringField()

    def offer(self, times: list[tuple[str, str]], rooms: list[tuple[int, str]]) -> None:
        """Give the wish its choices."""
        self.when.choices = [SelectChoice("", _("please choose")), *(SelectChoice(*one) for one in times)]
        self.room_id.choices = [SelectChoice("", _("any room")), *(SelectChoice(str(id), name) for id, name in rooms)]

    def validate_when(self, field: Any) -> None:
        """A wish that is added has a time."""
        if self.act.data == "add" and not field.data:
            raise ValidationError(_("Please choose a weekday and a time."))

    @property
    def want(self) -> Want:
        """Return the wish that is added."""
        day, starts, ends = self.when.data.split()
        return Want(Weekly(int(day), time.fromisoformat(starts), time.fromisoformat(ends)), self.room_id.data)

    @property
    def step(self) -> tuple[str, int] | None:
        """Return which wish is to go up, down or away: the word and its place; None for any other button."""
        word, _dash, place = (self.act.data or "").partition("-")
        return (word, int(place)) if word in ("up", "down", "remove") and place.isdecimal() else None
