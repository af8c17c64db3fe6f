from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from activity_center.audit import Actor, Audit
from activity_center.db import transaction
from activity_center.errors import NotThere, Refused
from activity_center.people import access, cards, idempotency, proxies, secrets, service, throttle, tokens
from activity_center.people.idempotency import Key, Stored
from activity_center.people.models import Person, SignInFailure
from activity_center.people.rules import RoleName, Sex, Standing
from activity_center.people.service import PersonDraft
from activity_center.people.setup import set_up, staff_name
from tests.factories import PIN, make_card, make_person

DESK = Actor(7, "web", "10.0.0.7")


def refused(act):
    with pytest.raises(Refused) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def test_a_person_is_kept_as_people_type_it_and_found_as_people_look(session, at):
    draft = PersonDraft("　单秀英 ", phone="138 0000 5678", email="Dan@Example.com", card_no="a 100")
    person = service.add_person(session, draft, at=at, by=DESK)
    assert (person.name, person.phone, person.email, person.cards[0].number) == (
        "单秀英",
        "13800005678",
        "dan@example.com",
        "A100",
    )
    for typed in ("单", "sxy", "DXY", "a100", "5678", "138-0000", "dan@example.com", "danxiu"):
        assert service.search(session, typed) == [person], typed
    assert service.search(session, "xiuying%") == []


def test_search_goes_on_where_it_stopped(session):
    people = [make_person(session, f"王{n}") for n in range(5)]
    assert service.search(session, "王", limit=2) == people[:2]
    assert service.search(session, "王", limit=9, after=people[1].id) == people[2:]


def test_whatever_somebody_has_already_is_refused_all_at_once(session, at):
    number = secrets.Vault("key").seal("11010519491231002X")
    draft = PersonDraft("李梅", email="li@example.com", staff_name="li", card_no="A1", id_number=number)
    service.add_person(session, draft, at=at, by=DESK)
    codes = refused(lambda: service.add_person(session, draft, at=at, by=DESK))
    assert codes == ["email_taken", "staff_name_taken", "id_number_known", "card_taken"]


@pytest.mark.postgresql_only  # SQLite inserts row by row, which costs it no round trip.
def test_many_people_are_added_in_few_statements(session, at):
    statements = []
    count = lambda *args: statements.append(args[2])
    event.listen(session.get_bind(), "before_cursor_execute", count)
    drafts = [PersonDraft(f"王{n}", card_no=f"B{n}", email=f"{n}@example.com") for n in range(100)]
    service.add_people(session, drafts, at=at, by=DESK)
    event.remove(session.get_bind(), "before_cursor_execute", count)
    assert len(statements) < 20


def test_two_drafts_with_one_card_are_refused(session, at):
    drafts = [PersonDraft("甲", card_no="A1"), PersonDraft("乙", card_no="a1")]
    assert refused(lambda: service.add_people(session, drafts, at=at, by=DESK)) == ["card_taken"]


def test_a_change_is_written_down_by_its_names_only(session, at):
    person = make_person(session, phone="13800005678")
    service.change_person(session, person.id, at=at, by=DESK, name="李秀兰", phone="13800005678", sex=Sex.FEMALE)
    assert "lxl" in person.pinyin
    row = session.scalars(select(Audit).where(Audit.act == "change_person")).one()
    assert (row.actor_id, row.person_id, row.facts) == (7, person.id, {"changed": ["name", "pinyin", "sex"]})


def test_somebody_may_keep_their_own_email(session, at):
    person = make_person(session, email="li@example.com")
    service.change_person(session, person.id, at=at, by=DESK, email="LI@example.com", name="李")
    assert person.email == "li@example.com"


def test_nobody_who_is_not_there_is_changed(session, at):
    with pytest.raises(NotThere):
        service.change_person(session, 999, at=at, by=DESK, name="无")


def test_the_last_administrator_stays(session, at):
    first = make_person(session, "周敏", RoleName.ADMIN)
    assert refused(lambda: service.set_roles(session, first.id, {RoleName.DESK}, "", at=at, by=DESK)) == ["last_admin"]
    assert refused(lambda: service.end_standing(session, first.id, "", at=at, by=DESK)) == ["last_admin"]
    make_person(session, "陈静", RoleName.ADMIN)
    service.set_roles(session, first.id, {RoleName.DESK}, "Zhou", at=at, by=DESK)
    assert (first.role_names, first.staff_name) == ({RoleName.DESK}, "zhou")


def test_leaving_ends_card_programs_and_proxies_at_once(session, at):
    person, daughter = make_person(session, card="A1"), make_person(session, "李梅")
    plaintext, _ = service.issue_token(session, person.id, at=at)
    proxies.grant(session, person.id, daughter.id, "女儿", at=at, by=DESK)
    service.end_standing(session, person.id, "搬家", at=at, by=DESK)
    session.expire_all()
    assert person.standing is Standing.ENDED
    assert cards.working_card(person) is None
    assert service.token_holders(session, {service.digest(plaintext)}, at=at) == {}
    assert not service.may_act_for(session, daughter.id, person.id)


