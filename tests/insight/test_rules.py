"""What attendance is, and who completes a class."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity_center.attendance.rules import Mark
from activity_center.insight.rules import CompletionFacts, Seen, Tally, lacking, still_to_attend, tally

RULE = CompletionFacts(70, work_needed=False)


def codes(told: Tally, rule: CompletionFacts = RULE, *, has_work: bool = False) -> list[str]:
    return [reason.code for reason in lacking(told, rule, has_work=has_work)]


def test_leave_counts_neither_for_nor_against():
    told = tally(
        [Seen(Mark.PRESENT), Seen(Mark.LEAVE), Seen(None, is_on_leave=True), Seen(Mark.ABSENT, is_on_leave=True)]
    )
    assert (told.there, told.leave, told.absent, told.percent) == (1, 3, 0, 100)


def test_late_and_made_up_are_there_and_are_told_apart():
    told = tally([Seen(Mark.LATE), Seen(Mark.ABSENT, is_made_up=True), Seen(Mark.PRESENT, is_made_up=True)])
    assert (told.there, told.late, told.made_up) == (3, 1, 1)


def test_where_nobody_said_how_it_was_is_no_presence():
    assert tally([Seen(Mark.PRESENT), Seen(None)]).percent == 50


@pytest.mark.parametrize(("there", "absent", "lacks"), [(7, 3, []), (69, 31, ["completion_rate"]), (70, 30, [])])
def test_seventy_percent_complete_and_not_a_little_less(there, absent, lacks):
    assert codes(Tally(there=there, absent=absent)) == lacks


def test_a_rate_is_rounded_down():
    assert Tally(there=699, absent=301).percent == 69


def test_a_leave_over_a_whole_term_makes_no_certificate():
    assert codes(Tally(there=3, leave=13)) == ["completion_half"]
    assert codes(Tally(leave=16)) == ["completion_rate"]
    assert codes(Tally(there=8, leave=8)) == []


def test_work_is_asked_for_where_the_term_asks_for_it():
    rule = CompletionFacts(70, work_needed=True)
    assert codes(Tally(there=1), rule) == ["completion_work"]
    assert codes(Tally(there=1), rule, has_work=True) == []


def test_nothing_is_completed_before_a_register_was_kept():
    assert codes(Tally()) == ["completion_nothing_held"]


def test_how_many_of_the_coming_meetings_one_must_attend():
    assert still_to_attend(Tally(there=4, absent=4), RULE, 8) == 8
    assert still_to_attend(Tally(there=2, absent=6), RULE, 8) is None
    assert still_to_attend(Tally(there=8), RULE, 2) == 0


counts = st.integers(0, 20)


@given(counts, counts, counts, counts, st.integers(0, 100), st.integers(0, 10))
def test_attending_as_many_as_was_said_completes_and_one_less_does_not(there, leave, absent, unmarked, least, coming):
    told, rule = Tally(there, leave, absent, unmarked), CompletionFacts(least, work_needed=False)
    must = still_to_attend(told, rule, coming)
    after = {n: not lacking(told + Tally(there=n, absent=coming - n), rule, has_work=True) for n in range(coming + 1)}
    assert must == next((n for n, completes in after.items() if completes), None)
    # More never hurts.
    assert all(completes for n, completes in after.items() if must is not None and n >= must)
