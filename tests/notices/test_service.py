from datetime import timedelta

import pytest
from sqlalchemy import event, select

from activity_center.notices import service
from activity_center.notices.models import Notice
from activity_center.notices.rules import ATTEMPTS, LEASE
from activity_center.people.rules import Channel
from tests.factories import make_person

FACTS = {"title": "书法", "expires_at": "2026-09-09T17:00:00+08:00"}


def post(session, people, at, **kwargs):
    service.post(session, [person.id for person in people], "offer_made", FACTS, at=at, **kwargs)


def notices(session):
    return session.scalars(select(Notice).order_by(Notice.id)).all()


def test_everybody_is_told_on_their_own_channel(session, at):
    people = [
        make_person(session, channel=Channel.EMAIL, email="li@example.com"),
        make_person(session, channel=Channel.EMAIL),
        make_person(session, channel=Channel.SMS),
    ]
    post(session, people, at, section_id=5)
    told = {notice.person_id: (notice.channel, notice.facts, notice.section_id) for notice in notices(session)}
    channels = (Channel.EMAIL, Channel.PHONE, Channel.SMS)
    assert told == {p.id: (channel, FACTS, 5) for p, channel in zip(people, channels, strict=True)}


def test_telling_five_hundred_takes_two_statements(session, at):
    people = [make_person(session) for _ in range(500)]
    session.flush()
    statements = []
    count = lambda *args: statements.append(args[2])
    event.listen(session.get_bind(), "before_cursor_execute", count)
    post(session, people, at)
    event.remove(session.get_bind(), "before_cursor_execute", count)
    assert len(statements) <= 3
    assert len(notices(session)) == 500


def test_nobody_is_told_twice_of_the_same_thing(session, at):
    first, second = make_person(session), make_person(session)
    post(session, [first], at, once="offer:7")
    post(session, [first, second], at, once="offer:7")
    post(session, [first], at, once="offer:8")
    post(session, [first], at)
    post(session, [first], at)
    assert [notice.person_id for notice in notices(session)].count(first.id) == 4
    assert [notice.person_id for notice in notices(session)].count(second.id) == 1


def test_telling_nobody_is_nothing(session, at):
    post(session, [], at, once="offer:7")
    assert notices(session) == []


def test_a_notice_without_its_facts_is_a_bug(session, at):
    with pytest.raises(AssertionError, match="expires_at"):
        service.post(session, [], "offer_made", {"title": "书法"}, at=at)


def test_reading_is_for_oneself_only(session, at):
    mine, other = make_person(session), make_person(session)
    post(session, [mine, other], at)
    post(session, [mine], at)
    theirs = service.notices_of(session, other.id)[0][0]
    service.mark_read(session, mine.id, [theirs.id], at=at)
    assert (service.unread_count(session, mine.id), service.unread_count(session, other.id)) == (2, 1)
    service.mark_read(session, mine.id, at=at)
    assert (service.unread_count(session, mine.id), service.unread_count(session, other.id)) == (0, 1)


def test_notices_come_newest_first_in_pages(session, at):
    person = make_person(session)
    for _ in range(5):
        post(session, [person], at)
    rows, total = service.notices_of(session, person.id, offset=1, limit=2)
    assert total == 5
    assert [row.id for row in rows] == sorted((n.id for n in notices(session)), reverse=True)[1:3]


@pytest.fixture
def letter(session, at):
    """A notice that is to go out by e-mail."""
    person = make_person(session, channel=Channel.EMAIL, email="li@example.com", language="en")
    post(session, [person, make_person(session)], at)


def test_what_is_taken_is_not_taken_again_while_the_lease_lasts(session, letter, at):
    taken = service.take_due(session, at)
    assert [(one.to, one.language, one.kind) for one in taken] == [("li@example.com", "en", "offer_made")]
    assert service.take_due(session, at) == []
    assert service.take_due(session, at + LEASE) == taken


def test_what_was_sent_is_done(session, letter, at):
    (one,) = service.take_due(session, at)
    service.mark_sent(session, one.id, at)
    assert service.take_due(session, at + timedelta(days=30)) == []


def test_what_fails_comes_again_until_it_is_given_up(session, letter, at):
    tries = 0
    for _ in range(200):
        for one in service.take_due(session, at):
            tries += 1
            service.mark_failed(session, one, at)
        at += timedelta(hours=1)
    assert tries == ATTEMPTS
    assert [notice.gave_up_at is not None for notice in notices(session)] == [True, False]


def test_somebody_who_took_back_the_address_gets_no_letter(session, letter, at):
    person = session.get(service.Person, notices(session)[0].person_id)
    person.email = None
    session.flush()
    assert service.take_due(session, at) == []
    session.expire_all()
    assert notices(session)[0].gave_up_at == at


@pytest.mark.postgresql_only
def test_two_workers_take_different_letters(app, session, at):
    from sqlalchemy.orm import Session

    from activity_center.db import db

    people = [make_person(session, channel=Channel.EMAIL, email=f"{n}@example.com") for n in range(4)]
    post(session, people, at)
    session.commit()
    with Session(db.engine) as first, Session(db.engine) as second:
        mine, theirs = service.take_due(first, at, limit=2), service.take_due(second, at, limit=4)
        assert len(mine) == len(theirs) == 2
        assert not {one.id for one in mine} & {one.id for one in theirs}