def test_a_number_is_given_to_one_card_in_the_life_of_the_centre(session, at):
    person = make_person(session)
    first = cards.issue_card(session, person.id, at=at, by=DESK)
    second = cards.issue_card(session, person.id, at=at, by=DESK)
    assert (first.number, second.number) == ("10000001", "10000002")
    assert cards.working_card(person) == "10000002"
    assert refused(lambda: cards.issue_card(session, person.id, "10000001", at=at, by=DESK)) == ["card_taken"]


def test_old_cards_of_other_shapes_do_not_disturb_the_numbering(session, at):
    person = make_person(session)
    for number in ("A99", "9999999", "ZZZZZZZZ", "10000041"):
        make_card(session, person, number, revoked_at=at)
    assert cards.issue_card(session, person.id, at=at, by=DESK).number == "10000042"


def test_a_daughter_acts_for_her_father_and_not_he_for_her(session, at):
    father, daughter, stranger = (make_person(session, name) for name in ("李国强", "李梅", "王五"))
    leave = proxies.grant(session, father.id, daughter.id, "女儿", at=at, by=DESK)
    assert proxies.grant(session, father.id, daughter.id, "女儿", at=at, by=DESK) is leave
    assert service.may_act_for(session, daughter.id, father.id)
    assert not service.may_act_for(session, father.id, daughter.id)
    assert not service.may_act_for(session, stranger.id, father.id)
    assert proxies.acts_for(session, daughter.id) == [father]
    proxies.end(session, father.id, leave.id, at=at, by=DESK)
    assert not service.may_act_for(session, daughter.id, father.id)


def test_staff_and_oneself_may_act(session):
    member, clerk = make_person(session), make_person(session, "陈静", RoleName.DESK)
    assert service.may_act_for(session, clerk.id, member.id)
    assert service.may_act_for(session, member.id, member.id)


def test_a_leave_needs_two_people_who_are_here(session, at):
    person, gone = make_person(session), make_person(session, standing=Standing.ENDED)
    assert refused(lambda: proxies.grant(session, person.id, person.id, "", at=at, by=DESK)) == ["proxy_self"]
    assert refused(lambda: proxies.grant(session, person.id, gone.id, "", at=at, by=DESK)) == ["proxy_not_active"]


def test_a_leave_is_ended_only_under_the_person_who_gave_it(session, at):
    father, daughter = make_person(session, "李国强"), make_person(session, "李梅")
    leave = proxies.grant(session, father.id, daughter.id, "女儿", at=at, by=DESK)
    with pytest.raises(NotThere):
        proxies.end(session, daughter.id, leave.id, at=at, by=DESK)


def test_tokens_hold_until_they_expire_or_the_secret_changes(session, at):
    first, second = make_person(session), make_person(session, "王五")
    (a, row), (b, _) = (service.issue_token(session, person.id, at=at) for person in (first, second))
    digests = {service.digest(a), service.digest(b), service.digest("guess")}
    assert row.digest == service.digest(a) != a
    assert service.token_holders(session, digests, at=at) == {
        service.digest(a): first.id,
        service.digest(b): second.id,
    }
    access.set_secret(session, second.id, "hash", must_change=True, at=at, by=DESK)
    assert service.token_holders(session, digests, at=at) == {service.digest(a): first.id}
    assert service.token_holders(session, digests, at=at + tokens.LIFETIME) == {}


def test_a_token_that_was_ended_is_nobodys(session, at):
    plaintext, _ = service.issue_token(session, make_person(session).id, at=at)
    service.end_token(session, plaintext)
    service.end_token(session, plaintext)
    assert service.token_holders(session, {service.digest(plaintext)}, at=at) == {}


def test_expired_tokens_are_removed(session, at):
    service.issue_token(session, make_person(session).id, at=at)
    tokens.purge(session, at + tokens.LIFETIME)
    assert session.scalars(select(tokens.Token)).all() == []


def test_an_identity_number_is_sealed_and_opened_by_one_key_only(session, at):
    person = make_person(session)
    vault = secrets.Vault("key")
    sealed = vault.seal(" 11010519491231002x")
    assert sealed.cipher != vault.seal("11010519491231002X").cipher
    assert b"1101" not in sealed.cipher
    access.keep_id_number(session, person.id, sealed, "11010519491231002X", at=at, by=DESK)
    assert service.by_id_index(session, vault.index("110105 19491231 002X")) is person
    assert service.by_id_index(session, secrets.Vault("other").index("11010519491231002X")) is None
    assert access.reveal_id_number(session, person.id, vault, at=at, by=DESK) == "11010519491231002X"
    assert refused(lambda: secrets.Vault("other").open(sealed.cipher)) == ["id_number_unreadable"]
    assert refused(lambda: vault.seal("110105194912310021")) == ["id_number_invalid"]


