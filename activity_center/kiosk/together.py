"""Societies, events and contests in the few words a kiosk has room for. Nothing here looks anything up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from activity_center import formats, words
from activity_center.competitions import lines as contests
from activity_center.competitions.kinds import EntryKind, EntryStatus
from activity_center.enrolment.rules import LIVE, Status
from activity_center.errors import Reason
from activity_center.kiosk.lines import Act, Line
from activity_center.societies import lines as gatherings


@dataclass(frozen=True)
class Subject:
    """The page of a society, an event or a category: what it is, how the visitor stands, and what they can do."""

    title: str
    facts: Sequence[tuple[str, str]]
    standing: str
    acts: Sequence[Act]
    reasons: Sequence[Reason] = ()
    about: str = ""
    code: Markup | None = None


@dataclass(frozen=True)
class Question:
    """What is asked once before it is done: what, about which row, what it leads to, and the button that does it;
    `declared` is what one says by pressing it, `kept` what its form takes along."""

    asked: str
    line: Line
    said: Sequence[str]
    act: Act | None
    back: str
    reasons: Sequence[Reason] = ()
    declared: Sequence[str] = ()
    kept: Mapping[str, str] = field(default_factory=dict)


_AS = {EntryStatus.ENTERED: Status.ENROLLED}


def status_of(place: Any) -> Status:
    """Return the status of a place, be it a membership, a place in an event or an entry."""
    return place.status if isinstance(place.status, Status) else _AS.get(place.status) or Status(place.status.value)


def is_held(place: Any) -> bool:
    """Say whether somebody has a place."""
    return place is not None and status_of(place) is Status.ENROLLED


def may_decide(place: Any, choice: str) -> bool:
    """Say whether there is anything left to decide about a place."""
    return status_of(place) in (LIVE if choice == "withdraw" else {Status.OFFERED})


def is_open(event: Any, opens_at: datetime, at: datetime) -> bool:
    """Say whether one can say now that one is at an event."""
    return event.is_on and opens_at <= at < event.ends_at


@dataclass(frozen=True)
class Kind:
    """One kind of place: where its acts are asked about, where it says how it stands, the name of its number in
    addresses, and what giving it up is called."""

    endpoint: str
    stands: str
    column: str
    leave: Any

    def url(self, place_id: int, choice: str) -> str:
        """Return the page that asks about an act."""
        values: dict[str, Any] = {self.column: place_id, "choice": choice}
        return url_for(f"kiosk.{self.endpoint}", **values)

    def url_of_standing(self, place_id: int) -> str:
        """Return the page that says how a place stands."""
        values: dict[str, Any] = {self.column: place_id}
        return url_for(f"kiosk.{self.stands}", **values)


def acts_on(kind: Kind, place: Any) -> list[Act]:
    """Return what somebody can do about a place of theirs."""
    if status_of(place) is Status.OFFERED:
        accept, decline = (kind.url(place.id, one) for one in ("accept", "decline"))
        return [(accept, _("Accept"), "main"), (decline, _("Leave it to the next"), "")]
    return [(kind.url(place.id, "withdraw"), str(kind.leave), "danger")]


def standing(place: Any, position: int | None, member: bool = False) -> str:
    """Say how somebody's place stands, and until when it is kept."""
    status = status_of(place)
    said = gatherings.standing_of(status, position, member)[0]
    if status is not Status.OFFERED or place.offer_expires_at is None:
        return said
    return _("Kept for you until %(moment)s", moment=formats.moment(place.offer_expires_at))


def leads_to(count: Any, capacity: int | None) -> tuple[str, bool]:
    """Say what asking for a place leads to, and whether that is the waitlist."""
    if gatherings.is_full(count, capacity):
        return _("All places are taken: you would be number %(n)s on the waitlist.", n=count.waiting + 1), True
    return _("The place will be yours at once."), False


def decision(choice: str) -> tuple[str, str, str, str]:
    """Return the question about an act, what it leads to, its button and the kind of that."""
    return {
        "accept": (_("Take this place?"), _("It is yours at once."), _("Yes, I take it"), "main"),
        "decline": (
            _("Leave this place to the next person?"),
            _("It goes to whoever waits longest. You can join the waitlist again, at its end."),
            _("Yes, leave it"),
            "danger",
        ),
        "withdraw": (
            _("Give this up?"),
            _(
                "What you have goes to somebody else at once. "
                "You can ask again, but not for the same place in the queue."
            ),
            _("Yes, give it up"),
            "danger",
        ),
    }[choice]


def society(row: Any, count: Any, mine: Any, position: int | None) -> Line:
    """Return a society as a row."""
    note = standing(mine, position, True) if mine else gatherings.members(count, row.capacity)
    url = url_for("kiosk.society", society_id=row.id)
    return Line(str(words.SOCIETY_KIND[row.kind.value]), row.name, "", note=note, act=(url, _("Look at it"), ""))


