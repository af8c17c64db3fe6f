"""Who is not on the list, and who scans the code on the door, in a browser without a screen."""

import re
from datetime import timedelta

import pytest

from activity_center import clock
from activity_center.attendance import coming
from activity_center.attendance.door_codes import code_at
from activity_center.attendance.rules import Mark
from activity_center.courses.rules import MeetingStatus, Mode
from activity_center.enrolment.rules import Status
from activity_center.people.rules import RoleName, Standing
from tests.attendance.scenes import a_person, a_section, an_enrolment, stands
from tests.factories import PIN, make_card, make_meeting, make_person, sign_in

NOW = clock.now()


@pytest.fixture(autouse=True)
def frozen(monkeypatch):
    """Let the pages be asked for at that moment, however long the whole run takes."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def meeting(session):
    """Return a meeting that began five minutes ago."""
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR)
    return make_meeting(session, a_section(session, instructor=teacher), NOW - timedelta(minutes=5))


@pytest.fixture
def enrolled(session, meeting):
    return comer(session, meeting, "李秀英", "10000001")


@pytest.fixture
def waiting(session, meeting):
    return comer(session, meeting, "陈桂兰", "10000002", Status.WAITING)


@pytest.fixture
def stranger(session):
    person = a_person(session, name="赵路过")
    make_card(session, person, "10000003")
    return person


@pytest.fixture
def teacher(client, meeting):
    sign_in(client, meeting.section.instructor)
    return client


def comer(session, meeting, name, card, status=Status.ENROLLED):
    enrolment = an_enrolment(session, meeting.section, a_person(session, name=name), status)
    enrolment.changed_at = NOW - timedelta(days=9)
    make_card(session, enrolment.person, card)
    return enrolment.person


def found(session, meeting, q, *, by_staff=False):
    return [one.name for one in coming.looked_for(session, meeting.id, q, clock.now(), by_staff=by_staff)]


def add_page(meeting):
    return f"/teach/meetings/{meeting.id}/add-person"


def door_page(meeting):
    return f"/teach/meetings/{meeting.id}/door-code"


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))


# Somebody who is not on the list.


def test_an_instructor_finds_their_own_by_a_part_and_others_only_by_the_whole(
    session, meeting, enrolled, waiting, stranger
):
    for q in ("李秀英", "秀英", "lxy", "10000001"):
        assert found(session, meeting, q) == ["李秀英"], q
    assert found(session, meeting, "1000000") == ["李秀英", "陈桂兰"]
    for q in ("赵路", "zlg", "1000000"):
        assert "赵路过" not in found(session, meeting, q), q
    for q in ("赵路过", "10000003", " 1000 0003 "):
        assert found(session, meeting, q) == ["赵路过"], q
    assert found(session, meeting, "%") == found(session, meeting, "") == []


def test_staff_find_everybody_and_who_has_left_the_centre_is_nobody(session, meeting, enrolled, stranger):
    assert found(session, meeting, "zlg", by_staff=True) == ["赵路过"]
    stranger.standing = Standing.ENDED
    session.flush()
    assert found(session, meeting, "zlg", by_staff=True) == []
    assert found(session, meeting, "赵路过") == []


def test_an_instructor_learns_nothing_of_a_stranger_but_the_name(session, teacher, meeting, stranger):
    stranger.phone = "13800138000"
    session.flush()
    shown = text(teacher.get(add_page(meeting), query_string={"q": "10000003"}))
    assert "赵路过" in shown
    assert "13800138000" not in shown


def test_who_waits_is_added_by_one_press_and_sits_in(session, teacher, meeting, waiting):
    assert add_page(meeting) in teacher.get(f"/teach/meetings/{meeting.id}/register").text
    shown = teacher.get(add_page(meeting), query_string={"q": "陈"})
    assert "陈桂兰到了" in text(shown)
    answer = teacher.post(add_page(meeting), data={"person": waiting.id})
    assert answer.location == f"/teach/meetings/{meeting.id}/register#p{waiting.id}"
    assert stands(session, meeting, waiting.id).mark is Mark.PRESENT
    assert "已经到了" in text(teacher.get(add_page(meeting), query_string={"q": "陈"}))


def test_nobody_sits_in_on_a_class_of_others_and_the_way_out_is_named(session, teacher, meeting, stranger):
    shown = text(teacher.get(add_page(meeting), query_string={"q": "赵路过"}))
    assert "不能串班" in shown
    assert "前台" in shown
    refused = teacher.post(add_page(meeting), data={"person": stranger.id, "q": "赵路过"})
    assert refused.status_code == 409
    assert "不能串班" in refused.text
    assert stands(session, meeting, stranger.id) is None


def test_who_comes_late_is_late_and_who_was_here_stays_as_they_were(session, teacher, meeting, enrolled):
    meeting.starts_at -= timedelta(minutes=20)
    session.flush()
    teacher.post(add_page(meeting), data={"person": enrolled.id})
    assert stands(session, meeting, enrolled.id).mark is Mark.LATE
    before = stands(session, meeting, enrolled.id).marked_at
    teacher.post(add_page(meeting), data={"person": enrolled.id})
    assert stands(session, meeting, enrolled.id).marked_at == before


def test_who_is_added_after_the_meeting_was_present(session, teacher, meeting, enrolled):
    meeting.starts_at, meeting.ends_at = NOW - timedelta(hours=3), NOW - timedelta(hours=1)
    session.flush()
    teacher.post(add_page(meeting), data={"person": enrolled.id})
    assert stands(session, meeting, enrolled.id).mark is Mark.PRESENT


def test_at_a_table_anybody_is_added_until_its_places_are_taken(session, teacher, meeting, stranger):
    table = make_meeting(session, a_section(session, mode=Mode.WALK_IN, capacity=1), NOW)
    table.section.instructor = meeting.section.instructor
    session.flush()
    teacher.post(add_page(table), data={"person": stranger.id})
    assert stands(session, table, stranger.id).mark is Mark.PRESENT
    second = a_person(session, name="钱后到")
    refused = teacher.post(add_page(table), data={"person": second.id, "q": "钱后到"})
    assert refused.status_code == 409
    assert stands(session, table, second.id) is None


def test_nobody_is_added_to_a_meeting_that_is_still_to_come_or_cancelled(session, teacher, meeting, enrolled):
    tomorrow = make_meeting(session, meeting.section, NOW + timedelta(days=1))
    meeting.status = MeetingStatus.CANCELLED
    session.flush()
    for one in (tomorrow, meeting):
        assert teacher.post(add_page(one), data={"person": enrolled.id}).status_code == 409
        assert stands(session, one, enrolled.id) is None


def test_nobody_and_nonsense_are_not_there(teacher, meeting):
    for person in ("", "x", "4711", "99999999999"):
        assert teacher.post(add_page(meeting), data={"person": person}).status_code == 404
    assert "没有找到" in text(teacher.get(add_page(meeting), query_string={"q": "孙悟空"}))


def test_both_pages_are_for_those_who_keep_the_register(session, client, meeting, enrolled):
    colleague, desk = make_person(session, "赵老师", RoleName.INSTRUCTOR), make_person(session, "前台", RoleName.DESK)
    for who, status in ((meeting.section.instructor, 200), (desk, 200), (colleague, 403), (enrolled, 403)):
        sign_in(client, who)
        assert [client.get(page(meeting)).status_code for page in (add_page, door_page)] == [status, status]
    assert client.post(add_page(meeting), data={"person": enrolled.id}).status_code == 403


# The code on the door.


@pytest.fixture
def learner(client, enrolled):
    sign_in(client, enrolled)
    return client


def code(app, meeting, at=None):
    return code_at(app.config["SECRET_KEY"], meeting.id, at or clock.now())


def scanned(client, app, meeting, at=None):
    return client.get(f"/here/{meeting.id}/{code(app, meeting, at)}")


def test_a_learner_scans_taps_once_and_is_signed_in(app, session, learner, meeting, enrolled):
    answer = scanned(learner, app, meeting)
    assert (answer.status_code, answer.location) == (302, f"/here/{meeting.id}")
    assert stands(session, meeting, enrolled.id) is None
    assert "我到了" in learner.get(f"/here/{meeting.id}").text
    assert learner.post(f"/here/{meeting.id}").location == f"/here/{meeting.id}"
    row = stands(session, meeting, enrolled.id)
    assert (row.mark, row.marking.via, row.marking.is_sign_in) == (Mark.PRESENT, "door", True)
    assert "您已签到" in learner.get(f"/here/{meeting.id}").text


def test_the_register_says_how_they_came(app, session, learner, meeting, enrolled):
    scanned(learner, app, meeting)
    learner.post(f"/here/{meeting.id}")
    sign_in(learner, meeting.section.instructor)
    assert "扫门口签到码" in learner.get(f"/teach/meetings/{meeting.id}/register").text


def test_scanning_twice_keeps_the_first_time(app, session, learner, meeting, enrolled):
    for _ in range(2):
        scanned(learner, app, meeting)
        learner.post(f"/here/{meeting.id}")
        first = stands(session, meeting, enrolled.id).marked_at
    assert stands(session, meeting, enrolled.id).marked_at == first
    scanned(learner, app, meeting)
    assert "我到了" not in learner.get(f"/here/{meeting.id}").text


def test_who_is_not_signed_in_yet_signs_in_first_and_comes_back(app, session, client, meeting, enrolled):
    enrolled.secret_hash = make_person(session, secret=PIN).secret_hash
    session.flush()
    location = scanned(client, app, meeting).location
    door = client.get(location)
    assert "/sign-in" in door.location
    answer = client.post(door.location, data={"login": "10000001", "secret": PIN})
    assert answer.location == f"/here/{meeting.id}"
    assert client.post(f"/here/{meeting.id}").status_code == 303
    assert stands(session, meeting, enrolled.id).mark is Mark.PRESENT


def test_a_picture_from_last_week_is_refused_with_the_way_out(app, session, learner, meeting, enrolled):
    refused = scanned(learner, app, meeting, NOW - timedelta(days=7))
    assert refused.status_code == 409
    assert "已经过期" in refused.text
    assert "自助机" in refused.text
    assert learner.post(f"/here/{meeting.id}").status_code == 409
    assert stands(session, meeting, enrolled.id) is None


def test_without_scanning_nobody_signs_in_and_one_door_is_not_another(app, session, learner, meeting, enrolled):
    other = make_meeting(session, a_section(session), NOW)
    an_enrolment(session, other.section, enrolled).changed_at = NOW - timedelta(days=9)
    session.flush()
    assert "先扫" in learner.get(f"/here/{meeting.id}").text
    scanned(learner, app, other)
    assert learner.post(f"/here/{meeting.id}").status_code == 409
    assert learner.get(f"/here/{meeting.id}/{code(app, other)}").status_code == 409
    assert stands(session, meeting, enrolled.id) is None


def test_what_was_scanned_does_not_hold_for_long(app, session, learner, meeting, enrolled):
    scanned(learner, app, meeting)
    with learner.session_transaction() as cookies:
        cookies["scanned"][1] = (clock.now() - timedelta(minutes=11)).isoformat()
        cookies.modified = True
    assert learner.post(f"/here/{meeting.id}").status_code == 409
    assert stands(session, meeting, enrolled.id) is None


def test_one_has_come_when_one_scanned_not_when_one_had_found_the_pin(app, session, learner, meeting, enrolled):
    scanned(learner, app, meeting)
    was = clock.now() - timedelta(minutes=4)
    with learner.session_transaction() as cookies:
        cookies["scanned"][1] = was.isoformat()
        cookies.modified = True
    learner.post(f"/here/{meeting.id}")
    assert abs(stands(session, meeting, enrolled.id).marked_at - was) < timedelta(seconds=1)


def test_who_is_not_enrolled_is_told_and_not_signed_in(app, session, client, meeting, stranger):
    sign_in(client, stranger)
    scanned(client, app, meeting)
    assert "我到了" not in client.get(f"/here/{meeting.id}").text
    assert client.post(f"/here/{meeting.id}").status_code == 409
    assert stands(session, meeting, stranger.id) is None


def test_no_code_is_shown_for_a_meeting_to_come_one_that_is_over_or_cancelled(session, teacher, meeting):
    tomorrow = make_meeting(session, meeting.section, NOW + timedelta(days=1))
    over = make_meeting(session, meeting.section, NOW - timedelta(days=1))
    gone = make_meeting(session, meeting.section, NOW, status=MeetingStatus.CANCELLED)
    assert 'role="img"' in teacher.get(door_page(meeting)).text
    for one in (tomorrow, over, gone):
        assert 'role="img"' not in teacher.get(door_page(one)).text


def test_a_code_of_a_meeting_to_come_signs_nobody_in(app, session, learner, meeting, enrolled):
    tomorrow = make_meeting(session, meeting.section, NOW + timedelta(days=1))
    scanned(learner, app, tomorrow)
    assert learner.post(f"/here/{tomorrow.id}").status_code == 409
    assert stands(session, tomorrow, enrolled.id) is None
