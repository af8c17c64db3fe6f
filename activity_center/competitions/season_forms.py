"""What may be typed about a season."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from activity_center.competitions.earning import parsed_points
from activity_center.courses.forms import choice_of
from activity_center.people.forms import text
from activity_center.web import Form

_l: Any = lazy_gettext


class SeasonForm(Form):
    """What a season is called, what places earn, and how many results count."""

    name = text(_l("Name"), 120, InputRequired(_l("Please type a name.")))
    typed_points = text(
        _l("Points of the first, second, third place"),
        200,
        InputRequired(_l("Please type the points of each place.")),
        description=_l("For example 10 8 6 5 4 3 2 1"),
    )
    least = IntegerField(
        _l("Points of everybody else who took part"), validators=[InputRequired(), NumberRange(0, 99999)], default=0
    )
    best_of = IntegerField(
        _l("How many results of a person count"),
        validators=[Optional(), NumberRange(1, 99)],
        description=_l("Empty: all of them."),
    )

    def validate_typed_points(self, field: Any) -> None:
        """Points are numbers, of which no later one is greater."""
        if parsed_points(field.data or "") is None:
            raise ValidationError(_("Please type numbers with blanks between them; a later place earns no more."))

    def show(self, points: list[int]) -> None:
        """Let the field say these points, unless somebody has typed others."""
        if not self.is_submitted():
            self.typed_points.data = " ".join(map(str, points))

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name, as a SeasonDraft takes them."""
        points = parsed_points(self.typed_points.data or "") or []
        return {"name": self.name.data, "points": points, "least": self.least.data or 0, "best_of": self.best_of.data}


class CountForm(Form):
    """Which category counts for a season."""

    category_id = choice_of(_l("Contest"), validators=[InputRequired(_l("Please choose."))])
