"""What people see and do at a kiosk, without a script: every page by plain requests."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.attendance.models import Attendance
from activity_center.audit import Audit
from activity_center.centre import Centre
from activity_center.courses.models import Department
from activity_center.courses.rules import Mode
from activity_center.desk.models import HelpCall
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.kiosk import service
from activity_center.kiosk.models import Kiosk, KioskVisit
from activity_center.kiosk.rules import Level
from activity_center.leave.models import Leave
from activity_center.people.models import Person
from activity_center.people.rules import Category, RoleName
from tests.enrolment.open_now import NOW, class_now, enrolled, filled, term_now
from tests.factories import PIN, make_card, make_meeting, make_person, make_section, sign_in
from tests.kiosk import scenes
from tests.kiosk.scenes import ADMIN, Screen


@pytest.fixture
def kiosk(session):
    return scenes.make_kiosk(session)


@pytest.fixture
def screen(app, kiosk):
    return Screen(app, kiosk[1])


@pytest.fixture
def wang(session):
    """Somebody with a card, a PIN and a telephone."""
    return scenes.make_member(session, phone="13812345678", category=Category.RETIRED_CADRE)


@pytest.fixture
def section(session):
    return class_now(session, term_now(session))


def level(session):
    return session.scalar(select(KioskVisit.level))


def nonce(session):
    return session.scalar(select(KioskVisit.nonce))


def age_visit(session, seconds):
    session.scalar(select(KioskVisit)).seen_at = clock.now() - timedelta(seconds=seconds)
    session.commit()


# Pairing


def test_an_unpaired_device_asks_for_a_code_and_shows_nothing_else(app, session):
    screen = Screen(app, None)
    assert "还不是自助机" in screen.get("/kiosk")
    for path in ("/kiosk/me", "/kiosk/find", "/kiosk/today", "/kiosk/nowhere"):
        assert "还不是自助机" in screen.get(path)
        assert screen.status == 409


def test_the_code_makes_the_device_a_kiosk(app, session):
    kiosk = service.add_kiosk(session, service.KioskDraft("左", scenes.make_site(session).id), at=NOW, by=ADMIN)
    code = service.new_code(session, kiosk.id, at=clock.now(), by=ADMIN)
    screen = Screen(app, None)
    assert "没有这个配对码" in screen.send("/kiosk/pair", {"code": "00000000"})
    assert "请刷卡" in screen.send("/kiosk/pair", {"code": code})
    cookie = screen.client.get_cookie("kiosk", path="/kiosk")
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Strict", "/kiosk")
    assert cookie.max_age > 4 * 365 * 24 * 3600
    assert "没有这个配对码" in Screen(app, None).send("/kiosk/pair", {"code": code})


def test_without_a_script_the_server_types_the_code(app, session):
    screen = Screen(app, None)
    screen.get("/kiosk")
    screen.send("/kiosk/pair", {"code": "1234", "key": "5"})
    assert 'value="12345"' in screen.text


def test_pairing_signs_out_whoever_was_signed_in_on_this_device(app, session):
    kiosk = service.add_kiosk(session, service.KioskDraft("左", scenes.make_site(session).id), at=NOW, by=ADMIN)
    code = service.new_code(session, kiosk.id, at=clock.now(), by=ADMIN)
    screen = Screen(app, None)
    sign_in(screen.client, make_person(session, "周主任", RoleName.ADMIN))
    assert screen.client.get("/desk/kiosks").status_code == 200
    screen.send("/kiosk/pair", {"code": code})
    assert screen.client.get("/desk/kiosks").status_code == 302


def test_a_demo_centre_pairs_a_device_by_one_button(app, session):
    scenes.make_site(session)
    session.add(Centre(name="演示中心", is_demo=True))
    screen = Screen(app, None)
    assert "这是演示中心" in screen.get("/kiosk")
    assert "请刷卡" in screen.send("/kiosk/pair", {"demo": "1"})


def test_any_other_centre_does_not(app, session):
    scenes.make_site(session)
    session.add(Centre(name="某中心"))
    screen = Screen(app, None)
    assert "这是演示中心" not in screen.get("/kiosk")
    assert "请刷卡" not in screen.send("/kiosk/pair", {"demo": "1"})
    assert session.scalar(select(Kiosk)) is None


def test_a_kiosk_revoked_in_the_middle_of_a_visit_shows_nothing_any_more(session, kiosk, screen, wang):
    screen.card("20100001")
    service.revoke(session, kiosk[0].id, at=clock.now(), by=ADMIN)
    for path in ("/kiosk", "/kiosk/me", "/kiosk/timetable"):
        assert "已经停用" in screen.get(path)
        assert "王" not in screen.said
    assert "已经停用" in screen.card("20100001")
    assert scenes.visits(session) == 0


# Coming in


def test_a_card_shows_a_masked_name_and_a_category(screen, wang):
    screen.card("20100001")
    assert screen.path == "/kiosk/me"
    assert "王**" in screen.said
    assert "退休干部" in screen.said
    assert "秀英" not in screen.text


def test_a_reader_may_send_json(session, screen, wang):
    screen.client.post("/kiosk/card", json={"number": "20100001"})
    assert level(session) is Level.CARD


@pytest.mark.parametrize(
    ("revoked", "number", "why", "remedy"),
    [(False, "99999999", "没有找到这张卡", "手机号和密码"), (True, "20100009", "已经停用", "新卡")],
)
def test_a_card_that_opens_nothing_says_why_and_what_to_do(session, screen, wang, revoked, number, why, remedy):
    make_card(session, wang, "20100009", revoked_at=NOW)
    screen.card(number)
    assert screen.status == 409
    assert why in screen.said
    assert remedy in screen.said


def test_a_number_is_typed_key_by_key_without_a_script(session, screen, wang):
    screen.get("/kiosk")
    typed = ""
    for digit in "20100001":
        screen.post("/kiosk/sign-in", login=typed, key=digit)
        typed += digit
        assert f'value="{typed}"' in screen.text
    screen.post("/kiosk/sign-in", login=typed, key="next")
    assert "请输入密码" in screen.heading
    for n, digit in enumerate(PIN):
        screen.post("/kiosk/sign-in", login=typed, secret=PIN[:n], key=digit)
    screen.post("/kiosk/sign-in", login=typed, secret=PIN, key="next")
    assert screen.path == "/kiosk/me"
    assert level(session) is Level.PIN


def test_a_number_without_a_pin_leads_to_the_pin_and_nowhere_else(session, screen, wang):
    screen.send("/kiosk/sign-in", {"login": "20100001", "key": "next"})
    assert "请输入密码" in screen.heading
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": "", "key": "next"})
    assert "还没有输入密码" in screen.said
    screen.send("/kiosk/sign-in", {"login": "20100001"})
    assert scenes.visits(session) == 0


def test_a_pin_is_dots_and_a_telephone_is_masked(screen, wang):
    screen.send("/kiosk/sign-in", {"login": "13812345678", "key": "next"})
    assert re.search(r'<input type="password"[^>]*name="secret"', screen.text)
    assert "138****5678" in screen.said
    assert "13812345678" not in screen.said


def test_a_wrong_pin_says_so_and_keeps_the_number(screen, wang):
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": "999999", "key": "next"})
    assert screen.status == 409
    assert "对不上" in screen.said
    assert 'name="login" value="20100001"' in screen.text
    assert "999999" not in screen.text


def test_no_field_is_filled_in_by_the_browser(screen, wang):
    for path in ("/kiosk", "/kiosk/number"):
        screen.get(path)
        fields = re.findall(r"<input(?![^>]*hidden)[^>]*>", screen.text)
        assert fields
        assert all('autocomplete="off"' in field for field in fields)


def test_whoever_has_a_first_pin_chooses_their_own_before_anything_else(session, screen, wang, section):
    wang.must_change_secret = True
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get(f"/kiosk/sections/{section.id}/enrol")
    assert screen.path == "/kiosk/new-pin"
    screen.post("/kiosk/new-pin", secret="975310", first="", key="next", next=f"/kiosk/sections/{section.id}/enrol")
    assert "再输一遍" in screen.heading
    screen.post("/kiosk/new-pin", secret="975311", first="975310", key="next")
    assert "两次输入的密码不一样" in screen.said
    onward = {"next": f"/kiosk/sections/{section.id}/enrol"}
    screen.post("/kiosk/new-pin", secret="975310", first="975310", key="next", **onward)
    assert screen.path == f"/kiosk/sections/{section.id}/enrol"
    session.expire_all()
    assert not session.get(Person, wang.id).must_change_secret


def test_a_pin_that_is_too_easy_is_refused(screen, wang):
    wang.must_change_secret = True
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get("/kiosk/new-pin")
    screen.post("/kiosk/new-pin", secret="888888", first="888888", key="next")
    assert screen.status == 409
    assert screen.path == "/kiosk/new-pin"


@pytest.mark.parametrize(
    ("roles", "secret", "why"),
    [([RoleName.DESK], "letters-and-10", "工作人员的密码有字母"), ([], None, "还没有密码")],
)
def test_who_can_never_type_a_pin_here_is_told_instead_of_asked(session, screen, section, roles, secret, why):
    make_person(session, "孙丽萍", *roles, secret=secret, card="20100005")
    screen.card("20100005")
    screen.get(f"/kiosk/sections/{section.id}/enrol")
    assert why in screen.said
    assert 'name="secret"' not in screen.text


# One after the other


def test_two_people_in_a_row_see_nothing_of_each_other(session, screen, wang, section):
    enrolled(session, section, wang)
    scenes.make_member(session, "李芳", card="20100002")
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get("/kiosk/enrolments")
    assert section.title in screen.said
    screen.post("/kiosk/preferences", text_size="larger", contrast="high", language="en")
    assert 'data-size="large" data-contrast="high"' in screen.text
    screen.post("/kiosk/leave")
    assert screen.path == "/kiosk"
    assert 'data-size="standard" data-contrast="normal"' in screen.text
    assert 'lang="zh-CN"' in screen.text
    screen.card("20100002")
    assert "李**" in screen.said
    assert "王" not in screen.text
    screen.get("/kiosk/enrolments")
    assert section.title not in screen.said
    assert level(session) is Level.CARD


def test_a_card_read_while_another_is_signed_in_ends_the_first_visit_wholly(session, screen, wang, section):
    enrolment = enrolled(session, section, wang)
    scenes.make_member(session, "李芳", card="20100002")
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.card("20100002")
    assert "李**" in screen.said
    screen.get(f"/kiosk/enrolments/{enrolment.id}/done")
    assert screen.status == 404
    screen.get(f"/kiosk/enrolments/{enrolment.id}/withdraw")
    assert screen.path == "/kiosk/pin"


def test_what_one_has_begun_the_next_never_finishes(session, screen, wang, section):
    li = scenes.make_member(session, "李芳", card="20100002")
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get(f"/kiosk/sections/{section.id}/enrol")
    first = nonce(session)
    screen.send("/kiosk/sign-in", {"login": "20100002", "secret": PIN, "key": "next"})
    screen.send(f"/kiosk/sections/{section.id}/enrol", {"visit": first})
    assert "页面已经退出" in screen.said
    assert session.scalar(select(Enrolment)) is None
    assert session.scalar(select(KioskVisit.person_id)) == li.id


def test_a_visit_nobody_touched_for_two_minutes_is_over_and_says_so_once(session, screen, wang):
    screen.card("20100001")
    age_visit(session, 121)
    screen.get("/kiosk/timetable")
    assert screen.status == 409
    assert "页面已经退出" in screen.said
    assert "王" not in screen.text
    assert scenes.visits(session) == 0
    screen.get("/kiosk/timetable")
    assert screen.path == "/kiosk"


def test_looking_at_a_page_keeps_a_visit_alive(session, screen, wang):
    screen.card("20100001")
    age_visit(session, 100)
    screen.get("/kiosk/timetable")
    session.expire_all()
    assert clock.now() - session.scalar(select(KioskVisit.seen_at)) < timedelta(seconds=30)


def test_one_tap_says_that_one_is_still_there(session, screen, wang):
    screen.card("20100001")
    age_visit(session, 100)
    screen.post("/kiosk/stay", next="/kiosk/timetable")
    assert screen.path == "/kiosk/timetable"
    session.expire_all()
    assert clock.now() - session.scalar(select(KioskVisit.seen_at)) < timedelta(seconds=30)


def test_that_is_not_me_ends_the_visit(session, screen, wang):
    screen.card("20100001")
    screen.post("/kiosk/leave")
    assert scenes.visits(session) == 0
    assert screen.path == "/kiosk"


def test_whoever_signs_out_everywhere_is_signed_out_here(session, screen, wang):
    screen.card("20100001")
    wang.serial += 1
    screen.get("/kiosk/me")
    assert "页面已经退出" in screen.said


# What the browser keeps


def test_the_browser_is_given_nothing_of_a_person(screen, wang):
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    for path in ("/kiosk/me", "/kiosk/timetable", "/kiosk/enrolments", "/kiosk/find", "/kiosk/help", "/kiosk/nowhere"):
        screen.get(path)
        assert screen.last.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in screen.last.headers
    assert [cookie.key for cookie in screen.client._cookies.values()] == ["kiosk"]


def test_a_kiosk_visit_opens_no_other_page(screen, wang):
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    for path in ("/me", "/me/timetable", "/me/details", "/desk", "/desk/kiosks", "/teach"):
        assert screen.client.get(path).status_code == 302, path


def test_no_link_leaves_the_kiosk(screen, wang, section):
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    ahead, seen = {"/kiosk/me", "/kiosk/nowhere", f"/kiosk/sections/{section.id}"}, set()
    while fresh := {path for path in ahead - seen if "?" not in path}:
        for path in fresh:
            screen.get(path)
            found = {unescape(one) for one in re.findall(r'<(?:a|form)[^>]* (?:href|action)="([^"#]*)"', screen.text)}
            assert all(re.match(r"/kiosk(/|\?|$)", one) for one in found), (path, found)
            ahead |= found
        seen |= fresh
    assert len(seen) > 8


def test_a_post_from_another_site_does_nothing(session, screen, wang):
    screen.send("/kiosk/card", {"number": "20100001"}, headers={"Origin": "https://elsewhere.example"})
    assert screen.status == 404
    assert scenes.visits(session) == 0


def test_next_leads_nowhere_else(screen, wang):
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/kiosk/", "/me", "/kiosk/../me"):
        screen.send("/kiosk/card", {"number": "20100001", "next": elsewhere})
        assert screen.path.startswith("/kiosk/")


def test_a_page_of_the_kiosk_that_breaks_is_still_a_page_of_the_kiosk(screen, monkeypatch, logged_errors):
    monkeypatch.setattr("activity_center.kiosk.reading.departments", lambda *_: 1 / 0)
    screen.get("/kiosk/find?by=department")
    assert screen.status == 500
    number = re.search(r"：(\w{8})", screen.said)[1]
    assert number in logged_errors.pop().getMessage()
    assert "data-kiosk-level" in screen.text


# Classes


def test_from_ones_page_to_a_seat(session, screen, wang, section):
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    for label, path in [
        ("找课报名", "/kiosk/find"),
        ("S", "/kiosk/find?q=s"),
        ("F", "/kiosk/find?q=sf"),
        ("报名", f"/kiosk/sections/{section.id}/enrol"),
    ]:
        links = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', screen.text, re.DOTALL)
        found = [one for one, text in links if label in re.sub("<.*?>", " ", text).split() or label == text]
        assert path in found, (label, found)
        screen.get(path)
    screen.post(f"/kiosk/sections/{section.id}/enrol")
    assert "报上了" in screen.heading
    enrolment = session.scalar(select(Enrolment))
    assert (enrolment.person_id, enrolment.status) == (wang.id, Status.ENROLLED)
    acts = session.scalars(select(Audit).where(Audit.subject == "enrolment")).all()
    assert [(row.via, row.address[:6]) for row in acts] == [("kiosk", "kiosk:")]


def test_an_act_after_a_card_asks_the_pin_once_and_goes_on_to_the_very_page(session, screen, wang, section):
    screen.card("20100001")
    screen.get(f"/kiosk/sections/{section.id}/enrol")
    assert screen.path == "/kiosk/pin"
    screen.pin("999999", next=f"/kiosk/sections/{section.id}/enrol")
    assert screen.status == 409
    screen.pin(next=f"/kiosk/sections/{section.id}/enrol")
    assert screen.path == f"/kiosk/sections/{section.id}/enrol"
    screen.post(f"/kiosk/sections/{section.id}/enrol")
    screen.get(f"/kiosk/enrolments/{session.scalar(select(Enrolment.id))}/withdraw")
    assert screen.path.endswith("/withdraw")


def test_without_a_pin_nothing_is_done(session, screen, wang, section):
    mine = enrolled(session, section, wang)
    screen.card("20100001")
    for path in (f"/kiosk/sections/{section.id}/enrol", f"/kiosk/enrolments/{mine.id}/withdraw"):
        screen.send(path, {"visit": nonce(session)})
        assert screen.path == "/kiosk/pin"
    session.expire_all()
    assert mine.status is Status.ENROLLED


def test_whoever_browses_without_a_card_is_led_on_after_signing_in(screen, wang, section):
    screen.get(f"/kiosk/sections/{section.id}")
    assert "王" not in screen.text
    screen.get(f"/kiosk/sections/{section.id}/enrol")
    assert screen.path == "/kiosk"
    onward = f"/kiosk/sections/{section.id}/enrol"
    assert f'name="next" value="{onward}"' in screen.text
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next", "next": onward})
    assert screen.path == onward


def test_a_full_class_says_the_number_and_puts_one_on_the_waitlist(session, screen, wang, section):
    section.capacity = 2
    filled(session, section, waiting=3)
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get(f"/kiosk/sections/{section.id}/enrol")
    assert "候补第 4 位" in screen.said
    screen.post(f"/kiosk/sections/{section.id}/enrol")
    assert "候补第 4 位" in screen.heading


def test_a_draw_takes_an_application(session, screen, wang, section):
    section.mode = Mode.DRAW
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get(f"/kiosk/sections/{section.id}/enrol")
    screen.post(f"/kiosk/sections/{section.id}/enrol")
    assert session.scalar(select(Enrolment.status)) is Status.APPLIED


def test_a_class_one_cannot_take_says_why_and_what_to_do(session, screen, wang, section):
    section.max_age = 60
    screen.card("20100001")
    screen.get(f"/kiosk/sections/{section.id}")
    assert "服务台" in screen.said
    assert f"/kiosk/sections/{section.id}/enrol" not in screen.text


def test_a_refusal_by_the_act_itself_is_shown_with_its_remedy(session, screen, wang, section):
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get(f"/kiosk/sections/{section.id}/enrol")
    section.max_age = 60
    screen.post(f"/kiosk/sections/{section.id}/enrol")
    assert screen.status == 409
    assert "服务台" in screen.said
    assert session.scalar(select(Enrolment)) is None


@pytest.mark.parametrize(
    ("choice", "status", "heading"),
    [("accept", Status.ENROLLED, "报上了"), ("decline", Status.DECLINED, "让给下一位")],
)
def test_an_offer_is_decided_after_it_was_asked(session, screen, wang, section, choice, status, heading):
    until = clock.now() + timedelta(days=1)
    mine = enrolled(session, section, wang, Status.OFFERED, offer_expires_at=until)
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    assert f"/kiosk/enrolments/{mine.id}/{choice}" in screen.text
    screen.get(f"/kiosk/enrolments/{mine.id}/{choice}")
    screen.post(f"/kiosk/enrolments/{mine.id}/{choice}")
    assert heading in screen.heading
    session.expire_all()
    assert mine.status is status


def test_withdrawing_is_asked_first(session, screen, wang, section):
    mine = enrolled(session, section, wang)
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get(f"/kiosk/enrolments/{mine.id}/withdraw")
    session.expire_all()
    assert mine.status is Status.ENROLLED
    screen.post(f"/kiosk/enrolments/{mine.id}/withdraw")
    assert "已经退了" in screen.heading
    session.expire_all()
    assert mine.status is Status.WITHDRAWN


def test_nobody_decides_about_what_is_somebody_elses(session, screen, wang, section):
    theirs = enrolled(session, section)
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    screen.get(f"/kiosk/enrolments/{theirs.id}/withdraw")
    assert screen.status == 404
    screen.send(f"/kiosk/enrolments/{theirs.id}/withdraw", {"visit": nonce(session)})
    assert screen.status == 404
    session.expire_all()
    assert theirs.status is Status.ENROLLED


def test_classes_are_found_by_weekday_department_and_number(session, screen, section):
    term = section.term
    other = class_now(session, term, "合唱", weekday=5)
    music = Department(name="音乐系")
    other.course.department = music
    session.flush()
    assert "合唱" not in re.sub("<title>.*?</title>", "", screen.get("/kiosk/find?by=weekday&weekday=2"))
    assert "书法" in screen.said
    assert "书法" not in screen.get(f"/kiosk/find?by=department&department={music.id}")
    assert "合唱" in screen.said
    screen.get("/kiosk/number")
    screen.post("/kiosk/number", number=str(other.id), key="next")
    assert screen.path == f"/kiosk/sections/{other.id}"
    screen.post("/kiosk/number", number="99999", key="next")
    assert "没有编号 99999 的班" in screen.said


def test_long_lists_have_pages(session, screen):
    term = term_now(session)
    for n in range(8):
        class_now(session, term, f"书法{n}")
    screen.get("/kiosk/find")
    assert len(set(re.findall(r"书法\d", screen.said))) == 3
    titles = set(re.findall(r"书法\d", screen.said))
    for page in (2, 3):
        screen.get(f"/kiosk/find?page={page}")
        titles |= set(re.findall(r"书法\d", screen.said))
    assert len(titles) == 8
    assert "page=4" not in screen.text


# Class sign-in, help, paper


@pytest.fixture
def lesson(session, wang):
    """A meeting that began just now, of a section in which Wang is enrolled."""
    section = make_section(session)
    enrolled(session, section, wang)
    return make_meeting(session, section, clock.now() - timedelta(minutes=1))


def test_a_card_alone_signs_in_for_class(session, screen, wang, lesson):
    screen.card("20100001")
    screen.post(f"/kiosk/meetings/{lesson.id}/sign-in")
    assert "签到成功" in screen.heading
    assert session.scalar(select(Attendance.person_id)) == wang.id
    screen.get("/kiosk/me")
    assert "已签到" in screen.said
    assert f"/kiosk/meetings/{lesson.id}/sign-in" not in screen.text


def test_a_class_one_is_not_in_says_so(session, screen, lesson):
    scenes.make_member(session, "李芳", card="20100002")
    screen.card("20100002")
    screen.post(f"/kiosk/meetings/{lesson.id}/sign-in")
    assert screen.status == 409
    assert session.scalar(select(Attendance)) is None


def test_a_walk_in_table_is_open_to_whoever_comes(session, screen, wang):
    section = make_section(session, mode=Mode.WALK_IN)
    table = make_meeting(session, section, clock.now() + timedelta(minutes=10))
    screen.card("20100001")
    screen.get("/kiosk/today?walk_in=1")
    assert f"/kiosk/meetings/{table.id}/sign-in" in screen.text
    screen.post(f"/kiosk/meetings/{table.id}/sign-in")
    assert "签到成功" in screen.heading


def test_a_call_for_help_is_on_the_desks_screen_with_the_kiosks_name(session, kiosk, screen, wang):
    screen.get("/kiosk")
    screen.post("/kiosk/help")
    assert "马上过来" in screen.heading
    call = session.scalar(select(HelpCall))
    assert (call.kiosk_name, call.site_id, call.person_id) == (kiosk[0].name, kiosk[0].site_id, None)
    screen.card("20100001")
    screen.post("/kiosk/help")
    session.expire_all()
    assert session.scalar(select(HelpCall.person_id)) == wang.id


def test_every_act_has_a_slip_where_there_is_paper(session, app, wang, section):
    mine = enrolled(session, section, wang)
    for name, paper, button in (("甲", "58", True), ("乙", "none", False)):
        _, token = scenes.make_kiosk(session, name, paper=service.Paper(paper))
        screen = Screen(app, token)
        screen.card("20100001")
        screen.get(f"/kiosk/enrolments/{mine.id}/done")
        assert f'data-paper="{paper}"' in screen.text
        assert ('data-act="print"' in screen.text) is button
        assert 'class="slip' in screen.text


def test_the_slip_of_a_timetable_has_the_feed_only_for_whoever_has_shown_the_pin(app, session, screen, wang, section):
    from activity_center.feeds import service as feeds

    enrolled(session, section, wang)
    feeds.renew_address(session, wang.id, at=clock.now(), by=ADMIN)
    screen.card("20100001")
    screen.get("/kiosk/timetable")
    assert "slip-code" not in screen.text
    screen.get("/kiosk/pin")
    screen.pin()
    screen.get("/kiosk/timetable")
    assert "slip-code" in screen.text


def test_the_worker_of_the_browser_may_serve_the_whole_kiosk(app, session):
    answer = Screen(app, None).client.get("/kiosk/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/kiosk"
    assert answer.headers["Cache-Control"] == "no-cache"
    answer.close()


# Administrators


@pytest.fixture
def admin(session, client):
    sign_in(client, make_person(session, "周主任", RoleName.ADMIN))
    return client


def test_an_administrator_adds_a_kiosk_and_gets_a_code_once(app, session, admin):
    site = scenes.make_site(session)
    answer = admin.post("/desk/kiosks/new", data={"name": "大门左侧", "site_id": site.id, "paper": "80"})
    code = "".join(re.search(r'pairing-code number">(\d{4}) (\d{4})<', answer.text).groups())
    assert code not in admin.get("/desk/kiosks").text
    assert "请刷卡" in Screen(app, None).send("/kiosk/pair", {"code": code})
    assert "在用" in admin.get("/desk/kiosks").text


def test_an_administrator_revokes_a_kiosk_after_being_asked(session, kiosk, admin, screen):
    assert "停用这台自助机" in admin.get(f"/desk/kiosks/{kiosk[0].id}/revoke").text
    assert "请刷卡" in screen.get("/kiosk")
    admin.post(f"/desk/kiosks/{kiosk[0].id}/revoke")
    assert "已经停用" in screen.get("/kiosk")


def test_an_administrator_changes_name_and_paper(session, kiosk, admin):
    fields = {"name": "二楼", "site_id": kiosk[0].site_id, "paper": "a4"}
    assert admin.post(f"/desk/kiosks/{kiosk[0].id}/edit", data=fields).status_code == 302
    session.expire_all()
    assert (kiosk[0].name, kiosk[0].paper.value) == ("二楼", "a4")


def test_only_administrators_keep_kiosks(session, kiosk, client):
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    for path in ("/desk/kiosks", "/desk/kiosks/new", f"/desk/kiosks/{kiosk[0].id}/edit"):
        assert client.get(path).status_code == 403
    assert client.post(f"/desk/kiosks/{kiosk[0].id}/revoke").status_code == 403
    assert client.post(f"/desk/kiosks/{kiosk[0].id}/code").status_code == 403


def test_leave_is_asked_for_in_three_taps_with_the_pin(session, screen, wang, section):
    enrolled(session, section, wang)
    meeting = make_meeting(session, section, NOW + timedelta(days=1))
    screen.card("20100001")
    assert "/kiosk/on-leave" in screen.get("/kiosk/enrolments")
    assert screen.get("/kiosk/on-leave")
    assert screen.path.startswith("/kiosk/pin")
    screen.pin()
    assert section.title in screen.get("/kiosk/on-leave")
    screen.post("/kiosk/on-leave", meeting=str(meeting.id), kind="sick", visit=nonce(session))
    assert screen.heading == "请假已记下"
    [leave] = session.scalars(select(Leave)).all()
    assert (leave.person_id, leave.via, leave.section_id) == (wang.id, "kiosk", section.id)
    assert "病假" in screen.get("/kiosk/on-leave")
