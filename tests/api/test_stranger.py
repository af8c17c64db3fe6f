"""A client written by a stranger who has read the description and nothing else."""

import re

import pytest

from activity_center.people.rules import RoleName
from tests.api.scenes import a_member, a_section, a_term
from tests.clients import Stranger
from tests.factories import PIN, make_course, make_person


class Client:
    """Find calls by what the description says of them: a tag, a word of the summary, the shape of the body."""

    def __init__(self, app):
        self._wire = Stranger(app, app.response_class)
        self._document = self._wire.get("/api/v1/openapi.json").get_json()
        self._token = None

    def call(self, method, word, *, path=None, query=None, **body):
        template = self._path(method, word)
        address = re.sub(r"\{\w+\}", str(path), template)
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        sent = {"json": body} if method == "post" else {}
        answer = self._wire.open(address, method=method.upper(), query_string=query, headers=headers, **sent)
        assert str(answer.status_code) in self._document["paths"][template][method]["responses"]
        return answer.get_json(silent=True)

    def _path(self, method, word):
        found = [
            path
            for path, item in self._document["paths"].items()
            if method in item and word.lower() in item[method]["summary"].lower()
        ]
        assert len(found) == 1, f"{word!r} means {found}"
        return found[0]

    def sign_in(self, login, secret):
        self._token = self.call("post", "sign in", login=login, secret=secret)["token"]


@pytest.fixture
def centre(session):
    term = a_term(session)
    teacher = make_person(session, "王老师", RoleName.INSTRUCTOR)
    calligraphy = a_section(session, term, course=make_course(session, "书法"), instructor=teacher)
    painting = a_section(session, term, course=make_course(session, "国画"))
    a_member(session, secret=PIN, staff_name="li")
    return calligraphy.id, painting.id


def test_a_stranger_signs_in_finds_a_class_by_its_initials_enrols_swaps_and_withdraws(app, session, centre):
    client = Client(app)
    client.sign_in("li", PIN)
    found = client.call("get", "find sections", query={"q": "sf", "fits_me": "1"})["items"]
    assert [section["course"]["name"] for section in found] == ["书法"]

    seat = client.call("post", "ask for a seat", path=found[0]["id"])
    assert seat["status"] == "enrolled"
    assert [row["title"] for row in client.call("get", "meetings I attend")["items"]] == ["书法"] * 2

    other = client.call("get", "find sections", query={"q": "gh"})["items"][0]
    assert [refusal["code"] for refusal in other["refusals"]] == ["clash"]
    swapped = client.call("post", "ask for another section", path=seat["id"], section=other["id"])
    assert (swapped["section"], swapped["status"]) == (centre[1], "enrolled")

    given_up = client.call("delete", "give up", path=swapped["id"])
    assert given_up["status"] == "withdrawn"
    mine = client.call("get", "everything I have ever asked for")["items"]
    assert {one["status"] for one in mine} == {"withdrawn"}

    client.call("delete", "end the token")
    assert client.call("get", "everything I have ever asked for")["status"] == 401
