"""The text of calendars: lines, zones, states and what they say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from activity_center.feeds.calendar import calendar_text, event_text
from activity_center.feeds.rules import Part, State
from activity_center.feeds.zones import vtimezone
from tests.feeds.samples import BERLIN, event, reader, term


def text(*events, **values) -> str:
    return calendar_text("书法", events, reader(**values), 2026).decode()


def unfolded(*events, **values) -> list[str]:
    return text(*events, **values).replace("\r\n ", "").split("\r\n")


def test_it_begins_with_what_phones_look_for():
    lines = unfolded(event())
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "METHOD:PUBLISH",
        "NAME:书法",
        "X-WR-CALNAME:书法",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ):
        assert lines.count(line) == 1


def test_an_event_says_what_it_is_where_and_when():
    lines = unfolded(event(meeting_id=7, sequence=3, instructor="王怀远"))
    for line in (
        "UID:meeting-7@centre-1",
        "DTSTAMP:20260901T010000Z",
        "LAST-MODIFIED:20260901T010000Z",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Asia/Shanghai:20260907T083000",
        "DTEND;TZID=Asia/Shanghai:20260907T100000",
        "SUMMARY:书法（楷书）",
        r"LOCATION:302 书画教室\, 南院",
        "URL:https://centre.example/sections/5",
        "CATEGORIES:书画系",
        r"DESCRIPTION:Instructor: 王怀远\nMore: https://centre.example/sections/5",
        "TRIGGER:-PT1H",
    ):
        assert lines.count(line) == 1


def test_nothing_recurs():
    assert not [line for line in unfolded(*term(BERLIN), zone=BERLIN) if line.startswith(("RRULE", "RDATE", "EXDATE"))]


@pytest.mark.parametrize(
    ("part", "state", "said"),
    [
        (Part.ENROLLED, State.CONFIRMED, "SUMMARY:书法（楷书）"),
        (Part.TEACHES, State.CONFIRMED, "SUMMARY:书法（楷书）"),
        (Part.WAITING, State.TENTATIVE, "SUMMARY:[Waitlist] 书法（楷书）"),
        (Part.OFFERED, State.TENTATIVE, "SUMMARY:[Please accept] 书法（楷书）"),
        (Part.WAITING, State.CANCELLED, "SUMMARY:[Cancelled] 书法（楷书）"),
        (Part.ONLOOKER, State.CANCELLED, "SUMMARY:[Cancelled] 书法（楷书）"),
        (Part.LEFT, State.CANCELLED, "SUMMARY:[No longer yours] 书法（楷书）"),
        (Part.REPLACED, State.CANCELLED, "SUMMARY:[Taught by somebody else] 书法（楷书）"),
    ],
)
def test_the_title_says_how_firmly_it_stands(part: Part, state: State, said: str):
    assert said in unfolded(event(part=part, state=state, position=3))


def test_the_bell_rings_only_for_what_is_certain_and_ones_own():
    assert "BEGIN:VALARM" in unfolded(event())
    assert "BEGIN:VALARM" not in unfolded(event(state=State.TENTATIVE))
    assert "BEGIN:VALARM" not in unfolded(event(state=State.CANCELLED))
    assert "BEGIN:VALARM" not in unfolded(event(), alarms=False)


def test_who_waits_reads_the_place():
    assert any("Place 3" in line for line in unfolded(event(part=Part.WAITING, state=State.TENTATIVE, position=3)))


def test_equal_events_share_their_text_and_a_changed_one_has_its_own():
    assert event_text(event(), reader()) is event_text(event(), reader())
    assert event_text(replace(event(), sequence=1), reader()) != event_text(event(), reader())
    assert event_text(event(), reader(uid="other")) != event_text(event(), reader())


LETTERS = st.text(st.characters(exclude_categories=["Cs"]))


@given(LETTERS, LETTERS, LETTERS)
def test_lines_are_short_end_rightly_and_never_cut_a_letter(title: str, place: str, name: str):
    raw = calendar_text(title, [event(title=title, place=place, instructor=name, category=title)], reader(), 2026)
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
        assert not set(line) & (set(range(0x20)) - {9} | {0x7F})


@given(LETTERS)
def test_no_text_begins_something_of_its_own(title: str):
    calendar = Calendar.from_ical(text(event(title=title, place=title, category=title)))
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VTIMEZONE", "STANDARD", "VEVENT", "VALARM"]


ZONES = ["Asia/Shanghai", "Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "America/New_York"]
ZONES += ["Africa/Casablanca", "Asia/Kathmandu", "America/Sao_Paulo", "UTC"]


@pytest.mark.parametrize("key", ZONES)
def test_the_zone_has_the_right_offset_at_every_hour(key: str):
    zone = ZoneInfo(key)
    changes = sorted(
        (part["DTSTART"].dt.replace(tzinfo=UTC) - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td)
        for part in vtimezone(zone, 2026, 2027).subcomponents
    )
    moment, offset = changes.pop(0)
    while moment < datetime(2027, 12, 31, tzinfo=UTC):
        if changes and moment >= changes[0][0]:
            offset = changes.pop(0)[1]
        assert moment.astimezone(zone).utcoffset() == offset, moment
        moment += timedelta(minutes=30)
    assert [change for change in changes if change[0] < moment] == []


def test_the_zone_covers_every_event_and_the_present_year():
    early, late = datetime(2024, 6, 1, tzinfo=UTC), datetime(2028, 6, 1, tzinfo=UTC)
    lines = unfolded(event(starts_at=early), event(starts_at=late), zone=BERLIN)
    starts = [line for line in lines if line.startswith("DTSTART:")]
    assert min(starts) < "DTSTART:20240101T000001"
    assert max(starts) > "DTSTART:20280901"
    assert any(
        line.startswith("DTSTART:2030")
        for line in calendar_text("", [], reader(zone=BERLIN), 2030).decode().split("\r\n")
    )


def test_wall_times_stay_when_the_clocks_change():
    starts = [line for line in unfolded(*term(BERLIN), zone=BERLIN) if line.startswith("DTSTART;TZID=Europe/Berlin:")]
    mondays = [line for line in starts if line.endswith("T083000")]
    assert len(mondays) > 30
    assert mondays[0].endswith(":20260907T083000")
