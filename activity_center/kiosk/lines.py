"""Sections and meetings in the few words a kiosk has room for. Nothing here looks anything up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from activity_center import formats
from activity_center.attendance.queries import Due
from activity_center.attendance.rules import THERE, Mark
from activity_center.courses.rules import Mode
from activity_center.enrolment import cards, week
from activity_center.enrolment.listing import Listed
from activity_center.enrolment.queries import Seat
from activity_center.enrolment.rules import Status
from activity_center.enrolment.week import Item
from activity_center.errors import Reason
from activity_center.kiosk.rules import masked_name
from activity_center.sentences import say

# A button: address, label, kind.
Act = tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """One row of a list: when, what, where, what is unusual about it, and what one can do."""

    time: str
    title: str
    place: str
    day: str = ""
    note: str = ""
    url: str = ""
    act: Act | None = None
    sign_in: str = ""
    sign_in_as: str = ""
    done: str = ""
    is_off: bool = False


@dataclass(frozen=True)
class Offer:
    """A place that is kept for somebody: what, until when, and where they decide."""

    line: Line
    until: str
    accept: str
    decline: str


def anybodys(row: Any) -> Line:
    """Return a meeting as a row that anybody may read."""
    times = f"{formats.hour(row.starts_at)}–{formats.hour(row.ends_at)}"
    open_to_all = _("walk in: no enrolment") if row.section.mode is Mode.WALK_IN else ""
    note = _("; ").join(told for told in (week.note(row), open_to_all) if told)
    return Line(times, row.section.title, cards.place(row), note=note, url=section_url(row.section_id))


def mine(item: Item) -> Line:
    """Return one thing of somebody's own timetable as a row."""
    return Line(item.time, item.title, item.place, day=formats.day(item.on), note=item.note, is_off=item.is_cancelled)


def dated(row: Any) -> Line:
    """Return a meeting as a row with its day."""
    return replace(anybodys(row), day=formats.day(row.starts_at), note="")


def what_leave(is_on_leave: bool) -> tuple[str, str]:
    """Return as a heading and a sentence whether somebody is on leave at a meeting."""
    if not is_on_leave:
        return _("You are not on leave"), _("Please ask the desk if you did not expect that.")
    return _("You are on leave"), _("The instructor sees it on the register.")


def section_url(section_id: int) -> str:
    """Return the address of a class at a kiosk."""
    return url_for("kiosk.section", section_id=section_id)


def with_sign_in(line: Line, due: Due | None) -> Line:
    """Return a row with the button to sign in where it is open, and with what is marked already."""
    if due is None:
        return line
    if due.is_there:
        return replace(line, done=_("signed in %(time)s", time=formats.hour(due.marked_at)) if due.marked_at else "")
    if due.reasons:
        return replace(line, note=say(due.reasons[0]).message)
    sign_in = url_for("kiosk.sign_in_for_class", meeting_id=due.meeting.id)
    return replace(line, sign_in=sign_in, note=_on_leave(due) or _free(due) or line.note)


def with_presence(line: Line, event: Any, came_at: datetime | None, opens_at: datetime, at: datetime) -> Line:
    """Return the row of an event with the button to say that one is there, and since when one is."""
    if came_at:
        return replace(line, done=_("signed in %(time)s", time=formats.hour(came_at)))
    is_open = event.is_on and opens_at <= at < event.ends_at
    return replace(line, sign_in=sign_in_url(event), sign_in_as=_("I am here")) if is_open else line


def sign_in_url(event: Any) -> str:
    """Return where somebody says that they are at an event."""
    return url_for("kiosk.sign_in_for_event", event_id=event.id)


def _on_leave(due: Due) -> str:
    return _("You are on leave; if you have come after all, please sign in.") if due.is_on_leave else ""


def _free(due: Due) -> str:
    return _("%(n)s seats left", n=due.free) if due.free is not None else ""


def what_is_marked(mark: Mark | None, marked_at: datetime | None) -> tuple[str, str]:
    """Return as a heading and a sentence how somebody is marked at a meeting."""
    if mark not in THERE or marked_at is None:
        return _("You are not signed in"), _("Please ask the desk if you did not expect that.")
    since = _("Signed in at %(time)s.", time=formats.hour(marked_at))
    late = _("The class had begun, so it says that you came later.") if mark is Mark.LATE else ""
    return _("You are signed in"), " ".join(filter(None, (since, late)))


def offer(enrolment: Any, seat: Seat) -> Offer:
    """Return a place that is kept for somebody, as they are asked about it."""
    until = _("Kept for you until %(moment)s", moment=formats.moment(seat.offer_expires_at or seat.requested_at))
    accept, decline = (url_for("kiosk.deciding", enrolment_id=seat.id, choice=one) for one in ("accept", "decline"))
    return Offer(plain(enrolment.section), until, accept, decline)


