"""What pages say about absences. Nothing here looks anything up."""

from typing import Any

from flask_babel import gettext as _

from activity_center import formats
from activity_center.attendance.counting import Proposal, Run, Threshold


def missed(in_a_row: int, total: int) -> str:
    """Return how many meetings somebody has missed."""
    if in_a_row == total:
        return _("%(n)s missed in a row", n=total)
    return _("%(n)s missed, %(row)s of them in a row", n=total, row=in_a_row)


def follows(threshold: Threshold | None) -> str:
    """Return what comes next for somebody, nothing where nothing more is proposed."""
    if threshold is None:
        return ""
    n = threshold.count
    sentences: dict[tuple[Run, Proposal], str] = {
        (Run.CONSECUTIVE, Proposal.WARN): _("after %(n)s in a row staff are to speak with them", n=n),
        (Run.CONSECUTIVE, Proposal.FREE_SEAT): _("after %(n)s in a row staff decide whether the place is freed", n=n),
        (Run.TOTAL, Proposal.WARN): _("after %(n)s in all staff are to speak with them", n=n),
        (Run.TOTAL, Proposal.FREE_SEAT): _("after %(n)s in all staff decide whether the place is freed", n=n),
    }
    return sentences[threshold.run, threshold.proposal]


def proposed(row: Any) -> str:
    """Return what is proposed."""
    return _("free the place") if row.proposal is Proposal.FREE_SEAT else _("speak with them")


def why(row: Any) -> str:
    """Return the rule that speaks for a proposal."""
    if row.run is Run.CONSECUTIVE:
        return _("%(missed)s absences in a row; the rule says %(n)s", missed=row.missed, n=row.count)
    return _("%(missed)s absences in all; the rule says %(n)s", missed=row.missed, n=row.count)


def became(row: Any) -> str:
    """Return what was decided about a proposal, by whom and when."""
    states = {
        "accepted": _("done: %(what)s", what=proposed(row)),
        "dismissed": _("left alone"),
        "withdrawn": _("void, because the marks have changed"),
    }
    who = row.decided_by.name if row.decided_by else ""
    told = (states.get(row.state.value, ""), formats.moment(row.decided_at), who, row.note)
    return " · ".join(part for part in told if part)
