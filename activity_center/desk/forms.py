"""What is keyed in from a paper form."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from activity_center.desk.rules import CHOICES, Reading
from activity_center.people.forms import DayField, text
from activity_center.people.rules import normal, normal_card, normal_phone
from activity_center.web import LARGEST, Form

_l: Any = lazy_gettext


def _number(label: Any) -> Field:
    wrong = _l("Please type the number of the class as it stands in the catalogue.")
    return IntegerField(label, validators=[Optional(), NumberRange(1, LARGEST, wrong)])


class ReadingForm(Form):
    """One form as one clerk reads it."""

    card = text(_l("Card number"), 32, InputRequired(_l("Please type the number on the card.")))
    name = text(_l("Full name"), 80, InputRequired(_l("Please type the name.")))
    birth_on = DayField(_l("Date of birth"), validators=[Optional()], description=_l("For example 1951-02-03"))
    phone = text(_l("Telephone"), 32)
    choice_1 = _number(_l("First choice"))
    choice_2 = _number(_l("Second choice"))
    choice_3 = _number(_l("Third choice"))
    choice_4 = _number(_l("Fourth choice"))
    choice_5 = _number(_l("Fifth choice"))
    most = IntegerField(
        _l("Classes at most"),
        validators=[Optional(), NumberRange(1, CHOICES, _l("Please type a number from 1 to 5, or leave it empty."))],
    )
    waits = RadioField(
        _l("Wait if a class is full"),
        choices=[SelectChoice("yes", _l("yes")), SelectChoice("no", _l("no, or nothing ticked"))],
        validators=[InputRequired(_l("Please choose."))],
    )

    def validate_choice_1(self, _field: Any) -> None:
        """At least one class is chosen, and none twice."""
        chosen = [number for number in self._choices if number is not None]
        if not chosen:
            raise ValidationError(_("Please type at least one choice."))
        if len(set(chosen)) < len(chosen):
            raise ValidationError(_("The same class stands there twice; please look at the sheet again."))

    @property
    def _choices(self) -> list[int | None]:
        return [self[f"choice_{rank}"].data for rank in range(1, CHOICES + 1)]

    @property
    def reading(self) -> Reading:
        """Return what was typed in the one way in which readings are compared."""
        return Reading(
            normal_card(self.card.data or ""),
            "".join(normal(self.name.data or "").split()),
            self.birth_on.data.isoformat() if self.birth_on.data else "",
            normal_phone(self.phone.data or ""),
            *self._choices,
            most=self.most.data,
            waits=self.waits.data == "yes",
        )


class FirstReadingForm(ReadingForm):
    """The first reading says also for which term the form is, and when it came."""

    term_id = SelectField(_l("Term"), coerce=int)
    received_on = DayField(_l("Received on"), validators=[InputRequired(_l("Please type a day."))])

    def __init__(self, *args: Any, terms: list[tuple[int, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, data={"received_on": today}, **kwargs)
        self.term_id.choices = [SelectChoice(id, name) for id, name in terms]
        self.today = today

    def validate_received_on(self, field: Any) -> None:
        """No form comes from the future."""
        if field.data and field.data > self.today:
            raise ValidationError(_("This day is still to come."))


class DiscardForm(Form):
    """Why a form is put aside."""

    note = StringField(
        _l("Reason"),
        validators=[DataRequired(_l("Please write why; it is kept with your name.")), Length(max=400)],
    )
