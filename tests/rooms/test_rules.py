"""When a room is free."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from activity_center.people.rules import RoleName
from activity_center.rooms.rules import (
    UNLIMITED,
    Allowance,
    OpenHours,
    Span,
    allowance,
    breaches,
    first_overlap,
    free_spans,
    is_open,
    most_at_once,
    overlapping,
)

MORNING = datetime(2026, 9, 7, 0, 30, tzinfo=UTC)
MONDAY, WEDNESDAY, SUNDAY = (datetime(2026, 9, day, tzinfo=UTC).date() for day in (7, 9, 13))
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
    assert is_open(HOURS, MONDAY, time(8), time(12))
    assert is_open(HOURS, MONDAY, time(14, 30), time(16))


def test_a_room_is_closed_over_lunch_and_on_other_days():
    assert not is_open(HOURS, MONDAY, time(11), time(15))
    assert not is_open(HOURS, WEDNESDAY, time(9), time(10))


def test_hours_that_meet_leave_no_gap():
    two = [OpenHours(1, time(8), time(12)), OpenHours(1, time(12), time(17))]
    assert is_open(two, MONDAY, time(9), time(16))


def test_hours_of_a_season_replace_those_of_the_year_also_over_the_year_s_end():
    year, winter = OpenHours(1, time(8), time(18)), OpenHours(1, time(9), time(16), ("11-01", "03-31"))
    january = date(2027, 1, 4)
    assert is_open([year, winter], MONDAY, time(8), time(18))
    assert not is_open([year, winter], january, time(8), time(10))
    assert is_open([year, winter], january, time(9), time(16))


def test_staff_book_without_a_rule_and_a_member_does_not():
    assert allowance({}, [RoleName.MEMBER, RoleName.DESK]) == UNLIMITED
    assert allowance({}, [RoleName.MEMBER, RoleName.OFFICER]) is None


def test_who_has_two_roles_has_the_better_of_each_limit():
    day, week, hour = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
    rules = {
        RoleName.MEMBER: Allowance(day, week, hour, needs_approval=True),
        RoleName.OFFICER: Allowance(hour, None, 3 * hour, needs_approval=False),
    }
    both = allowance(rules, [RoleName.MEMBER, RoleName.OFFICER])
    assert both == Allowance(hour, None, 3 * hour, needs_approval=False)


def test_every_limit_that_is_broken_is_named():
    strict = Allowance(timedelta(hours=24), timedelta(days=30), timedelta(hours=1))
    assert breaches(strict, "302", span(0, 60), MORNING - timedelta(days=2)) == []
    late = breaches(strict, "302", span(0, 90), MORNING - timedelta(hours=2))
    assert [reason.code for reason in late] == ["room_notice", "room_too_long"]
    early = breaches(strict, "302", span(0, 60), MORNING - timedelta(days=31))
    assert [reason.code for reason in early] == ["room_too_far_ahead"]
    assert [reason.code for reason in breaches(None, "302", span(0), MORNING)] == ["room_not_for_you"]


def test_what_is_given_back_is_there_for_the_next():
    held = [(span(0, 60), 2), (span(60, 60), 3), (span(90, 60), 1)]
    assert most_at_once(held, span(0, 200)) == 4
    assert most_at_once(held, span(0, 60)) == 2
    assert most_at_once(held, span(140, 60)) == 1
    assert most_at_once([], span(0)) == 0


def test_a_room_without_hours_is_always_open():
    assert is_open([], SUNDAY, time(0), time(23))


def test_free_times_are_clear_of_what_is_busy_and_the_nearest_come_first():
    day = span(-30, 600)
    busy = [span(0), span(270, 60)]
    assert free_spans(busy, day, span(0)) == [span(90), span(120), span(150)]
    assert free_spans([span(-600, 1500)], day, span(0)) == []


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
