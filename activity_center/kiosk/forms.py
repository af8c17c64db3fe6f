"""What an administrator may type about a kiosk."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import SelectField
from wtforms.validators import InputRequired

from activity_center.kiosk.rules import Paper
from activity_center.people.forms import one_of, text
from activity_center.web import Form

_l: Any = lazy_gettext

PAPER = {
    "none": _l("does not print"),
    "58": _l("roll of paper, 58 mm"),
    "80": _l("roll of paper, 80 mm"),
    "a4": _l("sheets, A4"),
}


class KioskForm(Form):
    """A kiosk: its name, where it stands, and what it prints on."""

    name = text(
        _l("Name"),
        60,
        InputRequired(_l("Please type a name.")),
        description=_l("What the desk reads when somebody there calls for help, for example: entrance, left."),
    )
    site_id = SelectField(_l("Site"), coerce=int)
    paper = one_of(_l("Prints on"), Paper, PAPER)

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {"name": self.name.data or "", "site_id": self.site_id.data, "paper": self.paper.data}
