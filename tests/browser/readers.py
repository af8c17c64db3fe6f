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


# What differs from reader to reader and is not seen, or is seen by test_nobody_meets_a_flaw_in_the_head_of_a_page.
_OF_THE_READER = re.compile(
    r'name="(?:csrf_token|next|visit)" value="[^"]*"|value="[0-9a-f-]{36}"|data-(?:now|from|until)="\d+"'
    r'|data-(?:kiosk-level|kiosk-visit|shown)="[^"]*"'
    r'|<header>.*?</header>|<section class="[^"]*leaving".*?</script>',
    re.DOTALL,
)


def is_new(answer: TestResponse, met: set[str]) -> bool:
    """Say whether this is a page, and none of `met` is the same but for the head, which names who reads it."""
    if answer.mimetype != "text/html":
        return False
    return _comes_first(_words(answer), met)


def has_new_shape(answer: TestResponse, met: set[str]) -> bool:
    """Say whether none of `met` is built as this page: its elements and their classes, however many rows there are."""
    bare = _VALUE.sub("", _BETWEEN.sub("><", _words(answer)))
    return _comes_first(_ROWS.sub(r"\1", bare), met)


# What elements say, and what stands in them for this page alone; rows of one kind are as good as one.
_BETWEEN = re.compile(r">[^<]+<")
_VALUE = re.compile(r' (?!class=|role=|type=)[\w-]+="[^"]*"')
_ROWS = re.compile(r"(<(tr|li|option|article|dd)\b(?:(?!<\2\b).)*?</\2>)(?:\1)+")


def _words(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", _OF_THE_READER.sub("", answer.text))


def _comes_first(text: str, met: set[str]) -> bool:
    is_first = text not in met
    met.add(text)
    return is_first


def complain(flaws: list[str]) -> None:
    """Fail with all flaws at once, a line each."""
    if flaws:
        pytest.fail("\n".join([f"{len(flaws)} flaws", *flaws]), pytrace=False)
