"""What may be typed about a certificate."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from activity_center.web import Form

_l: Any = lazy_gettext


class RevokeForm(Form):
    """Why a certificate is valid no more; its owner reads it."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[
            DataRequired(_l("Please write a reason; whoever it concerns reads it.")),
            Length(max=400, message=_l("Please use at most %(max)d characters.")),
        ],
    )
