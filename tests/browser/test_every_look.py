"""Every page of the url map, for every role, as it is shown: readable, within reach and without a flaw that axe knows.

`--looks=all` shows each page in every size, contrast, language and width, and in the elder edition; otherwise in the
usual size and in the largest. Every page is measured in each look. Axe and the keyboard come to every page in the first
one, and in the others to each shape of page: what they find there does not lie in the words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.test import TestResponse

from tests.browser.examination import examine, examine_menus, scripts
from tests.browser.readers import come, complain, has_new_shape, is_new
from tests.demo_centre import ROLES, signed_in

PARTS = 6
# A page that is not there, one that is not for everybody, and lists that found nothing.
BESIDES = ["/nowhere", "/desk", "/catalogue?q=zzz", "/catalogue?page=2", "/me/timetable?week=2020-01-06"]


@dataclass(frozen=True)
class Look:
    """How somebody has a page: what they have chosen, and how wide their window is."""

    choices: dict[str, str]
    width: int
    # After the whole examination, only measured.
    other_widths: tuple[int, ...]

    def __str__(self) -> str:
        return "-".join([*self.choices.values(), str(self.width)])


CHINESE, ENGLISH = {"language": "zh"}, {"language": "en"}
WIDE, NARROW = (1280, (900, 1920)), (320, (390, 600))
# 320 px are also what is left of 1280 at 400 per cent. Who has not chosen yet is offered the elder edition besides.
USUAL = [Look(CHINESE, 1280, (320,)), Look(CHINESE | {"text_size": "huge", "contrast": "high"}, 320, (1280,))]
CHOICES = [{}] + [
    {"text_size": size, "contrast": contrast}
    for size, contrast in product(("standard", "large", "huge"), ("normal", "high"))
]
ELDER = [{"elder": "on"}, {"elder": "on", "text_size": "huge"}]
ALL = [
    Look(language | chosen, *window)
    for language, chosen, window in product((CHINESE, ENGLISH), CHOICES + ELDER, (WIDE, NARROW))
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "look" in metafunc.fixturenames:
        looks = {"usual": USUAL, "all": ALL}[metafunc.config.getoption("looks")]
        metafunc.parametrize("look", looks, ids=str)


@pytest.fixture
def said() -> list[str]:
    """What scripts and the browser complain about while a page is shown."""
    return []


@pytest.fixture
def window(browser: Browser, demo_url: str, look: Look, said: list[str]) -> Iterator[Page]:
    """A window as wide as somebody has it; `come` says who sits before it."""
    context = browser.new_context(base_url=demo_url, viewport={"width": look.width, "height": 900})
    context.add_init_script(scripts())
    page = context.new_page()
    page.on("console", partial(_heard, said))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()


def _heard(said: list[str], message: ConsoleMessage) -> None:
    # A page that is not there says so with its status, and the browser writes that down.
    if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
        said.append(message.text)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_meets_a_flaw_on_any_page(demo_centre, window, said, addresses, look, part):
    # A kiosk has looks of its own: test_every_kiosk_look.py.
    mine = [address for address in [*addresses, *BESIDES] if not address.startswith("/kiosk")][part::PARTS]
    met: set[str] = set()
    shapes: set[str] = set()
    flaws = []
    for who in ROLES:
        client = come(window, signed_in(demo_centre, who, **look.choices))
        for address in mine:
            answer = client.get(address, buffered=True)
            if _is_shown(answer, address, met):
                is_whole = has_new_shape(answer, shapes) or look == USUAL[0]
                found = _flaws(window, address, look, said, only_measured=not is_whole)
                flaws += [f"{who} {look} {address}: {flaw}" for flaw in found]
    complain(flaws)


@pytest.mark.slow
def test_nobody_meets_a_flaw_in_the_head_of_a_page(demo_centre, window, said, look):
    flaws = []
    for who in ROLES:
        come(window, signed_in(demo_centre, who, **look.choices))
        flaws += [f"{who} {look}: {flaw}" for flaw in _flaws(window, "/", look, said) + examine_menus(window)]
    complain(flaws)


def _is_shown(answer: TestResponse, address: str, met: set[str]) -> bool:
    return (answer.status_code == 200 or address in BESIDES) and is_new(answer, met)


def _flaws(page: Page, address: str, look: Look, said: list[str], *, only_measured: bool = False) -> list[str]:
    said.clear()
    page.goto(address)
    return examine(page, [(width, 900) for width in look.other_widths], only_measured=only_measured) + said
