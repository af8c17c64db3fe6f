"""A register in a basement: marked without network, closed and opened, sent later; nobody is lost or counted twice."""

from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    PHONE,
    a_class,
    address,
    come_in,
    is_put_away,
    marks,
    row,
    settled,
    tap,
)
from tests.browser.wires import wired
from tests.browsers import ARGUMENTS, chromium
from tests.cli.apps import opened
from tests.cli.servers import free_port, serving, wait_until

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def meeting(empty_url):
    """A class of 35 in a database of this test's own."""
    with opened(empty_url) as session:
        yield a_class(session)


@pytest.fixture
def phone(browser, tmp_path):
    """Switch a phone on that keeps what it knows when it is switched off; a second call switches it on again."""
    contexts = []

    def switched_on(port):
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "phone", executable_path=chromium(), args=ARGUMENTS, base_url=f"http://127.0.0.1:{port}", **PHONE
        )
        contexts.append(context)
        return context

    yield switched_on
    for context in contexts:
        context.close()


@pytest.fixture
def wire():
    """The wire between the phone and the server."""
    with wired(free_port()) as wire:
        yield wire


def stands(meeting, url):
    with opened(url, migrated=False) as session:
        return marks(session, meeting)


@pytest.mark.slow
def test_35_marked_in_a_basement_are_all_there_each_once_whatever_happens_to_tab_phone_and_server(
    browser, phone, wire, meeting, empty_url
):
    where = address(meeting)
    with serving(empty_url, port=wire.to) as server:
        page = phone(wire.port).pages[0]
        come_in(page)
        is_put_away(page, where)
        # The browser's switch is about pages; what its worker sends by itself is stopped by the wire.
        page.context.set_offline(True)
        wire.cut()
        page.goto(where)
        expect(page.locator("[data-kept-note]")).to_be_visible()
        for number in range(1, 34):
            tap(page, number, ["present", "late", "leave", "absent"][number % 4])
        expect(page.locator("[data-summary]")).to_contain_text("还有 33 条没送出")
        assert page.get_by_text("已保存").count() == 0
        assert stands(meeting, empty_url) == {}

        # A second device marks other rows meanwhile, and one of the same rows before, one after the first.
        other = browser.new_context(base_url=f"http://127.0.0.1:{wire.to}", **PHONE).new_page()
        come_in(other)
        other.goto(where)
        for number, mark in ((34, "present"), (35, "absent"), (2, "absent")):
            tap(other, number, mark)
        settled(other)
        expect(row(other, 35)).to_contain_text("已保存")

        # The tab is closed, then the whole browser, still without network.
        page.close()
        page = page.context.new_page()
        page.goto(where)
        expect(page.locator("[data-summary]")).to_contain_text("还有 33 条没送出")
        assert row(page, 33).locator("input:checked").get_attribute("value") == "late"
        page.context.close()
        page = phone(wire.port).pages[0]
        page.goto("/teach")
        expect(page.locator("[data-unsent]")).to_contain_text("还有 33 条没送出")
        page.goto(where)
        tap(page, 3, "present")  # the last word on somebody whom the other device does not know of
        expect(page.locator("[data-summary]")).to_contain_text("还有 34 条没送出")
        assert page.get_by_text("已保存").count() == 0
        assert set(map(len, stands(meeting, empty_url).values())) == {1}

        # The network comes back; a browser that was switched off has forgotten who is signed in, and nothing else.
        wire.mend()
        page.reload()
        page.wait_for_url("**/sign-in**")
        # The server is killed when it has taken the marks and before anybody hears so.
        wire.break_at(f"POST /teach/meetings/{meeting.id}/marks".encode(), server.kill)
        come_in(page)
        wait_until(lambda: page.wait_for_timeout(50) or wire.broken)
        page.goto(where)
        expect(page.locator("[data-summary]")).to_contain_text("还有 34 条没送出")
        assert page.get_by_text("已保存").count() == 0
    with serving(empty_url, port=wire.to):
        settled(page, meanwhile=lambda: page.evaluate("dispatchEvent(new Event('online'))"))
        expect(page.locator("[data-summary]")).to_contain_text("都已保存")
        history = stands(meeting, empty_url)
        assert len(history) == 35
        assert Counter(map(len, history.values())) == {1: 33, 2: 2}
        people = sorted(history)
        assert [history[people[n - 1]] for n in (1, 2, 3, 34, 35)] == [
            ["late"],
            ["leave", "absent"],
            ["absent", "present"],
            ["present"],
            ["absent"],
        ]
        # Both marked number 2, and both are told.
        expect(page.locator("[data-news-list] li")).to_have_count(1)
        expect(page.locator("[data-news-list]")).to_contain_text("学员02")
        expect(row(page, 34)).to_contain_text("王怀远")
        other.reload()
        expect(row(other, 3).locator("input:checked")).to_have_value("present")
        other.context.close()
