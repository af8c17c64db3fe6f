"""What somebody has as timetables show it. Nothing here looks anything up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from activity_center import formats
from activity_center.agenda.service import Thing, What
from activity_center.competitions import lines as contests
from activity_center.competitions import show_lines as works
from activity_center.enrolment import week
from activity_center.enrolment.rules import Status
from activity_center.enrolment.week import Item
from activity_center.leave import lines as leaves
from activity_center.rooms.rules import BookingStatus
from activity_center.societies import lines as gatherings


@dataclass(frozen=True)
class Ways:
    """Where things lead for whoever reads: each returns the address of the page about a row, "" where there is none."""

    meeting: Callable[[Any], str]
    booking: Callable[[Any], str]
    event: Callable[[Any], str]
    match: Callable[[Any], str]
    contest: Callable[[Any], str]


# For paper, and for screens from which nothing leads on.
NOWHERE = Ways(*[lambda _row: ""] * 5)


def ways(is_mine: bool) -> Ways:
    """Return the addresses of our pages; who acts for somebody cannot open everything that is theirs."""
    return Ways(
        meeting=lambda row: url_for("enrolment.section", section_id=row.section_id),
        booking=lambda row: url_for("rooms.booking", booking_id=row.id) if is_mine else url_for("rooms.rooms"),
        event=lambda row: url_for("societies.event", event_id=row.id) if is_mine or _is_public(row) else "",
        match=lambda row: url_for("competitions.category", category_id=row.stage.category_id),
        contest=lambda row: url_for("competitions.competition", competition_id=row.competition_id),
    )


def _is_public(event: Any) -> bool:
    return event.audience.value == "public"


def items(things: Sequence[Thing], ways: Ways, person_id: int) -> list[Item]:
    """Return things as a timetable shows them, each with its state in words."""
    return [item(thing, ways, person_id) for thing in things]


def item(thing: Thing, ways: Ways, person_id: int) -> Item:
    """Return one thing as a timetable shows it; `person_id` is whose it is."""
    if thing.what is What.MEETING:
        return _meeting(thing, ways)
    if thing.what is What.BOOKING:
        return _booking(thing, ways)
    if thing.what is What.EVENT:
        return _event(thing, ways)
    return _match(thing, ways, person_id) if thing.what is What.MATCH else _contest(thing, ways)


def _meeting(thing: Thing, ways: Ways) -> Item:
    shown = week.item(thing.row, thing.status, thing.position)
    if shown.is_cancelled:
        return replace(shown, url=ways.meeting(thing.row))
    told = [shown.note, *own(thing)]
    kind = "amber" if thing.excuse or thing.made_up_at else shown.kind
    return replace(shown, url=ways.meeting(thing.row), kind=kind, note=_joined(told))


def own(thing: Thing) -> list[str]:
    """Say what somebody has arranged for themselves about a meeting: leave, and making up for it or here."""
    told = [_("on leave: %(why)s", why=leaves.KIND[thing.excuse.kind])] if thing.excuse else []
    told += [_("you make up for it on %(day)s", day=formats.day(thing.made_up_at))] if thing.made_up_at else []
    missed = thing.instead_of
    return told + ([_("you make up here for the meeting of %(day)s", day=formats.day(missed))] if missed else [])


def _joined(told: Sequence[str]) -> str:
    return _("; ").join(one for one in told if one)


def _shown(thing: Thing, title: str, place: str, url: str, kind: str, note: str, is_cancelled: bool = False) -> Item:
    starts = formats.local(thing.starts_at)
    hours = f"{formats.hour(thing.starts_at)}–{formats.hour(thing.ends_at)}"
    return Item(title, hours, place, url, kind, note, starts.date(), starts.time(), is_cancelled)


def _booking(thing: Thing, ways: Ways) -> Item:
    is_held = thing.row.status is BookingStatus.HELD
    note = _("Booked by you") if is_held else _("Asked for, not approved yet")
    rooms = _(", ").join(room.name for room in thing.rooms)
    return _shown(thing, thing.row.title, rooms, ways.booking(thing.row), "indigo" if is_held else "amber", note)


def _event(thing: Thing, ways: Ways) -> Item:
    row = thing.row
    place, who = gatherings.place(row, thing.rooms), row.society.name if row.society else ""
    if not row.is_on:
        note = _joined([_("Cancelled"), who])
        return _shown(thing, row.title, place, ways.event(row), "cancelled", note, is_cancelled=True)
    is_sure = thing.status in (None, Status.ENROLLED)
    asked = "" if thing.status is None else gatherings.standing_of(thing.status, thing.position)[0]
    asked_for = _("room not approved yet") if row.booking.status is BookingStatus.REQUESTED else ""
    meets = _("Meeting point: %(place)s", place=row.meeting_point) if row.meeting_point else ""
    visits = _("Unit visited: %(name)s", name=row.host) if row.host else ""
    note = _joined([asked, asked_for, visits, meets, who])
    return _shown(thing, row.title, place, ways.event(row), "indigo" if is_sure else "amber", note)


def _match(thing: Thing, ways: Ways, person_id: int) -> Item:
    row = thing.row
    contest = row.stage.category.competition
    room = _(", ").join(room.name for room in thing.rooms)
    place = _("%(room)s, table %(table)s", room=room, table=row.table) if row.table else room
    note = _joined([contests.turn(row), _("against %(name)s", name=contests.opponent(row, person_id))])
    return _shown(thing, contest.name, place, ways.match(row), "rose", note)


def _contest(thing: Thing, ways: Ways) -> Item:
    contest = thing.row.competition
    is_offered = thing.status is Status.OFFERED
    part = _("You referee") if thing.status is None else ""
    offered = _("Place kept for you, not confirmed yet") if is_offered else ""
    note = _joined([part, offered, *works.tables(thing.seats, contest.discipline)])
    return _shown(
        thing, contest.name, thing.row.room.name, ways.contest(thing.row), "amber" if is_offered else "rose", note
    )
