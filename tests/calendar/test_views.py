"""The pages of the calendar: what strangers, members, leaders and staff read and press."""

import re
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.competitions.models import Competition
from activity_center.people.rules import RoleName
from activity_center.rooms.models import RoomRule
from activity_center.societies import membership
from activity_center.societies.models import Event
from activity_center.societies.rules import Audience
from tests.clients import Visitor
from tests.competitions.scenes import make_category
from tests.factories import make_person, make_room, sign_in
from tests.societies.scenes import ZONE, a_society, a_wish, an_event, an_officer


def today():
    return clock.now().astimezone(ZONE).date()


@pytest.fixture
def scene(app, session):
    """A society with an event for its members and one for everybody tomorrow, and everybody who may look."""
    society = a_society(session)
    session.add(RoomRule(role=RoleName.OFFICER, needs_approval=False))
    make_room(session, "301", hours=[(n, time(8), time(20)) for n in range(1, 8)])
    people = {"member": make_person(session, "甲"), "officer": an_officer(session, society)}
    people["desk"] = make_person(session, "服务台", RoleName.DESK)
    membership.join(session, society.id, people["member"].id, at=clock.now(), by=SYSTEM)
    on = today() + timedelta(days=1)
    an_event(session, society, a_wish(on), title="公开讲座")
    an_event(session, society, a_wish(on), title="内部排练", audience=Audience.MEMBERS)
    former = make_category(session, name="去年乒乓赛", starts_on=on.replace(year=on.year - 1, day=1), ends_on=on)
    former.competition.ends_on = former.competition.starts_on
    session.commit()
    browsers = {"stranger": Visitor(app)}
    for who, person in people.items():
        browsers[who] = Visitor(app)
        sign_in(browsers[who], person)
    return society.id, on, browsers


def text(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_everybody_reads_what_is_public_and_members_what_is_theirs_but_the_wall_only_what_is_public(scene):
    _id, on, browsers = scene
    month = f"?month={on:%Y-%m}"
    for who, reads in (("stranger", False), ("member", True), ("desk", True)):
        page = text(browsers[who], f"/calendar{month}")
        assert "公开讲座" in page
        assert ("内部排练" in page) == reads
        assert ("内部排练" in text(browsers[who], f"/calendar/days/{on}")) == reads
        assert "内部排练" not in text(browsers[who], f"/calendar/print{month}&paper=a3")


def test_a_month_that_is_none_or_too_far_leads_to_one_that_is(scene):
    _id, _on, browsers = scene
    for asked in ("2026-13", "nonsense", "1999-01", "2099-01"):
        assert text(browsers["stranger"], f"/calendar?month={asked}")
    assert browsers["stranger"].get("/calendar/days/2026-02-30").status_code == 404


def test_only_staff_and_leaders_see_what_is_missing(scene):
    _id, _on, browsers = scene
    answers = {
        who: browsers[who].get("/calendar/gaps").status_code for who in ("stranger", "member", "officer", "desk")
    }
    assert answers == {"stranger": 302, "member": 403, "officer": 200, "desk": 200}


def test_a_leader_fills_a_day_by_one_press_and_a_name(session, scene):
    society_id, _on, browsers = scene
    officer = browsers["officer"]
    link = re.search(r'href="(/societies/\d+/events/new\?[^"]*)"', text(officer, "/calendar/gaps"))
    assert link
    url = link[1].replace("&amp;", "&")
    on = re.search(r"on=([\d-]+)", url)
    assert on
    form = text(officer, url)
    shown = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', form) for name in ("on", "starts", "ends")}
    typed = {name: found[1] for name, found in shown.items() if found}
    room = re.search(r'<option selected value="(\d+)">301', form)
    assert room
    assert typed["on"] == on[1]
    typed |= {"title": "读诗会", "kind": "talk", "audience": "members", "rhythm": "once", "room_id": room[1]}
    assert officer.post(url, data=typed).status_code == 303
    made = session.scalars(select(Event).where(Event.title == "读诗会")).one()
    assert made.society_id == society_id
    assert made.booking.starts_at.astimezone(ZONE).date().isoformat() == on[1]
    assert f"on={on[1]}&" not in text(officer, "/calendar/gaps").replace("&amp;", "&")


def test_staff_hold_a_contest_of_last_year_again_with_its_categories_and_a_room(session, scene):
    _id, _on, browsers = scene
    desk = browsers["desk"]
    link = re.search(r'href="(/desk/competitions/new\?[^"]*like[^"]*)"', text(desk, "/calendar/gaps"))
    assert link
    url = link[1].replace("&amp;", "&")
    form = text(desk, url)
    assert "去年乒乓赛" in form
    chosen = re.findall(r'<select[^>]*name="(\w+)".*?<option selected value="([^"]*)"', form, re.S)
    written = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form)
    typed = dict(chosen) | {name: value for name, value in written if name not in ("csrf_token", "needs_statement")}
    answer = desk.post(url, data=typed | {"name": "今年乒乓赛"})
    assert answer.status_code == 303
    assert "room=" in answer.location
    made = session.scalars(select(Competition).where(Competition.name == "今年乒乓赛")).one()
    assert [one.name for one in made.categories] == ["公开组"]
    assert made.starts_on > today()
    assert re.search(r'<option selected value="\d+">301', text(desk, answer.location))
