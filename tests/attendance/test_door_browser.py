"""The code on the door in a real browser: on the instructor's phone, without a network, and on a learner's phone."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from activity_center import clock
from activity_center.attendance.door_codes import STEP, code_at
from activity_center.attendance.rules import Mark
from activity_center.people.rules import RoleName
from tests.attendance.scenes import a_person, a_section, an_enrolment, stands
from tests.browsers import until
from tests.factories import PIN, make_meeting, make_person

PASSWORD = "a long password"
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def frozen(monkeypatch):
    """The clock of the server, which stands at a moment that the test sets."""
    held = {"at": clock.now()}
    monkeypatch.setattr(clock, "now", lambda: held["at"])
    return held


@pytest.fixture
def meeting(session, frozen):
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR, secret=PASSWORD, staff_name="wang")
    meeting = make_meeting(session, a_section(session, instructor=teacher), frozen["at"] - timedelta(minutes=5))
    session.commit()
    return meeting


@pytest.fixture
def learner(session, meeting, frozen):
    person = an_enrolment(session, meeting.section, a_person(session, name="李秀英", secret=PIN, card="10000001"))
    person.changed_at = frozen["at"] - timedelta(days=9)
    session.commit()
    return person.person


@pytest.fixture
def door(browser, live_url, meeting):
    """Give the instructor's phone, showing the code."""
    context = browser.new_context(base_url=live_url, **PHONE)
    page = context.new_page()
    page.clock.install()
    page.goto(f"/sign-in?next=/teach/meetings/{meeting.id}/door-code")
    page.fill("#login", "wang")
    page.fill("#secret", PASSWORD)
    page.click("main button.button-main")
    yield page
    context.close()


def picture(page):
    return page.locator("[data-door-code] svg").inner_html()


def test_the_code_changes_by_itself_every_half_minute(door, frozen):
    expect(door.locator("[data-without-js]")).to_be_hidden()
    seen = {picture(door)}
    for _ in range(3):
        frozen["at"] += STEP
        before = picture(door)
        with door.expect_response(lambda answer: "door-code" in answer.url and answer.request.resource_type == "fetch"):
            door.clock.fast_forward(31_000)
        until(door, f"document.querySelector('[data-door-code] svg').innerHTML !== {json.dumps(before)}")
        seen.add(picture(door))
    assert len(seen) == 4


def test_without_a_network_it_says_so_and_shows_no_old_code(door, frozen):
    expect(door.locator("[data-without-js]")).to_be_hidden()
    door.context.set_offline(True)
    door.clock.fast_forward(31_000)
    expect(door.locator("[data-door-lost]")).to_be_visible()
    for _ in range(8):
        door.clock.fast_forward(6_000)
    expect(door.locator("[data-door-code]")).to_be_hidden()
    frozen["at"] += timedelta(minutes=2)
    door.context.set_offline(False)
    # Where the answer to one try is still on its way, the next try is not due yet.
    with door.expect_response(lambda answer: "door-code" in answer.url and answer.ok):
        for _ in range(4):
            door.clock.fast_forward(6_000)
            door.wait_for_timeout(200)
    expect(door.locator("[data-door-code]")).to_be_visible()
    expect(door.locator("[data-door-lost]")).to_be_hidden()


def test_when_the_meeting_is_over_the_page_says_so(door, meeting, frozen):
    frozen["at"] += timedelta(hours=3)
    # A page that has just come may not count yet: then half a minute more.
    until(door, "document.body.innerText.includes('这次课已经结束')", lambda: door.clock.fast_forward(31_000))


def test_a_learner_scans_signs_in_and_taps_once_without_any_script(
    app, session, browser, live_url, meeting, learner, frozen
):
    context = browser.new_context(base_url=live_url, java_script_enabled=False, **PHONE)
    page = context.new_page()
    page.goto(f"/here/{meeting.id}/{code_at(app.config['SECRET_KEY'], meeting.id, frozen['at'])}")
    page.fill("#login", "10000001")
    page.fill("#secret", PIN)
    # Finding the PIN took a while; the code on the door is another one by now.
    scanned_at, frozen["at"] = frozen["at"], frozen["at"] + timedelta(minutes=3)
    page.click("main button.button-main")
    page.get_by_role("button", name="我到了").click()
    expect(page.get_by_text("您已签到")).to_be_visible()
    session.rollback()
    row = stands(session, meeting, learner.id)
    assert (row.mark, row.marked_at) == (Mark.PRESENT, scanned_at)
    old = page.goto(f"/here/{meeting.id}/{code_at(app.config['SECRET_KEY'], meeting.id, scanned_at)}")
    assert old.status == 409
    expect(page.get_by_text("已经过期")).to_be_visible()
    context.close()
