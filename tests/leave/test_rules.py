"""Which meetings a leave covers, and why one is not taken."""

from datetime import datetime, timedelta

import pytest

from activity_center.leave.rules import AskedAs, Gathering, LeaveFacts, refusals
from tests.enrolment.scenes import ZONE

MONDAY = datetime(2026, 9, 7, tzinfo=ZONE)
DAY = timedelta(days=1)


def meets(day=0, section=1):
    starts = MONDAY + day * DAY + timedelta(hours=8, minutes=30)
    return Gathering(section, "书法", starts, starts + timedelta(minutes=90))


def leave(first=0, last=0, section=1, **given):
    asked = {"asked_at": MONDAY - DAY}
    return LeaveFacts(section, MONDAY + first * DAY, MONDAY + (last + 1) * DAY, **asked | given)


def codes(wished, meetings=(), known=(), today=0, is_enrolled=True, title="书法"):
    today_at = MONDAY + today * DAY
    told = refusals(wished, meetings, known, today_at=today_at, is_enrolled=is_enrolled, title=title)
    return [reason.code for reason in told]


def test_a_leave_covers_the_meetings_of_its_class_in_its_days_and_no_others():
    assert leave().covers(meets())
    assert not leave().covers(meets(1))
    assert not leave(1, 3).covers(meets())
    assert leave(0, 14).covers(meets(14))
    assert not leave().covers(meets(section=2))


def test_a_leave_for_all_classes_covers_each():
    assert leave(section=None).covers(meets(section=1))
    assert leave(section=None).covers(meets(section=2))


def test_who_asks_when_the_meeting_is_over_asks_too_late_unless_it_is_the_desk():
    over, during = meets().ends_at, meets().ends_at - timedelta(seconds=1)
    assert leave(asked_at=during).covers(meets())
    assert not leave(asked_at=over).covers(meets())
    assert not leave(asked_at=over, asked_as=AskedAs.MONITOR).covers(meets())
    assert leave(asked_at=over + 30 * DAY, asked_as=AskedAs.DESK).covers(meets())
    assert leave(asked_at=over, asked_as=AskedAs.INSTRUCTOR).covers(meets())


def test_what_was_missed_on_leave_stays_so_when_the_rest_is_taken_back():
    weeks = leave(0, 27, taken_back_at=MONDAY + 10 * DAY)
    assert [weeks.covers(meets(day)) for day in (0, 7, 14, 21)] == [True, True, False, False]


def test_a_leave_taken_back_before_the_meeting_covers_nothing_and_neither_does_a_refused_one():
    assert not leave(taken_back_at=MONDAY).covers(meets())
    assert not leave(refused_at=MONDAY + 30 * DAY).covers(meets())


def test_a_leave_is_for_those_who_hold_a_seat():
    assert codes(leave(), [meets()], is_enrolled=False) == ["leave_not_enrolled"]
    assert codes(leave(section=None), [meets()], is_enrolled=False, title="") == ["leave_no_class"]


def test_a_leave_begins_today_at_the_earliest_unless_the_desk_enters_it():
    assert codes(leave(0, 7), [meets(), meets(7)], today=1) == ["leave_past"]
    desk = leave(0, 7, asked_at=MONDAY + 9 * DAY, asked_as=AskedAs.DESK)
    assert codes(desk, [meets(), meets(7)], today=9) == []


def test_a_meeting_that_is_over_today_is_named_so():
    assert codes(leave(asked_at=meets().ends_at), [meets()]) == ["leave_meeting_over"]
    assert codes(leave(1, 2), [meets()]) == ["leave_nothing_missed"]


def test_asking_again_for_what_is_covered_is_told_so_and_more_is_taken():
    assert codes(leave(), [meets()], [leave()]) == ["leave_already"]
    assert codes(leave(), [meets()], [leave(section=None)]) == ["leave_already"]
    assert codes(leave(0, 7), [meets(), meets(7)], [leave()]) == []
    assert codes(leave(), [meets()], [leave(taken_back_at=MONDAY)]) == []


@pytest.mark.parametrize(("last", "told"), [(-2, ["leave_days_in_order"]), (200, ["leave_too_long"]), (100, [])])
def test_the_days_are_in_order_and_not_too_many(last, told):
    assert codes(leave(0, last), [meets()]) == told
