"""How absences are counted, and what follows."""

import pytest

from activity_center.attendance.counting import (
    DEFAULTS,
    Absences,
    Proposal,
    Run,
    Threshold,
    absences,
    is_at_risk,
    next_up,
    reached,
)
from activity_center.attendance.rules import Count

_LETTERS = {"t": Count.THERE, "l": Count.LEAVE, "m": Count.MISSED, "o": Count.OPEN}
WARN, FREE = DEFAULTS


def told(letters):
    return absences(enumerate((_LETTERS[letter] for letter in letters), start=1))


@pytest.mark.parametrize(
    ("letters", "in_a_row", "missed"),
    [
        ("", 0, 0),
        ("tttt", 0, 0),
        ("mmm", 3, 3),
        ("mmtm", 1, 3),
        ("mlm", 2, 2),  # a leave neither adds nor ends a row
        ("llllllll", 0, 0),
        ("mom", 2, 2),  # what nobody has said is no absence and no presence
        ("mmmt", 0, 3),
    ],
)
def test_coming_ends_a_row_and_leave_does_not_count(letters, in_a_row, missed):
    found = told(letters)
    assert (len(found.in_a_row), len(found.missed)) == (in_a_row, missed)


def test_a_growing_row_reaches_a_threshold_at_one_and_the_same_meeting():
    assert reached(told("mm"), DEFAULTS) == []
    assert reached(told("mmm"), DEFAULTS) == [(WARN, 3)]
    assert reached(told("mmmm"), DEFAULTS) == [(WARN, 3)]
    assert reached(told("mmmmmm"), DEFAULTS) == [(WARN, 3), (FREE, 6)]
    assert reached(told("mmmtmmm"), DEFAULTS) == [(WARN, 7)]


def test_absences_in_all_are_counted_over_whoever_comes_between():
    in_all = Threshold(Run.TOTAL, 3, Proposal.FREE_SEAT)
    assert reached(told("mtmtmt"), [in_all]) == [(in_all, 5)]


def test_what_comes_next_is_what_is_nearest():
    assert next_up(told("m"), DEFAULTS) is WARN
    assert next_up(told("mmm"), DEFAULTS) is FREE
    assert next_up(told("mmmmmm"), DEFAULTS) is None


@pytest.mark.parametrize(("letters", "risk"), [("m", False), ("mm", True), ("mmm", True), ("mmt", False)])
def test_who_is_one_absence_away_is_at_risk(letters, risk):
    assert is_at_risk(told(letters), DEFAULTS) is risk


def test_nobody_who_missed_nothing_is_at_risk():
    assert not is_at_risk(Absences(), [Threshold(Run.TOTAL, 1, Proposal.WARN)])
