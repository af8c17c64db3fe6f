import re
from datetime import date

import pytest
from sqlalchemy import func, select

from activity_center.audit import Audit
from activity_center.centre import Centre
from activity_center.people import secrets
from activity_center.people.cards import working_card
from activity_center.people.models import Person
from activity_center.people.rules import RoleName, Sex, Standing, TextSize
from tests.clients import Visitor
from tests.factories import PIN, make_person, sign_in

APPLICATION = {
    "name": "王建国",
    "sex": "male",
    "birth_on": "1955.3.8",
    "phone": "138 0000 5678",
    "category": "public",
    "unit": "",
    "emergency_name": "王小红",
    "emergency_phone": "13900001111",
}


@pytest.fixture
def desk(session, client):
    """A client at the desk."""
    sign_in(client, make_person(session, "陈静", RoleName.DESK))
    return client


@pytest.fixture
def admin(session, client):
    """A client of an administrator."""
    sign_in(client, make_person(session, "周敏", RoleName.ADMIN))
    return client


def test_somebody_signs_in_with_card_and_pin_and_finds_their_page(session, client):
    make_person(session, secret=PIN, card="10000001", text_size=TextSize.HUGE)
    answer = client.post("/sign-in", data={"login": "10000001", "secret": PIN})
    assert (answer.status_code, answer.location) == (302, "/me")
    assert 'data-size="huge"' in client.get("/me/details").text


def test_who_never_chose_keeps_the_size_chosen_to_read_the_sign_in_page(client, session):
    make_person(session, secret=PIN, card="10000001")
    client.post("/preferences", data={"text_size": "huge"})
    client.post("/sign-in", data={"login": "10000001", "secret": PIN})
    assert 'data-size="huge"' in client.get("/me/details").text


def test_staff_come_to_the_desk(session, client):
    make_person(session, "陈静", RoleName.DESK, secret="desk-pass-2026", staff_name="desk")
    answer = client.post("/sign-in?next=//evil.example/", data={"login": "desk", "secret": "desk-pass-2026"})
    assert answer.location == "/desk"
    again = client.post("/sign-in?next=/sign-in", data={"login": "desk", "secret": "desk-pass-2026"})
    assert again.location == "/desk"


@pytest.mark.parametrize(
    ("roles", "home"),
    [([RoleName.INSTRUCTOR], "/teach"), ([RoleName.INSTRUCTOR, RoleName.MEMBER], "/me"), ([RoleName.OFFICER], "/me")],
)
def test_everybody_arrives_where_their_work_is(session, client, roles, home):
    make_person(session, "沈墨林", *roles, staff_name="shen", secret=PIN)
    assert client.post("/sign-in", data={"login": "shen", "secret": PIN}).location == home


def test_a_wrong_pin_keeps_the_number_that_was_typed(session, client):
    make_person(session, secret=PIN, card="10000001")
    answer = client.post("/sign-in", data={"login": "10000001", "secret": "111111"})
    assert answer.status_code == 409
    assert 'value="10000001"' in answer.text
    assert "111111" not in answer.text


def test_too_many_wrong_pins_say_when_to_try_again(session, client):
    make_person(session, secret=PIN, card="10000001")
    for _ in range(5):
        client.post("/sign-in", data={"login": "10000001", "secret": "111111"})
    answer = client.post("/sign-in", data={"login": "10000001", "secret": PIN})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 61


def test_a_first_pin_must_be_changed_before_anything_else(session, client):
    make_person(session, secret=PIN, card="10000001", must_change_secret=True)
    first = client.post("/sign-in?next=/me/notices", data={"login": "10000001", "secret": PIN})
    assert first.location == "/me/secret?next=/me/notices"
    assert client.get("/me/details").location.startswith("/me/secret")
    done = client.post(first.location, data={"new": "975310", "again": "975310"})
    assert done.location == "/me/notices"
    assert client.get("/me/details").status_code == 200


def test_changing_the_pin_signs_out_every_other_browser(session, app, client):
    person = make_person(session, secret=PIN)
    other = Visitor(app)
    sign_in(client, person)
    sign_in(other, person)
    assert other.get("/me/details").status_code == 200
    client.post("/me/secret", data={"old": PIN, "new": "975310", "again": "975310"})
    assert client.get("/me/details").status_code == 200
    assert other.get("/me/details").location.startswith("/sign-in")


