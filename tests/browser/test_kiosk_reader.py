"""Cards: read whatever has the focus, twice, by the next person, at any moment; the last one counts."""

import pytest
from playwright.sync_api import expect

from tests.browser.kiosks import expect_at, expect_welcome, go_to, kept, name_of, part, read_card, sign_in, tap
from tests.enrolment.scenes import a_person
from tests.factories import LONG_AGO, PIN, make_card

FIRST, SECOND, DEAD = "10000001", "10000002", "10000003"


@pytest.fixture(autouse=True)
def people(session, kiosk):
    """Two people with cards, and a card that was lost."""
    for name, card in (("欧阳秀英", FIRST), ("王建国", SECOND)):
        make_card(session, a_person(session, name=name, secret=PIN), card)
    make_card(session, a_person(session, name="张桂兰"), DEAD, revoked_at=LONG_AGO)
    session.commit()


@pytest.mark.parametrize("place", ["#login", "[data-key='5']", ".k-foot button", "main h1"])
def test_a_card_is_read_whatever_has_the_focus_and_lands_in_no_field(stand, place):
    page = stand()
    page.locator(place).first.focus()
    page.evaluate("window.typed = 0; addEventListener('input', () => { window.typed += 1; })")
    read_card(page, FIRST)
    expect_at(page, "card")
    expect(name_of(page)).to_contain_text("欧阳**")
    assert page.evaluate("window.typed") == 0


def test_a_card_that_is_read_twice_lets_its_holder_in_once(stand):
    page = stand()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/kiosk/card") else None)
    read_card(page, FIRST)
    read_card(page, FIRST)
    expect_at(page, "card")
    assert len(sent) == 1
    go_to(page, "timetable")
    expect(page.locator("main h1")).to_have_text("我的课表")
    with page.expect_response("**/kiosk/card") as answer:
        read_card(page, FIRST)
    assert answer.value.status == 204
    expect(page.locator("main h1")).to_have_text("我的课表")


def test_the_card_of_somebody_else_ends_the_first_visit_whole(stand):
    page = stand()
    sign_in(page, FIRST, PIN)
    page.get_by_role("button", name="字再大一点").click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    go_to(page, "timetable")
    read_card(page, SECOND)
    expect(name_of(page)).to_contain_text("王**")
    expect_at(page, "card")
    assert page.locator("html").get_attribute("data-size") == "standard"
    assert "欧阳" not in kept(page)


def test_a_dead_card_in_the_hand_of_the_next_shows_nothing_of_the_one_before(stand):
    page = stand()
    sign_in(page, FIRST, PIN)
    read_card(page, DEAD)
    expect_at(page, "none")
    expect(page.locator("main")).to_contain_text("卡")
    assert "欧阳" not in kept(page)
    page.goto("/kiosk")
    expect_welcome(page)


def test_a_card_that_is_read_while_the_screen_asks_lets_its_holder_in(stand):
    page = stand(clock=True)
    read_card(page, FIRST)
    expect(name_of(page)).to_contain_text("欧阳**")
    page.clock.fast_forward(61_000)
    expect(part(page, "warning")).to_be_visible()
    read_card(page, SECOND)
    expect(name_of(page)).to_contain_text("王**")
    expect(part(page, "warning")).to_have_count(0)


def test_the_late_answer_for_one_is_never_shown_to_the_next(stand):
    page = stand()
    read_card(page, FIRST)
    expect(name_of(page)).to_contain_text("欧阳**")
    late = []
    page.route("**/kiosk/timetable", lambda route: late.append((route, route.fetch())))
    go_to(page, "timetable")
    read_card(page, SECOND)
    expect(name_of(page)).to_contain_text("王**")
    page.evaluate("""() => { window.seen = "";
      new MutationObserver(() => { window.seen += document.body.innerText; })
        .observe(document, { childList: true, subtree: true }) }""")
    route, answer = late[0]
    assert "欧阳" in answer.text()
    route.fulfill(response=answer)
    page.wait_for_timeout(300)
    expect(name_of(page)).to_contain_text("王**")
    expect(page.locator("dialog")).to_have_count(0)
    assert "欧阳" not in page.evaluate("window.seen")


@pytest.mark.parametrize(("pause", "is_card"), [(20, True), (59, True), (61, False)])
def test_what_is_typed_faster_than_a_person_can_is_a_card(stand, pause, is_card):
    page = stand(clock=True)
    tap(page, "1")
    for key in [*FIRST, "Enter"]:
        page.clock.run_for(pause)
        page.keyboard.press(key)
    if is_card:
        expect_at(page, "card")
    else:
        expect(page.locator("#secret")).to_be_visible()  # the number of the pad, with what was typed behind it
        expect_at(page, "none")
