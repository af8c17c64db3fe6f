"""Signing in for class: the learner's own hand."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from activity_center.attendance import queries, service
from activity_center.attendance.models import Marking
from activity_center.attendance.rules import Fate, Mark
from activity_center.attendance.service import SignIn
from activity_center.audit import Audit
from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere, Refused
from activity_center.people.models import Person
from activity_center.people.rules import Category, Standing
from tests.attendance.scenes import (
    KIOSK,
    a_meeting,
    a_person,
    a_walk_in,
    an_enrolment,
    learners,
    o_clock,
    stands,
    wrongs,
)
from tests.factories import make_meeting
from tests.statements import counted


def sign_in(session, person_id, meeting, at=None):
    return service.sign_in(session, person_id, meeting.id, at=at or o_clock(8, 20), by=KIOSK)


def refused(session, person_id, meeting, at=None):
    """Return the codes of a refusal, and check that looking beforehand says the same."""
    with pytest.raises(Refused) as caught:
        sign_in(session, person_id, meeting, at)
    told = queries.sign_in_refusals_for(session, person_id, meeting.id, at or o_clock(8, 20))
    assert told == caught.value.reasons
    return [reason.code for reason in told]


def cards(session, *read, at=None):
    return service.sign_in_many(session, read, at=at or o_clock(9, 30), by=KIOSK)


def test_signing_in_is_written_down_with_its_time_and_place(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    outcome = service.sign_in(session, person, meeting.id, at=o_clock(8, 20), by=KIOSK, device="大厅一号机")
    assert (outcome.fate, outcome.mark, outcome.marked_at) == (Fate.SAVED, Mark.PRESENT, o_clock(8, 20))
    row = stands(session, meeting, person)
    assert (row.mark, row.marking.via, row.marking.device) == (Mark.PRESENT, "kiosk", "大厅一号机")
    audit = session.scalar(select(Audit).where(Audit.act == "sign_in_for_class"))
    assert (audit.subject_id, audit.person_id, audit.facts["mark"]) == (meeting.id, person, "present")


def test_signing_in_again_is_no_error_and_keeps_the_first_time(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    sign_in(session, person, meeting)
    again = sign_in(session, person, meeting, o_clock(8, 55))
    assert (again.fate, again.mark, again.marked_at) == (Fate.KNOWN, Mark.PRESENT, o_clock(8, 20))
    assert stands(session, meeting, person).marked_at == o_clock(8, 20)
    assert wrongs(session, meeting.id) == []


def test_who_comes_after_ten_minutes_is_late(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    assert sign_in(session, person, meeting, o_clock(8, 41)).mark is Mark.LATE


def test_each_refusal_is_the_one_that_was_shown_before(session):
    meeting = a_meeting(session)
    [person], [waiting] = learners(session, meeting), learners(session, meeting, status=Status.WAITING)
    assert refused(session, person, meeting, o_clock(7)) == ["sign_in_too_early"]
    assert refused(session, person, meeting, o_clock(10)) == ["sign_in_over"]
    assert refused(session, waiting, meeting) == ["sign_in_not_enrolled"]
    meeting.status = MeetingStatus.CANCELLED
    session.flush()
    assert refused(session, person, meeting) == ["sign_in_cancelled"]
    assert session.scalars(select(Marking)).all() == []


def test_a_meeting_that_does_not_exist_is_not_there(session):
    with pytest.raises(NotThere):
        service.sign_in(session, a_person(session).id, 4711, at=o_clock(8), by=KIOSK)


def test_anybody_walks_in_within_the_capacity(session):
    table = a_walk_in(session, capacity=2)
    first, second, third = (a_person(session).id for _ in range(3))
    sign_in(session, first, table)
    sign_in(session, second, table)
    assert refused(session, third, table) == ["sign_in_full"]
    assert sign_in(session, first, table, o_clock(8, 50)).fate is Fate.KNOWN


def test_a_table_without_a_capacity_is_never_full(session):
    table = a_walk_in(session)
    for _ in range(3):
        sign_in(session, a_person(session).id, table)
    assert queries.walk_ins_for(session, a_person(session).id, o_clock(8, 25))[0].free is None


def test_who_does_not_fit_a_walk_in_section_hears_why(session):
    table = a_walk_in(session)
    table.section.categories = ["veteran_cadre"]
    session.flush()
    gone = a_person(session, standing=Standing.ENDED)
    assert refused(session, gone.id, table) == ["person_not_active", "category_not_admitted"]
    veteran = a_person(session, category=Category.VETERAN_CADRE)
    assert sign_in(session, veteran.id, table).fate is Fate.SAVED


def test_cards_read_without_a_network_are_signed_in_exactly_once(session):
    meeting = a_meeting(session)
    one, other = learners(session, meeting, 2)
    read = [SignIn(one, o_clock(8, 20), "u1"), SignIn(other, o_clock(8, 45), "u2")]
    first = cards(session, *read)
    again = cards(session, *read, at=o_clock(9, 40))
    assert [o.fate for o in first] == [o.fate for o in again] == [Fate.SAVED, Fate.SAVED]
    assert [o.mark for o in again] == [Mark.PRESENT, Mark.LATE]
    assert len(session.scalars(select(Marking)).all()) == 2
    assert len(session.scalars(select(Audit).where(Audit.act == "sign_in_for_class")).all()) == 2


def test_a_queue_is_judged_as_of_the_time_of_each_card(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    [outcome] = cards(session, SignIn(person, o_clock(8, 20), "u1"), at=o_clock(15))
    assert (outcome.fate, outcome.marked_at) == (Fate.SAVED, o_clock(8, 20))


def test_a_card_read_in_the_future_was_read_when_it_arrived(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    [outcome] = cards(session, SignIn(person, o_clock(9, 45), "u1"), at=o_clock(8, 30))
    assert outcome.marked_at == o_clock(8, 30)


def test_one_refused_card_stops_nobody_else(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    read = [SignIn(a_person(session).id, o_clock(8, 19), "u1"), SignIn(person, o_clock(8, 20), "u2")]
    stranger, known = cards(session, *read)
    assert [reason.code for reason in stranger.reasons] == ["sign_in_nothing_due"]
    assert known.fate is Fate.SAVED
    assert stands(session, meeting, person)


def test_a_card_read_twice_in_one_queue_counts_once(session):
    meeting = a_meeting(session)
    [person] = learners(session, meeting)
    later, first = cards(session, SignIn(person, o_clock(8, 55), "u1"), SignIn(person, o_clock(8, 20), "u2"))
    assert (later.fate, first.fate) == (Fate.KNOWN, Fate.SAVED)
    assert stands(session, meeting, person).marked_at == o_clock(8, 20)


def test_a_card_alone_is_for_the_class_that_begins_next_or_has_just_begun(session):
    first = a_meeting(session)
    second = a_meeting(session, o_clock(10))
    [person] = learners(session, first)
    an_enrolment(session, second.section, session.get_one(Person, person))
    outcomes = cards(
        session, SignIn(person, o_clock(8, 20), "u1"), SignIn(person, o_clock(9, 55), "u2"), at=o_clock(10)
    )
    assert [outcome.meeting.id for outcome in outcomes] == [first.id, second.id]


def test_what_is_due_is_open_now_and_says_whether_one_has_signed_in(session):
    meeting = a_meeting(session)
    make_meeting(session, meeting.section, o_clock(15))
    [person] = learners(session, meeting)
    [due] = queries.due_for(session, person, o_clock(8, 20))
    assert (due.meeting.id, due.is_there, due.opens_at) == (meeting.id, False, o_clock(7, 30))
    sign_in(session, person, meeting)
    assert queries.due_for(session, person, o_clock(8, 21))[0].is_there
    assert queries.due_for(session, person, o_clock(10)) == []


def test_a_walk_in_table_shows_its_free_places(session):
    table = a_walk_in(session, capacity=3)
    person = a_person(session).id
    sign_in(session, a_person(session).id, table)
    [due] = queries.walk_ins_for(session, person, o_clock(8, 25))
    assert (due.free, due.reasons, due.is_there) == (2, [], False)
    assert queries.due_for(session, person, o_clock(8, 25)) == []


def test_a_queue_of_any_length_costs_the_same_statements(session):
    meeting, table = a_meeting(session), a_walk_in(session)
    people = learners(session, meeting, 30)
    session.commit()
    lengths = []
    for chosen in (people[:1], people[1:]):
        read = [SignIn(id, o_clock(8, 20), f"card{id}") for id in chosen]
        read += [replace(one, uid=f"table{one.person_id}", meeting_id=table.id) for one in read]
        with counted(session) as sent:
            cards(session, *read)
        lengths.append(len(sent))
    assert lengths[0] == lengths[1] <= 25
