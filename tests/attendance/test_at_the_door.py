"""Somebody of a parallel section at the door: found by the whole name or card, taken in by the rule of the desk."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from activity_center import clock
from activity_center.attendance import arranging, at_the_door, closing, register, service
from activity_center.attendance.models import MakeUp, Marking
from activity_center.attendance.rules import Mark, Part
from activity_center.audit import Actor
from activity_center.courses.rules import MeetingStatus, Mode, SectionStatus
from activity_center.db import transaction
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere, Refused
from activity_center.notices.models import Notice
from activity_center.people.rules import RoleName, Standing
from tests.attendance.scenes import KIOSK, a_person, a_section, an_enrolment, stands
from tests.enrolment.scenes import a_term
from tests.enrolment.test_races import together
from tests.factories import make_card, make_course, make_meeting, make_person, sign_in
from tests.statements import counted

NOW = clock.now()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TEACHER = Actor(None, "web")


@pytest.fixture(autouse=True)
def frozen(monkeypatch):
    """Let the pages be asked for at that moment, however long the whole run takes."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def enrolled(session, section, name="", status=Status.ENROLLED):
    enrolment = an_enrolment(session, section, a_person(session, name=name) if name else None, status)
    enrolment.changed_at = NOW - 90 * DAY
    session.flush()
    return enrolment.person


def kept(session, meeting):
    """Let somebody have come to a meeting, so that its register was kept."""
    service.sign_in(session, enrolled(session, meeting.section).id, meeting.id, at=meeting.starts_at, by=KIOSK)
    return meeting


@pytest.fixture
def here(session):
    """Return a meeting that began five minutes ago, in a section with two chairs."""
    section = a_section(
        session, label="二班", capacity=2, instructor=make_person(session, "王怀远", RoleName.INSTRUCTOR)
    )
    return make_meeting(session, section, NOW - 5 * MINUTE)


@pytest.fixture
def missed(session, here):
    """Return a meeting of yesterday in a parallel section, the register of which was kept."""
    section = a_section(session, here.section.term, course=here.section.course, label="一班", capacity=20)
    return kept(session, make_meeting(session, section, NOW - DAY))


@pytest.fixture
def guest(session, missed):
    """Return somebody who missed it."""
    person = enrolled(session, missed.section, "黄小琴")
    make_card(session, person, "10000001")
    person.phone = "13800138000"
    session.flush()
    return person


@pytest.fixture
def teacher(client, here):
    sign_in(client, here.section.instructor)
    return client


def address(meeting):
    return f"/teach/meetings/{meeting.id}/make-up-here"


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))


def found(session, here, q="黄小琴"):
    return at_the_door.looked_for(session, here.id, q, NOW)


def one(session, here, q="黄小琴"):
    [guest] = found(session, here, q)
    return [row.meeting.id for row in guest.missed], [reason.code for reason in guest.reasons]


def welcome(session, here, person, missed, at=NOW):
    return at_the_door.welcome(session, here.id, person.id, missed.id, at=at, by=TEACHER)


def codes(session, here, person, missed, at=NOW):
    with pytest.raises(Refused) as refused, session.begin_nested():
        welcome(session, here, person, missed, at)
    return [reason.code for reason in refused.value.reasons]


def arranged(session):
    session.expire_all()
    return session.scalars(select(MakeUp).where(MakeUp.ended_at.is_(None))).all()


# Who is found.


def test_who_missed_a_meeting_is_found_by_the_whole_name_card_or_telephone(session, here, missed, guest):
    for q in ("黄小琴", " 黄小琴 ", "10000001", "1000 0001", "13800138000", "138 0013-8000"):
        assert one(session, here, q) == ([missed.id], []), q
    for q in ("黄小", "小琴", "hxq", "1000000", "1380013", "8000", "%", "", " "):
        assert found(session, here, q) == [], q


