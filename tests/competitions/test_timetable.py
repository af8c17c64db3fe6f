"""Nobody at two tables, rest between games, no table twice, later matches later."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activity_center.competitions import drawing
from activity_center.competitions.kinds import Format
from activity_center.competitions.timetable import Hall, ToPlay, slots, timetable
from activity_center.rooms.rules import Span

NINE = datetime(2026, 10, 12, 1, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def hall(hours: float, tables: int = 2, id: int = 1, later: float = 0) -> Hall:
    starts = NINE + timedelta(hours=later)
    return Hall(id, Span(starts, starts + timedelta(hours=hours)), tables)


def matches_of(number: int, format: Format = Format.ROUND_ROBIN) -> list[ToPlay]:
    [stage] = drawing.stages(format, range(1, number + 1))
    return [_to_play(match) for match in stage.matches]


def _to_play(match: drawing.Planned) -> ToPlay:
    slots_of = (match.one, match.two)
    people = frozenset(slot.entry for slot in slots_of if slot.entry)
    before = {slot.winner_of or slot.loser_of for slot in slots_of} - {None}
    return ToPlay(match.number, match.round, people, frozenset(before))


def test_a_hall_has_as_many_slots_as_matches_fit():
    assert len(slots(hall(2), HALF_HOUR)) == 4
    assert len(slots(hall(1.75), HALF_HOUR)) == 3


def test_who_is_busy_elsewhere_plays_later_and_without_time_there_is_no_seat():
    two = ToPlay(1, 1, frozenset({1, 2}))
    found = timetable([two], [hall(2)], HALF_HOUR, timedelta(), {1: [Span(NINE, NINE + HALF_HOUR)]})
    assert found[1].span.starts_at == NINE + HALF_HOUR
    assert timetable([two], [hall(0.25)], HALF_HOUR, timedelta(), {}) == {}
    assert timetable([two], [hall(0.5, 1)], HALF_HOUR, timedelta(), {}, taken=[(1, 0, 1)]) == {}


def test_a_final_comes_after_both_semifinals_and_their_rest():
    found = timetable(matches_of(4, Format.SINGLE_ELIMINATION), [hall(8)], HALF_HOUR, HALF_HOUR, {})
    assert [found[n].span.starts_at for n in (1, 2, 3)] == [NINE, NINE, NINE + 2 * HALF_HOUR]
    none_before = timetable(matches_of(4, Format.SINGLE_ELIMINATION), [hall(0.5, 1)], HALF_HOUR, HALF_HOUR, {})
    assert sorted(none_before) == [1]


@given(
    st.integers(2, 14),
    st.sampled_from([Format.ROUND_ROBIN, Format.SINGLE_ELIMINATION]),
    st.lists(st.tuples(st.floats(0, 8), st.integers(1, 5), st.floats(0, 30)), min_size=1, max_size=3),
    st.integers(0, 60),
)
@settings(max_examples=1000, deadline=None)
@pytest.mark.slow
def test_a_thousand_timetables_hold(number, format, given_halls, rest):
    halls = [hall(hours, tables, id, later) for id, (hours, tables, later) in enumerate(given_halls, 1)]
    played = matches_of(number, format)
    pause = timedelta(minutes=rest)
    found = timetable(played, halls, HALF_HOUR, pause, {})
    by_id = {one.id: one for one in played}
    assert len({(seat.hall_id, seat.slot, seat.table) for seat in found.values()}) == len(found)
    for id, seat in found.items():
        home = next(one for one in halls if one.id == seat.hall_id)
        assert 1 <= seat.table <= home.tables
        assert home.span.starts_at <= seat.span.starts_at
        assert seat.span.ends_at <= home.span.ends_at
        assert all(found[other].span.ends_at + pause <= seat.span.starts_at for other in by_id[id].after)
        for other, theirs in found.items():
            if other != id and by_id[id].person_ids & by_id[other].person_ids:
                apart = seat.span.starts_at >= theirs.span.ends_at + pause
                assert apart or theirs.span.starts_at >= seat.span.ends_at + pause
