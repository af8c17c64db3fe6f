"""The rules of who was there."""

from datetime import timedelta

import pytest

from activity_center.attendance.rules import (
    MISSED,
    THERE,
    Count,
    EnrolmentFacts,
    Fate,
    Mark,
    MarkFacts,
    corrected,
    counts_as,
    effective,
    fate,
    nearest,
    sign_in_mark,
    sign_in_refusals,
    standing,
)
from activity_center.enrolment.rules import Status
from activity_center.errors import Reason
from tests.attendance.scenes import STARTS, meeting_facts, o_clock

ENROLLED = EnrolmentFacts(1, Status.ENROLLED, o_clock(7))


def marked(mark, at, uid="", is_sign_in=False):
    return MarkFacts(uid or f"{mark}{at}", mark, at, is_sign_in)


def came(at, uid=""):
    return marked(sign_in_mark(STARTS, at), at, uid, is_sign_in=True)


def codes(reasons):
    return [reason.code for reason in reasons]


def test_the_later_mark_stands_whatever_order_they_arrived_in():
    early, late = marked(Mark.PRESENT, o_clock(8, 35)), marked(Mark.ABSENT, o_clock(8, 40))
    assert standing([early, late]) == standing([late, early]) == late
    assert fate(early.uid, [late, early]) is Fate.OLDER
    assert fate(late.uid, [late, early]) is Fate.SAVED


def test_of_two_marks_of_one_moment_the_same_one_always_stands():
    one, other = marked(Mark.PRESENT, o_clock(9), "a"), marked(Mark.ABSENT, o_clock(9), "b")
    assert standing([one, other]) == standing([other, one]) == other


def test_a_mark_can_be_cleared():
    marks = [marked(Mark.PRESENT, o_clock(8, 35)), marked(None, o_clock(8, 36))]
    assert standing(marks).mark is None


def test_signing_in_twice_keeps_the_time_of_the_first():
    first, second = came(o_clock(8, 20)), came(o_clock(8, 50))
    assert standing([second, first]) == first
    assert fate(second.uid, [second, first]) is Fate.KNOWN


def test_somebody_marked_absent_who_then_comes_is_late():
    absent, arrives = marked(Mark.ABSENT, o_clock(8, 41)), came(o_clock(8, 45))
    assert standing([absent, arrives]).mark is Mark.LATE


def test_signing_in_again_after_the_mark_was_cleared_counts():
    marks = [came(o_clock(8, 20)), marked(None, o_clock(8, 30)), came(o_clock(8, 31))]
    assert standing(marks).marked_at == o_clock(8, 31)


def test_leave_is_no_absence_and_late_is_there():
    assert {Mark.PRESENT, Mark.LATE} == THERE
    assert {Mark.ABSENT} == MISSED


@pytest.mark.parametrize("mark", [*Mark, None])
def test_a_leave_never_counts_as_an_absence(mark):
    counted = Count.THERE if mark in THERE else Count.LEAVE
    assert counts_as(mark, is_on_leave=True) is counted


@pytest.mark.parametrize(
    ("mark", "counted"),
    [
        (Mark.PRESENT, Count.THERE),
        (Mark.LATE, Count.THERE),
        (Mark.LEAVE, Count.LEAVE),
        (Mark.ABSENT, Count.MISSED),
        (None, Count.OPEN),
    ],
)
def test_what_nobody_has_said_is_open_and_no_absence(mark, counted):
    assert counts_as(mark) is counted
    assert counts_as(mark, is_made_up=True) is Count.THERE


def test_a_register_shows_the_leave_of_whoever_has_no_mark():
    assert effective(None, is_on_leave=True) is Mark.LEAVE
    assert effective(Mark.PRESENT, is_on_leave=True) is Mark.PRESENT
    assert effective(Mark.ABSENT, is_on_leave=True) is Mark.ABSENT
    assert effective(None, is_on_leave=False) is None


@pytest.mark.parametrize(
    ("at", "mark"),
    [
        (o_clock(7, 30), Mark.PRESENT),
        (o_clock(8, 40), Mark.PRESENT),
        (o_clock(8, 40, 1), Mark.LATE),
        (o_clock(9, 59), Mark.LATE),
    ],
)
def test_one_is_late_after_ten_minutes(at, mark):
    assert sign_in_mark(STARTS, at) is mark