def society_facts(row: Any, officers: Sequence[Any], count: Any, coming: Line | None) -> list[tuple[str, str]]:
    """Return the few facts of a society that matter before a hall full of people: no name stands in full."""
    names = _(", ").join(gatherings.surname(office.person.name) for office in officers[:2])
    told = [
        (_("What they do"), str(words.SOCIETY_KIND[row.kind.value])),
        (_("Society members"), gatherings.members(count, row.capacity)),
        (_("Who speaks for it"), names),
        (_("Next"), f"{coming.day} {coming.time} {coming.title}" if coming else ""),
    ]
    return [(name, said) for name, said in told if said]


def event(row: Any, rooms: Sequence[Any], note: str) -> Line:
    """Return an event as a row with its day."""
    hours = f"{formats.hour(row.starts_at)}–{formats.hour(row.ends_at)}"
    act = (url_for("kiosk.event", event_id=row.id), _("Look at it"), "")
    day = formats.day(row.starts_at)
    return Line(hours, row.title, gatherings.place(row, rooms), day=day, note=note, act=act, is_off=not row.is_on)


def event_note(row: Any, count: Any, mine: Any, position: int | None, at: datetime) -> str:
    """Say how somebody stands to an event, or how many places it has left."""
    unusual = gatherings.state(row, at)
    if unusual and not row.is_on:
        return unusual[0]
    if mine:
        return standing(mine, position)
    return gatherings.seats(count, row) if row.takes_places else _("Nobody needs to sign up: just come.")


def event_facts(row: Any, rooms: Sequence[Any], count: Any) -> list[tuple[str, str]]:
    """Return the facts of an event."""
    told = [
        (_("When"), gatherings.when(row)),
        (_("Where"), gatherings.place(row, rooms)),
        (_("Unit visited"), row.host),
        (_("Meeting point"), row.meeting_point),
        (_("Society"), row.society.name if row.society else ""),
        (_("Places"), gatherings.seats(count, row)),
    ]
    return [(name, said) for name, said in told if said]


def contest(row: Any, note: str) -> Line:
    """Return a competition as a row."""
    url = url_for("kiosk.contest", competition_id=row.id)
    when = days(row.starts_on, row.ends_on)
    return Line(when, row.name, str(words.DISCIPLINE[row.discipline.value]), note=note, act=(url, _("Look at it"), ""))


def days(first_on: date, last_on: date) -> str:
    """Return the days of a competition."""
    if first_on == last_on:
        return formats.day(first_on)
    return _("%(first)s to %(last)s", first=formats.day(first_on), last=formats.day(last_on))


def category(row: Any, counted: Any, mine: Any, position: int | None) -> Line:
    """Return a category as a row of its competition."""
    url = url_for("kiosk.contest_category", category_id=row.id)
    note = standing(mine, position) if mine else contests.places(row, counted.taken, counted.waiting)
    return Line(contests.limits(row), row.name, "", note=note, act=(url, _("Look at it"), ""))


def category_facts(row: Any, counted: Any) -> list[tuple[str, str]]:
    """Return the facts of a category."""
    contest = row.competition
    told = [
        (_("When"), days(contest.starts_on, contest.ends_on)),
        (_("Group"), row.name),
        (_("Who may enter"), contests.limits(row)),
        (_("Places"), contests.places(row, counted.taken, counted.waiting)),
        (_("Entries until"), formats.moment(contest.entries_close_at) if contest.entries_close_at else ""),
    ]
    return [(name, said) for name, said in told if said]


def category_line(row: Any) -> Line:
    """Return a category as the row about which somebody is asked."""
    contest = row.competition
    return Line(days(contest.starts_on, contest.ends_on), contest.name, f"{row.name} · {contests.limits(row)}")


def is_for_pairs(contest: Any) -> bool:
    """Say whether exactly two enter together."""
    return contest.entry_kind is not EntryKind.TEAM and contest.least_members == 2 == contest.most_members


# What only a phone, a computer or the desk can take.
ELSEWHERE = frozenset({"enter_as_team", "enter_insured", "enter_for_unit", "enter_with_family"})


def enter_elsewhere(contest: Any, person: Any) -> list[Reason]:
    """Return what a contest asks for that cannot be said at a kiosk."""
    asked = {
        "enter_as_team": contest.entry_kind is EntryKind.TEAM
        or (contest.least_members > 1 and not is_for_pairs(contest)),
        "enter_insured": contest.needs_insurance,
        "enter_for_unit": contest.quota_per_unit is not None and not person.unit,
        "enter_with_family": contest.needs_statement and not person.emergency_name,
    }
    return [Reason(code) for code, is_asked in asked.items() if is_asked]


def category_of_mine(entry: Any, position: int | None) -> Line:
    """Return an entry as a row of what somebody takes part in."""
    url = url_for("kiosk.contest_category", category_id=entry.category_id)
    contest, note = entry.competition, standing(entry, position)
    return Line(days(contest.starts_on, contest.ends_on), contest.name, "", note=note, act=(url, _("Look at it"), ""))
