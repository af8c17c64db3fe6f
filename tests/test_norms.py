"""The norms for old and disabled readers: every clause is answered, every proof exists; and what the source proves."""

import ast
import re

import pytest

from activity_center.accessibility import STATES
from activity_center.norms import NORMS
from activity_center.people.rules import RoleName
from tests.architecture.house import ROOT
from tests.factories import make_person, sign_in

CLAUSES = [clause for norm in NORMS for clause in norm.clauses]
IDS = [f"{letter}{n}" for letter, most in (("A", 14), ("W", 13), ("G", 8), ("K", 9)) for n in range(1, most + 1)]


def existing_tests():
    """Return the names of all tests, read from their files."""
    trees = (ast.parse(path.read_text("utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    defined = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {node.name for node in defined if node.name.startswith("test_")}


def sources(folder, ending):
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in (ROOT / folder).rglob(f"*.{ending}")}


def found(texts, pattern):
    return {name: set(re.findall(pattern, text)) for name, text in texts.items() if re.search(pattern, text)}


def test_every_clause_is_answered():
    assert [clause.id for clause in CLAUSES] == IDS
    assert {clause.state for clause in CLAUSES} <= STATES.keys()


def test_every_proof_exists():
    named = {name: clause.id for clause in CLAUSES for name in clause.tests}
    assert {name: named[name] for name in named.keys() - existing_tests()} == {}


def test_what_is_kept_is_proved():
    assert [clause.id for clause in CLAUSES if clause.state != "none" and not clause.tests] == []


def test_the_statement_is_public_and_shows_every_clause_with_its_proofs(client):
    text = client.get("/accessibility", headers={"Accept-Language": "zh"}).text
    assert [clause.id for clause in CLAUSES if f'id="{clause.id}"' not in text] == []
    assert [name for clause in CLAUSES for name in clause.tests if f">{name}<" not in text] == []
    assert 'href="/accessibility"' in client.get("/").text


def test_no_page_brings_puzzles_media_or_strangers():
    alien = r"<(?:audio|video|iframe|object|embed|canvas|marquee|blink)\b|captcha|(?:src|srcset)=[\"']https?:"
    assert found(sources("templates", "html"), alien) == {}


@pytest.mark.parametrize("path", ["/", "/catalogue", "/sign-in", "/nowhere"])
def test_every_page_forbids_strangers(client, path):
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert not re.search(r"https?:|unsafe|\*", policy)


def test_no_page_pops_up_a_window():
    pops = r"<dialog|popover=|target=[\"']_blank|http-equiv=[\"']refresh"
    # A screen that nobody operates loads itself anew where no script does it.
    screens = re.compile(r"/kiosk/|/rooms/screen\.html")
    pages = {name: text for name, text in sources("templates", "html").items() if not screens.search(name)}
    assert found(pages, pops) == {}
    assert found(sources("static", "js"), r"window\.open\(|\balert\(|\bconfirm\(|\bprompt\(") == {}


def test_no_script_asks_for_a_gesture():
    # What a press does, it does on release: nothing is done when the finger comes down.
    gestures = r"touchstart|touchmove|gesture\w+|\"(?:dragover|dragend|drop)\"|\"wheel\"|draggable"
    assert found(sources("static", "js"), gestures) == {}
    assert found(sources("templates", "html"), r"draggable=|ontouch") == {}


def test_every_field_is_the_browsers_own():
    homemade = r"contenteditable|role=[\"'](?:textbox|combobox|listbox|slider|spinbutton|checkbox|radio|switch)"
    assert found(sources("templates", "html"), homemade) == {}


def test_the_menu_says_plain_words(session, client):
    with client.session_transaction() as cookies:
        cookies["language"] = "zh"
    sign_in(client, make_person(session, "周敏", RoleName.MEMBER, RoleName.INSTRUCTOR, RoleName.ADMIN))
    menu = re.search(r'<nav class="site-nav".*?</nav>', client.get("/").text, re.DOTALL)[0]
    names = [name.strip() for name in re.findall(r">([^<>]+)</a>", menu)]
    assert {"选课报名", "我的课表", "通知"} <= set(names)
    assert [name for name in names if re.search("[A-Za-z]", name) or len(name) > 5] == []


def test_an_application_asks_for_nothing_that_is_not_needed(client):
    form = client.get("/apply").text.partition("<main")[2].partition("</main>")[0]
    asked = set(re.findall(r'<(?:input|select)[^>]*\bname="(\w+)"', form)) - {"csrf_token"}
    needed = {"name", "sex", "birth_on", "category", "phone"}
    assert asked == needed | {"unit", "emergency_name", "emergency_phone"}
    required = re.findall(r"<(?:input|select)[^>]*\brequired\b[^>]*>", form)
    assert {re.search(r'name="(\w+)"', field)[1] for field in required} == needed


def test_a_picture_and_its_word_are_one_target(client):
    client.post("/preferences", data={"simplified": "on"})
    tiles = re.findall(r'<a class="tile.*?</a>', client.get("/").text, re.DOTALL)
    assert len(tiles) >= 4
    for tile in tiles:
        assert 'aria-hidden="true"' in re.search("<svg[^>]*>", tile)[0]
        assert re.search(r"<span>[^<]+</span>", tile)
    icons = re.findall("<svg[^>]*>", "".join(sources("templates", "html").values()))
    assert [icon for icon in icons if 'aria-hidden="true"' not in icon] == []
