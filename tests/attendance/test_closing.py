"""Registers that close, by hand and by themselves, and that are opened again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.attendance import closing, service
from activity_center.attendance import register as registers
from activity_center.attendance.models import RegisterClosing
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import Closed, Fate, Mark, closed_times
from activity_center.audit import Actor
from activity_center.errors import Refused
from tests.attendance.scenes import KIOSK, STARTS, a_meeting, an_enrolment, o_clock, stands, wrongs
from tests.leave.scenes import a_leave

TEACHER = Actor(None, "web")
DAY = timedelta(days=1)
ENDS = o_clock(10)


def learners(session, meeting, number=1):
    made = [an_enrolment(session, meeting.section) for _ in range(number)]
    for enrolment in made:
        enrolment.changed_at = o_clock(6)
    session.flush()
    return [enrolment.person_id for enrolment in made]


def mark(session, meeting, person_id, made_at, received_at, mark=Mark.PRESENT):
    sent = [Sent(f"{person_id} {made_at}", mark, made_at, person_id=person_id)]
    [outcome] = registers.mark_all(session, meeting.id, sent, at=received_at, by=TEACHER)
    return [reason.code for reason in outcome.reasons] or outcome.fate


def test_a_register_closes_by_itself_seven_days_after_the_meeting_or_as_the_term_says():
    assert closed_times(ENDS, None, []) == (Closed(ENDS + 7 * DAY, by_hand=False),)
    assert closed_times(ENDS, 30, []) == (Closed(ENDS + 30 * DAY, by_hand=False),)


def test_once_opened_again_it_stays_open_for_as_many_days():
    first = Closed(o_clock(10), o_clock(11))
    assert closed_times(ENDS, 7, [first]) == (first, Closed(o_clock(11) + 7 * DAY, by_hand=False))
    second = Closed(o_clock(12))
    assert closed_times(ENDS, 7, [second, first]) == (first, second)


@pytest.mark.parametrize(
    ("made", "holds"), [(o_clock(9), False), (o_clock(10), False), (o_clock(10, 0, 1), True), (o_clock(11), False)]
)
def test_a_mark_is_judged_by_when_it_was_made(made, holds):
    assert Closed(o_clock(10), o_clock(11)).holds(made) is holds


def test_a_mark_that_was_made_before_the_closing_is_taken_after_it_and_a_later_one_is_not(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    closing.close(session, meeting.id, at=o_clock(9), by=TEACHER)
    assert mark(session, meeting, person, o_clock(8, 40), o_clock(12)) is Fate.SAVED
    assert mark(session, meeting, person, o_clock(9, 1), o_clock(12)) == ["register_closed"]
    assert stands(session, meeting, person).marked_at == o_clock(8, 40)
    assert wrongs(session, meeting.id) == []


def test_nobody_signs_in_once_it_is_closed_but_a_card_read_before_counts(session):
    meeting = a_meeting(session)
    one, other = learners(session, meeting, 2)
    closing.close(session, meeting.id, at=o_clock(9), by=TEACHER)
    with pytest.raises(Refused, match="register_closed"):
        service.sign_in(session, one, meeting.id, at=o_clock(9, 5), by=KIOSK)
    card = service.SignIn(other, o_clock(8, 20), "u", meeting.id)
    [outcome] = service.sign_in_many(session, [card], at=o_clock(9, 30), by=KIOSK)
    assert outcome.fate is Fate.SAVED


def test_closing_marks_nobody_unless_it_is_wished_for(session):
    meeting = a_meeting(session)
    came, ill, silent = learners(session, meeting, 3)
    mark(session, meeting, came, o_clock(8, 40), o_clock(8, 40))
    a_leave(session, ill, STARTS.date())
    closing.close(session, meeting.id, at=o_clock(9), by=TEACHER)
    closing.close(session, meeting.id, absent_rest=True, at=o_clock(9, 5), by=TEACHER)
    assert stands(session, meeting, silent) is None
    closing.reopen(session, meeting.id, "点漏了", at=o_clock(9, 10), by=TEACHER)
    closing.close(session, meeting.id, absent_rest=True, at=o_clock(9, 20), by=TEACHER)
    assert [row.mark for row in registers.register(session, meeting.id).rows] == [
        Mark.PRESENT,
        Mark.LEAVE,
        Mark.ABSENT,
    ]
    assert stands(session, meeting, ill) is None


def test_a_register_says_since_when_it_is_closed_and_by_whom(session):
    meeting = a_meeting(session, instructor=None)
    [teacher] = learners(session, meeting)
    name = registers.register(session, meeting.id).rows[0].name
    closing.close(session, meeting.id, at=o_clock(9), by=Actor(teacher, "web"))
    shown = registers.register(session, meeting.id, o_clock(9, 1))
    assert (shown.closed_at, shown.closed_by) == (o_clock(9), name)
    assert registers.register(session, meeting.id, o_clock(8, 59)).closed_at is None
    by_itself = registers.register(session, a_meeting(session).id, ENDS + 8 * DAY)
    assert (by_itself.closed_at, by_itself.closed_by) == (ENDS + 7 * DAY, "")


def test_opening_again_needs_a_reason_and_keeps_the_history(session):
    meeting = a_meeting(session)
    closing.reopen(session, meeting.id, "x", at=o_clock(9), by=TEACHER)
    assert closing.of(session, meeting.id) == []
    with pytest.raises(Refused, match="note_missing"):
        closing.reopen(session, meeting.id, " ", at=ENDS + 9 * DAY, by=TEACHER)
    closing.reopen(session, meeting.id, "家属补交假条", at=ENDS + 9 * DAY, by=TEACHER)
    closing.close(session, meeting.id, at=ENDS + 10 * DAY, by=TEACHER)
    closing.reopen(session, meeting.id, "又漏了", at=ENDS + 11 * DAY, by=TEACHER)
    rows = session.scalars(select(RegisterClosing).order_by(RegisterClosing.closed_at)).all()
    assert [(row.closed_at, row.reopened_at, row.reason) for row in rows] == [
        (ENDS + 7 * DAY, ENDS + 9 * DAY, "家属补交假条"),
        (ENDS + 10 * DAY, ENDS + 11 * DAY, "又漏了"),
    ]


def test_the_term_says_how_long_registers_stay_open(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    meeting.section.term.register_days = 30
    session.flush()
    assert mark(session, meeting, person, ENDS + 20 * DAY, ENDS + 20 * DAY) is Fate.SAVED
    assert mark(session, meeting, person, ENDS + 31 * DAY, ENDS + 31 * DAY) == ["register_closed"]


def test_no_register_is_closed_before_its_meeting_begins(session):
    meeting = a_meeting(session)
    with pytest.raises(Refused, match="register_not_begun"):
        closing.close(session, meeting.id, at=o_clock(8, 29), by=TEACHER)
