"""What may be typed about a booking: what for, when, how it repeats, where, and what else it needs."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from activity_center import words
from activity_center.formats import weekday
from activity_center.people.forms import Boxes, DayField, options, text
from activity_center.rooms.recurrence import LONGEST_SERIES, Pattern, Rhythm
from activity_center.terms.forms import ClockField, DaysField
from activity_center.web import Form

_l: Any = lazy_gettext

_MOST_DATES = 200
_DAY = InputRequired(_l("Please choose a day."))
_TIME = InputRequired(_l("Please type the time as 8:30."))
_NOTE = Length(max=400, message=_l("Please use at most %(max)d characters."))
_EQUIPMENT = "equipment_"


class BoxesField(Boxes):
    """Some numbers, as boxes to tick."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **more)

    def offer(self, rows: Iterable[tuple[int, str]]) -> None:
        """Say what can be ticked."""
        self.choices = [SelectChoice(str(number), label) for number, label in rows]


class TimeForm(Form):
    """A day and the hours."""

    on = DayField(_l("Day"), validators=[_DAY], description=_l("For example 2026-10-19"))
    starts = ClockField(_l("Begins"), validators=[_TIME])
    ends = ClockField(_l("Ends"), validators=[_TIME])

    def validate_on(self, field: Any) -> None:
        """A day of the years in which one may plan."""
        if field.data and not 2000 <= field.data.year < 2200:
            raise ValidationError(_("Please choose a day."))


class MoveForm(TimeForm):
    """Another time for one booking, and other rooms."""

    rooms = BoxesField(_l("Rooms"), validators=[InputRequired(_l("Please choose a room."))])


class BookingForm(TimeForm):
    """A booking before it is one. An end that is not after the beginning is on the day after."""

    title = text(_l("What for"), 160, InputRequired(_l("Please say what it is for.")))
    rhythm = RadioField(_l("How it repeats"), choices=options(words.RHYTHM), default=Rhythm.ONCE.value)
    every = IntegerField(
        _l("Every how many weeks or months"),
        default=1,
        validators=[Optional(), NumberRange(1, 12, _l("Please type a number from 1 to 12."))],
    )
    weekdays = BoxesField(_l("On which weekdays"), description=_l("None ticked: on the weekday of the first day."))
    until = DayField(_l("Last day"))
    dates = DaysField(
        _l("Further days, by hand"), description=_l("Several with commas between them: 2026-10-19, 2026-12-25")
    )
    keeps_holidays = BooleanField(
        _l("Leave out closed days"),
        default=True,
        description=_l("A worked weekend day then counts as the weekday whose timetable it follows."),
    )
    rooms = BoxesField(_l("Further rooms at the same time"))
    attendees = IntegerField(
        _l("How many people"), validators=[Optional(), NumberRange(1, 100_000, _l("Please type a number."))]
    )
    setup = IntegerField(_l("Minutes to set up before"), default=0, validators=[Optional(), NumberRange(0, 480)])
    cleanup = IntegerField(_l("Minutes to clear away after"), default=0, validators=[Optional(), NumberRange(0, 480)])
    is_public = BooleanField(
        _l("Everybody may read what it is for"),
        default=True,
        description=_l("Otherwise others only read that the room is taken."),
    )
    is_there = BooleanField(
        _l("I am there myself"), description=_l("My own time is then kept free of anything else as well.")
    )
    note = StringField(_l("Note for the desk"), validators=[_NOTE])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.weekdays.offer((number, weekday(number)) for number in range(1, 8))

    def validate_until(self, field: Any) -> None:
        """What repeats ends some day, at most two years later."""
        if self.rhythm.data not in (Rhythm.WEEKLY.value, Rhythm.MONTHLY.value) or not self.on.data:
            return
        if not field.data:
            raise ValidationError(_("Please choose the last day."))
        if not self.on.data <= field.data <= self.on.data + LONGEST_SERIES:
            raise ValidationError(_("Not before the first day, and at most two years after it."))

    def validate_dates(self, field: Any) -> None:
        """Days by hand are some days, and not too many."""
        if self.rhythm.data != Rhythm.DATES.value:
            return
        if not field.data and not field.errors:
            raise ValidationError(_("Please type the further days."))
        if len(field.data or ()) > _MOST_DATES or any(not 2000 <= day.year < 2200 for day in field.data or ()):
            raise ValidationError(_("At most 200 days."))

    @property
    def pattern(self) -> Pattern:
        """Return when it is, once the form is in shape."""
        rhythm, on = Rhythm(self.rhythm.data), self.on.data
        dates = tuple(sorted({on, *self.dates.data})) if rhythm is Rhythm.DATES else ()
        return Pattern(
            self.starts.data,
            self.ends.data,
            min(dates, default=on),
            self.until.data if rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY) else max(dates, default=on),
            rhythm,
            self.every.data or 1,
            tuple(sorted(self.weekdays.data)) or (on.isoweekday(),),
            dates,
            self.keeps_holidays.data,
        )

    @property
    def equipment_fields(self) -> list[Any]:
        """Return the fields of what can be lent."""
        return [field for field in self if field.name.startswith(_EQUIPMENT)]

    @property
    def equipment(self) -> tuple[tuple[int, int], ...]:
        """Return what is wanted: numbers and how many."""
        wanted = [(int(f.name.removeprefix(_EQUIPMENT)), f.data) for f in self.equipment_fields if f.data]
        return tuple(sorted(wanted))

    @property
    def buffers(self) -> tuple[int, int]:
        """Return the minutes before and after."""
        return self.setup.data or 0, self.cleanup.data or 0


def booking_form(stock: Sequence[Any], **more: Any) -> BookingForm:
    """Return a form that also asks how many of each thing in `stock` are wanted."""
    counts = {f"{_EQUIPMENT}{thing.id}": _count_of(thing) for thing in stock}
    return type("StockedForm", (BookingForm,), counts)(**more)


def _count_of(thing: Any) -> Any:
    label = _("%(name)s (%(n)s there)", name=thing.name, n=thing.count)
    return IntegerField(label, validators=[Optional(), NumberRange(0, 10_000, _l("Please type a number."))])


def typed(pattern: Pattern, day: date) -> dict[str, Any]:
    """Return a pattern as the fields show it, with the day from which on it is to hold."""
    is_by_hand = pattern.rhythm is Rhythm.DATES
    return {
        "on": day,
        "starts": pattern.starts,
        "ends": pattern.ends,
        "rhythm": pattern.rhythm.value,
        "every": pattern.every,
        "weekdays": list(pattern.weekdays),
        "until": None if is_by_hand else pattern.last_on,
        "dates": tuple(date for date in pattern.dates if date > day),
        "keeps_holidays": pattern.keeps_holidays,
    }


class CancelForm(Form):
    """Calling off one day, or more of its series."""

    scope = RadioField(_l("What"), choices=options(words.BOOKING_SCOPE), default="one")
    note = TextAreaField(_l("Reason"), validators=[_NOTE], description=_l("Whoever booked it reads it."))


class RefusalForm(Form):
    """Saying no, and why."""

    note = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Please write a reason; whoever it concerns reads it.")), _NOTE],
    )


class DayForm(Form):
    """One more day of a series."""

    on = DayField(_l("Day"), validators=[_DAY], description=_l("For example 2026-10-19"))
