import pytest

from activity_center.api import sections
from tests.api.scenes import Program, a_member, a_section, codes, program_of
from tests.clients import Visitor
from tests.factories import sign_in

NEEDS_A_TOKEN = [
    ("GET", "/me/enrolments"),
    ("GET", "/me/timetable"),
    ("GET", "/sections/1/roster"),
    ("DELETE", "/tokens/current"),
    ("POST", "/sections/1/enrolments"),
    ("POST", "/enrolments/1/accept"),
    ("POST", "/enrolments/1/decline"),
    ("POST", "/enrolments/1/swap"),
    ("DELETE", "/enrolments/1"),
]


@pytest.mark.parametrize(("method", "path"), NEEDS_A_TOKEN)
@pytest.mark.parametrize("sent", [None, "Basic abc", "Bearer ", "Bearer wrong", "bearer ünknown"])
def test_a_call_without_a_good_token_is_401(app, session, method, path, sent):
    headers = {"Authorization": sent} if sent else {}
    answer = Program(app).raw(method, f"/api/v1{path}", b'{"section": 1}', **headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.mimetype == "application/problem+json"
    assert codes(answer) in (["token_missing"], ["signed_out"])


@pytest.mark.parametrize("path", ["/terms", "/sections", "/sections/1"])
def test_a_bad_token_is_refused_where_none_would_be_fine(app, session, path):
    section = a_section(session)
    path = path.replace("1", str(section.id))
    assert Program(app).get(path).status_code == 200
    assert Program(app, "wrong").get(path).status_code == 401


def test_the_cookie_of_a_browser_opens_nothing_and_is_not_renewed(app, session):
    browser = Visitor(app)
    sign_in(browser, a_member(session))
    answer = browser.get("/api/v1/me/enrolments")
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert browser.post("/api/v1/sections/1/enrolments", json={}).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/terms/", 404),
        ("GET", "/api/v2/terms", 404),
        ("GET", "/api/v1/sections/99999999999999999999", 404),
        ("GET", "/api/v1/sections/0", 404),
        ("GET", "/api/v1/sections/1", 404),
        ("GET", "/api/v1/tokens", 405),
        ("PUT", "/api/v1/sections/1", 405),
    ],
)
def test_what_is_not_there_is_a_problem_document(app, session, method, path, status):
    answer = Program(app).raw(method, path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status
    assert answer.get_json().keys() >= {"type", "title", "status", "detail"}


def test_a_wrong_method_says_which_are_right(app, session):
    assert "POST" in Program(app).raw("GET", "/api/v1/tokens").headers["Allow"]


def test_pages_keep_their_own_errors(app, session):
    assert Program(app).raw("GET", "/nowhere").mimetype == "text/html"


def test_a_body_that_is_too_large_is_a_problem_document(app, session):
    answer = Program(app).raw("POST", "/api/v1/tokens", b" " * (app.config["MAX_CONTENT_LENGTH"] + 1))
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_a_fault_of_ours_is_logged_with_the_number_that_is_told(app, session, logged_errors, monkeypatch):
    monkeypatch.setattr(sections.courses, "catalogue", lambda *_args, **_more: 1 / 0)
    answer = Program(app).get("/sections")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert answer.get_json()["id"] in logged_errors.pop().getMessage()


def test_problems_speak_chinese_by_default(app, session):
    program = program_of(app, session, a_member(session), language="")
    assert not program.get("/nowhere").get_json()["title"].isascii()
