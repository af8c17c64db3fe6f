"""What may be typed about societies."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import InputRequired, Optional

from activity_center import words
from activity_center.people.forms import DayField, one_of, text
from activity_center.societies.rules import Post, SocietyKind
from activity_center.web import Form

_l: Any = lazy_gettext

_WHO = _l("Card number or telephone")


class SocietyForm(Form):
    """A society and who leads it."""

    name = text(_l("Name of the society"), 80, InputRequired(_l("Please type a name.")))
    kind = one_of(_l("What they do"), SocietyKind, words.SOCIETY_KIND)
    login = text(
        _l("Who leads it"),
        120,
        InputRequired(_l("Please type a card number or telephone number.")),
        description=_WHO,
    )


class OfficeForm(Form):
    """A post, and who holds it from when to when."""

    login = text(
        _l("Who holds the post"),
        120,
        InputRequired(_l("Please type a card number or telephone number.")),
        description=_WHO,
    )
    post = one_of(_l("Post"), Post, words.POST)
    from_on = DayField(_l("First day"), validators=[InputRequired(_l("Please choose a day."))])
    until_on = DayField(_l("Last day"), validators=[Optional()], description=_l("Empty: until somebody ends it."))
