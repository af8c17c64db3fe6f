"""The register of a meeting by program."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from activity_center import clock
from activity_center.attendance import closing
from activity_center.audit import Actor
from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.rules import Status
from activity_center.people.rules import RoleName
from tests.api.scenes import NOW, a_member, a_section, an_enrolment, program_of, staff
from tests.enrolment.scenes import ZONE
from tests.factories import make_meeting, make_person
from tests.leave.scenes import a_leave
from tests.statements import counted

STARTED = NOW - timedelta(minutes=20)


@pytest.fixture
def meeting(session):
    """Return a meeting that has begun twenty minutes ago, of a section with two people and one who waits."""
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR)
    section = a_section(session, weeks=0, instructor=teacher)
    for number, status in enumerate((Status.ENROLLED, Status.ENROLLED, Status.WAITING)):
        an_enrolment(session, section, a_member(session, f"学员{number}"), status, changed_at=NOW - timedelta(days=9))
    return make_meeting(session, section, STARTED)


@pytest.fixture
def teacher(app, session, meeting):
    return program_of(app, session, meeting.section.instructor)


def path(meeting):
    return f"/meetings/{meeting.id}/register"


def a_mark(person, mark="present", at=None, **more):
    made_at = (at or NOW - timedelta(minutes=5)).isoformat()
    return {"id": str(uuid4()), "person": person, "mark": mark, "marked_at": made_at, "device": "手机"} | more


def outcomes(answer):
    return [outcome["outcome"] for outcome in answer.get_json()["outcomes"]]


def test_a_register_lists_who_is_expected_and_who_waits(meeting, teacher):
    answer = teacher.get(path(meeting))
    register = answer.get_json()
    assert (answer.status_code, register["meeting"], register["title"]) == (200, meeting.id, "书法")
    assert [(row["name"], row["mark"], row["part"]) for row in register["rows"]] == [
        ("学员0", None, "expected"),
        ("学员1", None, "expected"),
    ]
    assert register["rows"][0].keys() >= {"enrolment", "person", "name", "mark", "marked_at"}
    assert [(row["name"], row["position"]) for row in register["waiting"]] == [("学员2", 1)]


def test_marks_are_saved_by_person_or_enrolment_and_cleared_by_null(meeting, teacher):
    one, other = teacher.get(path(meeting)).get_json()["rows"]
    by_enrolment = a_mark(None, "late", enrolment=other["enrolment"])
    del by_enrolment["person"]
    answer = teacher.put(path(meeting), {"marks": [a_mark(one["person"]), by_enrolment]})
    assert answer.status_code == 200, answer.text
    assert outcomes(answer) == ["saved", "saved"]
    assert [row["mark"] for row in answer.get_json()["rows"]] == ["present", "late"]
    cleared = teacher.put(path(meeting), {"marks": [a_mark(one["person"], None, NOW)]})
    assert [row["mark"] for row in cleared.get_json()["rows"]] == [None, "late"]


def test_the_same_id_counts_once_and_an_older_mark_is_told_so(meeting, teacher):
    [one, _] = teacher.get(path(meeting)).get_json()["rows"]
    first = a_mark(one["person"], "absent", NOW - timedelta(minutes=9))
    assert outcomes(teacher.put(path(meeting), {"marks": [first]})) == ["saved"]
    assert outcomes(teacher.put(path(meeting), {"marks": [first]})) == ["saved"]
    later = a_mark(one["person"], "late", NOW - timedelta(minutes=2))
    assert outcomes(teacher.put(path(meeting), {"marks": [later, first]})) == ["saved", "older"]
    assert teacher.get(path(meeting)).get_json()["rows"][0]["mark"] == "late"


def test_a_mark_that_is_not_taken_says_why_and_stops_no_other(session, meeting, teacher):
    [one, _] = teacher.get(path(meeting)).get_json()["rows"]
    stranger = a_member(session, "路人")
    answer = teacher.put(path(meeting), {"marks": [a_mark(stranger.id), a_mark(one["person"])]})
    refused, saved = answer.get_json()["outcomes"]
    assert (refused["outcome"], saved["outcome"], saved["reasons"]) == ("refused", "saved", [])
    [reason] = refused["reasons"]
    assert reason["code"] == "not_on_register"
    assert "no place in “书法”" in reason["message"]
    assert reason["remedy"]


def test_a_clock_that_is_off_is_put_right_by_when_it_was_sent(meeting, teacher):
    [one, _] = teacher.get(path(meeting)).get_json()["rows"]
    ahead = timedelta(hours=3)
    wrong = a_mark(one["person"], at=clock.now() - timedelta(minutes=5) + ahead)
    body = {"marks": [wrong], "sent_at": (clock.now() + ahead).isoformat()}
    row = teacher.put(path(meeting), body).get_json()["rows"][0]
    minutes = (clock.now() - datetime.fromisoformat(row["marked_at"])) / timedelta(minutes=1)
    assert 4.9 < minutes < 6


def test_no_register_is_open_before_its_time_nor_of_a_cancelled_meeting(app, session, meeting, teacher):
    [one, _] = teacher.get(path(meeting)).get_json()["rows"]
    tomorrow = make_meeting(session, meeting.section, NOW + timedelta(days=1))
    early = teacher.put(path(tomorrow), {"marks": [a_mark(one["person"])]}).get_json()
    assert [reason["code"] for reason in early["outcomes"][0]["reasons"]] == ["register_not_open"]
    tomorrow.status = MeetingStatus.CANCELLED
    off = teacher.put(path(tomorrow), {"marks": [a_mark(one["person"])]}).get_json()
    assert [reason["code"] for reason in off["outcomes"][0]["reasons"]] == ["meeting_cancelled"]


def test_a_register_is_kept_by_its_instructor_its_substitute_and_staff_only(app, session, meeting):
    stand_in, colleague = (make_person(session, name, RoleName.INSTRUCTOR) for name in ("李老师", "赵老师"))
    meeting.instructor = stand_in
    for who in (stand_in, staff(session), meeting.section.instructor):
        program = program_of(app, session, who)
        assert program.get(path(meeting)).status_code == 200
        assert program.put(path(meeting), {"marks": []}).status_code == 200
    for who in (colleague, a_member(session)):
        program = program_of(app, session, who)
        assert program.get(path(meeting)).status_code == 403
        assert program.put(path(meeting), {"marks": []}).status_code == 403
    assert program_of(app, session, staff(session)).get("/meetings/4711/register").status_code == 404
    assert program_of(app, session, staff(session)).put("/meetings/4711/register", {"marks": []}).status_code == 404


@pytest.mark.parametrize(
    "flaw",
    [
        {"mark": "here"},
        {"marked_at": "2026-09-07T08:30:00"},
        {"marked_at": "0001-01-01T00:00:00+14:00"},
        {"marked_at": 3},
        {"id": ""},
        {"id": "x" * 65},
        {"person": None},
        {"person": 0},
        {"note": "?"},
    ],
)
def test_a_mark_out_of_shape_is_told_so(meeting, teacher, flaw):
    answer = teacher.put(path(meeting), {"marks": [a_mark(1) | flaw]})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"].startswith("marks.0")


def test_a_register_of_any_length_costs_the_same_statements(app, session, meeting, teacher):
    numbers = []
    for size in (2, 35):
        for number in range(size - 2):
            an_enrolment(session, meeting.section, a_member(session, f"后来{number}"), Status.ENROLLED)
        rows = teacher.get(path(meeting)).get_json()["rows"]
        with counted(session) as sent:
            teacher.put(path(meeting), {"marks": [a_mark(row["person"], "absent") for row in rows]})
        with counted(session) as read:
            teacher.get(path(meeting))
        numbers.append((len(rows), len(read)))
        assert len(sent) <= 31
    assert numbers[0][1] == numbers[1][1] <= 14


def test_who_is_on_leave_has_that_mark_and_a_closed_register_says_so(session, meeting, teacher):
    one, other = (row["person"] for row in teacher.get(path(meeting)).get_json()["rows"])
    a_leave(
        session,
        one,
        meeting.starts_at.astimezone(ZONE).date(),
        section_id=meeting.section_id,
        asked_at=NOW - timedelta(days=1),
    )
    register = teacher.get(path(meeting)).get_json()
    assert [(row["mark"], row["marked_at"]) for row in register["rows"]] == [("leave", None), (None, None)]
    assert register["closed_at"] is None
    closing.close(session, meeting.id, at=NOW - timedelta(minutes=3), by=Actor())
    session.commit()
    late = a_mark(other, at=NOW - timedelta(minutes=1))
    answer = teacher.put(path(meeting), {"marks": [a_mark(one), late]})
    assert outcomes(answer) == ["saved", "refused"]
    assert answer.get_json()["outcomes"][1]["reasons"][0]["code"] == "register_closed"
    assert answer.get_json()["closed_at"]
