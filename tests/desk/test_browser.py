"""The desk's keys, and calls for help that show themselves."""

import re

import pytest
from playwright.sync_api import expect

from activity_center import clock
from activity_center.audit import Actor
from activity_center.desk import service
from activity_center.people.rules import RoleName
from tests.desk.scenes import a_member, an_offer
from tests.factories import PIN, make_person, make_room
from tests.roster.scenes import HOUR, NOW

SEARCH = "#desk-search"


@pytest.fixture
def desk(session, page):
    """A browser of a clerk, at the desk's page."""
    make_person(session, "周慧", RoleName.DESK, secret=PIN, staff_name="zhou")
    session.commit()
    page.goto("/sign-in")
    page.fill("[name=login]", "zhou")
    page.fill("[name=secret]", PIN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    return page


def test_a_card_and_enter_open_the_person_and_two_keys_act(session, desk):
    member = a_member(session)
    an_offer(session, member, ends=NOW + 3 * HOUR)
    session.commit()
    desk.reload()
    expect(desk.locator(SEARCH)).to_be_focused()
    desk.keyboard.type("10000001")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/desk/people/{member.id}")
    desk.keyboard.press("1")
    desk.keyboard.press("a")
    desk.wait_for_load_state()
    expect(desk.locator(".pill-jade").nth(1)).to_be_visible()
    assert desk.url.endswith(f"/desk/people/{member.id}")


def test_keys_do_nothing_while_somebody_types_or_after_they_are_switched_off(session, desk):
    desk.keyboard.type("tcf")
    expect(desk.locator(SEARCH)).to_have_value("tcf")
    desk.keyboard.press("Escape")
    desk.locator("[data-keys-off]").click()
    desk.keyboard.press("t")
    assert desk.url.endswith("/desk")
    expect(desk.locator("kbd").first).to_be_hidden()
    desk.locator("[data-keys-off]").click()
    desk.keyboard.press("t")
    desk.wait_for_url("**/desk/calls")


def test_a_slash_goes_back_to_the_search(session, desk):
    desk.goto("/desk/calls")
    desk.keyboard.press("/")
    expect(desk.locator(SEARCH)).to_be_focused()
    expect(desk.locator(SEARCH)).to_have_value("")


def test_a_call_for_help_shows_itself_and_the_title_counts_it(session, desk):
    desk.clock.install()
    desk.reload()
    site = make_room(session).site
    service.call_for_help(session, "大厅 1 号", site.id, None, at=clock.now(), by=Actor(via="kiosk"))
    session.commit()
    assert not desk.title().startswith("(")
    desk.clock.fast_forward(10_000)
    expect(desk.locator("#help-calls")).to_contain_text("大厅 1 号")
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    desk.locator("#help-calls form").first.locator("button").click()
    desk.wait_for_load_state()
    expect(desk.locator("#help-calls")).to_contain_text("周慧")
