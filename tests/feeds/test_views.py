"""Calendars as a phone asks for them, and the page where people find the address of theirs."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import update
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.attendance.models import MakeUp
from activity_center.audit import SYSTEM
from activity_center.centre import Centre
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, SectionStatus
from activity_center.db import found
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.feeds import service
from activity_center.people.models import Person
from activity_center.people.rules import RoleName, Standing
from tests.factories import make_course, make_meeting, make_person, make_room, make_section, sign_in

NOW = clock.now().replace(microsecond=0)
SOON = NOW + timedelta(days=7)


@pytest.fixture
def centre(session: Session) -> Centre:
    row = Centre(name="市老干部活动中心")
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def teacher(session: Session) -> Person:
    return make_person(session, "王怀远", RoleName.INSTRUCTOR)


@pytest.fixture
def section(session: Session, teacher: Person) -> Section:
    course = make_course(session, "书法", level="楷书", name_en="Calligraphy")
    return make_section(session, course=course, instructor=teacher)


@pytest.fixture
def meeting(session: Session, section: Section) -> Meeting:
    return make_meeting(session, section, SOON, room=make_room(session, "302 书画教室"), changed_at=NOW)


@pytest.fixture
def member(session: Session) -> Person:
    return make_person(session, "李秀英")


def address(session: Session, person: Person) -> str:
    return f"/feeds/{service.renew_address(session, person.id, at=NOW, by=SYSTEM).token}.ics"


def enrol(session: Session, person: Person, section: Section, status: Status, at: datetime = NOW) -> Enrolment:
    row = Enrolment(section=section, person=person, status=status, requested_at=at, changed_at=at)
    session.add(row)
    session.flush()
    return row


def change(session: Session, meeting: Meeting, **values: object) -> None:
    """Change a meeting as the services of courses do."""
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.sequence += 1
    meeting.changed_at = clock.now()
    session.execute(update(Centre).values(calendar_revision=Centre.calendar_revision + 1))


def events(client: FlaskClient, path: str, **headers: str) -> list[Any]:
    response = client.get(path, headers=headers)
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    calendar = Calendar.from_ical(response.text)
    assert calendar.errors == []
    return list(calendar.walk("VEVENT"))


def event(client: FlaskClient, path: str, **headers: str) -> Any:
    (only,) = events(client, path, **headers)
    return only


def test_the_three_public_calendars_show_the_meeting(client, centre, section, meeting):
    for path in ("/feeds/centre.ics", f"/feeds/sections/{section.id}.ics", f"/feeds/rooms/{meeting.room_id}.ics"):
        shown = event(client, path)
        assert shown["UID"] == f"meeting-{meeting.id}@{centre.uid}"
        assert (shown["DTSTART"].dt, shown["DTEND"].dt) == (SOON, SOON + timedelta(minutes=90))
        assert (shown["SUMMARY"], shown["STATUS"]) == ("书法（楷书）", "CONFIRMED")
        assert shown["LOCATION"].startswith("302 书画教室, ")
        assert shown["URL"] == f"http://localhost/sections/{section.id}"


def test_public_calendars_name_nobody_and_ring_no_bell(client, session, centre, section, meeting, teacher, member):
    meeting.instructor = make_person(session, "赵代课", RoleName.INSTRUCTOR)
    enrol(session, member, section, Status.ENROLLED)
    for path in ("/feeds/centre.ics", f"/feeds/sections/{section.id}.ics", f"/feeds/rooms/{meeting.room_id}.ics"):
        text = client.get(path).text.replace("\r\n ", "")
        assert not [name for name in ("王怀远", "赵代课", "李秀英", "VALARM", "ATTENDEE", "ORGANIZER") if name in text]


def test_a_draft_is_in_no_calendar(client, session, centre, section, meeting, teacher):
    section.status = SectionStatus.DRAFT
    assert events(client, "/feeds/centre.ics") == events(client, f"/feeds/rooms/{meeting.room_id}.ics") == []
    assert events(client, address(session, teacher)) == []
    assert client.get(f"/feeds/sections/{section.id}.ics").status_code == 404


@pytest.mark.parametrize("path", ["sections/7", "rooms/7", "societies/7", "competitions/7", "nobody"])
def test_what_does_not_exist_has_no_calendar(client, centre, path):
    assert client.get(f"/feeds/{path}.ics").status_code == 404


def test_there_is_no_calendar_before_there_is_a_centre(client):
    assert client.get("/feeds/centre.ics").status_code == 404


def test_a_public_calendar_speaks_the_language_that_is_asked_for(client, centre, meeting):
    meeting.status = MeetingStatus.CANCELLED
    assert event(client, "/feeds/centre.ics")["SUMMARY"] == "【停课】 书法（楷书）"
    assert event(client, "/feeds/centre.ics", **{"Accept-Language": "en-GB"})["SUMMARY"].startswith("[Cancelled] Cal")
    assert event(client, "/feeds/centre.ics?lang=en")["SUMMARY"].startswith("[Cancelled]")


def test_a_personal_calendar_speaks_the_language_of_the_person(client, session, centre, section, meeting, member):
    member.language = "en"
    enrol(session, member, section, Status.ENROLLED)
    own = event(client, address(session, member), **{"Accept-Language": "zh-CN"})
    assert own["DESCRIPTION"].startswith("Instructor: 王怀远")


def test_who_attends_is_reminded_one_hour_before(client, session, centre, section, meeting, member):
    enrol(session, member, section, Status.ENROLLED)
    own = event(client, address(session, member))
    (alarm,) = own.walk("VALARM")
    assert (own["STATUS"], alarm["ACTION"], alarm["TRIGGER"].dt) == ("CONFIRMED", "DISPLAY", timedelta(hours=-1))


def test_who_waits_sees_the_place_and_is_not_reminded(client, session, centre, section, meeting, member):
    enrol(session, make_person(session), section, Status.WAITING)
    enrol(session, member, section, Status.WAITING)
    own = event(client, address(session, member))
    assert (own["STATUS"], own["SUMMARY"], own["TRANSP"]) == ("TENTATIVE", "【候补】 书法（楷书）", "TRANSPARENT")
    assert "候补第 2 位" in own["DESCRIPTION"]
    assert own.walk("VALARM") == []


def test_an_offer_says_until_when(client, session, centre, section, meeting, member):
    enrol(session, member, section, Status.OFFERED).offer_expires_at = datetime(2026, 9, 9, 9, 0, tzinfo=UTC)
    own = event(client, address(session, member))
    assert own["STATUS"] == "TENTATIVE"
    assert "2026-09-09 17:00" in own["DESCRIPTION"]


def test_an_application_for_a_draw_stands_in_no_calendar(client, session, centre, section, meeting, member):
    enrol(session, member, section, Status.APPLIED)
    assert events(client, address(session, member)) == []


def test_the_way_of_an_enrolment_is_one_event_whose_sequence_grows(client, session, centre, section, meeting, member):
    path = address(session, member)
    row = enrol(session, member, section, Status.WAITING)
    seen = []
    for status in (Status.WAITING, Status.OFFERED, Status.ENROLLED, Status.WITHDRAWN):
        row.status, row.changed_at = status, clock.now()
        seen.append(event(client, path))
    enrol(session, member, section, Status.WAITING, clock.now())
    seen.append(event(client, path))
    change(session, meeting, ends_at=meeting.ends_at + timedelta(minutes=10))
    seen.append(event(client, path))
    assert len({one["UID"] for one in seen}) == 1
    states = ["TENTATIVE", "TENTATIVE", "CONFIRMED", "CANCELLED", "TENTATIVE", "TENTATIVE"]
    assert [one["STATUS"] for one in seen] == states
    sequences = [one["SEQUENCE"] for one in seen]
    assert sequences == sorted(set(sequences))
    stamps = [one["DTSTAMP"].dt for one in seen]
    assert stamps == sorted(stamps)


def test_who_makes_up_sees_that_one_meeting_until_it_is_given_back(client, session, centre, meeting, member):
    missed, others = make_meeting(session, make_section(session), NOW), make_meeting(session, meeting.section, NOW)
    path = address(session, member)
    swap = MakeUp(person_id=member.id, missed=missed, instead=meeting, agreed_at=NOW, via="web")
    session.add(swap)
    before = event(client, path)
    swap.ended_at = clock.now()
    after = event(client, path)
    assert others.id != meeting.id
    assert before["UID"] == after["UID"]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert before["SEQUENCE"] < after["SEQUENCE"]


def test_what_was_left_before_the_address_was_made_is_not_in_it(client, session, centre, section, meeting, member):
    enrol(session, member, section, Status.WITHDRAWN, NOW - timedelta(days=1))
    assert events(client, address(session, member)) == []


def test_an_instructor_sees_what_they_teach_and_a_substitute_takes_over(client, session, centre, meeting, teacher):
    other = make_person(session, "赵代课", RoleName.INSTRUCTOR)
    regular, substitute = address(session, teacher), address(session, other)
    before = event(client, regular)
    assert (before["STATUS"], events(client, substitute)) == ("CONFIRMED", [])
    change(session, meeting, instructor_id=other.id)
    after = event(client, regular)
    assert (after["STATUS"], after["UID"]) == ("CANCELLED", before["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert event(client, substitute)["STATUS"] == "CONFIRMED"


def test_a_moved_a_cancelled_and_an_added_meeting_arrive(client, session, centre, section, meeting, member):
    enrol(session, member, section, Status.ENROLLED)
    for path in ("/feeds/centre.ics", f"/feeds/sections/{section.id}.ics", address(session, member)):
        before = event(client, path)
        change(
            session,
            meeting,
            starts_at=meeting.starts_at + timedelta(hours=1),
            ends_at=meeting.ends_at + timedelta(hours=1),
        )
        moved = event(client, path)
        change(session, meeting, status=MeetingStatus.CANCELLED)
        cancelled = event(client, path)
        change(session, meeting, status=MeetingStatus.SCHEDULED)
        again = event(client, path)
        assert before["UID"] == moved["UID"] == cancelled["UID"] == again["UID"]
        assert before["SEQUENCE"] < moved["SEQUENCE"] < cancelled["SEQUENCE"] < again["SEQUENCE"]
        assert moved["DTSTART"].dt == before["DTSTART"].dt + timedelta(hours=1)
        assert [one["STATUS"] for one in (moved, cancelled, again)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
        assert cancelled.walk("VALARM") == []
    change(session, make_meeting(session, section, SOON + timedelta(days=1)))
    for path in ("/feeds/centre.ics", f"/feeds/sections/{section.id}.ics", address(session, member)):
        assert len({one["UID"] for one in events(client, path)}) == 2


def test_a_cancelled_meeting_stays_ninety_days(client, session, centre, section):
    midday = NOW.replace(hour=4, minute=0, second=0)
    for days in (89, 92):
        make_meeting(session, section, midday - timedelta(days=days), status=MeetingStatus.CANCELLED)
        make_meeting(session, section, midday - timedelta(days=days))
    shown = events(client, f"/feeds/sections/{section.id}.ics")
    assert sorted(one["STATUS"] for one in shown) == ["CANCELLED", "CONFIRMED", "CONFIRMED"]


PATHS = ["centre", "section", "room", "person"]


@pytest.fixture
def path(request: pytest.FixtureRequest, session, section, meeting, member) -> str:
    enrol(session, member, section, Status.ENROLLED)
    return {
        "centre": "/feeds/centre.ics",
        "section": f"/feeds/sections/{section.id}.ics",
        "room": f"/feeds/rooms/{meeting.room_id}.ics",
        "person": address(session, member),
    }[request.param]


@pytest.mark.parametrize("path", PATHS, indirect=True)
def test_nothing_new_is_a_304(client, centre, path):
    first = client.get(path)
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f"W/{first.headers['ETag']}"},
        {"If-None-Match": f'"other", {first.headers["ETag"]}'},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


@pytest.mark.parametrize("path", PATHS, indirect=True)
def test_something_new_is_a_200_with_another_tag(client, session, centre, path, meeting):
    meeting.changed_at = NOW - timedelta(days=2)
    first = client.get(path)
    change(session, meeting, ends_at=meeting.ends_at + timedelta(minutes=5))
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": "Mon, 07 Sep 2026 02:00:00 GMT"},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ):
        second = client.get(path, headers=headers)
        assert second.status_code == 200
        assert second.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("path", PATHS, indirect=True)
def test_head_tells_the_same_without_the_text(client, centre, path):
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Length", "Content-Type"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("path", PATHS, indirect=True)
def test_only_public_calendars_may_be_kept_by_others(client, centre, path, request):
    caching = client.get(path).headers["Cache-Control"]
    assert caching.startswith("private" if request.node.callspec.params["path"] == "person" else "public")


def test_an_address_is_dead_once_renewed_or_revoked_like_one_that_never_was(client, session, centre, member):
    first = address(session, member)
    second = address(session, member)
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    service.revoke_address(session, member.id, at=NOW, by=SYSTEM)
    never = "/feeds/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics"
    assert [client.get(path).status_code for path in (second, never)] == [404, 404]
    assert _without_address(client, second) == _without_address(client, never)


def _without_address(client: FlaskClient, path: str) -> str:
    """The error page, without the address it repeats and the token of its forms."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", client.get(path).text.replace(path, ""))


