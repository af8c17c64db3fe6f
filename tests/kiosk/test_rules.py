"""What a screen in a hall may show, and what its pad does."""

from datetime import UTC, datetime, timedelta

import pytest

from activity_center.kiosk import rules
from activity_center.kiosk.rules import Ballot
from activity_center.people.rules import TextSize

AT = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王秀英", "王**"),
        ("王芳", "王**"),
        ("欧阳修远", "欧阳**"),
        ("欧阳", "欧**"),
        ("John Smith", "J**"),
        ("李", "李**"),
    ],
)
def test_a_name_shows_its_surname_and_nothing_of_its_length(name: str, shown: str):
    assert rules.masked_name(name) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("10000001", "1000****"),
        ("123", "****"),
        ("", "****"),
    ],
)
def test_a_number_is_known_again_by_whoever_typed_it_and_by_nobody_else(typed: str, shown: str):
    assert rules.masked_login(typed) == shown


def test_a_visit_outlasts_the_idle_time_and_the_warning_of_the_page():
    assert timedelta(seconds=rules.IDLE + rules.WARN) < rules.VISIT_LASTS


def test_the_warning_leaves_at_least_half_a_minute_to_answer():
    assert rules.WARN >= 30


def test_a_visit_is_over_two_minutes_after_the_last_touch():
    assert not rules.is_over(AT, AT + timedelta(seconds=120))
    assert rules.is_over(AT, AT + timedelta(seconds=121))


def test_what_is_noted_every_ten_seconds_never_ends_a_visit_that_is_used():
    assert timedelta(seconds=rules.IDLE + rules.WARN) < rules.VISIT_LASTS - rules.TOUCHED_EVERY


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", "440524188001010014"])
def test_eighteen_places_are_an_identity_card(number: str):
    assert rules.is_id_number(number)


@pytest.mark.parametrize("number", ["10000001", "1101051949123100X2", "11010519491231002", ""])
def test_anything_else_is_a_card_of_ours(number: str):
    assert not rules.is_id_number(number)


def test_the_pad_types_digits_and_takes_the_last_one_back():
    assert rules.pressed("13", "8") == "138"
    assert rules.pressed("138", "back") == "13"
    assert rules.pressed("", "back") == ""


@pytest.mark.parametrize("key", ["x", "12", "", "next", "<"])
def test_the_pad_types_nothing_but_digits(key: str):
    assert rules.pressed("13", key) == "13"


def test_the_pad_stops_where_no_number_goes_on():
    assert len(rules.pressed("1" * rules.LONGEST, "1")) == rules.LONGEST


def test_text_grows_twice_and_begins_again():
    sizes = [TextSize.STANDARD]
    for _ in range(3):
        sizes.append(rules.larger(sizes[-1]))
    assert sizes == [TextSize.STANDARD, TextSize.LARGE, TextSize.HUGE, TextSize.STANDARD]


def test_a_kiosk_that_was_never_seen_is_not_at_work():
    assert not rules.is_at_work(None, AT)
    assert rules.is_at_work(AT, AT + timedelta(minutes=9))
    assert not rules.is_at_work(AT, AT + timedelta(minutes=11))


def test_a_ballot_takes_as_many_names_as_there_are_seats():
    ballot = Ballot(("甲", "乙", "丙"), 2)
    assert (ballot.left, ballot.chosen_names) == (2, [])
    one = ballot.ticked(3)
    assert (one.left, one.chosen_names) == (1, [(3, "丙")])
    full = one.ticked(1)
    assert (full.chosen, full.left, full.may_tick(2), full.ticked(2)) == ((1, 3), 0, False, full)
    assert full.ticked(3).chosen == (1,)


def test_with_one_seat_another_name_takes_the_place_of_the_first():
    ballot = Ballot(("甲", "乙"), 1).ticked(1)
    assert (ballot.left, ballot.may_tick(2), ballot.ticked(2).chosen) == (0, True, (2,))


def test_numbers_that_are_on_no_ballot_are_not_chosen():
    assert Ballot(("甲",), 3).with_chosen([0, 1, 1, 2, -1]).chosen == (1,)
    assert Ballot(("甲",), 3).left == 1
