"""What members read and do: each page in each state, on both databases."""

import re
import threading
from contextlib import contextmanager
from datetime import time, timedelta

import pytest
from sqlalchemy import event, func, select

from activity_center.courses.models import Department
from activity_center.courses.rules import MeetingStatus, Mode, SectionStatus
from activity_center.db import db
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Proxy
from activity_center.people.rules import Category, RoleName
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.clients import Stranger, Visitor
from tests.enrolment.open_now import MONDAY, NOW, TODAY, class_now, enrolled, filled, meeting_day, term_now
from tests.enrolment.scenes import a_person
from tests.factories import LONG_AGO, make_person, sign_in


@pytest.fixture
def term(session):
    return term_now(session)


@pytest.fixture
def li(session, client):
    """Somebody who is signed in."""
    person = a_person(session)
    sign_in(client, person)
    return person


@contextmanager
def statements(app, *, of_this_thread=False):
    """Collect what is asked of the database."""
    seen, here = [], threading.get_ident()

    def note(_connection, _cursor, statement, *_):
        if not of_this_thread or threading.get_ident() == here:
            seen.extend([statement] if statement != "BEGIN" else [])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def status_of(session, person, section):
    return session.scalar(
        select(Enrolment.status)
        .where(Enrolment.person_id == person.id, Enrolment.section_id == section.id)
        .order_by(Enrolment.id.desc())
        .limit(1)
    )


def count(session):
    return session.scalar(select(func.count(Enrolment.id)))


def asked(client, section, **form):
    return client.post(f"/sections/{section.id}/enrolments", data=form)


def given_leave(session, person, proxy):
    session.add(Proxy(person_id=person.id, proxy_id=proxy.id, granted_at=LONG_AGO))


# The catalogue


def test_a_visitor_sees_places_and_the_way_to_enrol(session, client, term):
    section = class_now(session, term, "书法（楷书）基础班", capacity=35)
    for _ in range(29):
        enrolled(session, section)
    page = client.get("/catalogue").text
    assert "书法（楷书）基础班" in page
    assert "还有 6 个名额" in page
    assert "共 35" in page
    assert f'href="/sections/{section.id}/enrol"' in page


@pytest.mark.parametrize("q", ["sf", "书法", "shufa", "Calligraphy", "calligraphy regular", "王老师", "SF"])
def test_a_class_is_found_by_characters_initials_english_and_teacher(session, client, term, q):
    teacher = make_person(session, "王老师", RoleName.INSTRUCTOR)
    class_now(session, term, "书法", course={"name_en": "Calligraphy (regular script)"}, instructor_id=teacher.id)
    class_now(session, term, "合唱")
    page = client.get("/catalogue", query_string={"q": q}).text
    assert "书法" in page
    assert "合唱" not in page


def test_what_was_chosen_stays_chosen(session, client, term):
    class_now(session, term)
    page = client.get("/catalogue?q=sf&weekday=2&left=1").text
    assert 'value="sf"' in page
    assert 'name="weekday" value="2" checked' in page
    assert 'name="left" value="1" checked' in page


def test_weekdays_and_departments_narrow_the_list(session, client, term):
    painting = Department(name="书画系")
    session.add(painting)
    session.flush()
    class_now(session, term, "书法", weekday=1, course={"department_id": painting.id})
    class_now(session, term, "国画", weekday=3, course={"department_id": painting.id})
    class_now(session, term, "合唱", weekday=1)
    monday = client.get("/catalogue?weekday=1").text
    assert ("书法" in monday, "国画" in monday, "合唱" in monday) == (True, False, True)
    ticked = client.get(f"/catalogue?department={painting.id}").text
    assert ("书法" in ticked, "合唱" in ticked) == (True, False)
    assert "书画系（2）" in ticked


def test_full_classes_are_left_out_on_request(session, client, term):
    filled(session, class_now(session, term, "国画", capacity=1), waiting=2)
    class_now(session, term, "书法")
    assert "国画" in client.get("/catalogue").text
    assert "国画" not in client.get("/catalogue?left=1").text


