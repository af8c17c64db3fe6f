"""Somebody of 78 at the screen in the hall: a seat in six taps, and nothing left of them when they have gone."""

from datetime import time

import pytest
from playwright.sync_api import expect

from activity_center.enrolment.models import Enrolment
from tests.browser.kiosks import (
    LANDSCAPE,
    PORTRAIT,
    confirm,
    expect_at,
    expect_welcome,
    go_to,
    kept,
    leave,
    name_of,
    part,
    read_card,
    remembered,
    sign_in,
    tap,
)
from tests.browsers import until
from tests.enrolment.open_now import class_now, term_now
from tests.enrolment.scenes import a_person
from tests.factories import PIN, make_card

CARD = "10000001"
NAME = "欧阳秀英"
TRACES = [NAME, "欧阳", CARD, PIN]

COUNT_TAPS = """() => { window.taps = 0; addEventListener("click", () => { window.taps += 1; }, true) }"""


@pytest.fixture
def calligraphy(session):
    """A class that is open to everybody, and somebody who may take it."""
    term = term_now(session)
    section = class_now(session, term, "书法（楷书）基础班", weekday=1)
    class_now(session, term, "合唱（二）班", weekday=3, starts=time(14, 30))
    make_card(session, a_person(session, name=NAME, secret=PIN), CARD)
    session.commit()
    return section


def enrol(page):
    """Find the class by two letters and take a place, from one's own page on, and never scroll."""
    go_to(page, "find")
    for letter in "sf":
        page.locator(f"[data-letter={letter}]").click()
    expect(page.locator(".k-row")).to_have_count(1)
    assert not is_scrolled(page)
    page.locator(".k-row .button").click()
    button = page.locator("main form .button-main")
    expect(button).to_be_in_viewport(ratio=1)
    assert not is_scrolled(page)
    button.click()
    expect(page.locator(".k-done")).to_contain_text("书法（楷书）基础班")
    assert not is_scrolled(page)


def is_scrolled(page):
    return page.evaluate(
        "(({ scrollHeight, scrollWidth }) => scrollHeight > innerHeight || scrollWidth > innerWidth)"
        "(document.documentElement)"
    )


@pytest.mark.parametrize("screen", [PORTRAIT, LANDSCAPE])
def test_six_taps_lead_from_ones_own_page_to_a_seat_and_nothing_is_left(session, calligraphy, stand, screen):
    page = stand(viewport=screen)
    sign_in(page, CARD, PIN)
    page.evaluate(COUNT_TAPS)
    enrol(page)
    assert page.evaluate("taps") <= 6
    assert "欧阳" in kept(page)
    assert session.query(Enrolment).filter_by(section_id=calligraphy.id).count() == 1

    leave(page)
    expect_welcome(page)
    everything = kept(page)
    assert [trace for trace in [*TRACES, "书法"] if trace in everything] == []
    assert remembered(page, TRACES) == []
    assert page.evaluate("history.length") <= 2  # about:blank, with which a test begins, and the kiosk
    page.go_back()
    assert "欧阳" not in page.content()


def test_the_buttons_back_and_forward_show_nobodys_page(calligraphy, stand):
    page = stand()
    read_card(page, CARD)
    expect(name_of(page)).to_contain_text("欧阳**")
    go_to(page, "timetable")
    page.go_back()
    page.go_forward()
    until(page, "document.readyState === 'complete' && document.querySelector('h1')")
    leave(page)
    expect_welcome(page)
    for _step in range(2):
        page.go_back()
        assert "欧阳" not in page.content()
    page.go_forward()
    page.go_forward()
    expect_welcome(page)
    assert "欧阳" not in page.content()


def test_who_walks_away_is_asked_and_can_stay_by_one_tap(calligraphy, stand):
    page = stand(clock=True)
    read_card(page, CARD)
    expect_at(page, "card")
    page.clock.fast_forward(59_000)
    expect(part(page, "warning")).to_have_count(0)
    page.clock.run_for(2_000)
    expect(part(page, "warning")).to_contain_text("29 秒")
    page.clock.run_for(20_000)
    with page.expect_request("**/kiosk/stay"):
        page.get_by_role("button", name="我还在").click()
    expect(part(page, "warning")).to_have_count(0)
    page.clock.run_for(50_000)
    expect_at(page, "card")


def test_who_does_not_answer_is_forgotten_with_size_and_language(calligraphy, stand):
    page = stand(clock=True)
    read_card(page, CARD)
    expect_at(page, "card")
    page.get_by_role("button", name="字再大一点").click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.clock.fast_forward(61_000)
    expect(part(page, "warning")).to_be_visible()
    with page.expect_navigation():
        page.clock.fast_forward(30_000)
    expect_welcome(page)
    assert [trace for trace in TRACES if trace in kept(page)] == []


