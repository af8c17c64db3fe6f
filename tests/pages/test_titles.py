"""The title of each page says which page it is: in a row of tabs, in the history and to who hears it read."""

import re
from collections import defaultdict

import pytest

from tests.demo_centre import ROLES, signed_in

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
CONTENT = re.compile(r"<main.*</main>", re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("who", ROLES)
def test_no_two_pages_have_one_title(demo_centre, addresses, who):
    client = signed_in(demo_centre, who)
    pages: dict[str, dict[str, str]] = defaultdict(dict)
    for address in [address for address in addresses if not address.startswith("/kiosk")]:
        answer = client.get(address, buffered=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            title, content = (found.search(answer.text)[0] for found in (TITLE, CONTENT))
            # One page may be found at several addresses.
            pages[title].setdefault(re.sub(r'name="csrf_token" value="[^"]*"', "", content), address)
    assert {title: list(found.values()) for title, found in pages.items() if len(found) > 1} == {}
