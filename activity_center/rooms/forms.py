"""What may be typed about sites and rooms."""

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from activity_center import words
from activity_center.formats import hour, weekday
from activity_center.people.forms import text
from activity_center.rooms.photos import MOST_BYTES, Photo, cleaned
from activity_center.rooms.rules import OpenHours, ReportStatus
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


class WeekForm(Form):
    """The opening hours of a week."""

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
    def hours(self) -> list[OpenHours]:
        """Return what is typed as the rules see it."""
        return [OpenHours(n, *span) for n, day in enumerate(self.days, 1) for span in day.data]


class RoomForm(WeekForm):
    """A room with its seats and the hours of the whole year."""

    site_id = SelectField(_l("Site"), coerce=int)
    name = text(_l("Name"), 80, InputRequired(_l("Please type a name.")))
    seats = IntegerField(_l("Seats in the room"), validators=[Optional(), NumberRange(min=1, max=100_000)])
    is_open = BooleanField(
        _l("Can be booked"),
        default=True,
        description=_l("Untick it while the room is repaired; what is booked stays booked."),
    )

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a RoomDraft takes them."""
        return {name: self[name].data for name in ("site_id", "name", "seats", "is_open")} | {"hours": self.hours}


_MOST = Length(max=400, message=_l("Please use at most %(max)d characters."))


class PictureForm(Form):
    """A picture, kept without anything that says where or by whom it was taken."""

    photo = FileField(
        _l("Photo"),
        validators=[Optional()],
        description=_l("A JPEG or PNG of at most 6 MB. We keep the picture only, not where or when it was taken."),
        render_kw={"accept": "image/jpeg,image/png"},
    )
    cleaned: Photo | None = None

    def validate_photo(self, field: Any) -> None:
        """Keep the picture that is in the file, whatever the file is called."""
        if field.data:
            self.cleaned = cleaned(field.data.stream.read(MOST_BYTES + 1))
            if self.cleaned is None:
                raise ValidationError(
                    _("This file is no photo we can keep. Please choose a JPEG or PNG of at most 6 MB.")
                )


class ReportForm(PictureForm):
    """What is broken in a room, with a photo if there is one."""

    what = TextAreaField(
        _l("What is broken"),
        validators=[DataRequired(_l("Please write what is broken.")), _MOST],
        description=_l("For example: the second lamp from the door flickers"),
    )


class DecisionForm(Form):
    """What becomes of a report, and why."""

    status = RadioField(
        _l("What becomes of it"),
        choices=[SelectChoice(status.value, words.REPORT_STATUS[status.value]) for status in ReportStatus],
        coerce=ReportStatus,
        validators=[InputRequired(_l("Please choose what becomes of it."))],
    )
    note = TextAreaField(_l("Note"), validators=[_MOST])

    def offer(self, moves: Iterable[ReportStatus]) -> None:
        """Show only what may become of it now; what was possible a moment ago is refused, not unknown."""
        self.status.choices = [SelectChoice(move.value, words.REPORT_STATUS[move.value]) for move in moves]

    def validate_note(self, field: Any) -> None:
        """Ask for a reason where somebody waits in vain."""
        if self.status.data is ReportStatus.DECLINED and not (field.data or "").strip():
            raise ValidationError(_("Please write why, so that whoever reported it understands."))
