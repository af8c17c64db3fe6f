import re

import pytest

from activity_center.people import service
from activity_center.people.rules import Contrast, RoleName, TextSize
from tests.clients import Visitor
from tests.factories import PIN, make_person, sign_in

OFFER = "字太小，看着费劲吗？"
LEAVE = "退出长辈版"
PARTS = ["text_size", "contrast", "simplified", "aloud", "large_pointer", "crosshair", "language"]


@pytest.fixture(autouse=True)
def chinese(client):
    with client.session_transaction() as cookies:
        cookies["language"] = "zh"


def root(answer):
    """Return the first tag of a page, which says how it looks."""
    return re.search("<html[^>]*>", answer.text)[0]


@pytest.mark.parametrize("path", ["/", "/catalogue", "/comfort", "/sign-in", "/rooms", "/nowhere", "/accessibility"])
def test_every_page_has_the_switch_in_its_head(client, path):
    head, _, _ = client.get(path).text.partition("<main")
    assert 'name="elder" value="on"' in head


def test_the_switch_stands_on_the_home_page_and_in_the_settings(session, client):
    for path in ("/", "/comfort"):
        assert 'name="elder"' in client.get(path).text.partition("<main")[2]
    sign_in(client, make_person(session))
    for path in ("/", "/me/details", "/comfort"):
        assert 'name="elder"' in client.get(path).text.partition("<main")[2]


def test_one_switch_changes_all_parts_and_leads_back(client):
    answer = client.post("/preferences", data={"elder": "on", "next": "/catalogue?q=sf"})
    assert answer.location == "/catalogue?q=sf"
    page = client.get("/catalogue")
    assert 'data-size="large" data-contrast="high" data-view="simple"' in root(page)
    assert "aloud.js" in page.text
    assert LEAVE in page.text


def test_leaving_gives_back_exactly_what_was_before(client):
    client.post("/preferences", data={"text_size": "huge", "large_pointer": "on"})
    before = root(client.get("/comfort"))
    client.post("/preferences", data={"elder": "on"})
    client.post("/preferences", data={"contrast": "normal", "large_pointer": "off"})
    assert root(client.get("/comfort")) != before
    client.post("/preferences", data={"elder": "off"})
    assert root(client.get("/comfort")) == before


def test_the_page_of_comfort_has_every_part(client):
    text = client.get("/comfort").text.partition("<main")[2]
    assert [name for name in PARTS if f'name="{name}"' not in text] == []


def test_after_a_part_one_is_where_one_was_on_the_page(client):
    text = client.get("/comfort").text
    answer = client.post("/preferences", data={"aloud": "on", "next": "/comfort#aloud"})
    assert 'value="/comfort#aloud"' in text
    assert 'id="aloud"' in text
    assert answer.location == "/comfort#aloud"


def test_everything_is_kept_with_the_person_and_found_on_another_device(session, app, client):
    person = make_person(session, secret=PIN, card="10000001")
    sign_in(client, person)
    client.post("/preferences", data={"text_size": "huge", "crosshair": "on"})
    client.post("/preferences", data={"elder": "on"})
    assert (person.text_size, person.contrast, person.simplified) == (TextSize.HUGE, Contrast.HIGH, True)
    other = Visitor(app)
    other.post("/sign-in", data={"login": "10000001", "secret": PIN})
    assert 'data-size="huge" data-contrast="high" data-view="simple"' in root(other.get("/me"))
    other.post("/preferences", data={"elder": "off"})
    assert service.looks_of(person).kept() == {"text_size": "huge", "crosshair": True}


def test_who_leaves_and_signs_in_elsewhere_has_no_elder_edition(session, app, client):
    sign_in(client, make_person(session, secret=PIN, card="10000001"))
    client.post("/preferences", data={"elder": "on"})
    client.post("/preferences", data={"elder": "off"})
    hall = Visitor(app)
    hall.post("/preferences", data={"elder": "on"})
    hall.post("/sign-in", data={"login": "10000001", "secret": PIN})
    assert "data-view" not in root(hall.get("/me"))


def test_a_visitor_is_remembered_by_the_browser(client):
    answer = client.post("/preferences", data={"elder": "on"})
    assert "Expires=" in answer.headers["Set-Cookie"]


def test_the_first_page_offers_the_elder_edition_until_somebody_answers(client):
    assert OFFER in client.get("/").text
    client.post("/preferences", data={"language": "zh"})
    assert OFFER in client.get("/catalogue").text
    client.post("/preferences", data={"elder": "off"})
    assert OFFER not in client.get("/").text


def test_a_person_who_said_no_is_not_asked_again_on_another_device(session, app, client):
    sign_in(client, make_person(session, secret=PIN, card="10000001"))
    client.post("/preferences", data={"elder": "off"})
    other = Visitor(app)
    other.post("/sign-in", data={"login": "10000001", "secret": PIN}, headers={"Accept-Language": "zh"})
    assert OFFER not in other.get("/", headers={"Accept-Language": "zh"}).text


def test_staff_at_work_are_not_asked(session, client):
    sign_in(client, make_person(session, "陈静", RoleName.DESK))
    assert OFFER not in client.get("/desk").text


@pytest.mark.parametrize("typed", ["长辈版", "亲情版", "关爱版", "关怀版", "zhangbeiban", "zbb"])
def test_searching_the_catalogue_finds_the_elder_edition(client, typed):
    found = client.get("/catalogue", query_string={"q": typed}).text.partition("<main")[2]
    assert 'name="elder" value="on"' in found
    assert 'href="/comfort"' in found


def test_searching_for_a_course_finds_no_switch(client):
    assert 'name="elder"' not in client.get("/catalogue?q=sf").text.partition("<main")[2].partition("</main>")[0]


def test_the_simple_menu_has_at_most_five_places(session, client):
    roles = (RoleName.MEMBER, RoleName.INSTRUCTOR, RoleName.OFFICER, RoleName.ADMIN)
    for person in (None, make_person(session), make_person(session, "周敏", *roles)):
        if person:
            sign_in(client, person)
        client.post("/preferences", data={"simplified": "on"})
        menu = re.search(r'<nav class="site-nav".*?</nav>', client.get("/").text, re.DOTALL)[0]
        assert 3 <= menu.count("<li>") <= 5
        assert 'href="/catalogue"' in menu


def test_nothing_is_lost_in_the_simple_view(session, client):
    sign_in(client, make_person(session))
    links = set(re.findall('href="([^"#]*)"', client.get("/me/details").text))
    client.post("/preferences", data={"simplified": "on"})
    simple = set(re.findall('href="([^"#]*)"', client.get("/me/details").text))
    # What the menu no longer has is a tile of the home page; what programs read is for programs.
    simple |= set(re.findall('href="([^"#]*)"', client.get("/").text))
    assert links - simple == {"/api/v1/openapi.json"}


def test_the_simple_view_folds_the_filters(client):
    assert '<details class="filters" open>' in client.get("/catalogue").text
    client.post("/preferences", data={"simplified": "on"})
    text = client.get("/catalogue").text
    assert '<details class="filters">' in text
    assert "找课条件" in text
