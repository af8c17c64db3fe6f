"""Changes of one meeting: what is shown before is what happens, and everybody it concerns is told once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.attendance.models import MakeUp
from activity_center.courses.rules import MeetingStatus
from activity_center.courses.service import cancel_meeting
from activity_center.enrolment.rules import Status
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.people.rules import Channel, RoleName
from activity_center.rooms.rules import Span
from activity_center.roster import reading
from activity_center.roster.changes import Target, carry_out, look
from activity_center.roster.rules import Act, Wish
from tests.factories import make_person, make_room
from tests.roster.scenes import (
    HOUR,
    NOW,
    SOON,
    ZONE,
    a_meeting,
    a_person,
    a_planned_section,
    acts,
    an_enrolment,
    by_desk,
    told,
)

LATER = Span(SOON + 3 * HOUR, SOON + 4 * HOUR)


@pytest.fixture
def by(session):
    return by_desk(session)


@pytest.fixture
def section(session):
    return a_planned_section(session)


@pytest.fixture
def meeting(session, section):
    return a_meeting(session, section)


@pytest.fixture
def crowd(session, section):
    """One in each status, by status."""
    return {status: an_enrolment(session, section, status=status).person_id for status in Status}


def seen_by(session, meeting, wish, by):
    return look(session, Target(meeting.section_id, meeting.id), wish, at=NOW, by=by, zone=ZONE)


def do(session, meeting, wish, by, seen=None):
    seen = seen_by(session, meeting, wish, by).seen if seen is None else seen
    return carry_out(session, Target(meeting.section_id, meeting.id), wish, seen, at=NOW, by=by, zone=ZONE)


def codes(reasons):
    return [reason.code for reason in reasons]


def test_looking_changes_nothing(session, meeting, crowd, by):
    before = (meeting.starts_at, meeting.sequence, meeting.section.revision, len(acts(session, "meeting")))
    seen_by(session, meeting, Wish(Act.MOVE, LATER), by)
    session.expire_all()
    assert before == (meeting.starts_at, meeting.sequence, meeting.section.revision, len(acts(session, "meeting")))
    assert session.scalars(select(Notice)).all() == []


def test_those_who_come_who_may_come_and_who_teach_are_told_and_nobody_else(session, section, meeting, crowd, by):
    shown = seen_by(session, meeting, Wish(Act.MOVE, LATER), by)
    expected = {crowd[Status.ENROLLED], crowd[Status.OFFERED], crowd[Status.WAITING], section.instructor_id}
    assert set(shown.audience.ids) == expected
    assert do(session, meeting, Wish(Act.MOVE, LATER), by) == 4
    assert told(session, "meeting_moved") == expected
    assert meeting.starts_at == LATER.starts_at


def test_channels_are_counted_by_person(session, section, meeting, by):
    an_enrolment(session, section, a_person(session, channel=Channel.SMS))
    an_enrolment(session, section, a_person(session, channel=Channel.EMAIL))  # without an address
    shown = seen_by(session, meeting, Wish(Act.CANCEL, note="停电"), by)
    assert shown.audience.by_channel == [(Channel.PHONE, 2), (Channel.SMS, 1)]


def test_who_makes_up_at_a_meeting_hears_of_its_changes_and_of_no_other(session, section, meeting, by):
    guest, own = a_person(session), a_planned_section(session, term=section.term)
    missed, other = a_meeting(session, own, SOON - HOUR), a_meeting(session, section, SOON + 2 * HOUR)
    row = MakeUp(person_id=guest.id, missed_id=missed.id, instead_id=meeting.id, agreed_at=NOW, via="web")
    session.add(row)
    session.flush()
    do(session, other, Wish(Act.CANCEL, note="停电"), by)
    assert guest.id not in told(session, "meeting_cancelled")
    do(session, meeting, Wish(Act.CANCEL, note="停电"), by)
    assert guest.id in told(session, "meeting_cancelled")


def test_both_instructors_are_told_of_a_substitute(session, section, meeting, by):
    other = make_person(session, "钱代课", RoleName.INSTRUCTOR)
    do(session, meeting, Wish(Act.SUBSTITUTE, instructor_id=other.id), by)
    assert told(session, "instructor_substituted") == {section.instructor_id, other.id}
    assert meeting.instructor_id == other.id


def test_a_taken_room_is_shown_before_with_the_words_of_the_refusal(session, meeting, by):
    taken = make_room(session, "201")
    a_meeting(session, a_planned_section(session, "国画"), SOON, room=taken)
    wish = Wish(Act.SUBSTITUTE, room_id=taken.id)
    shown = seen_by(session, meeting, wish, by)
    with pytest.raises(Refused) as refused:
        do(session, meeting, wish, by, shown.seen)
    assert shown.reasons == refused.value.reasons
    assert codes(shown.reasons) == ["room_taken"]


def test_what_is_free_instead_is_free(session, section, meeting, by):
    taken = make_room(
        session, "201", hours=[(day, SOON.time().replace(hour=8), SOON.time().replace(hour=17)) for day in range(1, 8)]
    )
    a_meeting(session, a_planned_section(session, "国画"), SOON, room=taken)
    empty = make_room(session, "202", site=taken.site)
    shown = seen_by(session, meeting, Wish(Act.SUBSTITUTE, room_id=taken.id), by)
    assert shown.rooms[0] is empty
    assert taken not in shown.rooms
    assert shown.spans[0].starts_at in (SOON - HOUR, SOON + HOUR)
    for span in shown.spans:
        assert seen_by(session, meeting, Wish(Act.MOVE, span, room_id=taken.id), by).reasons == []


def test_a_busy_instructor_is_in_the_way(session, section, meeting, by):
    a_meeting(session, a_planned_section(session, "国画", instructor=section.instructor), LATER.starts_at)
    assert codes(seen_by(session, meeting, Wish(Act.MOVE, LATER), by).reasons) == ["person_taken"]


def test_no_other_room_is_offered_while_it_is_the_instructor_who_is_busy(session, section, meeting, by):
    make_room(session, "202")
    a_meeting(session, a_planned_section(session, "国画", instructor=section.instructor), LATER.starts_at)
    assert seen_by(session, meeting, Wish(Act.MOVE, LATER), by).rooms == []


def test_members_with_another_class_at_the_new_time_are_named(session, section, meeting, by):
    other = a_planned_section(session, "国画", term=section.term)
    a_meeting(session, other, LATER.starts_at)
    busy, free = a_person(session, name="周忙"), a_person(session, name="吴闲")
    for person in (busy, free):
        an_enrolment(session, section, person)
    an_enrolment(session, other, busy)
    shown = seen_by(session, meeting, Wish(Act.MOVE, LATER), by)
    assert [(clash.name, clash.title) for clash in shown.clashes] == [("周忙", "国画")]
    assert shown.reasons == []


def test_a_meeting_in_the_past_or_already_so_says_why_not(session, meeting, by):
    yesterday = Span(NOW - timedelta(days=1), NOW - timedelta(days=1) + HOUR)
    assert codes(seen_by(session, meeting, Wish(Act.MOVE, yesterday), by).reasons) == ["time_is_past"]
    as_it_is = Wish(Act.MOVE, Span(meeting.starts_at, meeting.ends_at))
    assert codes(seen_by(session, meeting, as_it_is, by).reasons) == ["nothing_changes"]


def test_a_preview_that_is_out_of_date_changes_nothing(session, meeting, crowd, by):
    wish = Wish(Act.MOVE, LATER)
    seen = seen_by(session, meeting, wish, by).seen
    do(session, meeting, Wish(Act.SUBSTITUTE, room_id=make_room(session).id), by)
    with pytest.raises(Refused) as refused:
        do(session, meeting, wish, by, seen)
    assert codes(refused.value.reasons) == ["preview_stale"]
    assert (meeting.starts_at, told(session, "meeting_moved")) == (SOON, set())


def test_confirming_twice_is_confirming_once(session, meeting, crowd, by):
    for wish in (Wish(Act.MOVE, LATER), Wish(Act.CANCEL, note="停电"), Wish(Act.RESTORE)):
        seen = seen_by(session, meeting, wish, by).seen
        assert do(session, meeting, wish, by, seen) == 4
        sequence = meeting.sequence
        assert do(session, meeting, wish, by, seen) == 0
        assert meeting.sequence == sequence
    assert len(session.scalars(select(Notice)).all()) == 3 * 4


def test_an_added_meeting_is_added_once_and_told(session, section, crowd, by):
    wish = Wish(Act.ADD, LATER, place="公园")
    target = Target(section.id)
    seen = look(session, target, wish, at=NOW, by=by, zone=ZONE).seen
    assert carry_out(session, target, wish, seen, at=NOW, by=by, zone=ZONE) == 4
    assert carry_out(session, target, wish, seen, at=NOW, by=by, zone=ZONE) == 0
    assert [meeting.place for meeting in reading.meetings(session, section.id)] == ["公园"]
    assert len(told(session, "meeting_added")) == 4


def test_a_cancelled_meeting_is_told_with_its_reason_and_written_down(session, meeting, crowd, by):
    do(session, meeting, Wish(Act.CANCEL, note="停电"), by)
    notice = session.scalars(select(Notice).where(Notice.kind == "meeting_cancelled")).first()
    assert notice.facts["note"] == "停电"
    assert meeting.status is MeetingStatus.CANCELLED
    done, tell = acts(session, "meeting")[-2:]
    assert (done.act, tell.act) == ("cancel_meeting", "tell")
    assert (tell.actor_id, tell.address) == (by.person_id, by.address)
    assert (tell.facts["note"], tell.facts["people"]) == ("停电", 4)


def test_a_meeting_cannot_be_put_back_where_its_room_is_taken_meanwhile(session, meeting, by):
    cancel_meeting(session, meeting.id, at=NOW, by=by)
    a_meeting(session, a_planned_section(session, "国画"), SOON, room=meeting.room)
    assert codes(seen_by(session, meeting, Wish(Act.RESTORE), by).reasons) == ["room_taken"]