def test_only_what_fits_my_timetable(session, client, term, li):
    enrolled(session, class_now(session, term, "合唱", weekday=3, starts=time(14, 30)), li)
    class_now(session, term, "国画", weekday=3, starts=time(15))
    class_now(session, term, "书法", weekday=3, starts=time(16))
    page = client.get("/catalogue?fits=1").text
    assert ("国画" in page, "书法" in page) == (False, True)


def test_a_full_class_says_how_many_wait(session, client, term):
    section = class_now(session, term, capacity=1)
    filled(session, section, waiting=4)
    page = client.get("/catalogue").text
    assert "前面有 4 人候补" in page
    assert "排候补" in page


def test_the_last_place_is_said_to_be_the_last(session, client, term):
    section = class_now(session, term, capacity=24)
    for _ in range(23):
        enrolled(session, section)
    assert "只剩 1 个名额" in client.get("/catalogue").text


def test_a_draw_says_how_many_have_applied(session, client, term):
    section = class_now(session, term, mode=Mode.DRAW, capacity=2)
    for _ in range(8):
        enrolled(session, section, status=Status.APPLIED)
    page = client.get("/catalogue").text
    assert "已登记 8 人" in page
    assert "中签率约 25%" in page
    assert "登记摇号" in page


def test_a_walk_in_class_offers_no_enrolment(session, client, term, li):
    section = class_now(session, term, mode=Mode.WALK_IN, capacity=None)
    page = client.get("/catalogue").text
    assert "不用报名" in page
    assert f"/sections/{section.id}/enrol" not in page


def test_a_card_says_why_not_and_offers_no_button(session, client, term, li):
    section = class_now(session, term, max_age=60)
    page = client.get("/catalogue").text
    assert "不超过 60 周岁" in page
    assert f"/sections/{section.id}/enrol" not in page


def test_before_its_window_everybody_is_told_once_when_it_opens(session, client, li):
    class_now(session, term_now(session, opens=3, closes=9))
    page = client.get("/catalogue").text
    assert "现在可以先看看有哪些班" in page


def test_my_own_standing_is_on_the_card(session, client, term, li):
    section = class_now(session, term, capacity=1)
    filled(session, section)
    enrolled(session, section, li, Status.WAITING)
    assert "您在候补，第 1 位" in client.get("/catalogue").text


def test_nothing_found_says_what_to_do(session, client, term):
    class_now(session, term)
    page = client.get("/catalogue?q=zzz").text
    assert "没有找到" in page
    assert "重新看全部的班" in page


def test_drafts_and_cancelled_classes_are_not_offered(session, client, term):
    class_now(session, term, "草稿课", status=SectionStatus.DRAFT)
    class_now(session, term, "停开课", status=SectionStatus.CANCELLED)
    page = client.get("/catalogue").text
    assert "草稿课" not in page
    assert "停开课" not in page


def test_programmes_without_a_term_stand_apart(session, client, term):
    class_now(session, term, "书法")
    class_now(session, None, "Walking Scheme", first_on=TODAY, last_on=TODAY + timedelta(days=30), categories=[])
    assert "Walking Scheme" not in client.get("/catalogue").text
    page = client.get("/catalogue?term=none").text
    assert "Walking Scheme" in page
    assert "书法" not in page


def test_a_nonsense_address_shows_the_catalogue(session, client, term):
    class_now(session, term)
    answer = client.get("/catalogue?term=x&weekday=9&weekday=x&department=y&page=-4")
    assert answer.status_code == 200
    assert "书法" in answer.text


def test_a_class_without_a_time_has_a_card(session, client, term):
    section = class_now(session, term, weeks=0)
    section.times = []
    assert client.get("/catalogue").status_code == client.get(f"/sections/{section.id}").status_code == 200