def test_signing_out_everywhere_spares_this_browser(session, app, client):
    person = make_person(session)
    other = Visitor(app)
    sign_in(client, person)
    sign_in(other, person)
    client.post("/me/sign-out-everywhere")
    assert client.get("/me/details").status_code == 200
    assert other.get("/me/details").status_code == 302


def test_signing_out_keeps_how_pages_look(session, client):
    sign_in(client, make_person(session))
    client.post("/preferences", data={"text_size": "huge"})
    client.post("/sign-out")
    assert client.get("/me/details").location.startswith("/sign-in")
    assert 'data-size="huge"' in client.get("/sign-in").text


def test_preferences_of_somebody_signed_in_are_kept_with_the_person(session, client):
    person = make_person(session)
    sign_in(client, person)
    answer = client.post("/preferences", data={"text_size": "large", "language": "en", "next": "/me/details"})
    assert answer.location == "/me/details"
    assert (person.text_size, person.language) == (TextSize.LARGE, "en")
    assert "My details" in client.get("/me/details").text


def test_preferences_that_nobody_knows_are_ignored(session, client):
    client.post("/preferences", data={"text_size": "gigantic", "language": "zh-CN"})
    assert 'data-size="standard"' in client.get("/sign-in").text


def test_a_newcomer_applies_and_the_desk_confirms_with_card_and_pin(session, app, desk):
    session.add(Centre(name="老年大学"))
    answer = Visitor(app).post("/apply", data=APPLICATION, headers={"Accept-Language": "zh-CN"})
    assert "谢谢您，王建国。" in answer.text
    applicant = session.scalars(select(Person).where(Person.name == "王建国")).one()
    assert (applicant.standing, applicant.birth_on) == (Standing.APPLICANT, date(1955, 3, 8))
    assert "王建国" in desk.get("/desk/people?standing=applicant").text
    slip = desk.post(f"/desk/people/{applicant.id}/confirm")
    pin = re.search(r"<dd>(\d{6})</dd>", slip.text)
    assert pin
    assert secrets.matches(applicant.secret_hash, pin[1])
    assert applicant.must_change_secret
    assert working_card(applicant) in slip.text


def test_applying_twice_makes_one_applicant(session, client):
    client.post("/apply", data=APPLICATION)
    client.post("/apply", data=APPLICATION)
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_an_application_with_an_impossible_birthday_comes_back_as_it_was(session, client):
    answer = client.post("/apply", data=APPLICATION | {"birth_on": "1955-02-30"})
    assert answer.status_code == 422
    assert 'value="1955-02-30"' in answer.text


def test_people_change_how_they_are_reached_and_nothing_else(session, client):
    person = make_person(session, category=None)
    sign_in(client, person)
    form = {"phone": "13800005678", "email": "Li@Example.com", "channel": "email", "category": "veteran_cadre"}
    assert client.post("/me/details", data=form | {"language": "en"}).status_code == 302
    assert (person.phone, person.email, person.category) == ("13800005678", "li@example.com", None)
    assert "My details" in client.get("/me/details").text


def test_the_desk_puts_somebody_on_the_register_and_finds_them_by_initials(session, desk):
    answer = desk.post("/desk/people/new", data={"name": "单秀英", "channel": "phone", "card_no": "10000007"})
    assert answer.status_code == 302
    for typed in ("dxy", "sxy", "shanxiu", "10000007", "单秀"):
        assert answer.location in desk.get("/desk/people", query_string={"q": typed}).text
    assert answer.location not in desk.get("/desk/people?q=lxy").text


def test_a_card_number_that_was_used_before_is_refused_with_a_reason(session, desk):
    make_person(session, card="10000007")
    answer = desk.post("/desk/people/new", data={"name": "单秀英", "channel": "phone", "card_no": "10000007"})
    assert answer.status_code == 409
    assert 'value="单秀英"' in answer.text


def test_the_desk_gives_a_new_first_pin_on_a_slip(session, desk):
    person = make_person(session, secret=PIN)
    serial = person.serial
    slip = desk.post(f"/desk/people/{person.id}/pin").text
    shown = re.search(r"<dd>(\d{6})</dd>", slip)
    assert shown
    assert secrets.matches(person.secret_hash, shown[1])
    assert person.serial == serial + 1


def test_a_lost_card_is_replaced_by_the_next_number(session, desk):
    person = make_person(session, card="10000007")
    desk.post(f"/desk/people/{person.id}/card", data={"number": ""})
    session.refresh(person)
    assert working_card(person) == "10000008"
    desk.post(f"/desk/people/{person.id}/card/lost")
    session.refresh(person)
    assert working_card(person) is None


