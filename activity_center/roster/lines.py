"""What the pages of the desk say in words about a meeting, a status and an act. Nothing here looks anything up."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats
from activity_center.audit import Audit
from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.rules import Status
from activity_center.notices.sentences import change_said
from activity_center.roster.rules import Act
from activity_center.sentences import SENTENCES
from activity_center.words import ENROLMENT_STATUS

ACT = {
    "draft_section": _l("section drafted"),
    "change_section": _l("section changed"),
    "publish": _l("section opened for enrolment"),
    "schedule": _l("meetings scheduled"),
    "cancel_section": _l("section cancelled"),
    "change_capacity": _l("number of places changed from %(before)s to %(after)s"),
    "move_meeting": _l("meeting moved to %(starts_at)s"),
    "substitute": _l("other room or instructor on %(starts_at)s"),
    "cancel_meeting": _l("meeting of %(starts_at)s cancelled"),
    "restore_meeting": _l("meeting of %(starts_at)s put back"),
    "add_meeting": _l("meeting added on %(starts_at)s"),
    "mark_register": _l("register marked: %(count)s marks"),
    "note_meeting": _l("notes of a meeting written: %(count)s"),
    "sign_in_for_class": _l("signed in for class"),
    "say_work_done": _l("said whether the work is done"),
    "make_up_agreed": _l("make-up arranged for %(starts_at)s"),
    "make_up_ended": _l("make-up of %(starts_at)s taken back"),
    "tell": _l("%(people)s people told"),
    "request_seat": _l("asked for a place: %(status)s"),
    "offer": _l("offer made"),
    "pass_over": _l("passed over by a free place"),
    "accept": _l("offer accepted"),
    "decline": _l("offer declined"),
    "withdraw": _l("withdrawn"),
    "remove": _l("taken off by staff"),
    "give_up": _l("given up for another class"),
    "join_swap": _l("asked for instead of another class: %(status)s"),
    "end_lapsed": _l("offer or waiting ended"),
    "end_cancelled": _l("ended with the section"),
}
VIA = {
    "web": _l("in the browser"),
    "api": _l("by a program"),
    "kiosk": _l("at the kiosk"),
    "door": _l("by the code at the door"),
    "phone": _l("by telephone"),
    "paper": _l("on paper"),
    "import": _l("by an import"),
    "worker": _l("by itself"),
    "cli": _l("on the server"),
}
# What a person is to a section, for those who teach too.
STANDING: dict[Status | None, Any] = {
    Status.ENROLLED: _l("enrolled"),
    Status.OFFERED: _l("has an offer"),
    Status.WAITING: _l("on the waitlist"),
    Status.APPLIED: _l("applied"),
    None: _l("teaching"),
}
OFFERED = Status.OFFERED
HEADING = {
    Act.MOVE: _l("Move a meeting"),
    Act.CANCEL: _l("Cancel a meeting"),
    Act.RESTORE: _l("Put a meeting back"),
    Act.SUBSTITUTE: _l("Other room or instructor for a meeting"),
    Act.ADD: _l("Add a meeting"),
}
LEADS_TO = {
    Status.ENROLLED: _l("A place is free: they are enrolled at once."),
    Status.WAITING: _l("The class is full: they join the waitlist."),
    Status.APPLIED: _l("Places are drawn: they join the applicants."),
}
DONE = {
    Status.ENROLLED: _l("%(name)s is enrolled."),
    Status.WAITING: _l("%(name)s is on the waitlist, place %(position)s."),
    Status.APPLIED: _l("%(name)s has applied."),
    Status.OFFERED: _l("%(name)s has an offer to accept."),
}
WAIVED = {
    "window_none": _l("enrolment is not open for the category"),
    "window_before": _l("enrolment has not opened yet"),
    "window_closed": _l("enrolment has closed"),
    "category_not_admitted": _l("the category is not admitted"),
    "birth_date_missing": _l("the date of birth is not known"),
    "sex_missing": _l("the sex is not known"),
    "too_young": _l("too young"),
    "too_old": _l("too old"),
    "too_old_new": _l("too old for a new learner"),
    "limit_reached": _l("the limit of places per person is reached"),
}
assert WAIVED.keys() <= SENTENCES.keys()


def act(row: Audit) -> str:
    """Return what was done, with what belongs to it."""
    if row.act not in ACT:
        return row.act
    return str(ACT[row.act]) % _facts(row.facts) if row.facts else str(ACT[row.act])


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"before": "–", "after": "–"} | {k: "–" if v is None else v for k, v in facts.items()}
    if "starts_at" in facts:
        shown["starts_at"] = formats.moment(facts["starts_at"])
    if "status" in facts:
        shown["status"] = str(ENROLMENT_STATUS[facts["status"]])
    return shown


def details(row: Audit) -> list[str]:
    """Return what was set aside and the note that was left."""
    waived = _(", ").join(str(WAIVED[code]) for code in row.facts.get("waived", []))
    return [
        *([_("set aside: %(what)s", what=waived)] if waived else []),
        *([_("note: %(note)s", note=row.facts["note"])] if row.facts.get("note") else []),
    ]


def source(row: Audit) -> str:
    """Return from where it was done."""
    return " ".join(part for part in (str(VIA.get(row.via, row.via)), row.address or "") if part)


def changes(found: Any) -> list[str]:
    """Return what is different in a class, as those who are told read it."""
    return [change_said(change) for change in found]


def done(name: str, seat: Any) -> str:
    """Return what became of asking for somebody."""
    return str(DONE[seat.status]) % {"name": name, "position": seat.position}


def place(meeting: Any) -> str:
    """Return where a meeting is, with its site, "–" where nobody knows."""
    return f"{meeting.room.name} · {meeting.room.site.name}" if meeting.room else meeting.place or "–"


def teacher(meeting: Any) -> str:
    """Return who teaches a meeting, "–" where nobody is named."""
    person = meeting.instructor or meeting.section.instructor
    return person.name if person else "–"


def remarks(meeting: Any) -> list[tuple[str, str]]:
    """Return what is not as planned, as texts and colours of pills."""
    if meeting.status is MeetingStatus.CANCELLED:
        return [(_("cancelled"), "rose")]
    moved = meeting.planned_at and meeting.planned_at != meeting.starts_at
    told = [(_("moved from %(day)s", day=formats.moment(meeting.planned_at)), "amber")] if moved else []
    told += [(_("added"), "indigo")] if meeting.planned_at is None and meeting.by_hand else []
    return told + ([(_("substitute"), "indigo")] if meeting.instructor else [])


def compared(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """Return a meeting before and after a change, line by line; there is no before where it is added."""
    rows = [(word, said(before) if before else "–", said(after)) for word, said in _ASPECTS]
    takes_place = (_("Takes place"), _yes(before.is_on), _yes(after.is_on)) if before else None
    return rows + ([takes_place] if takes_place and before.is_on != after.is_on else [])


_ASPECTS: list[tuple[Any, Any]] = [
    (_l("When"), lambda shown: formats.span(shown.span.starts_at, shown.span.ends_at)),
    (_l("Where"), lambda shown: shown.place or "–"),
    (_l("Instructor"), lambda shown: shown.instructor or "–"),
]


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")
