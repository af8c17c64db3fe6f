"""The pages of closures: three steps, who may do which, and what calendars and telephones hear."""

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.centre import Centre
from activity_center.closures import service
from activity_center.closures.models import ClosingLine, ClosingPlan
from activity_center.closures.rules import ClosingStatus
from activity_center.courses.models import Meeting
from activity_center.feeds import service as feeds
from activity_center.notices.models import Notice
from activity_center.people.rules import Channel, RoleName
from tests.clients import Visitor
from tests.closures.scenes import WHO, Scene, a_full_site, closing, enrol, wall
from tests.factories import make_meeting, make_person, make_room, make_section, sign_in

AHEAD = timedelta(days=30)


@pytest.fixture
def scene(session: Session) -> Scene:
    session.add(Centre(name="市老干部活动中心"))
    return a_full_site(session)


@pytest.fixture
def admin(client: Visitor, session: Session) -> Visitor:
    sign_in(client, make_person(session, "周文静", RoleName.ADMIN))
    return client


@pytest.fixture
def soon(session: Session) -> tuple[Meeting, int]:
    """A meeting in a month's time, and the site it is at."""
    session.add(Centre(name="市老干部活动中心"))
    room = make_room(session, "302")
    meeting = make_meeting(session, make_section(session), clock.now().replace(microsecond=0) + AHEAD, room=room)
    return meeting, room.site_id


def typed(meeting: Meeting, site_id: int) -> dict[str, str]:
    day = meeting.starts_at.date()
    first, last = (day - timedelta(days=1)).isoformat(), (day + timedelta(days=1)).isoformat()
    what = {"scope": "site", "site_id": str(site_id), "kind": "repair", "why": "水管检修"}
    return what | {"first_on": first, "starts": "", "last_on": last, "ends": ""}


def test_three_steps_close_a_site(admin: Visitor, session: Session, soon: tuple[Meeting, int]):
    meeting, _site_id = soon
    member = make_person(session, "李秀英", phone="13800005678", channel=Channel.PHONE)
    enrol(session, member, meeting.section)
    answer = admin.post("/desk/closings/new", data=typed(*soon))
    assert answer.status_code == 303
    shown = admin.get(answer.location)
    assert meeting.section.title in shown.text
    assert admin.post(f"{answer.location}/decide", data={"act": "cancel", "all": "1"}).status_code == 303
    assert admin.get(f"{answer.location}/publish").status_code == 200
    assert session.scalar(select(func.count()).select_from(Notice)) == 0
    for _ in range(2):
        assert admin.post(f"{answer.location}/publish").status_code == 303
    assert session.scalars(select(Notice.person_id)).all() == [member.id]
    assert "13800005678" in admin.get(f"{answer.location}/calls").text


def test_calendars_know_the_same_meeting_as_cancelled(admin: Visitor, session: Session, soon: tuple[Meeting, int]):
    meeting, _site_id = soon
    member = make_person(session, "李秀英")
    enrol(session, member, meeting.section)
    token = feeds.renew_address(session, member.id, at=clock.now(), by=SYSTEM).token

    def event() -> tuple[str, str]:
        [found] = Calendar.from_ical(admin.get(f"/feeds/{token}.ics").text).walk("VEVENT")
        return str(found["UID"]), str(found.get("STATUS"))

    uid, status = event()
    assert status != "CANCELLED"
    place = admin.post("/desk/closings/new", data=typed(*soon)).location
    admin.post(f"{place}/decide", data={"act": "cancel", "all": "1"})
    admin.post(f"{place}/publish")
    assert event() == (uid, "CANCELLED")


