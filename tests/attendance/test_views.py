"""The register in a browser without a screen."""

import re
from datetime import timedelta

import pytest

from activity_center import clock
from activity_center.attendance import register as registers
from activity_center.attendance import service
from activity_center.attendance.rules import Mark
from activity_center.audit import Actor
from activity_center.courses.rules import MeetingStatus, Mode
from activity_center.enrolment.rules import Status
from activity_center.people.rules import RoleName
from tests.attendance.scenes import KIOSK, a_person, a_section, an_enrolment, stands
from tests.factories import make_meeting, make_person, sign_in

NOW = clock.now()


@pytest.fixture
def meeting(session):
    """Return a meeting that began twenty minutes ago, with two people and one who waits."""
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR)
    meeting = make_meeting(session, a_section(session, instructor=teacher), NOW - timedelta(minutes=20))
    for name, status in (("李秀英", Status.ENROLLED), ("王建国", Status.ENROLLED), ("陈桂兰", Status.WAITING)):
        enrolment = an_enrolment(session, meeting.section, a_person(session, name=name), status)
        enrolment.changed_at = NOW - timedelta(days=9)
    session.flush()
    return meeting


@pytest.fixture
def people(session, meeting):
    known = registers.register(session, meeting.id)
    return [row.person_id for row in (*known.rows, *known.waiting)]


@pytest.fixture
def teacher(client, meeting):
    sign_in(client, meeting.section.instructor)
    return client


def address(meeting):
    return f"/teach/meetings/{meeting.id}/register"


