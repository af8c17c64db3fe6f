"""Examine a page as it is shown: by axe-core, by our own measurements and by walking through it with Tab."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from tests.browsers import until

SCRIPTS = [Path(__file__).with_name(name) for name in ("looks.js", "keyboard.js")]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")

# All that WCAG asks for at A, AA and AAA and a program can tell, also what axe has only on trial or switched off;
# but for table-fake-caption, which takes the running head of a printed table for one though there is a caption.
TAGS = [*(f"wcag{version}{level}" for version in ("2", "21", "22") for level in ("a", "aa", "aaa")), "best-practice"]
ON_TRIAL = ["css-orientation-lock", "focus-order-semantics", "label-content-name-mismatch"]
ON_TRIAL += ["p-as-heading", "td-has-header"]
SWITCHED_OFF = ["color-contrast-enhanced", "identical-links-same-purpose", "meta-refresh-no-exceptions", "target-size"]

# A register that is open hides its button for saving as soon as its script saves each tap by itself.
READY = "!document.querySelector('form[data-register]:not(.register-live) [data-undo]')"

WALK = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


@cache
def scripts() -> str:
    """Return what a page needs to be examined, to be run before its own scripts."""
    return "".join(script.read_text("utf-8") for script in [AXE, *SCRIPTS])


def examine(page: Page, others: Iterable[tuple[int, int]] = (), *, only_measured: bool = False) -> list[str]:
    """Return what is wrong with the page as it stands, and what is to be measured in windows of other sizes."""
    until(page, READY)
    page.evaluate("looks.open()")
    flaws = page.evaluate("looks.measure()") + ([] if only_measured else [*_axe(page), *_walk(page)])
    shown = page.viewport_size
    for width, height in others:
        page.set_viewport_size({"width": width, "height": height})
        flaws += [f"{width} x {height}: {flaw}" for flaw in page.evaluate("looks.measure()")]
    if shown:
        page.set_viewport_size(shown)
    return flaws


def examine_menus(page: Page) -> list[str]:
    """Return what is wrong with each menu of the page once the keyboard has opened it."""
    flaws = []
    for number in range(page.locator("details.menu > summary:visible").count()):
        summary = page.locator("details.menu > summary:visible").nth(number)
        summary.press("Enter")
        opened = [*_axe(page, ".menu[open]"), *page.evaluate("looks.measure()"), *_walk(page, ".menu[open]")]
        flaws += [f"menu {number + 1}: {flaw}" for flaw in opened]
        summary.press("Enter")
    return flaws


def _axe(page: Page, within: str = "html") -> list[str]:
    dense = page.evaluate("document.documentElement.matches('.staff[data-size=standard]')")
    rules = {rule: {"enabled": True} for rule in ON_TRIAL + SWITCHED_OFF}
    rules["color-contrast-enhanced"] = {"enabled": not dense}
    options = {"runOnly": TAGS, "rules": rules, "resultTypes": ["violations"], "preload": False}
    run = "([within, options]) => axe.run(within, options).then(({ violations }) => violations)"
    broken = page.evaluate(run, [within, options])
    return [_said(rule) for rule in broken]


def _said(rule: dict[str, Any]) -> str:
    nodes = rule["nodes"]
    return f"{rule['id']}: {nodes[0]['html'][:120]}" + (f" ({len(nodes)} times)" if len(nodes) > 1 else "")


def _walk(page: Page, within: str = "body") -> list[str]:
    keyboard = page.context.new_cdp_session(page)
    places = page.evaluate("within => keyboard.watch(within)", within)
    # A page may begin in its middle, and a browser stops at what can be scrolled as well: then one goes round again.
    # Who is caught somewhere does not come to the last all the same.
    for _round in range(2):
        for _ in range(places + 1):
            keyboard.send("Input.dispatchKeyEvent", WALK)
        if page.evaluate("keyboard.isComplete()"):
            break
    keyboard.detach()
    return page.evaluate("keyboard.reached()")
