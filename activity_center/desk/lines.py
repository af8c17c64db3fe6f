"""What the desk's pages say in words. Nothing here looks anything up."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats, words
from activity_center.audit import Audit
from activity_center.desk.rules import FIELDS, FormStatus, Reading
from activity_center.notices import sentences
from activity_center.notices.sentences import outcome_said as outcome_said
from activity_center.people.rules import Channel
from activity_center.roster import lines as roster
from activity_center.roster.lines import place as place
from activity_center.roster.lines import remarks as remarks
from activity_center.roster.lines import source as source
from activity_center.roster.lines import teacher as teacher

FIELD = {
    "card": _l("Card number"),
    "name": _l("Full name"),
    "birth_on": _l("Date of birth"),
    "phone": _l("Telephone"),
    "choice_1": _l("First choice"),
    "choice_2": _l("Second choice"),
    "choice_3": _l("Third choice"),
    "choice_4": _l("Fourth choice"),
    "choice_5": _l("Fifth choice"),
    "most": _l("Classes at most"),
    "waits": _l("Wait if a class is full"),
}
assert tuple(FIELD) == FIELDS

STATUS_KIND = {
    FormStatus.KEYED_ONCE: "amber",
    FormStatus.DIFFERS: "rose",
    FormStatus.AGREED: "indigo",
    FormStatus.DONE: "jade",
    FormStatus.DISCARDED: "",
}
SEAT_KIND = {"enrolled": "jade", "offered": "amber", "waiting": "amber", "applied": "indigo"}
MARK = {
    "present": _l("present"),
    "late": _l("late"),
    "leave": _l("on leave"),
    "absent": _l("absent"),
}
MARK_KIND = {"present": "jade", "late": "amber", "leave": "indigo", "absent": "rose"}


def shown(reading: Reading, name: str) -> str:
    """Return what was read in one field, as a clerk compares it; "–" for a line that was left empty."""
    value = getattr(reading, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in ("", None) else str(value)


def told(notice: Any) -> sentences.Told:
    """Return a notice as it is read out."""
    return sentences.tell(notice.kind, notice.facts, notice.section_id)


def offer_said(offer: Any) -> str:
    """Return what to say about an offer."""
    facts = {"title": offer.section.title, "expires_at": offer.offer_expires_at.isoformat()}
    return sentences.tell("offer_made", facts, offer.section_id).sentence


def reached(notice: Any) -> tuple[str, str]:
    """Return how a notice reached somebody, as text and colour of a pill."""
    if notice.read_at:
        return _("read %(moment)s", moment=formats.moment(notice.read_at)), "jade"
    if notice.gave_up_at:
        return _("the e-mail did not get through"), "rose"
    if notice.sent_at:
        by_mail = notice.channel is Channel.EMAIL
        moment = formats.moment(notice.sent_at)
        return (_("e-mail sent %(moment)s", moment=moment) if by_mail else _("told %(moment)s", moment=moment)), "jade"
    if notice.channel is Channel.EMAIL:
        return _("e-mail still to be sent"), "amber"
    return _("on the page of notices, not read yet"), ""


def act(row: Audit) -> str:
    """Return what was done."""
    if row.act in roster.ACT:
        return roster.act(row)
    said = str(words.PERSON_ACT.get(row.act, row.act))
    return " ".join(part for part in (said, row.facts.get("card"), _outcome(row.facts)) if part)


def _outcome(facts: Mapping[str, Any]) -> str:
    if "agrees" in facts:
        return _("(agreed)") if facts["agrees"] else _("(did not agree)")
    return f"({words.CALL_OUTCOME[facts['outcome']]})" if "outcome" in facts else ""


def details(row: Audit) -> list[str]:
    """Return what was left as a note or reason."""
    why = [str(row.facts["reason"])] if row.facts.get("reason") else []
    return roster.details(row) + why


def waited(moment: Any, at: Any) -> str:
    """Return since when somebody waits, in minutes."""
    minutes = int((at - moment).total_seconds() // 60)
    return _("just now") if minutes < 1 else _("for %(n)s minutes", n=minutes)