def test_who_has_left_the_centre_has_no_calendar(client, session, centre, member):
    path = address(session, member)
    member.standing = Standing.ENDED
    assert client.get(path).status_code == 404


def test_addresses_cannot_be_guessed(session, member):
    tokens = {service.renew_address(session, member.id, at=NOW, by=SYSTEM).token for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 32


def test_people_make_replace_and_switch_off_their_address(client: FlaskClient, session, centre, member, app: Flask):
    sign_in(client, member)
    assert "/feeds/" not in _main(client)
    client.post("/me/feed/renew")
    first = _token(session, member)
    shown = _main(client)
    assert f"http://localhost/feeds/{first}.ics" in shown
    assert f"webcal://localhost/feeds/{first}.ics" in shown
    assert "<svg" in shown
    assert client.get("/me/feed/renew").status_code == client.get("/me/feed/revoke").status_code == 200
    assert _token(session, member) == first
    client.post("/me/feed/renew")
    second = _token(session, member)
    assert first not in _main(client)
    assert second in _main(client)
    client.post("/me/feed/revoke")
    assert service.address_of(session, member.id) is None
    assert client.get(f"/feeds/{second}.ics").status_code == 404


def _token(session: Session, person: Person) -> str:
    return found(service.address_of(session, person.id)).token


def _main(client: FlaskClient) -> str:
    return client.get("/me/feed").text.partition("<main")[2].partition("</main")[0]


def test_the_page_is_for_those_who_are_signed_in(client, centre):
    assert client.get("/me/feed").status_code in (302, 401)
    assert client.post("/me/feed/renew").status_code in (302, 401)


def test_the_timetable_leads_to_the_calendar(client, session, centre, member):
    sign_in(client, member)
    assert 'action="/me/feed/renew"' in client.get("/me/timetable").text
    path = address(session, member)
    assert f"webcal://localhost{path}" in client.get("/me/timetable").text
