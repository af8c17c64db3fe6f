"""A term that is open today, sections with meetings in it, and programs that hold a token."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from activity_center import clock
from activity_center.courses.models import Section, SectionTime
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people import service as people
from activity_center.people.models import Person
from activity_center.people.rules import Category, RoleName, Sex
from activity_center.terms.models import Term
from tests.clients import Stranger
from tests.factories import make_meeting, make_person, make_section, make_term, make_window

ZONE = ZoneInfo("Asia/Shanghai")
NOW = clock.now()
TODAY = NOW.astimezone(ZONE).date()
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())

_numbers = count(1)


class Program:
    """A program that speaks JSON, with a token or without."""

    def __init__(self, app: Flask, token: str | None = None, language: str = "en") -> None:
        self._browser = Stranger(app, app.response_class)
        self.headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str, **query: Any) -> TestResponse:
        return self._browser.get(f"/api/v1{path}", query_string=query, headers=self.headers)

    def post(self, path: str, body: Any = None, key: str | None = None, **more: Any) -> TestResponse:
        headers = self.headers | ({"Idempotency-Key": key} if key is not None else {})
        return self._browser.post(f"/api/v1{path}", headers=headers, json={} if body is None else body, **more)

    def put(self, path: str, body: Any) -> TestResponse:
        return self._browser.put(f"/api/v1{path}", headers=self.headers, json=body)

    def delete(self, path: str) -> TestResponse:
        return self._browser.delete(f"/api/v1{path}", headers=self.headers)

    def raw(self, method: str, path: str, data: bytes = b"", **headers: str) -> TestResponse:
        return self._browser.open(path, method=method, data=data, headers=self.headers | headers)


def program_of(app: Flask, session: Session, person: Person, language: str = "en") -> Program:
    """Return a program that holds a token of somebody."""
    token, _ = people.issue_token(session, person.id, at=clock.now())
    return Program(app, token, language)


def a_member(session: Session, name: str = "李秀英", **given: Any) -> Person:
    """Make a retired cadre of 66."""
    fits = {"sex": Sex.FEMALE, "birth_on": date(1960, 3, 15), "category": Category.RETIRED_CADRE}
    return make_person(session, name, **fits | given)


def staff(session: Session) -> Person:
    """Make somebody of the desk who is no member."""
    return make_person(session, "王前台", RoleName.DESK)


def a_term(session: Session, *, is_open: bool = True, **given: Any) -> Term:
    """Make a term that begins next Monday, open to everybody unless `is_open` is false."""
    days = {"first_on": MONDAY, "last_on": MONDAY + timedelta(weeks=16)}
    term = make_term(session, f"学期 {next(_numbers)}", **days | given)
    if is_open:
        around = {"opens_at": NOW - timedelta(days=1), "closes_at": NOW + timedelta(days=30)}
        make_window(session, term, **around)
    return term


def a_section(session: Session, term: Term | None = None, *, weekday: int = 1, weeks: int = 2, **given: Any) -> Section:
    """Make a section that meets on a weekday from 8:30 to 10:00, with as many dated meetings as `weeks`."""
    term = term or a_term(session)
    weekly = SectionTime(weekday=weekday, starts=time(8, 30), ends=time(10), place="一楼大厅")
    section = make_section(session, term=term, times=[weekly], **given)
    for week in range(weeks):
        on = term.first_on + timedelta(days=weekday - 1 + 7 * week)
        make_meeting(session, section, datetime.combine(on, time(8, 30), ZONE))
    return section


def an_enrolment(session: Session, section: Section, person: Person, status: Status, **given: Any) -> Enrolment:
    """Make an enrolment as it stands, without asking."""
    enrolment = Enrolment(
        section=section, person=person, status=status, **{"requested_at": NOW, "changed_at": NOW} | given
    )
    session.add(enrolment)
    session.flush()
    return enrolment


def an_offer(session: Session, section: Section, person: Person) -> Enrolment:
    """Make an offer that is open for two days."""
    return an_enrolment(session, section, person, Status.OFFERED, offer_expires_at=NOW + timedelta(days=2))


def codes(answer: TestResponse) -> list[str]:
    """Return the codes of the reasons of a refusal."""
    return [reason["code"] for reason in answer.get_json()["reasons"]]
