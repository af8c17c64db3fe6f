"""What pages say about leaves. Nothing here looks anything up."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats
from activity_center.leave.covering import Excuse
from activity_center.leave.rules import AskedAs, Kind

KIND: dict[Kind, Any] = {
    Kind.SICK: _l("sick leave"),
    Kind.PERSONAL: _l("personal leave"),
    Kind.OTHER: _l("other leave"),
}
_ASKED_AS: dict[AskedAs, Any] = {
    AskedAs.PROXY: _l("asked by %(name)s for them"),
    AskedAs.MONITOR: _l("asked by the monitor %(name)s"),
    AskedAs.INSTRUCTOR: _l("entered by the instructor %(name)s"),
    AskedAs.DESK: _l("entered at the desk by %(name)s"),
}


def days(leave: Any) -> str:
    """Return the days of a leave, one or from-to."""
    first, last = leave.starts_at, leave.ends_at - timedelta(seconds=1)
    one = formats.day(first)
    return one if one == formats.day(last) else _("%(first)s to %(last)s", first=one, last=formats.day(last))


def what(leave: Any) -> str:
    """Return for which classes a leave is."""
    return leave.section.title if leave.section else _("all classes")


def asker(leave: Any) -> str:
    """Return who asked for a leave, nothing where it was the person."""
    return _asker(leave.asked_as, leave.asked_by.name if leave.asked_by else "")


def _asker(asked_as: AskedAs, name: str) -> str:
    return str(_ASKED_AS[asked_as]) % {"name": name} if asked_as in _ASKED_AS else ""


def state(leave: Any, at: datetime) -> tuple[str, str]:
    """Return how a leave stands, in a word and its colour."""
    if leave.refused_at:
        return _("not accepted: %(note)s", note=leave.refusal), "rose"
    if leave.taken_back_at:
        return _("taken back on %(moment)s", moment=formats.moment(leave.taken_back_at)), ""
    if leave.ends_at <= at:
        return _("over"), ""
    return _("on leave"), "indigo"


def stands(leave: Any, at: datetime) -> bool:
    """Say whether a leave can still be taken back."""
    return not (leave.refused_at or leave.taken_back_at) and leave.ends_at > at


def excuse(excuse: Excuse) -> str:
    """Return why somebody is on leave and who said so, as instructors read it."""
    parts = (str(KIND[excuse.kind]), excuse.note, _asker(excuse.asked_as, excuse.asked_by))
    return _(", ").join(filter(None, parts))
