"""Staff change an offered section on its pages: nothing happens before they saw whom it concerns."""

import re
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import func, select

from activity_center.audit import SYSTEM
from activity_center.courses import service as courses
from activity_center.courses.models import Meeting
from activity_center.courses.rules import SectionStatus, WeeklyTime
from activity_center.courses.service import SectionDraft, draft_of
from activity_center.notices.models import Notice
from activity_center.people.rules import Category
from activity_center.terms.models import Closure
from activity_center.terms.rules import ClosureKind
from tests.factories import make_course, sign_in
from tests.roster.scenes import NOW, ZONE, a_person, a_term, an_enrolment, staff

MONDAYS = WeeklyTime(1, time(8, 30), time(10), place="一楼大厅")


@pytest.fixture
def section(session):
    term = a_term(session, first_on=date(2030, 9, 2), last_on=date(2030, 12, 22))
    both = frozenset({Category.RETIRED_CADRE, Category.RETIRED_WORKER})
    plain = {"term_id": term.id, "capacity": 30, "weeks": 2, "times": (MONDAYS,), "categories": both}
    row = courses.draft_section(session, SectionDraft(make_course(session).id, **plain), at=NOW, by=SYSTEM)
    courses.publish(session, row.id, at=NOW, by=SYSTEM, zone=ZONE)
    return row


@pytest.fixture
def member(session, section):
    return an_enrolment(session, section, a_person(session, name="李秀英"))


@pytest.fixture
def desk(session, client):
    sign_in(client, staff(session))
    return client


def typed(section, **changes):
    plain = {"course_id": str(section.course_id), "term_id": str(section.term_id), "weeks": "2", "fee_per": "term"}
    plain |= {"holiday_rule": "make_up", "fee_currency": "CNY", "categories": ["retired_cadre", "retired_worker"]}
    weekly = {"weekday": "1", "starts": "8:30", "ends": "10:00", "place": "一楼大厅"}
    return plain | {f"times-0-{name}": value for name, value in weekly.items()} | changes


def hidden(page, last_step="do"):
    """Return the fields of the form that leads on, as a browser would send them."""
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.S) if f'value="{last_step}"' in form)
    fields = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    return {name: values for name, values in fields.items() if name != "csrf_token"}


def starts(session):
    session.expire_all()
    return [at.date() for at in session.scalars(select(Meeting.starts_at).order_by(Meeting.starts_at))]


MOVED = {"times-0-weekday": "2", "step": "look"}


def test_a_change_is_shown_with_whom_it_concerns_then_done_and_told_once(session, section, member, desk):
    address = f"/desk/sections/{section.id}/edit"
    shown = desk.post(address, data=typed(section, **MOVED))
    assert shown.status_code == 200
    for words in ("李秀英", "将通知 1 人", "上课时间：周二", "移自"):
        assert words in shown.text
    assert starts(session) == [date(2030, 9, 2), date(2030, 9, 9)]
    fields = hidden(shown.text)
    for said in ("1 人", "没有重复通知"):
        answer = desk.post(address, data=fields)
        assert answer.location == f"/desk/sections/{section.id}/dates"
        assert said in desk.get(answer.location).text
    assert starts(session) == [date(2030, 9, 3), date(2030, 9, 10)]
    assert session.scalars(select(Notice.person_id)).all() == [member.person_id]
    assert len(section.categories) == 2


def test_saving_without_having_looked_is_refused_and_shows_what_would_happen(session, section, member, desk):
    answer = desk.post(f"/desk/sections/{section.id}/edit", data=typed(section, **MOVED | {"step": "do"}))
    assert answer.status_code == 409
    assert "有人作了改动" in answer.text
    assert desk.post(f"/desk/sections/{section.id}/edit", data=hidden(answer.text)).status_code == 303
    assert session.scalar(select(func.count(Notice.id))) == 1


