from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from activity_center.courses.models import Department, SectionTime
from activity_center.courses.rules import FeePer, MeetingStatus, Mode, SectionStatus
from activity_center.enrolment.rules import Status
from activity_center.people.rules import Category, RoleName
from tests.api.scenes import (
    MONDAY,
    NOW,
    Program,
    a_member,
    a_section,
    a_term,
    an_enrolment,
    codes,
    program_of,
    staff,
)
from tests.factories import make_course, make_person, make_room, make_window
from tests.statements import counted


def ids(answer):
    assert answer.status_code == 200, answer.get_json()
    return [section["id"] for section in answer.get_json()["items"]]


def test_a_section_is_told_as_the_contract_says(app, session):
    painting = Department(name="书画系")
    teacher, room = make_person(session, "王老师", RoleName.INSTRUCTOR), make_room(session, "201")
    section = a_section(
        session,
        course=make_course(session, "书法", department=painting),
        instructor=teacher,
        fee_amount=Decimal(120),
        fee_per=FeePer.YEAR,
    )
    section.times = [SectionTime(weekday=1, starts=time(8, 30), ends=time(10), room=room)]
    for status in (Status.ENROLLED, Status.OFFERED, Status.WAITING, Status.WITHDRAWN):
        an_enrolment(session, section, a_member(session), status)
    told = Program(app).get("/sections").get_json()["items"][0]
    window = section.term.windows[0]
    assert told == {
        "id": section.id,
        "title": "书法",
        "status": "open",
        "course": {"id": section.course_id, "name": "书法"},
        "department": {"id": painting.id, "name": "书画系"},
        "term": {"id": section.term_id, "name": section.term.name},
        "instructor": {"id": teacher.id, "name": "王老师"},
        "times": [
            {"weekday": 1, "starts": "08:30", "ends": "10:00", "room": {"id": room.id, "name": "201"}, "place": ""}
        ],
        "first_on": MONDAY.isoformat(),
        "last_on": (MONDAY + timedelta(days=7)).isoformat(),
        "meetings": 2,
        "capacity": 30,
        "taken": 2,
        "waiting": 1,
        "mode": "first_come",
        "fee": {"amount": "120.00", "currency": "CNY", "per": "year"},
        "window": {
            "state": "open",
            "opens_at": window.opens_at.astimezone(app.config["ZONE"]).isoformat(),
            "closes_at": window.closes_at.astimezone(app.config["ZONE"]).isoformat(),
        },
        "refusals": [],
        "enrolment": None,
    }


def test_one_section_has_its_meetings(app, session):
    section = a_section(session)
    first, second = section.meetings
    first.room, second.status = make_room(session, "202"), MeetingStatus.CANCELLED
    told = Program(app).get(f"/sections/{section.id}").get_json()["meetings"]
    assert told == [
        {
            "id": first.id,
            "starts_at": f"{MONDAY}T08:30:00+08:00",
            "ends_at": f"{MONDAY}T10:00:00+08:00",
            "room": {"id": first.room.id, "name": "202"},
            "place": "",
            "status": "scheduled",
        },
        told[1],
    ]
    assert (told[1]["id"], told[1]["status"], told[1]["room"]) == (second.id, "cancelled", None)


def test_a_section_that_says_little_says_null(app, session):
    bare = a_section(session, None, weeks=0, mode=Mode.WALK_IN)
    bare.term = bare.term_id = None
    told = Program(app).get(f"/sections/{bare.id}").get_json()
    nothing = ("department", "term", "instructor", "first_on", "last_on", "fee")
    assert [told[name] for name in nothing] == [None] * 6
    assert told["window"] == {"state": "none", "opens_at": None, "closes_at": None}


def test_a_fee_of_nothing_is_no_missing_fee(app, session):
    section = a_section(session, fee_amount=Decimal(0))
    assert Program(app).get(f"/sections/{section.id}").get_json()["fee"]["amount"] == "0.00"


def test_sections_are_found_by_initials_weekday_department_and_term(app, session):
    term, other = a_term(session), a_term(session)
    painting = Department(name="书画系")
    shufa = a_section(session, term, course=make_course(session, "书法", department=painting))
    taiji = a_section(session, term, weekday=3, course=make_course(session, "太极拳"))
    later = a_section(session, other, weekday=5, course=make_course(session, "书法"))
    program = Program(app)
    assert ids(program.get("/sections")) == [shufa.id, taiji.id, later.id]
    assert ids(program.get("/sections", q="sf")) == [shufa.id, later.id]
    assert ids(program.get("/sections", q="太极")) == [taiji.id]
    assert ids(program.get("/sections", weekday=3)) == [taiji.id]
    assert ids(program.get("/sections", weekday=[3, 5])) == [taiji.id, later.id]
    assert ids(program.get("/sections", department=painting.id)) == [shufa.id]
    assert ids(program.get("/sections", term=other.id)) == [later.id]
    assert ids(program.get("/sections", term=term.id, weekday="", department="", q="", fits_me="")) == [
        shufa.id,
        taiji.id,
    ]