@pytest.mark.parametrize(("is_member", "most"), [(False, 10), (True, 22)])
def test_long_catalogues_need_no_more_queries(session, client, app, term, is_member, most):
    if is_member:
        sign_in(client, a_person(session))
    for n in range(3):
        class_now(session, term, f"书法{n}", weekday=1 + n % 7, weeks=1)
    client.get("/catalogue")
    with statements(app) as few:
        client.get("/catalogue")
    for n in range(57):
        class_now(session, term, f"国画{n}", weekday=1 + n % 7, weeks=1)
    client.get("/catalogue")
    with statements(app) as many:
        page = client.get("/catalogue").text
    assert len(many) == len(few) <= most
    assert "共 60 个班" in page
    assert "page=2" in page


# One class


def test_a_draft_is_for_staff(session, client, term):
    section = class_now(session, term, status=SectionStatus.DRAFT)
    assert client.get(f"/sections/{section.id}").status_code == 404
    sign_in(client, make_person(session, "陈静", RoleName.DESK))
    assert client.get(f"/sections/{section.id}").status_code == 200


def test_a_cancelled_class_says_so(session, client, term):
    section = class_now(session, term, status=SectionStatus.CANCELLED)
    page = client.get(f"/sections/{section.id}").text
    assert "这个班已停开" in page
    assert "/enrol" not in page


def test_dates_that_changed_are_marked(session, client, term):
    section = class_now(session, term)
    section.meetings[0].status = MeetingStatus.CANCELLED
    section.meetings[1].planned_at = section.meetings[1].starts_at - timedelta(hours=2)
    page = client.get(f"/sections/{section.id}").text
    assert "已停课" in page
    assert "已改期" in page


def test_the_page_of_a_class_says_everything_about_it(session, client, term):
    section = class_now(
        session,
        term,
        mode=Mode.DRAW,
        min_age_female=55,
        min_age_male=60,
        max_age_new=70,
        categories=["retired_cadre"],
        notes="自带毛笔",
    )
    page = client.get(f"/sections/{section.id}").text
    for words in ("女满 55 周岁", "男满 60 周岁", "新学员不超过 70 周岁", "退休干部", "摇号日期另行通知", "自带毛笔"):
        assert words in page
    assert f"/feeds/sections/{section.id}.ics" in page


def test_the_page_refuses_with_the_same_words_as_the_act(session, client, term, li):
    term.seats_per_person = 1
    enrolled(session, class_now(session, term, "合唱"), li)
    section = class_now(session, term, "国画", max_age=60, categories=[Category.PUBLIC.value])
    before, answer = client.get(f"/sections/{section.id}/enrol").text, asked(client, section)
    assert answer.status_code == 409
    whys = re.findall(r'class="why">(.+?)<', answer.text)
    assert len(whys) == 4
    assert re.findall(r'class="why">(.+?)<', before) == whys
    assert count(session) == 1


def test_another_class_is_named_where_that_is_the_remedy(session, client, term, li):
    other = class_now(session, term, "八段锦", weekday=4, capacity=6)
    section = class_now(session, term, "书法", max_age=60)
    page = client.get(f"/sections/{section.id}").text
    assert "可改报「八段锦」" in page
    assert f'href="/sections/{other.id}"' in page


# Asking


def test_a_visitor_is_sent_to_sign_in_and_comes_back(session, client, term):
    section = class_now(session, term)
    for answer in (client.get(f"/sections/{section.id}/enrol"), asked(client, section)):
        assert answer.status_code in (302, 303)
        assert answer.location.startswith("/sign-in?next=")
        assert f"sections/{section.id}/enrol" in answer.location.replace("%2F", "/")


def test_a_place_is_asked_for_and_shown(session, client, term, li):
    section = class_now(session, term)
    assert "名额马上就是您的" in client.get(f"/sections/{section.id}/enrol").text
    answer = asked(client, section)
    assert answer.status_code == 303
    assert status_of(session, li, section) is Status.ENROLLED
    assert "报名成功，名额是您的了" in client.get(answer.location).text


def test_a_full_class_gives_a_place_in_the_waitlist(session, client, term, li):
    section = class_now(session, term, capacity=1)
    filled(session, section, waiting=1)
    assert "候补第 2 位" in client.get(f"/sections/{section.id}/enrol").text
    assert "排第 2 位" in client.get(asked(client, section).location).text
    assert status_of(session, li, section) is Status.WAITING