def test_one_identity_number_is_one_person(session, at):
    sealed = secrets.Vault("key").seal("11010519491231002X")
    first, second = make_person(session), make_person(session, "王五")
    access.keep_id_number(session, first.id, sealed, "11010519491231002X", at=at, by=DESK)
    assert refused(lambda: access.keep_id_number(session, second.id, sealed, "11010519491231002X", at=at, by=DESK)) == [
        "id_number_known"
    ]


def test_what_is_written_down_otherwise_is_not_overwritten_by_the_number(session, at):
    person = make_person(session, sex=Sex.MALE)
    sealed = secrets.Vault("key").seal("11010519491231002X")
    access.keep_id_number(session, person.id, sealed, "11010519491231002X", at=at, by=DESK)
    assert person.sex is Sex.MALE


def test_an_address_that_sends_many_applications_is_made_to_wait(session, at):
    for number in range(21):
        service.apply(session, PersonDraft(f"甲{number}"), at=at, by=DESK)
    assert refused(lambda: service.apply(session, PersonDraft("乙"), at=at, by=DESK)) == ["too_many_attempts"]
    assert service.apply(session, PersonDraft("乙"), at=at, by=replace(DESK, address="10.0.0.8"))


def test_answers_are_kept_under_their_keys_for_seven_days(session, at):
    person, other = make_person(session), make_person(session, "王五")
    mine, theirs = Key(person.id, "POST /x", "k"), Key(other.id, "POST /x", "k")
    answer = Stored(idempotency.digest("POST", "/x", b"{}"), 201, {"id": 3})
    idempotency.keep(session, {mine: answer}, at)
    assert idempotency.stored(session, {mine, theirs}) == {mine: answer}
    assert idempotency.stored(session, []) == {}
    idempotency.purge(session, at + timedelta(days=7))
    assert idempotency.stored(session, [mine])
    idempotency.purge(session, at + timedelta(days=7, seconds=1))
    assert idempotency.stored(session, [mine]) == {}


def test_another_body_or_path_is_another_request():
    requests = [("POST", "/x", b"{}"), ("POST", "/x", b"{ }"), ("POST", "/y", b"{}"), ("PUT", "/x", b"{}")]
    assert len({idempotency.digest(*request) for request in requests}) == 4


def test_a_centre_is_set_up_once_with_a_password_that_must_be_changed(session, at):
    first = set_up(session, "市老年大学", "单建国", at=at)
    admin = session.scalars(select(Person)).one()
    assert first.login == admin.staff_name == "shanjianguo"
    assert secrets.matches(admin.secret_hash, first.password)
    assert admin.must_change_secret
    assert admin.role_names == {RoleName.ADMIN}
    assert refused(lambda: set_up(session, "第二个", "王五", at=at)) == ["centre_exists"]


@pytest.mark.parametrize(
    ("name", "login"), [("Admin", "admin"), ("陈静", "chenjing"), ("老王 2", "laowang2"), ("!", "admin")]
)
def test_an_administrator_signs_in_with_a_name_that_any_keyboard_can_type(name, login):
    assert staff_name(name) == login


def test_old_failures_are_removed(session, at):
    throttle.count(session, throttle.ACCOUNT, "login:x", at)
    throttle.purge(session, at + timedelta(days=3))
    assert session.scalars(select(SignInFailure)).all() == []


def test_a_slow_drip_of_failures_is_forgotten_too(session, at):
    drip = throttle.Throttle(2, timedelta(minutes=1), timedelta(hours=1), timedelta(minutes=1))
    for step in range(50):
        throttle.count(session, drip, "login:x", at + step * timedelta(seconds=45))
        row = session.scalars(select(SignInFailure).execution_options(populate_existing=True)).one()
        if row.blocked_until:
            break
    assert 2 < step < 20
    for step in range(50):
        throttle.count(session, drip, "login:y", at + step * timedelta(seconds=65))


def test_a_secret_is_kept_as_a_salted_hash():
    assert PIN not in secrets.hashed(PIN)
    assert secrets.hashed(PIN) != secrets.hashed(PIN)
    assert secrets.matches(secrets.hashed("２４６８１０"), " 246810 ")
    assert not secrets.matches(None, "")
    assert not secrets.matches("no hash at all", PIN)


def test_first_secrets_differ_and_staff_get_a_longer_one():
    assert len({secrets.first_pin() for _ in range(50)}) > 40
    assert secrets.first_for({RoleName.MEMBER}).isdigit()
    assert len(secrets.first_for({RoleName.DESK})) == 14


def test_nothing_of_a_refused_act_stays(session, at):
    make_person(session, card="A1")
    session.commit()

    def add_two():
        with transaction() as write:
            service.add_person(write, PersonDraft("王五"), at=at, by=DESK)
            service.add_person(write, PersonDraft("赵六", card_no="A1"), at=at, by=DESK)

    assert refused(add_two) == ["card_taken"]
    assert service.search(session, "王五") == []
