from datetime import datetime, time, timedelta

import pytest

from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.rules import Status
from activity_center.people.rules import RoleName
from activity_center.rooms import service as rooms_service
from activity_center.rooms.obstacles import Hold
from activity_center.rooms.rules import BookingStatus, Span
from tests.api.scenes import MONDAY, TODAY, ZONE, a_member, a_section, a_term, an_enrolment, program_of
from tests.factories import make_person, make_room
from tests.statements import counted


@pytest.fixture
def me(session):
    return a_member(session)


@pytest.fixture
def program(app, session, me):
    return program_of(app, session, me)


def test_my_enrolments_are_everything_i_asked_for_and_nobody_elses(session, me, program):
    section = a_section(session)
    old = an_enrolment(session, section, me, Status.WITHDRAWN)
    an_enrolment(session, section, a_member(session), Status.WAITING)
    new = an_enrolment(session, section, me, Status.WAITING)
    told = program.get("/me/enrolments").get_json()
    assert [(one["id"], one["status"], one["position"]) for one in told["items"]] == [
        (new.id, "waiting", 2),
        (old.id, "withdrawn", None),
    ]
    assert told["next"] is None


def test_my_enrolments_come_in_pages(session, me, program):
    section = a_section(session)
    ids = [an_enrolment(session, section, me, Status.WITHDRAWN).id for _ in range(5)]
    first = program.get("/me/enrolments", limit=3).get_json()
    rest = program.get("/me/enrolments", limit=3, cursor=first["next"]).get_json()
    assert [one["id"] for one in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None


def test_my_timetable_has_what_i_attend_wait_for_and_teach(app, session, me, program):
    term = a_term(session)
    attended, waited, taught, declined = (a_section(session, term, weekday=day, weeks=1) for day in (1, 2, 3, 4))
    attended.meetings[0].room = make_room(session, "201")
    waited.meetings[0].status = MeetingStatus.CANCELLED
    taught.instructor = me
    for section, status in ((attended, Status.ENROLLED), (waited, Status.WAITING), (declined, Status.DECLINED)):
        an_enrolment(session, section, me, status)
    told = program.get("/me/timetable", **{"from": MONDAY, "to": MONDAY + timedelta(days=6)}).get_json()["items"]
    assert told[0] == {
        "id": attended.meetings[0].id,
        "section": attended.id,
        "title": attended.title,
        "starts_at": f"{MONDAY}T08:30:00+08:00",
        "ends_at": f"{MONDAY}T10:00:00+08:00",
        "room": {"id": attended.meetings[0].room.id, "name": "201"},
        "place": "",
        "status": "scheduled",
        "enrolment_status": "enrolled",
        "booking": None,
        "event": None,
        "match": None,
        "contest": None,
    }
    assert [(one["section"], one["status"], one["enrolment_status"]) for one in told[1:]] == [
        (waited.id, "cancelled", "waiting"),
        (taught.id, "scheduled", None),
    ]


def test_my_timetable_has_the_rooms_i_booked_or_asked_for_among_the_meetings(session, me, program):
    section, (room, other) = a_section(session, weeks=1), (make_room(session, name) for name in ("201", "202"))
    an_enrolment(session, section, me, Status.ENROLLED)
    early, asked, cancelled = (
        a_booking(session, me, hour, rooms, status)
        for hour, rooms, status in (
            (7, (room, other), BookingStatus.HELD),
            (14, (room,), BookingStatus.REQUESTED),
            (16, (room,), BookingStatus.CANCELLED),
        )
    )
    a_booking(session, a_member(session), 17, (room,), BookingStatus.HELD)
    days = {"from": MONDAY, "to": MONDAY}
    rows = program.get("/me/timetable", **days).get_json()["items"]
    assert [(row["booking"], row["section"], row["status"]) for row in rows] == [
        (early, None, "held"),
        (None, section.id, "scheduled"),
        (asked, None, "requested"),
    ]
    assert (rows[0]["room"]["name"], rows[0]["place"], rows[2]["place"]) == ("201", "201, 202", "")
    assert cancelled not in [row["booking"] for row in rows]
    first = program.get("/me/timetable", **days, limit=1).get_json()
    rest = program.get("/me/timetable", **days, cursor=first["next"]).get_json()
    assert first["items"] + rest["items"] == rows


def a_booking(session, owner, hour, rooms, status):
    starts_at = datetime.combine(MONDAY, time(hour), ZONE)
    span = Span(starts_at, starts_at + timedelta(hours=1))
    more = {"owner_id": owner.id, "planned_on": MONDAY}
    hold = Hold("读书会", span, tuple(room.id for room in rooms), more=more)
    if status is BookingStatus.HELD:
        return rooms_service.hold_all(session, [hold], zone=ZONE)[0]
    return rooms_service.wish_all(session, [hold], status)[0]


def test_both_days_of_a_timetable_are_included(session, me, program):
    an_enrolment(session, a_section(session, weeks=3), me, Status.ENROLLED)

    def starts(**days):
        return [one["starts_at"][:10] for one in program.get("/me/timetable", **days).get_json()["items"]]

    second = MONDAY + timedelta(weeks=1)
    assert starts(**{"from": MONDAY, "to": second}) == [str(MONDAY), str(second)]
    assert starts(**{"from": second, "to": second}) == [str(second)]
    assert starts(**{"from": f"{MONDAY}T10:00:00+08:00", "to": f"{second}T08:30:00+08:00"}) == []
    assert starts(**{"from": f"{MONDAY}T01:00:00Z", "to": f"{second}T00:31:00Z"}) == [str(MONDAY), str(second)]
    assert len(starts()) == 3
    assert starts(**{"from": "", "to": TODAY}) == []


def test_a_timetable_comes_in_pages(session, me, program):
    an_enrolment(session, a_section(session, weeks=5), me, Status.ENROLLED)
    days = {"from": MONDAY, "to": MONDAY + timedelta(weeks=8), "limit": 3}
    first = program.get("/me/timetable", **days).get_json()
    rest = program.get("/me/timetable", **days, cursor=first["next"]).get_json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from": "tomorrow"}, "from"),
        ({"from": "2026-09-07T08:30:00"}, "from"),
        ({"to": "0001-01-01"}, "to"),
        ({"to": "9999-12-31"}, "to"),
        ({"to": "2026-02-30"}, "to"),
        ({"from": "2026-09-07", "to": "2026-09-01"}, "to"),
        ({"from": "2026-09-07", "to": "2028-09-07"}, "to"),
        ({"from": "2026-09-07", "cursor": "5"}, "cursor"),
    ],
)
def test_days_out_of_shape_are_named(program, session, days, field):
    answer = program.get("/me/timetable", **days)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_a_long_timetable_takes_no_more_queries_than_a_short_one(session, me, program):
    numbers = []
    for weekday, weeks in ((1, 1), (2, 15)):
        teacher = make_person(session, "王老师", RoleName.INSTRUCTOR)
        section = a_section(session, weekday=weekday, weeks=weeks, instructor=teacher)
        an_enrolment(session, section, me, Status.ENROLLED)
        with counted(session) as sent:
            program.get("/me/timetable", **{"from": MONDAY, "to": MONDAY + timedelta(weeks=20)})
        numbers.append(len([one for one in sent if one.startswith("SELECT")]))
    assert numbers[0] == numbers[1] < 15
