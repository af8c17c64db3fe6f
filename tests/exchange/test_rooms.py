"""A list of rooms becomes sites and rooms with their hours."""

from datetime import time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.rooms.models import Room
from tests.exchange.importing import codes, counted, outcomes, take_in

CONTENT = "场馆,教室,座位数,开放时间\n本部,301,30,周一至周五 8:30-16:30\n本部,302,,\n分部,301,45座,\n"


def room(session: Session, name: str) -> Room:
    return session.scalars(select(Room).filter_by(name=name).order_by(Room.id).limit(1)).one()


def test_rooms_and_sites_are_written_once(session: Session):
    assert outcomes(take_in(session, "rooms", CONTENT)) == ["added"] * 3
    assert outcomes(take_in(session, "rooms", CONTENT)) == ["unchanged"] * 3
    assert (counted(session)["Site"], counted(session)["Room"]) == (2, 3)
    assert room(session, "301").seats == 30
    assert [(o.weekday, o.opens, o.closes) for o in room(session, "301").openings][-1] == (5, time(8, 30), time(16, 30))
    assert room(session, "302").openings == []


def test_changes_are_named_and_empty_cells_erase_nothing(session: Session):
    take_in(session, "rooms", CONTENT)
    report = take_in(session, "rooms", "场馆,教室,座位数,开放时间\n本部,301,36,\n本部,302,,8:00-17:00\n")
    assert [row.fields for row in report.rows] == [("座位数",), ("开放时间",)]
    assert (room(session, "301").seats, len(room(session, "301").openings)) == (36, 5)
    assert len(room(session, "302").openings) == 7


def test_a_repeated_room_is_a_duplicate(session: Session):
    assert outcomes(take_in(session, "rooms", "场馆,教室\n本部,301\n本部, ３０１\n")) == ["added", "duplicate"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",301,30,", "import_cell_missing"),
        ("本部,301,0,", "import_number"),
        ("本部,301,很多,", "import_number"),
        ("本部,301,30,全天", "import_hours"),
    ],
)
def test_a_broken_room_is_refused(session: Session, row: str, code: str):
    assert codes(take_in(session, "rooms", "场馆,教室,座位数,开放时间\n" + row)) == [code]
    assert counted(session)["Room"] == 0
