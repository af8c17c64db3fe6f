from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.audit import Audit
from activity_center.desk import calls
from activity_center.desk.models import PhoneCall
from activity_center.desk.rules import CallOutcome
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere, Refused
from activity_center.notices import service as notices
from activity_center.notices.models import Notice
from activity_center.people.rules import Channel
from tests.desk.scenes import AT, ZONE, a_clerk, a_member, a_person, a_section, an_enrolment, an_offer
from tests.statements import counted

HOUR = timedelta(hours=1)


@pytest.fixture
def clerk(session):
    return a_clerk(session)


def finish(session, person, outcome, by, at=AT, **more):
    return calls.finish(session, person.id, outcome, at=at, by=by, zone=ZONE, **more)


def cancelled(session, person, at=AT):
    notices.post(session, [person.id], "section_cancelled", {"title": "合唱", "note": "教师生病"}, at=at)
    return session.scalars(select(Notice.id).where(Notice.person_id == person.id)).all()


def test_offers_come_first_and_the_one_that_ends_first_before_the_others(session):
    later = a_member(session, "王建国", "10000002")
    an_offer(session, later, ends=AT + timedelta(days=2))
    sooner = a_member(session)
    an_offer(session, sooner, ends=AT + 5 * HOUR)
    told = a_person(session, name="赵敏", phone="13900000000")
    cancelled(session, told, AT - timedelta(days=3))
    assert [row.person.name for row in calls.queue(session, AT).due] == ["李秀英", "王建国", "赵敏"]


def test_one_person_is_one_call_whatever_there_is_to_say(session):
    person = a_member(session)
    an_offer(session, person)
    an_offer(session, person)
    cancelled(session, person)
    (row,) = calls.queue(session, AT).due
    assert (len(row.offers), len(row.notices)) == (2, 1)


def test_who_has_read_it_or_was_told_is_not_telephoned(session, clerk):
    reader, listener = a_person(session, name="赵敏", phone="1"), a_member(session)
    cancelled(session, reader)
    notices.mark_read(session, reader.id, at=AT)
    finish(session, listener, CallOutcome.TOLD, clerk, notice_ids=cancelled(session, listener))
    by_mail = a_person(session, email="li@example.com", channel=Channel.EMAIL)
    cancelled(session, by_mail)
    assert calls.queue(session, AT).total == 0


def test_what_came_in_while_somebody_was_on_the_telephone_is_still_to_be_told(session, clerk):
    person = a_member(session)
    said = cancelled(session, person)
    cancelled(session, person)
    finish(session, person, CallOutcome.TOLD, clerk, notice_ids=said)
    assert len(calls.queue(session, AT).due[0].notices) == 1


def test_accepting_on_the_telephone_is_accepting(session, clerk):
    person = a_member(session)
    offer = an_offer(session, person)
    finish(session, person, CallOutcome.ACCEPTED, clerk, enrolment_id=offer.id)
    assert offer.status is Status.ENROLLED
    act = session.scalars(select(Audit).where(Audit.act == "accept")).one()
    assert (act.via, act.actor_id, act.person_id) == ("phone", clerk.person_id, person.id)
    assert calls.queue(session, AT).total == 0
    assert session.scalars(select(PhoneCall)).one().outcome is CallOutcome.ACCEPTED


def test_a_declined_place_goes_to_the_next_who_is_then_to_be_telephoned(session, clerk):
    section = a_section(session, capacity=1)
    person, heir = a_member(session), a_member(session, "王建国", "10000002")
    offer = an_offer(session, person, section)
    an_enrolment(session, section, heir, Status.WAITING)
    finish(session, person, CallOutcome.DECLINED, clerk, enrolment_id=offer.id)
    assert offer.status is Status.DECLINED
    assert [row.person for row in calls.queue(session, AT).due] == [heir]


