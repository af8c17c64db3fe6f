"""What the pages of a register say in words about marks and those who are marked. Nothing here looks anything up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats
from activity_center.attendance.keeping import Outcome
from activity_center.attendance.make_ups import Swap
from activity_center.attendance.register import Register, Row
from activity_center.attendance.rules import THERE, Fate, Mark, Part
from activity_center.leave import lines as leave
from activity_center.sentences import Said, say

MARK = {
    Mark.PRESENT: _l("present"),
    Mark.LATE: _l("late"),
    Mark.LEAVE: _l("on leave"),
    Mark.ABSENT: _l("absent"),
}
KIND = {Mark.PRESENT: "jade", Mark.LATE: "amber", Mark.LEAVE: "indigo", Mark.ABSENT: "rose"}
_CAME_VIA = {
    "kiosk": _l("signed in at the kiosk at %(time)s"),
    "web": _l("signed in with the phone at %(time)s"),
    "door": _l("scanned the code at the door at %(time)s"),
}
VIA = {
    "web": _l("in the browser"),
    "api": _l("by a program"),
    "kiosk": _l("at the kiosk"),
    "door": _l("by the code at the door"),
    "paper": _l("from paper"),
}


@dataclass(frozen=True)
class Tally:
    """How a register stands: of those who are expected how many came, are excused, are absent, or not marked yet."""

    expected: int
    there: int
    leave: int
    absent: int
    unmarked: int
    others: int  # who came without being expected


def tally(register: Register) -> Tally:
    """Count a register."""
    expected = [row for row in register.rows if row.part is Part.EXPECTED]
    others = [row for row in register.rows if row.part is not Part.EXPECTED and row.mark in THERE]
    number = {mark: sum(row.mark is mark for row in expected) for mark in (*Mark, None)}
    there = number[Mark.PRESENT] + number[Mark.LATE]
    return Tally(len(expected), there, number[Mark.LEAVE], number[Mark.ABSENT], number[None], len(others))


def note(row: Row) -> str:
    """Return what an instructor should know of one row: when they came, and what they are if not enrolled."""
    told = []
    if row.part is Part.WAITING:
        told += [_("waitlist, place %(n)s", n=row.position) if row.position else _("has an offer")]
    if row.part is Part.LEFT:
        told += [_("has left the class since")]
    if row.swap:
        told += [swapped(row.swap)]
    if row.excuse:
        told += [_("on leave: %(why)s", why=leave.excuse(row.excuse))]
    if row.excuse and row.made is Mark.ABSENT:
        told += [_("counts as leave")]
    if row.came_at:
        told += [str(_CAME_VIA.get(row.came_via, _("signed in at %(time)s"))) % {"time": formats.hour(row.came_at)}]
    return _(", ").join(told)


def swapped(swap: Swap) -> str:
    """Return which other meeting somebody comes to instead, or which this one makes up for."""
    told = {"title": swap.title, "starts_at": formats.moment(swap.starts_at)}
    if not swap.is_from_here:
        return _("makes up for %(starts_at)s, “%(title)s”", **told)
    if swap.was_there:
        return _("has made up for it on %(starts_at)s in “%(title)s”", **told)
    return _("makes up for it on %(starts_at)s in “%(title)s”", **told)


def marked(mark: Mark | None) -> str:
    """Return a mark as a word, also where it was cleared."""
    return str(MARK[mark]) if mark else _("cleared")


def source(entry: Any) -> str:
    """Return by whom and from where a mark came."""
    who = _("signed in") if entry.Marking.is_sign_in else entry.by or _("the system")
    return " · ".join(part for part in (who, str(VIA.get(entry.Marking.via, "")), entry.Marking.device) if part)


def saved(outcomes: Iterable[Outcome]) -> str:
    """Return how many marks were saved."""
    number = sum(outcome.fate is not Fate.REFUSED for outcome in outcomes)
    return _("%(n)s marks are saved.", n=number) if number else _("There was nothing new to save.")


def added(outcome: Outcome) -> str:
    """Return that somebody has been written down as here, or was so before."""
    return _("They were here already.") if outcome.fate is Fate.KNOWN else _("Written down: they are here.")


def refused(outcomes: Iterable[Outcome]) -> list[Said]:
    """Return why marks were not taken, each reason once."""
    said = [say(reason) for outcome in outcomes for reason in outcome.reasons]
    return list({one.message: one for one in said}.values())
