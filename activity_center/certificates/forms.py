"""What may be typed about a certificate."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from activity_center.courses.forms import choice_of
from activity_center.web import Form

_l: Any = lazy_gettext


def _why(says: Any) -> TextAreaField:
    too_long = Length(max=400, message=_l("Please use at most %(max)d characters."))
    return TextAreaField(_l("Reason"), validators=[DataRequired(says), too_long])


class RevokeForm(Form):
    """Why a certificate is valid no more; its owner reads it."""

    reason = _why(_l("Please write a reason; whoever it concerns reads it."))


class GrantForm(Form):
    """Who gets a certificate though they lack something, and why; only staff read it."""

    person_id = choice_of(_l("Who"), validators=[DataRequired(_l("Please choose somebody."))])
    reason = _why(_l("Please write a reason; only staff read it."))
