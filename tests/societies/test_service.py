"""Who speaks for which society, from a day to a day."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM, history
from activity_center.errors import Refused
from activity_center.people.rules import RoleName
from activity_center.societies import service
from activity_center.societies.models import Society
from activity_center.societies.rules import Post, SocietyKind, SocietyStatus
from activity_center.societies.service import OfficeDraft
from tests.factories import make_card, make_person

WHO = {"at": datetime(2026, 9, 1, tzinfo=UTC), "by": SYSTEM}
TODAY = date(2026, 9, 1)


def a_society(session: Session, name: str = "合唱团") -> Society:
    return service.add_society(session, name, SocietyKind.MUSIC, **WHO)


def test_a_name_is_given_once(session: Session):
    a_society(session)
    with pytest.raises(Refused) as refused:
        a_society(session, " 合唱团 ")
    assert refused.value.reasons[0].code == "name_taken"


def test_a_post_is_held_from_its_first_to_its_last_day(session: Session):
    society, leader = a_society(session), make_person(session)
    held = (date(2026, 9, 1), date(2026, 9, 30))
    service.give_office(session, society.id, leader.id, Post.LEADER, *held, **WHO)
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1)]
    assert [bool(service.led_by(session, leader.id, day)) for day in days] == [False, True, True, False]
    assert [bool(service.officers(session, [society.id], day)) for day in days] == [False, True, True, False]


def test_who_holds_a_post_is_an_officer_besides_what_they_are(session: Session):
    society, leader = a_society(session), make_person(session)
    for _ in range(2):
        service.give_office(session, society.id, leader.id, Post.DEPUTY, TODAY, **WHO)
    assert leader.role_names == {RoleName.MEMBER, RoleName.OFFICER}
    assert [row.act for row in history(session, "society", society.id)] == ["give_office"] * 2 + ["add_society"]


def test_the_leader_comes_first_and_everybody_once(session: Session):
    society = a_society(session)
    leader, deputy = make_person(session, "会长"), make_person(session, "副会长")
    for person, post in ((deputy, Post.DEPUTY), (leader, Post.SECRETARY), (leader, Post.LEADER)):
        service.give_office(session, society.id, person.id, post, TODAY, **WHO)
    assert service.officers(session, [society.id], TODAY) == {society.id: [leader, deputy]}


def test_nobody_speaks_for_a_society_that_is_suspended(session: Session):
    society, leader = a_society(session), make_person(session)
    service.give_office(session, society.id, leader.id, Post.LEADER, TODAY, **WHO)
    society.status = SocietyStatus.SUSPENDED
    session.flush()
    assert service.led_by(session, leader.id, TODAY) == []
    assert service.societies(session, only_approved=True) == []
    assert service.societies(session) == [society]


def test_a_society_comes_with_its_leader_or_not_at_all(session: Session):
    make_card(session, make_person(session), "30000001")
    office = OfficeDraft("30000001", Post.LEADER, TODAY)
    society = service.add_led(session, "合唱团", SocietyKind.MUSIC, office, **WHO)
    assert [one.post for one in service.society(session, society.id).offices] == [Post.LEADER]
    with pytest.raises(Refused):
        service.add_led(session, "舞蹈队", SocietyKind.DANCE, OfficeDraft("没有", Post.LEADER, TODAY), **WHO)
    with pytest.raises(Refused):
        service.give_office_to(
            session, society.id, OfficeDraft("30000001", Post.LEADER, TODAY, date(2026, 1, 1)), **WHO
        )
