"""What may be typed about a leave. Shape only."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from activity_center.leave.rules import Kind
from activity_center.people.forms import options, text
from activity_center.web import Form

_l: Any = lazy_gettext

KINDS = {"sick": _l("I am ill"), "personal": _l("I have something else to do"), "other": _l("Another reason")}


def _sensible(_form: Any, field: Any) -> None:
    """Keep to years that the calendar of a database knows."""
    if field.data and not date(2000, 1, 1) <= field.data < date(2100, 1, 1):
        raise ValidationError(_("Please look at the year again."))


def _day(label: Any) -> DateField:
    return DateField(label, validators=[InputRequired(_l("Please choose a day.")), _sensible])


class LeaveForm(Form):
    """Days on which somebody cannot come, why, and to which class; 0 means all of them."""

    first_on = _day(_l("First day"))
    last_on = _day(_l("Last day"))
    section_id = SelectField(_l("Which class"), coerce=int)
    kind = RadioField(_l("Why"), choices=options(KINDS), default="sick")
    note = text(_l("What the instructor should know"), 200)

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {
            "section_id": self.section_id.data or None,
            "first_on": self.first_on.data,
            "last_on": self.last_on.data,
            "kind": Kind(self.kind.data),
            "note": self.note.data or "",
        }


class MemberForm(LeaveForm):
    """The same for a member of one class."""

    person_id = SelectField(_l("For whom"), coerce=int)


class NameForm(Form):
    """Somebody of a class."""

    person_id = SelectField(_l("Who"), coerce=int)


class RefusalForm(Form):
    """Why a leave is not accepted."""

    note = text(_l("Reason, which the person is told"), 200, InputRequired(_l("Please type a reason.")))


def kind_of(value: str) -> Kind:
    """Return the kind that a button names; anything else is another reason."""
    return Kind(value) if value in KINDS else Kind.OTHER