def test_a_draw_takes_an_application(session, client, term, li):
    section = class_now(session, term, mode=Mode.DRAW, draw_at=NOW + timedelta(days=9))
    assert "公开摇号" in client.get(f"/sections/{section.id}/enrol").text
    assert "您已登记摇号" in client.get(asked(client, section).location).text


def test_asking_twice_is_asking_once(session, client, term, li):
    section = class_now(session, term)
    assert asked(client, section).location == asked(client, section).location
    assert count(session) == 1
    assert client.get(f"/sections/{section.id}/enrol").location == f"/sections/{section.id}"


def test_a_place_is_not_asked_for_by_another_site(session, app, term):
    section, stranger = class_now(session, term), Stranger(app, app.response_class)
    sign_in(stranger, a_person(session))
    assert asked(stranger, section).status_code == 400
    assert count(session) == 0


def test_who_was_signed_out_elsewhere_signs_in_again(session, client, term, li):
    section = class_now(session, term)
    li.serial += 1
    assert asked(client, section).location.startswith("/sign-in")
    assert count(session) == 0


def test_asking_reads_nothing_outside_the_collector(session, client, app, term, li):
    path = f"/sections/{class_now(session, term).id}/enrolments"
    with statements(app, of_this_thread=True) as here:
        answer = client.post(path)
    assert answer.status_code == 303
    assert here == []


def test_a_class_that_does_not_exist_is_not_there(client, session, li):
    assert client.get("/sections/999").status_code == client.get("/sections/999/enrol").status_code == 404
    assert asked(client, type("Nothing", (), {"id": 999})).status_code == 404


# For somebody else


def test_a_daughter_enrols_her_mother(session, client, term, li):
    mother, section = a_person(session), class_now(session, term)
    given_leave(session, mother, li)
    page = client.get(f"/sections/{section.id}/enrol?person={mother.id}").text
    assert f'name="person" value="{mother.id}"' in page
    answer = asked(client, section, person=mother.id)
    assert status_of(session, mother, section) is Status.ENROLLED
    assert status_of(session, li, section) is None
    assert "报名成功" in client.get(answer.location).text
    assert "书法" in client.get(f"/me?person={mother.id}").text


def test_nobody_acts_or_looks_for_a_stranger(session, client, term, li):
    stranger, section = a_person(session), class_now(session, term)
    row = enrolled(session, class_now(session, term, "合唱"), stranger)
    assert asked(client, section, person=stranger.id).status_code == 403
    for path in ("/me", "/me/timetable", f"/sections/{section.id}", f"/sections/{section.id}/enrol"):
        assert client.get(f"{path}?person={stranger.id}").status_code == 403
    for act in ("accept", "decline", "withdraw", "swap"):
        assert client.post(f"/enrolments/{row.id}/{act}").status_code == 403
    assert status_of(session, stranger, row.section) is Status.ENROLLED


# Deciding


@pytest.fixture
def offer(session, term, li):
    """A place kept for somebody, with one more who waits behind them."""
    section = class_now(session, term, "国画", capacity=1)
    row = enrolled(session, section, li, Status.OFFERED, offer_expires_at=NOW + timedelta(days=2))
    enrolled(session, section, status=Status.WAITING)
    return row


@pytest.mark.parametrize("path", ["/", "/me", "/me/timetable"])
def test_an_open_offer_waits_on_top(client, offer, path):
    page = client.get(path).text
    assert "有名额了，等您确认" in page
    assert f'action="/enrolments/{offer.id}/accept"' in page


def test_an_offer_is_taken(session, client, offer, li):
    answer = client.post(f"/enrolments/{offer.id}/accept")
    assert (answer.status_code, answer.location) == (303, "/me")
    assert status_of(session, li, offer.section) is Status.ENROLLED
    assert "名额是您的了" in client.get("/me").text
    assert client.post(f"/enrolments/{offer.id}/accept").status_code == 303