def counts(answer):
    told = re.search(r'<p class="register-counts">(.*?)</p>', answer.text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", told[1])).strip()


def test_an_instructor_comes_from_today_to_the_register_and_marks_it(session, teacher, meeting, people):
    assert address(meeting) in teacher.get("/teach").text
    shown = teacher.get(address(meeting))
    assert counts(shown) == "应到 2 已到 0 未点 2"
    answer = teacher.post(address(meeting), data={f"mark-{people[0]}": "late", f"was-{people[0]}": ""})
    assert (answer.status_code, answer.location) == (303, address(meeting))
    shown = teacher.get(address(meeting))
    assert "已保存 1 条点名" in shown.text
    assert counts(shown) == "应到 2 已到 1 未点 1"
    assert stands(session, meeting, people[0]).mark is Mark.LATE


def test_all_the_rest_are_present_by_one_button_and_who_waits_is_not_among_them(session, teacher, meeting, people):
    teacher.post(address(meeting), data={f"mark-{people[1]}": "absent", "rest": "1"})
    marks = [row.mark for row in registers.register(session, meeting.id).rows]
    assert marks == [Mark.PRESENT, Mark.ABSENT]
    assert stands(session, meeting, people[2]) is None


def test_an_old_page_undoes_nobodys_marks(session, teacher, meeting, people):
    by = Actor(None, "web")
    registers.mark_by_hand(session, meeting.id, {people[0]: Mark.ABSENT}, at=clock.now(), by=by)
    as_it_was = {f"mark-{people[0]}": "present", f"was-{people[0]}": "present", f"mark-{people[1]}": "present"}
    teacher.post(address(meeting), data=as_it_was)
    assert stands(session, meeting, people[0]).mark is Mark.ABSENT
    assert stands(session, meeting, people[1]).mark is Mark.PRESENT


def test_nonsense_marks_nobody(teacher, meeting, people):
    nonsense = {f"mark-{people[0]}": "here", "mark-x": "present", "mark-99999999999": "present", "mark-": "late"}
    teacher.post(address(meeting), data=nonsense)
    assert "没有新的内容要保存" in teacher.get(address(meeting)).text


def test_a_mark_that_is_not_taken_is_told_with_the_way_out(session, teacher, meeting, people):
    stranger = a_person(session)
    teacher.post(address(meeting), data={f"mark-{stranger.id}": "present", f"mark-{people[0]}": "present"})
    shown = teacher.get(address(meeting)).text
    assert "没有报上“书法”" in shown
    assert "已保存 1 条点名" in shown


def test_it_shows_who_signed_in_at_the_kiosk_and_who_waits(session, teacher, meeting, people):
    at = clock.now()
    service.sign_in(session, people[0], meeting.id, at=at, by=KIOSK)
    shown = teacher.get(address(meeting)).text
    assert "在自助机签到" in shown
    assert "候补第 1 位" in shown


def test_one_persons_mark_is_corrected_and_cleared_and_the_history_stays(session, teacher, meeting, people):
    page = f"/teach/meetings/{meeting.id}/people/{people[0]}"
    assert teacher.post(page, data={"mark": "absent"}).location == f"{address(meeting)}#p{people[0]}"
    teacher.post(page, data={"mark": "clear"})
    assert stands(session, meeting, people[0]).mark is None
    for url in (page, f"/teach/meetings/{meeting.id}/history"):
        shown = teacher.get(url).text
        assert shown.count("王怀远") >= 2
        assert "已清除" in shown
        assert "缺课" in shown
    assert teacher.get(f"/teach/meetings/{meeting.id}/people/{a_person(session).id}").status_code == 404


def test_a_register_is_kept_by_its_instructor_its_substitute_and_staff_only(session, client, meeting):
    stand_in, colleague = (make_person(session, name, RoleName.INSTRUCTOR) for name in ("李老师", "赵老师"))
    meeting.instructor = stand_in
    desk = make_person(session, "赵前台", RoleName.DESK)
    pages = [address(meeting), f"/teach/meetings/{meeting.id}/history"]
    for who, status in ((stand_in, 200), (desk, 200), (colleague, 403), (a_person(session), 403)):
        sign_in(client, who)
        assert [client.get(url).status_code for url in pages] == [status, status]
        assert client.post(address(meeting)).status_code == (303 if status == 200 else 403)
    assert client.get("/teach/meetings/4711/register").status_code == 404


def test_before_it_opens_a_register_shows_who_is_expected_and_takes_nothing(session, teacher, meeting, people):
    tomorrow = make_meeting(session, meeting.section, NOW + timedelta(days=1))
    shown = teacher.get(address(tomorrow)).text
    assert "起可以点名" in shown
    assert "李秀英" in shown
    assert 'type="radio"' not in shown
    teacher.post(address(tomorrow), data={f"mark-{people[0]}": "present"})
    assert stands(session, tomorrow, people[0]) is None


def test_a_cancelled_meeting_says_that_it_has_no_register(session, teacher, meeting):
    meeting.status = MeetingStatus.CANCELLED
    session.flush()
    shown = teacher.get(address(meeting)).text
    assert "这次课已取消" in shown
    assert 'type="radio"' not in shown


def test_a_walk_in_register_counts_who_has_come(session, teacher, meeting):
    table = make_meeting(session, a_section(session, mode=Mode.WALK_IN, capacity=9), NOW)
    table.section.instructor = meeting.section.instructor
    session.flush()
    assert "还没有人来" in teacher.get(address(table)).text
    service.sign_in(session, a_person(session).id, table.id, at=clock.now(), by=KIOSK)
    assert counts(teacher.get(address(table))) == "已到 1 人 共 9 个位子"


def test_those_who_joined_after_the_meeting_are_not_among_the_rest(session, teacher, meeting):
    late = an_enrolment(session, meeting.section, a_person(session, name="后来"))
    late.changed_at = meeting.ends_at + timedelta(days=1)
    session.flush()
    assert "这次课以后才报上名的（1 人）" in teacher.get(address(meeting)).text
    teacher.post(address(meeting), data={"rest": "1"})
    assert stands(session, meeting, late.person_id) is None


def test_the_pages_of_a_section_lead_to_its_registers(session, teacher, meeting):
    assert address(meeting) in teacher.get(f"/teach/sections/{meeting.section_id}").text
    sign_in(teacher, make_person(session, "赵前台", RoleName.DESK))
    assert address(meeting) in teacher.get(f"/desk/sections/{meeting.section_id}/meetings").text
    assert teacher.get(f"/desk/sections/{meeting.section_id}/history").status_code == 200


def test_a_register_is_closed_with_the_rest_absent_and_opened_again_with_a_reason(session, teacher, meeting, people):
    here = address(meeting).removesuffix("/register")
    assert f"{here}/close" in teacher.get(address(meeting)).text
    assert "还有 2 人没有点名" in teacher.get(f"{here}/close").text
    teacher.post(f"{here}/close", data={"absent_rest": "y"})
    shown = teacher.get(address(meeting)).text
    assert "点名册已结册" in shown
    assert "保存点名" not in shown
    assert stands(session, meeting, people[0]).mark is Mark.ABSENT
    refused = teacher.post(address(meeting), data={f"mark-{people[0]}": "present", f"was-{people[0]}": "absent"})
    assert refused.status_code == 303
    assert stands(session, meeting, people[0]).mark is Mark.ABSENT
    assert teacher.post(f"{here}/reopen", data={"reason": ""}).status_code == 422
    teacher.post(f"{here}/reopen", data={"reason": "人来了"})
    assert "人来了" in teacher.get(f"{here}/history").text
    teacher.post(address(meeting), data={f"mark-{people[0]}": "late", f"was-{people[0]}": "absent"})
    assert stands(session, meeting, people[0]).mark is Mark.LATE
