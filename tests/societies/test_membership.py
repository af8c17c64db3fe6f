"""Joining a society, waiting where it is full, and leaving it."""

from datetime import timedelta

import pytest

from activity_center.errors import Refused
from activity_center.notices import service as notices
from activity_center.people.rules import Standing
from activity_center.societies import membership, seats
from activity_center.societies.rules import SocietyStatus, Status
from activity_center.societies.seats import SOCIETIES, Counts
from tests.factories import make_person
from tests.societies.scenes import AT, WHO, a_society, as_, later


def joined(session, society, count=1):
    return [membership.join(session, society.id, make_person(session).id, **WHO) for _ in range(count)]


def statuses(session, society):
    return [one.status for one in membership.members(session, society.id)]


def kinds(session, person_id):
    return [notice.kind for notice in notices.notices_of(session, person_id)[0]]


def test_who_joins_is_a_member_at_once_where_there_is_room(session):
    society = a_society(session)
    [place] = joined(session, society)
    assert place.status is Status.ENROLLED
    assert membership.is_member(session, society.id, place.person_id)
    assert membership.join(session, society.id, place.person_id, **WHO) is place


def test_a_full_society_has_a_waitlist_and_a_freed_place_goes_to_its_head(session):
    society = a_society(session, capacity=2)
    places = joined(session, society, 4)
    assert statuses(session, society) == [Status.ENROLLED] * 2 + [Status.WAITING] * 2
    assert [seats.position(session, SOCIETIES, one) for one in places] == [None, None, 1, 2]
    membership.leave(session, places[0].id, **WHO)
    assert statuses(session, society) == [Status.ENROLLED, Status.OFFERED, Status.WAITING]
    assert kinds(session, places[2].person_id) == ["membership_offer_made", "joined_for_you"]


def test_nobody_passes_those_who_wait(session):
    society = a_society(session, capacity=1)
    [first, _second] = joined(session, society, 2)
    membership.leave(session, first.id, **WHO)
    [third] = joined(session, society)
    assert third.status is Status.WAITING


def test_an_offer_is_accepted_declined_or_lapses_to_the_next(session):
    society = a_society(session, capacity=1)
    [first, second, third, fourth] = joined(session, society, 4)
    membership.leave(session, first.id, **WHO)
    membership.decline(session, second.id, **as_(second.person))
    assert third.status is Status.OFFERED
    assert third.offer_expires_at > AT + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        membership.accept(session, third.id, **later(days=9))
    assert refused.value.reasons[0].code == "place_offer_over"
    assert seats.due(session, SOCIETIES, later(days=9)["at"]) == [society.id]
    seats.settle(session, SOCIETIES, society.id, later(days=9)["at"])
    assert (third.status, fourth.status) == (Status.LAPSED, Status.OFFERED)
    membership.accept(session, fourth.id, **later(days=9))
    assert seats.counts(session, SOCIETIES, [society.id]) == {society.id: Counts(1, 0)}
    assert seats.due(session, SOCIETIES, later(days=9)["at"]) == []


def test_settling_again_changes_nothing(session):
    society = a_society(session, capacity=1)
    [first, second] = joined(session, society, 2)
    membership.leave(session, first.id, **WHO)
    expires_at = second.offer_expires_at
    seats.settle(session, SOCIETIES, society.id, later(hours=1)["at"])
    assert (second.status, second.offer_expires_at) == (Status.OFFERED, expires_at)


def test_more_places_are_offered_to_those_who_wait(session):
    society = a_society(session, capacity=1)
    joined(session, society, 3)
    membership.set_capacity(session, society.id, 2, **WHO)
    assert statuses(session, society) == [Status.ENROLLED, Status.OFFERED, Status.WAITING]
    membership.set_capacity(session, society.id, None, **WHO)
    assert statuses(session, society) == [Status.ENROLLED, Status.OFFERED, Status.OFFERED]


def test_who_leaves_the_centre_leaves_their_societies(session):
    society = a_society(session, capacity=1)
    [first, second] = joined(session, society, 2)
    first.person.standing = Standing.ENDED
    session.flush()
    assert seats.due(session, SOCIETIES, AT) == [society.id]
    seats.settle(session, SOCIETIES, society.id, AT)
    assert (first.status, second.status) == (Status.WITHDRAWN, Status.OFFERED)


def test_nobody_joins_a_society_that_is_suspended_or_before_they_are_confirmed(session):
    society = a_society(session)
    newcomer = make_person(session, standing=Standing.APPLICANT)
    society.status = SocietyStatus.SUSPENDED
    with pytest.raises(Refused) as refused:
        membership.join(session, society.id, newcomer.id, **WHO)
    assert [reason.code for reason in refused.value.reasons] == ["society_not_meeting", "person_not_active"]


def test_officers_write_to_all_members_and_to_nobody_else(session):
    society = a_society(session, capacity=2)
    places = joined(session, society, 3)
    assert membership.write_to_members(session, society.id, "周五改在二楼", **WHO) == 2
    assert [kinds(session, one.person_id)[0] for one in places] == ["society_says"] * 2 + ["joined_for_you"]


def test_who_is_taken_off_is_told_why(session):
    society = a_society(session)
    [place] = joined(session, society)
    for _ in range(2):
        membership.remove(session, place.id, "搬家了", **WHO)
    assert kinds(session, place.person_id) == ["removed_from_society", "joined_for_you"]


def test_what_one_does_oneself_is_no_news(session):
    society, person = a_society(session), make_person(session)
    place = membership.join(session, society.id, person.id, **as_(person))
    membership.leave(session, place.id, **as_(person))
    assert kinds(session, person.id) == []
