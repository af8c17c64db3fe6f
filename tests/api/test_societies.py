"""Societies and events for programs: what there is, and asking for a place."""

from datetime import timedelta

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.societies import service
from activity_center.societies.rules import Audience, EventKind, SocietyKind
from tests.api.scenes import Program, program_of
from tests.factories import make_person
from tests.societies.scenes import a_wish, an_event


def in_a_week():
    return a_wish((clock.now() + timedelta(days=7)).date())


def test_what_is_coming_is_listed_and_what_is_for_members_only_to_them(app, session):
    society = service.add_society(session, "合唱团", SocietyKind.MUSIC, at=clock.now(), by=SYSTEM)
    talk = an_event(session, society, in_a_week(), capacity=2)
    an_event(session, society, in_a_week(), audience=Audience.MEMBERS)
    session.commit()
    stranger = Program(app)
    [told] = stranger.get("/societies").json["items"]
    assert (told["name"], told["taken"], told["capacity"]) == ("合唱团", 0, None)
    [event] = stranger.get("/events").json["items"]
    assert (event["id"], event["place"], event["society"]["name"]) == (talk.id, "公园", "合唱团")


def test_a_place_is_asked_for_once_and_the_next_waits(app, session):
    event = an_event(session, None, in_a_week(), kind=EventKind.TRIP, capacity=1, asks_health=True)
    one, two = (program_of(app, session, make_person(session)) for _ in range(2))
    here = f"/events/{event.id}/enrolments"
    session.commit()
    refused = one.post(here)
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json["reasons"]] == ["health_unsaid", "emergency_unsaid"]
    said = {"is_fit": True, "emergency_name": "女儿", "emergency_phone": "13800000000"}
    first, again, second = one.post(here, said), one.post(here, said), two.post(here, said, key="k1")
    assert [answer.status_code for answer in (first, again, second)] == [201, 200, 201]
    assert (first.json["status"], first.json["event"], first.json["section"]) == ("enrolled", event.id, None)
    assert (second.json["status"], second.json["position"]) == ("waiting", 1)
    assert two.post(here, said, key="k1").json == second.json
    assert Program(app).post(here, said).status_code == 401
    assert one.post("/events/999/enrolments", said).status_code == 404
