"""What a name is searched by: its syllables written together, and their initials."""

import re
from itertools import product

from activity_center.people.rules import normal
from activity_center.people.surnames import COMPOUND, READINGS

_WORDS = re.compile(r"[a-z0-9]+")


def index(name: str, is_person: bool = False) -> str:
    """Return the search text of a name: words apart by one blank, full spellings before initials.

    "单秀英" as a person is "shanxiuying danxiuying sxy dxy"; "书法" as a course is "shufa sf". Names of people
    have every reading of their surname, because whoever types may not know which it is. Words in Latin letters
    and numbers stay as they are.
    """
    readings = _readings(normal(name), is_person)
    full = ["".join(syllables) for syllables in readings]
    initials = ["".join(syllable[0] for syllable in syllables) for syllables in readings]
    latin = _WORDS.findall(normal(name).casefold())
    return " ".join(dict.fromkeys(word for word in [*full, *initials, *latin] if word))


def _readings(name: str, is_person: bool) -> list[list[str]]:
    surname = _surname(name) if is_person and not name[:1].isascii() else ""
    rest = _syllables(name.removeprefix(surname))
    return [[*first, *rest] for first in product(*_surname_readings(surname))]


def _surname(name: str) -> str:
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def _surname_readings(surname: str) -> list[tuple[str, ...]]:
    if surname in COMPOUND:
        return [(syllable,) for syllable in COMPOUND[surname]]
    if surname in READINGS:
        return [tuple(dict.fromkeys([*READINGS[surname], *_syllables(surname)]))]
    return [(syllable,) for syllable in _syllables(surname)]


def _syllables(text: str) -> list[str]:
    # Imported here because its tables take most of a second, which no command that needs no name should pay.
    from pypinyin import lazy_pinyin

    return [word for part in lazy_pinyin(text) for word in _WORDS.findall(part.casefold())]
