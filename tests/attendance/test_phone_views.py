"""What a phone is told, and what it sends."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from activity_center import clock
from activity_center.attendance import register as registers
from activity_center.attendance.models import Marking, RegisterNote
from activity_center.attendance.rules import Mark
from activity_center.audit import Actor
from activity_center.courses.rules import MeetingStatus
from activity_center.paths import folder
from activity_center.people.rules import RoleName
from tests.attendance.scenes import a_person, a_section, an_enrolment, stands
from tests.factories import make_meeting, make_person, sign_in
from tests.statements import counted

NOW = clock.now()


@pytest.fixture
def meeting(session):
    """Return a meeting that began twenty minutes ago, with two people."""
    teacher = make_person(session, "王怀远", RoleName.INSTRUCTOR)
    meeting = make_meeting(session, a_section(session, instructor=teacher), NOW - timedelta(minutes=20))
    for name in ("李秀英", "王建国"):
        an_enrolment(session, meeting.section, a_person(session, name=name)).changed_at = NOW - timedelta(days=9)
    session.flush()
    return meeting


@pytest.fixture
def people(session, meeting):
    return [row.person_id for row in registers.register(session, meeting.id).rows]


@pytest.fixture
def teacher(client, meeting):
    sign_in(client, meeting.section.instructor)
    return client


def address(meeting):
    return f"/teach/meetings/{meeting.id}/marks"


def a_mark(person, mark="present", id="one", at=None):
    return {"id": id, "person": person, "mark": mark, "marked_at": (at or clock.now()).isoformat()}


def a_parcel(meeting, *marks, notes=(), sent_at=None, **more):
    sent = {"by": meeting.section.instructor.id, "device": "iPhone 1a2b", "marks": list(marks), "notes": list(notes)}
    return sent | {"sent_at": (sent_at or clock.now()).isoformat()} | more


def outcomes(answer):
    assert answer.status_code == 200, answer.text
    return [outcome["outcome"] for outcome in answer.json["outcomes"]]


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_marks_are_taken_each_once_and_the_answer_tells_how_everybody_stands(session, teacher, meeting, people):
    parcel = a_parcel(meeting, a_mark(people[0]), a_mark(people[1], "absent", "two"))
    assert outcomes(teacher.post(address(meeting), json=parcel)) == ["saved", "saved"]
    again = teacher.post(address(meeting), json=parcel)
    assert outcomes(again) == ["saved", "saved"]
    assert count(session, Marking) == 2
    first, second = again.json["rows"]
    assert (first["person"], first["mark"], first["stands"]["by"], first["stands"]["device"]) == (
        people[0],
        "present",
        "王怀远",
        "iPhone 1a2b",
    )
    assert (second["mark"], second["stands"]["id"]) == ("absent", "two")
    assert teacher.get(address(meeting)).json["rows"] == again.json["rows"]


def test_a_mark_that_somebody_overtook_is_told_with_theirs(session, teacher, meeting, people):
    colleague, now = make_person(session, "李老师", RoleName.INSTRUCTOR), clock.now()
    by = Actor(colleague.id, "web")
    registers.mark_by_hand(session, meeting.id, {people[0]: Mark.LATE}, at=now - timedelta(minutes=2), by=by)
    older = a_mark(people[0], "absent", at=now - timedelta(minutes=5))
    (told,) = teacher.post(address(meeting), json=a_parcel(meeting, older, sent_at=now)).json["outcomes"]
    assert (told["outcome"], told["other"]["mark"], told["other"]["by"]) == ("older", "late", "李老师")
    assert told["mine"]["mark"] == "absent"
    newer = a_mark(people[0], "leave", "two", at=now)
    (told,) = teacher.post(address(meeting), json=a_parcel(meeting, newer, sent_at=now)).json["outcomes"]
    assert (told["outcome"], told["other"]["mark"], told["other"]["by"]) == ("saved", "late", "李老师")


def test_a_clock_that_is_wrong_by_years_is_put_right(session, teacher, meeting, people):
    sent_at = NOW.replace(year=2001)
    mark = a_mark(people[0], at=sent_at - timedelta(minutes=3))
    assert outcomes(teacher.post(address(meeting), json=a_parcel(meeting, mark, sent_at=sent_at))) == ["saved"]
    off = clock.now() - timedelta(minutes=3) - stands(session, meeting, people[0]).marked_at
    assert abs(off) < timedelta(minutes=1)


def test_a_refused_mark_says_why_and_stops_no_other(session, teacher, meeting, people):
    stranger = a_person(session)
    parcel = a_parcel(meeting, a_mark(stranger.id), a_mark(people[0], id="two"))
    answer = teacher.post(address(meeting), json=parcel)
    assert outcomes(answer) == ["refused", "saved"]
    (reason,) = answer.json["outcomes"][0]["reasons"]
    assert reason["code"] == "not_on_register"
    assert "没有报上" in reason["message"]
    assert reason["remedy"]


def test_a_cancelled_meeting_takes_no_mark_and_says_so(session, teacher, meeting, people):
    meeting.status = MeetingStatus.CANCELLED
    session.flush()
    answer = teacher.post(address(meeting), json=a_parcel(meeting, a_mark(people[0])))
    assert outcomes(answer) == ["refused"]
    assert count(session, Marking) == 0


def test_notes_are_added_each_once_in_the_order_of_their_times(session, teacher, meeting):
    lines = [
        {"id": "b", "text": "  下次带\n毛笔 ", "made_at": NOW.isoformat()},
        {"id": "a", "text": "讲了楷书的横", "made_at": (NOW - timedelta(minutes=9)).isoformat()},
    ]
    for _twice in range(2):
        answer = teacher.post(address(meeting), json=a_parcel(meeting, notes=lines))
    assert [note["text"] for note in answer.json["notes"]] == ["讲了楷书的横", "下次带 毛笔"]
    assert answer.json["notes"][0]["by"] == "王怀远"
    assert count(session, RegisterNote) == 2
    shown = teacher.get(f"/teach/meetings/{meeting.id}/register").text
    assert shown.index("讲了楷书的横") < shown.index("下次带 毛笔")


def test_a_note_is_written_without_a_script_too_and_a_double_click_writes_one(session, teacher, meeting):
    for _twice in range(2):
        answer = teacher.post(f"/teach/meetings/{meeting.id}/notes", data={"text": " 讲了横画 ", "uid": "page-1"})
    assert answer.location == f"/teach/meetings/{meeting.id}/register#notes"
    assert session.scalars(select(RegisterNote.text)).all() == ["讲了横画"]
    teacher.post(f"/teach/meetings/{meeting.id}/notes", data={"text": "   "})
    assert count(session, RegisterNote) == 1


NONSENSE = [
    (None, "JSON"),
    ([], "JSON"),
    ({"by": True}, "by"),
    ({"by": 2**31}, "by"),
    ({"sent_at": "2026-09-07T08:30:00"}, "sent_at"),
    ({"sent_at": "9999-12-31T23:59:59+00:00"}, "sent_at"),
    ({"sent_at": 7}, "sent_at"),
    ({"device": "x" * 81}, "device"),
    ({"marks": {}}, "marks"),
    ({"marks": [7]}, "marks[0]"),
    ({"marks": [{"id": ""}]}, "marks[0].id"),
    ({"marks": [{"id": "x" * 65}]}, "marks[0].id"),
    ({"marks": [{"id": "a", "mark": "here"}]}, "marks[0].mark"),
    ({"marks": [{"id": "a"}]}, "marks[0].mark"),
    ({"marks": [{"id": "a", "mark": ["late"]}]}, "marks[0].mark"),
    ({"marks": [{"id": "a", "mark": None, "marked_at": ""}]}, "marks[0].marked_at"),
    ({"marks": [{"id": "a", "mark": None, "marked_at": "2026-09-07T00:00:00Z", "person": "7"}]}, "marks[0].person"),
    ({"notes": [{"id": "a", "text": " "}]}, "notes[0].text"),
    ({"notes": [{"id": "a", "text": "a\0b"}]}, "notes[0].text"),
    ({"notes": [{"id": "a", "text": "\ud800"}]}, "notes[0].text"),
    ({"notes": [{"id": "a", "text": "字" * 501}]}, "notes[0].text"),
]


@pytest.mark.parametrize(("wrong", "where"), NONSENSE, ids=range(len(NONSENSE)))
def test_what_is_out_of_shape_is_refused_as_a_whole_and_says_where(session, teacher, meeting, people, wrong, where):
    sent = a_parcel(meeting, a_mark(people[0])) | wrong if isinstance(wrong, dict) else wrong
    answer = teacher.post(address(meeting), json=sent)
    assert answer.status_code == 422
    assert answer.json["code"] == "parcel_out_of_shape"
    assert where in answer.json["message"]
    assert count(session, Marking) == 0


def test_who_is_signed_out_hears_that_nothing_is_lost(client, meeting, people):
    for answer in (client.get(address(meeting)), client.post(address(meeting), json={}), client.get("/teach/keeper")):
        assert answer.status_code == 401
        assert answer.json["code"] == "signed_out_meanwhile"
        assert "不会丢" in answer.json["remedy"]


def test_a_parcel_needs_the_token_of_the_session_and_a_fresh_one_is_there_for_the_asking(app, session, meeting, people):
    stranger = app.test_client()
    sign_in(stranger, meeting.section.instructor)
    parcel = a_parcel(meeting, a_mark(people[0]))
    assert stranger.post(address(meeting), json=parcel).status_code == 400
    told = stranger.get("/teach/keeper").json
    assert told["person"] == meeting.section.instructor.id
    answer = stranger.post(address(meeting), json=parcel, headers={"X-CSRFToken": told["csrf_token"]})
    assert outcomes(answer) == ["saved"]


def test_only_who_made_the_marks_sends_them(session, client, meeting, people):
    sign_in(client, make_person(session, "赵前台", RoleName.DESK))
    answer = client.post(address(meeting), json=a_parcel(meeting, a_mark(people[0])))
    assert (answer.status_code, answer.json["code"]) == (403, "parcel_of_somebody_else")
    assert count(session, Marking) == 0


def test_a_register_takes_marks_only_from_those_who_keep_it(session, client, meeting, people):
    colleague = make_person(session, "赵老师", RoleName.INSTRUCTOR)
    sign_in(client, colleague)
    answer = client.post(address(meeting), json=a_parcel(meeting, a_mark(people[0]), by=colleague.id))
    assert (answer.status_code, answer.json["code"]) == (403, "register_not_yours")
    assert client.get(address(meeting)).status_code == 403
    assert client.post(f"/teach/meetings/{meeting.id}/notes", data={"text": "好"}).status_code == 403
    assert client.get("/teach/meetings/4711/marks").status_code == 404


def test_a_device_may_have_a_register_ahead_of_its_time(session, teacher, meeting):
    tomorrow = make_meeting(session, meeting.section, NOW + timedelta(hours=20))
    where = f"/teach/meetings/{tomorrow.id}/register"
    assert 'type="radio"' not in teacher.get(where).text
    ahead = teacher.get(where, headers={"X-Ahead": "1"}).text
    assert 'type="radio"' in ahead
    assert "data-not-yet" in ahead
    assert where in teacher.get("/teach").text.split('data-registers="')[1].split("hidden")[0]


def test_the_state_of_a_register_takes_the_same_queries_for_one_person_and_for_many(session, teacher, meeting, people):
    where = address(meeting)

    def queries():
        session.commit()
        with counted(session) as statements:
            teacher.get(where)
        return len(statements)

    few = queries()
    for n in range(20):
        an_enrolment(session, meeting.section, a_person(session, name=f"学员{n}")).changed_at = NOW - timedelta(days=9)
    session.flush()
    everybody = [row.person_id for row in registers.register(session, meeting.id).rows]
    parcel = a_parcel(meeting, *[a_mark(person, id=f"m{person}") for person in everybody])
    assert set(outcomes(teacher.post(address(meeting), json=parcel))) == {"saved"}
    assert queries() == few


def test_the_application_on_a_phone_has_a_name_icons_and_a_worker_for_all_of_teach(teacher):
    told = teacher.get("/teach/manifest.webmanifest")
    assert told.mimetype == "application/manifest+json"
    assert (told.json["start_url"], told.json["scope"], told.json["display"]) == ("/teach", "/teach", "standalone")
    assert told.json["short_name"] == "点名册"
    for icon in told.json["icons"]:
        answer = teacher.get(icon["src"], buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
    worker = teacher.get("/teach/worker.js", buffered=True)
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Service-Worker-Allowed"] == "/teach"
    assert worker.headers["Cache-Control"] == "no-cache"


def test_every_script_that_works_without_network_is_put_away(teacher):
    static = Path(folder("static"))
    worker = (static / "teach-worker.js").read_text("utf-8")
    scripts = [path.stem for path in static.glob("register*.js")]
    assert len(scripts) == 5
    assert [name for name in (*scripts, "leaving", "app") if f'"{name}"' not in worker] == []


def test_signing_out_lets_the_browser_forget_what_who_teaches_had_on_it(session, teacher):
    assert teacher.post("/sign-out").headers["Clear-Site-Data"] == '"storage"'
    sign_in(teacher, a_person(session))
    assert "Clear-Site-Data" not in teacher.post("/sign-out").headers
