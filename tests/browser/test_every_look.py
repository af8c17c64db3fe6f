"""Every page of the url map, for every role, as it is shown: readable, within reach and without a flaw that axe knows.

`--looks=all` shows each page in every size, contrast, language and width; otherwise in the usual size and the largest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.test import TestResponse

from tests.browser.examination import examine, examine_menus, scripts
from tests.browser.readers import come, complain, is_new
from tests.demo_centre import ROLES, signed_in

PARTS = 6
# A page that is not there, one that is not for everybody, and lists that found nothing.
BESIDES = ["/nowhere", "/desk", "/catalogue?q=zzz", "/catalogue?page=2", "/me/timetable?week=2020-01-06"]


@dataclass(frozen=True)
class Look:
    """How somebody has a page: the size of its text, its colours, its language and how wide the window is."""

    size: str
    contrast: str
    language: str = "zh"
    width: int = 1280
    # After the whole examination, only measured.
    other_widths: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.size} {self.contrast} {self.language} {self.width}"

    @property
    def preferences(self) -> dict[str, str]:
        return {"text_size": self.size, "contrast": self.contrast, "language": self.language}


# 320 px are also what is left of 1280 at 400 per cent.
USUAL = [
    Look("standard", "normal", width=1280, other_widths=(320,)),
    Look("huge", "high", width=320, other_widths=(1280,)),
]
ALL = [
    Look(*choice, width=width, other_widths=others)
    for *choice, (width, others) in product(
        ("standard", "large", "huge"), ("normal", "high"), ("zh", "en"), ((320, (390, 600)), (1280, (900, 1920)))
    )
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "look" in metafunc.fixturenames:
        looks = {"usual": USUAL, "all": ALL}[metafunc.config.getoption("looks")]
        metafunc.parametrize("look", looks, ids=str)


@pytest.fixture
def window(browser: Browser, demo_url: str, look: Look) -> Iterator[Page]:
    """A window as wide as somebody has it; `come` says who sits before it."""
    context = browser.new_context(base_url=demo_url, viewport={"width": look.width, "height": 900})
    context.add_init_script(scripts())
    yield context.new_page()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_meets_a_flaw_on_any_page(demo_centre, window, addresses, look, part):
    # A kiosk has looks of its own: test_every_kiosk_look.py.
    mine = [address for address in [*addresses, *BESIDES] if not address.startswith("/kiosk")][part::PARTS]
    met: set[str] = set()
    flaws = []
    for who in ROLES:
        client = come(window, signed_in(demo_centre, who, **look.preferences))
        new = [address for address in mine if _is_shown(client.get(address, buffered=True), address, met)]
        flaws += [f"{who} {look} {address}: {flaw}" for address in new for flaw in _flaws(window, address, look)]
    complain(flaws)


@pytest.mark.slow
def test_nobody_meets_a_flaw_in_the_head_of_a_page(demo_centre, window, look):
    flaws = []
    for who in ROLES:
        come(window, signed_in(demo_centre, who, **look.preferences))
        flaws += [f"{who} {look}: {flaw}" for flaw in _flaws(window, "/", look) + examine_menus(window)]
    complain(flaws)


def _is_shown(answer: TestResponse, address: str, met: set[str]) -> bool:
    return (answer.status_code == 200 or address in BESIDES) and is_new(answer, met)


def _flaws(page: Page, address: str, look: Look) -> list[str]:
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    return examine(page, [(width, 900) for width in look.other_widths]) + said
