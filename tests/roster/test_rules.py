"""What a change of one meeting means, in values."""

from datetime import UTC, datetime, timedelta

import pytest

from activity_center.rooms.rules import Span
from activity_center.roster.rules import Act, Shape, Wish, kinds_told, lapses_soon, waiver_flaws, wished

DAY = datetime(2026, 9, 14, tzinfo=UTC)


def span(starts: float, ends: float) -> Span:
    return Span(DAY + timedelta(hours=starts), DAY + timedelta(hours=ends))


NOW = Shape(span(8.5, 10), room_id=1, instructor_id=7)


def test_what_is_not_named_stays():
    assert wished(NOW, Wish(Act.MOVE, span(14, 15.5))) == Shape(span(14, 15.5), 1, "", 7)


def test_a_room_replaces_a_place_in_words_and_the_other_way_round():
    in_the_park = wished(NOW, Wish(Act.SUBSTITUTE, place="公园"))
    assert (in_the_park.room_id, in_the_park.place) == (None, "公园")
    back = wished(in_the_park, Wish(Act.SUBSTITUTE, room_id=2))
    assert (back.room_id, back.place) == (2, "")


@pytest.mark.parametrize(
    ("wish", "kinds"),
    [
        (Wish(Act.MOVE, span(14, 15)), ["meeting_moved"]),
        (Wish(Act.MOVE, span(14, 15), room_id=2), ["meeting_moved"]),
        (Wish(Act.MOVE, NOW.span, room_id=2), ["room_changed"]),
        (Wish(Act.SUBSTITUTE, instructor_id=8), ["instructor_substituted"]),
        (Wish(Act.SUBSTITUTE, room_id=2, instructor_id=8), ["room_changed", "instructor_substituted"]),
        (Wish(Act.CANCEL), ["meeting_cancelled"]),
        (Wish(Act.MOVE, NOW.span), []),
    ],
)
def test_people_are_told_exactly_what_is_different(wish, kinds):
    assert kinds_told(NOW, wished(NOW, wish)) == kinds


def test_what_was_not_there_is_told_as_added_and_what_is_put_back_as_restored():
    assert kinds_told(None, NOW) == ["meeting_added"]
    gone = wished(NOW, Wish(Act.CANCEL))
    assert kinds_told(gone, wished(gone, Wish(Act.RESTORE))) == ["meeting_restored"]


def test_an_exception_needs_a_note_and_a_clash_is_never_one():
    assert waiver_flaws([], "") == waiver_flaws(["too_old"], "医生同意") == []
    assert [reason.code for reason in waiver_flaws(["too_old"], " ")] == ["waiver_needs_note"]
    assert [reason.code for reason in waiver_flaws(["clash"], "请通融")] == ["not_waivable"]


def test_an_offer_is_urgent_on_its_last_day():
    assert lapses_soon(DAY + timedelta(hours=24), DAY)
    assert not lapses_soon(DAY + timedelta(hours=25), DAY)
    assert not lapses_soon(None, DAY)
