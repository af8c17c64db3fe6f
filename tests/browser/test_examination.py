"""The examination finds what is planted, and nothing on a sound page: what finds everything sound proves nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.examination import examine, scripts

SOUND = """
<!doctype html>
<html lang="en" data-size="{size}" class="{kind}">
<head><title>A sound page</title><meta name="viewport" content="width=device-width"><style>
  html {{ font-size: 20px; background: #faf6ee; color: #211c16 }}
  html[data-size=huge] {{ font-size: 30px }}
  body {{ line-height: 1.6; margin: 0 1rem }}
  a, .button {{ color: #1d4064 }}
  input, .button {{ font: inherit; line-height: 1.5; min-height: 60px; min-width: 60px; border: 2px solid #51483c }}
  input {{ max-width: 100%; box-sizing: border-box }}
  label {{ display: inline-block; min-height: 44px }}
  :focus-visible {{ outline: 4px solid #0b57d0; outline-offset: 2px }}
</style></head>
<body>
<main id="main">
  <h1>A sound page</h1>
  <p>It is quiet, and leads <a href="#main">back to its beginning</a> within a sentence.</p>
  <p>{planted}</p>
  <form><label for="name">Your name</label> <input id="name"> <button class="button button-main">Send it</button></form>
</main>
</body></html>
"""

PLANTED = {
    "small text": ("<span style='font-size: 14px'>Small print</span>", "text of 14 px"),
    "small text drawn by a style": (
        "<style>i::after { content: 'new'; font-size: 9px }</style><i>It is</i>",
        "text of 9 px",
    ),
    "small letters in a field": ("<label>Age <input style='font-size: 15px'></label>", "text of 15 px"),
    "pale text": ("<span style='color: #8a7d69'>Secondary</span>", "text with contrast 3.7"),
    "text on a pattern": (
        "<span style='background: repeating-linear-gradient(#fff 0 8px, #777 8px 16px)'>Waiting</span>",
        "text with contrast 3.",
    ),
    "text one can see through": ("<span style='opacity: .6'>Not now</span>", "text one can see through"),
    "what axe calls pale": ("<span style='color: #6f6552'>Secondary</span>", "color-contrast-enhanced"),
    "narrow lines": ("<span style='line-height: 1.2'>Packed</span>", "line height 1.2"),
    "lines nobody has set": ("<span style='line-height: normal'>Packed</span>", "line height normal"),
    "a small main act": (
        "<button class='button button-main' style='min-height: 50px; padding: 0'>Enrol</button>",
        "not 60",
    ),
    "a small target": ("<button class='button' style='min-height: 40px; padding: 0'>Print</button>", "x 40 px, not 44"),
    "a link that stands alone": ("<a href='/catalogue'>Courses</a>", "px, not 44"),
    "a field without a name": ("<input>", "label: <input>"),
    "a field without an edge": ("<label>Age <input style='border-color: #eee'></label>", "edge with contrast 1.1"),
    "a link without its line": (
        "You find it <a href='/x' style='text-decoration: none'>in the catalogue</a>.",
        "link in a sentence without underline",
    ),
    "a colour without words": ("<span class='pill' style='border: 9px solid #7f1518'></span>", "colour without words"),
    "a mistake without words": ("<label>Age <input aria-invalid='true'></label>", "mistake without words"),
    "a choice by colour alone": (
        "<button class='button' aria-pressed='true' style='background: #cfc'>A a</button>"
        " <button class='button' aria-pressed='false' style='background: #fcc'>B b</button>",
        "chosen by colour alone",
    ),
    "something wide": ("<span style='display: block; width: 2000px'>A long line</span>", "px too wide"),
    "words cut off": (
        "<span style='display: block; width: 3em; overflow: hidden; white-space: nowrap'>A long line</span>",
        "text cut off",
    ),
    "focus that does not show": ("<button class='button' style='outline: none'>Print</button>", "focus does not show"),
    "focus that hardly shows": (
        "<button class='button' style='outline-color: #eee'>Print</button>",
        "focus hardly shows",
    ),
    "a ring that is cut off": (
        "<span style='display: inline-block; overflow: hidden'><button class='button'>Print</button></span>",
        "focus ring cut off",
    ),
    "focus behind something": (
        "<button class='button'>Print</button><span style='position: fixed; inset: 0; background: #fff'></span>",
        "covered while it has the focus",
    ),
    "no way by keyboard": (
        "<button class='button' tabindex='-1' role='button' onclick='print()'>Print</button>",
        "only for a mouse",
    ),
    "a trap": ("<button class='button' onkeydown='event.preventDefault()'>Print</button>", "no way to it by keyboard"),
    "an order of its own": ("<button class='button' tabindex='3'>Print</button>", "out of the order of the page"),
    "another first heading": ("<span role='heading' aria-level='1'></span>", "empty-heading"),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    context.add_init_script(scripts())
    yield context.new_page()
    context.close()


def show(page: Page, planted: str = "", *, size: str = "standard", kind: str = "") -> Page:
    page.goto("about:blank")
    page.set_content(SOUND.format(planted=planted, size=size, kind=kind))
    return page


@pytest.mark.parametrize("kind", ["", "staff"])
@pytest.mark.parametrize("size", ["standard", "huge"])
def test_a_sound_page_has_no_flaw(page, size, kind):
    assert examine(show(page, size=size, kind=kind), others=[(320, 256)]) == []


@pytest.mark.parametrize("flaw", PLANTED)
def test_a_planted_flaw_is_found(page, flaw):
    planted, words = PLANTED[flaw]
    found = examine(show(page, planted))
    assert [line for line in found if words in line], found


def test_what_is_large_enough_for_staff_is_not_for_others(page):
    dense = "<span style='font-size: 16px; color: #70664f'>Roster</span>"
    assert examine(show(page, dense, kind="staff")) == []
    assert len(examine(show(page, dense))) == 3
    assert any("text of 16 px" in flaw for flaw in examine(show(page, dense, kind="staff", size="huge")))


def test_what_fits_a_desk_may_be_too_wide_at_400_per_cent(page):
    wide = "<span style='display: block; width: 600px'>A long line</span>"
    assert examine(show(page, wide)) == []
    assert "320 x 256: 300 px too wide: blank" in examine(show(page, wide), others=[(320, 256)])