def test_of_anybody_else_nothing_is_said(session, here, missed, guest):
    other_course = a_section(session, here.section.term, course=make_course(session, "国画"))
    other_term = a_section(session, a_term(session), course=here.section.course)
    strangers = {
        "路过": a_person(session, name="路过"),
        "没缺": enrolled(session, missed.section, "没缺"),
        "候补": enrolled(session, missed.section, "候补", Status.WAITING),
        "别课": enrolled(session, other_course, "别课"),
        "别期": enrolled(session, other_term, "别期"),
        "离开": enrolled(session, missed.section, "离开"),
    }
    for section in (other_course, other_term):
        kept(session, make_meeting(session, section, NOW - DAY))
    service.sign_in(session, strangers["没缺"].id, missed.id, at=missed.starts_at, by=KIOSK)
    strangers["离开"].standing = Standing.ENDED
    session.flush()
    for name, person in strangers.items():
        assert found(session, here, name) == [], name
        if name not in ("没缺", "离开"):
            with pytest.raises(NotThere):
                welcome(session, here, person, missed)
    assert arranged(session) == []


def test_the_latest_missed_comes_first_and_none_that_is_still_to_come_or_was_never_kept(session, here, missed, guest):
    older = kept(session, make_meeting(session, missed.section, NOW - 8 * DAY))
    latest = kept(session, make_meeting(session, missed.section, NOW - 3 * timedelta(hours=1)))
    make_meeting(session, missed.section, NOW - 15 * DAY)
    coming = make_meeting(session, missed.section, NOW + DAY)
    cancelled = kept(session, make_meeting(session, missed.section, NOW - 5 * DAY))
    cancelled.status = MeetingStatus.CANCELLED
    session.flush()
    assert one(session, here) == ([latest.id, missed.id, older.id], [])
    with pytest.raises(NotThere):
        welcome(session, here, guest, coming)


def test_two_of_one_name_are_told_apart_by_what_they_missed(session, here, missed, guest):
    third = a_section(session, here.section.term, course=here.section.course, label="三班")
    enrolled(session, third, "黄小琴")
    also = kept(session, make_meeting(session, third, NOW - 2 * DAY))
    assert [[row.meeting.id for row in one.missed] for one in found(session, here)] == [[missed.id], [also.id]]


def test_looking_costs_the_same_statements_however_much_was_missed(session, here, missed, guest):
    lengths = []
    for weeks in (1, 8):
        for week in range(weeks):
            kept(session, make_meeting(session, missed.section, NOW - (7 * week + weeks + 2) * DAY))
        session.commit()
        with counted(session) as sent:
            found(session, here)
        lengths.append(len(sent))
    assert lengths[0] == lengths[1] < 32


# Taking them in.


def test_one_act_arranges_and_marks_and_doing_it_again_changes_nothing(session, here, missed, guest):
    for _ in range(2):
        outcome = welcome(session, here, guest, missed)
        assert (outcome.mark or stands(session, here, guest.id).mark) is Mark.PRESENT
    [row] = arranged(session)
    assert (row.person_id, row.missed_id, row.instead_id) == (guest.id, missed.id, here.id)
    assert session.scalar(select(func.count()).select_from(Marking).where(Marking.person_id == guest.id)) == 1
    assert register.register(session, here.id).row(guest.id).part is Part.MAKE_UP
    swap = register.register(session, missed.id).row(guest.id).swap
    assert (swap.is_from_here, swap.was_there) == (True, True)
    assert session.scalars(select(Notice.kind).where(Notice.person_id == guest.id)).all() == ["make_up_agreed"]


def test_who_was_arranged_before_only_comes_in(session, here, missed, guest):
    arranging.agree(session, guest.id, missed.id, here.id, at=NOW - MINUTE, by=TEACHER)
    [known] = found(session, here)
    assert (known.is_expected, known.is_there, known.missed) == (True, False, ())
    welcome(session, here, guest, missed)
    [known] = found(session, here)
    assert (known.is_expected, known.is_there) == (True, True)


