"""Three readers of iCalendar understand every calendar alike; see parsers.py for what they need."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity_center.feeds.calendar import Event, Reader, calendar_text, clean, description, summary
from tests.feeds.parsers import READERS, Occurrence
from tests.feeds.samples import event, reader, term

# Ordinary summer time; none; half an hour of it; the other half of the globe; another one in the month of fasting.
ZONES = ["Asia/Shanghai", "Asia/Hong_Kong", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York"]
ZONES += ["Africa/Casablanca"]
Read = Callable[[bytes], list[Occurrence]]


@pytest.fixture(params=READERS)
def read(request: pytest.FixtureRequest) -> Read:
    return READERS[request.param]


def expected(events: list[Event], of: Reader) -> list[Occurrence]:
    """What was meant, told without iCalendar."""
    return sorted(
        Occurrence(
            f"meeting-{one.meeting_id}@{of.uid}",
            one.starts_at,
            one.ends_at,
            one.state.value,
            one.sequence,
            summary(one, of.words),
            "\n".join(description(one, of)),
            clean(one.place),
        )
        for one in events
    )


@pytest.mark.parametrize("key", ZONES)
def test_every_occurrence_of_a_term_is_understood(read: Read, key: str):
    mine, events = reader(zone=ZoneInfo(key)), term(ZoneInfo(key))
    assert len(events) > 60
    assert read(calendar_text("书法", events, mine, 2026)) == expected(events, mine)


def test_an_empty_calendar_is_understood(read: Read):
    assert read(calendar_text("书法", [], reader(), 2026)) == []


HARD = [
    "琴，棋; 书, 画\\n\\ \\, \\;",
    "first line\nsecond line\r\nthird\rfourth",
    "quotes \" and ' and : and = and ^n",
    "𠮷野家 👩🏽‍🎨 ｶﾞ e\u0301 \u200fعربى",
    "太极拳" * 40,
    "👴" * 60,
    "a" * 200,
    "tab\tand nothing\x00\x07\x1b\x7f\x85 else\u2028here",
    "BEGIN:VEVENT",
    "END:VCALENDAR\r\nBEGIN:VCALENDAR",
    "%(n)s 100% %s {title}",
    r"D:\New\N",
]


def test_hard_texts_are_understood(read: Read):
    mine = reader()
    events = [
        event(meeting_id=n, title=text, place=text, instructor=text, category=text) for n, text in enumerate(HARD)
    ]
    assert read(calendar_text(HARD[0], events, mine, 2026)) == expected(events, mine)


TEXTS = st.text(st.characters(exclude_categories=["Cs"])).filter(clean)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=5, max_size=40))
def test_any_text_is_understood(read: Read, texts: list[str]):
    mine = reader()
    events = [event(meeting_id=n, title=text, place=text, instructor=text) for n, text in enumerate(texts)]
    assert read(calendar_text(texts[0], events, mine, 2026)) == expected(events, mine)