def test_the_whole_identity_number_is_shown_once_and_who_looked_is_written_down(session, desk):
    person = make_person(session, birth_on=None)
    desk.post(f"/desk/people/{person.id}/id-number", data={"number": "11010519491231002x"})
    assert (person.birth_on, person.sex) == (date(1949, 12, 31), Sex.FEMALE)
    page = desk.get(f"/desk/people/{person.id}").text
    assert "110*************2X" in page
    assert "11010519491231002X" not in page
    assert "11010519491231002X" in desk.post(f"/desk/people/{person.id}/id-number/reveal").text
    looked = session.scalars(select(Audit).where(Audit.act == "reveal_id_number")).all()
    assert [row.person_id for row in looked] == [person.id]


def test_somebody_is_found_by_their_identity_number(session, desk):
    person = make_person(session)
    desk.post(f"/desk/people/{person.id}/id-number", data={"number": "440524188001010014"})
    found = desk.post("/desk/people/by-id-number", data={"number": " 440524 18800101 0014"})
    assert found.location == f"/desk/people/{person.id}"
    assert desk.post("/desk/people/by-id-number", data={"number": "1"}).location == "/desk/people"


def test_a_daughter_is_granted_to_act_and_it_ends(session, desk):
    father, daughter = make_person(session, "李国强"), make_person(session, "李梅", card="10000009")
    desk.post(f"/desk/people/{father.id}/proxies", data={"login": "10000009", "relation": "女儿"})
    assert "李梅" in desk.get(f"/desk/people/{father.id}").text
    assert "李国强" in desk.get(f"/desk/people/{daughter.id}").text
    end = re.search(rf"/desk/people/{father.id}/proxies/\d+/end", desk.get(f"/desk/people/{father.id}").text)
    assert end
    desk.post(end[0])
    assert "李梅" not in desk.get(f"/desk/people/{father.id}").text.split("history")[0]


def test_somebody_who_has_left_is_taken_back_with_a_new_card(session, desk):
    person = make_person(session, card="10000007")
    desk.post(f"/desk/people/{person.id}/end", data={"reason": "搬家"})
    assert person.standing is Standing.ENDED
    assert "搬家" in desk.get(f"/desk/people/{person.id}").text
    desk.post(f"/desk/people/{person.id}/confirm")
    session.refresh(person)
    assert person.standing is Standing.ACTIVE
    assert working_card(person) == "10000008"


def test_the_desk_cannot_set_the_password_of_staff(session, desk):
    boss = make_person(session, "周敏", RoleName.ADMIN)
    for path in ("pin", "confirm", "card", "card/lost", "end", "edit", "proxies", "id-number", "roles"):
        assert desk.post(f"/desk/people/{boss.id}/{path}").status_code == 403, path


def test_an_administrator_makes_somebody_staff_with_a_longer_password(session, admin):
    person = make_person(session, "陈静")
    admin.post(f"/desk/people/{person.id}/roles", data={"roles": ["member", "desk"], "staff_name": "ChenJing"})
    session.refresh(person)
    assert (person.role_names, person.staff_name) == ({RoleName.MEMBER, RoleName.DESK}, "chenjing")
    assert re.search(r"<dd>\w{4}-\w{4}-\w{4}</dd>", admin.post(f"/desk/people/{person.id}/pin").text)


def test_the_register_is_for_the_desk_only(session, client):
    sign_in(client, make_person(session))
    assert client.get("/desk/people").status_code == 403


def test_a_long_register_comes_in_pages(session, desk):
    for number in range(120):
        make_person(session, f"Member {number:03}")
    first = desk.get("/desk/people?q=Member").text
    assert first.count("Member 0") == 50
    assert "page=2" in first
    assert desk.get("/desk/people?q=Member&page=3").text.count("Member 1") == 20


@pytest.mark.parametrize("path", ["", "/edit", "/card", "/id-number", "/roles", "/proxies", "/end"])
def test_the_pages_about_a_person_show(session, admin, path):
    person = make_person(session, card="10000007", phone="13800005678", birth_on=date(1950, 1, 1))
    make_person(session, "李国强", phone="13800005678")
    assert admin.get(f"/desk/people/{person.id}{path}").status_code == 200
    assert admin.get(f"/desk/people/{person.id + 1000}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/sign-in", "/apply", "/desk/people/new", "/me/secret"])
def test_the_forms_show(admin, path):
    assert admin.get(path).status_code == 200
