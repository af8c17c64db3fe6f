"""The register on a phone, in a real browser and without any script."""

from datetime import timedelta

import pytest

from activity_center import clock
from activity_center.attendance import register as registers
from activity_center.attendance.rules import Mark
from activity_center.people.rules import RoleName
from tests.attendance.scenes import a_person, a_section, an_enrolment
from tests.factories import make_meeting, make_person

PASSWORD = "a long password"


@pytest.fixture
def meeting(session):
    now = clock.now()
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR, secret=PASSWORD, staff_name="wang")
    meeting = make_meeting(session, a_section(session, instructor=teacher), now - timedelta(minutes=5))
    for number in range(6):
        an_enrolment(session, meeting.section, a_person(session, name=f"欧阳志远{number}")).changed_at = now
    session.commit()
    return meeting


@pytest.fixture
def phone(browser, live_url, meeting):
    """Give a phone on which scripts are switched off, signed in as the instructor, before the register."""
    screen = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
    context = browser.new_context(base_url=live_url, java_script_enabled=False, **screen)
    page = context.new_page()
    page.goto("/sign-in?next=/teach")
    page.fill("#login", "wang")
    page.fill("#secret", PASSWORD)
    page.click("main button.button-main")
    page.click("main a.button-main")
    yield page
    context.close()


def marks(session, meeting):
    session.rollback()
    return [row.mark for row in registers.register(session, meeting.id).rows]


def test_one_tap_marks_one_person_and_one_button_all_the_rest(session, phone, meeting):
    rows = phone.locator(".mark-row")
    rows.nth(1).locator(".mark", has_text="缺课").click()
    rows.nth(2).locator(".mark", has_text="请假").click()
    rows.nth(2).locator(".mark", has_text="迟到").click()
    assert phone.get_by_text("刚才点的还没有保存").is_visible()
    assert [rows.nth(n).get_by_text("未保存").is_visible() for n in range(4)] == [False, True, True, False]
    assert marks(session, meeting) == [None] * 6
    phone.get_by_role("button", name="其余全到").click()
    assert marks(session, meeting) == [Mark.PRESENT, Mark.ABSENT, Mark.LATE, *[Mark.PRESENT] * 3]
    assert phone.get_by_text("缺课 1", exact=True).is_visible()
    assert not phone.get_by_text("刚才点的还没有保存").is_visible()


def test_every_mark_is_large_enough_for_a_thumb_and_nothing_runs_off_the_screen(phone):
    for width in (390, 320):
        phone.set_viewport_size({"width": width, "height": 844})
        boxes = [mark.bounding_box() for mark in phone.locator(".mark").all()]
        assert len(boxes) == 24
        assert all(box["width"] >= 60 and box["height"] >= 60 for box in boxes)
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


def test_a_register_is_marked_by_keyboard_alone(session, phone, meeting):
    first = phone.locator(".mark-row input[type=radio]").first
    first.focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowRight")
    phone.keyboard.press("Enter")
    phone.wait_for_selector("text=已保存 1 条点名")
    assert marks(session, meeting) == [Mark.LATE, *[None] * 5]
