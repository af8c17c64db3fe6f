"""Invented people: names of that generation, telephone numbers that nobody has, dates of birth that fit the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from activity_center.demo.samples import GIVEN_FEMALE, GIVEN_MALE, SURNAMES, UNITS
from activity_center.people import pinyin
from activity_center.people.rules import Category, Sex

_CATEGORIES = {
    Category.VETERAN_CADRE: 2,
    Category.RETIRED_CADRE: 36,
    Category.RETIRED_WORKER: 36,
    Category.PUBLIC: 22,
    Category.SPOUSE: 4,
}
# Every so many people live with the one before and answer the same telephone.
_SHARING = 25


@dataclass(frozen=True)
class Invented:
    """One person who does not exist."""

    name: str
    sex: Sex
    birth_on: date
    phone: str
    category: Category
    unit: str
    emergency_name: str
    emergency_phone: str
    learner_since: date | None


def invented(count: int, today: date, seed: int) -> Iterator[Invented]:
    """Yield people of 60 to 90 years; the same seed and day give the same people."""
    random = Random(seed)
    phone = ""
    for number in range(count):
        if number % _SHARING != _SHARING - 1:
            phone = f"139000{number % 100_000:05}"
        yield _invented(random, number, phone, today)


def _invented(random: Random, number: int, phone: str, today: date) -> Invented:
    sex = random.choice((Sex.FEMALE, Sex.FEMALE, Sex.MALE))
    surname = random.choice(SURNAMES)
    given = random.choice(GIVEN_FEMALE if sex is Sex.FEMALE else GIVEN_MALE)
    # Most are between 62 and 78; the mode of the triangle is 67.
    age = random.triangular(60.5, 90, 67)
    category = random.choices(list(_CATEGORIES), list(_CATEGORIES.values()))[0]
    since = date(today.year - random.randint(1, 8), 9, 1)
    child = surname + random.choice(("敏", "伟", "磊", "洋", "丽", "娟", "强", "婷"))
    return Invented(
        surname + given,
        sex,
        today - timedelta(days=int(age * 365.25)),
        phone,
        category,
        "" if category in (Category.PUBLIC, Category.SPOUSE) else random.choice(UNITS),
        child,
        f"139001{number % 100_000:05}",
        since if random.random() < 0.6 else None,
    )


def person_row(who: Invented) -> dict[str, Any]:
    """Return somebody as a row of the register."""
    return vars(who) | {"pinyin": pinyin.index(who.name, is_person=True)}


def member_row(who: Invented, pin_hash: str) -> dict[str, Any]:
    """Return somebody who can sign in; all share one hash, for 2,000 of their own would take a minute."""
    return person_row(who) | {"secret_hash": pin_hash}


def staff_row(login: str, name: str, password_hash: str) -> dict[str, Any]:
    """Return somebody of the staff."""
    return {
        "name": name,
        "pinyin": pinyin.index(name, is_person=True),
        "staff_name": login,
        "secret_hash": password_hash,
    }


def first_member(today: date) -> dict[str, Any]:
    """Return who has card 10000001: somebody whom no class refuses."""
    return {
        "name": "王秀兰",
        "pinyin": pinyin.index("王秀兰", is_person=True),
        "sex": Sex.FEMALE,
        "birth_on": date(today.year - 68, 3, 15),
        "category": Category.RETIRED_CADRE,
        "unit": "市教育局",
        "learner_since": date(today.year - 3, 9, 1),
    }
