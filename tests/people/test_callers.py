"""Who calls by telephone."""

from datetime import date

import pytest
from sqlalchemy import select

from activity_center.audit import Actor, Audit
from activity_center.errors import Refused
from activity_center.people import callers
from activity_center.people.rules import RoleName, Standing
from tests.factories import make_person

BORN = date(1951, 2, 3)


@pytest.fixture
def clerk(session):
    return Actor(make_person(session, "周慧", RoleName.DESK).id, "web", "10.0.0.7")


@pytest.fixture
def member(session):
    return make_person(session, "李秀英", card="10000001", birth_on=BORN)


def identify(session, clerk, at, name="李秀英", birth_on=BORN, card="10000001"):
    return callers.identify(session, name, birth_on, card, at=at, by=clerk)


def test_three_things_that_agree_say_who_it_is(session, clerk, member, at):
    assert identify(session, clerk, at) == member
    assert identify(session, clerk, at, name=" 李　秀英", card="１０００ ０００１") == member


@pytest.mark.parametrize("wrong", [{"name": "李秀"}, {"birth_on": date(1951, 3, 2)}, {"card": "10000002"}])
def test_one_that_does_not_agree_is_enough(session, clerk, member, at, wrong):
    assert identify(session, clerk, at, **wrong) is None


def test_who_has_left_or_whose_birth_date_is_unknown_is_nobody(session, clerk, member, at):
    make_person(session, "王建国", card="10000002")
    assert identify(session, clerk, at, name="王建国", card="10000002") is None
    member.standing = Standing.ENDED
    assert identify(session, clerk, at) is None


def test_every_try_is_written_down_with_the_card_holder(session, clerk, member, at):
    identify(session, clerk, at, name="王")
    identify(session, clerk, at)
    rows = session.scalars(select(Audit).where(Audit.act == "identify_caller").order_by(Audit.id)).all()
    assert [(row.person_id, row.actor_id, row.facts) for row in rows] == [
        (member.id, clerk.person_id, {"agrees": False}),
        (member.id, clerk.person_id, {"agrees": True}),
    ]


def test_guessing_has_to_wait_also_for_the_right_answer(session, clerk, member, at):
    for _ in range(5):
        assert identify(session, clerk, at, name="王") is None
    with pytest.raises(Refused) as refused:
        identify(session, clerk, at)
    assert refused.value.reasons[0].code == "too_many_attempts"
