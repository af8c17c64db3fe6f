"""What is broken is reported by anybody, decided by staff, and told to who reported it."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from activity_center.audit import Actor
from activity_center.errors import NotYours, Refused
from activity_center.notices.models import Notice
from activity_center.people.rules import RoleName
from activity_center.rooms import reports
from activity_center.rooms.models import RoomReport
from activity_center.rooms.photos import Photo
from activity_center.rooms.rules import OPEN_REPORTS, REPORT_MOVES, ReportStatus
from tests.factories import make_person, make_room, sign_in
from tests.rooms.test_photos import SECRET, a_png, chunk

REPORTED, REPAIRING, DONE, DECLINED = ReportStatus


@pytest.fixture
def reporter(session):
    return make_person(session, "李秀英")


@pytest.fixture
def desk(session):
    return make_person(session, "服务台", RoleName.DESK)


@pytest.fixture
def report(session, reporter, at):
    room = make_room(session, "302")
    return reports.report(session, room.id, "灯不亮", None, at=at, by=Actor(reporter.id, "web"))


def decided(session, report, desk, at, *statuses, note=""):
    for status in statuses:
        reports.decide(session, report.id, status, note, at=at, by=Actor(desk.id, "web"))


def told(session):
    return session.execute(select(Notice.person_id, Notice.kind, Notice.facts)).all()


def test_who_reported_it_is_told_once_when_it_is_mended(session, report, reporter, desk, at):
    decided(session, report, desk, at, REPAIRING, DONE, DONE, note="换了灯管")
    facts = {"room": "302", "what": "灯不亮", "note": "换了灯管"}
    assert told(session) == [(reporter.id, "report_done", facts)]


def test_who_reported_it_is_told_why_it_is_not_repaired(session, report, reporter, desk, at):
    decided(session, report, desk, at, DECLINED, note="即将拆除")
    assert [(who, kind, facts["note"]) for who, kind, facts in told(session)] == [
        (reporter.id, "report_declined", "即将拆除")
    ]


def test_what_happened_is_kept_with_who_did_it(session, report, desk, at):
    decided(session, report, desk, at, REPAIRING, DONE, REPAIRING, note="再看看")
    acts = [(act.facts["status"], name) for act, name in reports.history(session, report.id)]
    assert acts == [("reported", "李秀英"), *[(status, "服务台") for status in ("repairing", "done", "repairing")]]


@pytest.mark.parametrize("status", ReportStatus)
def test_only_what_may_follow_follows(session, report, desk, at, status):
    report.status = status
    for wanted in ReportStatus:
        if wanted in REPORT_MOVES[status] or wanted is status:
            continue
        with pytest.raises(Refused):
            decided(session, report, desk, at, wanted)
    assert report.status is status


def test_the_same_words_sent_twice_are_one_report_until_it_is_over(session, report, reporter, desk, at):
    by = Actor(reporter.id, "web")
    assert reports.report(session, report.room_id, "灯不亮", None, at=at, by=by).id == report.id
    decided(session, report, desk, at, DONE)
    assert reports.report(session, report.room_id, "灯不亮", None, at=at, by=by).id != report.id


def test_a_photo_is_for_staff_and_who_took_it(session, report, reporter, desk):
    report.photo_type, report.photo = Photo("image/png", a_png())
    session.flush()
    assert reports.photo(session, report.id, reporter.id, False) == ("image/png", a_png())
    assert reports.photo(session, report.id, desk.id, True).content == a_png()
    with pytest.raises(NotYours):
        reports.photo(session, report.id, make_person(session).id, False)


def test_lists_read_no_photo_and_are_pages(session, report, reporter, at):
    report.photo_type, report.photo = Photo("image/png", a_png())
    reports.report(session, report.room_id, "椅子坏了", None, at=at, by=Actor(reporter.id, "web"))
    session.commit()
    lines, total = reports.listed(session, OPEN_REPORTS, limit=1)
    assert ([line.report.what for line in lines], total) == (["灯不亮"], 2)
    assert "photo" not in lines[0].report.__dict__


# Pages


def sent(client, room_id, what="灯不亮", **more):
    return client.post(f"/rooms/{room_id}/report", data={"what": what} | more, content_type="multipart/form-data")


def test_a_fault_with_a_photo_is_reported_seen_by_staff_and_mended(session, client, reporter, desk):
    room = make_room(session, "302")
    sign_in(client, reporter)
    picture = a_png(chunk(b"tEXt", SECRET))
    assert sent(client, room.id, photo=(BytesIO(picture), "灯.jpg")).status_code == 302
    assert "灯不亮" in client.get("/me/reports").text
    assert "灯不亮" not in client.get(f"/rooms/{room.id}/week").text
    id = session.scalar(select(RoomReport.id))
    photo = client.get(f"/rooms/reports/{id}/photo")
    assert photo.data == a_png()
    assert photo.mimetype == "image/png"
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in photo.headers["Content-Security-Policy"]
    assert client.get("/desk/reports").status_code == 403

    sign_in(client, desk)
    assert "灯不亮" in client.get(f"/rooms/{room.id}/week").text
    assert "灯不亮" in client.get("/desk/reports").text
    assert client.post(f"/desk/reports/{id}", data={"status": "done", "note": ""}).status_code == 302
    assert "灯不亮" not in client.get("/desk/reports").text
    assert "灯不亮" in client.get("/desk/reports?show=done").text
    sign_in(client, reporter)
    assert "已经修好" in client.get("/me/notices").text


def test_what_is_no_photo_is_said_beside_the_field_and_the_words_stay(session, client, reporter):
    room = make_room(session)
    sign_in(client, reporter)
    answer = sent(client, room.id, photo=(BytesIO(b"<script>"), "photo.png"))
    assert answer.status_code == 422
    assert "灯不亮" in answer.text
    assert "不是可以保存的照片" in answer.text
    assert session.scalar(select(func.count()).select_from(RoomReport)) == 0


def test_a_report_without_a_photo_is_one_and_without_words_is_none(session, client, reporter):
    room = make_room(session)
    assert sent(client, room.id).status_code == 302
    sign_in(client, reporter)
    assert sent(client, room.id, photo=(BytesIO(b""), "")).status_code == 302
    assert sent(client, room.id, what=" ").status_code == 422
    assert session.scalar(select(func.count()).select_from(RoomReport)) == 1
    assert client.get(f"/rooms/reports/{session.scalar(select(RoomReport.id))}/photo").status_code == 404


def test_who_declines_says_why_and_who_comes_too_late_is_told(session, client, report, desk):
    sign_in(client, desk)
    page = f"/desk/reports/{report.id}"
    assert client.post(page, data={"status": "declined", "note": " "}).status_code == 422
    assert client.post(page, data={"status": "broken"}).status_code == 422
    assert client.post(page, data={"status": "declined", "note": "即将拆除"}).status_code == 302
    assert client.post(page, data={"status": "done"}).status_code == 409
    assert "即将拆除" in client.get(page).text
