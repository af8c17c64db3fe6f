"""What the pages of rounds say in words. Nothing here looks anything up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from activity_center import formats
from activity_center.errors import Reason
from activity_center.rounds.models import Application, Round, Slot, Wish
from activity_center.rounds.rules import MOST_WISHES, Weekly, lot
from activity_center.sentences import Said, say
from activity_center.words import ROUND_STAGE

_PILL = {"ahead": "", "open": "jade", "closed": "amber", "published": "indigo"}


def weekly(time: Weekly) -> str:
    """Return a weekly time: "周二 9:00–11:00"."""
    return f"{formats.weekday(time.weekday)} {formats.hour(time.starts)}–{formats.hour(time.ends)}"


def value_of(time: Weekly) -> str:
    """Return a weekly time as a form sends it."""
    return f"{time.weekday} {time.starts.isoformat('minutes')} {time.ends.isoformat('minutes')}"


def wish(one: Wish) -> str:
    """Return a wish: its time, and its room or any."""
    return f"{weekly(one.want.weekly)} · {one.room.name if one.room else _('any room')}"


def slot(one: Slot) -> str:
    """Return what is on offer: its time and its room."""
    return f"{weekly(one.weekly)} · {one.room.name}"


def stage(row: Round, at: datetime) -> tuple[str, str]:
    """Return where a round is as a word and the kind of its frame."""
    now = row.stage(at).value
    return str(ROUND_STAGE[now]), _PILL[now]


def said(reasons: Iterable[Reason]) -> list[Said]:
    """Return reasons as people read them."""
    return [say(reason) for reason in reasons]


def hours(minutes: int) -> str:
    """Return minutes as hours with at most one decimal."""
    return _("%(n)s h", n=f"{minutes / 60:.1f}".removesuffix(".0"))


def lots(row: Round) -> list[tuple[Any, str]]:
    """Return the applications of a round with the beginnings of their lots, the smallest first."""
    drawn = [(application, lot(row.seed, application.society_id)) for application in row.applications]
    return [(application, number[:12]) for application, number in sorted(drawn, key=lambda pair: pair[1])]


def candidates(row: Round, on_offer: Slot) -> list[tuple[Any, str]]:
    """Return who could be given a slot and what is said of each, whoever wishes for it most first."""
    ranked = [(_rank(application, on_offer), application) for application in row.applications]
    return [(one, _candidate(one, rank)) for rank, one in sorted(ranked, key=lambda pair: pair[0] or MOST_WISHES + 1)]


def _rank(application: Application, on_offer: Slot) -> int:
    return next((wish.rank for wish in application.wishes if wish.want.is_met_by(on_offer)), 0)


def _candidate(application: Application, rank: int) -> str:
    facts = {"society": application.society.name, "has": len(application.allocations), "need": application.need}
    if rank:
        return _("%(society)s (has %(has)s of %(need)s), wish %(rank)s", rank=rank, **facts)
    return _("%(society)s (has %(has)s of %(need)s), no wish", **facts)


def left_out(kept: Iterable[dict[str, Any]]) -> list[tuple[str, list[Said]]]:
    """Return the dates that a published round left out, each with what was in the way."""
    return [(one["on"], said(Reason(why["code"], why["facts"]) for why in one["reasons"])) for one in kept]
