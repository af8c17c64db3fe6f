"""What people take home on paper: the catalogue, the form to fill in by hand, the timetable of a term."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest

from activity_center.audit import SYSTEM
from activity_center.courses.models import Department, SectionTime
from activity_center.courses.rules import MeetingStatus, Mode
from activity_center.enrolment.rules import Status
from activity_center.feeds import service as feeds
from activity_center.people.models import Proxy
from activity_center.people.rules import RoleName
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.clients import Visitor
from tests.enrolment.open_now import NOW, class_now, enrolled, meeting_day, term_now
from tests.enrolment.scenes import ZONE, a_person
from tests.factories import LONG_AGO, make_card, make_meeting, make_person, sign_in


@pytest.fixture
def term(session):
    return term_now(session)


@pytest.fixture
def li(session, client):
    """Somebody who is signed in."""
    person = a_person(session)
    sign_in(client, person)
    return person


def words_of(page):
    """Return what is to be read on a page, one blank between words."""
    main = re.search(r"<main.*</main>", page.text, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# The catalogue


def test_the_printed_catalogue_says_all_one_needs_to_fill_in_a_form(session, client, term):
    teacher = make_person(session, "王老师", RoleName.INSTRUCTOR)
    section = class_now(
        session, term, "书法", instructor_id=teacher.id, fee_amount=Decimal(120), capacity=35, min_age_female=50
    )
    page = words_of(client.get("/catalogue/print"))
    entry = page[page.index(f"{section.id} 书法") :]
    for fact in ("书法", "老师：王老师", "120 元", "35 个名额", "先到先得", "周二 8:30–10:00", "302 教室"):
        assert fact in entry
    assert "女" in entry
    assert "50" in entry
    assert term.name in page


def test_its_first_page_says_when_and_how_to_apply(session, client, term):
    window = term.windows[0]
    class_now(session, term, "模特", mode=Mode.DRAW)
    page = words_of(client.get("/catalogue/print"))
    opens = window.opens_at.astimezone(ZONE)
    assert f"{opens.month}月{opens.day}日" in page
    assert "怎样报名" in page
    assert "http://localhost/catalogue" in page
    assert "摇号" in page
    assert "先到先得" not in page


def test_departments_follow_each_other_and_so_do_the_courses_in_them(session, client, term):
    music, painting = (Department(name=name) for name in ("声乐系", "书画系"))
    session.add_all([music, painting])
    session.flush()
    for name, weekday, department in (("合唱", 1, music), ("书法", 2, painting), ("国画", 1, painting)):
        class_now(session, term, name, weekday=weekday, course={"department_id": department.id})
    class_now(session, term, "象棋")
    page = words_of(client.get("/catalogue/print"))
    order = [page.rindex(word) for word in ("书画系", "国画", "书法", "声乐系", "合唱", "其他项目", "象棋")]
    assert order == sorted(order)
    only_music = words_of(client.get(f"/catalogue/print?department={music.id}"))
    assert ("合唱" in only_music, "国画" in only_music) == (True, False)


def test_another_term_is_another_catalogue(session, client, term):
    class_now(session, term, "书法")
    later = term_now(session, name="明年", opens=5, closes=9)
    class_now(session, later, "合唱")
    page = words_of(client.get(f"/catalogue/print?term={later.id}"))
    assert ("合唱" in page, "书法" in page) == (True, False)


@pytest.mark.parametrize(("asked", "points"), [("", 14), ("?letters=17", 17), ("?letters=20", 20), ("?letters=3", 14)])
def test_the_size_of_print_is_chosen(session, client, term, asked, points):
    assert f"paper-{points} " in client.get(f"/catalogue/print{asked}").text


def test_who_reads_in_large_letters_prints_in_large_letters(session, client, term):
    client.post("/preferences", data={"text_size": "huge"})
    assert "paper-20 " in client.get("/catalogue/print").text


def test_the_catalogue_to_print_has_nothing_in_it_where_there_is_nothing(session, client):
    assert "这里还没有班" in words_of(client.get("/catalogue/print"))


def test_the_number_on_paper_stands_on_the_card_and_on_the_page_of_a_class_and_finds_it(session, client, term):
    section = class_now(session, term, "书法")
    class_now(session, term, "合唱")
    assert f"编号 {section.id}" in words_of(client.get(f"/sections/{section.id}"))
    found = words_of(client.get(f"/catalogue?q={section.id}"))
    assert f"编号 {section.id}" in found
    assert "合唱" not in found


# The form


def test_the_form_asks_for_five_classes_and_says_what_happens_then(session, client, term):
    term.seats_per_person = 3
    page = words_of(client.get("/catalogue/form"))
    for asked in ("卡号", "姓名", "出生日期", "电话", "编号", "签名", "日期", "候补", "交表以后", term.name):
        assert asked in page
    assert "1 2 3 4 5" in re.sub(r"\s+", " ", page)
    assert "最多想上几个班？ 1 2 3 如果" in page


def test_the_desk_prints_it_with_name_and_card(session, client, term):
    member = make_person(session, "欧阳春华", card="10000042")
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    page = words_of(client.get(f"/desk/paper-forms/blank?person={member.id}"))
    assert "欧阳春华" in page
    assert "10000042" in page
    assert "欧阳春华" not in words_of(client.get("/desk/paper-forms/blank"))


def test_names_and_cards_are_for_the_desk_alone(session, client, term, li):
    member = make_person(session, "欧阳春华", card="10000042")
    assert client.get(f"/desk/paper-forms/blank?person={member.id}").status_code == 403
    assert "欧阳春华" not in client.get(f"/catalogue/form?person={member.id}").text


# The timetable


def test_the_timetable_shows_the_usual_week_and_every_date(session, client, term, li):
    teacher = make_person(session, "王老师", RoleName.INSTRUCTOR)
    enrolled(session, class_now(session, term, "书法", weekday=2, instructor_id=teacher.id, weeks=3), li)
    page = words_of(client.get("/me/timetable/print"))
    usual, _heading, dates = page.partition("每一次课")
    assert "周二 8:30–10:00 书法 老师：王老师" in usual
    assert "共 3 次" in usual
    days = [meeting_day(2, week) for week in (1, 2, 3)]
    assert [f"周二 {day.month}月{day.day}日" in dates for day in days] == [True] * 3
    assert dates.count("8:30–10:00") == 3


def test_what_is_not_as_every_week_stands_apart(session, client, term, li):
    section = class_now(session, term, "书法", weekday=2, weeks=4)
    enrolled(session, section, li)
    cancelled, moved, elsewhere = section.meetings[:3]
    cancelled.status = MeetingStatus.CANCELLED
    moved.planned_at, moved.starts_at = moved.starts_at, moved.starts_at + timedelta(hours=26)
    moved.ends_at += timedelta(hours=26)
    elsewhere.place = "大礼堂"
    page = words_of(client.get("/me/timetable/print"))
    apart = page[page.index("这几次不一样") : page.index("每一次课")]
    assert "停课" in apart
    assert "周三" in apart
    assert "换地方：大礼堂" in apart
    assert apart.count("书法") == 3


def test_a_holiday_between_two_dates_is_named_and_a_make_up_day_too(session, client, term, li):
    section = class_now(session, term, "书法", weekday=2, weeks=1)
    for week in (3, 4):
        begins = datetime.combine(meeting_day(2, week), time(8, 30), ZONE)
        make_meeting(session, section, begins, place="302 教室")
    saturday = datetime.combine(meeting_day(6, 4), time(8, 30), ZONE)
    make_meeting(session, section, saturday, place="302 教室")
    session.add(Closure(on=meeting_day(2, 2), kind=ClosureKind.HOLIDAY, name="国庆节"))
    session.add(Closure(on=meeting_day(6, 4), kind=ClosureKind.WORKDAY, name="调休", follows_weekday=2))
    session.add(Closure(on=meeting_day(3, 2), kind=ClosureKind.HOLIDAY, name="中秋节"))
    enrolled(session, section, li)
    page = words_of(client.get("/me/timetable/print"))
    apart = page[page.index("这几次不一样") : page.index("每一次课")]
    assert "国庆节" in apart
    assert "上周二的课" in apart
    assert "中秋节" not in apart


def test_only_what_is_certain_stands_in_it(session, client, term, li):
    waits, offered = (class_now(session, term, name, weekday=day) for name, day in (("合唱", 3), ("国画", 4)))
    enrolled(session, waits, li, Status.WAITING)
    enrolled(session, offered, li, Status.OFFERED, offer_expires_at=NOW + timedelta(days=1))
    page = words_of(client.get("/me/timetable/print"))
    assert page.count("合唱") == 1
    assert "您还在候补：合唱" in page
    assert "为您留着" in page[page.index("国画") :]


def test_an_instructor_prints_what_they_teach_and_where_they_stand_in(session, client, term):
    teacher = make_person(session, "王老师", RoleName.INSTRUCTOR)
    class_now(session, term, "书法", weekday=2, instructor_id=teacher.id)
    lent = class_now(session, term, "国画", weekday=4, instructor_id=make_person(session, "赵老师").id)
    lent.meetings[0].instructor_id = teacher.id
    sign_in(client, teacher)
    usual, _heading, dates = words_of(client.get("/me/timetable/print")).partition("每一次课")
    assert ("书法" in usual, "您授课" in usual) == (True, True)
    assert dates.count("国画") == 1
    assert usual[: usual.index("这几次不一样")].count("国画") == 0


def test_two_times_a_week_are_two_lines(session, client, term, li):
    section = class_now(session, term, "太极拳", weekday=2)
    section.times.append(SectionTime(weekday=5, starts=time(14), ends=time(15, 30), place="操场"))
    enrolled(session, section, li)
    usual = words_of(client.get("/me/timetable/print")).partition("每一次课")[0]
    assert "周二 8:30–10:00 太极拳" in usual
    assert "周五 14:00–15:30 太极拳" in usual


def test_the_calendar_comes_as_a_code_where_there_is_one(session, client, term, li):
    enrolled(session, class_now(session, term), li)
    assert "<svg" not in _main(client.get("/me/timetable/print"))
    feeds.renew_address(session, li.id, at=NOW, by=SYSTEM)
    assert "<svg" in _main(client.get("/me/timetable/print"))


def _main(page):
    return re.search(r"<main.*</main>", page.text, re.DOTALL)[0]


def test_proxies_and_staff_print_it_for_others_and_nobody_else(session, app, client, term, li):
    father = a_person(session, name="李老先生")
    enrolled(session, class_now(session, term, "书法"), father)
    url = f"/me/timetable/print?person={father.id}"
    assert client.get(url).status_code == 403
    session.add(Proxy(person_id=father.id, proxy_id=li.id, granted_at=LONG_AGO))
    assert "李老先生的课表" in words_of(client.get(url))
    desk = Visitor(app)
    sign_in(desk, make_person(session, "孙丽萍", RoleName.DESK))
    assert "李老先生的课表" in words_of(desk.get(url))
    assert Visitor(app).get(url).status_code == 302


def test_a_timetable_without_a_class_says_so(session, client, li):
    assert "这张课表里还没有课" in words_of(client.get("/me/timetable/print"))


def test_the_timetable_is_that_of_the_term_asked_for_or_of_the_next_with_a_class(session, client, term, li):
    later = term_now(
        session, name="明年", first_on=term.last_on + timedelta(days=1), last_on=term.last_on + timedelta(90)
    )
    enrolled(session, class_now(session, later, "合唱", first_week=18), li)
    assert "明年" in words_of(client.get("/me/timetable/print"))
    assert "还没有课" in words_of(client.get(f"/me/timetable/print?term={term.id}"))


def test_the_pages_lead_to_what_can_be_printed(session, client, term, li):
    make_card(session, li)
    section = class_now(session, term)
    enrolled(session, section, li)
    assert 'href="/me/timetable/print"' in client.get("/me/timetable").text
    catalogue = client.get("/catalogue").text
    assert f'href="/catalogue/print?term={term.id}"' in catalogue
    assert f'href="/catalogue/form?term={term.id}"' in catalogue
