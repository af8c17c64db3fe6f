"""The desk in a real browser: found by typing, looked at, confirmed, told."""

from sqlalchemy import select

from activity_center.audit import SYSTEM
from activity_center.courses import service as courses
from activity_center.formats import local
from activity_center.notices.models import Notice
from activity_center.people.rules import RoleName
from tests.factories import make_person
from tests.roster.scenes import HOUR, NOW, SOON, ZONE, a_meeting, a_person, a_planned_section, an_enrolment

PASSWORD = "a long password"


def come_in(page, session):
    make_person(session, "赵前台", RoleName.DESK, secret=PASSWORD, staff_name="desk")
    session.commit()
    page.goto("/sign-in")
    page.fill("#login", "desk")
    page.fill("#secret", PASSWORD)
    page.click("main button.button-main")
    page.wait_for_url("**/desk")


def test_a_meeting_is_moved_by_keyboard_and_everybody_is_told(session, page):
    section = a_planned_section(session)
    meeting = a_meeting(session, section)
    an_enrolment(session, section, a_person(session, name="李秀英"))
    come_in(page, session)
    page.goto(f"/desk/meetings/{meeting.id}/move")
    begins = local(SOON + 2 * HOUR)
    page.fill("#starts", f"{begins:%H%M}")
    page.fill("#ends", f"{begins + HOUR:%H:%M}")
    page.press("#ends", "Enter")
    page.wait_for_selector("text=李秀英")
    page.press("main button.button-main", "Enter")
    page.wait_for_url(f"**/desk/sections/{section.id}/meetings")
    session.rollback()
    assert meeting.starts_at == SOON + 2 * HOUR
    assert len(session.scalars(select(Notice)).all()) == 2


def test_a_class_gets_another_weekday_and_everybody_is_told_once(session, page):
    section = a_planned_section(session)
    courses.schedule(session, section.id, at=NOW, by=SYSTEM, zone=ZONE)
    an_enrolment(session, section, a_person(session, name="李秀英"))
    come_in(page, session)
    page.goto(f"/desk/sections/{section.id}/edit")
    page.select_option("[name=times-0-weekday]", "2")
    page.click("button[value=look]")
    page.wait_for_selector("text=李秀英")
    page.wait_for_selector("text=上课时间：周二")
    page.click("main button.button-main")
    page.wait_for_url(f"**/desk/sections/{section.id}/dates")
    page.wait_for_selector("text=已办好，并通知 2 人。")
    session.rollback()
    told = session.scalars(select(Notice.kind)).all()
    assert told == ["section_changed"] * 2


def test_the_search_box_of_the_desk_is_ready_to_type(session, page):
    a_person(session, name="李秀英")
    come_in(page, session)
    page.keyboard.type("lxy")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=李秀英")
