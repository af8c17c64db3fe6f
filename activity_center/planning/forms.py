"""What may be typed when a term is planned."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import InputRequired

from activity_center.courses.forms import TimeForm, choice_of
from activity_center.people.forms import Boxes
from activity_center.web import Form, row_number

_l: Any = lazy_gettext


class PlaceForm(TimeForm, Form):
    """Where one weekly time of a draft is to be; in a draft all of it may be missing."""


class CopyForm(Form):
    """Which sections are copied from which term."""

    source = choice_of(_l("Copy from the term"), validators=[InputRequired(_l("Please choose a term."))])
    sections = Boxes(_l("Classes to copy"), coerce=row_number, validate_choice=False)
