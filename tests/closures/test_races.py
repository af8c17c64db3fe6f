"""Publishing while somebody books, and twice at the same moment: threads, on both databases."""

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.closures import looking, publishing
from activity_center.closures.models import ClosingPlan
from activity_center.closures.rules import ClosingStatus, Scope
from activity_center.errors import Refused
from activity_center.notices.models import Notice
from activity_center.rooms import service as rooms
from activity_center.rooms.models import BookingRoom, RoomClosure
from activity_center.rooms.obstacles import Hold
from tests.closures.scenes import MONDAY, NOW, STAFF, TUESDAY, WHO, ZONE, a_full_site, book, closing, start, wall
from tests.factories import make_room
from tests.racing import race

CLERKS = 6


@pytest.fixture
def draft_id(session: Session) -> int:
    scene = a_full_site(session)
    plan = start(session, closing(scene.site))
    session.commit()
    return plan.id


def test_two_tabs_publish_once(app: Flask, session: Session, draft_id: int):
    told = race(app, [lambda its: publishing.publish(its, draft_id, **WHO)] * CLERKS)
    assert told == ["done"] * CLERKS
    session.rollback()
    people = Counter(session.scalars(select(Notice.person_id).where(Notice.kind == "closing")))
    assert set(people.values()) == {1}
    assert len(session.scalars(select(RoomClosure.id)).all()) == 5


@pytest.mark.parametrize("turn", range(4))
def test_who_books_while_it_is_published_is_listed_or_refused_and_never_left_inside(
    app: Flask, session: Session, turn: int
):
    room, other = make_room(session), make_room(session)
    plan = start(session, closing(scope=Scope.ROOMS, room_ids=(room.id,)))
    plan_id, room_ids = plan.id, [room.id, other.id]
    session.commit()

    def somebody(hour: int) -> Callable[[Session], object]:
        ends_at = wall(TUESDAY, hour + 1)
        held = room_ids if hour % 2 else room_ids[:1]
        return lambda its: rooms.book(its, "抢", wall(TUESDAY, hour), ends_at, room_ids=held, zone=ZONE)

    acts: list[Callable[[Session], object]] = [somebody(8 + n) for n in range(CLERKS)]
    acts.insert(turn, lambda its: publishing.publish(its, plan_id, **WHO))
    told = race(app, acts)
    session.rollback()
    plan = session.get_one(ClosingPlan, plan_id)
    inside = session.scalars(select(BookingRoom.booking_id).where(BookingRoom.room_id == room_ids[0])).all()
    if plan.status is ClosingStatus.PUBLISHED:
        assert inside == []
        assert told == ["done"] + ["room_shut"] * CLERKS
    else:
        unlisted = looking.look(session, plan_id, at=NOW, zone=ZONE).unlisted
        assert "closing_line_new" in told
        assert {hit.booking_id for hit in unlisted} == set(inside)


@pytest.mark.postgresql_only
def test_negative_control_without_the_locks_a_booking_is_left_inside(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
):
    """Whoever looks before the closure is written and books after it would be inside, were rooms not locked."""
    room = make_room(session)
    plan = start(session, closing(scope=Scope.ROOMS, room_ids=(room.id,)))
    plan_id, room_id = plan.id, room.id
    session.commit()
    gate, write, publish_work = Barrier(2, timeout=10), rooms._write, publishing._carry_out

    def write_together(its: Session, holds: Sequence[Hold], *more: bool, **named: bool) -> list[int]:
        # Publishing moves nothing here, and says so by the same function.
        if holds:
            gate.wait()
        return write(its, holds, *more, **named)

    monkeypatch.setattr(rooms, "lock", lambda *_: set())
    monkeypatch.setattr(rooms, "_write", write_together)
    monkeypatch.setattr(publishing, "_carry_out", lambda *wanted: (gate.wait(), publish_work(*wanted))[1])
    hours = wall(MONDAY, 9), wall(MONDAY, 10)
    told = race(
        app,
        [
            lambda its: publishing.publish(its, plan_id, **WHO),
            lambda its: rooms.book(its, "抢", *hours, room_ids=[room_id], zone=ZONE) and None,
        ],
    )
    session.rollback()
    assert told == ["done", "done"]
    assert len(session.scalars(select(BookingRoom.booking_id)).all()) == 1


def test_a_booking_made_after_publishing_is_refused_in_every_part(session: Session):
    scene = a_full_site(session)
    publishing.publish(session, start(session, closing(scene.site)).id, **WHO)
    for room in (scene.room, scene.second, scene.hall, scene.part):
        with pytest.raises(Refused) as refused:
            book(session, "太迟", TUESDAY, (20, 21), room, asker=STAFF)
        assert {reason.code for reason in refused.value.reasons} == {"room_shut"}
