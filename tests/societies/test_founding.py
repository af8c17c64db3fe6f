"""A society is founded by people who each say so, approved by staff, suspended and closed with reasons."""

from datetime import date

import pytest

from activity_center.errors import Refused
from activity_center.notices import service as notices
from activity_center.people.rules import Standing
from activity_center.societies import events, founding, membership, service
from activity_center.societies.founding import Charter
from activity_center.societies.rules import SocietyKind, SocietyStatus
from tests.factories import make_person
from tests.societies.scenes import AT, TODAY, WHO, a_society, an_event, an_officer

CHARTER = Charter("诗词社", SocietyKind.ARTS, "一起读诗", "第一条 宗旨", capacity=2)


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def applied(session, founders=1):
    people = [make_person(session) for _ in range(founders)]
    society = founding.apply(session, CHARTER, people[0].id, **WHO)
    for person in people:
        founding.confirm(session, society.id, person.id, **WHO)
    return society, people


def test_it_takes_so_many_founders_who_each_confirm(session):
    society, people = applied(session, 2)
    with pytest.raises(Refused) as refused:
        founding.approve(session, society.id, 3, **WHO)
    assert codes(refused) == ["founders_lacking"]
    third = make_person(session)
    founding.confirm(session, society.id, third.id, **WHO)
    for _ in range(2):
        founding.approve(session, society.id, 3, **WHO)
    assert (society.status, society.founded_on) == (SocietyStatus.APPROVED, date(2026, 9, 7))
    assert membership.member_ids(session, society.id) == {third.id, *(one.id for one in people)}
    assert service.led_by(session, people[0].id, TODAY) == [society]
    assert [one.kind for one in notices.notices_of(session, third.id)[0]] == ["society_approved"]


def test_a_founder_may_step_back_and_who_applied_takes_it_back_whole(session):
    society, [first, second] = applied(session, 2)
    founding.step_back(session, society.id, second.id, **WHO)
    assert [one.person_id for one in society.founders] == [first.id]
    founding.step_back(session, society.id, first.id, **WHO)
    assert society.status is SocietyStatus.DISSOLVED
    with pytest.raises(Refused) as refused:
        founding.confirm(session, society.id, second.id, **WHO)
    assert codes(refused) == ["society_decided"]


def test_only_confirmed_people_found_societies_and_each_name_is_there_once(session):
    applied(session)
    with pytest.raises(Refused) as refused:
        applied(session)
    assert codes(refused) == ["name_taken"]
    newcomer = make_person(session, standing=Standing.APPLICANT)
    with pytest.raises(Refused) as refused:
        founding.apply(session, Charter("棋社", SocietyKind.GAMES, "", ""), newcomer.id, **WHO)
    assert codes(refused) == ["person_not_active"]


def test_an_application_is_refused_with_a_reason(session):
    society, [first] = applied(session)
    founding.decide(session, society.id, SocietyStatus.DISSOLVED, "已有同类社团", **WHO)
    [told] = notices.notices_of(session, first.id)[0]
    assert (told.kind, told.facts["note"]) == ("society_refused", "已有同类社团")


def test_suspending_cancels_what_is_planned_and_going_on_is_told(session):
    society = a_society(session)
    an_officer(session, society)
    person = make_person(session)
    membership.join(session, society.id, person.id, **WHO)
    event = an_event(session, society)
    founding.decide(session, society.id, SocietyStatus.SUSPENDED, "换届", **WHO)
    assert not events.event(session, event.id).is_on
    founding.decide(session, society.id, SocietyStatus.APPROVED, "", **WHO)
    kinds = [one.kind for one in notices.notices_of(session, person.id)[0]]
    assert kinds[:2] == ["society_approved_now", "society_suspended_now"]
    assert [row.act for row in founding.history(session, society.id)] == [
        "society_approved",
        "society_suspended",
        "add_society",
    ]


def test_closing_ends_memberships_for_good(session):
    society = a_society(session)
    person = make_person(session)
    membership.join(session, society.id, person.id, **WHO)
    founding.decide(session, society.id, SocietyStatus.DISSOLVED, "人数不足", **WHO)
    assert membership.of_person(session, person.id) == []
    with pytest.raises(Refused) as refused:
        founding.decide(session, society.id, SocietyStatus.APPROVED, "", **WHO)
    assert codes(refused) == ["society_over"]
    with pytest.raises(Refused) as refused:
        an_event(session, society)
    assert codes(refused) == ["society_not_active"]


def test_what_a_society_says_of_itself_is_changed_and_kept_in_its_history(session):
    society = a_society(session)
    founding.change(session, society.id, CHARTER, **WHO)
    assert (society.name, society.capacity) == ("诗词社", 2)
    assert founding.history(session, society.id)[0].at == AT
