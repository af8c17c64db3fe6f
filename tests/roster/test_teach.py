"""The first page of an instructor: what is on now, what comes next, and who is in it."""

import re
from datetime import timedelta

import pytest

from activity_center import clock
from activity_center.enrolment.rules import Status
from activity_center.leave.models import Monitor
from tests.factories import make_meeting, sign_in
from tests.roster.scenes import ZONE, a_person, a_planned_section, an_enrolment

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOW = clock.now().astimezone(ZONE).replace(hour=10)


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """Let the pages be asked for at ten in the morning, whenever the test runs."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def section(session):
    return a_planned_section(session)


@pytest.fixture
def teacher(client, section):
    sign_in(client, section.instructor)
    return client


def text(client, url="/teach"):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", client.get(url).text))


def test_the_meeting_that_is_on_stands_first_with_one_big_button(session, teacher, section):
    on = make_meeting(session, section, NOW - 20 * MINUTE, ends_at=NOW + 60 * MINUTE)
    other = a_planned_section(session, "国画", term=section.term, instructor=section.instructor)
    soon = make_meeting(session, other, NOW + 50 * MINUTE, ends_at=NOW + 90 * MINUTE)
    shown = teacher.get("/teach").text
    main = re.findall(r'class="button button-main" href="([^"]*)"', shown)
    assert main == [f"/teach/meetings/{on.id}/register"]
    assert shown.index(f"/teach/meetings/{on.id}/register") < shown.index(f"/teach/meetings/{soon.id}")
    assert f"/teach/meetings/{on.id}/door-code" in shown


def test_it_says_who_waits_and_who_speaks_for_the_class(session, teacher, section):
    make_meeting(session, section, NOW - 5 * MINUTE, ends_at=NOW + 60 * MINUTE)
    monitor = an_enrolment(session, section, a_person(session, name="李秀英")).person
    for _ in range(2):
        an_enrolment(session, section, status=Status.WAITING)
    session.add(Monitor(section_id=section.id, person_id=monitor.id, from_on=NOW.astimezone(ZONE).date() - DAY))
    session.flush()
    shown = text(teacher)
    assert "应到 1 人" in shown
    assert "候补 2 人" in shown
    assert re.search("班长 ?： ?李秀英", shown)
    assert "李秀英" in text(teacher, f"/teach/sections/{section.id}")


def test_who_teaches_nothing_today_sees_what_comes_next(session, teacher, section):
    midnight = NOW.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = [make_meeting(session, section, midnight + n * DAY + 9 * 60 * MINUTE) for n in (1, 3, 8, 9, 10)]
    shown = text(teacher)
    assert "您今天没有课" in shown
    for word in ("明天", "再往后的 1 次课"):
        assert word in shown
    addresses = re.findall(r'href="/teach/meetings/(\d+)"', teacher.get("/teach").text)
    assert [int(id) for id in addresses] == [row.id for row in rows]


def test_without_any_meeting_it_says_so(teacher):
    assert "未来四周没有课。" in text(teacher)
