"""The doctor finds what is wrong, and only that."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import text
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.courses.models import Section
from activity_center.courses.rules import MeetingStatus
from activity_center.doctor import records
from activity_center.doctor.findings import Check
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.rooms.models import Booking, BookingPerson, BookingRoom
from activity_center.rooms.rules import BookingStatus
from activity_center.societies import elections
from activity_center.societies.life_models import Election, Urn
from activity_center.societies.rules import Post
from activity_center.terms import service as terms
from tests import factories
from tests.cli.apps import opened
from tests.commands import run
from tests.societies.scenes import AT, TODAY, a_society

BY = Actor(via="cli")


@pytest.fixture
def examined(app: Flask, session: Session, at: datetime) -> Iterator[Callable[[Check], list[tuple[str, str]]]]:
    """A function that runs one check and returns its findings."""
    with force_locale("en"):
        yield lambda check: [(finding.level.value, finding.text) for finding in check(session, at)]


def levels(findings: list[tuple[str, str]]) -> list[str]:
    return [level for level, _text in findings]


def enrol(session: Session, section: Section, status: Status, at: datetime, **values) -> Enrolment:
    enrolment = Enrolment(
        section=section, person=factories.make_person(session), status=status, requested_at=at, changed_at=at, **values
    )
    session.add(enrolment)
    session.flush()
    return enrolment


@pytest.mark.parametrize("check", records.CHECKS, ids=lambda check: check.__name__)
def test_nothing_is_wrong_with_an_empty_centre(examined, check: Check):
    assert "problem" not in levels(examined(check))


def test_too_many_people_are_a_problem_unless_the_seats_became_fewer(session: Session, examined, at: datetime):
    section = factories.make_section(session, capacity=1)
    for _n in range(2):
        enrol(session, section, Status.ENROLLED, at)
    assert levels(examined(records.nobody_too_many)) == ["problem"]
    enrolment.change_capacity(session, section.id, 1, at=at, by=BY)
    assert levels(examined(records.nobody_too_many)) == ["note"]


def test_a_free_seat_while_somebody_waits_is_a_problem(session: Session, examined, at: datetime):
    section = factories.make_section(session, capacity=1)
    waiting = enrol(session, section, Status.WAITING, at)
    assert levels(examined(records.no_seat_idle)) == ["problem"]
    waiting.passed_over = ["clash"]
    session.flush()
    assert levels(examined(records.no_seat_idle)) == ["ok"]


def test_an_offer_that_has_just_run_out_is_no_problem_yet(session: Session, examined, at: datetime):
    section = factories.make_section(session, capacity=1)
    offer = enrol(session, section, Status.OFFERED, at, offer_expires_at=at - timedelta(minutes=1))
    assert levels(examined(records.no_seat_idle)) == ["ok"]
    offer.offer_expires_at = at - timedelta(hours=1)
    session.flush()
    assert levels(examined(records.no_seat_idle)) == ["problem"]


@pytest.mark.sqlite_only
def test_two_places_of_one_person_in_one_class_are_a_problem(session: Session, examined, at: datetime):
    session.execute(text("DROP INDEX uq_enrolment_live"))
    section = factories.make_section(session)
    first = enrol(session, section, Status.ENROLLED, at)
    session.add(Enrolment(section=section, person=first.person, status=Status.WAITING, requested_at=at, changed_at=at))
    session.flush()
    assert levels(examined(records.nobody_twice)) == ["problem"]
    session.rollback()


def test_a_ballot_without_a_voter_is_a_problem(session: Session, examined):
    society = a_society(session)
    days = {"from_on": TODAY, "until_on": TODAY, "members_on": TODAY}
    times = {"opens_at": AT, "closes_at": AT + timedelta(days=1)}
    row = Election(society_id=society.id, post=Post.LEADER, **days, **times)
    session.add(row)
    session.flush()
    session.add(Urn(election_id=row.id, ballots={}))
    session.flush()
    assert levels(examined(records.as_many_ballots_as_voters)) == ["ok"]
    elections.urn(session, row.id).ballots = {"0000-0001": [1]}
    session.flush()
    assert levels(examined(records.as_many_ballots_as_voters)) == ["problem"]


@pytest.mark.sqlite_only
def test_two_bookings_at_once_are_a_problem(session: Session, examined, at: datetime):
    room, person = factories.make_room(session), factories.make_person(session)
    hours = [(0, 4), (1, 2), (3, 5), (5, 6)]
    for starts, ends in hours:
        span = {"starts_at": at + timedelta(hours=starts), "ends_at": at + timedelta(hours=ends)}
        session.add(
            Booking(
                title=f"{starts}",
                holds_rooms=[BookingRoom(room_id=room.id, **span)],
                holds_persons=[BookingPerson(person_id=person.id, **span)],
                **span,
            )
        )
    session.flush()
    for check in (records.no_room_twice, records.nobody_in_two_places):
        assert [text for _level, text in examined(check) if "“0” and “1”" in text or "“0” and “3”" in text]
        assert levels(examined(check)) == ["problem", "problem"]


@pytest.mark.parametrize(
    ("meeting_values", "booking_values", "expected"),
    [
        ({}, {}, "ok"),
        ({"starts_at": datetime(2026, 9, 7, 0, 45, tzinfo=UTC)}, {}, "problem"),
        ({}, {"status": BookingStatus.CANCELLED}, "problem"),
        ({"status": MeetingStatus.CANCELLED}, {}, "problem"),
        ({"status": MeetingStatus.CANCELLED}, {"status": BookingStatus.CANCELLED}, "ok"),
    ],
)
def test_a_meeting_and_its_booking_agree(session: Session, examined, meeting_values, booking_values, expected: str):
    meeting = factories.make_meeting(session, factories.make_section(session))
    span = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    meeting.booking = Booking(title="x", **span | booking_values)
    for name, value in meeting_values.items():
        setattr(meeting, name, value)
    session.flush()
    assert levels(examined(records.meetings_hold_their_time)) == [expected]


def test_a_booking_holds_its_own_time(session: Session, examined, at: datetime):
    room, later = factories.make_room(session), at + timedelta(hours=1)
    booking = Booking(title="x", starts_at=at, ends_at=later)
    booking.holds_rooms = [BookingRoom(room_id=room.id, starts_at=at, ends_at=later)]
    session.add(booking)
    session.flush()
    assert levels(examined(records.bookings_hold_their_time)) == ["ok"]
    booking.ends_at = later + timedelta(hours=1)
    session.flush()
    assert levels(examined(records.bookings_hold_their_time)) == ["problem"]


def test_years_without_holidays_are_named(session: Session, examined, at: datetime):
    terms.seed_closures(session, at=at, by=BY)
    assert levels(examined(records.holidays_are_entered)) == ["ok"]
    factories.make_term(session, first_on=date(2030, 9, 1), last_on=date(2031, 1, 15))
    told = " ".join(text for _level, text in examined(records.holidays_are_entered))
    assert "2026" not in told
    assert "2030" in told
    assert "2031" in told


@pytest.mark.slow
def test_the_exit_code_says_whether_there_is_a_problem(empty_url: str):
    key = "a long and random text that nobody can guess"
    run("setup", "--admin", "zhaomin", "--centre", "Centre", DATABASE_URL=empty_url, SECRET_KEY=key)
    said = run("doctor", DATABASE_URL=empty_url, SECRET_KEY=key, code=0 if empty_url.startswith("sqlite") else 1)
    problems = [line for line in said.splitlines() if line.startswith("problem")]
    # The PostgreSQL of the tests answers before the disk does, and the doctor sees it.
    assert [line for line in problems if "power cut" not in line] == []
    assert "is short" in run("doctor", DATABASE_URL=empty_url, SECRET_KEY="short", code=1)


@pytest.mark.slow
def test_a_database_without_a_schema_is_a_problem(empty_url: str):
    with opened(empty_url, migrated=False) as session:
        session.connection()
        session.commit()
    assert "run activity-center migrate" in run("doctor", DATABASE_URL=empty_url, code=1)
