"""Two administrators publish at the same moment, and somebody books while it is published: on both databases."""

from datetime import date

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.notices.models import Notice
from activity_center.rooms import service as rooms
from activity_center.rooms.models import Booking, BookingRoom, BookingSeries
from activity_center.rounds import publishing
from activity_center.terms.rules import at_wall_time
from tests.racing import race
from tests.rounds.scenes import CLOSED, LATER, MONDAY, MORNING, TUESDAY, WEEKS, ZONE, a_round, a_society, accept, ask

ADMINS = 6


def ready(session: Session) -> tuple[int, int, str]:
    """Return a round whose proposal is accepted, its room, and what publishing would do."""
    scene = a_round(session)
    ask(session, scene.row, a_society(session, "合唱团"), MONDAY, TUESDAY, need=2)
    accept(session, scene.row)
    seen = publishing.look(session, scene.row.id, at=CLOSED, zone=ZONE).seen
    session.commit()
    return scene.row.id, scene.rooms[0].id, seen


def test_two_administrators_publish_once(app: Flask, session: Session):
    round_id, _room_id, seen = ready(session)
    told = race(app, [lambda its: publishing.publish(its, round_id, seen, **LATER)] * ADMINS)
    assert told == ["done"] * ADMINS
    session.rollback()
    assert session.scalar(select(func.count()).select_from(BookingSeries)) == 2
    assert session.scalar(select(func.count()).select_from(Booking)) == 2 * WEEKS
    assert session.scalar(select(func.count()).select_from(Notice)) == 1


def test_who_books_while_it_is_published_is_refused_or_seen_and_never_inside(app: Flask, session: Session):
    round_id, room_id, seen = ready(session)
    starts, ends = (at_wall_time(date(2026, 9, 7), hour, ZONE) for hour in MORNING)

    def book(its: Session) -> None:
        rooms.book(its, "讲座", starts, ends, room_ids=[room_id], zone=ZONE)

    told = race(app, [lambda its: publishing.publish(its, round_id, seen, **LATER), book])
    assert told in (["done", "room_taken"], ["done", "preview_stale"])
    session.rollback()
    during = select(func.count()).select_from(BookingRoom).where(BookingRoom.starts_at == starts)
    assert session.scalar(during) == 1
