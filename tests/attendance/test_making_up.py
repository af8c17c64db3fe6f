"""Arranging a make-up: the rule, and the service that enforces it."""

from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from activity_center import db as database_module
from activity_center.attendance import arranging, make_ups, missing, queries, register, service
from activity_center.attendance.making_up import Chairs, SwapFacts, end_refusals, make_up_refusals
from activity_center.attendance.models import MakeUp
from activity_center.attendance.rules import Mark, Part
from activity_center.audit import Actor
from activity_center.courses.rules import MeetingStatus, Mode
from activity_center.db import transaction
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere, Refused
from activity_center.leave.models import Leave
from activity_center.leave.rules import AskedAs, Kind
from activity_center.notices.models import Notice
from activity_center.people.models import Person
from tests.attendance import scenes
from tests.attendance.scenes import KIOSK, a_person, a_section, an_enrolment, learners, meeting_facts
from tests.enrolment.scenes import a_term
from tests.enrolment.test_races import together
from tests.factories import make_course, make_meeting
from tests.statements import counted


def o_clock(hour, minute=0):
    """Return a moment of the day after everybody enrolled."""
    return scenes.o_clock(hour, minute) + timedelta(days=1)


def a_meeting(session):
    return scenes.a_meeting(session, o_clock(8, 30))


AT = o_clock(7)
LATER = o_clock(8, 30) + timedelta(days=2)
DESK = Actor(None, "phone")

MISSED = meeting_facts(id=1, section_id=1)
INSTEAD = meeting_facts(id=2, section_id=2, starts_at=LATER, ends_at=LATER + timedelta(minutes=90), capacity=30)
SWAP = SwapFacts(MISSED, INSTEAD, chairs=Chairs(30, taken=20))


def refused(swap, at=AT):
    return [reason.code for reason in make_up_refusals(swap, at)]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"missed": replace(MISSED, is_on=False)}, ["make_up_not_held"]),
        ({"is_expected": False}, ["make_up_not_yours"]),
        ({"was_there": True}, ["make_up_was_there"]),
        ({"is_parallel": False}, ["make_up_not_parallel"]),
        ({"instead": replace(INSTEAD, is_walk_in=True)}, ["make_up_not_parallel"]),
        ({"has_own_seat": True}, ["make_up_own_seat"]),
        ({"agreed_at": LATER}, ["make_up_agreed"]),
        ({"instead": replace(INSTEAD, is_on=False)}, ["make_up_cancelled"]),
        ({"chairs": Chairs(20, taken=20)}, ["make_up_full"]),
        ({"other": "国画"}, ["make_up_clash"]),
        ({"chairs": Chairs(20, taken=20), "other": "国画"}, ["make_up_full", "make_up_clash"]),
    ],
)
def test_who_may_come_instead(change, codes):
    assert refused(replace(SWAP, **change)) == codes


def test_it_can_be_arranged_until_the_other_meeting_is_over_and_taken_back_until_it_begins():
    last = INSTEAD.ends_at - timedelta(seconds=1)
    assert refused(SWAP, last) == []
    assert refused(SWAP, INSTEAD.ends_at) == ["make_up_over"]
    assert end_refusals(INSTEAD, INSTEAD.starts_at - timedelta(seconds=1)) == []
    assert [reason.code for reason in end_refusals(INSTEAD, INSTEAD.starts_at)] == ["make_up_begun"]
    assert end_refusals(replace(INSTEAD, is_on=False), INSTEAD.ends_at) == []


@pytest.mark.parametrize(
    ("chairs", "free"),
    [
        (Chairs(None, 99), None),
        (Chairs(30, 30), 0),
        (Chairs(30, 30, away=2), 2),
        (Chairs(30, 30, away=2, guests=2), 0),
        (Chairs(30, 31, guests=1), 0),
        (Chairs(30, 12, guests=3), 15),
    ],
)
def test_free_chairs(chairs, free):
    assert chairs.free == free


# The service.


@pytest.fixture
def missed(session):
    return a_meeting(session)


@pytest.fixture
def beside(session, missed):
    """Another section of the same course and term, with one place."""
    return a_section(session, missed.section.term, course=missed.section.course, capacity=1)


@pytest.fixture
def instead(session, beside):
    return make_meeting(session, beside, LATER)


