"""Rows of a register of people: known by card number, else identity number, else name, birth date and telephone."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center.errors import Reason, Refused
from activity_center.exchange import times
from activity_center.exchange.records import Row
from activity_center.exchange.report import Outcome, RowReport
from activity_center.exchange.rules import Broken, Cell, email, is_empty, one_of, phone, text
from activity_center.exchange.scene import Scene, chunks, refused, repeated, written
from activity_center.people import access, cards, id_number, service
from activity_center.people.models import Card, Person
from activity_center.people.rules import Category, Sex, normal, normal_phone
from activity_center.people.secrets import SealedNumber
from activity_center.people.service import PersonDraft

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
class _Said:
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


def import_people(session: Session, rows: Sequence[Row], scene: Scene) -> list[RowReport]:
    """Write people down, new ones in batches; nobody is merged or renamed on a guess."""
    said = [_read(row, scene) for row in rows]
    known = _Known(session, [told for told in said if not told.row.reasons])
    reports, fresh, seen = [], [], {}
    for told in said:
        report, is_new = _judged(session, told, known, seen, scene)
        reports.append(report)
        if is_new:
            fresh.append(_draft(told))
        if report.outcome is not Outcome.REFUSED:
            seen |= {mark: seen.get(mark, told.row.number) for mark in told.marks}
    for some in chunks(fresh, 500):
        service.add_people(session, some, at=scene.at, by=scene.by)
    return reports


def _draft(told: _Said) -> PersonDraft:
    return PersonDraft(told.name, card_no=told.card_no, id_number=told.id_number, **told.values)


def _read(row: Row, scene: Scene) -> _Said:
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
    told = _Said(row, name, {field: value for field, value in values.items() if value}, clear=number or "")
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


Who = tuple[str, date | None, str | None]


class _Known:
    """The people of the register whom these rows may mean, found in a handful of queries."""

    def __init__(self, session: Session, said: Sequence[_Said]) -> None:
        self._cards: dict[str, tuple[int, bool]] = {}
        self._ids: dict[str, int] = {}
        self._namesakes: dict[Who, list[int]] = defaultdict(list)
        self.emails: dict[str, int] = {}
        for some in chunks(said):
            self._look(session, some)
        for names in chunks(sorted({told.name for told in said})):
            self._look_for_names(session, names)
        self.matches = {told.row.number: self._match(told) for told in said}
        self.people: dict[int, Person] = {}
        for ids in chunks(sorted({match for match in self.matches.values() if isinstance(match, int)})):
            whole = select(Person).where(Person.id.in_(ids)).options(selectinload(Person.cards))
            self.people |= {person.id: person for person in session.scalars(whole)}

    def _look(self, session: Session, said: Sequence[_Said]) -> None:
        numbers = [told.card_no for told in said if told.card_no]
        known = select(Card.number, Card.person_id, Card.revoked_at.is_(None)).where(Card.number.in_(numbers))
        self._cards |= {number: (person_id, works) for number, person_id, works in session.execute(known)}
        self._ids |= _owners(session, Person.id_index, [told.id_number.index for told in said if told.id_number])
        self.emails |= _owners(session, Person.email, [told.values["email"] for told in said if "email" in told.values])

    def _look_for_names(self, session: Session, names: Sequence[str]) -> None:
        people = select(Person.id, Person.name, Person.birth_on, Person.phone).where(Person.name.in_(names))
        for person_id, name, birth_on, number in session.execute(people):
            # A row may say one of the two or both, and all it says must be so.
            for who in {(name, birth_on, number), (name, birth_on, None), (name, None, number)}:
                self._namesakes[who].append(person_id)

    def _match(self, told: _Said) -> int | Reason | None:
        """Return whom the row means, nobody, or why that cannot be said."""
        by_card = self._cards.get(told.card_no)
        by_id = self._ids.get(told.id_number.index) if told.id_number else None
        if by_card and not by_card[1]:
            return Reason("card_taken", {"card": told.card_no})
        if by_card and by_id and by_card[0] != by_id:
            return Reason("import_two_people")
        if by_card or by_id:
            return by_card[0] if by_card else by_id
        who = (told.name, told.values.get("birth_on"), told.values.get("phone"))
        namesakes = self._namesakes.get(who, []) if any(who[1:]) else []
        if len(namesakes) > 1:
            return Reason("import_several_people", {"count": len(namesakes)})
        return namesakes[0] if namesakes else None


def _owners(session: Session, column: Any, values: Sequence[str]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(select(column, Person.id).where(column.in_(values)))}


def _judged(
    session: Session, told: _Said, known: _Known, seen: dict[tuple[Any, ...], int], scene: Scene
) -> tuple[RowReport, bool]:
    """Return what becomes of a row, and whether it is somebody new, who is written later together with the others."""
    title = " ".join(filter(None, (told.card_no, told.name)))
    if told.row.reasons:
        return refused(told.row, title), False
    first = _said_before(told, seen)
    if first is not None:
        return repeated(told.row, title, first), False
    match = known.matches[told.row.number]
    reason = match if isinstance(match, Reason) else _clash(told, known, match)
    if reason:
        return refused(told.row, title, Refused(reason)), False
    if "email" in told.values:
        known.emails[told.values["email"]] = match if isinstance(match, int) else -told.row.number
    if not isinstance(match, int):
        return RowReport(told.row.number, title, Outcome.ADDED), True
    try:
        with session.begin_nested():
            return written(told.row, title, _change(session, told, known.people[match], scene)), False
    except Refused as refusal:
        return refused(told.row, title, refusal), False


def _said_before(told: _Said, seen: dict[tuple[Any, ...], int]) -> int | None:
    """Return the earlier row about the same person; of two with a card or a number of their own a name says nothing."""
    marks = told.marks if len(told.marks) == 1 else [mark for mark in told.marks if mark[0] != "who"]
    return next((seen[mark] for mark in marks if mark in seen), None)


def _clash(told: _Said, known: _Known, person_id: int | None) -> Reason | None:
    owner = known.emails.get(told.values.get("email", ""))
    if owner is not None and owner != person_id:
        return Reason("email_taken")
    if person_id is None:
        return None
    person = known.people[person_id]
    working = cards.working_card(person)
    if told.card_no and working not in (None, told.card_no):
        return Reason("import_has_card", {"card": working})
    if told.id_number and person.id_index not in (None, told.id_number.index):
        return Reason("import_other_id_number")
    birth = told.values.get("birth_on")
    # A slip in a card number must not turn one person into another.
    is_other = person.name != told.name and None not in (birth, person.birth_on) and birth != person.birth_on
    return Reason("import_somebody_else", {"name": person.name}) if is_other else None


def _change(session: Session, told: _Said, person: Person, scene: Scene) -> list[str]:
    """Write what the row says that the register does not say yet, and return the columns."""
    who = {"at": scene.at, "by": scene.by}
    said = {"name": told.name, **told.values}
    changed = [name for name, value in said.items() if getattr(person, name) != value]
    if changed:
        service.change_person(session, person.id, **{name: said[name] for name in changed}, **who)
    if told.card_no and cards.working_card(person) is None:
        cards.issue_card(session, person.id, told.card_no, **who)
        changed.append("card_no")
    if told.id_number and person.id_index is None:
        access.keep_id_number(session, person.id, told.id_number, told.clear, **who)
        changed.append("id_number")
    return changed
