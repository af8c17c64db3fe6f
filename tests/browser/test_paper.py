"""Every shape of page of the url map, printed as a PDF: readable, whole, black on white, on sheets of A4."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.printing import FOOT, flaws_on_paper, plain, printed
from tests.browser.readers import come, complain, has_new_shape, is_new
from tests.clients import Visitor
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
    mine = _sorts(demo_centre, addresses)[part::PARTS]
    met: set[str] = set()
    shapes: set[str] = set()
    flaws = []
    for who in ROLES:
        client = come(window, signed_in(demo_centre, who, **LOOK))
        new = [address for address in mine if _is_there(client, address, met, shapes)]
        flaws += [f"{who} {address}: {flaw}" for address in new for flaw in _flaws(window, address)]
    complain(flaws)


def _sorts(app: Flask, addresses: list[str]) -> list[str]:
    """Leave out the kiosk's pages, of which only slips are printed, and more than one of each sort of the desk's."""
    places = app.url_map.bind("localhost")
    desk = {places.match(address)[0]: address for address in addresses if address.startswith("/desk")}
    return [address for address in addresses if not address.startswith(("/kiosk", "/desk"))] + [*desk.values()]


def _is_there(client: Visitor, address: str, met: set[str], shapes: set[str]) -> bool:
    answer = client.get(address, buffered=True)
    return answer.status_code == 200 and is_new(answer, met) and has_new_shape(answer, shapes)


def _flaws(page: Page, address: str) -> list[str]:
    page.goto(address)
    return flaws_on_paper(page)


@pytest.fixture
def reader(demo_centre: Flask, window: Page) -> Callable[..., Page]:
    """Let a role open an address as somebody has their pages."""

    def reads(who: str, address: str, **look: str) -> Page:
        come(window, signed_in(demo_centre, who, **LOOK | look))
        window.goto(address)
        return window

    return reads


@pytest.mark.parametrize("who", ["10000001", "admin"])
@pytest.mark.parametrize(
    "address", ["/catalogue", "/catalogue/print", "/me/timetable", "/sections/1", "/desk/people/5"]
)
def test_the_largest_letters_and_high_contrast_are_printed_as_well(reader, who, address):
    page = reader(who, address, text_size="huge", contrast="high")
    assert flaws_on_paper(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", ["/catalogue/form", "/desk/paper-forms/blank?person=5"])
def test_the_application_form_is_one_sheet_without_a_number(reader, address, language):
    paper = printed(reader("desk", address, language=language))
    assert len(paper) == 1
    assert paper.feet == [""]
    assert min(run.size for run in paper.runs) > 13.9


@pytest.mark.parametrize("points", [14, 20])
def test_the_catalogue_is_in_large_letters_and_each_sheet_says_where_one_is(reader, points):
    page = reader("visitor", f"/catalogue/print?letters={points}")
    paper = printed(page)
    departments = page.locator(".paper-catalogue caption").all_text_contents()
    # Neither the number of the sheet nor the line over every page of a demo centre.
    banner = plain(page.locator(".demo-banner").text_content())
    body = [run for run in paper.runs if run.box[3] > FOOT and run.text not in banner]
    assert min(run.size for run in body) > points - 0.1
    inside = paper.sheets[2 if points == 20 else 1 :]
    assert all("编号" in sheet and any(name in sheet for name in departments) for sheet in inside)
    assert paper.feet == [f"{n}{len(paper)}" for n in range(1, len(paper) + 1)]


def test_what_one_chooses_by_and_presses_is_not_on_paper(reader):
    text = printed(reader("10000001", "/catalogue")).text
    assert "书法" in text
    for pressed in ("大字", "退出登录", "帮我找课", "下一页", "看一看"):
        assert pressed not in text


def test_a_code_on_paper_is_large_enough_for_a_phone(reader):
    page = reader("visitor", "/catalogue/print")
    page.emulate_media(media="print")
    box = page.locator(".qr svg").bounding_box()
    assert box["width"] >= 30 * 96 / 25.4
