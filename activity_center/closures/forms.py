"""What may be typed about a closure."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional, ValidationError

from activity_center import words
from activity_center.closures.rules import ClosingKind, Scope
from activity_center.courses.forms import choice_of
from activity_center.people.forms import Boxes, DayField, one_of, options, text
from activity_center.terms.forms import ClockField
from activity_center.web import Form

_l: Any = lazy_gettext

_DAY = _l("Please type a day, for example 2026-09-14.")


class ClosingForm(Form):
    """What closes, from when to when, and why."""

    scope = RadioField(_l("What closes"), choices=options(words.CLOSING_SCOPE), default=Scope.SITE.value)
    site_id = choice_of(_l("Which site"), description=_l("Only where a whole site closes."))
    room_ids = Boxes(_l("Which rooms"), coerce=int, description=_l("Only where some rooms close."))
    first_on = DayField(_l("From"), validators=[InputRequired(_DAY)])
    starts = ClockField(
        _l("Closed from (time)"), validators=[Optional()], description=_l("Empty: from the first hour of the day.")
    )
    last_on = DayField(_l("To"), validators=[InputRequired(_DAY)], description=_l("The last day that is closed."))
    ends = ClockField(
        _l("Closed until (time)"), validators=[Optional()], description=_l("Empty: to the end of the day.")
    )
    kind = one_of(_l("What it is"), ClosingKind, words.CLOSING_KIND)
    why = text(
        _l("Why"),
        80,
        InputRequired(_l("Please type why.")),
        description=_l("Everybody concerned reads it. For example: the water pipes are repaired"),
    )

    def validate_site_id(self, field: Any) -> None:
        """A whole site has a name."""
        if self.scope.data == Scope.SITE.value and not field.data:
            raise ValidationError(_("Please choose the site."))

    def validate_room_ids(self, field: Any) -> None:
        """Some rooms are at least one."""
        if self.scope.data == Scope.ROOMS.value and not field.data:
            raise ValidationError(_("Please tick at least one room."))


class LineForm(Form):
    """When and where one thing is instead; its length stays."""

    on = DayField(_l("Day"), validators=[InputRequired(_DAY)])
    starts = ClockField(_l("Begins"), validators=[InputRequired(_l("Please type a time, for example 14:30."))])
    room_id = choice_of(_l("Room"))


class ConfirmForm(Form):
    """A step that asks once more: there is nothing to type."""
