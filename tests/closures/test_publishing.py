"""Publishing: everything is handled once, nobody is told twice, and nothing is left in what closes."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.attendance.models import MakeUp
from activity_center.audit import Audit
from activity_center.closures import publishing, service, telling
from activity_center.closures.hits import closing_rooms, house
from activity_center.closures.models import ClosingPlan
from activity_center.closures.rules import Act, ClosingStatus, Scope
from activity_center.courses import service as courses
from activity_center.courses.models import Meeting
from activity_center.courses.rules import MeetingStatus
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.notices.sentences import tell
from activity_center.people.rules import Channel
from activity_center.rooms import bookings, elsewhere
from activity_center.rooms.models import Booking, BookingRoom, RoomClosure
from activity_center.rooms.obstacles import Hold
from activity_center.rooms.rules import BookingStatus
from activity_center.terms.models import Closure
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
    line_of,
    publish,
    span,
    start,
    wall,
)
from tests.factories import make_person, make_room
from tests.statements import counted


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def left_inside(session: Session, plan: ClosingPlan) -> list[int]:
    """Return the bookings that hold a room that closes, at a moment when it is closed."""
    during = select(BookingRoom.booking_id).where(
        BookingRoom.room_id.in_(closing_rooms(plan, house(session))),
        BookingRoom.starts_at < plan.ends_at,
        BookingRoom.ends_at > plan.starts_at,
    )
    return list(session.scalars(during))


def handled(session: Session, plan: ClosingPlan) -> Counter:
    acts = ("move_booking", "cancel_booking", "move_meeting", "cancel_meeting")
    rows = session.scalars(select(Audit).where(Audit.act.in_(acts)))
    return Counter((row.subject, row.subject_id) for row in rows if row.facts.get("closing") == plan.id)


def told(session: Session) -> Counter:
    return Counter(session.scalars(select(Notice.person_id).where(Notice.kind == "closing")))


def test_nothing_is_left_and_each_is_handled_once_and_each_person_told_once(session: Session):
    scene = a_full_site(session)
    plan = publish(session, start(session, closing(scene.site)))
    assert left_inside(session, plan) == []
    work = handled(session, plan)
    assert set(work.values()) == {1}
    assert len(work) == len(scene.titles)
    people = told(session)
    assert set(people.values()) == {1}
    assert {scene.member.id, scene.waiting.id, scene.officer.id} <= people.keys()
    assert plan.told == len(people)


def test_one_notice_lists_all_that_changes_for_somebody(app: Flask, session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    decide(session, plan, Act.CANCEL)
    publish(session, plan)
    notice = session.scalars(select(Notice).where(Notice.person_id == scene.member.id)).one()
    assert [change["title"] for change in notice.facts["changes"]] == ["书法", "单次"]
    with app.test_request_context():
        assert "水管检修" in tell(notice.kind, notice.facts, None).sentence


def test_who_makes_up_at_a_meeting_hears_that_it_is_cancelled(session: Session):
    scene, guest = a_full_site(session), make_person(session, "补课的")
    own = a_class(session, "书法二班", 3, 8, None)
    instead = next(meeting for meeting in scene.calligraphy.meetings if meeting.starts_at >= wall(MONDAY, 0))
    session.add(MakeUp(person_id=guest.id, missed=own.meetings[0], instead=instead, agreed_at=NOW, via="web"))
    plan = start(session, closing(scene.site))
    decide(session, plan, Act.CANCEL)
    publish(session, plan)
    assert told(session)[guest.id] == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(list(Act)), min_size=13, max_size=13), st.sampled_from(["site", "centre", "part"]))
def test_whatever_staff_decide_nothing_is_left_inside(session: Session, acts: list[Act], what: str):
    session.rollback()
    scene = a_full_site(session)
    part = closing(scope=Scope.ROOMS, room_ids=(scene.part.id,))
    plan = start(session, {"site": closing(scene.site), "centre": closing(), "part": part}[what])
    for line, act in zip(plan.lines, acts, strict=False):
        service.decide(session, plan.id, [line.id], act, **WHO)
    publish(session, plan)
    assert left_inside(session, plan) == []
    assert len(handled(session, plan)) == sum(line.act is not Act.LEAVE for line in plan.lines)
    assert set(handled(session, plan).values()) <= {1}
    assert set(told(session).values()) <= {1}
    session.rollback()


def test_what_moves_is_where_its_line_says_and_the_rest_is_cancelled(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    decide(session, plan, Act.CANCEL, "全厅", "书法")
    publish(session, plan)
    for line in plan.lines:
        row = (
            session.get_one(Meeting, line.meeting_id) if line.meeting_id else session.get_one(Booking, line.booking_id)
        )
        is_on = row.status in (MeetingStatus.SCHEDULED, BookingStatus.HELD, BookingStatus.REQUESTED)
        assert is_on == (line.act is Act.MOVE)
        if line.act is Act.MOVE:
            assert (row.starts_at, row.ends_at) == line.to
        assert (row.sequence, row.by_hand, row.changed_at) == (row.sequence or 1, True, NOW)


def test_a_booking_in_two_rooms_keeps_the_one_that_stays_open(session: Session):
    scene = a_full_site(session)
    other = make_room(session, "另一间", seats=60)
    plan = publish(session, start(session, closing(scene.site)))
    line = line_of(plan, "两地")
    assert line.to_room_ids == [other.id, scene.elsewhere.id]
    held = session.scalars(select(BookingRoom.room_id).where(BookingRoom.booking_id == line.booking_id))
    assert sorted(held) == sorted(line.to_room_ids)


def test_what_is_only_asked_for_stays_so_and_holds_nothing(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    service.move(session, line_of(plan, "待批准").id, wall(THURSDAY, 15), scene.elsewhere.id, **WHO)
    publish(session, plan)
    booking = session.get_one(Booking, line_of(plan, "待批准").booking_id)
    assert (booking.status, booking.wanted["rooms"]) == (BookingStatus.REQUESTED, [scene.elsewhere.id])
    assert booking.holds_rooms == []


def test_nothing_can_be_booked_any_more_and_alternatives_are_outside(session: Session):
    scene = a_full_site(session)
    publish(session, start(session, closing(scene.site)))
    with pytest.raises(Refused) as refused:
        book(session, "太迟", TUESDAY, (18, 20), scene.room)
    assert codes(refused) == ["room_shut"]
    with pytest.raises(Refused) as refused:
        book(session, "准备", THURSDAY, (0, 2), scene.room, setup=30)
    assert codes(refused) == ["room_shut"]
    hold = Hold("", span(TUESDAY, 18, 20), (scene.room.id,))
    assert elsewhere.rooms(session, hold, 10, ZONE) == [scene.elsewhere]
    assert elsewhere.spans(session, hold, NOW, ZONE) == []
    assert book(session, "之后", THURSDAY, (18, 20), scene.room)


def test_a_hall_cannot_be_booked_while_a_part_of_it_is_closed(session: Session):
    scene = a_full_site(session)
    publish(session, start(session, closing(scope=Scope.ROOMS, room_ids=(scene.part.id,))))
    with pytest.raises(Refused) as refused:
        book(session, "大会", TUESDAY, (18, 20), scene.hall)
    assert codes(refused) == ["room_shut"]


def test_publishing_twice_is_publishing_once(session: Session):
    scene = a_full_site(session)
    plan = publish(session, start(session, closing(scene.site)))
    before = told(session)
    publish(session, plan, at=NOW + timedelta(minutes=1))
    assert (told(session), plan.published_at) == (before, NOW)
    assert session.scalar(select(func.count()).select_from(RoomClosure)) == 5
    with pytest.raises(Refused) as refused:
        service.discard(session, plan.id, at=NOW, by=WHO["by"])
    assert codes(refused) == ["closing_published"]


def test_where_a_target_is_taken_meanwhile_nothing_happens(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    assert line_of(plan, "书法").to_room_ids == [scene.elsewhere.id]
    book(session, "抢先", MONDAY, (8, 9), scene.elsewhere)
    with pytest.raises(Refused) as refused:
        publish(session, plan)
    assert codes(refused) == ["room_taken"]
    assert (plan.status, told(session)) == (ClosingStatus.DRAFT, Counter())


def test_what_moves_may_go_where_something_is_cancelled(session: Session):
    scene = a_full_site(session)
    book(session, "外面", MONDAY, (14, 16), scene.room)
    plan = start(session, closing(scope=Scope.ROOMS, room_ids=(scene.room.id, scene.elsewhere.id)))
    decide(session, plan, Act.CANCEL)
    line = line_of(plan, "外面")
    service.move(session, line.id, wall(THURSDAY, 14), scene.elsewhere.id, **WHO)
    publish(session, plan)
    assert session.get_one(Booking, line.booking_id).starts_at == wall(THURSDAY, 14)


def test_whole_days_of_the_whole_centre_become_holidays_and_go_with_reopening(session: Session):
    a_full_site(session)
    plan = publish(session, start(session, closing()))
    assert list(session.scalars(select(Closure.on).order_by(Closure.on))) == [MONDAY, TUESDAY, WEDNESDAY]
    publishing.reopen(session, plan.id, at=NOW, by=WHO["by"])
    publishing.reopen(session, plan.id, at=NOW, by=WHO["by"])
    assert list(session.scalars(select(Closure.on))) == []
    assert list(session.scalars(select(RoomClosure.id))) == []


def test_each_meeting_and_booking_can_be_put_back_once_it_is_open_again(session: Session):
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    decide(session, plan, Act.CANCEL)
    publish(session, plan)
    meeting_id, booking_id = line_of(plan, "书法").meeting_id, line_of(plan, "全厅").booking_id
    with pytest.raises(Refused) as refused:
        courses.restore_meeting(session, meeting_id, **WHO)
    assert codes(refused) == ["room_shut"]
    publishing.reopen(session, plan.id, at=NOW, by=WHO["by"])
    assert courses.restore_meeting(session, meeting_id, **WHO).status is MeetingStatus.SCHEDULED
    assert bookings.restore(session, booking_id, STAFF, **WHO).status is BookingStatus.HELD


def test_a_draft_cannot_be_opened_again(session: Session):
    plan = start(session, closing(a_full_site(session).site))
    with pytest.raises(Refused) as refused:
        publishing.reopen(session, plan.id, at=NOW, by=WHO["by"])
    assert codes(refused) == ["closing_not_published"]


def test_who_has_neither_mail_nor_app_is_on_the_list_to_telephone(session: Session):
    scene = a_full_site(session)
    scene.member.channel, scene.member.phone = Channel.PHONE, "13800005678"
    scene.waiting.channel = Channel.NONE
    plan = publish(session, start(session, closing(scene.site)))
    names = [call.person.name for call in telling.calls(session, plan)]
    assert "李秀英" in names
    assert "王建国" not in names


def test_ten_times_as_much_takes_hardly_more_statements(session: Session):
    room = make_room(session)
    for n in range(3):
        book(session, f"场次{n}", MONDAY, (8 + n, 9 + n), room)
    plan = start(session, closing(room.site))
    with counted(session) as few:
        publish(session, plan)
    rooms = [make_room(session) for _ in range(10)]
    for room in rooms:
        for n in range(3):
            book(session, f"场次{n}", MONDAY, (8 + n, 9 + n), room)
    plan = start(session, closing())
    with counted(session) as many:
        publish(session, plan)
    assert len(many) <= len(few) + 12


def test_an_empty_closure_can_be_published(session: Session):
    room = make_room(session)
    plan = publish(session, start(session, closing(room.site)))
    assert (plan.status, plan.told) == (ClosingStatus.PUBLISHED, 0)
