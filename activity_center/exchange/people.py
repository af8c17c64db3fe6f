"""Rows of a register of people: known by card number, else identity number, else name, birth date and telephone."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center.errors import Reason, Refused
from activity_center.exchange.persons import Said, read_person
from activity_center.exchange.records import Row
from activity_center.exchange.report import Outcome, RowReport
from activity_center.exchange.scene import Scene, chunks, refused, repeated, written
from activity_center.people import access, cards, service
from activity_center.people.models import Card, Person
from activity_center.people.service import PersonDraft


def import_people(session: Session, rows: Sequence[Row], scene: Scene) -> list[RowReport]:
    """Write people down, new ones in batches; nobody is merged or renamed on a guess."""
    said = [read_person(row, scene) for row in rows]
    known = _Known(session, [told for told in said if not told.row.reasons])
    reports, fresh, seen = [], [], {}
    for told in said:
        report, is_new = _judged(session, told, known, seen, scene)
        reports.append(report)
        if is_new:
            fresh.append(_draft(told))
        if report.outcome is not Outcome.REFUSED:
            seen |= {mark: seen.get(mark, told) for mark in told.marks}
    for some in chunks(fresh, 500):
        service.add_people(session, some, at=scene.at, by=scene.by)
    return reports


def _draft(told: Said) -> PersonDraft:
    return PersonDraft(told.name, card_no=told.card_no, id_number=told.id_number, **told.values)


Who = tuple[str, date | None, str | None]


class _Known:
    """The people of the register whom these rows may mean, found in a handful of queries."""

    def __init__(self, session: Session, said: Sequence[Said]) -> None:
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

    def _look(self, session: Session, said: Sequence[Said]) -> None:
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

    def _match(self, told: Said) -> int | Reason | None:
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
    session: Session, told: Said, known: _Known, seen: dict[tuple[Any, ...], Said], scene: Scene
) -> tuple[RowReport, bool]:
    """Return what becomes of a row, and whether it is somebody new, who is written later together with the others."""
    title = " ".join(filter(None, (told.card_no, told.name)))
    if told.row.reasons:
        return refused(told.row, title), False
    first = _said_before(told, seen)
    if first is not None:
        return _repeated(told, title, first), False
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


def _repeated(told: Said, title: str, first: Said) -> RowReport:
    if _is_same(told, first.name, first.values.get("birth_on"), first.id_number.index if first.id_number else None):
        return repeated(told.row, title, first.row.number)
    return refused(told.row, title, Refused(Reason("import_somebody_else", {"name": first.name})))


def _said_before(told: Said, seen: dict[tuple[Any, ...], Said]) -> Said | None:
    """Return the earlier row about the same person; of two with a card or a number of their own a name says nothing."""
    marks = told.marks if len(told.marks) == 1 else [mark for mark in told.marks if mark[0] != "who"]
    return next((seen[mark] for mark in marks if mark in seen), None)


def _clash(told: Said, known: _Known, person_id: int | None) -> Reason | None:
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
    same = _is_same(told, person.name, person.birth_on, person.id_index)
    return None if same else Reason("import_somebody_else", {"name": person.name})


def _is_same(told: Said, name: str, birth_on: date | None, id_index: str | None) -> bool:
    """Say whether a row means the person of this card: a slip in its number must not turn one into another.

    Another name needs a birth date or an identity number that agrees; a telephone is shared by couples.
    """
    same_id = told.id_number is not None and told.id_number.index == id_index
    return told.name == name or same_id or (birth_on is not None and told.values.get("birth_on") == birth_on)


def _change(session: Session, told: Said, person: Person, scene: Scene) -> list[str]:
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