@pytest.fixture
def person(session, missed):
    return learners(session, missed)[0]


def agree(session, person, missed, instead, at=AT, by=None):
    by = by or Actor(person, "web")
    return arranging.agree(session, person, missed.id, instead.id, at=at, by=by)


def codes_of(session, *arguments, **more):
    with pytest.raises(Refused) as caught:
        agree(session, *arguments, **more)
    return [reason.code for reason in caught.value.reasons]


def row(session, meeting, person):
    session.expire_all()
    return register.register(session, meeting.id).row(person)


def test_it_stands_at_once_and_both_registers_say_so(session, missed, instead, person):
    agree(session, person, missed, instead)
    guest, own = row(session, instead, person), row(session, missed, person)
    assert (guest.part, guest.swap.starts_at, guest.swap.is_from_here) == (Part.MAKE_UP, missed.starts_at, False)
    assert (own.part, own.swap.starts_at, own.swap.is_from_here) == (Part.EXPECTED, instead.starts_at, True)


def test_there_one_signs_in_as_everybody_does_and_is_made_up(session, missed, instead, person):
    agree(session, person, missed, instead)
    at = LATER - timedelta(minutes=10)
    assert [due.meeting.id for due in queries.due_for(session, person, at)] == [instead.id]
    [outcome] = service.sign_in_many(session, [service.SignIn(person, at, "card")], at=at, by=KIOSK)
    assert (outcome.meeting.id, outcome.mark) == (instead.id, Mark.PRESENT)
    assert make_ups.made_up(session, [person], [missed.id]) == {(missed.id, person)}
    assert row(session, missed, person).swap.was_there
    [done] = missing.arranged(session, person, LATER + timedelta(days=1))
    assert (done.was_there, done.can_end) == (True, False)


def test_there_one_can_be_marked_but_nowhere_else_in_that_section(session, missed, instead, person):
    other = make_meeting(session, instead.section, LATER + timedelta(days=5))
    agree(session, person, missed, instead)
    by = Actor(None, "web")
    for meeting, fate in ((instead, "saved"), (other, "refused")):
        marks = {person: Mark.PRESENT}
        [outcome] = register.mark_by_hand(session, meeting.id, marks, at=LATER + timedelta(days=6), by=by)
        assert outcome.fate.value == fate


def test_all_the_rest_present_leaves_out_who_makes_up_elsewhere(session, missed, instead, person):
    [other] = learners(session, missed)
    agree(session, person, missed, instead)
    register.mark_by_hand(session, missed.id, {}, with_rest=True, at=o_clock(9), by=Actor(None, "web"))
    assert (row(session, missed, other).mark, row(session, missed, person).mark) == (Mark.PRESENT, None)


def test_agreeing_twice_is_agreeing_once_and_another_time_is_refused(session, missed, instead, person, beside):
    first = agree(session, person, missed, instead)
    assert agree(session, person, missed, instead) is first
    another = make_meeting(session, beside, LATER + timedelta(days=7))
    assert codes_of(session, person, missed, another) == ["make_up_agreed"]


def test_what_is_taken_back_makes_room_and_can_be_chosen_anew(session, missed, instead, person, beside):
    first = agree(session, person, missed, instead)
    for _ in range(2):
        arranging.end(session, first.id, at=AT, by=Actor(person, "web"))
    assert first.ended_at == AT
    with pytest.raises(NotThere):
        row(session, instead, person)
    agree(session, person, missed, make_meeting(session, beside, LATER + timedelta(days=7)))


def test_it_is_not_taken_back_once_it_has_begun(session, missed, instead, person):
    first = agree(session, person, missed, instead)
    with pytest.raises(Refused):
        arranging.end(session, first.id, at=LATER, by=Actor(person, "web"))
    assert first.ended_at is None


def test_where_the_other_meeting_is_cancelled_another_one_takes_its_place(session, missed, instead, person, beside):
    first = agree(session, person, missed, instead)
    instead.status = MeetingStatus.CANCELLED
    session.flush()
    again = agree(session, person, missed, make_meeting(session, beside, LATER + timedelta(days=7)))
    assert (first.ended_at, again.ended_at) == (AT, None)


