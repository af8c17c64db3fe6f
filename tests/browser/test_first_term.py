"""What all this is built for, in a real browser: find a class, enrol, wait, be offered a place and take it."""

from datetime import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from activity_center.centre import Centre
from tests.enrolment.open_now import class_now, meeting_day, term_now
from tests.enrolment.scenes import a_person
from tests.factories import PIN, make_card


@pytest.fixture
def calligraphy(session):
    """The class that everybody wants: two places."""
    session.add(Centre(name="老年大学"))
    term = term_now(session)
    class_now(session, term, "合唱（二）班", weekday=3, starts=time(14, 30))
    section = class_now(session, term, "书法（楷书）基础班", weekday=1, capacity=2)
    session.commit()
    return section


@pytest.fixture
def come_in(session, browser, live_url):
    """Open a browser of somebody new and sign in at the door, on a screen of this width, with JavaScript or without."""
    contexts = []

    def opened(name, card, *, width=1280, scripts=True):
        make_card(session, a_person(session, name=name, secret=PIN), card)
        session.commit()
        contexts.append(
            browser.new_context(
                base_url=live_url,
                locale="zh-CN",
                viewport={"width": width, "height": 900},
                java_script_enabled=scripts,
            )
        )
        page = contexts[-1].new_page()
        page.goto("/sign-in")
        page.locator("[name=login]").fill(card)
        page.locator("[name=secret]").fill(PIN)
        page.locator("main form button").last.click()
        expect(page).to_have_url(f"{live_url}/me")
        return page

    yield opened
    for context in contexts:
        context.close()


def find_calligraphy(page):
    """Come to the class by typing two letters."""
    page.goto("/catalogue")
    if not page.locator("#search-q").is_visible():
        page.get_by_text("帮我找课").click()
    page.locator("#search-q").fill("sf")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".section-card")).to_have_count(1)


def enrol(page, label="报名"):
    """Press the button of the card, and once more on the page that says what will happen."""
    page.locator(".section-act").get_by_role("link", name=label).click()
    page.locator("main").get_by_role("button", name=label).click()


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (1280, False), (320, True)])
def test_two_letters_lead_to_a_place_in_timetable_and_calendar(calligraphy, come_in, width, scripts):
    page = come_in("李秀英", "10000001", width=width, scripts=scripts)
    find_calligraphy(page)
    expect(page.locator(".section-card")).to_contain_text("书法（楷书）基础班")
    enrol(page)
    expect(page.get_by_role("status").first).to_contain_text("报名成功")
    page.reload()
    expect(page.locator("main")).to_contain_text("名额是您的了")

    page.goto(f"/me/timetable?week={meeting_day(1)}")
    shown = page.locator(".week .week-item" if width > 1000 else ".week-list .week-item")
    expect(shown).to_contain_text("书法（楷书）基础班")
    expect(shown).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("button", name="生成我的日历链接").click()
    expect(page.locator(".qr svg").first).to_be_visible()
    page.goto("/me/feed")
    calendar = page.request.get(urlsplit(page.locator(".address").inner_text()).path)
    assert calendar.headers["content-type"].startswith("text/calendar")
    unfolded = calendar.text().replace("\r\n ", "")
    assert unfolded.count("SUMMARY:书法（楷书）基础班") == len(calligraphy.meetings)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_third_waits_is_offered_the_place_that_is_given_up_and_takes_it(calligraphy, come_in, scripts):
    first, second, third = (
        come_in(name, card, scripts=scripts)
        for name, card in (("李秀英", "10000001"), ("王建国", "10000002"), ("张桂兰", "10000003"))
    )
    find_calligraphy(first)
    enrol(first)
    find_calligraphy(second)
    expect(second.locator(".section-seats")).to_contain_text("只剩 1 个名额")
    enrol(second)
    expect(second.locator("main")).to_contain_text("名额是您的了")

    find_calligraphy(third)
    expect(third.locator(".section-seats")).to_contain_text("已满")
    enrol(third, "排候补")
    expect(third.locator("main")).to_contain_text("您在候补，排第 1 位")

    first.goto("/me")
    first.get_by_role("link", name="退班").click()
    expect(first.locator("main")).to_contain_text("有 1 人在候补")
    first.get_by_role("button", name="确定退出").click()
    expect(first.locator("main")).to_contain_text("已为您退出")

    third.goto("/")
    expect(third.locator(".card-amber")).to_contain_text("有名额了，等您确认")
    third.get_by_role("button", name="我要上").click()
    expect(third.locator("main")).to_contain_text("名额是您的了")
    third.goto("/catalogue?q=sf")
    expect(third.locator(".section-card")).to_contain_text("报名成功")


def test_the_back_button_and_a_double_click_do_no_harm(session, calligraphy, come_in):
    page = come_in("李秀英", "10000001")
    find_calligraphy(page)
    page.locator(".section-act a").click()
    page.locator("main").get_by_role("button", name="报名").dblclick()
    expect(page.locator("main")).to_contain_text("名额是您的了")
    page.go_back()
    page.go_back()
    expect(page.locator("#search-q")).to_have_value("sf")
    page.goto("/me")
    expect(page.locator("main article")).to_have_count(1)


def test_a_ticked_filter_applies_at_once_and_keeps_its_focus(calligraphy, page):
    page.goto("/catalogue")
    expect(page.locator(".section-card")).to_have_count(2)
    page.get_by_label("周三").check()
    expect(page.locator(".section-card")).to_have_count(1)
    expect(page.get_by_label("周三")).to_be_checked()
    expect(page.get_by_label("周三")).to_be_focused()
    assert "weekday=3" in page.url
    page.get_by_role("link", name="合唱（二）班").click()
    page.go_back()
    expect(page.get_by_label("周三")).to_be_checked()


def test_the_whole_way_works_with_the_keyboard(calligraphy, come_in):
    page = come_in("李秀英", "10000001")
    page.goto("/catalogue")
    page.locator("#search-q").focus()
    page.keyboard.type("sf")
    page.keyboard.press("Enter")
    expect(page.locator(".section-card")).to_have_count(1)
    page.locator(".section-act a").focus()
    page.keyboard.press("Enter")
    page.locator("main form button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("名额是您的了")
