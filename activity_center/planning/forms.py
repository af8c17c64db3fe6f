"""What may be typed when a term is planned."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import SelectMultipleField, StringField, widgets
from wtforms.validators import InputRequired, Length

from activity_center.courses.forms import ClockField, choice_of
from activity_center.courses.rules import WeeklyTime
from activity_center.terms.forms import WeekdayField
from activity_center.web import Form, row_number

_l: Any = lazy_gettext


class PlaceForm(Form):
    """Where one weekly time of a draft is to be; in a draft all of it may be missing."""

    weekday = WeekdayField(_l("Weekday"), none="")
    starts = ClockField(_l("Begins"))
    ends = ClockField(_l("Ends"))
    room_id = choice_of(_l("Room"))
    place = StringField(_l("or a place in words"), validators=[Length(max=160)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Look at what both times say together, too."""
        in_shape = super().validate(extra_validators)
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.ends.errors = [*self.ends.errors, _("It ends before it begins.")]
            return False
        return in_shape

    @property
    def weekly(self) -> WeeklyTime:
        """Return what the rules see; a room makes the place in words needless."""
        place = "" if self.room_id.data else (self.place.data or "").strip()
        return WeeklyTime(self.weekday.data, self.starts.data, self.ends.data, self.room_id.data, place)


class CopyForm(Form):
    """Which sections are copied from which term."""

    source = choice_of(_l("Copy from the term"), validators=[InputRequired(_l("Please choose a term."))])
    sections = SelectMultipleField(
        _l("Classes to copy"),
        coerce=row_number,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )
