"""The elder edition and its parts in a real browser: without a script, by keyboard, measured as it is shown."""

import pytest
from playwright.sync_api import expect

from activity_center.centre import Centre
from activity_center.people.rules import RoleName
from tests.browser.examination import examine, examine_menus, scripts
from tests.enrolment.open_now import class_now, enrolled, term_now
from tests.factories import PIN, make_person

MEMBER = ["/", "/catalogue", "/catalogue?q=zbb", "/me", "/me/timetable", "/me/notices", "/me/details", "/comfort"]
PARTS = ["text_size", "contrast", "simplified", "large_pointer"]


@pytest.fixture
def section(session):
    """A class with a place, one that a member is in, and the member."""
    session.add(Centre(name="市老干部活动中心 · 老年大学", phone="0571-00000000"))
    member = make_person(session, secret=PIN, card="10000001")
    make_person(session, "陈静", RoleName.DESK, secret=PIN, staff_name="desk")
    term = term_now(session)
    enrolled(session, class_now(session, term, "合唱", weekday=3), member)
    section = class_now(session, term, "书法（楷书）基础班", weekday=1, capacity=30)
    session.commit()
    return section


@pytest.fixture
def window(browser, live_url):
    """Open a window of somebody new."""
    opened = []

    def new(width=1280, **how):
        opened.append(
            browser.new_context(base_url=live_url, locale="zh-CN", viewport={"width": width, "height": 900}, **how)
        )
        opened[-1].add_init_script(scripts())
        return opened[-1].new_page()

    yield new
    for context in opened:
        context.close()


def looks(page):
    return page.evaluate("JSON.stringify({ ...document.documentElement.dataset })")


def smallest_text(page):
    """Return the size of the smallest text one sees, in px."""
    return page.evaluate("""() => {
        const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), sizes = [];
        while (all.nextNode()) {
          const around = all.currentNode.parentElement;
          if (!all.currentNode.data.trim() || !around.checkVisibility() || around.closest("svg, script")) continue;
          sizes.push(parseFloat(getComputedStyle(around).fontSize));
        }
        return Math.min(...sizes); }""")


def sign_in(page, login):
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=secret]", PIN)
    page.locator("main form button").last.click()
    page.wait_for_load_state()


def choose(page, name, value):
    page.goto("/comfort")
    with page.expect_navigation():
        page.locator(f"main button[name={name}][value={value}]").click()


def test_all_of_it_works_without_a_script(section, window):
    page = window(java_script_enabled=False)
    page.goto("/catalogue")
    plain = page.locator("html").get_attribute("data-size")
    page.locator("header .tools-wide [name=elder]").click()
    assert page.url.endswith("/catalogue")
    expect(page.locator("html")).to_have_attribute("data-view", "simple")
    page.locator("header [name=elder]").click()
    expect(page.locator("html")).to_have_attribute("data-size", plain)
    page.goto("/comfort")
    for part in PARTS:
        page.locator(f"main button[name={part}][aria-pressed=false]").last.click()
        expect(page.locator(f"main button[name={part}]").last).to_have_attribute("aria-pressed", "true")


def test_what_needs_a_script_is_hidden_without_one(section, window):
    page = window(java_script_enabled=False)
    page.goto("/comfort")
    expect(page.locator("#aloud")).to_be_hidden()
    expect(page.locator("#crosshair")).to_be_hidden()
    expect(page.locator("#pointer")).to_be_visible()


