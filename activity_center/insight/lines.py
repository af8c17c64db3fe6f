"""What the pages about attendance say in words. Nothing here looks anything up."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center.attendance.lines import KIND, MARK
from activity_center.attendance.rules import Count, Mark
from activity_center.insight.reading import Place
from activity_center.insight.rules import CompletionFacts, Seen, Tally
from activity_center.sentences import Said, say

COUNT = {
    Count.THERE: _l("present"),
    Count.LEAVE: _l("on leave"),
    Count.MISSED: _l("absent"),
    Count.OPEN: _l("not marked"),
}
COUNT_KIND = {Count.THERE: "jade", Count.LEAVE: "indigo", Count.MISSED: "rose", Count.OPEN: ""}


def percent(tally: Tally) -> str:
    """Return the attendance in percent, or that nothing counts yet."""
    return f"{tally.percent}%" if tally.percent is not None else "–"


def parts(tally: Tally) -> list[tuple[str, int, str]]:
    """Return of what a bar is made, in order: word, how many, and the kind of its colour."""
    found = [
        (_("present"), tally.there, "jade"),
        (_("on leave"), tally.leave, "indigo"),
        (_("absent"), tally.absent, "rose"),
        (_("not marked"), tally.unmarked, ""),
    ]
    return [part for part in found if part[1]]


def summary(tally: Tally) -> str:
    """Return a tally in one line of words."""
    told = [_("%(what)s %(n)s", what=word, n=number) for word, number, _kind in parts(tally)]
    return _(", ").join(told) or _("nothing yet")


def at_meeting(place: Place) -> tuple[str, str]:
    """Return what a meeting was for somebody, and the kind of the pill."""
    if not place.is_kept:
        return _("no register was kept"), ""
    return of_one(place.seen)


def of_one(seen: Seen) -> tuple[str, str]:
    """Return what one mark says, in a word: late and made up are told apart from being there."""
    if seen.count is Count.THERE and seen.mark is Mark.LATE:
        return str(MARK[Mark.LATE]), KIND[Mark.LATE]
    if seen.count is Count.THERE and seen.mark is not Mark.PRESENT:
        return _("made up in another class"), "jade"
    return str(COUNT[seen.count]), COUNT_KIND[seen.count]


def rule(facts: CompletionFacts) -> str:
    """Return what completing takes, in one sentence."""
    if facts.work_needed:
        return _(
            "To complete the class: an attendance of %(n)s%% or more, and the work of the class done.",
            n=facts.least_percent,
        )
    return _("To complete the class: an attendance of %(n)s%% or more.", n=facts.least_percent)


def outlook(reasons: Sequence[Any], must_attend: int | None, coming: int) -> list[str]:
    """Return what somebody still has to do to complete a class, or that they have done it all."""
    said: list[Said] = [say(reason) for reason in reasons]
    told = [one.message for one in said if one.code != "completion_nothing_held"]
    if coming and must_attend is None:
        told.append(_("Even coming to every meeting that is left would not be enough; please talk to the instructor."))
    elif coming and must_attend:
        told.append(_("Come to at least %(n)s of the %(coming)s meetings that are left.", n=must_attend, coming=coming))
    elif coming and not reasons:
        told.append(_("As things stand you complete this class."))
    return told
