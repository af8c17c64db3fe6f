"""When a room is free."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from activity_center.rooms.rules import OpenHours, Span, first_overlap, is_open, overlapping

MORNING = datetime(2026, 9, 7, 0, 30, tzinfo=UTC)
HOURS = [OpenHours(1, time(8), time(12)), OpenHours(1, time(14), time(17)), OpenHours(2, time(8), time(17))]


def span(start: int, minutes: int = 90) -> Span:
    return Span(MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=start + minutes))


def test_one_that_begins_as_the_other_ends_is_no_overlap():
    assert not span(0).overlaps(span(90))
    assert span(0).overlaps(span(89))


def test_the_earliest_overlap_is_found_in_any_order():
    assert first_overlap([span(300), span(0), span(100)], [span(380), span(120)]) == span(100)
    assert first_overlap([span(0)], [span(90)]) is None


def test_a_room_is_open_within_one_of_its_hours():
    assert is_open(HOURS, 1, time(8), time(12))
    assert is_open(HOURS, 1, time(14, 30), time(16))


def test_a_room_is_closed_over_lunch_and_on_other_days():
    assert not is_open(HOURS, 1, time(11), time(15))
    assert not is_open(HOURS, 3, time(9), time(10))


def test_a_room_without_hours_is_always_open():
    assert is_open([], 7, time(0), time(23))


def test_each_pair_that_overlaps_is_named_once():
    entries = [(span(0, 300), "long"), (span(10, 10), "a"), (span(100, 50), "b"), (span(300), "after")]
    assert list(overlapping(entries)) == [("long", "a"), ("long", "b")]


spans = st.builds(span, st.integers(0, 300), st.integers(1, 120))


@given(st.lists(spans, max_size=12))
def test_the_sweep_finds_what_comparing_all_pairs_finds(all_spans: list[Span]):
    found = {frozenset(pair) for pair in overlapping([(s, n) for n, s in enumerate(all_spans)])}
    compared = {
        frozenset((a, b)) for a in range(len(all_spans)) for b in range(a) if all_spans[a].overlaps(all_spans[b])
    }
    assert found == compared
