"""Administrators keep terms and closed days, staff read them."""

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM
from activity_center.people.rules import RoleName
from activity_center.terms import service
from activity_center.terms.models import Closure, Term, Window
from tests.factories import make_person, make_term, make_window, sign_in

AUTUMN = {"name": "2030 秋", "first_on": "2030-09-02", "last_on": "2030-12-22", "offer_working_days": "2"}
HOLIDAY = {"on": "2030-10-01", "kind": "holiday", "name": "国庆节", "follows_weekday": "", "source": ""}


@pytest.fixture
def admin(session: Session, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_person(session, "管理员", RoleName.ADMIN))
    return client


def test_a_term_is_added_and_its_page_asks_for_windows(session: Session, admin):
    answer = admin.post("/desk/terms/new", data=AUTUMN, follow_redirects=True)
    assert "2030 秋" in answer.text
    assert session.scalar(select(Term.first_on)) == date(2030, 9, 2)


def test_a_term_that_ends_before_it_begins_is_refused_and_stays_typed(session: Session, admin):
    answer = admin.post("/desk/terms/new", data=AUTUMN | {"last_on": "2030-09-01"})
    assert answer.status_code == 409
    assert "结束日期早于开始日期" in answer.text
    assert 'value="2030 秋"' in answer.text


def test_a_window_is_typed_in_the_time_of_the_centre(session: Session, admin):
    term = make_term(session)
    typed = {
        "name": "退休干部",
        "opens_at": "2026-08-25T08:30",
        "closes_at": "2026-08-31T17:00",
        "categories": ["retired_cadre", "veteran_cadre"],
    }
    shown = admin.post(f"/desk/terms/{term.id}/windows/new", data=typed, follow_redirects=True).text
    window = session.scalars(select(Window)).one()
    assert window.opens_at == datetime(2026, 8, 25, 0, 30, tzinfo=UTC)
    assert window.categories == ["retired_cadre", "veteran_cadre"]
    assert "8:30" in shown
    edit = admin.get(f"/desk/windows/{window.id}/edit").text
    assert 'value="2026-08-25T08:30"' in edit
    assert edit.count("checked") == 2


def test_a_window_is_removed_after_a_question(session: Session, admin):
    window = make_window(session, make_term(session))
    assert "删除" in admin.get(f"/desk/windows/{window.id}/remove").text
    admin.post(f"/desk/windows/{window.id}/remove")
    assert session.scalar(select(Window.id)) is None


def test_after_a_closed_day_is_entered_its_meetings_are_shown(session: Session, admin):
    answer = admin.post("/desk/closures/new", data=HOLIDAY)
    assert answer.location == "/desk/days/2030-10-01"
    assert session.scalar(select(Closure.follows_weekday)) is None


def test_a_make_up_workday_may_follow_a_weekday(session: Session, admin):
    workday = HOLIDAY | {"on": "2030-10-12", "kind": "workday", "follows_weekday": "3"}
    admin.post("/desk/closures/new", data=workday)
    assert "周三" in admin.get("/desk/closures?year=2030").text


def test_a_closed_day_is_changed_and_removed(session: Session, admin):
    admin.post("/desk/closures/new", data=HOLIDAY)
    closure = session.scalars(select(Closure)).one()
    admin.post(f"/desk/closures/{closure.id}/edit", data=HOLIDAY | {"name": "校庆"})
    session.refresh(closure)
    assert closure.name == "校庆"
    assert "校庆" in admin.get(f"/desk/closures/{closure.id}/remove").text
    admin.post(f"/desk/closures/{closure.id}/remove")
    assert session.scalar(select(Closure.id)) is None


def test_a_year_without_holidays_is_said_to_staff(session: Session, admin, at):
    make_term(session, first_on=date(2040, 1, 1), last_on=date(2041, 6, 1))
    shown = admin.get("/desk/terms").text
    assert "2041 年的节假日还没有录入" in shown
    service.seed_closures(session, at=at, by=SYSTEM)
    assert "2026 年的节假日还没有录入" not in admin.get("/desk/closures?year=2026").text


@pytest.mark.parametrize("page", ["/desk/terms", "/desk/closures"])
def test_desk_staff_read_but_do_not_keep(session: Session, client: FlaskClient, page: str):
    assert client.get(page).status_code == 302
    sign_in(client, make_person(session, "服务台", RoleName.DESK))
    assert client.get(page).status_code == 200
    assert client.get(f"{page}/new").status_code == 403
    assert client.post(f"{page}/new", data=AUTUMN | HOLIDAY).status_code == 403
