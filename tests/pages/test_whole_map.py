"""The pages of the url map beside each other: each is shown to somebody, and its title tells it from all others."""

import re
from collections import defaultdict

import pytest
from werkzeug.routing import Map

from tests.demo_centre import ROLES, signed_in

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
CONTENT = re.compile(r"<main.*</main>", re.DOTALL)
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
# Not for people who are signed in, or for programs: these have tests of their own.
ELSEWHERE = ("/kiosk", "/api/", "/feeds/")
# What a code on a door leads to: it is taken note of, and another page is shown.
LEADS_ON = {"attendance.scan", "societies.scan"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shown(demo_centre, addresses) -> dict[str, dict[str, str]]:
    """What each role is shown: the text of each page by its address."""
    pages: dict[str, dict[str, str]] = defaultdict(dict)
    for who in ROLES:
        client = signed_in(demo_centre, who)
        for address in [address for address in addresses if not address.startswith(ELSEWHERE)]:
            answer = client.get(address, buffered=True)
            if answer.status_code == 200:
                pages[who][address] = answer.text if answer.mimetype == "text/html" else ""
    return pages


def test_every_page_is_shown_to_somebody(demo_centre, addresses, shown):
    everything = {_endpoint(demo_centre.url_map, address) for address in addresses if not address.startswith(ELSEWHERE)}
    seen = {_endpoint(demo_centre.url_map, address) for pages in shown.values() for address in pages}
    assert everything - seen == LEADS_ON


def _endpoint(map: Map, address: str) -> str:
    return map.bind("").match(address)[0]


@pytest.mark.parametrize("who", ROLES)
def test_no_two_pages_have_one_title(shown, who):
    titled: dict[str, dict[str, str]] = defaultdict(dict)
    for address, page in shown[who].items():
        if page:
            # One page may be found at several addresses.
            content = TOKEN.sub("", CONTENT.search(page)[0])
            titled[TITLE.search(page)[1]].setdefault(content, address)
    assert {title: list(found.values()) for title, found in titled.items() if len(found) > 1} == {}
