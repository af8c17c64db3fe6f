"""Who gets in at a kiosk, what they are told who do not, and that nobody runs through numbers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center.audit import Audit
from activity_center.errors import Refused
from activity_center.kiosk import door, visits
from activity_center.kiosk.rules import Level
from activity_center.people import throttle
from activity_center.people.models import SignInFailure
from activity_center.people.rules import RoleName, Standing
from activity_center.people.secrets import Vault
from tests.factories import PIN, make_card, make_person
from tests.kiosk import scenes

VAULT = Vault("only for tests")
ID_NUMBER = "11010519491231002X"


@pytest.fixture
def device(session):
    device = scenes.device_of(session, scenes.make_kiosk(session)[1])
    session.commit()
    return device


def read(session, device, number, at, visit=None):
    session.commit()
    door.read_card(device, number, VAULT, visit, at=at)


def sign_in(session, device, login, secret, at):
    session.commit()
    door.sign_in(device, login, secret, at=at)


def refused(*codes):
    return pytest.raises(Refused, match="^" + ", ".join(codes) + "$")


def who(session, device, at):
    visit = visits.current(session, device.id, at)
    return (visit.person_id, visit.level) if visit else None


def test_a_read_card_opens_a_visit_without_a_pin(session, device, at):
    person = scenes.make_member(session)
    read(session, device, "20100001", at)
    assert who(session, device, at) == (person.id, Level.CARD)


def test_an_identity_card_does_so_too(session, device, at):
    person = make_person(session, id_index=VAULT.index(ID_NUMBER))
    read(session, device, ID_NUMBER.lower(), at)
    assert who(session, device, at) == (person.id, Level.CARD)


def test_the_number_of_an_identity_card_is_written_down_nowhere(session, device, at):
    make_person(session, id_index=VAULT.index(ID_NUMBER))
    read(session, device, ID_NUMBER, at)
    with refused("card_unknown"):
        read(session, device, "440524188001010014", at)
    kept = [repr((row.act, row.facts, row.address)) for row in session.scalars(select(Audit))]
    kept += session.scalars(select(SignInFailure.key)).all()
    assert not any("1010" in text or "1231002" in text for text in kept)


@pytest.mark.parametrize(
    ("card", "standing", "code"),
    [
        ({}, Standing.ENDED, "membership_ended"),
        ({}, Standing.APPLICANT, "not_confirmed"),
        ({"revoked": True}, Standing.ACTIVE, "card_dead"),
        ({"revoked": True}, Standing.ENDED, "membership_ended"),
    ],
)
def test_a_card_that_opens_nothing_says_why(session, device, at, card, standing, code):
    person = make_person(session, standing=standing)
    make_card(session, person, "20100009", revoked_at=at if card else None)
    with refused(code):
        read(session, device, "20100009", at)
    assert who(session, device, at) is None


def test_an_unknown_card_ends_the_visit_of_whoever_stood_there(session, device, at):
    scenes.make_member(session)
    read(session, device, "20100001", at)
    visit = visits.current(session, device.id, at)
    with refused("card_unknown"):
        read(session, device, "99999999", at, visit)
    assert scenes.visits(session) == 0


def test_the_card_of_who_is_there_already_changes_nothing(session, device, at):
    scenes.make_member(session)
    sign_in(session, device, "20100001", PIN, at)
    visit = visits.current(session, device.id, at)
    read(session, device, "20100001", at, visit)
    assert visits.current(session, device.id, at) == visit


def test_another_card_begins_another_visit(session, device, at):
    scenes.make_member(session)
    second = scenes.make_member(session, "李芳", card="20100002")
    sign_in(session, device, "20100001", PIN, at)
    read(session, device, "20100002", at, visits.current(session, device.id, at))
    assert who(session, device, at) == (second.id, Level.CARD)


def test_whoever_runs_through_numbers_has_to_wait_and_a_member_may_still_type_theirs(session, device, at):
    for number in range(throttle_of(door.UNKNOWN)):
        with refused("card_unknown"):
            read(session, device, f"9{number:07}", at)
    scenes.make_member(session)
    with refused("too_many_attempts"):
        read(session, device, "20100001", at)
    sign_in(session, device, "20100001", PIN, at)
    assert who(session, device, at)


def throttle_of(limit: throttle.Throttle) -> int:
    """How many tries there are before one has to wait."""
    return limit.free + 1


def test_a_long_queue_of_people_is_let_through_and_a_machine_is_not(session, device, at):
    for n in range(90):
        make_card(session, make_person(session), f"301{n:05}")
    for n in range(90):
        read(session, device, f"301{n:05}", at + timedelta(seconds=3 * n))
    later = at + timedelta(hours=1)
    with refused("too_many_attempts"):
        for n in range(90):
            read(session, device, f"301{n:05}", later + timedelta(milliseconds=100 * n))


def test_a_number_alone_opens_nothing(session, device, at):
    scenes.make_member(session)
    with refused("pin_missing"):
        sign_in(session, device, "20100001", "", at)
    assert who(session, device, at) is None


def test_a_number_with_its_pin_opens_everything(session, device, at):
    person = scenes.make_member(session, phone="13812345678")
    sign_in(session, device, "138 1234 5678", PIN, at)
    assert who(session, device, at) == (person.id, Level.PIN)


def test_wrong_pins_are_counted_for_the_person_wherever_they_are_typed(session, device, at):
    scenes.make_member(session)
    for _ in range(throttle_of(throttle.ACCOUNT)):
        with refused("sign_in_failed"):
            sign_in(session, device, "20100001", "999999", at)
    with refused("too_many_attempts"):
        sign_in(session, device, "20100001", PIN, at)


def test_wrong_pins_are_counted_for_the_kiosk_and_not_for_the_address_of_the_house(session, device, at):
    with refused("sign_in_failed"):
        sign_in(session, device, "20100001", "999999", at)
    assert f"address:kiosk:{device.id}" in session.scalars(select(SignInFailure.key)).all()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"secret": None}, "no_pin_yet"),
        ({"roles": [RoleName.DESK], "secret": "letters-and-10"}, "staff_at_kiosk"),
        ({}, "sign_in_failed"),
    ],
)
def test_who_can_never_get_in_with_a_pin_is_told_so(session, device, at, given, code):
    known = {"roles": [], "secret": PIN, "card": "20100001"} | given
    make_person(session, "王秀英", *known.pop("roles"), **known)
    with refused(code):
        sign_in(session, device, "20100001", "135790", at)


def test_a_shared_telephone_says_what_to_type_instead(session, device, at):
    for _ in range(2):
        make_person(session, secret=PIN, phone="13812345678")
    with refused("shared_phone"):
        sign_in(session, device, "13812345678", PIN, at)


def test_a_card_and_then_the_pin_is_as_good_as_both_at_once(session, device, at):
    person = scenes.make_member(session)
    read(session, device, "20100001", at)
    door.prove(device, visits.current(session, device.id, at), PIN, at=at)
    assert who(session, device, at) == (person.id, Level.PIN)


def test_a_card_with_a_wrong_pin_stays_a_card(session, device, at):
    person = scenes.make_member(session)
    read(session, device, "20100001", at)
    with refused("secret_wrong"):
        door.prove(device, visits.current(session, device.id, at), "999999", at=at)
    assert who(session, device, at) == (person.id, Level.CARD)


def test_a_pin_of_ones_own_keeps_the_visit_though_it_signs_out_everywhere_else(session, device, at):
    person = scenes.make_member(session, must_change_secret=True)
    sign_in(session, device, "20100001", PIN, at)
    serial = person.serial
    door.choose_pin(device, visits.current(session, device.id, at), "975310", at=at)
    session.refresh(person)
    assert person.serial == serial + 1
    visit = visits.current(session, device.id, at)
    assert (visit.level, visit.must_change_secret) == (Level.PIN, False)


def test_two_hundred_people_in_a_row_leave_no_row_behind(session, device, at):
    for n in range(200):
        make_card(session, make_person(session), f"302{n:05}")
    session.commit()
    for n in range(200):
        moment = at + timedelta(seconds=5 * n)
        door.read_card(device, f"302{n:05}", VAULT, None, at=moment)
    visits.end(session, device.id)
    assert scenes.visits(session) == 0
    assert session.scalars(select(SignInFailure.key)).all() == [f"read:kiosk:{device.id}"]
    acts = session.execute(select(Audit.act, Audit.via, Audit.address).where(Audit.act == "sign_in")).all()
    assert acts == [("sign_in", "kiosk", device.address)] * 200


def test_codes_cannot_be_guessed(session, at):
    by = scenes.ADMIN
    session.commit()
    for n in range(throttle_of(door.CODES)):
        with refused("pairing_code_wrong"):
            door.pair(f"{n:08}", at=at, by=by)
    with refused("too_many_attempts"):
        door.pair("99999999", at=at, by=by)
