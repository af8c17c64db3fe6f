"""A register on phones: what each tap says, what two devices tell each other, and what signing out leaves behind."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from activity_center import clock
from activity_center.attendance import closing
from activity_center.attendance.models import RegisterNote
from activity_center.audit import Actor
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.rules import RoleName
from tests.browser.kiosks import Complaints, kept
from tests.browser.phones import (
    PASSWORD,
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
from tests.factories import make_meeting, make_person


@pytest.fixture
def meeting(session):
    """A class of four."""
    return a_class(session, 4)


@pytest.fixture
def phone(browser, server, meeting):
    """Give phones on which somebody has signed in; the test fails with a failing script."""
    contexts, complaints = [], Complaints()

    def opened(name="wang", **options):
        context = browser.new_context(base_url=server.url, **PHONE | options)
        contexts.append(context)
        page = complaints.hear(context.new_page())
        come_in(page, name)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints.real() == []


@pytest.fixture
def basement(phone, meeting):
    """Give phones with the register open and no network."""

    def opened(name="wang"):
        page = phone(name)
        is_put_away(page, address(meeting))
        page.context.set_offline(True)
        page.goto(address(meeting))
        expect(page.locator("[data-kept-note]")).to_be_visible()
        return page

    return opened


def summary(page):
    return page.locator("[data-summary]")


def back(page):
    """Let the network come back."""
    page.context.set_offline(False)
    settled(page)


def everybody(session, meeting):
    """Return the marks of everybody in the order of the register."""
    known = marks(session, meeting)
    enrolled = session.scalars(select(Enrolment.person_id).order_by(Enrolment.id))
    return [known.get(person, []) for person in enrolled]


def test_one_tap_saves_and_one_tap_marks_all_the_rest_and_can_be_undone(session, phone, meeting):
    page = phone()
    page.goto(address(meeting))
    tap(page, 2, "absent")
    expect(row(page, 2)).to_contain_text("已保存")
    page.get_by_role("button", name="其余全到").click()
    expect(page.locator(".register-counts")).to_contain_text("已到 3")
    expect(summary(page)).to_have_text("都已保存。")
    assert everybody(session, meeting) == [["present"], ["absent"], ["present"], ["present"]]
    expect(page.get_by_text("未保存").or_(page.get_by_text("刚才点的还没有保存")).filter(visible=True)).to_have_count(0)
    tap(page, 3, "late")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".register-counts")).to_contain_text("未点 2")
    settled(page)
    assert everybody(session, meeting) == [["present", ""], ["absent"], ["present", "late"], ["present", ""]]
    page.reload()
    assert [row(page, n).locator("input:checked").count() for n in (1, 2, 3, 4)] == [0, 1, 1, 0]


def test_a_mark_is_cleared_by_two_taps_at_two_places_and_never_by_tapping_twice(session, phone, basement, meeting):
    page = basement()
    clear = row(page, 1).get_by_role("button", name="清除")
    row(page, 1).locator("input[value=absent]").dblclick()
    expect(row(page, 1)).to_contain_text("还没送出")
    expect(clear).to_be_hidden()
    page.wait_for_timeout(1_100)
    tap(page, 1, "absent")
    expect(clear).to_be_visible()
    # Another mark of the same person takes it away, and so does the same one.
    page.wait_for_timeout(1_100)
    tap(page, 1, "late")
    expect(clear).to_be_hidden()
    expect(row(page, 1).locator("input:checked")).to_have_value("late")
    page.wait_for_timeout(1_100)
    tap(page, 1, "late")
    clear.click()
    expect(row(page, 1).locator("input:checked")).to_have_count(0)
    expect(clear).to_be_hidden()
    expect(page.locator(".register-counts")).to_contain_text("未点 4")
    back(page)
    assert everybody(session, meeting) == [["absent", "late", ""], [], [], []]
    page.reload()
    expect(row(page, 1).locator("input:checked")).to_have_count(0)


def test_without_network_the_page_says_that_nobody_can_be_looked_up(basement):
    page = basement()
    expect(page.locator("[data-needs-network]")).to_be_visible()
    back(page)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-needs-network]")).to_be_hidden()


def test_a_closed_register_is_shown_without_a_failing_script(session, phone, meeting):
    closing.close(session, meeting.id, absent_rest=False, at=clock.now(), by=Actor(None, "web"))
    session.commit()
    page = phone()
    page.goto(address(meeting))
    expect(page.get_by_text("点名册已结册")).to_be_visible()
    page.wait_for_timeout(500)


def test_two_devices_tell_each_other_and_the_first_can_say_it_again(session, phone, basement, meeting):
    down = basement()
    tap(down, 1, "present")
    up = phone()
    up.goto(address(meeting))
    tap(up, 1, "late")
    settled(up)
    tap(down, 2, "present")
    back(down)
    expect(down.locator("[data-kept-note]")).to_be_hidden()
    news = down.locator("[data-news-list] li")
    expect(news).to_have_count(1)
    expect(news).to_contain_text("学员01")
    expect(news).to_contain_text("以后记的为准")
    assert row(down, 1).locator("input:checked").get_attribute("value") == "late"
    news.get_by_role("button", name="仍记“到课”").click()
    expect(down.locator("[data-news]")).to_be_hidden()
    settled(down)
    assert everybody(session, meeting)[0] == ["present", "late", "present"]
    up.evaluate("dispatchEvent(new Event('online'))")
    expect(up.locator("[data-news-list] li")).to_contain_text("学员01")
    expect(row(up, 2)).to_contain_text("王怀远")
    up.get_by_role("button", name="就这样").click()
    expect(up.locator("[data-news]")).to_be_hidden()


def test_two_tabs_send_each_mark_once(session, basement, meeting):
    first = basement()
    second = first.context.new_page()
    second.goto(address(meeting))
    for number, page in enumerate((first, second, first, second), 1):
        tap(page, number, "late")
    expect(summary(first)).to_contain_text("还有 4 条没送出")
    expect(summary(second)).to_contain_text("还有 4 条没送出")
    back(first)
    expect(summary(second)).to_have_text("都已保存。")
    assert everybody(session, meeting) == [["late"]] * 4


def test_notes_are_written_without_network_and_sent_later(session, basement, meeting):
    page = basement()
    page.get_by_label("讲了什么").fill("讲了楷书的横")
    page.keyboard.press("Enter")
    expect(page.locator("[data-notes]")).to_contain_text("还没送出")
    back(page)
    expect(page.locator("[data-notes]")).to_contain_text("王怀远")
    session.rollback()
    assert session.scalars(select(RegisterNote.text)).all() == ["讲了楷书的横"]


def test_a_refused_mark_is_listed_with_the_reason_and_never_said_to_be_saved(session, basement, meeting):
    page = basement()
    tap(page, 1, "present")
    gone = session.scalars(select(Enrolment).order_by(Enrolment.id)).first()
    gone.status, gone.changed_at = Status.WITHDRAWN, clock.now() - timedelta(days=1)
    session.commit()
    back(page)
    expect(page.locator("[data-news-list] li")).to_contain_text("学员01的“到课”没有收下")
    assert page.get_by_text("已保存").count() == 0
    page.get_by_role("button", name="知道了").click()
    expect(page.locator("[data-news]")).to_be_hidden()
    assert marks(session, meeting) == {}


@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_that_is_none_of_ours_saves_nothing(session, phone, meeting, status):
    page = phone(service_workers="block")  # it would send by itself, past what the test puts in the way
    page.goto(address(meeting))
    page.route("**/marks", lambda route: route.fulfill(status=status, body="<h1>Wi-Fi</h1>", content_type="text/html"))
    tap(page, 1, "present")
    expect(summary(page)).to_contain_text("还有 1 条没送出")
    expect(row(page, 1)).to_contain_text("还没送出")
    page.unroute_all(behavior="wait")
    page.evaluate("dispatchEvent(new Event('online'))")
    settled(page)
    assert everybody(session, meeting)[0] == ["present"]


def test_tomorrows_register_is_there_without_network_and_opens_in_time(session, meeting, phone):
    tomorrow = make_meeting(session, meeting.section, clock.now() + timedelta(hours=3))
    session.commit()
    page = phone()
    is_put_away(page, address(tomorrow))
    page.context.set_offline(True)
    page.goto(address(tomorrow))
    expect(page.locator("[data-not-yet]")).to_be_visible()
    expect(row(page, 1).locator("input[type=radio]").first).to_be_disabled()
    page.clock.install(time=clock.now() + timedelta(hours=2, minutes=30))
    page.goto(address(tomorrow))
    expect(page.locator("[data-not-yet]")).to_be_hidden()
    tap(page, 1, "present")
    expect(row(page, 1)).to_contain_text("还没送出")
    page.goto(f"/teach/sections/{meeting.section_id}")
    expect(page.locator("h1")).to_have_text("这一页要有网才能看")


def sign_out(page):
    page.locator(".tools-narrow .menu summary").last.click()
    page.locator(".tools-narrow").get_by_role("button", name="退出").click()


def test_signing_out_asks_about_what_is_not_sent_and_wipes_the_device(session, basement, phone, meeting):
    page = basement()
    tap(page, 1, "present")
    expect(summary(page)).to_contain_text("还有 1 条没送出")
    sign_out(page)
    question = page.locator(".leaving")
    expect(question).to_contain_text("还有 1 条")
    question.get_by_role("button", name="先送出").click()
    expect(question).to_contain_text("现在送不出去")
    question.get_by_role("button", name="先不退出").click()
    page.context.set_offline(False)
    settled(page)
    assert everybody(session, meeting)[0] == ["present"]
    sign_out(page)
    expect(page.get_by_text("您已退出")).to_be_visible()
    assert "学员0" not in kept(page)
    assert page.evaluate("caches.keys().then((names) => names.filter((name) => name.startsWith('registers-')))") == []
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_somebody_else_on_the_device_sees_nothing_and_sends_nothing_of_the_former(session, basement, meeting):
    make_person(session, "李老师", RoleName.INSTRUCTOR, secret=PASSWORD, staff_name="li")
    session.commit()
    page = basement()
    tap(page, 1, "present")
    expect(summary(page)).to_contain_text("还有 1 条没送出")
    page.context.clear_cookies()  # the session has ended, before anything could be sent
    page.context.set_offline(False)
    settled(page, 1)
    come_in(page, "li")
    expect(page.locator("[data-unsent]")).to_contain_text("另一位老师还有 1 条没送出")
    assert "学员0" not in kept(page)
    assert marks(session, meeting) == {}
    page.context.clear_cookies()
    come_in(page)
    settled(page)
    assert everybody(session, meeting)[0] == ["present"]


def test_the_browser_sends_by_itself_after_the_page_was_closed(session, basement, meeting):
    page = basement()
    tap(page, 1, "late")
    expect(summary(page)).to_contain_text("还有 1 条没送出")
    context = page.context
    blank = context.new_page()
    page.close()
    context.set_offline(False)
    for _again in range(200):
        if marks(session, meeting):
            break
        blank.wait_for_timeout(50)
    assert everybody(session, meeting)[0] == ["late"]


def test_where_there_is_no_https_the_page_says_that_it_needs_network(session, phone, meeting):
    page = phone()
    page.add_init_script(
        "Object.defineProperty(globalThis, 'isSecureContext', { value: false });"
        "delete Navigator.prototype.serviceWorker; delete globalThis.caches; delete Crypto.prototype.randomUUID"
    )
    page.goto(address(meeting))
    expect(page.locator("[data-insecure]")).to_contain_text("--tls-cert")
    tap(page, 1, "present")
    expect(row(page, 1)).to_contain_text("已保存")
