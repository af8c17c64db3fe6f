"""Every page of a kiosk, for every kind of visitor: as other pages are, with larger targets, and none scrolls."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select, update

from activity_center.db import transaction
from activity_center.people.models import Card, Person
from tests.browser.examination import examine, scripts
from tests.browser.kiosks import PATIENCE
from tests.browser.readers import complain, is_new
from tests.clients import Visitor

PARTS = 2
PORTRAIT, OTHERS = {"width": 1080, "height": 1920}, [(1920, 1080), (1280, 1024)]
# Nobody yet; somebody by card, by PIN, and with the PIN that is printed on paper for the first time.
VISITORS = {"unpaired": "", "nobody": "", "card": "10000001", "pin": "10000001", "newcomer": "10000002"}
BESIDES = ["/kiosk/find?by=weekday&weekday=1", "/kiosk/find?by=department", "/kiosk/find?q=sf", "/kiosk/find?q=zzz"]
LARGER, CONTRAST, ENGLISH = {"text_size": "larger"}, {"contrast": "high"}, {"language": "en"}
# What each visitor taps at the foot of the screen.
USUAL = {"standard": [], "huge high": [LARGER, LARGER, CONTRAST]}
ALL = {
    " ".join(name for name, _ in chosen): [tap for _, taps in chosen for tap in taps]
    for chosen in product(
        (("standard", []), ("large", [LARGER]), ("huge", [LARGER, LARGER])),
        (("normal", []), ("high", [CONTRAST])),
        (("zh", []), ("en", [ENGLISH])),
    )
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "taps" in metafunc.fixturenames:
        looks = {"usual": USUAL, "all": ALL}[metafunc.config.getoption("looks")]
        metafunc.parametrize("taps", looks.values(), ids=looks.keys())


@pytest.fixture
def screen(browser: Browser, demo_url: str) -> Iterator[Page]:
    # What the worker keeps is the welcome page, and here it shall come from the centre each time.
    context = browser.new_context(base_url=demo_url, viewport=PORTRAIT, service_workers="block")
    context.add_init_script(scripts() + PATIENCE)
    yield context.new_page()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_meets_a_flaw_at_a_kiosk(demo_centre, screen, addresses, taps, part):
    mine = [address for address in [*addresses, *BESIDES] if address.startswith("/kiosk")][part::PARTS]
    met: set[str] = set()
    flaws = []
    for who in VISITORS:
        with _first_pin(demo_centre, who):
            client = _before(demo_centre, screen, who, taps)
            for address in mine:
                answer = client.get(address, buffered=True)
                # What is refused is a page as well; one that is not there looks the same everywhere.
                is_page = answer.status_code in (200, 409) or address == "/kiosk/nowhere"
                if is_page and is_new(answer, met):
                    screen.goto(address)
                    flaws += [f"{who} {address}: {flaw}" for flaw in examine(screen, OTHERS)]
    complain(flaws)


@contextmanager
def _first_pin(app: Flask, who: str) -> Iterator[None]:
    """Let the newcomer have a PIN that is printed on paper, only so long: other tests see the same centre."""
    _must_change(app, VISITORS[who], who == "newcomer")
    try:
        yield
    finally:
        _must_change(app, VISITORS[who], False)


def _before(app: Flask, screen: Page, who: str, taps: list[dict[str, str]]) -> Visitor:
    """Let somebody stand before the screen, and choose how pages look."""
    client = Visitor(app)
    screen.context.clear_cookies()
    if who == "unpaired":
        return client
    client.post("/kiosk/pair", data={"demo": "1"})
    if who == "card":
        client.post("/kiosk/card", data={"number": VISITORS[who]})
    elif VISITORS[who]:
        client.post("/kiosk/sign-in", data={"login": VISITORS[who], "secret": "246810"})
    for choice in taps:
        client.post("/kiosk/preferences", data=choice)
    token = client.get_cookie("kiosk", path="/kiosk").value
    screen.context.add_cookies([{"name": "kiosk", "value": token, "domain": "127.0.0.1", "path": "/kiosk"}])
    return client


def _must_change(app: Flask, card: str, is_first: bool) -> None:
    theirs = Person.id.in_(select(Card.person_id).where(Card.number == card))
    with app.app_context(), transaction() as session:
        session.execute(update(Person).where(theirs).values(must_change_secret=is_first))
