"""A society's year is what really happened in it."""

from datetime import timedelta

from activity_center.societies import events, membership, places
from activity_center.societies.review import review
from activity_center.societies.rules import EventKind
from tests.factories import make_person
from tests.societies.scenes import AT, TODAY, WHO, ZONE, a_society, a_wish, an_event, an_officer


def test_a_year_counts_what_was_held_ticked_and_joined_and_nothing_ahead(session):
    society = a_society(session)
    officer, member = an_officer(session, society), make_person(session)
    place = membership.join(session, society.id, member.id, **WHO)
    first, second, third, _ahead = (
        an_event(session, society, a_wish(TODAY + timedelta(days=n)), takes_places=False) for n in (0, 1, 2, 9)
    )
    events.cancel(session, third.id, "下雨", **WHO)
    for event in (first, second):
        places.note_presence(session, event.id, [member.id, officer.id], [], at=event.ends_at, by=WHO["by"])
    places.summarise(session, second.id, "好", 10, at=second.ends_at, by=WHO["by"])
    membership.leave(session, place.id, **WHO)
    known = review(session, society.id, 2026, at=AT + timedelta(days=5), zone=ZONE)
    assert [event.id for event in known.events] == [first.id, second.id]
    assert (known.cancelled, known.visits, known.people) == (1, 14, 2)
    assert (known.members, known.joined, known.left) == (0, 1, 1)
    assert known.kinds == {EventKind.TALK: 2}
    assert [office.person_id for office in known.offices] == [officer.id]
    assert review(session, society.id, 2025, at=AT, zone=ZONE).events == []