def test_a_draft_can_be_changed_moved_line_by_line_and_thrown_away(
    admin: Visitor, session: Session, soon: tuple[Meeting, int]
):
    meeting, _site_id = soon
    place = admin.post("/desk/closings/new", data=typed(*soon)).location
    line_id = session.scalars(select(ClosingLine.id)).one()
    later = (meeting.starts_at + timedelta(days=7)).date().isoformat()
    moved = admin.post(f"/desk/closings/lines/{line_id}", data={"on": later, "starts": "14:00", "room_id": ""})
    assert moved.status_code == 303
    past = admin.post(f"/desk/closings/lines/{line_id}", data={"on": "2020-01-01", "starts": "14:00", "room_id": ""})
    assert past.status_code == 409
    edited = admin.post(f"{place}/edit", data=typed(*soon) | {"why": "停电"})
    assert edited.status_code == 303
    assert "停电" in admin.get(place).text
    assert admin.post(f"{place}/discard").status_code == 303
    assert session.scalar(select(func.count()).select_from(ClosingPlan)) == 0


def test_what_is_out_of_shape_is_said_beside_it(admin: Visitor, soon: tuple[Meeting, int]):
    nothing = admin.post("/desk/closings/new", data={"scope": "site", "kind": "repair"})
    assert nothing.status_code == 422
    backwards = typed(*soon)
    backwards |= {"first_on": backwards["last_on"], "last_on": backwards["first_on"]}
    assert admin.post("/desk/closings/new", data=backwards).status_code == 409


def test_what_came_since_is_shown_and_taken_over(admin: Visitor, session: Session, soon: tuple[Meeting, int]):
    meeting, _site_id = soon
    place = admin.post("/desk/closings/new", data=typed(*soon)).location
    make_meeting(session, meeting.section, meeting.starts_at + timedelta(hours=2), room=meeting.room)
    assert admin.post(f"{place}/publish").status_code == 409
    assert admin.post(f"{place}/look-again").status_code == 303
    assert session.scalar(select(func.count()).select_from(ClosingLine)) == 2
    assert admin.post(f"{place}/publish").status_code == 303


def test_where_nothing_is_hit_the_page_says_so(admin: Visitor, session: Session, soon: tuple[Meeting, int]):
    meeting, _site_id = soon
    place = admin.post("/desk/closings/new", data=typed(meeting, make_room(session).site_id)).location
    assert 'class="empty"' in admin.get(place).text


def test_desk_staff_prepare_and_administrators_publish(client: Visitor, session: Session, soon: tuple[Meeting, int]):
    sign_in(client, make_person(session, "孙丽萍", RoleName.DESK))
    place = client.post("/desk/closings/new", data=typed(*soon)).location
    assert client.get(place).status_code == 200
    assert client.post(f"{place}/publish").status_code == 403
    assert session.scalars(select(ClosingPlan.status)).one() is ClosingStatus.DRAFT


def test_members_see_nothing_of_it(client: Visitor, session: Session):
    sign_in(client, make_person(session))
    assert client.get("/desk/closings").status_code == 403


def test_five_hundred_hits_fill_pages_and_can_be_found(app: Flask, admin: Visitor, session: Session):
    rooms = [make_room(session, f"教室 {n}") for n in range(10)]
    section = make_section(session)
    first = clock.now().replace(microsecond=0) + AHEAD
    for n in range(500):
        make_meeting(session, section, first + timedelta(minutes=100 * (n // 10)), room=rooms[n % 10])
    data = typed(section.meetings[0], 0) | {"scope": "centre", "site_id": ""}
    data["last_on"] = (first + timedelta(days=5)).date().isoformat()
    place = admin.post("/desk/closings/new", data=data).location
    shown = admin.get(place)
    assert shown.text.count('name="line"') == 100
    assert admin.get(f"{place}?q=教室 7&page=1").text.count('name="line"') == 50


def test_a_published_closure_can_be_opened_again(admin: Visitor, session: Session, scene: Scene):
    plan = service.start(session, closing(scene.site, starts_at=wall_soon(0), ends_at=wall_soon(3)), **WHO)
    place = f"/desk/closings/{plan.id}"
    assert admin.post(f"{place}/reopen").status_code == 409
    assert admin.post(f"{place}/publish").status_code == 303
    assert admin.post(f"{place}/reopen").status_code == 303
    assert admin.get(place).status_code == 200


def wall_soon(days: int) -> object:
    return wall((clock.now() + AHEAD + timedelta(days=days)).date(), 0)
