"""English is complete because it is what the code says; Chinese is complete because this test says so."""

import re
import tomllib
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture.house import CHINESE, ROOT

CHINESE_CATALOGUE = ROOT / "activity_center/translations/zh/LC_MESSAGES/messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "_n": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


@cache
def said() -> frozenset[str]:
    """Every msgid in the code and the templates."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    found = extract_from_dir(
        ROOT,
        method_map=[(mapping["pattern"], mapping["method"]) for mapping in mappings],
        keywords=KEYWORDS,
        directory_filter=lambda path: Path(path).name not in {".venv", "tests", "node_modules", "instance"},
    )
    return frozenset(message if isinstance(message, str) else message[0] for _, _, message, _, _ in found)


@cache
def chinese() -> Catalog:
    with CHINESE_CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def entries() -> dict[str, str]:
    return {str(entry.id): str(entry.string) for entry in chinese() if entry.id}


def test_the_search_for_words_finds_some():
    assert len(said()) > 50


def test_everything_said_has_a_chinese_translation():
    assert sorted(said() - entries().keys()) == []


def test_no_translation_is_empty():
    assert [english for english, text in entries().items() if not text.strip()] == []


def test_no_translation_is_a_guess():
    assert [entry.id for entry in chinese() if entry.id and entry.fuzzy] == []


def test_no_translation_is_left_over():
    assert sorted(entries().keys() - said()) == []
    assert list(chinese().obsolete) == []


def test_translations_keep_the_placeholders():
    differing = {
        english: text
        for english, text in entries().items()
        if sorted(set(PLACEHOLDER.findall(english))) != sorted(set(PLACEHOLDER.findall(text)))
    }
    assert differing == {}


def test_translations_are_chinese():
    # Names, codes and patterns may be the same in both languages; sentences may not.
    assert [e for e, text in entries().items() if len(e.split()) > 3 and not CHINESE.search(text)] == []


def test_what_the_code_says_is_english():
    assert [english for english in said() if CHINESE.search(english)] == []
