"""Asking for leave, taking it back and refusing it, as rows and notices."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from activity_center.attendance import queries
from activity_center.attendance import register as registers
from activity_center.attendance import service as attendance
from activity_center.attendance.rules import Mark, Part
from activity_center.audit import Actor, Audit
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere, Refused
from activity_center.leave import monitors, service
from activity_center.leave.models import Leave
from activity_center.leave.rules import AskedAs, Kind
from activity_center.leave.service import Wish
from activity_center.notices.models import Notice
from tests.attendance.scenes import KIOSK, STARTS, a_meeting, o_clock
from tests.enrolment.scenes import ZONE, a_person, an_enrolment
from tests.factories import make_meeting
from tests.leave.scenes import a_leave

ON = date(2026, 9, 7)
DAY = timedelta(days=1)


def learners(session, meeting, number=1, status=Status.ENROLLED):
    """Make people who were in the section, or waited, before the meeting."""
    made = [an_enrolment(session, meeting.section, status=status) for _ in range(number)]
    for enrolment in made:
        enrolment.changed_at = o_clock(6)
    session.flush()
    return [enrolment.person_id for enrolment in made]


def ask(session, person_id, section_id=None, first=ON, last=None, asked_as=AskedAs.SELF, at=None, by=None):
    wish = Wish(person_id, section_id, first, last or first, Kind.SICK)
    actor = by or Actor(person_id, "web")
    return service.ask(session, wish, asked_as, at=at or o_clock(7), by=actor, zone=ZONE)


def refused(*given, **more):
    with pytest.raises(Refused) as caught:
        ask(*given, **more)
    return [reason.code for reason in caught.value.reasons]


def row(session, meeting, person_id):
    return registers.register(session, meeting.id).row(person_id)


def notices(session):
    return [notice.kind for notice in session.scalars(select(Notice).order_by(Notice.id))]


def test_who_is_on_leave_stands_so_on_the_register_and_can_be_marked_otherwise(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    ask(session, person, meeting.section_id)
    shown = row(session, meeting, person)
    assert (shown.mark, shown.made, shown.marked_at, shown.excuse.kind) == (Mark.LEAVE, None, None, Kind.SICK)
    attendance.sign_in(session, person, meeting.id, at=o_clock(8, 20), by=KIOSK)
    assert row(session, meeting, person).mark is Mark.PRESENT
    registers.mark_by_hand(session, meeting.id, {person: None}, at=o_clock(8, 40), by=KIOSK)
    assert (row(session, meeting, person).mark, row(session, meeting, person).made) == (Mark.LEAVE, None)


def test_all_the_rest_present_leaves_those_on_leave_alone(session):
    meeting = a_meeting(session)
    ill, well = learners(session, meeting, 2)
    ask(session, ill)
    registers.mark_by_hand(session, meeting.id, {}, with_rest=True, at=o_clock(9), by=KIOSK)
    assert [row(session, meeting, id).mark for id in (ill, well)] == [Mark.LEAVE, Mark.PRESENT]


def test_who_waits_is_not_on_leave(session):
    meeting = a_meeting(session)
    [waits] = learners(session, meeting, status=Status.WAITING)
    a_leave(session, waits, ON)
    shown = row(session, meeting, waits)
    assert (shown.part, shown.mark) == (Part.WAITING, None)


def test_asking_twice_is_asking_once(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    assert ask(session, person).id == ask(session, person, at=o_clock(7, 1)).id
    assert len(session.scalars(select(Audit).where(Audit.act == "ask_for_leave")).all()) == 1
    assert notices(session) == []


def test_each_refusal_leaves_nothing_written(session):
    meeting = a_meeting(session)
    [person], stranger = learners(session, meeting), a_person(session).id
    assert refused(session, stranger, meeting.section_id) == ["leave_not_enrolled"]
    assert refused(session, stranger) == ["leave_no_class"]
    assert refused(session, person, first=ON + DAY) == ["leave_nothing_missed"]
    assert refused(session, person, at=meeting.ends_at) == ["leave_meeting_over"]
    assert refused(session, person, at=STARTS + DAY) == ["leave_past"]
    assert refused(session, person, last=ON - DAY) == ["leave_days_in_order"]
    ask(session, person)
    assert refused(session, person, meeting.section_id) == ["leave_already"]
    assert len(session.scalars(select(Leave)).all()) == 1


def test_the_desk_enters_weeks_of_illness_afterwards_and_the_person_is_told(session):
    meeting = a_meeting(session)
    later = make_meeting(session, meeting.section, STARTS + 7 * DAY)
    [person], desk = learners(session, meeting), a_person(session, name="孙丽萍")
    by = Actor(desk.id, "phone")
    ask(session, person, None, ON, ON + 13 * DAY, AskedAs.DESK, STARTS + 20 * DAY, by)
    assert [row(session, one, person).mark for one in (meeting, later)] == [Mark.LEAVE, Mark.LEAVE]
    [notice] = session.scalars(select(Notice))
    assert (notice.kind, notice.facts["who"], notice.facts["last_on"]) == ("leave_for_you", "孙丽萍", "2026-09-20")
    assert session.scalar(select(Leave)).via == "phone"


def test_taking_back_changes_what_is_shown_and_what_is_over_stays_missed_with_leave(session):
    meeting = a_meeting(session)
    later = make_meeting(session, meeting.section, STARTS + 7 * DAY)
    [person] = learners(session, meeting)
    leave = ask(session, person, None, ON, ON + 13 * DAY)
    by = Actor(person, "web")
    for _ in range(2):
        service.take_back(session, leave.id, at=STARTS + 3 * DAY, by=by, zone=ZONE)
    assert [row(session, one, person).mark for one in (meeting, later)] == [Mark.LEAVE, None]
    assert notices(session) == []


def test_a_leave_that_is_over_cannot_be_taken_back(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    leave = ask(session, person)
    with pytest.raises(Refused, match="leave_is_over"):
        service.take_back(session, leave.id, at=STARTS + DAY, by=KIOSK, zone=ZONE)


def test_a_refused_leave_covers_nothing_and_the_person_is_told_why(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    leave = ask(session, person)
    with pytest.raises(Refused, match="note_missing"):
        service.refuse(session, leave.id, " ", at=STARTS + DAY, by=KIOSK, zone=ZONE)
    service.refuse(session, leave.id, "本人来过电话，没有请假", at=STARTS + DAY, by=KIOSK, zone=ZONE)
    assert row(session, meeting, person).mark is None
    assert notices(session) == ["leave_refused"]


def test_a_monitor_is_a_member_from_one_day_to_another(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    section, by = meeting.section_id, {"at": o_clock(7), "by": KIOSK}
    with pytest.raises(Refused, match="monitor_not_enrolled"):
        monitors.appoint(session, section, a_person(session).id, on=ON, **by)
    office = monitors.appoint(session, section, person, on=ON, **by)
    assert monitors.appoint(session, section, person, on=ON + DAY, **by).id == office.id
    assert not monitors.is_monitor(session, section, person, ON - DAY)
    assert monitors.is_monitor(session, section, person, ON)
    assert [one.id for one in monitors.sections_of(session, person, ON)] == [section]
    with pytest.raises(NotThere):
        monitors.end(session, a_meeting(session).section_id, office.id, on=ON + DAY, **by)
    monitors.end(session, section, office.id, on=ON + DAY, **by)
    assert monitors.is_monitor(session, section, person, ON)
    assert not monitors.is_monitor(session, section, person, ON + DAY)
    assert monitors.appoint(session, section, person, on=ON + DAY, **by).id != office.id


def test_a_monitor_who_has_left_the_class_speaks_for_nobody(session):
    meeting = a_meeting(session)
    enrolment = an_enrolment(session, meeting.section)
    monitors.appoint(session, meeting.section_id, enrolment.person_id, on=ON, at=o_clock(7), by=KIOSK)
    enrolment.status = Status.WITHDRAWN
    session.flush()
    assert not monitors.is_monitor(session, meeting.section_id, enrolment.person_id, ON)
    assert not monitors.sections_of(session, enrolment.person_id, ON)


def test_who_is_on_leave_may_come_all_the_same(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    ask(session, person)
    [due] = queries.due_for(session, person, o_clock(8))
    assert (due.is_on_leave, due.is_there) == (True, False)
    attendance.sign_in(session, person, meeting.id, at=o_clock(8, 20), by=KIOSK)
    assert queries.due_for(session, person, o_clock(9))[0].is_there
