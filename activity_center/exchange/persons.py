"""What a row of a register says of a person: read cell by cell, no database."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from activity_center.exchange import times
from activity_center.exchange.records import Row
from activity_center.exchange.rules import Broken, Cell, email, is_empty, one_of, phone, text
from activity_center.exchange.scene import Scene
from activity_center.people import id_number
from activity_center.people.rules import Category, Sex, normal, normal_phone
from activity_center.people.secrets import SealedNumber

_SEXES = {
    **dict.fromkeys(("男", "m", "male", "男性"), Sex.MALE),
    **dict.fromkeys(("女", "f", "female", "女性"), Sex.FEMALE),
}
_CATEGORIES = {
    **{category.value: category for category in Category},
    **{category.value.replace("_", ""): category for category in Category},
    **dict.fromkeys(("离休干部", "离休"), Category.VETERAN_CADRE),
    **dict.fromkeys(("退休干部",), Category.RETIRED_CADRE),
    **dict.fromkeys(("退休职工", "退休工人"), Category.RETIRED_WORKER),
    **dict.fromkeys(("社会老年人", "社会人员"), Category.PUBLIC),
    **dict.fromkeys(("配偶", "家属"), Category.SPOUSE),
}


@dataclass
class Said:
    """What a row says of a person; `values` are fields of PersonDraft, empty ones left out."""

    row: Row
    name: str
    values: dict[str, Any]
    card_no: str = ""
    id_number: SealedNumber | None = field(default=None, repr=False)
    clear: str = field(default="", repr=False)

    @property
    def marks(self) -> list[tuple[Any, ...]]:
        """Return what tells this person from others, the surest first."""
        found: list[tuple[Any, ...]] = []
        if self.card_no:
            found.append(("card", self.card_no))
        if self.id_number:
            found.append(("id", self.id_number.index))
        if self.values.get("birth_on") or self.values.get("phone"):
            found.append(("who", self.name, self.values.get("birth_on"), self.values.get("phone")))
        return found


def read_person(row: Row, scene: Scene) -> Said:
    """Read one row of a register; what is broken is noted down in the row."""
    name, today = normal(row.words("name", 80)), scene.at.astimezone(scene.zone).date()
    if not name:
        row.refuse("import_cell_missing", "name")
    number = row.read("id_number", _id_number)
    values = {
        "sex": row.read("sex", one_of(_SEXES, "import_sex")),
        "birth_on": row.read("birth_on", lambda cell: _past(cell, today)),
        "phone": normal_phone(row.read("phone", phone) or ""),
        "category": row.read("category", one_of(_CATEGORIES, "import_category")),
        "unit": normal(row.words("unit", 120)),
        **_emergency(row),
        "email": row.read("email", email),
        "learner_since": row.read("learner_since", lambda cell: _past(cell, today)),
    }
    if number:
        # Archives and cards of this generation often differ: what the row says stands.
        values["birth_on"] = values["birth_on"] or id_number.birth_on(number)
        values["sex"] = values["sex"] or id_number.sex_of(number)
    told = Said(row, name, {field: value for field, value in values.items() if value}, clear=number or "")
    told.card_no = row.read("card_no", _card_no) or ""
    if number:
        assert scene.vault, "identity numbers are kept in a vault"
        told.id_number = scene.vault.seal(number)
    if not told.marks and not row.reasons:
        row.refuse("import_person_unclear")
    return told


def _past(cell: Cell, today: date) -> date | None:
    day = times.day(cell)
    if day and not date(1900, 1, 2) <= day <= today:
        raise Broken("import_day_not_past")
    return day


def _card_no(cell: Cell) -> str:
    number = "" if is_empty(cell) else "".join(normal(text(cell)).split())
    if not re.fullmatch(r"[0-9A-Za-z-]{0,32}", number):
        raise Broken("import_card")
    return number


def _id_number(cell: Cell) -> str:
    number = "" if is_empty(cell) else id_number.normal_number(text(cell))
    if number and not id_number.is_valid(number):
        raise Broken("import_id_number")
    return number


_CONTACT = re.compile(r"(.*?)[\s:：,，(（/]*(\+?[\d -]{7,20})[)）]?")


def _emergency(row: Row) -> dict[str, str]:
    """Return whom to call; "李明 13900000000" in one cell is a name and a number."""
    name, number = row.words("emergency_name", 80), row.read("emergency_phone", phone) or ""
    together = _CONTACT.fullmatch(normal(name))
    if together and not number:
        name, number = together[1], normal_phone(together[2])
    return {"emergency_name": normal(name), "emergency_phone": normal_phone(number)}