def test_a_clock_that_is_off_is_put_right_by_as_much():
    assert corrected(o_clock(11, 20), o_clock(12), o_clock(9)) == o_clock(8, 20)
    assert corrected(o_clock(5, 20), o_clock(6), o_clock(9)) == o_clock(8, 20)


def test_no_mark_is_later_than_its_receipt():
    assert corrected(o_clock(12), None, o_clock(9)) == o_clock(9)
    assert corrected(o_clock(12), o_clock(11), o_clock(9)) == o_clock(9)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (o_clock(7, 29, 59), ["sign_in_too_early"]),
        (o_clock(7, 30), []),
        (o_clock(9, 59, 59), []),
        (o_clock(10), ["sign_in_over"]),
        (STARTS - timedelta(days=7), ["sign_in_too_early"]),
    ],
)
def test_signing_in_opens_an_hour_before_the_meeting_and_ends_with_it(at, expected):
    assert codes(sign_in_refusals(meeting_facts(), at, [ENROLLED])) == expected


def test_a_refusal_says_when_it_opens():
    [reason] = sign_in_refusals(meeting_facts(), o_clock(7), [ENROLLED])
    assert reason.facts["opens_at"] == o_clock(7, 30).isoformat()


def test_nobody_signs_in_for_a_cancelled_meeting():
    assert codes(sign_in_refusals(meeting_facts(is_on=False), o_clock(8), [ENROLLED])) == ["sign_in_cancelled"]


@pytest.mark.parametrize("status", [Status.WAITING, Status.OFFERED, Status.APPLIED, Status.DECLINED, Status.LAPSED])
def test_only_those_who_are_enrolled_sign_in(status):
    enrolment = EnrolmentFacts(1, status, o_clock(9))
    assert codes(sign_in_refusals(meeting_facts(), o_clock(8), [enrolment])) == ["sign_in_not_enrolled"]
    assert codes(sign_in_refusals(meeting_facts(), o_clock(8))) == ["sign_in_not_enrolled"]


@pytest.mark.parametrize(
    ("left", "at", "may"),
    [
        (o_clock(8, 20), o_clock(8, 15), True),  # the mark is older than the withdrawal, though it came after it
        (o_clock(8, 20), o_clock(8, 25), False),
        (o_clock(8, 20), o_clock(9), False),
        (o_clock(8, 50), o_clock(9), True),  # the meeting had begun when they left the section
    ],
)
def test_who_left_the_section_is_judged_as_of_the_time_of_the_mark(left, at, may):
    assert EnrolmentFacts(1, Status.WITHDRAWN, left).is_enrolled(meeting_facts(), at) is may


def test_an_instructor_may_mark_those_who_wait_and_sit_in():
    assert EnrolmentFacts(1, Status.WAITING, o_clock(8)).may_sit_in(meeting_facts(), o_clock(9))
    assert not EnrolmentFacts(1, Status.APPLIED, o_clock(8)).may_sit_in(meeting_facts(), o_clock(9))


def test_anybody_walks_in_until_the_places_are_taken():
    table = meeting_facts(is_walk_in=True, capacity=2)
    assert sign_in_refusals(table, o_clock(8), others_there=1) == []
    [reason] = sign_in_refusals(table, o_clock(8), others_there=2)
    assert (reason.code, reason.facts["capacity"]) == ("sign_in_full", 2)
    assert sign_in_refusals(meeting_facts(is_walk_in=True), o_clock(8), others_there=500) == []


def test_every_reason_why_somebody_cannot_walk_in_is_told():
    table = meeting_facts(is_walk_in=True, capacity=0)
    barred = [Reason("person_not_active")]
    assert codes(sign_in_refusals(table, o_clock(8), barred=barred)) == ["person_not_active", "sign_in_full"]


def test_a_card_alone_means_the_open_meeting_whose_start_is_nearest():
    first = meeting_facts()
    second = meeting_facts(id=2, starts_at=o_clock(10), ends_at=o_clock(11, 30))
    assert nearest([first, second], o_clock(8, 20)) is first
    assert nearest([first, second], o_clock(9, 5)) is first
    assert nearest([first, second], o_clock(9, 50)) is second
    assert nearest([first, second], o_clock(7)) is None
    assert nearest([meeting_facts(is_on=False)], o_clock(8)) is None
