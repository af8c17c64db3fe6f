"""An officer with no rights elsewhere runs a season alone in a real browser, from the plan to the yearly review."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.people.rules import RoleName
from activity_center.rooms.models import RoomRule
from activity_center.rooms.rules import BookingStatus
from activity_center.societies import membership, places
from activity_center.societies.models import Event
from activity_center.societies.places import PlaceDraft
from tests.factories import PIN, make_person, make_room
from tests.societies.scenes import AT, WHO, a_society, an_officer


@pytest.fixture
def now(monkeypatch):
    """A clock that the test turns, for the server as well."""
    held = {"at": AT}
    monkeypatch.setattr(clock, "now", lambda: held["at"])
    return held


def come_in(page, session, society):
    an_officer(session, society, "会长", secret=PIN, card="30000001")
    session.commit()
    page.goto("/sign-in")
    page.fill("#login", "30000001")
    page.fill("#secret", PIN)
    page.click("main button.button-main")
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_an_officer_runs_a_season_alone(session, page, now):
    society, room = a_society(session), make_room(session, "301")
    session.add(RoomRule(role=RoleName.OFFICER, needs_approval=False))
    member, guest = make_person(session, "李秀英"), make_person(session, "王建国")
    membership.join(session, society.id, member.id, **WHO)
    society_id, room_id, member_id, guest_id = society.id, room.id, member.id, guest.id
    come_in(page, session, society)

    page.goto("/me/societies")
    page.click("text=活动安排")
    page.click("text=安排活动")
    for name, value in {"title": "重阳诗会", "on": "2026-09-15", "starts": "14:00", "ends": "16:00"}.items():
        page.fill(f"#{name}", value)
    page.select_option("#kind", "talk")
    page.check("input[name=audience][value=public]")
    page.check("input[name=rhythm][value=weekly]")
    page.fill("#until", "2026-09-22")
    page.select_option("#room_id", str(room_id))
    page.fill("#capacity", "1")
    page.click("main button.button-main")
    page.wait_for_selector("text=已安排（2 次），场地也订好了。")
    session.rollback()
    first, second = session.scalars(select(Event).order_by(Event.id))
    assert {row.booking.status for row in (first, second)} == {BookingStatus.HELD}
    assert first.starts_at == datetime(2026, 9, 15, 6, 0, tzinfo=UTC)

    for person_id in (member_id, guest_id):
        places.sign_up(session, first.id, person_id, PlaceDraft(), at=AT, by=SYSTEM)
    first_id, second_id, ends_at = first.id, second.id, first.ends_at
    session.commit()
    page.goto(f"/events/{second_id}/cancel")
    page.fill("#note", "放假")
    page.click("main button.button-main")
    page.wait_for_selector("text=已取消（1 次）")

    now["at"] = ends_at + timedelta(minutes=5)
    page.goto(f"/events/{first_id}/list")
    page.wait_for_selector("text=报名与候补（2）")
    page.check(f"input[name=came][value='{member_id}']")
    page.click("text=保存名单")
    page.wait_for_selector("text=已到 1")
    page.goto(f"/events/{first_id}/summary")
    page.fill("#summary", "读了十二首诗。")
    page.fill("#guests", "4")
    page.click("main button.button-main")
    page.wait_for_selector("text=到场 5 人。")
    page.goto(f"/societies/{society_id}/review")
    page.wait_for_selector("text=2026 年度年审表")
    page.wait_for_selector("text=读了十二首诗。")
    told = page.inner_text("main")
    assert "参加人次\n5" in told
    assert page.request.get("/desk/societies").status == 403
