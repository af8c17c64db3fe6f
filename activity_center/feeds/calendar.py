"""Rows in, iCalendar text out (RFC 5545 and 7986): no database, web or clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, vDuration, vText
from icalendar import Event as VEvent

from activity_center.feeds.rules import Part, State
from activity_center.feeds.zones import vtimezone

REFRESH = timedelta(hours=1)
_END = b"END:VCALENDAR\r\n"
# RFC 5545 allows no control character in a text but the tab and, escaped, the line feed.
_BREAKS, _CONTROLS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]"), re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting or booking as one reader sees it; equal events have equal texts, so an event is its own revision.

    A meeting has the numbers of itself and its section, a booking and an event their own; whatever else there is says
    by which `subject` and at which `path` it is known. `tables` are the (round, table) at which somebody sits. Without
    a title it is private.
    """

    meeting_id: int | None
    section_id: int | None
    starts_at: datetime
    ends_at: datetime
    state: State
    part: Part
    sequence: int
    changed_at: datetime
    title: str
    place: str
    category: str
    instructor: str = ""
    position: int | None = None
    answer_by: datetime | None = None
    booking_id: int | None = None
    event_id: int | None = None
    subject: str = ""
    path: str = ""
    against: str = ""
    tables: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Words:
    """What we say in an event, in one language; the longer ones take the values they name."""

    cancelled: str
    left: str
    replaced: str
    waiting: str
    offered: str
    place: str
    answer_by: str
    instructor: str
    teaches: str
    details: str
    alarm: str
    asked: str
    taken: str
    against: str
    table: str


@dataclass(frozen=True)
class Reader:
    """What all events of one calendar share: the reader's words, the centre's zone, its address on the web and its uid.

    `alarms` is for people's own calendars: the phone rings an hour before what they attend or teach.
    """

    words: Words
    zone: ZoneInfo
    root: str
    uid: str
    alarms: bool = False
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.words, self.zone.key, self.root, self.uid, self.alarms)))

    def __hash__(self) -> int:
        # Asked once for every event of a calendar of thousands.
        return self._hash


def calendar_text(name: str, events: Sequence[Event], reader: Reader, year: int) -> bytes:
    """Return a whole calendar; `year` is the present one, which the time zone covers also where nothing happens."""
    years = [year, *(event.starts_at.year for event in events), *(event.ends_at.year + 1 for event in events)]
    head = _head(name, reader.zone, min(years) - 1, max(years))
    return b"".join([head, *(event_text(event, reader) for event in events), _END])


@lru_cache(maxsize=1_000)
def _head(name: str, zone: ZoneInfo, first_year: int, last_year: int) -> bytes:
    calendar = Calendar()
    calendar.add("PRODID", "-//activity-center//feeds//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    # NAME is the standard, X-WR-CALNAME what phones read; the library leaves out the VALUE that RFC 7986 demands.
    calendar.add("NAME", vText(clean(name)))
    calendar.add("X-WR-CALNAME", vText(clean(name)))
    calendar.add("X-WR-TIMEZONE", zone.key)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    calendar.add_component(vtimezone(zone, first_year, last_year))
    return calendar.to_ical().removesuffix(_END)


@lru_cache(maxsize=20_000)
def event_text(event: Event, reader: Reader) -> bytes:
    """Return one VEVENT. Making it costs half a millisecond and more, so the last 20,000 are kept."""
    vevent = VEvent()
    for name, value in _properties(event, reader).items():
        vevent.add(name, value)
    if reader.alarms and event.state is State.CONFIRMED:
        vevent.add_component(_alarm(event, reader.words))
    return vevent.to_ical()


def _properties(event: Event, reader: Reader) -> dict[str, Any]:
    properties = {
        "UID": f"{_subject(event)}@{reader.uid}",
        "DTSTAMP": event.changed_at,
        "LAST-MODIFIED": event.changed_at,
        "SEQUENCE": event.sequence,
        "STATUS": event.state.value,
        "TRANSP": "OPAQUE" if event.state is State.CONFIRMED else "TRANSPARENT",
        "DTSTART": event.starts_at.astimezone(reader.zone),
        "DTEND": event.ends_at.astimezone(reader.zone),
        "SUMMARY": summary(event, reader.words),
        "DESCRIPTION": "\n".join(description(event, reader)),
        "LOCATION": clean(event.place),
        "URL": page_url(event, reader),
        "CATEGORIES": [clean(event.category)] if event.category else "",
    }
    return {name: value for name, value in properties.items() if value != ""}


def _subject(event: Event) -> str:
    if event.subject:
        return event.subject
    if event.event_id is not None:
        return f"event-{event.event_id}"
    return f"meeting-{event.meeting_id}" if event.booking_id is None else f"booking-{event.booking_id}"


def summary(event: Event, words: Words) -> str:
    """Return the title, behind a word where the event does not simply stand: many phones do not show STATUS."""
    prefix, title = _prefix(event, words), event.title or words.taken
    return clean(f"{prefix} {title}" if prefix else title)


def _prefix(event: Event, words: Words) -> str:
    if event.part is Part.LEFT:
        return words.left
    if event.part is Part.REPLACED:
        return words.replaced
    if event.state is State.CANCELLED:
        return words.cancelled
    if event.part is Part.BOOKED and event.state is State.TENTATIVE:
        return words.asked
    return {Part.WAITING: words.waiting, Part.OFFERED: words.offered}.get(event.part, "")


def description(event: Event, reader: Reader) -> list[str]:
    """Return the lines below the title; the address is among them because many phones do not show URL."""
    words, lines = reader.words, []
    if event.part is Part.WAITING and event.state is State.TENTATIVE and event.position:
        lines.append(words.place % {"n": event.position})
    if event.part is Part.OFFERED and event.state is State.TENTATIVE and event.answer_by:
        lines.append(words.answer_by % {"moment": f"{event.answer_by.astimezone(reader.zone):%Y-%m-%d %H:%M}"})
    if event.part is Part.TEACHES:
        lines.append(words.teaches)
    elif event.instructor:
        lines.append(words.instructor % {"name": clean(event.instructor)})
    if event.against:
        lines.append(words.against % {"name": clean(event.against)})
    lines += [words.table % {"round": round, "table": table} for round, table in event.tables]
    return [*lines, words.details % {"url": page_url(event, reader)}]


def page_url(event: Event, reader: Reader) -> str:
    """Return the absolute address of the section's page, of one's own booking, or of the rooms for anybody's."""
    if event.path:
        return f"{reader.root}{event.path}"
    if event.event_id is not None:
        return f"{reader.root}/events/{event.event_id}"
    if event.booking_id is None:
        return f"{reader.root}/sections/{event.section_id}"
    return f"{reader.root}/bookings/{event.booking_id}" if event.part is Part.BOOKED else f"{reader.root}/rooms"


def _alarm(event: Event, words: Words) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", timedelta(hours=-1))
    alarm.add("DESCRIPTION", vText(clean(words.alarm % {"title": event.title})))
    return alarm


def clean(text: str) -> str:
    """Return a text without the characters that iCalendar cannot carry, nor blanks around it, which some cut off."""
    # The library takes a backslash before an N for a line break; with a word joiner between them it does not.
    return _CONTROLS.sub("", _BREAKS.sub("\n", text)).strip().replace(r"\N", "\\\u2060N")
