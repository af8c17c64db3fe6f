"""Performances that visit a unit: asked for, told everywhere, and counted in the year."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from activity_center import clock
from activity_center.feeds import gatherings
from activity_center.societies import places
from activity_center.societies.review import review
from activity_center.societies.rules import EventKind
from tests.clients import Visitor
from tests.factories import make_person, sign_in
from tests.societies.scenes import AT, TODAY, WHO, ZONE, a_society, a_wish, an_event, an_officer

SHOW = {"kind": EventKind.PERFORMANCE, "title": "重阳演出", "takes_places": False}


@pytest.mark.parametrize(
    ("host", "place", "wanted"),
    [
        ("幸福里社区", "小广场", "幸福里社区 · 小广场"),
        ("幸福里社区", "幸福里社区广场", "幸福里社区广场"),
        ("幸福里社区", "", "幸福里社区"),
        ("", "小广场", "小广场"),
    ],
)
def test_calendars_tell_which_unit_is_visited(session: Session, host: str, place: str, wanted: str):
    an_event(session, host=host, place=place, **SHOW)
    [told] = gatherings.public(session, AT)
    assert told.place == wanted


def test_an_officer_says_which_unit_is_visited_and_everybody_reads_it(session: Session, client: Visitor):
    society = a_society(session)
    event = an_event(session, society, **SHOW)
    sign_in(client, an_officer(session, society))
    page = client.get(f"/events/{event.id}/edit").text
    assert "走访单位" in page
    typed = {"title": "重阳演出", "kind": "performance", "audience": "public", "place": "", "host": " 幸福里社区 "}
    assert client.post(f"/events/{event.id}/edit", data=typed).status_code == 303
    sign_in(client, make_person(session))
    page = client.get(f"/events/{event.id}").text
    assert ("走访单位" in page, page.count("幸福里社区") >= 2) == (True, True)


def test_only_a_performance_visits(session: Session, client: Visitor):
    society = a_society(session)
    event = an_event(session, society, **SHOW, host="幸福里社区")
    sign_in(client, an_officer(session, society))
    typed = {"title": "讲座", "kind": "talk", "audience": "public", "place": "公园", "host": "幸福里社区"}
    client.post(f"/events/{event.id}/edit", data=typed)
    session.refresh(event)
    assert (event.host, event.kind) == ("", EventKind.TALK)


def test_a_performance_may_be_planned_by_the_unit_alone(session: Session, client: Visitor):
    society = a_society(session)
    sign_in(client, an_officer(session, society))
    on = clock.now().date() + timedelta(days=40)
    typed = {
        "title": "送欢乐",
        "kind": "performance",
        "audience": "public",
        "on": on.isoformat(),
        "starts": "9:00",
        "ends": "10:30",
        "rhythm": "once",
        "room_id": "",
        "place": "",
    }
    at = f"/societies/{society.id}/events/new"
    assert client.post(at, data=typed).status_code == 422
    assert client.post(at, data=typed | {"host": "松鹤养老院"}).status_code == 303


def test_the_year_says_which_performances_went_to_which_units(session: Session, client: Visitor):
    society = a_society(session)
    officer = an_officer(session, society)
    for n, host in enumerate(("松鹤养老院", "幸福里社区", "幸福里社区", "")):
        event = an_event(session, society, a_wish(TODAY + timedelta(days=n)), host=host, **SHOW)
        places.note_presence(session, event.id, [officer.id], [], at=event.ends_at, by=WHO["by"])
    known = review(session, society.id, TODAY.year, at=AT + timedelta(days=9), zone=ZONE)
    assert [(host, len(shows)) for host, shows in known.visited.items()] == [("幸福里社区", 2), ("松鹤养老院", 1)]
    assert known.came_to(known.visited["幸福里社区"]) == 2
