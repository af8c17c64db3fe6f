"""What the pages of elections, cash books, plans and years say in words. Nothing here looks anything up."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from activity_center import formats, words
from activity_center.societies.voting import Ballots, Stage
from activity_center.societies.yearly import Outcome, PlanStatus

_STAGE = {Stage.NAMING: "indigo", Stage.VOTING: "jade", Stage.CLOSED: "amber", Stage.CANCELLED: "rose"}
_PLAN = {PlanStatus.HANDED_IN: "amber", PlanStatus.APPROVED: "jade", PlanStatus.RETURNED: "rose"}
_OUTCOME = {Outcome.PASSED: "jade", Outcome.CONDITIONS: "amber", Outcome.FAILED: "rose"}


def yuan(fen: int) -> str:
    """Return an amount in fen as yuan with two places, and a real minus."""
    sign = "−" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def stage(found: Stage) -> tuple[str, str]:
    """Return where an election is as a word and the kind of its frame."""
    return str(words.ELECTION_STAGE[found.value]), _STAGE.get(found, "")


def plan(status: PlanStatus) -> tuple[str, str]:
    """Return where a plan is as a word and the kind of its frame."""
    return str(words.PLAN_STATUS[status.value]), _PLAN.get(status, "")


def outcome(found: Outcome) -> tuple[str, str]:
    """Return what was decided about a year as a word and the kind of its frame."""
    return str(words.REVIEW_OUTCOME[found.value]), _OUTCOME[found]


def voting_days(row: Any) -> str:
    """Return the days of an election, both included."""
    last = row.closes_at - timedelta(seconds=1)
    return _("%(first)s to %(last)s", first=formats.day(row.opens_at), last=formats.day(last))


def last_naming_day(row: Any) -> str:
    """Return the last day on which candidates are named."""
    return formats.day(row.opens_at - timedelta(seconds=1))


def title(row: Any) -> str:
    """Return what an election is called."""
    return _("Election: %(post)s", post=words.POST[row.post.value])


def ballots(kept: Ballots, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the published list: the code of each ballot, and whom it is for."""
    return [
        (code, _(", ").join(names[number - 1] for number in chosen) or _("a vote for nobody"))
        for code, chosen in sorted(kept.items())
    ]


def sums(score: Mapping[str, Any], weights: Mapping[str, Sequence[int]]) -> list[tuple[str, str, int]]:
    """Return for each criterion of a published score its name, how its points come about, and the points."""
    return [
        (str(words.SOCIETY_CRITERION[key]), working(score["amounts"][key], *weights[key]), points)
        for key, points in score["points"].items()
    ]


def working(amount: int, points: int, per: int, most: int) -> str:
    """Return how an amount becomes points."""
    plain = f"{amount} × {points}" if per == 1 else f"{amount} × {points} ÷ {per}"
    full = amount * points // per > most
    return f"{plain} = {amount * points // per}" + (_(", at most %(most)s", most=most) if full else "")


def money(known: Any) -> list[tuple[str, str]]:
    """Return what came in, went out and is left, in yuan."""
    return [
        (_("Money that came in, yuan"), yuan(known.came_in)),
        (_("Money that went out, yuan"), yuan(known.went_out)),
        (_("In the box at the end, yuan"), yuan(known.in_box)),
    ]
