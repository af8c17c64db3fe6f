"""Every page of the url map, for every role, printed as a PDF: readable, whole, black on white, on sheets of A4."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.printing import flaws_on_paper, printed
from tests.browser.readers import come, complain, is_new
from tests.demo_centre import ROLES, signed_in

PARTS = 6
# What is left of A4 between the margins: so wide a page is laid out when it is printed.
SHEET = {"width": 687, "height": 1012}
LOOK = {"text_size": "standard", "contrast": "normal", "language": "zh"}


@pytest.fixture
def window(browser: Browser, demo_url: str) -> Iterator[Page]:
    """A window as wide as a sheet of paper."""
    context = browser.new_context(base_url=demo_url, viewport=SHEET)
    yield context.new_page()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_printed_and_read(demo_centre, window, addresses, part):
    # A kiosk prints slips only: tests/kiosk.
    mine = [address for address in addresses if not address.startswith("/kiosk")][part::PARTS]
    met: set[str] = set()
    flaws = []
    for who in ROLES:
        client = come(window, signed_in(demo_centre, who, **LOOK))
        new = [address for address in mine if _is_there(client, address, met)]
        flaws += [f"{who} {address}: {flaw}" for address in new for flaw in _flaws(window, address)]
    complain(flaws)


def _is_there(client, address, met):
    answer = client.get(address)
    return answer.status_code == 200 and is_new(answer, met)


def _flaws(page, address):
    page.goto(address)
    return flaws_on_paper(page)
