"""The register as its keepers mark it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.attendance import absences, closing, service
from activity_center.attendance import register as registers
from activity_center.attendance.models import Marking
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import Fate, Mark, Part
from activity_center.audit import Actor, Audit
from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.rules import Status
from activity_center.people.rules import RoleName
from tests.attendance.scenes import (
    KIOSK,
    STARTS,
    a_meeting,
    a_person,
    a_walk_in,
    an_enrolment,
    learners,
    o_clock,
    stands,
    wrongs,
)
from tests.factories import make_meeting, make_person
from tests.leave.scenes import a_leave
from tests.statements import counted

TEACHER = Actor(None, "web")


def sent(person_id, mark, at=None, uid="", **given):
    moment = at or o_clock(8, 35)
    return Sent(uid or f"{person_id}{mark}{moment}", mark, moment, person_id=person_id, **given)


def mark(session, meeting, *marks, at=None, sent_at=None):
    moment = at or o_clock(9, 30)
    return registers.mark_all(session, meeting.id, marks, sent_at=sent_at, at=moment, by=TEACHER)


def fates(outcomes):
    return [outcome.fate for outcome in outcomes]


def codes(outcomes):
    return [reason.code for outcome in outcomes for reason in outcome.reasons]


def test_a_register_is_marked_and_each_mark_is_kept_with_its_device(session):
    meeting = a_meeting(session)
    one, other = learners(session, meeting, 2)
    phone = {"device": "王老师的手机"}
    outcomes = mark(session, meeting, sent(one, Mark.PRESENT, **phone), sent(other, Mark.ABSENT, **phone))
    assert fates(outcomes) == [Fate.SAVED, Fate.SAVED]
    assert stands(session, meeting, other).mark is Mark.ABSENT
    assert stands(session, meeting, one).marking.device == "王老师的手机"
    audit = session.scalar(select(Audit).where(Audit.act == "mark_register"))
    assert (audit.subject_id, audit.facts) == (meeting.id, {"count": 2})


def test_the_later_mark_stands_though_it_arrives_first_and_the_older_is_kept(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    mark(session, meeting, sent(person, Mark.ABSENT, o_clock(8, 50)))
    [outcome] = mark(session, meeting, sent(person, Mark.PRESENT, o_clock(8, 40)))
    assert (outcome.fate, outcome.mark, outcome.marked_at) == (Fate.OLDER, Mark.ABSENT, o_clock(8, 50))
    assert stands(session, meeting, person).mark is Mark.ABSENT
    assert len(registers.history(session, meeting.id)) == 2


def test_sending_again_changes_nothing_and_says_what_stands_now(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    first = sent(person, Mark.PRESENT, o_clock(8, 40))
    assert fates(mark(session, meeting, first)) == fates(mark(session, meeting, first)) == [Fate.SAVED]
    mark(session, meeting, sent(person, Mark.ABSENT, o_clock(8, 50)))
    assert fates(mark(session, meeting, first, first)) == [Fate.OLDER, Fate.OLDER]
    assert len(session.scalars(select(Marking)).all()) == 2
    assert len(session.scalars(select(Audit).where(Audit.act == "mark_register")).all()) == 2


def test_an_id_is_good_for_one_mark(session):
    meeting, other = a_meeting(session), a_meeting(session)
    one, two = learners(session, meeting, 2)
    an_enrolment(session, other.section, session.get(type(a_person(session)), one))
    outcomes = mark(session, meeting, sent(one, Mark.PRESENT, uid="u"), sent(two, Mark.ABSENT, uid="u"))
    assert fates(outcomes) == [Fate.SAVED, Fate.REFUSED]
    assert codes(outcomes) == codes(mark(session, other, sent(one, Mark.ABSENT, uid="u"))) == ["mark_id_used"]
    assert stands(session, meeting, two) is None


def test_a_mark_is_cleared(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    mark(session, meeting, sent(person, Mark.PRESENT))
    assert fates(mark(session, meeting, sent(person, None, o_clock(8, 36)))) == [Fate.SAVED]
    [row] = registers.register(session, meeting.id).rows
    assert (row.mark, row.marked_at) == (None, o_clock(8, 36))


def test_a_clock_that_runs_ahead_does_not_win(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    ahead = sent(person, Mark.ABSENT, o_clock(12, 35))
    [outcome] = mark(session, meeting, ahead, sent_at=o_clock(12, 40), at=o_clock(8, 40))
    assert outcome.marked_at == o_clock(8, 35)
    mark(session, meeting, sent(person, Mark.PRESENT, o_clock(8, 45)), at=o_clock(8, 46))
    assert stands(session, meeting, person).mark is Mark.PRESENT


def test_a_mark_names_an_enrolment_of_this_section_and_its_own_person(session):
    meeting = a_meeting(session)
    mine, strange = an_enrolment(session, meeting.section), an_enrolment(session, a_meeting(session).section)
    outcomes = mark(
        session,
        meeting,
        Sent("u1", Mark.PRESENT, o_clock(8, 35), enrolment_id=mine.id),
        Sent("u2", Mark.PRESENT, o_clock(8, 35), enrolment_id=strange.id),
        Sent("u3", Mark.PRESENT, o_clock(8, 35), enrolment_id=mine.id, person_id=strange.person_id),
        Sent("u4", Mark.PRESENT, o_clock(8, 35), enrolment_id=4711),
    )
    assert fates(outcomes) == [Fate.SAVED, Fate.REFUSED, Fate.REFUSED, Fate.REFUSED]
    assert codes(outcomes) == ["not_on_register"] * 3


def test_one_refused_mark_stops_no_other(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    outcomes = mark(session, meeting, sent(a_person(session).id, Mark.PRESENT), sent(person, Mark.PRESENT))
    assert fates(outcomes) == [Fate.REFUSED, Fate.SAVED]


def test_no_register_is_marked_before_it_opens_nor_of_a_cancelled_meeting(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    assert codes(mark(session, meeting, sent(person, Mark.PRESENT, o_clock(7)))) == ["register_not_open"]
    assert codes(mark(session, meeting, sent(person, Mark.PRESENT), at=o_clock(7))) == ["register_not_open"]
    meeting.status = MeetingStatus.CANCELLED
    session.flush()
    assert codes(mark(session, meeting, sent(person, Mark.PRESENT))) == ["meeting_cancelled"]


def test_a_register_can_be_corrected_weeks_later_once_it_is_opened_again(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    weeks_later = o_clock(9) + timedelta(days=30)
    late = sent(person, Mark.LEAVE, weeks_later)
    assert codes(mark(session, meeting, late, at=weeks_later)) == ["register_closed"]
    closing.reopen(session, meeting.id, "补记", at=weeks_later - timedelta(minutes=1), by=TEACHER)
    assert fates(mark(session, meeting, late, at=weeks_later)) == [Fate.SAVED]


@pytest.mark.parametrize(("left", "fate"), [(o_clock(8, 20), Fate.REFUSED), (o_clock(8, 50), Fate.SAVED)])
def test_who_left_before_the_meeting_cannot_be_marked_and_who_left_later_can(session, left, fate):
    meeting = a_meeting(session)
    enrolment = an_enrolment(session, meeting.section)
    enrolment.status, enrolment.changed_at = Status.WITHDRAWN, left
    session.flush()
    assert fates(mark(session, meeting, sent(enrolment.person_id, Mark.PRESENT, o_clock(9)))) == [fate]


def test_a_register_lists_who_is_expected_who_joined_later_who_left_and_guests(session):
    meeting = a_meeting(session)
    early, late, gone, waits = (an_enrolment(session, meeting.section, a_person(session, name=n)) for n in "甲乙丙丁")
    early.changed_at, late.changed_at = o_clock(7), o_clock(11)
    gone.status, gone.changed_at, waits.status = Status.REMOVED, o_clock(9), Status.WAITING
    session.flush()
    mark(session, meeting, sent(gone.person_id, Mark.PRESENT))
    known = registers.register(session, meeting.id)
    assert [(row.name, row.part, row.mark) for row in known.rows] == [
        ("甲", Part.EXPECTED, None),
        ("乙", Part.JOINED_LATER, None),
        ("丙", Part.LEFT, Mark.PRESENT),
    ]
    assert [(row.name, row.position) for row in known.waiting] == [("丁", 1)]
    mark(session, meeting, sent(waits.person_id, Mark.PRESENT))
    known = registers.register(session, meeting.id)
    assert ("丁", Part.WAITING, Mark.PRESENT) in [(row.name, row.part, row.mark) for row in known.rows]
    assert known.waiting == []


def test_the_time_of_coming_is_shown_whatever_was_marked_afterwards(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    service.sign_in(session, person, meeting.id, at=o_clock(8, 21), by=KIOSK)
    service.sign_in(session, person, meeting.id, at=o_clock(8, 55), by=KIOSK)
    mark(session, meeting, sent(person, Mark.LATE, o_clock(8, 56)))
    [row] = registers.register(session, meeting.id).rows
    assert (row.mark, row.came_at, row.came_via) == (Mark.LATE, o_clock(8, 21), "kiosk")


def test_a_walk_in_register_has_those_who_came_and_takes_anybody(session):
    table = a_walk_in(session, capacity=1)
    service.sign_in(session, a_person(session, name="甲").id, table.id, at=o_clock(8, 21), by=KIOSK)
    outcomes = mark(session, table, sent(a_person(session, name="乙").id, Mark.PRESENT), sent(4711, Mark.PRESENT))
    assert (fates(outcomes), codes(outcomes)) == ([Fate.SAVED, Fate.REFUSED], ["person_unknown"])
    rows = registers.register(session, table.id).rows
    assert {(row.name, row.part) for row in rows} == {("甲", Part.GUEST), ("乙", Part.GUEST)}


def test_a_register_is_kept_by_its_instructor_its_substitute_and_staff(session):
    teacher, stand_in, colleague = (make_person(session, n, RoleName.INSTRUCTOR) for n in ("王", "李", "赵"))
    desk = make_person(session, "前台", RoleName.DESK)
    meeting = a_meeting(session, instructor=teacher)
    other = a_meeting(session, instructor=colleague)
    meeting.instructor_id = stand_in.id
    session.flush()
    may = {who.name: registers.may_keep(session, meeting.id, who.id) for who in (teacher, stand_in, colleague, desk)}
    assert may == {"王": True, "李": True, "赵": False, "前台": True}
    assert not registers.may_keep(session, other.id, stand_in.id)
    assert not registers.may_keep(session, a_meeting(session).id, None)


def test_the_history_says_who_marked_whom(session):
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR)
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    service.sign_in(session, person, meeting.id, at=o_clock(8, 21), by=KIOSK)
    later = [sent(person, Mark.LATE, o_clock(8, 50))]
    registers.mark_all(session, meeting.id, later, at=o_clock(9), by=Actor(teacher.id, "web"))
    told = registers.history(session, meeting.id, person)
    assert [(row.Marking.mark, row.by, row.Marking.is_sign_in) for row in told] == [
        (Mark.LATE, "王怀远", False),
        (Mark.PRESENT, None, True),
    ]


def test_showing_a_register_costs_the_same_whatever_its_class_and_term_are(session):
    numbers = []
    for size, weeks in ((5, 1), (35, 1), (5, 40)):
        meeting = a_meeting(session)
        for week in range(1, weeks):
            make_meeting(session, meeting.section, STARTS - timedelta(weeks=week))
        for person_id in learners(session, meeting, size):
            a_leave(session, person_id, STARTS.date())
        closing.close(session, meeting.id, at=o_clock(9), by=Actor(learners(session, meeting)[0], "web"))
        session.commit()
        with counted(session) as told:
            known = registers.register(session, meeting.id, o_clock(9, 30))
            absences.at_risk(session, known.facts.section_id, o_clock(11))
        numbers.append(len(told))
    assert numbers[0] == numbers[1] == numbers[2] <= 22


def test_a_register_of_any_length_costs_the_same_statements(session):
    small, large = a_meeting(session), a_meeting(session)
    numbers = []
    for meeting, size in ((small, 1), (large, 35)):
        people = learners(session, meeting, size)
        session.commit()
        for stroke in (Mark.PRESENT, Mark.ABSENT):
            with counted(session) as told:
                mark(session, meeting, *(sent(id, stroke, uid=f"{id}{stroke}") for id in people))
                registers.register(session, meeting.id)
            numbers.append(len(told))
    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= 25
    assert wrongs(session, meeting.id) == []