def test_leaving_an_offer_is_asked_about_first(session, client, offer, li):
    assert "确定不上了" in client.get(f"/enrolments/{offer.id}/decline").text
    assert status_of(session, li, offer.section) is Status.OFFERED
    client.post(f"/enrolments/{offer.id}/decline")
    offered = select(Enrolment.person_id).where(Enrolment.status == Status.OFFERED)
    assert status_of(session, li, offer.section) is Status.DECLINED
    assert session.scalar(offered) not in (None, li.id)


def test_an_offer_that_ran_out_is_gone(session, client, offer):
    offer.offer_expires_at = NOW - timedelta(minutes=1)
    answer = client.post(f"/enrolments/{offer.id}/accept")
    assert answer.status_code == 409
    assert 'class="why"' in answer.text
    assert "等您确认" not in client.get("/me").text


def test_giving_up_a_place_says_who_gets_it_and_is_confirmed(session, client, term, li):
    section = class_now(session, term, capacity=1)
    row = enrolled(session, section, li)
    heir = enrolled(session, section, status=Status.WAITING)
    assert "有 1 人在候补" in client.get(f"/enrolments/{row.id}/withdraw").text
    assert status_of(session, li, section) is Status.ENROLLED
    assert client.post(f"/enrolments/{row.id}/withdraw").status_code == 303
    assert status_of(session, li, section) is Status.WITHDRAWN
    assert status_of(session, heir.person, section) is Status.OFFERED
    assert client.post(f"/enrolments/{row.id}/withdraw").status_code == 303
    assert client.get(f"/enrolments/{row.id}/withdraw").location == "/me"


# Changing


def test_a_class_is_changed_for_another_at_once(session, client, term, li):
    row = enrolled(session, class_now(session, term, "合唱"), li)
    wanted = class_now(session, term, "书法")
    assert f"/enrolments/{row.id}/swap?section={wanted.id}" in client.get(f"/enrolments/{row.id}/swap").text
    assert "新班的名额马上归您" in client.get(f"/enrolments/{row.id}/swap?section={wanted.id}").text
    assert client.post(f"/enrolments/{row.id}/swap", data={"section": wanted.id}).location == "/me"
    assert status_of(session, li, row.section) is Status.WITHDRAWN
    assert status_of(session, li, wanted) is Status.ENROLLED


def test_the_old_place_is_kept_while_one_waits_for_the_new(session, client, term, li):
    row = enrolled(session, class_now(session, term, "合唱"), li)
    wanted = class_now(session, term, "书法", capacity=1)
    filled(session, wanted)
    assert "原来的名额保留" in client.get(f"/enrolments/{row.id}/swap?section={wanted.id}").text
    client.post(f"/enrolments/{row.id}/swap", data={"section": wanted.id})
    assert status_of(session, li, row.section) is Status.ENROLLED
    assert status_of(session, li, wanted) is Status.WAITING


def test_a_clash_offers_to_change(session, client, term, li):
    row = enrolled(session, class_now(session, term, "合唱"), li)
    wanted = class_now(session, term, "书法")
    page = client.get(f"/sections/{wanted.id}").text
    assert f"/enrolments/{row.id}/swap?section={wanted.id}" in page


def test_one_does_not_change_to_what_would_be_refused(session, client, term, li):
    row = enrolled(session, class_now(session, term, "合唱"), li)
    wanted = class_now(session, term, "书法", weekday=4, max_age=60)
    assert "书法" not in client.get(f"/enrolments/{row.id}/swap").text
    assert "不超过 60 周岁" in client.get(f"/enrolments/{row.id}/swap?section={wanted.id}").text
    assert client.post(f"/enrolments/{row.id}/swap", data={"section": wanted.id}).status_code == 409
    assert client.post(f"/enrolments/{row.id}/swap").status_code == 409


# Mine


def test_who_has_nothing_is_shown_the_way(client, session, li):
    page = client.get("/me").text
    assert "还没有报班" in page
    assert 'href="/catalogue"' in page


