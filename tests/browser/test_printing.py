"""The look at paper finds what is planted, and nothing on a sound page: what finds everything sound proves nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.printing import flaws_on_paper, printed, words
from tests.browser.test_paper import SHEET

SOUND = """
<!doctype html>
<html lang="zh-CN"><head><title>A sound page</title><style>
  @page {{ size: A4; margin: 13mm 14mm 16mm }}
  html {{ font: 14pt/1.6 "Noto Sans CJK SC", sans-serif }}
  body {{ margin: 0 }}
</style></head>
<body><main><h1>书法（楷书）</h1><p>周二 8:30–10:00，302 书画教室</p>{planted}</main></body></html>
"""
WIDE = "<div style='width: 900px'>{}</div>"
LONG = "这一行字太长了" * 12

PLANTED = {
    "a line that does not break": (f"<p style='white-space: nowrap'>{LONG}</p>", "px wider than the sheet"),
    "a table that is too wide": (WIDE.format("<table><tr><td>周一</td></tr></table>"), "px wider than the sheet"),
    "a box too small for its words": (f"<p style='height: 1em; overflow: hidden'>{LONG}</p>", "cut: P"),
    "words that end in dots": (
        f"<p style='white-space: nowrap; overflow: hidden; text-overflow: ellipsis'>{LONG}</p>",
        "cut: P",
    ),
    "words beside the sheet": (
        "<p style='position: absolute; left: -90mm; width: 80mm'>候补</p>",
        "not on paper: 候补",
    ),
    "half a word at the edge": ("<p style='margin-left: -2mm'>候补</p>", "text over the edge: 候补"),
    "a line cut by the end of a sheet": (
        "<div style='display: inline-block'>" + "".join(f"<p>第{n}行</p>" for n in range(50)) + "</div>",
        "text over the edge: ",
    ),
    "a row on two sheets": (
        "<table>" + "".join(f"<tr><td>{n}班" + "<br>书法" * 20 + "</td></tr>" for n in range(5)) + "</table>",
        "a row on two sheets: 1班书法",
    ),
    "small letters": ("<p style='font-size: 10pt'>退款</p>", "text of 10.0 points: 退款"),
    "letters made small": ("<p style='zoom: .7'>退款</p>", "text of 9.8 points: 退款"),
    "pale letters": ("<p style='color: #8a7d69; print-color-adjust: exact'>退款</p>", "pale text: 退款"),
    "white on a ground that is not printed": (
        "<p style='color: #fff; background: #9e1b1e'>退款</p>",
        "pale text: 退款",
    ),
    "letters one can see through": ("<p style='opacity: .4'>退款</p>", "text one can see through: 退款"),
    "a button": ("<button style='font: inherit'>报名</button>", "nobody can press paper: 报名"),
    "an odd sheet": ("<style>@page { size: A5 }</style>", "sheets of"),
    "nothing": ("<style>main { display: none }</style>", "an empty sheet"),
}


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    """A window as wide as a sheet of paper."""
    context = browser.new_context(viewport=SHEET)
    yield context.new_page()
    context.close()


def test_a_sound_page_has_no_flaw(window):
    window.set_content(SOUND.format(planted="<p>名额 6 个</p>"))
    assert flaws_on_paper(window) == []


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found(window, planted):
    content, flaw = PLANTED[planted]
    window.set_content(SOUND.format(planted=content))
    assert any(flaw in found for found in flaws_on_paper(window))


def test_a_page_of_several_sheets_is_read_to_its_end(window):
    lines = "".join(f"<p>第 {n} 行</p>" for n in range(1, 100))
    window.set_content(SOUND.format(planted=lines))
    paper = printed(window)
    assert len(paper) > 2
    assert paper.text.index("第1行") < paper.text.index("第99行")


def test_words_are_compared_as_they_look():
    assert words("报名 ①Ａ") == {"报名", "1A"}
