"""An hour without network, a power cut, a server that does not answer: no card is lost, and none counts twice."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from activity_center import clock
from activity_center.attendance.models import Marking
from tests.browser.kiosks import (
    PORTRAIT,
    Complaints,
    expect_at,
    expect_welcome,
    go_to,
    kept,
    name_of,
    paired,
    part,
    read_card,
    sign_in,
    tap,
)
from tests.browsers import ARGUMENTS, chromium, until
from tests.enrolment.open_now import class_now, enrolled, term_now
from tests.enrolment.scenes import ZONE, a_person
from tests.factories import PIN, make_card, make_meeting

CARDS = ["10000001", "10000002", "10000003"]
NAME = "欧阳秀英"


@pytest.fixture(autouse=True)
def choir(session, kiosk):
    """A class that has begun today a moment ago, with three learners."""
    section = class_now(session, term_now(session), "合唱（二）班")
    midnight = clock.now().astimezone(ZONE).replace(hour=0, minute=0)
    make_meeting(session, section, max(clock.now() - timedelta(minutes=10), midnight))
    for card in CARDS:
        person = a_person(session, name=NAME, secret=PIN)
        make_card(session, person, card)
        seat = enrolled(session, section, person)
        seat.requested_at = seat.changed_at = clock.now() - timedelta(days=7)
    session.commit()


def queued(page):
    """Return the cards that wait on the device, in the order in which they were read."""
    return page.evaluate("JSON.parse(localStorage.getItem('kiosk-sign-ins') ?? '[]').map(row => row.number)")


def come_back(page, server):
    """Let the server answer again, and so much time go by that the page tries again."""
    server.start()
    page.clock.fast_forward(61_000)
    page.clock.resume()


def expect_signed_in(session, people):
    """See that so many people are signed in, each once."""
    session.rollback()
    marked = session.scalars(select(Marking.person_id).order_by(Marking.person_id)).all()
    assert len(marked) == len(set(marked)) == people


def test_an_hour_without_network_keeps_the_cards_and_sends_each_once(session, stand, server):
    page = stand(clock=True)
    server.stop()
    read_card(page, CARDS[0])
    expect(part(page, "kept")).to_be_visible()
    expect(part(page, "offline")).to_contain_text("月")
    for card in [CARDS[1], CARDS[0], CARDS[1], CARDS[2]]:
        page.clock.run_for(20_000)
        read_card(page, card)
        expect(part(page, "kept")).to_be_visible()
    until(page, "JSON.parse(localStorage.getItem('kiosk-sign-ins')).length == 3")
    page.clock.run_for(3500_000)
    assert sorted(queued(page)) == CARDS

    come_back(page, server)
    until(page, "localStorage.length == 0")
    expect(part(page, "offline")).to_have_count(0)
    expect_signed_in(session, 3)


def test_a_sign_in_whose_answer_is_lost_is_sent_again_and_counted_once(session, stand, server):
    page = stand(clock=True, service_workers="block")
    server.stop()
    read_card(page, CARDS[0])
    expect(part(page, "kept")).to_be_visible()
    tries = []

    def lose_the_first(route):
        answer = route.fetch()
        tries.append(route.request.post_data_json)
        route.abort() if len(tries) == 1 else route.fulfill(response=answer)

    page.route("**/kiosk/sign-ins", lose_the_first)
    come_back(page, server)
    while len(tries) < 1:
        page.wait_for_timeout(50)
    page.clock.fast_forward(61_000)
    until(page, "localStorage.length == 0")
    sent = [try_["sign_ins"][0]["id"] for try_ in tries if try_["sign_ins"]]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    expect_signed_in(session, 1)


def test_a_sign_in_that_the_server_cannot_take_holds_up_no_other(session, stand, server):
    page = stand(clock=True)
    server.stop()
    page.evaluate("""localStorage.setItem("kiosk-sign-ins",
      JSON.stringify([{ id: "from a year that no server knows", number: "1", at: 8.64e15 }]))""")
    read_card(page, CARDS[0])
    expect(part(page, "kept")).to_be_visible()
    come_back(page, server)
    until(
        page,
        "JSON.parse(localStorage.getItem('kiosk-sign-ins')).length == 1",
        meanwhile=lambda: page.clock.fast_forward(1000),
    )
    assert queued(page) == ["1"]
    expect_signed_in(session, 1)


def test_a_device_whose_clock_jumps_while_it_waits_tells_the_true_time(session, stand, server):
    page = stand()
    page.clock.set_system_time("1970-01-01")
    server.stop()
    read_card(page, CARDS[0])
    expect(part(page, "kept")).to_be_visible()
    page.clock.set_system_time(clock.now())
    server.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, "localStorage.length == 0")
    session.rollback()
    marked_at = session.scalar(select(Marking.marked_at))
    assert abs(clock.now() - marked_at) < timedelta(minutes=2)


def test_an_act_without_network_says_that_it_was_not_sent_and_can_be_repeated(stand, server):
    page = stand()
    sign_in(page, CARDS[0], PIN)
    server.stop()
    page.locator(".k-row form button").click()
    expect(part(page, "unsent")).to_be_visible()
    expect(part(page, "offline")).to_be_visible()
    page.get_by_role("button", name="知道了").click()
    expect(name_of(page)).to_contain_text("欧阳**")
    server.start()
    page.locator(".k-row form button").click()
    expect(page.locator(".k-done")).to_be_visible()
    expect(part(page, "offline")).to_have_count(0)


def test_a_page_that_cannot_be_opened_leaves_the_one_that_is_there(stand, server):
    page = stand()
    server.stop()
    go_to(page, "find")
    expect(part(page, "unopened")).to_be_visible()
    page.get_by_role("button", name="知道了").click()
    expect(page.locator("#login")).to_be_visible()
    server.start()
    go_to(page, "find")
    expect(page.locator("[data-letter=s]")).to_be_visible()


def test_an_answer_that_does_not_come_is_awaited_ten_seconds(stand):
    page = stand(clock=True)
    held = []
    page.route("**/kiosk/find", lambda route: held.append(route))
    go_to(page, "find")
    page.clock.run_for(1_000)
    expect(part(page, "waiting")).to_be_visible()
    page.clock.run_for(8_000)
    expect(part(page, "unopened")).to_have_count(0)
    page.clock.run_for(2_000)
    expect(part(page, "unopened")).to_be_visible()
    expect(part(page, "waiting")).to_have_count(0)
    held[0].abort()


def test_who_walks_away_without_network_leaves_nothing_on_screen_or_server(stand, server):
    page = stand(clock=True, service_workers="block")
    read_card(page, CARDS[0])
    expect_at(page, "card")
    server.stop()
    page.clock.fast_forward(61_000)
    page.clock.fast_forward(30_000)
    expect_welcome(page)
    assert "欧阳" not in kept(page)
    server.start()
    # The server still believes that somebody is there; the next one must not be taken for them.
    go_to(page, "find")
    expect(page.locator("[data-letter=s]")).to_be_visible()
    expect_at(page, "none")
    assert "欧阳" not in kept(page)


def test_somebody_elses_card_without_network_wipes_the_screen(stand, server):
    page = stand()
    read_card(page, CARDS[0])
    expect_at(page, "card")
    server.stop()
    read_card(page, CARDS[1])
    expect(part(page, "kept")).to_be_visible()
    expect_at(page, "none")
    assert "欧阳" not in kept(page)
    assert queued(page) == [CARDS[1]]


def test_a_reload_in_the_middle_of_a_visit_goes_on_with_it(stand):
    page = stand()
    read_card(page, CARDS[0])
    expect_at(page, "card")
    page.reload()
    expect_at(page, "card")
    expect(name_of(page)).to_contain_text("欧阳**")


def test_a_full_device_says_that_it_could_not_note_the_card(stand, server):
    page = stand()
    page.evaluate("""() => { for (let text = "x".repeat(1 << 20), n = 0; text; n++) {
      try { localStorage.setItem(n, text); } catch { text = text.slice(0, text.length / 2); } } }""")
    server.stop()
    read_card(page, CARDS[0])
    expect(part(page, "unkept")).to_be_visible()


def test_the_number_of_an_identity_card_is_not_kept_on_the_device(stand, server):
    page = stand()
    server.stop()
    read_card(page, "11010519491231002X")
    expect(part(page, "unkept")).to_be_visible()
    assert "491231" not in kept(page)


def test_a_device_that_is_no_secure_place_still_does_all_but_start_without_network(session, stand, server):
    """By plain http from another machine there is no service worker and no randomUUID."""
    page = stand(clock=True, service_workers="block")
    page.add_init_script("delete Crypto.prototype.randomUUID; delete Navigator.prototype.serviceWorker")
    page.goto("/kiosk")
    server.stop()
    read_card(page, CARDS[0])
    expect(part(page, "kept")).to_be_visible()
    come_back(page, server)
    until(page, "localStorage.length == 0")
    expect_signed_in(session, 1)


def test_a_power_cut_without_network_comes_back_to_the_welcome_page_and_loses_no_card(
    session, kiosk, server, browser, tmp_path
):
    complaints = Complaints()

    def power_on():
        context = browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=chromium(), args=ARGUMENTS, base_url=server.url, locale="zh-CN", viewport=PORTRAIT
        )
        page = complaints.hear(context.pages[0])
        paired(context, server.url)
        page.goto("/kiosk")
        return page

    page = power_on()
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "caches.match('/kiosk').then(Boolean)")
    sign_in(page, CARDS[0], PIN)
    page.context.close()

    page = power_on()  # within two minutes: the server still knows of the visit
    expect_welcome(page)
    assert "欧阳" not in kept(page)
    server.stop()
    page.context.close()

    page = power_on()
    expect(part(page, "offline")).to_be_visible()
    expect(page.locator("#login")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).display") == "grid"
    tap(page, "1")
    expect(page.locator("#login")).to_have_value("1")
    read_card(page, CARDS[1])
    expect(part(page, "kept")).to_be_visible()
    page.context.close()

    server.start()
    page = power_on()
    until(page, "localStorage.length == 0")
    expect_welcome(page)
    expect(part(page, "offline")).to_have_count(0)
    page.context.close()
    expect_signed_in(session, 1)
    assert complaints.real() == []


def test_the_worker_keeps_the_welcome_page_styles_and_scripts_and_nothing_else(stand):
    page = stand()
    page.evaluate("navigator.serviceWorker.ready")
    sign_in(page, CARDS[0], PIN)
    go_to(page, "timetable")
    page.reload()
    expect_at(page, "pin")
    addresses = page.evaluate("""async () => {
      const shelf = await caches.open("kiosk");
      return (await shelf.keys()).map((request) => new URL(request.url).pathname);
    }""")
    assert "/kiosk" in addresses
    assert [one for one in addresses if one != "/kiosk" and not one.startswith("/static/")] == []
    assert NAME not in page.evaluate("caches.match('/kiosk').then((page) => page.text())")
    assert "欧阳" not in page.evaluate("caches.match('/kiosk').then((page) => page.text())")