def test_terms_that_are_over_are_left_out_unless_asked_for(app, session):
    over = a_term(session, first_on=MONDAY - timedelta(weeks=30), last_on=MONDAY - timedelta(weeks=20))
    section = a_section(session, over)
    assert ids(Program(app).get("/sections")) == []
    assert ids(Program(app).get("/sections", term=over.id)) == [section.id]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"weekday": 8}, "weekday.0"),
        ({"weekday": "Monday"}, "weekday.0"),
        ({"term": 0}, "term"),
        ({"term": 2**31}, "term"),
        ({"department": "x"}, "department.0"),
        ({"limit": 201}, "limit"),
        ({"limit": 0}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "9" * 10}, "cursor"),
        ({"fits_me": "perhaps"}, "fits_me"),
        ({"q": "x" * 81}, "q"),
        ({"q": "a\x00"}, "q"),
    ],
)
def test_a_filter_out_of_shape_is_named(app, session, query, field):
    answer = Program(app).get("/sections", **query)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


@pytest.mark.parametrize("more", [{}, {"fits_me": 1}])
def test_pages_follow_each_other_without_a_gap(app, session, more):
    term, me = a_term(session), a_member(session)
    wanted = [a_section(session, term, weekday=day, weeks=0).id for day in (1, 1, 2, 4, 7)]
    program, found, cursor = program_of(app, session, me), [], ""
    while cursor is not None:
        answer = program.get("/sections", limit=2, cursor=cursor, **more)
        found += ids(answer)
        cursor = answer.get_json()["next"]
        assert cursor is None or isinstance(cursor, str)
    assert found == wanted


def test_drafts_are_for_staff(app, session):
    draft = a_section(session, status=SectionStatus.DRAFT, capacity=None, weeks=0)
    draft.times = [SectionTime()]
    member, desk = program_of(app, session, a_member(session)), program_of(app, session, staff(session))
    assert (ids(member.get("/sections")), ids(desk.get("/sections"))) == ([], [draft.id])
    assert [program.get(f"/sections/{draft.id}").status_code for program in (Program(app), member, desk)] == [
        404,
        404,
        200,
    ]
    told = desk.get(f"/sections/{draft.id}").get_json()
    assert (told["capacity"], told["status"], told["times"][0]["weekday"]) == (None, "draft", None)


def test_a_cancelled_section_is_not_listed_and_says_so(app, session):
    section = a_section(session, status=SectionStatus.CANCELLED)
    assert ids(Program(app).get("/sections")) == []
    assert Program(app).get(f"/sections/{section.id}").get_json()["status"] == "cancelled"


def test_the_window_is_that_of_the_members_category(app, session):
    term = a_term(session, is_open=False)
    later = NOW + timedelta(days=3)
    make_window(session, term, categories=[Category.VETERAN_CADRE.value], opens_at=NOW - timedelta(days=1))
    make_window(session, term, categories=[Category.PUBLIC.value], opens_at=later, closes_at=later + timedelta(days=9))
    section = a_section(session, term)
    people = [
        None,
        staff(session),
        *(a_member(session, category=c) for c in (Category.VETERAN_CADRE, Category.PUBLIC, Category.SPOUSE)),
    ]
    programs = [program_of(app, session, person) if person else Program(app) for person in people]
    windows = [program.get(f"/sections/{section.id}").get_json()["window"] for program in programs]
    assert [window["state"] for window in windows] == ["open", "open", "open", "before", "none"]
    assert datetime.fromisoformat(windows[3]["opens_at"]).astimezone(UTC) == later