def test_the_elder_edition_is_switched_on_and_off_by_keyboard(section, window):
    page = window()
    page.goto("/rooms")
    before = looks(page)
    switch = page.locator("header [name=elder]:visible")
    for _ in range(40):
        page.keyboard.press("Tab")
        if switch.first.evaluate("button => button === document.activeElement"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert looks(page) != before
    with page.expect_navigation():
        page.locator("header [name=elder]").press("Enter")
    assert looks(page) == before


@pytest.mark.parametrize(("login", "standard"), [("10000001", 18), ("desk", 16)])
def test_no_text_is_smaller_than_what_was_chosen(section, window, login, standard):
    page = window()
    sign_in(page, login)
    paths = ["/desk", "/desk/people", f"/desk/sections/{section.id}", "/parts"] if login == "desk" else MEMBER
    small = []
    for size, px in {"standard": standard, "large": 21.6, "huge": 30}.items():
        choose(page, "text_size", size)
        for path in paths:
            page.goto(path)
            small += [f"{path} {size}: {smallest_text(page)}"] if smallest_text(page) < px else []
    assert small == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_elder_edition_has_no_flaw_on_any_page_of_a_member(section, window, width):
    page = window(width)
    sign_in(page, "10000001")
    choose(page, "elder", "on")
    flaws = []
    for path in [*MEMBER, f"/sections/{section.id}", f"/sections/{section.id}/enrol", "/accessibility"]:
        page.goto(path)
        flaws += [f"{path}: {flaw}" for flaw in examine(page, [(320, 900)])]
    page.goto("/catalogue")
    assert "\n".join(flaws + examine_menus(page)) == ""


def test_the_offer_of_the_elder_edition_has_no_flaw(section, window):
    page = window(390)
    page.goto("/")
    expect(page.locator(".elder-offer")).to_be_visible()
    assert examine(page, [(320, 900), (1280, 900)]) == []
    page.locator(".elder-offer [value=off]").click()
    expect(page.locator(".elder-offer")).to_have_count(0)


def test_a_card_in_the_simple_view_says_title_time_places_and_act_only(section, window):
    page = window()
    choose(page, "simplified", "on")
    page.goto("/catalogue?q=sf")
    card = page.locator(".section-card")
    assert card.inner_text().split() == [
        "周一",
        "8:30",
        "到",
        "10:00",
        "书法（楷书）基础班",
        "还有",
        "30",
        "个名额",
        "共",
        "30",
        "报名",
    ]


def test_the_filters_are_behind_one_word_in_the_simple_view(section, window):
    page = window()
    choose(page, "simplified", "on")
    page.goto("/catalogue")
    expect(page.locator("#search-q")).to_be_hidden()
    page.locator("summary", has_text="找课条件").press("Enter")
    expect(page.locator("#search-q")).to_be_visible()
    expect(page.locator("aside:visible")).to_have_count(0)


def test_the_large_pointer_is_a_picture_of_ours_over_everything(section, window):
    page = window()
    choose(page, "large_pointer", "on")
    cursor = "element => getComputedStyle(element).cursor"
    assert "/static/pointer.svg" in page.locator("main p").first.evaluate(cursor)
    for button in ("header .brand", "main button >> nth=0", "summary >> nth=0"):
        assert "/static/pointer-hand.svg" in page.locator(button).first.evaluate(cursor)
    for name in ("pointer", "pointer-hand"):
        assert page.request.get(f"/static/{name}.svg").headers["content-type"].startswith("image/svg+xml")


def test_the_crosshair_meets_at_the_pointer_and_at_the_focus(section, window):
    page = window()
    choose(page, "crosshair", "on")
    page.mouse.move(300, 200)
    assert _crossing(page) == [300, 200]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    box = page.evaluate_handle("document.activeElement").as_element().bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert _crossing(page) == pytest.approx(middle, abs=1)


def _crossing(page):
    return page.evaluate("""[document.querySelector(".crosshair-down").getBoundingClientRect().left,
        document.querySelector(".crosshair-across").getBoundingClientRect().top]""")


def test_the_crosshair_is_in_the_way_of_no_click_and_not_on_paper(section, window):
    page = window()
    choose(page, "crosshair", "on")
    link = page.locator("footer a", has_text="无障碍说明")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/accessibility")
    page.emulate_media(media="print")
    expect(page.locator(".crosshair").first).to_be_hidden()


def test_escape_closes_a_menu_and_returns_to_its_button(section, window):
    page = window(390)
    page.goto("/")
    menu = page.locator("header details.menu:visible").first
    menu.locator("summary").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    expect(menu).not_to_have_attribute("open", "")


def test_a_message_stays_until_one_goes_on(section, window):
    page = window()
    page.clock.install()
    sign_in(page, "10000001")
    page.goto("/me/details")
    page.locator("main form button", has_text="保存").click()
    message = page.locator("main [role=status]", has_text="已保存")
    expect(message).to_be_visible()
    page.clock.fast_forward("30:00")
    expect(message).to_be_visible()
