"""The code on the door, by a clock that runs as fast as one likes."""

from datetime import timedelta

import pytest

from activity_center.attendance.door_codes import SCAN_HOLDS, STEP, changes_at, code_at, code_flaws, scan_flaws
from tests.attendance.scenes import o_clock

KEY, NOW = "a secret of the centre", o_clock(8, 20)


def flaws(said, at=NOW, meeting_id=7, key=KEY):
    return [reason.code for reason in code_flaws(key, meeting_id, said, at)]


def test_the_code_that_is_shown_is_taken_and_so_is_the_one_before():
    shown = code_at(KEY, 7, NOW)
    for seconds in range(60):
        assert flaws(shown, NOW + timedelta(seconds=seconds)) == []


def test_a_picture_of_it_is_refused_a_minute_later_and_for_ever():
    shown = code_at(KEY, 7, NOW)
    for later in (60, 61, 3600, 7 * 86400):
        assert flaws(shown, NOW + timedelta(seconds=later)) == ["door_code_old"]


def test_it_changes_every_half_minute_and_never_comes_back():
    shown = [code_at(KEY, 7, NOW + n * STEP) for n in range(3000)]
    assert len(set(shown)) == 3000
    assert code_at(KEY, 7, changes_at(NOW) - timedelta(microseconds=1)) == shown[0]
    assert code_at(KEY, 7, changes_at(NOW)) == shown[1]


def test_a_code_of_the_future_is_not_good_yet():
    assert flaws(code_at(KEY, 7, NOW + STEP)) == ["door_code_old"]


def test_one_meetings_code_opens_no_other_and_another_centres_none():
    assert flaws(code_at(KEY, 8, NOW)) == ["door_code_wrong"]
    assert flaws(code_at("another secret", 7, NOW)) == ["door_code_wrong"]


def test_nobody_makes_a_new_code_from_an_old_one():
    old = code_at(KEY, 7, NOW - timedelta(hours=1))
    step = code_at(KEY, 7, NOW).split("-")[0]
    assert flaws(f"{step}-{old.split('-')[1]}") == ["door_code_wrong"]


@pytest.mark.parametrize("said", ["", "-", "x", "0-", "３-abc", "123456789-a", "1 2-a", "-1-a", "1-1-1", "é", "0x1-a"])
def test_nonsense_is_no_code(said):
    assert flaws(said) == ["door_code_wrong"]


def test_after_scanning_there_is_time_to_sign_in_but_not_to_go_home():
    assert scan_flaws(NOW, NOW) == []
    assert scan_flaws(NOW, NOW + SCAN_HOLDS - STEP) == []
    assert [reason.code for reason in scan_flaws(NOW, NOW + SCAN_HOLDS)] == ["door_code_old"]
    assert [reason.code for reason in scan_flaws(NOW, NOW - STEP)] == ["door_code_old"]
    assert [reason.code for reason in scan_flaws(None, NOW)] == ["door_code_missing"]