def test_nobody_answered_so_it_is_tried_again_later(session, clerk):
    person = a_member(session)
    an_offer(session, person)
    call = finish(session, person, CallOutcome.NO_ANSWER, clerk)
    assert call.next_at == AT + 2 * HOUR
    assert [row.person for row in calls.queue(session, AT + HOUR).later] == [person]
    assert [row.person for row in calls.queue(session, AT + 2 * HOUR).due] == [person]


def test_whoever_thinks_it_over_is_telephoned_again_before_the_offer_ends(session, clerk):
    person = a_member(session)
    offer = an_offer(session, person, ends=AT + 2 * HOUR)
    call = finish(session, person, CallOutcome.WILL_THINK, clerk, enrolment_id=offer.id)
    assert call.next_at == AT + HOUR
    assert offer.status is Status.OFFERED
    finish(session, person, CallOutcome.TOLD, clerk)
    assert calls.queue(session, AT).due == []


def test_a_wrong_number_is_not_dialled_again_until_there_is_another(session, clerk):
    person = a_member(session)
    an_offer(session, person)
    finish(session, person, CallOutcome.WRONG_NUMBER, clerk)
    assert [row.person for row in calls.queue(session, AT).unreachable] == [person]
    person.phone = "13999999999"
    session.flush()
    assert [row.person for row in calls.queue(session, AT).due] == [person]


def test_who_has_no_number_is_shown_apart(session):
    an_offer(session, a_member(session, phone=None))
    assert len(calls.queue(session, AT).unreachable) == 1


def test_two_clerks_do_not_telephone_the_same_person(session, clerk):
    person, other = a_member(session), a_clerk(session, "吴敏")
    offer = an_offer(session, person)
    calls.claim(session, person.id, at=AT, by=clerk)
    calls.claim(session, person.id, at=AT, by=clerk)
    with pytest.raises(Refused) as refused:
        calls.claim(session, person.id, at=AT + timedelta(minutes=9), by=other)
    assert refused.value.reasons[0].facts["name"] == "周慧"
    with pytest.raises(Refused):
        finish(session, person, CallOutcome.ACCEPTED, other, enrolment_id=offer.id)
    assert calls.claim(session, person.id, at=AT + timedelta(minutes=10), by=other).clerk_id == other.person_id


def test_whoever_reached_nobody_holds_the_person_no_longer(session, clerk):
    person = a_member(session)
    an_offer(session, person)
    calls.claim(session, person.id, at=AT, by=clerk)
    finish(session, person, CallOutcome.NO_ANSWER, clerk)
    calls.claim(session, person.id, at=AT, by=a_clerk(session, "吴敏"))


def test_pressed_twice_it_is_one_call(session, clerk):
    person = a_member(session)
    offer = an_offer(session, person)
    for _ in range(2):
        finish(session, person, CallOutcome.ACCEPTED, clerk, enrolment_id=offer.id)
    assert len(calls.calls_to(session, person.id)) == 1


def test_nobody_accepts_the_offer_of_somebody_else(session, clerk):
    offer = an_offer(session, a_member(session))
    with pytest.raises(NotThere):
        finish(session, a_person(session), CallOutcome.ACCEPTED, clerk, enrolment_id=offer.id)


def test_an_offer_that_has_ended_cannot_be_accepted_and_nothing_is_written(session, clerk):
    person = a_member(session)
    offer = an_offer(session, person, ends=AT + HOUR)
    with pytest.raises(Refused):
        finish(session, person, CallOutcome.ACCEPTED, clerk, at=AT + 2 * HOUR, enrolment_id=offer.id)
    assert calls.calls_to(session, person.id) == []


def test_a_long_list_costs_as_many_queries_as_a_short_one(session, clerk):
    def asked():
        session.expire_all()
        with counted(session) as sent:
            rows = calls.queue(session, AT).due
            [row.offers[0].section.title for row in rows]
        return len(sent)

    an_offer(session, a_member(session))
    few = asked()
    for n in range(10):
        person = a_member(session, f"王{n}", f"1000001{n}")
        an_offer(session, person)
        calls.claim(session, person.id, at=AT, by=clerk)
    assert asked() == few
