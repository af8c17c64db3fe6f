"""Every page of the url map, for every role, in the demo centre: it answers, and it is a page one can read."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from activity_center import clock, create_app, schema
from activity_center.courses.models import Course, Department, Meeting, Section
from activity_center.courses.rules import SectionStatus
from activity_center.db import db, transaction, zone
from activity_center.demo import service as demo
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Card, Person
from activity_center.rooms.models import Room, Site
from activity_center.terms.models import Closure, Term, Window
from tests.conftest import settings
from tests.databases import empty_database

ROLES = ("visitor", "10000001", "teacher", "officer", "desk", "admin")
# What each folder of addresses asks for; everything else is for everybody who is signed in.
STAFF_ONLY = ("/desk",)


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


@pytest.fixture(scope="module")
def centre() -> Iterator[Flask]:
    with empty_database("sqlite") as url:
        app = create_app(settings(url))
        with app.app_context():
            schema.upgrade()
            with transaction() as session:
                demo.load(session, at=clock.now(), zone=zone())
        # Requests must not run inside this context: it would keep the first one's language for all.
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def known(centre: Flask) -> dict[str, list[Any]]:
    """Values for the parts of addresses, so that every address leads somewhere."""
    with centre.app_context():
        return _values(db.session())


def _values(session: Session) -> dict[str, list[Any]]:

    def ids(model: Any, *conditions: Any) -> list[int]:
        return list(session.scalars(select(model.id).where(*conditions).order_by(model.id).limit(2)))

    member = session.scalar(select(Card.person_id).where(Card.number == "10000001"))
    mine = ids(Enrolment, Enrolment.person_id == member, Enrolment.status.in_([Status.ENROLLED, Status.WAITING]))
    draft = session.scalar(select(Section.id).where(Section.status == SectionStatus.DRAFT).limit(1))
    return {
        "section_id": [*ids(Section, Section.status == SectionStatus.OPEN), draft],
        "person_id": [member, session.scalar(select(Person.id).where(Person.staff_name == "teacher"))],
        "enrolment_id": mine,
        "meeting_id": ids(Meeting),
        "course_id": ids(Course),
        "department_id": ids(Department),
        "room_id": ids(Room),
        "site_id": ids(Site),
        "term_id": ids(Term),
        "window_id": ids(Window),
        "closure_id": ids(Closure),
        "on": ["2026-10-01"],
        "act": ["move", "cancel", "restore", "substitute"],
        "token": ["no-such-token"],
    }


def addresses(rule: Rule, known: dict[str, list[Any]]) -> list[str]:
    """Return addresses of one rule, as many as its first part has values."""
    first = next(iter(rule.arguments), None)
    count = len(known[first]) if first else 1
    built = [{name: known[name][n % len(known[name])] for name in rule.arguments} for n in range(count)]
    return [rule.build(values, append_unknown=False)[1] for values in built]


def visitor(app: Flask, who: str) -> Any:
    client = app.test_client()
    if who == "visitor":
        return client
    with app.app_context():
        by_card = select(Card.person_id).where(Card.number == who)
        person = db.session().scalar(
            select(Person).where(Person.staff_name == who)
            if not who.isdigit()
            else select(Person).where(Person.id.in_(by_card))
        )
        signed_in = f"{person.id}.{person.serial}"
    with client.session_transaction() as cookies:
        cookies["_user_id"], cookies["_fresh"] = signed_in, True
    return client


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", ROLES)
def test_every_page_answers_and_can_be_read(centre, known, who, language):
    client = visitor(centre, who)
    with client.session_transaction() as cookies:
        cookies["language"] = language
    rules = [rule for rule in centre.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"]
    wrong = []
    for url in sorted({url for rule in rules for url in addresses(rule, known)}):
        answer = client.get(url)
        wrong += [f"{url}: {flaw}" for flaw in _flaws(answer, url, who, language)]
    assert wrong == []


def _flaws(answer: Any, url: str, who: str, language: str) -> list[str]:
    if answer.status_code not in (200, 302, 303, 401, 403, 404, 409):
        return [f"status {answer.status_code}"]
    if url.startswith(STAFF_ONLY):
        expected = {"visitor": 302, "desk": answer.status_code, "admin": answer.status_code}.get(who, 403)
        if answer.status_code != expected:
            return [f"status {answer.status_code} for {who}"]
    if answer.status_code == 404 and who == "admin" and "token" not in url and "/me/" not in url:
        return [] if url.startswith(("/enrolments/", "/api/", "/teach/", "/feeds/")) else ["not there"]
    # Calendars and programs have no session: what goes wrong there is said as the browser prefers.
    if url.startswith("/feeds/"):
        return []
    if answer.mimetype != "text/html" or answer.status_code in (302, 303):
        return []
    page = Page(answer.text)
    lang = {"zh": "zh-CN", "en": "en"}[language]
    return page.flaws() + ([] if page.language == lang else [f"lang is {page.language}"])
