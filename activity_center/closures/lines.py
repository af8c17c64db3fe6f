"""What the pages of closures say in words. Nothing here looks anything up."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats
from activity_center.closures.models import ClosingLine, ClosingPlan
from activity_center.closures.rules import Act, Scope
from activity_center.errors import Reason
from activity_center.notices.models import Notice
from activity_center.notices.sentences import Told
from activity_center.notices.sentences import tell as _told
from activity_center.sentences import Said, say
from activity_center.words import CLOSING_ACT, CLOSING_SCOPE, CLOSING_STATUS

PILL = {"draft": "amber", "published": "rose", "reopened": "jade", "move": "indigo", "cancel": "rose", "leave": ""}
SHOWS: dict[str, Any] = {
    "all": _l("All"),
    "move": _l("Move"),
    "cancel": _l("Are cancelled"),
    "leave": _l("Stay"),
    "meeting": _l("Classes"),
    "booking": _l("Bookings"),
    "other": _l("Others"),
    "problem": _l("To look at again"),
}
_DONE: dict[Act, Any] = {
    Act.MOVE: _l("%(n)s will move; for the others there is no free room and no later day."),
    Act.CANCEL: _l("%(n)s will be cancelled."),
    Act.LEAVE: _l("%(n)s will stay as they are; nothing can stay in a room that is closed."),
}


def what(plan: ClosingPlan) -> str:
    """Return what closes: the site by its name, the rest as it is called."""
    if plan.scope is Scope.SITE and plan.site:
        return plan.site.name
    if plan.scope is Scope.ROOMS:
        return _("%(n)s rooms", n=len(plan.room_ids))
    return str(CLOSING_SCOPE[plan.scope.value])


def when(plan: ClosingPlan) -> str:
    """Return from when to when, with the hours unless they are midnight."""
    return _("%(first)s to %(last)s", first=formats.moment(plan.starts_at), last=formats.moment(plan.ends_at))


def status(plan: ClosingPlan) -> tuple[str, str]:
    """Return a plan's status as a word and the kind of its frame."""
    return str(CLOSING_STATUS[plan.status.value]), PILL[plan.status.value]


def act(line: ClosingLine) -> tuple[str, str]:
    """Return what becomes of a line as a word and the kind of its frame."""
    return str(CLOSING_ACT[line.act.value]), PILL[line.act.value]


def target(line: ClosingLine) -> str:
    """Return where a line moves: another place, another time, or both."""
    if line.act is not Act.MOVE:
        return ""
    same = line.to_starts_at == line.starts_at
    return line.to_place if same else f"{formats.span(*line.to)} · {line.to_place or '–'}"


def decided(act: Act, count: int) -> str:
    """Return what to say when many lines have been decided at once."""
    return str(_DONE[act]) % {"n": count}


def told(notice: Notice) -> Told:
    """Return a notice in words."""
    return _told(notice.kind, notice.facts, notice.section_id)


def said(reasons: list[Reason]) -> list[Said]:
    """Return reasons as people read them, each once."""
    return [say(reason) for n, reason in enumerate(reasons) if reason not in reasons[:n]]
