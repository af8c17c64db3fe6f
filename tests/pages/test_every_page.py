"""Every page of the url map, for every role, in the demo centre: it answers, and it is a page one can read."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.demo_centre import ROLES, signed_in
from tests.factories import PIN

# What each folder of addresses asks for; everything else is for everybody who is signed in.
STAFF_ONLY = ("/desk",)
# Officers run the competitions of their societies there, and are turned away from others.
OFFICERS_TOO = ("/desk/competitions",)


class Page(HTMLParser):
    """What a page consists of, as far as this test asks."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.language: str | None = None
        self._in_label = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        self._in_label += tag == "label"
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag == "html":
            self.language = given.get("lang")
        if tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit"):
            self.inputs.append(given | {"in label": "yes" if self._in_label else None})

    def handle_endtag(self, tag: str) -> None:
        self._in_label -= tag == "label"

    def flaws(self) -> list[str]:
        found = [] if self.tags["h1"] == 1 else [f"{self.tags['h1']} h1"]
        found += [] if self.tags["title"] else ["no title"]
        found += [] if self.tags["main"] == 1 else ["no main"]
        found += [f"id {id} twice" for id, count in self.ids.items() if count > 1]
        named = ("in label", "aria-label", "aria-labelledby")
        silent = [i for i in self.inputs if i.get("id") not in self.labelled and not any(i.get(n) for n in named)]
        return found + [f"a field without a label: {i.get('name')}" for i in silent]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", ROLES)
def test_every_page_answers_and_can_be_read(demo_centre, addresses, who, language):
    client = signed_in(demo_centre, who, language=language)
    wrong = []
    for url in addresses:
        answer = client.get(url, buffered=True)
        wrong += [f"{url}: {flaw}" for flaw in _flaws(answer, url, who, language)]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("level", ["none", "card", "pin"])
def test_every_page_of_a_kiosk_answers_and_can_be_read(demo_centre, addresses, level, language):
    client = signed_in(demo_centre, "visitor")
    client.post("/kiosk/pair", data={"demo": "1"})
    if level != "none":
        client.post("/kiosk/card", data={"number": "10000001"})
    if level == "pin":
        client.post("/kiosk/sign-in", data={"login": "10000001", "secret": PIN})
    client.post("/kiosk/preferences", data={"language": language})
    assert f'data-kiosk-level="{level}"' in client.get("/kiosk/find").text
    wrong = []
    for url in [url for url in addresses if url.startswith("/kiosk")]:
        answer = client.get(url, buffered=True)
        wrong += [f"{url}: {flaw}" for flaw in _flaws(answer, url, level, language)]
        wrong += [f"{url}: asks for a code"] * ('name="code"' in answer.text)
    assert wrong == []


def _flaws(answer: Any, url: str, who: str, language: str) -> list[str]:
    if answer.status_code not in (200, 302, 303, 401, 403, 404, 409):
        return [f"status {answer.status_code}"]
    if url.startswith(STAFF_ONLY):
        they_may = ("desk", "admin", "officer") if url.startswith(OFFICERS_TOO) else ("desk", "admin")
        expected = answer.status_code if who in they_may else {"visitor": 302}.get(who, 403)
        if answer.status_code != expected:
            return [f"status {answer.status_code} for {who}"]
    # A picture is there as soon as it may be shown.
    is_hidden = "token" in url or "/me/" in url or url.endswith("/photo")
    if answer.status_code == 404 and who == "admin" and not is_hidden:
        return [] if url.startswith(("/enrolments/", "/api/", "/teach/", "/feeds/")) else ["not there"]
    # Calendars and programs have no session: what goes wrong there is said as the browser prefers.
    if url.startswith("/feeds/"):
        return []
    if answer.mimetype != "text/html" or answer.status_code in (302, 303):
        return []
    page = Page(answer.text)
    lang = {"zh": "zh-CN", "en": "en"}[language]
    return page.flaws() + ([] if page.language == lang else [f"lang is {page.language}"])
