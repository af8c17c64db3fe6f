"""A large house: what its week costs beside the same template fed plain dictionaries, and a year booked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import perf_counter
from typing import Any

from flask import render_template
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.bench.place import Place
from activity_center.db import db, found, transaction, zone
from activity_center.many import insert_all
from activity_center.people.rules import RoleName
from activity_center.rooms import board_views, boards, bookings
from activity_center.rooms.boards import ANYBODY, SiteLine
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.layout import Row, days
from activity_center.rooms.models import Booking, BookingRoom, Room, Site
from activity_center.rooms.recurrence import Pattern, Rhythm
from activity_center.rooms.rules import BookingStatus
from activity_center.terms.rules import at_wall_time
from activity_center.web import Paging

MONDAY = date(2026, 9, 7)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class House:
    """One site with so many rooms, and so many bookings in one week, none over another."""

    rooms: int
    bookings: int


def measure(place: Place, house: House, times: int = 7) -> dict[str, Any]:
    """Render the week of one site as its page does, and from dictionaries that hold nothing but what is shown."""
    with place.app.test_request_context("/rooms/week"):
        with transaction() as session:
            site_id = _fill(session, house)
        statements = _statements(site_id)
        plain = _plain(_rows(site_id))
        _render(plain)
        # In turns, so that whatever else the machine does slows down both.
        pairs = [(_timed(lambda: _render(_rows(site_id))), _timed(lambda: _render(plain))) for _ in range(times)]
        ours, theirs = map(_median, zip(*pairs, strict=True))
        commit = _median([_timed(_commit) for _ in range(times)])
        year = _timed(lambda: _book_a_year(site_id))
    return {
        "database": "sqlite" if place.is_sqlite else "postgresql",
        "rooms": house.rooms,
        "bookings": house.bookings,
        "statements": statements,
        "page_ms": round(1000 * ours, 1),
        "same_template_from_dictionaries_ms": round(1000 * theirs, 1),
        "ratio": round(ours / theirs, 2),
        "raw_commit_ms": round(1000 * commit, 2),
        "year_of_bookings": YEAR.days,
        "year_ms": round(1000 * year, 1),
        "year_in_raw_commits": round(year / commit, 1),
    }


def _commit() -> None:
    """Write one row in one transaction."""
    with transaction() as session:
        session.execute(update(Site).values(address=Site.address))


def _book_a_year(site_id: int) -> None:
    """Book a room of a house that is full for every day of a year to come, in one transaction."""
    first_on = MONDAY + timedelta(days=7)
    days = (first_on, first_on + YEAR - timedelta(days=1), Rhythm.WEEKLY)
    pattern = Pattern(time(8), time(10), *days, weekdays=tuple(range(1, 8)), keeps_holidays=False)
    desk = Asker(None, frozenset({RoleName.DESK}))
    at = at_wall_time(MONDAY, time(7), zone())
    with transaction() as session:
        room_id = session.scalars(select(Room.id).where(Room.site_id == site_id).order_by(Room.id)).first()
        wish = Wish("a year", pattern, (found(room_id),))
        made = bookings.book(session, wish, desk, at=at, by=Actor(via="cli"), zone=zone())
    assert len(made) == YEAR.days


def _rows(site_id: int) -> list[Row]:
    session = db.session()
    session.rollback()
    return boards.week_of_site(session, site_id, MONDAY, ANYBODY, zone())


def _render(rows: Sequence[Any]) -> str:
    site = SiteLine(1, "bench")
    turn = dict.fromkeys(("previous_url", "now_url", "next_url"), "/rooms/week")
    frame = board_views.frame(days(MONDAY, 7, zone()), MONDAY)
    every = Paging(1, len(rows), len(rows))
    return render_template("rooms/week.html", rows=rows, sites=[site], site=site, paging=every, **frame, **turn)


def _plain(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {"room": row.room._asdict(), "cells": [[item._asdict() for item in cell] for cell in row.cells]} for row in rows
    ]


def _timed(act: Any) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def _median(seconds: Sequence[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]


def _statements(site_id: int) -> int:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    _render(_rows(site_id))
    event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def _fill(session: Session, house: House) -> int:
    site = Site(name="bench")
    session.add(site)
    session.flush()
    named = [{"site_id": site.id, "name": f"room {n:04}", "is_open": True} for n in range(house.rooms)]
    room_ids = sorted(session.scalars(insert(Room).returning(Room.id), named))
    spans = [_span(n // house.rooms) for n in range(house.bookings)]
    made = sorted(
        session.scalars(insert(Booking).returning(Booking.id), [_booking(n, *s) for n, s in enumerate(spans)])
    )
    insert_all(
        session,
        BookingRoom,
        [
            {"booking_id": id, "room_id": room_ids[n % house.rooms], "starts_at": spans[n][0], "ends_at": spans[n][1]}
            for n, id in enumerate(made)
        ],
    )
    return site.id


def _span(n: int) -> tuple[datetime, datetime]:
    """Return the time of a room's booking number n: an hour on each day of the week in turn, later each round."""
    starts_at = at_wall_time(MONDAY + timedelta(days=n % 7), time(8), zone()) + timedelta(hours=n // 7)
    return starts_at, starts_at + timedelta(minutes=55)


def _booking(n: int, starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    return {"title": f"booking {n}", "starts_at": starts_at, "ends_at": ends_at, "status": BookingStatus.HELD}
