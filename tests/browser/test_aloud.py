"""Pages that read themselves aloud, heard by a stubbed voice: what is said, in which order, and who is in charge."""

import re

import pytest
from playwright.sync_api import expect

from activity_center.centre import Centre
from tests.browsers import until
from tests.enrolment.open_now import class_now, enrolled, meeting_day, term_now
from tests.factories import PIN, make_person

# A device whose voice says a sentence as soon as the test lets it; what it has begun to say is in `said`.
DEVICE = """
window.said = [];
const device = Object.assign(new EventTarget(), {
  voices: LANGUAGES.map((lang) => ({ lang, name: lang, localService: true })),
  now: null,
  get speaking() { return this.now !== null; },
  getVoices() { return this.voices; },
  speak(utterance) { this.now = utterance; said.push(utterance.text); },
  cancel() { const cut = this.now; this.now = null; cut?.onerror?.({ error: "interrupted" }); },
  finish() { const done = this.now; this.now = null; done?.onend?.({}); },
});
Object.defineProperty(window, "speechSynthesis", { value: device });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.hear = (most = 500) => { while (device.now && most--) device.finish(); return said; };
"""


@pytest.fixture
def section(session):
    session.add(Centre(name="老年大学"))
    return class_now(session, term_now(session), "书法（楷书）基础班", weekday=1, capacity=2)


@pytest.fixture
def read_on(session, section, page):
    """Open a page on a device with voices of these languages, after reading aloud was switched on."""
    session.commit()

    def opened(path="/catalogue", languages=("en-US", "zh-CN"), language="zh", **chosen):
        page.add_init_script(DEVICE.replace("LANGUAGES", str(list(languages))))
        for name, value in {"language": language, "aloud": "on", **chosen}.items():
            _choose(page, name, value)
        page.goto(path.format(section.id))
        return page

    return opened


def _choose(page, name, value):
    page.goto("/comfort")
    button = page.locator(f"main button[name={name}][value={value}]")
    with page.expect_navigation():
        button.evaluate("button => button.form.requestSubmit(button)")


def starter(page):
    return page.locator("header [data-aloud=toggle]")


def bar(page, what):
    return page.locator(f"[data-aloud-bar] {what}")


def marked(page):
    return page.evaluate("[...(CSS.highlights.get('aloud') ?? [])].map(String).join()")


def test_the_title_is_read_first_then_what_follows_in_its_order(read_on):
    page = read_on("/sections/{}")
    starter(page).click()
    said = page.evaluate("hear()")
    order = [
        "书法（楷书）基础班",
        "还有 2 个名额 共 2",
        "按钮：报名",
        "时间地点：",
        "哪些人可以报名",
        "招收对象：不限",
        "全部",
    ]
    places = [next(i for i, text in enumerate(said) if text.startswith(start)) for start in order]
    assert places[0] == 0
    assert places == sorted(places)
    assert not any("跳到" in text or "读给我听" in text for text in said)


def test_a_word_and_its_value_are_one_sentence_and_a_dash_between_hours_is_spoken(read_on):
    page = read_on("/sections/{}")
    starter(page).click()
    assert "时间地点：周一 8:30到10:00" in " ".join(page.evaluate("hear()"))


def test_a_class_in_the_timetable_is_read_with_its_day(session, section, read_on, page):
    person = make_person(session, card="10000001", secret=PIN, has_chosen_looks=True, aloud=True, language="zh")
    enrolled(session, class_now(session, section.term, "合唱", weekday=3), person)
    session.commit()
    read_on("/sign-in")
    page.fill("[name=login]", "10000001")
    page.fill("[name=secret]", PIN)
    page.click("main form button.button-main")
    page.goto(f"/me/timetable?week={meeting_day(3)}")
    starter(page).click()
    said = " ".join(page.evaluate("hear()"))
    assert re.search(r"周三 \d+：合唱", said)


def test_what_is_hidden_from_assistive_technology_is_not_read(read_on):
    page = read_on("/comfort")
    page.evaluate("""() => document.querySelector("main .flow").insertAdjacentHTML("beforeend",
        "<p aria-hidden=true>装饰一</p><p hidden>装饰二</p><details><summary>更多</summary><p>装饰三</p></details>")""")
    starter(page).click()
    said = page.evaluate("hear()")
    assert "按钮：更多" in said
    assert not any("装饰" in text for text in said)


def test_a_pin_that_was_typed_is_never_spoken(read_on):
    page = read_on("/sign-in")
    page.fill("[name=login]", "10000001")
    page.fill("[name=secret]", "975310")
    starter(page).click()
    said = " ".join(page.evaluate("hear()"))
    assert "请填写：" in said
    assert "975310" not in said


def test_the_sentence_that_is_read_is_marked_and_then_the_next(read_on):
    page = read_on("/comfort")
    starter(page).click()
    assert marked(page) == "长辈版与辅助功能"
    page.evaluate("speechSynthesis.finish()")
    assert marked(page) == page.evaluate("said[1]") == "长辈版"
    page.evaluate("hear()")
    assert marked(page) == ""


