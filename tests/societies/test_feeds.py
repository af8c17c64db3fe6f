"""Events in calendars: everybody's in those of the society and the centre, one's own in one's own."""

from datetime import timedelta

from activity_center.centre import Centre
from activity_center.feeds import gatherings
from activity_center.feeds.rules import Part, State
from activity_center.societies import events, membership, places
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience, EventKind
from tests.factories import make_person
from tests.societies.scenes import AT, WHO, a_society, an_event, an_officer

SINCE = AT - timedelta(days=30)


def of(session, person):
    return [(one.event_id, one.part, one.state) for one in gatherings.of_person(session, person.id, SINCE, SINCE)]


def test_public_calendars_hold_what_is_for_everybody(session):
    society = a_society(session)
    talk, _inner = an_event(session, society), an_event(session, society, audience=Audience.MEMBERS)
    own = an_event(session)
    assert [one.event_id for one in gatherings.public(session, SINCE, society.id)] == [talk.id]
    assert [one.event_id for one in gatherings.public(session, SINCE)] == [talk.id, own.id]


def test_a_person_has_their_places_and_what_their_societies_do_without_places(session):
    society = a_society(session)
    member, officer = make_person(session), an_officer(session, society)
    membership.join(session, society.id, member.id, **WHO)
    trip = an_event(session, society, capacity=1)
    rehearsal = an_event(session, society, kind=EventKind.REHEARSAL, audience=Audience.MEMBERS, takes_places=False)
    first = places.sign_up(session, trip.id, make_person(session).id, PlaceDraft(), **WHO)
    places.sign_up(session, trip.id, member.id, PlaceDraft(), **WHO)
    waits = (trip.id, Part.WAITING, State.TENTATIVE)
    comes = (rehearsal.id, Part.ENROLLED, State.CONFIRMED)
    assert of(session, member) == [waits, comes]
    assert of(session, officer) == [(trip.id, Part.ENROLLED, State.CONFIRMED), comes]
    places.give_up(session, first.id, **WHO)
    assert of(session, first.person) == [(trip.id, Part.LEFT, State.CANCELLED)]
    assert of(session, member)[0] == (trip.id, Part.OFFERED, State.TENTATIVE)
    events.cancel(session, rehearsal.id, "放假", **WHO)
    assert of(session, member)[1] == (rehearsal.id, Part.ENROLLED, State.CANCELLED)


def test_the_addresses_answer(session, client):
    session.add(Centre(name="中心"))
    society = a_society(session)
    an_event(session, society, title="养生讲座")
    for address in (f"/feeds/societies/{society.id}.ics", "/feeds/centre.ics"):
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        assert "养生讲座" in answer.text
    assert client.get("/feeds/societies/999.ics", buffered=True).status_code == 404
