"""What may be typed about absences. Shape only."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from activity_center.attendance.counting import Proposal, Run, Threshold
from activity_center.attendance.rules import REGISTER_DAYS
from activity_center.people.forms import text
from activity_center.web import Form

_l: Any = lazy_gettext


def _number(label: Any, most: int) -> IntegerField:
    return IntegerField(label, validators=[Optional(), NumberRange(1, most, _l("Please type a number from 1 to 366."))])


FIELDS = {
    (Run.CONSECUTIVE, Proposal.WARN): "warn_in_a_row",
    (Run.CONSECUTIVE, Proposal.FREE_SEAT): "free_in_a_row",
    (Run.TOTAL, Proposal.WARN): "warn_in_total",
    (Run.TOTAL, Proposal.FREE_SEAT): "free_in_total",
}


class AbsenceRulesForm(Form):
    """At how many absences what is proposed; an empty field means never."""

    warn_in_a_row = _number(_l("Propose to speak with somebody after so many absences in a row"), 366)
    free_in_a_row = _number(_l("Propose to free the place after so many in a row"), 366)
    warn_in_total = _number(_l("Propose to speak with somebody after so many in all"), 366)
    free_in_total = _number(_l("Propose to free the place after so many in all"), 366)
    register_days = IntegerField(
        _l("Registers close by themselves after so many days"),
        validators=[Optional(), NumberRange(1, 366, _l("Please type a number from 1 to 366."))],
        description=_l("Empty means seven."),
    )

    @property
    def typed(self) -> dict[str, Any]:
        """Return the fields by name."""
        counts = {key: getattr(self, name).data for key, name in FIELDS.items()}
        return {"counts": counts, "register_days": self.register_days.data}


def shown(thresholds: tuple[Threshold, ...], register_days: int | None) -> dict[str, Any]:
    """Return what stands in the fields when the page is opened."""
    known = {FIELDS[one.run, one.proposal]: one.count for one in thresholds}
    return {**dict.fromkeys(FIELDS.values()), **known, "register_days": register_days or REGISTER_DAYS}


class DecisionForm(Form):
    """What was decided about a proposal, and why."""

    note = text(
        _l("Note"),
        400,
        description=_l("The person reads it where a place is freed or they are told; otherwise it is kept here."),
    )