def plain(row: Any) -> Line:
    """Return a section as a row: its weekly times, its name and its places."""
    place = _(", ").join(dict.fromkeys(filter(None, (cards.place(time) for time in row.times))))
    return Line(weekly(row.times), row.title, place, url=section_url(row.id))


def section(shown: Listed) -> Line:
    """Return a section as a row of what was found, with the next step."""
    line = plain(shown.section)
    return replace(line, note=_seats(shown), act=_next_step(shown, line.url))


def weekly(times: Iterable[Any]) -> str:
    """Return weekly times, with the days of the same hours together: "周一至周日 9:00–10:30，周二 14:30–16:00"."""
    days: dict[str, list[int]] = {}
    for time in times:
        if time.weekday and time.starts:
            _day, starts, ends = cards.weekly(time)
            days.setdefault(f"{starts}–{ends}".rstrip("–"), []).append(time.weekday)
    return _(", ").join(f"{_weekdays(on)} {hours}" for hours, on in days.items())


def _weekdays(numbers: list[int]) -> str:
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and numbers == list(range(first, last + 1)):
        return _("%(first)s to %(last)s", first=formats.weekday(first), last=formats.weekday(last))
    return _(", ").join(map(formats.weekday, numbers))


def _seats(shown: Listed) -> str:
    if shown.seat:
        return standing(shown.seat)
    seats = cards.seats_in_words(shown)
    return " ".join(filter(None, (seats.words, seats.more)))


def standing(seat: Seat) -> str:
    """Say what somebody has in a section."""
    return cards.standing(seat)[0]


def _next_step(shown: Listed, url: str) -> Act:
    if shown.seat or not shown.is_open or shown.section.mode is Mode.WALK_IN:
        return url, _("Look at it"), ""
    kinds = {Status.ENROLLED: "main", Status.WAITING: "wait", Status.APPLIED: "draw"}
    confirm = url_for("kiosk.confirm", section_id=shown.section.id)
    return confirm, cards.ask_label(shown.leads_to), kinds[shown.leads_to]


@dataclass(frozen=True)
class Held:
    """What somebody has or asked for: the class, in which state, until when, and what can be done about it."""

    line: Line
    standing: str
    until: str
    is_offer: bool
    acts: list[Act]


def held(enrolment: Any, seat: Seat) -> Held:
    """Return an enrolment as a row of somebody's own, with what can be done about it."""
    is_offer = seat.status is Status.OFFERED
    until = offer(enrolment, seat).until if is_offer else ""
    return Held(plain(enrolment.section), standing(seat), until, is_offer, _acts_on(seat))


def acts(shown: Listed) -> list[Act]:
    """Return what the page of a class offers to do: ask for a place, or decide about the one somebody has."""
    if shown.seat:
        return _acts_on(shown.seat)
    url, label, kind = _next_step(shown, "")
    return [(url, label, kind)] if url else []


def _acts_on(seat: Seat) -> list[Act]:
    def decide(choice: str) -> str:
        return url_for("kiosk.deciding", enrolment_id=seat.id, choice=choice)

    if seat.status is Status.OFFERED:
        return [(decide("accept"), _("Accept"), "main"), (decide("decline"), _("Leave it to the next"), "")]
    return [(decide("withdraw"), _("Withdraw"), "danger")]


def about_partner(reason: Reason, name: str) -> Reason:
    """Return a reason about somebody's partner without the name in full, and without age or sex."""
    if reason.facts.get("name") != name:
        return reason
    return Reason(reason.code if reason.code == "entered_already" else "partner_unfit", {"name": masked_name(name)})


def what_happened(status: Status, position: int | None) -> tuple[str, str]:
    """Return as a heading and a sentence what became of the act after which somebody has this."""
    return {
        Status.ENROLLED: (_("The place is yours"), _("It stands in your timetable.")),
        Status.WAITING: (
            _("You are number %(n)s on the waitlist", n=position),
            _("When it is your turn, we keep the place for you and tell you."),
        ),
        Status.APPLIED: (_("You have applied"), _("We tell you the result of the draw, whatever it is.")),
        Status.OFFERED: (_("A place is kept for you"), _("Please accept or decline it.")),
        Status.DECLINED: (_("You have left the place to the next person"), _("Thank you for telling us.")),
        Status.WITHDRAWN: (_("You have withdrawn"), _("What you had goes to somebody else.")),
    }.get(status, (_("This enrolment has ended"), _("Please ask the desk if you did not expect that.")))
