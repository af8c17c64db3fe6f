"""Every part of our pages on one page, with samples: where a change of style is looked at, and tested."""

from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from activity_center import qr
from activity_center.errors import Reason
from activity_center.web import Form, needs, page

bp = Blueprint("parts", __name__)
_l: Any = lazy_gettext

_CHOICES = [SelectChoice("1", _l("Monday")), SelectChoice("3", _l("Wednesday"))]


class Sample(Form):
    """One field of each kind; sent empty it comes back with its errors."""

    name = StringField(_l("Name"), [InputRequired(_l("Please fill this in."))], description=_l("As on the card."))
    birth_on = DateField(_l("Date of birth"))
    weekday = SelectField(_l("Weekday"), choices=_CHOICES)
    other_day = RadioField(_l("Or"), choices=_CHOICES)
    note = TextAreaField(_l("Note"))
    sure = BooleanField(_l("I am sure"))


@bp.route("/parts", methods=["GET", "POST"])
@needs("plan_courses")
def gallery() -> tuple[str, int]:
    """Show all parts; what is sent is never kept, and always refused, so that refusals are to be seen too."""
    form = Sample()
    if form.validate_on_submit():
        form.reasons = [Reason("secret_unchanged")]
    return page("parts/gallery.html", form, svg=qr.drawn("https://centre.example/"))
