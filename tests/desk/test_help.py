from datetime import timedelta

import pytest

from activity_center.audit import Actor, Audit
from activity_center.desk import service
from activity_center.desk.models import HelpCall
from activity_center.errors import Refused
from activity_center.rooms.models import Site
from tests.factories import make_person

HALL = Actor(via="kiosk")


@pytest.fixture
def site(session):
    row = Site(name="一楼大厅")
    session.add(row)
    session.flush()
    return row


def test_a_call_stands_on_the_screen_until_it_is_done(session, site, at):
    clerk = make_person(session, "周慧")
    call = service.call_for_help(session, "大厅 1 号", site.id, None, at=at, by=HALL)
    assert service.open_help_calls(session) == [call]
    service.answer_help(session, call.id, at=at, by=Actor(clerk.id))
    assert service.open_help_calls(session)[0].answered_by == clerk
    service.finish_help(session, call.id, at=at, by=Actor(clerk.id))
    assert service.open_help_calls(session) == []


def test_calling_again_is_the_same_call_and_adds_who_has_signed_in(session, site, at):
    learner = make_person(session)
    first = service.call_for_help(session, "大厅 1 号", site.id, None, at=at, by=HALL)
    again = service.call_for_help(session, "大厅 1 号", site.id, learner.id, at=at + timedelta(minutes=1), by=HALL)
    assert again.id == first.id
    assert (again.called_at, again.person_id) == (at, learner.id)
    assert session.query(HelpCall).count() == 1


def test_another_kiosk_and_a_later_need_are_calls_of_their_own(session, site, at):
    first = service.call_for_help(session, "大厅 1 号", site.id, None, at=at, by=HALL)
    service.call_for_help(session, "大厅 2 号", site.id, None, at=at, by=HALL)
    service.finish_help(session, first.id, at=at, by=HALL)
    service.call_for_help(session, "大厅 1 号", site.id, None, at=at, by=HALL)
    assert [call.kiosk_name for call in service.open_help_calls(session)] == ["大厅 2 号", "大厅 1 号"]


def test_a_colleague_who_is_on_the_way_is_named(session, site, at):
    zhou, wu = make_person(session, "周慧"), make_person(session, "吴敏")
    call = service.call_for_help(session, "大厅 1 号", site.id, None, at=at, by=HALL)
    service.answer_help(session, call.id, at=at, by=Actor(zhou.id))
    service.answer_help(session, call.id, at=at, by=Actor(zhou.id))
    with pytest.raises(Refused) as refused:
        service.answer_help(session, call.id, at=at, by=Actor(wu.id))
    assert refused.value.reasons[0].facts == {"name": "周慧"}


def test_each_step_is_written_down_once(session, site, at):
    clerk = make_person(session, "周慧")
    call = service.call_for_help(session, "大厅 1 号", site.id, None, at=at, by=HALL)
    for _ in range(2):
        service.answer_help(session, call.id, at=at, by=Actor(clerk.id))
    for _ in range(2):
        service.finish_help(session, call.id, at=at, by=Actor(clerk.id))
    assert [row.act for row in session.query(Audit).order_by(Audit.id)] == [
        "call_for_help",
        "answer_help",
        "finish_help",
    ]