def test_refusals_are_mine_and_tell_what_to_do(app, session):
    term, me = a_term(session), a_member(session)
    mine, clashing = a_section(session, term), a_section(session, term, course=make_course(session, "国画"))
    an_enrolment(session, mine, me, Status.ENROLLED)
    program = program_of(app, session, me)
    told = {section["id"]: section for section in program.get("/sections").get_json()["items"]}
    assert told[mine.id]["refusals"] == []
    assert told[mine.id]["enrolment"]["status"] == "enrolled"
    refusal = told[clashing.id]["refusals"][0]
    assert refusal["code"] == "clash"
    assert "书法" in refusal["message"]
    assert refusal["remedy"]
    assert codes(program.post(f"/sections/{clashing.id}/enrolments")) == ["clash"]
    assert Program(app).get("/sections").get_json()["items"][1]["refusals"] == []


def test_the_remedy_names_another_section_before_and_after_asking(app, session):
    term, me = a_term(session), a_member(session)
    an_enrolment(session, a_section(session, term), me, Status.ENROLLED)
    wanted = a_section(session, term, course=make_course(session, "国画"))
    a_section(session, term, weekday=3, course=make_course(session, "太极拳"))
    program = program_of(app, session, me)
    before = program.get(f"/sections/{wanted.id}").get_json()["refusals"]
    after = program.post(f"/sections/{wanted.id}/enrolments").get_json()["reasons"]
    assert before == after
    assert "太极拳" in after[0]["remedy"]


def test_fits_me_leaves_out_what_clashes_is_too_much_or_is_not_for_me(app, session):
    term = a_term(session, is_open=False)
    me = a_member(session)
    mine = a_section(session, term)
    an_enrolment(session, mine, me, Status.ENROLLED)
    a_section(session, term, course=make_course(session, "国画"))
    a_section(session, term, weekday=2, max_age=60)
    a_section(session, term, weekday=3, categories=[Category.SPOUSE.value])
    good = a_section(session, term, weekday=4)
    program = program_of(app, session, me)
    assert ids(program.get("/sections", fits_me=1)) == [mine.id, good.id]
    term.seats_per_person = 1
    assert ids(program.get("/sections", fits_me="true")) == [mine.id]
    assert len(ids(program.get("/sections", fits_me=0))) == 5


def test_fits_me_needs_to_know_whom(app, session):
    assert Program(app).get("/sections", fits_me=1).status_code == 401


def test_two_hundred_sections_take_no_more_queries_than_two(app, session):
    term, me = a_term(session), a_member(session)
    teacher = make_person(session, "王老师", RoleName.INSTRUCTOR)

    def make(number):
        for n in range(number):
            course = make_course(session, f"课程 {n}", department=Department(name=f"系 {n}-{number}"))
            a_section(session, term, weekday=1 + n % 7, course=course, instructor=teacher, categories=["spouse"])

    program, sent = program_of(app, session, me), []
    for number in (2, 198):
        make(number)
        with counted(session) as statements:
            answer = program.get("/sections", limit=200)
        sent.append(len([one for one in statements if "INSERT" not in one]))
    assert len(ids(answer)) == 200
    assert sent[0] == sent[1] < 30


@pytest.fixture
def full(session):
    section = a_section(session, instructor=make_person(session, "王老师", RoleName.INSTRUCTOR))
    statuses = [Status.WAITING, Status.ENROLLED, Status.APPLIED, Status.OFFERED, Status.WITHDRAWN, Status.ENROLLED]
    for number, status in enumerate((*statuses, Status.WAITING)):
        an_enrolment(session, section, a_member(session, f"学员{number}"), status)
    return section


def test_a_roster_is_in_order_for_the_instructor_and_staff(app, session, full):
    for person in (full.instructor, staff(session)):
        answer = program_of(app, session, person).get(f"/sections/{full.id}/roster").get_json()
        assert answer["next"] is None
        rows = [(row["name"], row["status"], row["position"]) for row in answer["items"]]
        assert rows == [
            ("学员1", "enrolled", None),
            ("学员5", "enrolled", None),
            ("学员3", "offered", None),
            ("学员0", "waiting", 1),
            ("学员6", "waiting", 2),
            ("学员2", "applied", None),
        ]
    assert answer["items"][0].keys() == {
        "id",
        "section",
        "person",
        "name",
        "status",
        "position",
        "offer_expires_at",
        "requested_at",
    }


def test_a_roster_is_for_nobody_else(app, session, full):
    colleague = make_person(session, "赵老师", RoleName.INSTRUCTOR)
    for person in (a_member(session), colleague):
        assert program_of(app, session, person).get(f"/sections/{full.id}/roster").status_code == 403
    full.status = SectionStatus.DRAFT
    assert program_of(app, session, colleague).get(f"/sections/{full.id}/roster").status_code == 404
    assert program_of(app, session, staff(session)).get("/sections/999/roster").status_code == 404
