"""What an instructor does with a meeting of their own, in a browser without a screen."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.audit import Audit
from activity_center.courses.models import Meeting
from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.rules import Status
from activity_center.formats import local
from activity_center.people.rules import RoleName, Standing
from activity_center.rooms.rules import Span
from activity_center.roster import teaching
from activity_center.roster.rules import Act, Shape, own_refusals
from tests.factories import make_person, make_room, sign_in
from tests.roster.scenes import (
    HOUR,
    NOW,
    SOON,
    ZONE,
    a_meeting,
    a_person,
    a_planned_section,
    an_enrolment,
    staff,
    told,
)

NEAR = SOON - timedelta(days=23)


@pytest.fixture
def section(session):
    return a_planned_section(session)


@pytest.fixture
def meeting(session, section):
    return a_meeting(session, section, NEAR)


@pytest.fixture
def learner(session, section):
    return an_enrolment(session, section, a_person(session, name="李秀英")).person


@pytest.fixture
def teacher(session, client, section):
    sign_in(client, section.instructor)
    return client


def path(meeting, act=""):
    return f"/teach/meetings/{meeting.id}" + (f"/{act}" if act else "")


def instructor(session, name):
    return make_person(session, name, RoleName.INSTRUCTOR)


def look_and_do(client, address, data):
    """Go through the steps as somebody with a browser does, and return the answer to the last."""
    shown = client.post(address, data=data)
    assert shown.status_code == 200, shown.text
    seen = re.search(r'name="seen" value="(\d+)"', shown.text)
    assert seen, "there is no button to confirm"
    return client.post(address, data=data | {"step": "do", "seen": seen[1]})


def typed(starts_at, **more):
    at = local(starts_at)
    return {"on": at.date().isoformat(), "starts": f"{at:%H:%M}", "ends": f"{at + HOUR:%H:%M}", "room_id": "", **more}


def test_a_meeting_is_cancelled_from_the_phone_and_everybody_is_told(session, teacher, section, meeting, learner):
    waiting = an_enrolment(session, section, status=Status.WAITING).person_id
    assert path(meeting, "cancel") in teacher.get(path(meeting)).text
    assert teacher.get(path(meeting, "cancel")).status_code == 200
    shown = teacher.post(path(meeting, "cancel"), data={"note": "老师生病"})
    assert "李秀英" in shown.text
    session.expire_all()
    assert meeting.status is MeetingStatus.SCHEDULED
    answer = look_and_do(teacher, path(meeting, "cancel"), {"note": "老师生病"})
    assert (answer.status_code, answer.location) == (303, path(meeting))
    session.expire_all()
    assert meeting.status is MeetingStatus.CANCELLED
    assert told(session, "meeting_cancelled") == {learner.id, waiting, section.instructor_id}
    done = session.scalars(select(Audit).where(Audit.act == "cancel_meeting")).one()
    assert done.actor_id == section.instructor_id


def test_without_a_reason_nothing_is_cancelled(session, teacher, meeting):
    assert teacher.post(path(meeting, "cancel"), data={"note": " "}).status_code == 422
    session.expire_all()
    assert meeting.status is MeetingStatus.SCHEDULED


def test_a_cancelled_meeting_is_put_back_or_made_up_for(session, teacher, section, meeting, learner):
    look_and_do(teacher, path(meeting, "cancel"), {"note": "停电"})
    shown = teacher.get(path(meeting)).text
    assert path(meeting, "restore") in shown
    assert path(meeting, "make-up") in shown
    assert path(meeting, "substitute") not in shown
    look_and_do(teacher, path(meeting, "make-up"), typed(NEAR + 3 * HOUR, room_id=str(meeting.room_id)))
    added = session.scalars(select(Meeting).where(Meeting.id != meeting.id)).one()
    assert (added.section_id, added.starts_at, added.room_id) == (section.id, NEAR + 3 * HOUR, meeting.room_id)
    assert learner.id in told(session, "meeting_added")
    look_and_do(teacher, path(meeting, "restore"), {})
    session.expire_all()
    assert meeting.status is MeetingStatus.SCHEDULED


def test_somebody_who_is_free_teaches_instead_and_hears_of_it(session, teacher, section, meeting, learner):
    free, busy, gone = (instructor(session, name) for name in ("钱代课", "孙很忙", "李走了"))
    gone.standing = Standing.ENDED
    a_meeting(session, a_planned_section(session, "国画", instructor=busy), NEAR)
    shown = teacher.get(path(meeting, "substitute")).text
    assert "钱代课" in shown
    assert not {"孙很忙", "李走了"} & set(re.findall(r"<span>(.*?)</span>", shown))
    answer = look_and_do(teacher, path(meeting, "substitute"), {"instructor_id": free.id})
    assert answer.status_code == 303
    session.expire_all()
    assert meeting.instructor_id == free.id
    assert told(session, "instructor_substituted") == {learner.id, free.id, section.instructor_id}
    sign_in(teacher, free)
    assert section.title in teacher.get(path(meeting)).text


def test_who_is_not_free_cannot_be_chosen_and_nobody_is_no_choice(session, teacher, meeting):
    busy = instructor(session, "孙很忙")
    a_meeting(session, a_planned_section(session, "国画", instructor=busy), NEAR)
    for chosen in (busy.id, staff(session).id, "", "x"):
        assert teacher.post(path(meeting, "substitute"), data={"instructor_id": chosen}).status_code == 422
    assert meeting.instructor_id is None


def test_where_nobody_is_free_another_time_is_the_way_out(session, teacher, meeting):
    shown = teacher.get(path(meeting, "substitute")).text
    assert "没有别的老师有空" in shown
    assert path(meeting, "move") in shown


def test_those_who_teach_the_same_stand_first(session, section, meeting):
    other, same = instructor(session, "安老师"), instructor(session, "周老师")
    a_planned_section(session, "国画", instructor=other)
    a_planned_section(session, instructor=same).course = section.course
    session.flush()
    found = [(one.name, one.is_near) for one in teaching.stand_ins(session, meeting, ZONE)]
    assert found == [("周老师", True), ("安老师", False)]


def openings(session, meeting, at=NOW):
    return teaching.openings(session, meeting, at, ZONE)


def test_every_opening_can_be_had(session, teacher, section, meeting):
    an_enrolment(session, section)
    found = openings(session, meeting)
    assert len(found) == 6
    assert found == sorted(found, key=lambda one: one.span)
    assert len({one.span.starts_at.astimezone(ZONE).date() for one in found}) == 6
    for one in found:
        chosen = typed(one.span.starts_at, room_id=str(one.room.id))
        assert teacher.post(path(meeting, "move"), data=chosen).status_code == 200


def test_no_opening_where_the_instructor_or_the_section_is_busy(session, section, meeting):
    first = openings(session, meeting)[0].span
    a_meeting(session, a_planned_section(session, "国画", instructor=section.instructor), first.starts_at)
    assert first not in [one.span for one in openings(session, meeting)]
    section.instructor = None
    session.flush()
    assert first in [one.span for one in openings(session, meeting)]
    a_meeting(session, section, first.starts_at)
    assert first not in [one.span for one in openings(session, meeting)]


def test_openings_are_near_the_meeting_however_far_ahead_it_is(session, section):
    far = a_meeting(session, section, SOON + timedelta(days=20))
    assert all(abs(one.span.starts_at - far.starts_at) < timedelta(days=10) for one in openings(session, far))


def test_a_taken_room_is_replaced_by_one_of_the_same_site_or_the_time_is_left_out(session, section, meeting):
    room, [first, *_] = meeting.room, openings(session, meeting)
    a_meeting(session, a_planned_section(session, "国画"), first.span.starts_at, room=room)
    make_room(session, "别处")
    assert first.span not in [one.span for one in openings(session, meeting)]
    beside = make_room(session, "隔壁", site=room.site)
    assert teaching.Opening(first.span, beside, 0) in openings(session, meeting)


def test_times_at_which_people_have_something_else_come_last_and_say_so(session, section, meeting, learner):
    other = a_planned_section(session, "国画", term=section.term)
    busy = openings(session, meeting)[0].span
    a_meeting(session, other, busy.starts_at)
    an_enrolment(session, other, learner)
    found = openings(session, meeting)
    assert busy not in [one.span for one in found]
    assert {one.busy for one in found} == {0}


def test_openings_end_with_the_term_and_a_class_without_a_room_needs_none(session, section, meeting):
    section.term.last_on = (NEAR + timedelta(days=1)).astimezone(ZONE).date()
    days = {one.span.starts_at.astimezone(ZONE).date() for one in openings(session, meeting)}
    assert max(days) <= section.term.last_on
    meeting.room, meeting.place = None, "江边"
    assert {one.room for one in openings(session, meeting)} == {None}


def test_an_opening_is_looked_at_by_one_press_and_moved_by_another(session, teacher, meeting, learner):
    shown = teacher.get(path(meeting, "move")).text
    assert "您和教室都有空" in shown
    form = re.search(r'<form method="post" action="">.*?</form>', shown, re.DOTALL)[0]
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    answer = look_and_do(teacher, path(meeting, "move"), {k: v for k, v in hidden.items() if k != "csrf_token"})
    assert answer.location == path(meeting)
    session.expire_all()
    assert local(meeting.starts_at).date().isoformat() == hidden["on"]
    assert learner.id in told(session, "meeting_moved")


def test_a_clash_is_named_before_the_meeting_is_moved(session, teacher, section, meeting, learner):
    other = a_planned_section(session, "国画", term=section.term)
    a_meeting(session, other, NEAR + 2 * HOUR)
    an_enrolment(session, other, learner)
    shown = teacher.post(path(meeting, "move"), data=typed(NEAR + 2 * HOUR)).text
    assert "国画" in shown


def test_a_meeting_is_changed_by_its_instructor_and_its_substitute_only(session, client, section, meeting, learner):
    stand_in, colleague = instructor(session, "钱代课"), instructor(session, "赵老师")
    meeting.instructor = stand_in
    session.flush()
    acts = ["", "cancel", "restore", "substitute", "move", "make-up"]
    assert client.get(path(meeting)).status_code == 302
    for who, is_theirs in ((section.instructor, True), (stand_in, True), (colleague, False), (learner, False)):
        sign_in(client, who)
        for act in acts:
            assert client.get(path(meeting, act)).status_code == (200 if is_theirs else 403), (who.name, act)
    for act in acts[1:]:
        assert client.post(path(meeting, act), data={"note": "x", "step": "do"}).status_code == 403
    sign_in(client, colleague)
    assert client.get("/teach/meetings/4711").status_code == 404


def test_what_has_begun_stays_as_it_is(session, teacher, section, meeting):
    meeting.starts_at, meeting.ends_at = NOW - HOUR / 2, NOW + HOUR / 2
    session.flush()
    shown = teacher.get(path(meeting)).text
    assert f"{path(meeting)}/register" in shown
    assert path(meeting, "make-up") in shown
    for act in ("cancel", "move", "substitute"):
        assert path(meeting, act) not in shown
        refused = teacher.post(path(meeting, act), data={"note": "x"})
        assert refused.status_code == 409
        assert "已经开始" in refused.text


def test_where_the_term_says_so_instructors_ask_the_desk(session, teacher, section, meeting):
    section.term.instructors_ask = True
    session.flush()
    shown = teacher.get(path(meeting)).text
    assert "由前台办理" in shown
    assert path(meeting, "cancel") not in shown
    assert teacher.post(path(meeting, "cancel"), data={"note": "x", "step": "do", "seen": 0}).status_code == 409
    session.expire_all()
    assert meeting.status is MeetingStatus.SCHEDULED


def test_staff_choose_in_the_term_whether_instructors_ask(session, client, section):
    sign_in(client, make_person(session, "王主任", RoleName.ADMIN))
    term = section.term
    plain = {"name": term.name, "first_on": term.first_on, "last_on": term.last_on, "offer_working_days": 2}
    assert 'name="instructors_ask"' in client.get(f"/desk/terms/{term.id}/edit").text
    for ticked in ({"instructors_ask": "y"}, {}):
        client.post(f"/desk/terms/{term.id}/edit", data=plain | ticked)
        session.expire_all()
        assert term.instructors_ask is bool(ticked)


@pytest.mark.parametrize(
    ("act", "is_on", "hours_ahead", "asks_desk", "refused"),
    [
        (Act.CANCEL, True, 1, False, []),
        (Act.SUBSTITUTE, True, 1, False, []),
        (Act.MOVE, True, 1, False, []),
        (Act.RESTORE, False, 1, False, []),
        (Act.ADD, False, -9, False, []),
        (Act.CANCEL, True, 0, False, ["meeting_begun"]),
        (Act.RESTORE, False, -1, False, ["meeting_begun"]),
        (Act.CANCEL, False, 1, False, ["meeting_off"]),
        (Act.MOVE, False, 1, False, ["meeting_off"]),
        (Act.ADD, True, 1, True, ["instructors_ask_desk"]),
        (Act.CANCEL, True, 1, True, ["instructors_ask_desk"]),
    ],
)
def test_what_an_instructor_may_do(act, is_on, hours_ahead, asks_desk, refused):
    starts_at = NOW + hours_ahead * HOUR
    now = Shape(Span(starts_at, starts_at + HOUR), is_on=is_on)
    assert [reason.code for reason in own_refusals(act, now, "书法", NOW, asks_desk=asks_desk)] == refused
