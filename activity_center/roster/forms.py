"""What staff may type about a section, its meetings and those in it."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from activity_center.courses.forms import ClockField, choice_of
from activity_center.people.forms import Boxes, DayField
from activity_center.roster.rules import Act
from activity_center.web import Form

_l: Any = lazy_gettext

_NOTE = Length(max=400, message=_l("Please use at most %(max)d characters."))
_DAY, _TIME = _l("Please type a day, for example 2026-09-14."), _l("Please type a time, for example 14:30.")
_NEEDED = _l("Please write why; it is kept with your name.")


class CapacityForm(Form):
    """How many places a section has."""

    capacity = IntegerField(
        _l("Number of places"),
        validators=[
            InputRequired(_l("Please type a number.")),
            NumberRange(0, 5000, _l("Please type a number from 0 to 5000.")),
        ],
    )


class NoteForm(Form):
    """Why; whoever it concerns reads it."""

    note = TextAreaField(
        _l("Reason"),
        validators=[DataRequired(_l("Please write a reason; whoever it concerns reads it.")), _NOTE],
    )


class WaiverForm(Form):
    """What staff set aside for one person, and why."""

    waive = Boxes(_l("Set aside for this person"), validate_choice=False)
    note = StringField(
        _l("Note"),
        validators=[_NOTE],
        description=_l("Why it is right to make an exception. It is kept with your name."),
    )

    def validate_note(self, field: Any) -> None:
        """What is set aside needs a note."""
        if self.waive.data and not (field.data or "").strip():
            raise ValidationError(_NEEDED)


class MoveForm(WaiverForm):
    """Another section for somebody: the note is told to them."""

    note = StringField(
        _l("Reason"),
        validators=[DataRequired(_l("Please write a reason; whoever it concerns reads it.")), _NOTE],
    )


class EndForm(NoteForm):
    """Taking somebody off."""

    whose = RadioField(
        _l("Why does it end?"),
        choices=[
            SelectChoice("own", _l("The person wishes to leave")),
            SelectChoice("staff", _l("Staff take the person off")),
        ],
        validators=[InputRequired(_l("Please choose."))],
    )


class _MeetingForm(Form):
    @property
    def typed(self) -> dict[str, Any]:
        """Return what a wish takes besides its time, which the view makes from wall time."""
        return {
            name: getattr(self, name).data for name in ("room_id", "place", "instructor_id", "note") if name in self
        }


class TimeForm(_MeetingForm):
    """When a meeting is, and where."""

    on = DayField(_l("Day"), validators=[InputRequired(_DAY)])
    starts = ClockField(_l("Begins"), validators=[InputRequired(_TIME)])
    ends = ClockField(_l("Ends"), validators=[InputRequired(_TIME)])
    room_id = choice_of(_l("Room"))

    def validate_ends(self, field: Any) -> None:
        """A meeting ends after it begins, on the same day."""
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_l("The end must be after the beginning."))


class AddForm(TimeForm):
    """One more meeting."""

    place = StringField(
        _l("Place in words"),
        validators=[Length(max=160)],
        description=_l("Where it is not one of our rooms."),
    )

    def validate_place(self, field: Any) -> None:
        """Somebody must be able to find it."""
        if not self.room_id.data and not (field.data or "").strip():
            raise ValidationError(_l("Please choose a room or type a place."))


class SubstituteForm(_MeetingForm):
    """Another room or another instructor for one meeting."""

    room_id = choice_of(_l("Room"))
    place = StringField(
        _l("Place in words"),
        validators=[Optional(), Length(max=160)],
        description=_l("Where it is not one of our rooms."),
    )
    instructor_id = choice_of(_l("Instructor"))


class StandInForm(_MeetingForm):
    """Another instructor for one meeting, one of those who are free."""

    instructor_id = RadioField(
        _l("Who teaches instead?"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validators=[InputRequired(_l("Please choose somebody."))],
    )


class CallOffForm(NoteForm, _MeetingForm):
    """Cancelling one meeting."""


class PutBackForm(_MeetingForm):
    """Letting a cancelled meeting take place after all: there is nothing to type."""


FORMS: dict[Act, type[_MeetingForm]] = {
    Act.MOVE: TimeForm,
    Act.CANCEL: CallOffForm,
    Act.RESTORE: PutBackForm,
    Act.SUBSTITUTE: SubstituteForm,
    Act.ADD: AddForm,
}