def test_mine_shows_each_state(session, client, term, li):
    enrolled(session, class_now(session, term, "合唱"), li)
    waits = class_now(session, term, "国画", capacity=1)
    filled(session, waits, waiting=1)
    enrolled(session, waits, li, Status.WAITING)
    enrolled(session, class_now(session, term, "摄影", mode=Mode.DRAW), li, Status.APPLIED)
    enrolled(session, class_now(session, term, "太极拳"), li, Status.WITHDRAWN)
    page = client.get("/me").text
    for words in ("合唱", "您在候补，第 2 位", "前面还有 1 人", "已登记摇号", "以前的报名", "太极拳"):
        assert words in page


def test_home_knows_members_and_visitors(session, client, term):
    assert "欢迎您" in client.get("/").text
    assert 'href="/apply"' in client.get("/").text
    person = a_person(session)
    enrolled(session, class_now(session, term, "合唱"), person)
    sign_in(client, person)
    page = client.get("/").text
    assert "李秀英，您好" in page
    assert "合唱" in page


# The timetable


def next_week(client, **more):
    return client.get("/me/timetable", query_string={"week": meeting_day(1).isoformat(), **more}).text


def test_the_timetable_shows_a_week_of_the_term(session, client, term, li):
    enrolled(session, class_now(session, term, "合唱", weekday=3, starts=time(14, 30)), li)
    page = next_week(client)
    assert "第 2 周" in page
    for words in ("合唱", "302 教室", "下午", "14:30"):
        assert words in page
    assert f"week={MONDAY + timedelta(days=14)}" in page


def test_the_timetable_marks_what_waits_what_is_off_and_what_one_teaches(session, client, term, li):
    waits = class_now(session, term, "国画", capacity=1, weekday=1)
    filled(session, waits)
    enrolled(session, waits, li, Status.WAITING)
    off = class_now(session, term, "合唱", weekday=3)
    enrolled(session, off, li)
    off.meetings[0].status = MeetingStatus.CANCELLED
    class_now(session, term, "太极拳", weekday=4, instructor_id=li.id)
    page = next_week(client)
    for words in ("week-item-amber", "候补第 1 位", "week-item-cancelled", "已停课", "您授课"):
        assert words in page


def test_holidays_and_make_up_days_are_named(session, client, term, li):
    enrolled(session, class_now(session, term, "合唱"), li)
    session.add(Closure(on=meeting_day(5), kind=ClosureKind.HOLIDAY, name="中秋节"))
    session.add(Closure(on=meeting_day(7), kind=ClosureKind.WORKDAY, name="中秋节", follows_weekday=5))
    page = next_week(client)
    assert "中秋节 放假" in page
    assert "（按周五上课）" in page


def test_before_the_first_class_the_timetable_opens_where_something_comes(session, client, li):
    term = term_now(session, first_on=meeting_day(1, 9), last_on=meeting_day(1, 20))
    enrolled(session, class_now(session, term, "合唱", first_week=9), li)
    for path in ("/me/timetable", "/"):
        assert "合唱" in client.get(path).text
    assert "第 1 周" in client.get("/me/timetable").text
    assert "这一周您没有安排" in client.get(f"/me/timetable?week={TODAY}").text


def test_a_week_that_is_no_week_is_this_week(session, client, li):
    assert client.get("/me/timetable?week=nonsense").status_code == 200
    assert client.get("/me/timetable?week=9999-12-31").status_code == 200
    assert client.get("/me/timetable?week=0001-01-01").status_code == 200


def test_one_sees_only_what_is_ones_own(session, app, client, term, li):
    enrolled(session, class_now(session, term, "合唱"), li)
    other = Visitor(app)
    sign_in(other, a_person(session))
    assert "合唱" not in next_week(other)
    assert Visitor(app).get("/me").status_code == 302


def test_every_page_reads_in_english(session, client, term, li):
    section = class_now(session, term, course={"name_en": "Calligraphy"})
    enrolled(session, section, li)
    english = {"Accept-Language": "en"}
    for path in ("/", "/catalogue", f"/sections/{section.id}", "/me", "/me/timetable"):
        page = client.get(path, headers=english).text
        assert '<html lang="en"' in page
    assert "Calligraphy" in client.get("/catalogue", headers=english).text
