"""A closure as a draft: everything it hits, exactly once, and nothing touched."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.closures import looking, publishing, service
from activity_center.closures.models import ClosingLine, ClosingPlan
from activity_center.closures.rules import Act, ClosingKind, HitKind, Scope
from activity_center.courses.models import Meeting
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.rooms import bookings
from activity_center.rooms.models import Booking, BookingRoom, RoomClosure
from activity_center.rooms.rules import Span
from tests.closures.scenes import (
    MONDAY,
    NOW,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    WHO,
    ZONE,
    a_class,
    a_full_site,
    book,
    closing,
    decide,
    enrol,
    line_of,
    publish,
    start,
    wall,
)
from tests.factories import make_person, make_room


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def snapshot(session: Session) -> list:
    session.expire_all()
    held = session.execute(select(BookingRoom.booking_id, BookingRoom.room_id, BookingRoom.starts_at))
    rows = session.execute(select(Booking.id, Booking.status, Booking.starts_at, Booking.sequence))
    dated = session.execute(select(Meeting.id, Meeting.status, Meeting.starts_at, Meeting.sequence))
    return [sorted(map(tuple, rows), key=str) for rows in (held, rows, dated)]


def test_a_site_that_closes_for_three_days_lists_every_booking_of_every_kind_once(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    assert sorted(line.title for line in plan.lines) == scene.titles
    assert {line.kind for line in plan.lines} == set(HitKind)


def test_a_draft_touches_nothing_and_can_be_undone(session: Session):
    scene = a_full_site(session)
    before = snapshot(session)
    plan = start(session, closing(scene.site))
    decide(session, plan, Act.CANCEL)
    decide(session, plan, Act.MOVE)
    service.change(session, plan.id, closing(scene.site, ends_at=wall(TUESDAY, 0)), **WHO)
    service.discard(session, plan.id, at=NOW, by=WHO["by"])
    assert snapshot(session) == before
    counts = [session.scalar(select(func.count()).select_from(t)) for t in (ClosingPlan, ClosingLine, Notice)]
    assert counts == [0, 0, 0]


def test_some_rooms_that_close_for_an_hour_hit_what_is_in_them_then(session: Session):
    scene = a_full_site(session)
    rooms = closing(scope=Scope.ROOMS, room_ids=(scene.room.id,), starts_at=wall(MONDAY, 9), ends_at=wall(MONDAY, 10))
    assert [line.title for line in start(session, rooms).lines] == ["书法"]


def test_a_part_of_a_hall_that_closes_takes_the_whole_with_it_and_not_the_other_part(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scope=Scope.ROOMS, room_ids=(scene.part.id,)))
    assert sorted(line.title for line in plan.lines) == ["全厅", "待批准"]


def test_the_whole_centre_also_lists_what_needs_no_room_of_ours(session: Session):
    a_full_site(session)
    outdoors = a_class(session, "太极", 2, 9, None)
    plan = start(session, closing())
    assert line_of(plan, "太极").section_id == outdoors.id
    assert line_of(plan, "太极").act is Act.LEAVE
    assert "别处" in [line.title for line in plan.lines]


def test_on_a_holiday_what_is_elsewhere_is_made_up_too(session: Session):
    a_class(session, "太极", 2, 9, None)
    line = line_of(start(session, closing(kind=ClosingKind.HOLIDAY)), "太极")
    # Eight Tuesdays from 8 September end on 27 October, and 3 November is the next.
    assert (line.act, line.to.starts_at) == (Act.MOVE, wall(MONDAY.replace(month=11, day=3), 9, 30))


def test_a_class_goes_to_another_room_that_is_free_and_large_enough(session: Session):
    scene = a_full_site(session)
    for _ in range(5):
        enrol(session, make_person(session), scene.calligraphy)
    make_room(session, "小", seats=5)
    fitting = make_room(session, "够大", seats=6)
    line = line_of(start(session, closing(scene.site)), "书法")
    assert (line.act, line.to.starts_at, line.to_room_ids) == (Act.MOVE, line.starts_at, [fitting.id])


def test_without_another_room_a_class_is_made_up_after_its_last_meeting(session: Session):
    scene = a_full_site(session)
    scene.elsewhere.is_open = False
    line = line_of(start(session, closing(scene.site)), "书法")
    assert line.to.starts_at == wall(MONDAY.replace(month=11, day=2), 8, 30)


def test_no_two_are_proposed_for_one_room_at_one_time(session: Session):
    scene = a_full_site(session)
    for hour in range(4):
        book(session, f"同时{hour}", MONDAY, (18, 20), make_room(session, site=scene.site))
    make_room(session, "空")
    plan = start(session, closing(scene.site))
    assert looking.look(session, plan.id, at=NOW, zone=ZONE).problems == {}


def test_staff_decide_line_by_line_and_for_all(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    decide(session, plan, Act.CANCEL, "书法", "全厅")
    assert line_of(plan, "书法").act is Act.CANCEL
    assert decide(session, plan, Act.CANCEL) == len(scene.titles)
    assert decide(session, plan, Act.LEAVE) == 0
    decide(session, plan, Act.MOVE)
    assert line_of(plan, "书法").to_room_ids == [scene.elsewhere.id]


def test_a_line_moves_where_staff_say_unless_something_is_in_the_way(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    line = line_of(plan, "书法")
    with pytest.raises(Refused) as refused:
        service.move(session, line.id, wall(MONDAY, 15), scene.elsewhere.id, **WHO)
    assert codes(refused) == ["room_taken"]
    with pytest.raises(Refused) as refused:
        service.move(session, line.id, wall(TUESDAY, 19), **WHO)
    assert codes(refused) == ["room_shut"]
    service.move(session, line.id, wall(THURSDAY, 19), **WHO)
    assert line.to.starts_at == wall(THURSDAY, 19)
    assert line.to_room_ids == [scene.room.id]


def test_what_has_begun_is_left(session: Session):
    scene = a_full_site(session)
    during = wall(MONDAY, 9)
    plan = start(session, closing(scene.site), at=during)
    assert line_of(plan, "书法").act is Act.LEAVE
    assert service.decide(session, plan.id, [line_of(plan, "书法").id], Act.CANCEL, **WHO | {"at": during}) == 0


def test_what_comes_or_changes_after_the_draft_is_said_and_taken_over(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    decide(session, plan, Act.CANCEL, "半厅")
    moved = line_of(plan, "全厅").booking_id
    bookings.move(session, moved, Span(wall(MONDAY, 10), wall(MONDAY, 12)), STAFF, **WHO)
    bookings.cancel(session, [line_of(plan, "布置").booking_id], STAFF, at=NOW, by=WHO["by"])
    book(session, "新来的", WEDNESDAY, (18, 20), scene.room)
    looked = looking.look(session, plan.id, at=NOW, zone=ZONE)
    assert [hit.title for hit in looked.unlisted] == ["新来的"]
    said = {r.facts["title"]: r.code for reasons in looked.problems.values() for r in reasons}
    assert said == {"全厅": "closing_line_changed", "布置": "closing_line_gone"}
    with pytest.raises(Refused) as refused:
        publish(session, plan)
    assert sorted(codes(refused)) == ["closing_line_changed", "closing_line_gone", "closing_line_new"]
    assert session.scalars(select(RoomClosure.id)).all() == []
    assert service.look_again(session, plan.id, **WHO) == 2
    assert line_of(plan, "半厅").act is Act.CANCEL
    assert publishing.publish(session, plan.id, **WHO).published_at == NOW


def test_a_closure_needs_something_that_closes_and_a_time_to_come(session: Session):
    site = make_room(session).site
    with pytest.raises(Refused) as refused:
        start(session, closing(scope=Scope.ROOMS))
    assert codes(refused) == ["closing_without_rooms"]
    with pytest.raises(Refused) as refused:
        start(session, closing(site, ends_at=wall(MONDAY, 0)))
    assert codes(refused) == ["times_out_of_order"]
    with pytest.raises(Refused) as refused:
        start(session, closing(site), at=wall(THURSDAY, 0) + timedelta(hours=1))
    assert codes(refused) == ["time_is_past"]


def test_where_nothing_is_on_nothing_is_hit(session: Session):
    assert start(session, closing(make_room(session).site)).lines == []
