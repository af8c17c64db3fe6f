"""A panel beside a door and a board in the hall, left alone for a day: restarts, lost networks, midnight, a reload."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from activity_center import clock
from activity_center.rooms import service
from tests.browser.kiosks import Complaints, weight
from tests.browsers import until
from tests.factories import make_room

ZONE = ZoneInfo("Asia/Shanghai")
TABLET = {"width": 1280, "height": 800}


@pytest.fixture
def noon():
    """Noon of today, so that neither midnight is near whenever the test runs."""
    return datetime.now(ZONE).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def frozen(monkeypatch, noon):
    """The clock of the server, which stands at a moment that the test sets."""
    held = {"at": noon}
    monkeypatch.setattr(clock, "now", lambda: held["at"])
    return held


@pytest.fixture
def room(session, noon):
    """A room in which calligraphy is on, taiji comes next, and singing is tomorrow."""
    room = make_room(session, "302")
    for title, hours in (("书法", (-1, 1)), ("太极拳", (2, 3)), ("合唱", (20, 22))):
        span = [noon + timedelta(hours=hour) for hour in hours]
        service.book(session, title, *span, room_ids=[room.id], zone=ZONE)
    session.commit()
    return room


@pytest.fixture
def hang(browser, server, frozen):
    """Open an address on a tablet whose time the test moves; the test fails with a failing script."""
    contexts, complaints = [], Complaints()

    def opened(address, **options):
        context = browser.new_context(base_url=server.url, locale="zh-CN", **{"viewport": TABLET} | options)
        contexts.append(context)
        page = complaints.hear(context.new_page())
        page.clock.install(time=frozen["at"] - timedelta(seconds=1))
        page.clock.pause_at(frozen["at"])
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints.real() == []


def state(page):
    """What the panel says in large letters."""
    return page.locator(".screen-state:visible .screen-say")


def stale(page):
    return page.locator("[data-stale]")


def wait_for_news(page, frozen):
    """Let the page ask until it shows what the server says now."""
    news = int(frozen["at"].timestamp() * 1000)
    until(
        page,
        f"Number(document.querySelector('main').dataset.now) === {news}",
        meanwhile=lambda: page.clock.run_for(6_000),
    )


def later(page, frozen, **more):
    """Let so much time go by for the server and the tablet alike."""
    frozen["at"] += timedelta(**more)
    page.clock.fast_forward(int(timedelta(**more).total_seconds() * 1000))


def test_a_panel_left_open_for_a_day_recovers_from_a_restart_and_a_cut_network_by_itself(room, hang, server, frozen):
    page = hang(f"/rooms/{room.id}/panel")
    expect(state(page)).to_have_text("书法")
    expect(stale(page)).to_be_hidden()

    server.stop()
    later(page, frozen, minutes=12)
    expect(stale(page)).to_contain_text("12:00")
    expect(stale(page)).to_contain_text("12 分钟")
    server.start()
    wait_for_news(page, frozen)
    expect(stale(page)).to_be_hidden()

    # The network is cut, the hours go by, midnight passes: what was known for tomorrow is shown.
    page.context.set_offline(True)
    later(page, frozen, hours=1)
    expect(state(page)).to_have_text("空闲，到 14:00")
    later(page, frozen, hours=1)
    expect(state(page)).to_have_text("太极拳")
    later(page, frozen, hours=19)
    expect(state(page)).to_have_text("合唱")
    expect(stale(page)).to_contain_text("21 小时")
    expect(page.locator("[data-clock]")).to_have_text("9:12")
    later(page, frozen, hours=2)
    expect(state(page)).to_have_text("今天接下来都空闲")
    assert page.locator(".screen-state:visible").count() == 1

    page.context.set_offline(False)
    wait_for_news(page, frozen)
    expect(stale(page)).to_be_hidden()
    expect(state(page)).to_have_text("今天接下来都空闲")


def test_a_panel_that_knows_nothing_any_more_says_so(room, hang, server, frozen):
    page = hang(f"/rooms/{room.id}/panel")
    server.stop()
    later(page, frozen, hours=40)
    expect(state(page)).to_contain_text("无法显示")
    assert page.locator(".screen-state:visible").count() == 1


def test_what_changes_is_there_half_a_minute_later(session, room, hang, frozen, noon):
    page = hang(f"/rooms/{room.id}/panel")
    session.rollback()
    span = (noon + timedelta(hours=1), noon + timedelta(hours=2))
    service.book(session, "国画", *span, room_ids=[room.id], zone=ZONE)
    session.commit()
    later(page, frozen, seconds=35)
    expect(page.locator(".screen-state:visible .screen-next")).to_contain_text("国画")


def test_a_panel_started_without_network_shows_what_it_last_knew(room, hang, server, frozen):
    page = hang(f"/rooms/{room.id}/panel")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, "caches.open('screens').then((shelf) => shelf.match(location.href)).then(Boolean)")
    until(page, "caches.open('screens').then((shelf) => shelf.match('/static/panel.js')).then(Boolean)")
    server.stop()
    later(page, frozen, hours=2)
    page.reload()
    expect(state(page)).to_have_text("太极拳")
    expect(stale(page)).to_contain_text("12:00")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).display") == "grid"
    server.start()
    wait_for_news(page, frozen)
    expect(stale(page)).to_be_hidden()
    assert "kept" not in page.evaluate("({ ...document.documentElement.dataset })")


def test_a_tablet_whose_clock_is_wrong_shows_the_time_of_the_server(room, hang, frozen):
    page = hang(f"/rooms/{room.id}/panel")
    page.clock.set_system_time(frozen["at"] - timedelta(days=300))
    frozen["at"] += timedelta(hours=2)
    wait_for_news(page, frozen)
    expect(state(page)).to_have_text("太极拳")
    expect(page.locator("[data-clock]")).to_have_text("14:00")


def answer(route, status, body):
    route.fulfill(status=status, body=body, content_type="text/html")


def test_an_answer_that_is_an_error_or_no_panel_leaves_what_is_there(room, hang, frozen):
    page = hang(f"/rooms/{room.id}/panel", service_workers="block")
    for status, body in ((500, "no"), (200, "<h1>Wi-Fi: please sign in</h1>")):
        page.route("**/panel", partial(answer, status=status, body=body))
        later(page, frozen, seconds=70)
        expect(stale(page)).to_be_visible()
        expect(state(page)).to_have_text("书法")
        page.unroute_all(behavior="wait")
    wait_for_news(page, frozen)
    expect(stale(page)).to_be_hidden()


def test_nothing_grows_while_a_panel_is_open(room, hang, frozen):
    page = hang(f"/rooms/{room.id}/panel")

    def refreshed(times):
        for _time in range(times):
            later(page, frozen, seconds=31)
            wait_for_news(page, frozen)
        return weight(page)

    before, after = refreshed(5), refreshed(20)
    assert after["Nodes"] <= before["Nodes"] + 50
    assert after["JSEventListeners"] <= before["JSEventListeners"]
    assert after["Documents"] <= before["Documents"] + 1


def test_a_board_drops_what_is_over_and_marks_what_is_on_without_network(room, hang, server, frozen):
    page = hang("/rooms/board")
    titles = page.locator(".screen-list li:visible > span")
    expect(titles).to_contain_text(["书法", "太极拳"])
    expect(page.locator(".pill:visible")).to_have_count(1)
    server.stop()
    later(page, frozen, hours=2)
    expect(titles).to_have_count(1)
    expect(titles).to_contain_text("太极拳")
    expect(page.locator(".pill:visible")).to_have_count(1)
    later(page, frozen, hours=2)
    expect(page.locator(".screen-say:visible")).to_have_text("今天的安排都结束了。")


def test_without_a_script_the_page_asks_by_itself(room, browser, server, frozen):
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/rooms/{room.id}/panel")
    expect(page.locator(".screen-state:visible .screen-say")).to_have_text("书法")
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "60"
    context.close()
