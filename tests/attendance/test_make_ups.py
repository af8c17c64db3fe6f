"""Making up for a meeting in a parallel section."""

import pytest
from sqlalchemy.exc import IntegrityError

from activity_center.attendance import make_ups, register, service
from activity_center.attendance.models import MakeUp
from activity_center.attendance.rules import Mark
from activity_center.audit import Actor
from activity_center.people.models import Person
from tests.attendance.scenes import KIOSK, a_meeting, learners, o_clock
from tests.enrolment.scenes import an_enrolment
from tests.factories import make_meeting

BY = Actor(None, "web")


@pytest.fixture
def missed(session):
    return a_meeting(session)


@pytest.fixture
def instead(session, missed):
    return a_meeting(session, o_clock(10, 30))


@pytest.fixture
def person(session, missed, instead):
    [person] = learners(session, missed)
    return person


def agreed(session, person, missed, instead, **given):
    row = MakeUp(person_id=person, missed=missed, instead=instead, **{"agreed_at": o_clock(7), "via": "web"} | given)
    session.add(row)
    session.flush()
    return row


def mark(session, person, meeting, mark):
    # A seat of their own there lets anybody mark them, whatever else a test is about.
    an_enrolment(session, meeting.section, session.get_one(Person, person))
    register.mark_by_hand(session, meeting.id, {person: mark}, at=o_clock(11), by=BY)


def made_up(session, person, *meetings):
    return make_ups.made_up(session, [person], [meeting.id for meeting in meetings])


def test_a_meeting_is_made_up_for_by_being_there_at_the_other(session, person, missed, instead):
    agreed(session, person, missed, instead)
    assert made_up(session, person, missed) == set()
    mark(session, person, instead, Mark.LATE)
    assert made_up(session, person, missed, instead) == {(missed.id, person)}


@pytest.mark.parametrize("marked", [Mark.ABSENT, Mark.LEAVE, None])
def test_who_stays_away_from_the_other_meeting_too_has_made_up_for_nothing(session, person, missed, instead, marked):
    agreed(session, person, missed, instead)
    mark(session, person, instead, marked)
    assert made_up(session, person, missed) == set()


def test_what_was_taken_back_makes_up_for_nothing(session, person, missed, instead):
    agreed(session, person, missed, instead, ended_at=o_clock(8))
    mark(session, person, instead, Mark.PRESENT)
    assert made_up(session, person, missed) == set()


def test_one_meeting_is_made_up_for_once(session, person, missed, instead):
    agreed(session, person, missed, instead)
    with pytest.raises(IntegrityError), session.begin_nested():
        agreed(session, person, missed, make_meeting(session, instead.section, o_clock(15)))
    with pytest.raises(IntegrityError), session.begin_nested():
        agreed(session, person, make_meeting(session, missed.section, o_clock(15)), instead)


def test_what_was_taken_back_can_be_agreed_anew(session, person, missed, instead):
    agreed(session, person, missed, instead, ended_at=o_clock(8))
    assert agreed(session, person, missed, instead).id


def test_others_and_other_meetings_are_left_out(session, person, missed, instead):
    agreed(session, person, missed, instead)
    service.sign_in(session, learners(session, instead)[0], instead.id, at=o_clock(10, 20), by=KIOSK)
    mark(session, person, instead, Mark.PRESENT)
    assert make_ups.made_up(session, [person + 1000], [missed.id]) == set()
    assert make_ups.made_up(session, [person], [instead.id]) == set()
    assert make_ups.made_up(session, [], []) == set()