def test_a_chair_is_free_while_one_of_the_section_is_on_leave_or_makes_up_elsewhere(session, missed, instead, person):
    own = an_enrolment(session, instead.section).person_id
    assert codes_of(session, person, missed, instead) == ["make_up_full"]
    leave = Leave(
        person_id=own,
        starts_at=AT,
        ends_at=LATER + timedelta(days=1),
        kind=Kind.SICK,
        asked_at=AT,
        asked_as=AskedAs.SELF,
        via="web",
    )
    session.add(leave)
    session.flush()
    agree(session, person, missed, instead)
    [second] = learners(session, missed)
    assert codes_of(session, second, missed, instead) == ["make_up_full"]
    # Who comes in spite of the leave sits on the chair again.
    register.mark_by_hand(session, instead.id, {own: Mark.PRESENT}, at=LATER, by=Actor(None, "web"))
    assert arranging.swaps_of(session, second, [(missed.id, instead.id)], AT)[missed.id, instead.id].chairs.away == 0


def test_who_goes_elsewhere_leaves_the_chair(session, missed, instead, person):
    swapping = an_enrolment(session, instead.section).person_id
    missed.section.capacity = 30
    session.flush()
    agree(session, swapping, instead, missed)
    agree(session, person, missed, instead)
    assert row(session, missed, swapping).part is Part.MAKE_UP


def test_only_the_same_course_in_the_same_term_is_parallel(session, missed, person):
    term, course = missed.section.term, missed.section.course
    others = [
        a_section(session, term, course=make_course(session, "国画"), capacity=9),
        a_section(session, a_term(session), course=course, capacity=9),
        missed.section,
    ]
    for section in others:
        meeting = make_meeting(session, section, LATER)
        assert codes_of(session, person, missed, meeting) == ["make_up_not_parallel"], section.id
        meeting.status = MeetingStatus.CANCELLED
        session.flush()
    walk_in = a_section(session, term, course=course, mode=Mode.WALK_IN)
    assert codes_of(session, person, missed, make_meeting(session, walk_in, LATER)) == ["make_up_not_parallel"]


def test_one_must_have_missed_a_meeting_of_ones_own(session, missed, instead, person):
    assert codes_of(session, a_person(session).id, missed, instead) == ["make_up_not_yours"]
    waiting = an_enrolment(session, missed.section, status=Status.WAITING).person_id
    assert codes_of(session, waiting, missed, instead) == ["make_up_not_yours"]
    late = an_enrolment(session, missed.section)
    late.changed_at = missed.ends_at + timedelta(days=1)
    session.flush()
    assert codes_of(session, late.person_id, missed, instead) == ["make_up_not_yours"]
    service.sign_in(session, person, missed.id, at=o_clock(8, 20), by=KIOSK)
    assert codes_of(session, person, missed, instead, at=o_clock(12)) == ["make_up_was_there"]
    with pytest.raises(NotThere):
        arranging.agree(session, person, missed.id, 4711, at=AT, by=DESK)


def test_a_make_up_is_not_made_up_for_again(session, missed, instead, person, beside):
    agree(session, person, missed, instead)
    third = a_section(session, missed.section.term, course=missed.section.course, capacity=9)
    assert codes_of(session, person, instead, make_meeting(session, third, LATER + timedelta(days=3))) == [
        "make_up_not_yours"
    ]


def test_what_one_has_at_that_time_is_in_the_way_but_the_missed_meeting_is_not(session, missed, beside, person):
    own = a_section(session, missed.section.term, course=make_course(session, "国画"))
    make_meeting(session, own, LATER)
    an_enrolment(session, own, session.get_one(Person, person))
    assert codes_of(session, person, missed, make_meeting(session, beside, LATER)) == ["make_up_clash"]
    agree(session, person, missed, make_meeting(session, beside, o_clock(9)))


def test_two_make_ups_are_not_at_the_same_time(session, missed, instead, person):
    agree(session, person, missed, instead)
    second = make_meeting(session, missed.section, o_clock(8, 30) + timedelta(days=7))
    assert "make_up_clash" in codes_of(session, person, second, instead)


def test_who_is_served_is_told_and_who_does_it_alone_is_not(session, missed, instead, person):
    first = agree(session, person, missed, instead)
    arranging.end(session, first.id, at=AT, by=Actor(person, "web"))
    assert session.scalars(select(Notice)).all() == []
    first = agree(session, person, missed, instead, by=DESK)
    arranging.end(session, first.id, at=AT, by=DESK)
    kinds = session.scalars(select(Notice.kind).where(Notice.person_id == person).order_by(Notice.id)).all()
    assert kinds == ["make_up_agreed", "make_up_ended"]