def test_long_texts_are_read_sentence_by_sentence(read_on):
    page = read_on("/comfort")
    starter(page).click()
    said = page.evaluate("hear()")
    assert "以后不想用了，退出就和原来一模一样。" in said
    assert all(text.count("。") <= 1 for text in said)


def test_it_pauses_goes_on_with_the_same_sentence_and_stops(read_on):
    page = read_on("/comfort")
    starter(page).click()
    page.evaluate("hear(2)")
    bar(page, "[data-aloud=toggle]").click()
    expect(bar(page, "[data-aloud=toggle]")).to_have_text("接着读")
    assert not page.evaluate("speechSynthesis.speaking")
    bar(page, "[data-aloud=toggle]").click()
    assert page.evaluate("said[3] === said[2]")
    bar(page, "[data-aloud=stop]").click()
    assert not page.evaluate("speechSynthesis.speaking")
    expect(page.locator("[data-aloud-bar]")).to_be_hidden()
    expect(starter(page)).to_have_text("读给我听")


def test_all_of_it_works_by_keyboard(read_on):
    page = read_on("/comfort")
    starter(page).press("Enter")
    expect(bar(page, "[data-aloud=toggle]")).to_be_focused()
    page.keyboard.press("Space")
    assert not page.evaluate("speechSynthesis.speaking")
    page.keyboard.press("Tab")
    expect(bar(page, "[data-aloud=stop]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(bar(page, "[data-aloud-rate='0.7']")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(starter(page)).to_be_focused()
    expect(page.locator("[data-aloud-bar]")).to_be_hidden()


def test_the_speed_holds_at_once_and_on_the_next_page(read_on):
    page = read_on("/comfort")
    starter(page).click()
    assert page.evaluate("speechSynthesis.now.rate") == 0.9
    bar(page, "[data-aloud-rate='0.7']").click()
    assert page.evaluate("speechSynthesis.now.rate") == 0.7
    page.goto("/catalogue")
    starter(page).click()
    assert page.evaluate("speechSynthesis.now.rate") == 0.7


def test_a_press_on_a_text_goes_on_from_there(read_on):
    page = read_on("/comfort")
    starter(page).click()
    page.locator("#pointer p").click()
    assert page.evaluate("said.at(-1)") == "鼠标箭头变大，一眼就能找到。"


def test_it_falls_silent_when_one_leaves_the_page(read_on):
    page = read_on("/comfort")
    page.evaluate("addEventListener('pagehide', () => localStorage.setItem('speaks', speechSynthesis.speaking))")
    starter(page).click()
    page.goto("/catalogue")
    assert page.evaluate("localStorage.getItem('speaks')") == "false"


def test_it_falls_silent_when_the_page_replaces_its_content(read_on):
    page = read_on("/comfort")
    starter(page).click()
    page.evaluate("document.querySelector('main').innerHTML = '<h1>别的</h1>'")
    until(page, "!speechSynthesis.speaking")
    starter(page).click()
    assert page.evaluate("said.at(-1)") == "别的"


@pytest.mark.parametrize(("language", "languages"), [("zh", ["en-US", "de-DE"]), ("en", ["zh-CN"]), ("zh", [])])
def test_without_a_voice_of_the_language_there_is_no_button(read_on, language, languages):
    page = read_on("/comfort", languages, language)
    expect(starter(page)).to_be_hidden()
    expect(page.locator("[data-aloud-none]")).to_be_visible()


@pytest.mark.parametrize(("language", "voice"), [("zh", "zh_CN"), ("zh", "cmn-Hans-CN"), ("en", "en-GB")])
def test_a_voice_is_known_by_any_name_of_its_language(read_on, language, voice):
    expect(starter(read_on("/", [voice], language))).to_be_visible()


def test_of_two_chinese_voices_the_common_speech_is_taken(read_on):
    page = read_on("/comfort", ["zh-HK", "zh-TW", "zh-CN"])
    starter(page).click()
    assert page.evaluate("speechSynthesis.now.voice.lang") == "zh-CN"


def test_a_voice_that_comes_later_brings_the_button(read_on):
    page = read_on("/comfort", [])
    page.evaluate("""() => { speechSynthesis.voices.push({ lang: "zh-CN", name: "x" });
        speechSynthesis.dispatchEvent(new Event("voiceschanged")); }""")
    expect(starter(page)).to_be_visible()
    expect(page.locator("[data-aloud-none]")).to_be_hidden()


def test_a_button_that_a_page_brings_along_later_reads_too(read_on):
    page = read_on("/comfort")
    page.evaluate("""() => { document.querySelector("footer").innerHTML =
        "<button type=button data-aloud=toggle hidden><span data-aloud-label></span></button>"; }""")
    page.locator("footer [data-aloud=toggle]").click()
    assert page.evaluate("said[0]") == "长辈版与辅助功能"


def test_a_device_without_speech_shows_nothing_and_complains_of_nothing(session, page):
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined });")
    _choose(page, "aloud", "on")
    expect(starter(page)).to_be_hidden()