def test_what_was_made_up_already_is_nothing_missed(session, here, missed, guest):
    beside = a_section(session, here.section.term, course=here.section.course, label="三班", capacity=9)
    before = make_meeting(session, beside, NOW - timedelta(hours=3))
    arranging.agree(session, guest.id, missed.id, before.id, at=before.starts_at, by=TEACHER)
    assert one(session, here) == ([], ["door_make_up_agreed"])
    assert codes(session, here, guest, missed) == ["door_make_up_agreed"]
    register.mark_by_hand(session, before.id, {guest.id: Mark.PRESENT}, at=NOW, by=TEACHER)
    assert found(session, here) == []


def test_where_no_chair_is_free_it_is_refused_until_one_is_on_leave(session, here, missed, guest):
    own = [enrolled(session, here.section) for _ in range(2)]
    assert one(session, here) == ([], ["door_make_up_full"])
    assert codes(session, here, guest, missed) == ["door_make_up_full"]
    assert (arranged(session), stands(session, here, guest.id)) == ([], None)
    register.mark_by_hand(session, here.id, {own[0].id: Mark.LEAVE}, at=NOW, by=TEACHER)
    welcome(session, here, guest, missed)
    assert stands(session, here, guest.id).mark is Mark.PRESENT


def test_what_they_have_at_that_time_is_in_the_way_and_is_not_named(session, here, missed, guest):
    other = a_section(session, here.section.term, course=make_course(session, "国画"))
    enrolment = an_enrolment(session, other, guest)
    enrolment.changed_at = NOW - 9 * DAY
    make_meeting(session, other, NOW)
    assert one(session, here) == ([], ["door_make_up_clash"])


def test_who_has_a_place_here_too_is_told_so(session, here, missed, guest):
    an_enrolment(session, here.section, guest).changed_at = NOW - 9 * DAY
    session.flush()
    assert one(session, here) == ([], ["door_make_up_own_seat"])


def test_once_it_is_over_closed_or_cancelled_nobody_is_taken_in(session, here, missed, guest):
    assert codes(session, here, guest, missed, here.ends_at) == ["make_up_over"]
    assert codes(session, here, guest, missed, here.starts_at - 2 * timedelta(hours=1)) == ["register_not_open"]
    closing.close(session, here.id, absent_rest=False, at=NOW - MINUTE, by=TEACHER)
    assert codes(session, here, guest, missed) == ["register_closed"]
    here.status = MeetingStatus.CANCELLED
    session.flush()
    assert codes(session, here, guest, missed) == ["make_up_cancelled"]
    assert arranged(session) == []


def test_who_comes_late_is_late(session, here, missed, guest):
    assert welcome(session, here, guest, missed, here.starts_at + 11 * MINUTE).mark is Mark.LATE


# Its page.


def test_the_instructor_finds_and_takes_in_by_one_press_and_both_registers_show_it(
    session, teacher, here, missed, guest
):
    assert address(here) in teacher.get(f"/teach/meetings/{here.id}/register").text
    shown = teacher.get(address(here), query_string={"q": "10000001"})
    assert "黄小琴" in text(shown)
    assert "13800138000" not in shown.text
    assert f'name="missed" value="{missed.id}"' in shown.text
    for _twice in range(2):
        answer = teacher.post(address(here), data={"person": guest.id, "missed": missed.id, "q": "10000001"})
        assert (answer.status_code, answer.location) == (303, f"/teach/meetings/{here.id}/register#p{guest.id}")
    shown = text(teacher.get(f"/teach/meetings/{here.id}/register"))
    assert "黄小琴" in shown
    assert "来补" in shown
    assert "已经到了" in text(teacher.get(address(here), query_string={"q": "黄小琴"}))
    sign_in(teacher, make_person(session, "赵前台", RoleName.DESK))
    assert "已于" in text(teacher.get(f"/teach/meetings/{missed.id}/register"))
    assert "已补" in text(teacher.get(f"/desk/people/{guest.id}/make-ups"))