def test_looking_lists_what_was_missed_first_and_the_nearest_times_first(session, missed, instead, person, beside):
    coming = make_meeting(session, missed.section, LATER + timedelta(days=5))
    far = make_meeting(session, beside, LATER + timedelta(days=9))
    assert [row.meeting.id for row in missing.missed(session, person, o_clock(12))] == [coming.id]
    service.sign_in(session, learners(session, missed)[0], missed.id, at=o_clock(8, 20), by=KIOSK)
    rows = missing.missed(session, person, o_clock(12))
    assert [(row.meeting.id, row.is_past) for row in rows] == [(missed.id, True), (coming.id, False)]
    assert [option.meeting.id for option in rows[0].options] == [instead.id, far.id]
    assert [option.free for option in rows[0].options] == [1, 1]
    agree(session, person, missed, instead, at=o_clock(12))
    assert [row.meeting.id for row in missing.missed(session, person, o_clock(12))] == [coming.id]
    service.sign_in(session, person, coming.id, at=coming.starts_at, by=KIOSK)
    assert missing.missed(session, person, coming.ends_at) == []


def test_where_no_chair_is_free_looking_says_why(session, missed, instead, person):
    an_enrolment(session, instead.section)
    [row] = missing.missed(session, person, AT)
    assert (row.options, [reason.code for reason in row.reasons]) == ([], ["make_up_full"])


def test_looking_costs_the_same_statements_however_much_there_is(session, missed, instead, person, beside):
    lengths = []
    for weeks in (1, 8):
        for week in range(weeks):
            make_meeting(session, beside, LATER + timedelta(days=7 * week + 7))
            make_meeting(session, missed.section, o_clock(8, 30) + timedelta(days=week + 1))
            an_enrolment(session, beside)
        session.commit()
        with counted(session) as sent:
            missing.missed(session, person, o_clock(12))
        lengths.append(len(sent))
    assert lengths[0] == lengths[1] < 25


# Races.


def ready(session):
    missed = a_meeting(session)
    beside = a_section(session, missed.section.term, course=missed.section.course, capacity=1)
    instead = make_meeting(session, beside, LATER)
    people = learners(session, missed, 10)
    ids = missed.id, instead.id
    session.commit()
    return ids, people


def race(app, ids, people):
    missed_id, instead_id = ids

    def act(person):
        try:
            with transaction() as mine:
                arranging.agree(mine, person, missed_id, instead_id, at=AT, by=Actor(person, "web"))
        except Refused as refused:
            return refused.reasons[0].code
        except Exception as error:
            return type(error).__name__
        return "agreed"

    return Counter(together(app, act, people))


def count(session, instead_id):
    session.rollback()
    mine = select(func.count()).select_from(MakeUp).where(MakeUp.instead_id == instead_id, MakeUp.ended_at.is_(None))
    return session.scalar(mine)


def test_one_chair_is_given_to_one_however_many_press_at_once(app, session):
    ids, people = ready(session)
    assert race(app, ids, people) == {"agreed": 1, "make_up_full": 9}
    assert count(session, ids[1]) == 1


def test_without_the_lock_the_same_check_fails(app, session, monkeypatch):
    ids, people = ready(session)
    monkeypatch.setattr(arranging, "lock", lambda _session, _model, ids: set(ids))
    monkeypatch.setattr(database_module, "_turnstile", nullcontext())
    monkeypatch.setattr(database_module, "WRITER", {})
    # All have decided before anybody writes, as it may happen where nothing stands between them.
    decided, decide = Barrier(len(people), timeout=10), arranging.make_up_refusals

    def decide_together(*facts):
        reasons = decide(*facts)
        decided.wait()
        return reasons

    monkeypatch.setattr(arranging, "make_up_refusals", decide_together)
    outcomes = race(app, ids, people)
    assert outcomes != {"agreed": 1, "make_up_full": 9} or count(session, ids[1]) != 1


def test_one_person_on_two_devices_makes_up_once(app, session):
    ids, people = ready(session)
    assert race(app, ids, people[:1] * 8) == {"agreed": 8}
    assert count(session, ids[1]) == 1