def test_a_visitor_who_only_typed_a_number_is_forgotten_too(calligraphy, stand):
    page = stand(clock=True)
    tap(page, *"138000")
    page.clock.fast_forward(61_000)
    expect(part(page, "warning")).to_be_visible()
    with page.expect_navigation():
        page.clock.fast_forward(30_000)
    expect(page.locator("#login")).to_have_value("")
    expect_welcome(page)


def test_who_only_reads_and_touches_is_not_thrown_out_by_the_server(calligraphy, stand):
    page = stand(clock=True)
    read_card(page, CARD)
    expect_at(page, "card")
    page.clock.run_for(46_000)
    page.mouse.click(5, 400)
    with page.expect_request("**/kiosk/stay"):
        page.clock.run_for(2_000)


def test_an_untouched_welcome_page_is_renewed_and_asks_nobody(calligraphy, stand):
    page = stand(clock=True)
    with page.expect_response("**/kiosk"):
        page.clock.fast_forward(61_000)
    expect(part(page, "warning")).to_have_count(0)
    expect_welcome(page)


def test_a_double_tap_presses_nothing_that_has_come_in_the_place_of_the_first(session, calligraphy, stand):
    page = stand()
    sign_in(page, CARD, PIN)
    page.goto(f"/kiosk/sections/{calligraphy.id}")
    page.locator("main .k-acts .button-main").click()
    button = page.locator("main form .button-main")
    expect(button).to_be_visible()
    place = button.bounding_box()
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.mouse.move(place["x"] + 50, place["y"] + 50)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_timeout(300)
    assert sent == []
    assert session.query(Enrolment).count() == 0


def test_two_taps_on_an_act_send_it_once(session, calligraphy, stand):
    page = stand()
    sign_in(page, CARD, PIN)
    page.goto(f"/kiosk/sections/{calligraphy.id}/enrol")
    sent, held = [], []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route("**/enrol", lambda route: held.append(route))
    for _tap in range(2):
        page.locator("main form .button-main").click()
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator(".k-done")).to_be_visible()
    assert len(sent) == 1
    session.rollback()
    assert session.query(Enrolment).count() == 1


def test_letters_tapped_faster_than_the_server_answers_are_put_together(calligraphy, stand):
    page = stand()
    go_to(page, "find")
    held = []
    page.route("**/kiosk/find?*q=s", lambda route: held.append(route))  # the first answer is on its way for long
    page.locator("[data-letter=s]").click()
    page.locator("[data-letter=f]").click()
    expect(page.locator(".k-typed")).to_have_text("SF")
    expect(page.locator(".k-row")).to_have_count(1)
    held[0].abort()


def test_the_pad_shows_dots_deletes_and_knows_the_keyboard(calligraphy, stand):
    page = stand()
    tap(page, *"1000", "back")
    expect(page.locator("#login")).to_have_value("100")
    page.keyboard.type("00001")
    expect(page.locator("#login")).to_have_value("10000001")
    page.keyboard.press("Enter")
    expect(page.locator("#secret")).to_have_attribute("type", "password")
    tap(page, *PIN)
    assert PIN not in page.locator("main").inner_text()
    confirm(page)
    expect_at(page, "pin")


def test_every_step_works_by_keyboard_and_its_heading_is_announced(calligraphy, stand):
    page = stand()
    for key in "10000001":
        page.keyboard.press(key, delay=80)
    page.keyboard.press("Enter")
    expect(page.locator("#secret")).to_be_visible()
    expect(page.locator("main h1")).to_be_focused()
    for key in PIN:
        page.keyboard.press(key, delay=80)
    page.keyboard.press("Enter")
    expect_at(page, "pin")
    expect(page.locator("main h1")).to_be_focused()
    page.locator("main a[href='/kiosk/find']").focus()
    page.keyboard.press("Enter")
    page.locator("[data-letter=s]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".k-typed")).to_have_text("S")
    expect(page.locator("[data-letter=s]")).to_be_focused()


def test_no_link_and_no_second_window_leads_out_of_the_kiosk(calligraphy, stand):
    page = stand()
    page.evaluate("document.querySelector('main h1').outerHTML += '<a id=out href=/catalogue>out</a>'")
    page.locator("#out").click()
    page.locator("#out").click(modifiers=["ControlOrMeta"])
    page.locator("#out").click(button="middle")
    expect_welcome(page)
    assert len(page.context.pages) == 1


def test_everything_works_without_a_script(session, calligraphy, stand):
    page = stand(java_script_enabled=False)
    for digit in CARD:
        page.locator(f"[name=key][value='{digit}']").click()
    confirm(page)
    page.locator("#secret").fill(PIN)
    confirm(page)
    expect_at(page, "pin")
    enrol(page)
    assert session.query(Enrolment).count() == 1
    leave(page)
    expect_welcome(page)