def test_a_refusal_says_why_and_the_way_out(session, teacher, here, missed, guest):
    for _ in range(2):
        enrolled(session, here.section)
    shown = text(teacher.get(address(here), query_string={"q": "黄小琴"}))
    assert "座位" in shown
    assert "前台" in shown
    refused = teacher.post(address(here), data={"person": guest.id, "missed": missed.id, "q": "黄小琴"})
    assert refused.status_code == 409
    assert "前台" in refused.text
    assert (arranged(session), stands(session, here, guest.id)) == ([], None)


def test_nobody_and_nonsense_are_not_there(teacher, here, missed, guest):
    for person, wanted in (("", ""), ("x", "x"), ("4711", missed.id), (guest.id, "4711"), (guest.id, here.id)):
        assert teacher.post(address(here), data={"person": person, "missed": wanted}).status_code == 404
    assert "没有找到" in text(teacher.get(address(here), query_string={"q": "孙悟空"}))


def test_where_there_is_no_parallel_class_or_nobody_can_be_taken_in_the_page_says_so(session, teacher, here, missed):
    tomorrow = make_meeting(session, here.section, NOW + DAY)
    assert "现在还不能" in text(teacher.get(address(tomorrow)))
    assert address(tomorrow) not in teacher.get(f"/teach/meetings/{tomorrow.id}/register").text
    missed.section.status = SectionStatus.CANCELLED
    session.flush()
    assert "没有平行班" in text(teacher.get(address(here)))
    assert address(here) not in teacher.get(f"/teach/meetings/{here.id}/register").text
    table = make_meeting(session, a_section(session, mode=Mode.WALK_IN, instructor=here.section.instructor), NOW)
    assert "没有平行班" in text(teacher.get(address(table)))


def test_only_the_instructor_of_this_meeting_and_its_substitute_take_somebody_in(session, client, here, missed, guest):
    substitute, other = (make_person(session, name, RoleName.INSTRUCTOR) for name in ("代老师", "李老师"))
    here.instructor, missed.section.instructor = substitute, other
    desk, admin = make_person(session, "前台", RoleName.DESK), make_person(session, "馆长", RoleName.ADMIN)
    session.flush()
    wanted = {"person": guest.id, "missed": missed.id}
    for who in (other, desk, admin, guest):
        sign_in(client, who)
        assert client.get(address(here)).status_code == 403, who.name
        assert client.post(address(here), data=wanted).status_code == 403, who.name
    sign_in(client, desk)
    assert address(here) not in client.get(f"/teach/meetings/{here.id}/register").text
    assert arranged(session) == []
    for who in (substitute, here.section.instructor):
        sign_in(client, who)
        assert client.get(address(here)).status_code == 200
        assert client.post(address(here), data=wanted).status_code == 303
    assert len(arranged(session)) == 1


# Two phones at once.


def test_of_many_at_the_door_as_many_come_in_as_there_are_chairs(app, session, here, missed):
    people = [enrolled(session, missed.section).id for _ in range(6)]
    ids = here.id, missed.id
    session.commit()

    def act(person):
        try:
            with transaction() as mine:
                at_the_door.welcome(mine, ids[0], person, ids[1], at=NOW, by=TEACHER)
        except Refused as refused:
            return refused.reasons[0].code
        return "welcome"

    assert Counter(together(app, act, [*people, people[0]])) in (
        {"welcome": 2, "door_make_up_full": 5},
        {"welcome": 3, "door_make_up_full": 4},
    )
    session.rollback()
    assert len(arranged(session)) == 2
    marked = select(func.count()).select_from(Marking).where(Marking.meeting_id == ids[0])
    assert session.scalar(marked) == 2