def test_typing_it_differently_keeps_what_was_typed(session, section, desk):
    address = f"/desk/sections/{section.id}/edit"
    shown = desk.post(address, data=typed(section, label="2班", **MOVED))
    again = desk.post(address, data=hidden(shown.text, "edit"))
    assert (again.status_code, 'value="2班"' in again.text) == (200, True)
    more = desk.post(address, data=typed(section, label="3班", step="more"))
    assert 'name="times-4-starts"' in more.text
    assert 'value="3班"' in more.text


def test_what_is_out_of_shape_is_said_before_anything_is_looked_at(session, section, desk):
    answer = desk.post(f"/desk/sections/{section.id}/edit", data=typed(section, **MOVED | {"times-0-starts": "25:00"}))
    assert answer.status_code == 422
    assert "请按 8:30 的样子填写时间" in answer.text


def test_nothing_typed_is_nothing_to_confirm(session, section, desk):
    shown = desk.post(f"/desk/sections/{section.id}/edit", data=typed(section, step="look"))
    assert shown.status_code == 409
    assert 'value="do"' not in shown.text


def test_remarks_are_saved_without_telling_anybody(session, section, member, desk):
    address = f"/desk/sections/{section.id}/edit"
    shown = desk.post(address, data=typed(section, notes="带毛笔", step="look"))
    assert "不通知任何人" in shown.text
    desk.post(address, data=hidden(shown.text))
    session.refresh(section)
    assert (section.notes, session.scalar(select(func.count(Notice.id)))) == ("带毛笔", 0)


def test_an_offered_section_has_no_field_for_its_capacity(session, section, desk):
    assert 'name="capacity"' not in desk.get(f"/desk/sections/{section.id}/edit").text


def test_after_a_new_holiday_a_day_leads_to_scheduling_again_and_telling(session, section, member, desk):
    session.add(Closure(on=date(2030, 9, 9), kind=ClosureKind.HOLIDAY, name="检修"))
    day = desk.get("/desk/days/2030-09-09").text
    assert day.count(f'href="/desk/sections/{section.id}/dates"') == 1
    shown = desk.get(f"/desk/sections/{section.id}/dates").text
    for words in ("检修", "李秀英", "重新排课并通知大家"):
        assert words in shown
    [seen] = re.findall(r'name="seen" value="([^"]+)"', shown)
    for _ in range(2):
        answer = desk.post(f"/desk/sections/{section.id}/schedule", data={"seen": seen})
        assert answer.location == f"/desk/sections/{section.id}/dates"
    assert starts(session)[-1] == date(2030, 9, 16)
    assert session.scalar(select(func.count(Notice.id))) == 1
    assert "重新排课" not in desk.get("/desk/days/2030-09-09").text


def test_scheduling_again_without_having_looked_is_refused(session, section, member, desk):
    session.add(Closure(on=date(2030, 9, 9), kind=ClosureKind.HOLIDAY, name="检修"))
    answer = desk.post(f"/desk/sections/{section.id}/schedule")
    assert answer.status_code == 409
    assert "重新排课并通知大家" in answer.text
    assert session.scalar(select(func.count(Notice.id))) == 0


def test_a_make_up_day_lists_the_classes_that_would_meet_on_it(session, section, desk):
    every_week = replace(draft_of(section), weeks=None)
    courses.change_section(session, section.id, every_week, at=NOW, by=SYSTEM, zone=ZONE)
    worked = Closure(on=date(2030, 9, 14), kind=ClosureKind.WORKDAY, name="补班", follows_weekday=1)
    session.add(worked)
    shown = desk.get("/desk/days/2030-09-14").text
    assert "有 1 个班应在这一天上课" in shown
    assert f'href="/desk/sections/{section.id}/dates"' in shown
    worked.follows_weekday = 2
    assert "个班应在这一天上课" not in desk.get("/desk/days/2030-09-14").text


def test_a_cancelled_section_is_neither_changed_nor_scheduled(session, section, desk):
    courses.cancel(session, section.id, at=NOW, by=SYSTEM)
    for page in ("edit", "dates"):
        assert desk.get(f"/desk/sections/{section.id}/{page}").location == f"/desk/sections/{section.id}"
    assert desk.post(f"/desk/sections/{section.id}/schedule").status_code == 409
    assert section.status is SectionStatus.CANCELLED
