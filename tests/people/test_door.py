"""The door, as it opens and as it does not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import select

from activity_center.audit import Actor, Audit
from activity_center.db import db
from activity_center.errors import Refused
from activity_center.people import access, cards, door, secrets, throttle
from activity_center.people.models import Person, SignInFailure
from activity_center.people.rules import RoleName, Standing
from tests.factories import PIN, make_person

BY = Actor(via="web", address="10.0.0.1")


@pytest.fixture
def li(session):
    """A member with everything that is a login."""
    person = make_person(session, secret=PIN, card="10000001", phone="13800005678", email="li@example.com")
    session.commit()
    return person


def knock(login, at, secret=PIN, by=BY) -> Any:
    """Return the name of who comes in, or the reason why nobody does."""
    try:
        return door.sign_in(login, secret, at=at, by=by).name
    except Refused as refused:
        return refused.reasons[0]


def code(answer):
    return answer if isinstance(answer, str) else answer.code


@pytest.mark.parametrize(
    "login", ["10000001", " １００００００１", "138 0000 5678", "+8613800005678", "LI@example.com"]
)
def test_card_telephone_and_email_all_mean_the_person(li, at, login):
    assert knock(login, at) == "李秀英"


def test_a_staff_name_means_the_person(session, at):
    make_person(session, "陈静", RoleName.DESK, secret="desk-pass-2026", staff_name="desk")
    session.commit()
    assert knock("Desk", at, "desk-pass-2026") == "陈静"


@pytest.mark.parametrize(("login", "secret"), [("10000001", "246811"), ("10000002", PIN), ("", PIN), ("10000001", "")])
def test_whatever_is_wrong_gets_the_same_answer(li, at, login, secret):
    assert code(knock(login, at, secret)) == "sign_in_failed"


def test_a_lost_card_opens_nothing_from_that_moment(session, li, at):
    cards.issue_card(session, li.id, at=at, by=BY)
    session.commit()
    assert code(knock("10000001", at)) == "sign_in_failed"
    assert knock("10000002", at) == "李秀英"


def test_a_telephone_that_two_people_share_is_no_login(session, li, at):
    make_person(session, "李国强", secret=PIN, phone="13800005678", card="10000002")
    session.commit()
    assert code(knock("13800005678", at)) == "shared_phone"
    assert knock("10000002", at) == "李国强"


@pytest.mark.parametrize("standing", [Standing.APPLICANT, Standing.ENDED])
def test_an_applicant_or_somebody_gone_does_not_take_a_telephone_away(session, li, at, standing):
    make_person(session, "李国强", phone="13800005678", standing=standing)
    session.commit()
    assert knock("13800005678", at) == "李秀英"


@pytest.mark.parametrize(
    ("standing", "why"), [(Standing.APPLICANT, "not_confirmed"), (Standing.ENDED, "membership_ended")]
)
def test_who_is_not_a_member_learns_why_only_with_the_right_pin(session, li, at, standing, why):
    li.standing = standing
    session.commit()
    assert code(knock("10000001", at, "999999")) == "sign_in_failed"
    assert code(knock("10000001", at)) == why


def test_who_has_no_secret_yet_does_not_come_in(session, at):
    make_person(session, card="10000001")
    session.commit()
    assert code(knock("10000001", at)) == "sign_in_failed"


def test_the_sixth_try_waits_even_with_the_right_pin_and_then_comes_in(li, at):
    for _ in range(5):
        assert code(knock("10000001", at, "111111")) == "sign_in_failed"
    answer = knock("10000001", at)
    assert (answer.code, answer.facts) == ("too_many_attempts", {"seconds": 60, "minutes": 1})
    assert knock("10000001", at + timedelta(minutes=1)) == "李秀英"


def test_the_waiting_grows_with_each_further_failure(li, at):
    waits = []
    for _ in range(8):
        while (answer := knock("10000001", at, "111111")).code == "too_many_attempts":
            waits.append(answer.facts["seconds"])
            at += timedelta(seconds=answer.facts["seconds"])
    assert waits == [60, 120, 240]


def test_all_names_of_one_person_are_throttled_together(li, at):
    for login in ("10000001", "13800005678", "li@example.com", "10000001", "10000001"):
        knock(login, at, "111111")
    assert code(knock("li@example.com", at)) == "too_many_attempts"


def test_a_login_that_nobody_has_is_throttled_alike(li, at):
    answers = {login: [code(knock(login, at, "111111")) for _ in range(7)] for login in ("10000001", "10000009")}
    assert answers["10000001"] == answers["10000009"]


def test_one_address_that_tries_many_names_is_made_to_wait(session, li, at):
    for _ in range(throttle.ADDRESS.free - 1):
        throttle.add(session, throttle.ADDRESS, throttle.of_address(BY.address), at)
    session.commit()
    answers = [code(knock(f"2000{number:04}", at, PIN)) for number in range(3)]
    assert answers == ["sign_in_failed", "sign_in_failed", "too_many_attempts"]
    assert code(knock("10000001", at)) == "too_many_attempts"
    assert knock("10000001", at, by=Actor(via="web", address="10.0.0.2")) == "李秀英"


def test_a_success_wipes_the_slate_of_the_account(session, li, at):
    for _ in range(3):
        for _ in range(4):
            knock("10000001", at, "111111")
        assert knock("10000001", at) == "李秀英"


def test_guesses_sent_at_the_same_moment_are_all_counted(app, session, li, at):
    def guess(number):
        with app.app_context():
            try:
                return code(knock("10000001", at, f"{number:06}"))
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count("sign_in_failed") == 5
    assert answers.count("too_many_attempts") == 11


def test_a_stranger_waits_as_long_for_the_answer_as_a_member(li, at):
    def takes(login):
        start = perf_counter()
        secrets.matches(login, "111111")
        return perf_counter() - start

    known, unknown = (min(takes(kept) for _ in range(5)) for kept in (li.secret_hash, None))
    assert 0.5 < known / unknown < 2


def test_coming_in_is_written_down(session, li, at):
    knock("10000001", at)
    row = session.scalars(select(Audit).where(Audit.act == "sign_in")).one()
    assert (row.actor_id, row.person_id, row.address) == (li.id, li.id, "10.0.0.1")


def test_a_changed_pin_ends_every_other_sign_in(session, li, at):
    before = li.serial
    assert access.who(session, li.id, before)
    changed = door.change_secret(li.id, PIN, "975310", at=at, by=BY)
    assert access.who(session, li.id, before) is None
    assert access.who(session, li.id, changed.serial)
    assert knock("10000001", at, "975310") == "李秀英"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [("111111", "975310", "secret_wrong"), (PIN, "123456", "secret_too_easy"), (PIN, "005678", "secret_is_known")],
)
def test_a_pin_is_not_changed_without_the_old_one_or_to_a_bad_one(session, li, at, old, new, why):
    with pytest.raises(Refused) as refused:
        door.change_secret(li.id, old, new, at=at, by=BY)
    assert [reason.code for reason in refused.value.reasons] == [why]
    session.refresh(li)
    assert secrets.matches(li.secret_hash, PIN)


def test_guessing_the_old_pin_of_somebody_signed_in_is_throttled_too(li, at):
    for _ in range(5):
        with pytest.raises(Refused):
            door.change_secret(li.id, "111111", "975310", at=at, by=BY)
    with pytest.raises(Refused) as refused:
        door.change_secret(li.id, PIN, "975310", at=at, by=BY)
    assert refused.value.reasons[0].code == "too_many_attempts"


def test_a_first_pin_from_the_desk_opens_the_door_and_must_change(session, li, at):
    for _ in range(5):
        knock("10000001", at, "111111")
    pin = door.first_secret(li.id, at=at, by=Actor(7))
    assert knock("10000001", at, pin) == "李秀英"
    assert session.get(Person, li.id).must_change_secret
    with pytest.raises(Refused) as refused:
        door.change_secret(li.id, "", pin, at=at, by=BY)
    assert refused.value.reasons[0].code == "secret_unchanged"
    assert not door.change_secret(li.id, "", "975310", at=at, by=BY).must_change_secret


def test_a_success_leaves_no_trace_in_the_throttle(session, li, at):
    knock("10000001", at)
    assert session.scalars(select(SignInFailure)).all() == []
