from datetime import datetime, timedelta

import pytest

from activity_center import clock
from activity_center.people import access, tokens
from activity_center.people.models import Token
from activity_center.people.rules import RoleName, Standing
from tests.api.scenes import Program, codes, program_of
from tests.factories import PIN, make_person


def sign_in(app, login, secret=PIN, **how):
    return Program(app, **how).post("/tokens", {"login": login, "secret": secret})


@pytest.fixture
def person(session):
    return make_person(session, "李秀英", RoleName.MEMBER, RoleName.INSTRUCTOR, secret=PIN, card="10000001")


def test_a_card_number_and_a_pin_get_a_token(app, session, person):
    answer = sign_in(app, "10000001")
    assert answer.status_code == 201
    assert answer.get_json().keys() == {"token", "expires_at", "person"}
    assert answer.get_json()["person"] == {"id": person.id, "name": "李秀英", "roles": ["instructor", "member"]}
    assert datetime.fromisoformat(answer.get_json()["expires_at"]) > clock.now() + timedelta(days=80)
    assert answer.get_json()["expires_at"].endswith("+08:00")
    assert Program(app, answer.get_json()["token"]).get("/me/enrolments").status_code == 200


def test_an_answer_with_a_token_is_kept_by_nobody_and_sets_no_cookie(app, session, person):
    answer = sign_in(app, "10000001")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert session.query(Token).one().digest not in answer.get_data(as_text=True)


def test_a_wrong_pin_gets_none(app, session, person):
    answer = sign_in(app, "10000001", "135790")
    assert (answer.status_code, codes(answer)) == (401, ["sign_in_failed"])
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.mimetype == "application/problem+json"


def test_a_phone_of_several_people_is_no_login_and_the_answer_names_the_card(app, session):
    for _ in range(2):
        make_person(session, secret=PIN, phone="13800001111")
    answer = sign_in(app, "138 0000 1111")
    assert (answer.status_code, codes(answer)) == (401, ["shared_phone"])
    assert "card" in answer.get_json()["reasons"][0]["remedy"]


def test_somebody_whom_staff_have_not_confirmed_gets_none(app, session):
    make_person(session, secret=PIN, card="10000002", standing=Standing.APPLICANT)
    assert sign_in(app, "10000002").status_code == 401


def test_a_first_pin_must_be_changed_before_programs_may_use_it(app, session):
    make_person(session, secret=PIN, card="10000003", must_change_secret=True)
    answer = sign_in(app, "10000003")
    assert (answer.status_code, codes(answer)) == (403, ["first_secret"])
    assert session.query(Token).all() == []


def test_many_wrong_pins_have_to_wait_and_are_told_how_long(app, session, person):
    answers = [sign_in(app, "10000001", "135790") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert codes(answers[-1]) == ["too_many_attempts"]
    assert sign_in(app, "10000001").status_code == 429


def test_sentences_follow_the_language_and_are_chinese_by_default(app, session, person):
    said = [
        sign_in(app, "10000001", "135790", language=language).get_json()["detail"]
        for language in ("en-GB,en;q=0.9", "fr", "zh-CN")
    ]
    assert said[0].startswith("The name and the PIN")
    assert said[1] == said[2] != said[0]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["login", "secret"]),
        ({"login": "", "secret": PIN}, ["login"]),
        ({"login": 7, "secret": None}, ["login", "secret"]),
        ({"login": "a\x00b", "secret": "\ud800"}, ["login", "secret"]),
        ({"login": "10000001", "secret": PIN, "pin": PIN}, ["pin"]),
        ([], [""]),
    ],
)
def test_a_request_out_of_shape_says_which_field_and_why(app, session, person, body, fields):
    answer = Program(app).post("/tokens", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == fields
    assert all(error["message"] for error in answer.get_json()["errors"])


@pytest.mark.parametrize("data", [b"{", b"\xff", b"[" * 200_000, b'{"login": ' + b"9" * 5000 + b"}"])
def test_what_is_not_json_is_out_of_shape(app, session, data):
    answer = Program(app).raw("POST", "/api/v1/tokens", data)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_a_token_that_is_ended_is_dead_at_once(app, session, person):
    program = program_of(app, session, person)
    assert program.delete("/tokens/current").status_code == 204
    assert program.get("/me/enrolments").status_code == 401
    assert program.delete("/tokens/current").status_code == 401


def test_a_token_ends_alone_and_leaves_the_others(app, session, person):
    first, second = (program_of(app, session, person) for _ in range(2))
    first.delete("/tokens/current")
    assert second.get("/me/enrolments").status_code == 200


def test_signing_out_everywhere_ends_tokens_too(app, session, at, person):
    program = program_of(app, session, person)
    access.sign_out_everywhere(session, person.id, at=at, by=access.Actor())
    assert program.get("/me/enrolments").status_code == 401


def test_a_token_expires(app, session, person):
    plaintext, _ = tokens.issue_token(session, person.id, at=clock.now() - tokens.LIFETIME)
    assert Program(app, plaintext).get("/me/enrolments").status_code == 401
