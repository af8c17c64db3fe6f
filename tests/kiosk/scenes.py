"""A kiosk in a hall, and people who come to it one after the other."""

import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from activity_center import clock
from activity_center.audit import Actor
from activity_center.kiosk import service
from activity_center.kiosk.models import Kiosk, KioskVisit
from activity_center.kiosk.rules import Paper
from activity_center.kiosk.service import Device, KioskDraft
from activity_center.people.models import Person
from activity_center.rooms.models import Site
from tests.clients import Stranger
from tests.factories import PIN, make_person

ADMIN = Actor(None, "web", "10.0.0.1")


def make_site(session: Session, name: str = "东区") -> Site:
    site = Site(name=name)
    session.add(site)
    session.flush()
    return site


def make_kiosk(session: Session, name: str = "大门左侧", **given: Any) -> tuple[Kiosk, str]:
    """Make a kiosk that is paired with a device, and return it with the device's token."""
    site = given.pop("site", None) or make_site(session, f"{name}的楼")
    at = clock.now()
    kiosk = service.add_kiosk(session, KioskDraft(name, site.id, **{"paper": Paper.ROLL_80} | given), at=at, by=ADMIN)
    code = service.new_code(session, kiosk.id, at=at, by=ADMIN)
    return kiosk, service.pair(session, code, at=at, by=ADMIN)


def device_of(session: Session, token: str) -> Device:
    found = service.device(session, token)
    assert found
    return found


class Screen:
    """The browser of a kiosk without a script, as somebody uses it who taps what is there."""

    def __init__(self, app: Flask, token: str | None) -> None:
        self.client: FlaskClient = Stranger(app, app.response_class)
        if token:
            self.client.set_cookie("kiosk", token, path="/kiosk")
        self.last: TestResponse | None = None

    def get(self, path: str) -> str:
        return self._read(self.client.get(path, follow_redirects=True))

    def post(self, path: str, **fields: Any) -> str:
        """Send a form as the page that is shown would: with the nonce of its visit."""
        nonce = re.search(r'name="visit" value="(\w+)"', self.text)
        return self.send(path, {**({"visit": nonce[1]} if nonce else {}), **fields})

    def send(self, path: str, fields: dict[str, Any], **more: Any) -> str:
        return self._read(self.client.post(path, data=fields, follow_redirects=True, **more))

    def card(self, number: str) -> str:
        return self.send("/kiosk/card", {"number": number})

    def pin(self, secret: str = PIN, **fields: Any) -> str:
        return self.post("/kiosk/pin", secret=secret, key="next", **fields)

    def _read(self, answer: TestResponse) -> str:
        self.last = answer
        return self.text

    @property
    def text(self) -> str:
        return self.last.text if self.last else ""

    @property
    def status(self) -> int:
        return self.last.status_code if self.last else 0

    @property
    def path(self) -> str:
        return self.last.request.path if self.last else ""

    @property
    def said(self) -> str:
        """What the page says in its middle, without tags."""
        main = re.search(r"<main.*?</main>", self.text, re.DOTALL)
        return unescape(" ".join(re.sub(r"<.*?>", " ", main[0] if main else "", flags=re.DOTALL).split()))

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return unescape(" ".join(re.sub(r"<.*?>", " ", found[1] if found else "", flags=re.DOTALL).split()))


def visits(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(KioskVisit)) or 0


def make_member(session: Session, name: str = "王秀英", card: str | None = "20100001", **given: Any) -> Person:
    return make_person(session, name, **{"secret": PIN, "card": card} | given)
