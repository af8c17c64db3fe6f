"""Who sits before a window, which pages they have not seen yet, and what is wrong with those."""

import re

import pytest
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from tests.clients import Visitor


def come(window: Page, client: Visitor) -> Visitor:
    """Let whoever `client` is go on in the window."""
    name = client.application.config["SESSION_COOKIE_NAME"]
    window.context.clear_cookies()
    window.context.add_cookies(
        [{"name": name, "value": client.get_cookie(name).value, "domain": "127.0.0.1", "path": "/"}]
    )
    return client


def is_new(answer: TestResponse, met: set[str]) -> bool:
    """Say whether this is a page, and none of `met` is the same but for the head, which names who reads it."""
    if answer.mimetype != "text/html":
        return False
    words = re.sub(r'name="csrf_token" value="[^"]*"|<header>.*?</header>', "", answer.text, flags=re.DOTALL)
    is_new = words not in met
    met.add(words)
    return is_new


def complain(flaws: list[str]) -> None:
    """Fail with all flaws at once, a line each."""
    if flaws:
        pytest.fail("\n".join([f"{len(flaws)} flaws", *flaws]), pytrace=False)
