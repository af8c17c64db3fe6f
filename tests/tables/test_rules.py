"""Who may have a table, who is called, and what somebody is told about how long it will take."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from activity_center.people.rules import Category, Standing
from activity_center.rooms.rules import OpenHours
from activity_center.tables import rules
from activity_center.tables.rules import Rule, Visitor, Way

AT = datetime(2026, 9, 7, 2, tzinfo=UTC)
MEMBER = Visitor(Standing.ACTIVE, Category.RETIRED_CADRE)
HOUR = timedelta(hours=1)


def codes(reasons):
    return [reason.code for reason in reasons]


def in_minutes(*minutes: int | None) -> list[datetime | None]:
    return [None if n is None else AT + timedelta(minutes=n) for n in minutes]


def test_a_member_may_have_a_table():
    assert rules.visitor_reasons(Rule(), MEMBER, "台球室") == []


def test_every_reason_against_a_visitor_is_told_at_once():
    rule = Rule(categories=frozenset({Category.VETERAN_CADRE}), most_a_day=1)
    visitor = Visitor(Standing.ENDED, Category.PUBLIC, turns_today=1, elsewhere="棋牌室")
    found = codes(rules.visitor_reasons(rule, visitor, "台球室"))
    assert found == ["person_not_active", "table_not_for_category", "turn_elsewhere", "turns_used_up"]


@pytest.mark.parametrize(
    ("guests", "at_desk", "expected"),
    [
        (0, False, []),
        (1, True, []),
        (1, False, ["guests_at_desk"]),
        (2, True, ["table_too_small"]),
        (3, True, ["too_many_guests"]),
    ],
)
def test_guests_come_by_the_rule_of_the_room(guests, at_desk, expected):
    rule = Rule(guests=2, guests_at_desk=True)
    assert codes(rules.guest_reasons(rule, guests, 2, "台球室", at_desk=at_desk)) == expected


def test_a_turn_goes_on_once_and_never_while_somebody_waits():
    assert rules.extension_reasons(Rule(), 0, 0) == []
    assert codes(rules.extension_reasons(Rule(), 1, 0)) == ["extension_used"]
    assert codes(rules.extension_reasons(Rule(), 0, 2)) == ["others_wait"]
    assert codes(rules.extension_reasons(Rule(way=Way.ROTATION), 0, 0)) == ["no_extension_here"]


def test_the_first_to_come_is_called_to_the_smallest_table_that_is_large_enough():
    assert rules.calls({1: 4, 2: 2}, [(10, 2), (11, 3)]) == {10: 2, 11: 1}


def test_who_fits_no_free_table_holds_nobody_up():
    assert rules.calls({2: 2}, [(10, 4), (11, 2), (12, 1)]) == {11: 2}


def test_an_estimate_counts_everybody_before():
    tables = [(2, AT + timedelta(minutes=20)), (2, AT + timedelta(minutes=50))]
    assert rules.estimates(tables, [1, 1, 1], HOUR, AT + 5 * HOUR) == in_minutes(20, 50, 80)


def test_nobody_is_told_a_time_after_closing():
    assert rules.estimates([(2, AT + HOUR)], [1, 1], HOUR, AT + timedelta(minutes=90)) == in_minutes(60, None)


def test_an_estimate_knows_which_tables_are_large_enough():
    tables = [(2, AT), (4, AT + HOUR)]
    assert rules.estimates(tables, [3, 1], HOUR, AT + 5 * HOUR) == in_minutes(60, 0)
    assert rules.estimates(tables, [5], HOUR, AT + 5 * HOUR) == [None]


HOURS = [OpenHours(1, time(8, 30), time(12)), OpenHours(1, time(12), time(17)), OpenHours(2, time(14), time(16))]


@pytest.mark.parametrize(
    ("day", "wall", "closes"),
    [
        (7, time(9), time(17)),
        (7, time(8, 30), time(17)),
        (7, time(17), None),
        (8, time(10), None),
        (8, time(15), time(16)),
        (9, time(10), None),
    ],
)
def test_a_room_closes_when_its_hours_end(day, wall, closes):
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime.combine(date(2026, 9, day), wall, zone)
    assert rules.closes(HOURS, now) == (closes and datetime.combine(now.date(), closes, zone))


def test_a_room_without_hours_closes_at_midnight():
    assert rules.closes([], AT.astimezone(ZoneInfo("Asia/Shanghai"))) == datetime(2026, 9, 7, 16, tzinfo=UTC)
